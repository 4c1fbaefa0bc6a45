"""What the engines have in common: how they refuse a module, and seal cached code."""

from __future__ import annotations

import os
import re
from typing import Final

from runtime.digests import DIGEST_SIZE, new_digest
from runtime.errors import MalformedModule, ModuleError
from runtime.late import pattern

CLOSED: Final = "the store of this instance is closed"

_OFFSET: Final = pattern(r"\(?at offset (0x[0-9a-f]+|\d+)\)?")

# Words of wasmparser (both engines validate with it) for what is a feature, not a fault.
_FEATURE: Final = pattern(
    r"support is not enabled|be enabled|feature required|references required|is disabled"
    r"|when .* disabled|without the \w+ feature|the [\w-]+ proposal"
    r"|multiple memories|[Uu]nknown opcode|[Uu]nknown 0x\w+ subopcode|init_expr"
    r"|Invalid type|invalid leading byte in type definition|not implemented|component"
)
_EXCEPTIONS: Final = pattern(r"exception|opcode: 0x1f|tag", re.IGNORECASE)

PANIC_REMEDY: Final = (
    "it was built with panic=unwind: build with panic=abort, or with the standard form of "
    "exceptions (-C llvm-args=-wasm-use-legacy-eh=false) for wasmtime: --engine wasmtime"
)
"""What to do about a module with exceptions."""

SHARED_REMEDY: Final = (
    "no engine here shares memory between threads: build the guest without --shared-memory "
    "(-C target-feature=-atomics)"
)
"""What to do about a module with a shared memory."""


def require_header(binary: bytes) -> None:
    """Refuse what is no binary module, since both engines would take it for text.

    Raises:
        MalformedModule: the magic number is missing.

    """
    if binary[:4] != b"\0asm":
        raise MalformedModule(0, "module", "a binary module (b'\\x00asm')")


def refusal(engine: str, message: str, remedy: str) -> ModuleError:
    """Make the error for a module that an engine refused to compile.

    Args:
        engine: its name.
        message: its own words.
        remedy: what to do if the engine lacks a feature.

    Returns:
        `UnsupportedFeature` if the words are about a feature, else `MalformedModule` with the
        offset that they name, or 0.

    """
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    detail = re.sub(r"^\d+: ", "", lines[-1]) if lines else "no reason given"
    if _FEATURE.search(detail):
        from runtime.errors import UnsupportedFeature

        if _EXCEPTIONS.search(detail):
            remedy = PANIC_REMEDY
        elif "shared memor" in detail:
            remedy = SHARED_REMEDY
        return UnsupportedFeature(engine, detail, remedy)
    found = _OFFSET.search(detail)
    offset = int(found.group(1), 0) if found else 0
    return MalformedModule(offset, "validation", f"a valid module ({engine}: {detail})")


def seal(engine: str, version: str, code: bytes) -> bytes:
    """Put a digest before compiled code, which engines load without looking twice."""
    return _digest(engine, version, code) + code


def unseal(engine: str, version: str, data: bytes) -> bytes:
    """Return the code that `seal` was given.

    Raises:
        ValueError: it was made by another engine, release or machine, or was damaged.

    """
    code = data[DIGEST_SIZE:]
    if data[:DIGEST_SIZE] != _digest(engine, version, code):
        raise ValueError(
            f"this is not code that {engine} {version} made on this kind of machine: compile the "
            "module again"
        )
    return code


def _digest(engine: str, version: str, code: bytes) -> bytes:
    digest = new_digest(f"wasmloop 3 {engine} {version} {machine()}\n".encode())
    digest.update(code)
    return digest.digest()


def machine() -> str:
    """Return the kind of this machine: the system's name and the processor's."""
    if hasattr(os, "uname"):
        about = os.uname()
        return f"{about.sysname} {about.machine}"
    import platform  # it brings much along

    return f"{platform.system()} {platform.machine()}"
