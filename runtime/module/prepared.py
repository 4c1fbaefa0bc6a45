"""What is worked out of a module's bytes, kept beside its compiled code.

Reading a module takes longer than loading its compiled code, and so does asking it for its types.
What comes of it is kept pickled; unpickling runs what it is told to, as engines run the code that
they load, so it has the same safeguards: see `runtime.module.compile_cache`.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, Final

from runtime.digests import DIGEST_SIZE, new_digest
from runtime.records import record
from runtime.release import RELEASE

try:
    # pickle itself makes a class in Python too, and brings much along.
    from _pickle import PickleError, dumps, loads
except ImportError:  # of CPython only
    from pickle import PickleError, dumps, loads

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runtime.bindgen.descriptor import Descriptor
    from runtime.bindgen.program import BindgenSection
    from runtime.module.compile_cache import CompileCache
    from runtime.module.plan import ExportPlan
    from runtime.wasm.model import Internals, WasmModule

_PROTOCOL: Final = 5

_SOURCES: Final = ("runtime", "runtime/bindgen", "runtime/module", "runtime/wasm")
"""Folders of what works it out, and defines what it is."""


@record(frozen=True)
class Prepared:
    """What is worked out of a module of wasm-bindgen's, whichever engine runs it.

    Attributes:
        wasm: the module, decoded.
        section: what wasm-bindgen recorded in it.
        edited: the module with its internals exported, which engines compile.
        internals: under which names.
        descriptors: Rust types by symbol, as the module describes them.
        plan: what it exports, by those.

    """

    wasm: WasmModule
    section: BindgenSection
    edited: bytes
    internals: Internals
    descriptors: Mapping[str, Descriptor]
    plan: ExportPlan


def load_prepared(cache: CompileCache, binary: bytes) -> Prepared | None:
    """Return what was kept of a module; None where nothing can be had."""
    try:
        key = _key(binary)
    except OSError:
        return None  # we are in no folder: in an archive, say
    return cache.read(_name(key), key, _unpacked)


def keep_prepared(cache: CompileCache, binary: bytes, prepared: Prepared) -> None:
    """Keep what was worked out of a module, if that can be."""
    try:
        key = _key(binary)
    except OSError:
        return
    data = dumps(prepared, _PROTOCOL)
    cache.keep(_name(key), key, new_digest(key + data).digest() + data)


def _name(key: bytes) -> str:
    return f"prepared-{key.hex()}"


def _key(binary: bytes) -> bytes:
    """Return what an entry is of: the bytes, Python, and this very program."""
    digest = new_digest(f"prepared {RELEASE} {sys.version} {_PROTOCOL}\n".encode())
    for line in _sources():
        digest.update(line.encode())
    digest.update(binary)
    return digest.digest()


def _sources() -> list[str]:
    """Return which files this program is made of: a checkout changes without another release."""
    package = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    found = []
    for name in _SOURCES:
        with os.scandir(os.path.join(package, name)) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    about = entry.stat()
                    found.append(f"{name}/{entry.name} {about.st_size} {about.st_mtime_ns}\n")
    return sorted(found)


def _unpacked(data: bytes, key: bytes) -> Prepared:
    """Return what `keep_prepared` was given.

    Raises:
        ValueError: it is damaged.

    """
    rest = memoryview(data)[DIGEST_SIZE:]
    digest = new_digest(key)
    digest.update(rest)
    if data[:DIGEST_SIZE] != digest.digest():
        raise ValueError("it is damaged")
    try:
        found: Any = loads(rest)
    except (PickleError, ImportError, AttributeError, LookupError, TypeError) as error:
        raise ValueError(f"it cannot be read: {error}") from None
    if not isinstance(found, Prepared):
        raise ValueError("it is something else")
    return found
