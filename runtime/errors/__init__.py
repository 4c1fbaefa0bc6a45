"""What can go wrong, by whose fault it is and what to do about it.

Exceptions of the host's own functions are never wrapped in one of these, and
``KeyboardInterrupt`` and ``CancelledError`` are never converted.

What a module is refused with as a whole is in `runtime.errors.refused`, which is imported for the
first of them: a module that runs has none.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from runtime.late import pattern
from runtime.records import record

if TYPE_CHECKING:
    from runtime.errors.refused import (
        LinkError,
        NotBindgen,
        NotWasm,
        PostProcessedModule,
        SignatureMismatch,
        UnsupportedFeature,
        UnsupportedSchema,
        WasmSignature,
    )

__all__ = [
    "TRAP_CODES",
    "ClosureDropped",
    "ClosureError",
    "ClosureRunning",
    "EngineUnavailable",
    "GuestFault",
    "GuestPanic",
    "GuestRunning",
    "GuestTrap",
    "HostError",
    "HostFileError",
    "InstanceClosed",
    "InstancePoisoned",
    "InternalError",
    "InvalidValue",
    "JsError",
    "LimitExceeded",
    "LinkError",
    "MalformedModule",
    "MissingExtra",
    "MissingImport",
    "MissingImportCalled",
    "ModuleError",
    "NeverSettled",
    "NotBindgen",
    "NotWasm",
    "ObjectFreed",
    "PostProcessedModule",
    "ScopeEnded",
    "SignatureMismatch",
    "StaleGeneration",
    "ThrownValue",
    "UnsupportedFeature",
    "UnsupportedSchema",
    "UnsupportedType",
    "WasmSignature",
    "WrongThread",
]


def __getattr__(name: str) -> Any:
    """Import what a module is refused with."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(importlib.import_module("runtime.errors.refused"), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class HostError(Exception):
    """Base of every error that wasmloop itself raises."""


# --- the module ------------------------------------------------------------------------------


class ModuleError(HostError):
    """The module cannot be loaded or linked as it is; nothing of it has run."""


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
