"""What can go wrong, by whose fault it is and what to do about it.

Exceptions of the host's own functions are never wrapped in one of these, and
``KeyboardInterrupt`` and ``CancelledError`` are never converted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from runtime.late import pattern
from runtime.records import record

WasmSignature = tuple[tuple[str, ...], tuple[str, ...]]
"""Value types of a function's parameters and of its results."""


class HostError(Exception):
    """Base of every error that wasmloop itself raises."""


# --- the bytes -------------------------------------------------------------------------------


class ModuleError(HostError):
    """The module cannot be loaded or linked as it is; nothing of it has run."""


class NotWasm(ModuleError):
    """The bytes do not begin as a WebAssembly module does.

    Args:
        found: the first bytes, at most eight of them.

    """

    def __init__(self, found: bytes) -> None:
        self.found = bytes(found[:8])
        super().__init__(
            f"not a WebAssembly module: it begins with {self.found!r}, not with b'\\x00asm' and "
            "version 1; give the .wasm file that cargo wrote to "
            "target/wasm32-unknown-unknown/release/"
        )


class MalformedModule(ModuleError):
    """The bytes stop being a module, or a wasm-bindgen section, at an offset.

    Args:
        offset: bytes from the beginning of the module (or of the descriptor, in words).
        section: which section, by its name in the WebAssembly spec, or the custom section's name.
        expected: what should have stood there.

    """

    def __init__(self, offset: int, section: str, expected: str) -> None:
        self.offset = offset
        self.section = section
        self.expected = expected
        super().__init__(
            f"malformed module at offset {offset} ({section}): expected {expected}; "
            "build it again, or check that the file was copied whole"
        )


class UnsupportedSchema(ModuleError):
    """The module was built by a wasm-bindgen whose format is not known here.

    Args:
        found: schema version in the module.
        supported: schema versions that can be read, oldest first.
        crate_version: the wasm-bindgen release that wrote it, where the module says so.

    """

    def __init__(self, found: str, supported: Sequence[str], crate_version: str = "") -> None:
        self.found = found
        self.supported = tuple(supported)
        self.crate_version = crate_version
        made_by = f" (wasm-bindgen {crate_version})" if crate_version else ""
        super().__init__(
            f"the module has wasm-bindgen schema {found}{made_by}; this wasmloop reads schemas "
            f"{self.supported[0]} to {self.supported[-1]}: update wasmloop, or pin the crate in "
            f'Cargo.toml (wasm-bindgen = "={self.supported[-1]}") and build again'
        )


class SignatureMismatch(ModuleError):
    """A function of the module has not the wasm type that its Rust type has.

    Args:
        what: the import, export or closure, with its Rust type.
        expected: parameters and results by the Rust type.
        found: parameters and results that it has.
        old_abi: the module's release of wasm-bindgen counts on rustc's C ABI before 1.89.

    """

    def __init__(
        self, what: str, expected: WasmSignature, found: WasmSignature, *, old_abi: bool
    ) -> None:
        self.expected = expected
        self.found = found
        numbers = (
            f"{len(found[0])} parameter(s) in wasm, where its Rust type has {len(expected[0])}"
        )
        shown = [f"({', '.join(p)}) -> ({', '.join(r)})" for p, r in (found, expected)]
        cause = (
            "up to 0.2.87 wasm-bindgen needs the C ABI that rustc had up to 1.88, while 1.89 and "
            "later pass strings, slices and options by pointer: update wasm-bindgen to 0.2.88 or "
            "later in Cargo.toml, or build with rustc 1.88 or earlier"
            if old_abi
            else "something changed the module after rustc had made it: build it again"
        )
        super().__init__(f"the {what} has {numbers}: {shown[0]}, not {shown[1]}; {cause}")


class PostProcessedModule(ModuleError):
    """The wasm-bindgen CLI's output was given instead of cargo's."""

    def __init__(self, evidence: str) -> None:
        self.evidence = evidence
        super().__init__(
            f"this is the output of the wasm-bindgen CLI ({evidence}), which needs the JavaScript "
            "that lies beside it; give the file that cargo wrote: "
            "target/wasm32-unknown-unknown/release/NAME.wasm, not the one in pkg/ or NAME_bg.wasm"
        )


class NotBindgen(ModuleError):
    """The module has no wasm-bindgen section, yet needs imports.

    Args:
        imports: ``module.name`` of each import.

    """

    def __init__(self, imports: Iterable[str]) -> None:
        self.imports = tuple(imports)
        super().__init__(
            "the module has no wasm-bindgen section (custom section __wasm_bindgen_unstable), and "
            f"needs imports that only its own host can serve: {', '.join(self.imports)}; if it was "
            "made with wasm-bindgen, do not strip custom sections (wasm-strip, wasm-opt "
            "--strip-producers are too much; stripping debug sections is fine)"
        )


class UnsupportedFeature(ModuleError):
    """The module uses a WebAssembly feature that the chosen engine does not have.

    Args:
        engine: name of the engine that refused.
        detail: the engine's own words.
        remedy: which engine has it, or how to build without it.

    """

    def __init__(self, engine: str, detail: str, remedy: str) -> None:
        self.engine = engine
        self.detail = detail
        self.remedy = remedy
        super().__init__(f"the engine {engine} cannot run this module: {detail}; {remedy}")


@record(frozen=True)
class MissingImport:
    """One import that no namespace of the host has.

    Attributes:
        name: where the guest looks for it: ``console.log``, ``Thing.prototype.size``.
        signature: its Rust-side signature.
        module: the JavaScript module it is taken from, or None for the global scope.
        nearest: the nearest name that the host does have, or None.
        reason: why wasmloop does not serve it, if it is refused.
        snippet: that module is JavaScript which the guest's own crate brings with it.

    """

    name: str
    signature: str
    module: str | None = None
    nearest: str | None = None
    reason: str | None = None
    snippet: bool = False

    def __str__(self) -> str:
        kind = "the crate's own JavaScript" if self.snippet else "module"
        where = "" if self.module is None else f" from {kind} {self.module!r}"
        hint = "" if self.nearest is None else f" (there is {self.nearest!r})"
        if self.reason is not None:
            hint = f" (refused: {self.reason})"
        return f"{self.name}{where}: {self.signature}{hint}"


class LinkError(ModuleError):
    """Imports that the host does not serve; all of them at once."""

    def __init__(self, missing: Sequence[MissingImport]) -> None:
        self.missing = tuple(missing)
        lines = "".join(f"\n  {item}" for item in self.missing)
        module = next((item.module for item in self.missing if item.module is not None), "name")
        javascript = (
            "no JavaScript is run here: what a crate's own has to do, serve in Python; "
            if any(item.snippet for item in self.missing)
            else ""
        )
        super().__init__(
            f"{len(self.missing)} import(s) of the guest are not served:{lines}\n{javascript}"
            f"give them with host=... (--host FILE), or modules={{{module!r}: ...}} "
            f"(--host {'NAME' if module == 'name' else module}=FILE) for those from a module; "
            "strict=False (--lazy-imports) lets each raise when called"
        )


class MissingImportCalled(HostError):
    """The guest called an import that was left unserved by ``strict=False``."""

    def __init__(self, missing: MissingImport) -> None:
        self.missing = missing
        super().__init__(f"the guest called an import that the host does not serve: {missing}")


class HostFileError(HostError):
    """A file given with ``--host`` could not be imported; ``__cause__`` says why."""


# --- the guest at run time -------------------------------------------------------------------


class GuestFault(HostError):
    """The guest failed while it ran."""


class GuestTrap(GuestFault):
    """WebAssembly execution trapped; the instance is poisoned from here on.

    Args:
        code: one of `TRAP_CODES`.
        message: the engine's own words.
        frames: names of the functions that ran, innermost first, as Rust writes them.

    """

    def __init__(self, code: str, message: str, frames: Sequence[str] = ()) -> None:
        self.code = code
        self.frames = tuple(frames)
        self.engine_message = message
        super().__init__(self._told() + "".join(f"\n  at {frame}" for frame in self._shown()))

    def _told(self) -> str:
        if self.code == "interrupt":
            return "the guest was interrupted while it ran: nothing of it can be dropped any more"
        panic = (
            " (a Rust panic ends so: console_error_panic_hook prints its message)"
            if self.code == "unreachable"
            else ""
        )
        return f"the guest trapped: {self.code}{panic}: {self.engine_message}"

    def _shown(self) -> Sequence[str]:
        return self.frames


class GuestPanic(GuestTrap):
    """Rust panicked, and its panic hook said why before it trapped.

    It is a `GuestTrap`, of code ``unreachable``, since without a hook it would be that alone.

    Args:
        message: what was given to ``panic!``; empty where that was no text.
        file: where, as the compiler knew the file.
        line: the line in it, from 1.
        column: the column, from 1.
        engine_message: the engine's own words for the trap.
        frames: names of the functions that ran, innermost first, std's for panics among them.

    """

    def __init__(
        self,
        message: str,
        file: str,
        line: int,
        column: int,
        engine_message: str,
        frames: Sequence[str] = (),
    ) -> None:
        self.message = message
        self.file = file
        self.line = line
        self.column = column
        super().__init__("unreachable", engine_message, frames)

    def _told(self) -> str:
        said = f": {self.message}" if self.message else " (its payload is no text)"
        return f"the guest panicked at {self.file}:{self.line}:{self.column}{said}"

    def _shown(self) -> Sequence[str]:
        # Every panic goes through std's machinery: of interest is what called it.
        marks = [n for n, name in enumerate(self.frames) if _PANICKING.search(name)]
        return self.frames[marks[-1] + 1 :] if marks else self.frames


_PANICKING = pattern(
    r"\b(core|std)::panicking::|\brust_panic\b|\brust_begin_unwind\b|__rust_end_short_backtrace"
)


TRAP_CODES = frozenset(
    {
        "unreachable",
        "integer divide by zero",
        "integer overflow",
        "invalid conversion to integer",
        "out of bounds memory access",
        "out of bounds table access",
        "indirect call type mismatch",
        "uninitialized element",
        "call stack exhausted",
        "interrupt",
        "unknown",
    }
)
"""Trap codes, in the words of the spec's test suite, the same for every engine; ``interrupt`` is of
an engine that was asked to be interruptible."""


class InstancePoisoned(GuestFault):
    """The instance trapped before and cannot be used again; ``__cause__`` is the first trap."""

    def __init__(self, first_cause: BaseException) -> None:
        self.first_cause = first_cause
        self.__cause__ = first_cause
        super().__init__(
            "this instance trapped earlier, and Rust's state in it can no longer be trusted; "
            "`await guest.restart()`, or open the module again. The first cause: "
            f"{first_cause}"
        )


class GuestRunning(HostError):
    """A guest's block was left from inside of the guest: nothing of it can be freed."""

    def __init__(self) -> None:
        super().__init__(
            "the guest's block was left by a function that Rust has called, while Rust is still "
            "running; nothing more can be called, and nothing of the guest is freed. Call "
            "guest.close() there: it leaves the block once Rust has returned"
        )


class NeverSettled(GuestFault):
    """A promise of the guest's is pending, and nothing is left that could settle it.

    Args:
        name: the guest.

    """

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} returned a promise that is still pending, while nothing is left to do: no "
            "timer, no microtask, no coroutine of the host's. A Rust future waits for a waker that "
            "nobody has kept (Node ends with status 13 then)"
        )


class WrongThread(HostError, RuntimeError):
    """A guest was used in another thread than the one that opened it; nothing has happened."""

    def __init__(self) -> None:
        super().__init__(
            "a guest can be used only in the thread that opened it: hand the work over with "
            "guest.call_soon_threadsafe(callback, ...), or open the module in this thread"
        )


class InvalidValue(GuestFault):
    """The guest handed out something that is no value: a stray handle, pointer or char."""


class JsError(HostError):
    """An ``Error`` object, made by the guest or thrown by it.

    Args:
        message: the error's message.
        name: the error's name, ``Error`` unless told.

    """

    def __init__(self, message: str = "", name: str = "Error") -> None:
        self.message = message
        self.name = name
        super().__init__(message)


class ThrownValue(HostError):
    """A value that is no ``Error`` was thrown, or returned as ``Err``, by the guest.

    Args:
        value: what was thrown; given back to a guest that catches it.

    """

    def __init__(self, value: object) -> None:
        self.value = value
        try:
            shown = repr(value)
        except RecursionError:
            shown = f"a deeply nested {type(value).__name__}"
        super().__init__(f"the guest threw {shown}")


# --- closures --------------------------------------------------------------------------------


class ClosureError(HostError):
    """A closure was called that cannot be called; the guest was not entered."""


class ScopeEnded(ClosureError):
    """A stack closure was called after the imported call that got it had returned."""


class ClosureDropped(ClosureError):
    """A heap closure was called after Rust had dropped it."""


class ClosureRunning(ClosureError):
    """An ``FnMut`` closure was called while it runs."""


class InstanceClosed(ClosureError):
    """A closure, export or object of a guest was used after the guest was closed."""


class StaleGeneration(InstanceClosed):
    """Something of a guest was used after the guest was restarted; ``__cause__`` is a trap, if any.

    Args:
        what: what was used.
        guest: the guest's name.
        generation: the generation that it came from.
        present: the guest's generation now; the same where it is just being restarted.
        first_cause: the trap that ended the generation, or None.

    """

    def __init__(
        self,
        what: str,
        guest: str,
        generation: int,
        present: int,
        first_cause: BaseException | None = None,
    ) -> None:
        self.generation = generation
        self.present = present
        self.__cause__ = first_cause
        trapped = "" if first_cause is None else f" trapped ({first_cause}) and"
        now = (
            f"is now generation {present}: take it from guest.exports anew"
            if present != generation
            else "is being restarted: wait for `await guest.restart()`"
        )
        super().__init__(
            f"{what} is of generation {generation} of the guest {guest}, which{trapped} was "
            f"restarted and {now} (Cannot invoke closure from previous WASM instance)"
        )


class ObjectFreed(HostError):
    """An exported struct was used after ``free()``, or after it had moved into Rust."""


# --- limits and engines ----------------------------------------------------------------------


class LimitExceeded(HostError):
    """A limit that the host had set was reached."""


class EngineUnavailable(HostError):
    """The engine that was asked for cannot serve.

    Args:
        name: the engine.
        remedy: what to do.

    """

    def __init__(self, name: str, remedy: str) -> None:
        self.name = name
        self.remedy = remedy
        super().__init__(f"the engine {name!r} is not available: {remedy}")


class MissingExtra(HostError, ImportError):
    """Something needs a library that is not installed.

    Args:
        what: what needs it.
        library: what is missing.
        extra: the extra of the distribution that brings it.

    """

    def __init__(self, what: str, library: str, extra: str) -> None:
        super().__init__(
            f"{what} needs {library}, which is not installed: pip install 'wasmloop[{extra}]'"
        )
        self.name = library


class InternalError(HostError):
    """A fault of wasmloop's own: please report it."""

    def __init__(self, message: str) -> None:
        super().__init__(f"{message} (this is a fault of wasmloop: please report it)")


class UnsupportedType(ModuleError):
    """A signature has a type that does not cross, or that is not known to.

    Args:
        descriptor: the type.

    """

    def __init__(self, descriptor: object) -> None:
        self.descriptor = descriptor
        super().__init__(
            f"the guest's signature has a type that cannot cross here: {descriptor!r}; keep it out "
            "of the functions, closures and fields that Rust shares with its host"
        )
