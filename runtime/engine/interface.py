"""What an engine must do: the only words in which the rest of wasmloop speaks of one.

Integers cross as signed values of their width in both directions (``i32`` in
``[-2**31, 2**31)``); whoever knows that a type is unsigned masks it. (As arguments, unsigned ones
are taken too, and wrap.) For ``f32`` and ``f64`` give floats: not every engine takes ints. How many
arguments are given is the caller's care: not every engine checks it. A Python exception that a
host function raises comes out of the outermost wasm call as itself, ``BaseException`` included.
Traps come out as whatever the engine raises: `Store.translate` turns them into `GuestTrap`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, Literal

from runtime.errors import EngineUnavailable

ValueType = Literal["i32", "i64", "f32", "f64"]
"""A number type, by its name in the WebAssembly spec."""

_LETTERS: Final = {"i32": "i", "i64": "l", "f32": "f", "f64": "d"}


class Signature(tuple[tuple[ValueType, ...], ValueType | None]):
    """A function type with at most one result.

    It is a tuple, which C hashes and compares: each import of an instance is looked up by it. (A
    `typing.NamedTuple` takes five times as long to define, in every process.)

    Args:
        params: number types of the parameters.
        result: number type of the result, or None.

    """

    __slots__ = ()

    def __new__(cls, params: tuple[ValueType, ...], result: ValueType | None) -> Signature:
        """Make one."""
        return super().__new__(cls, (params, result))

    def __getnewargs__(self) -> tuple[tuple[ValueType, ...], ValueType | None]:
        return (*self,)

    def __repr__(self) -> str:
        return f"Signature(params={self.params}, result={self.result!r})"

    @property
    def params(self) -> tuple[ValueType, ...]:
        """Number types of the parameters."""
        return self[0]

    @property
    def result(self) -> ValueType | None:
        """Number type of the result, or None."""
        return self[1]

    @property
    def key(self) -> str:
        """The signature as letters, for use in names: ``iid_d``."""
        tail = _LETTERS[self.result] if self.result else ""
        return "".join(_LETTERS[p] for p in self.params) + "_" + tail

    @property
    def returns_by_pointer(self) -> bool:
        """Whether the first parameter may be a pointer to the result."""
        return self.result is None and self.params[:1] == ("i32",)


WasmFunction = Callable[..., Any]
"""A function of an instance: numbers in; None, a number, or a sequence of numbers out."""

Frames = Callable[[], tuple[str, ...]]
"""Gives the names of functions that were on the stack, innermost first, whenever it is called."""

INTERRUPT_REMEDY: Final = (
    'wasmtime can, if it is asked to (select_engine("wasmtime", interruptible=True), --engine '
    "wasmtime --interruptible)"
)
"""What to do about an engine that cannot interrupt."""

HELPER_NAME: Final = "wasmloop"
"""What modules of our own are called in their name sections, to be left out of backtraces."""


class Extern:
    """Something an instance exports or imports: opaque but to the engine that made it."""

    __slots__ = ()


class Memory(ABC):
    """A linear memory. Offsets and sizes are in bytes; every access is bounds-checked."""

    @abstractmethod
    def read(self, offset: int, size: int) -> bytes:
        """Copy ``size`` bytes out.

        Raises:
            IndexError: any of them lies outside; nothing was read.

        """

    @abstractmethod
    def read_into(self, offset: int, target: memoryview) -> None:
        """Copy bytes out, as many as ``target`` has, which is writable and contiguous.

        Raises:
            IndexError: any of them lies outside; nothing was read.

        """

    @abstractmethod
    def write(self, offset: int, data: bytes | bytearray | memoryview) -> None:
        """Copy ``data`` in.

        Raises:
            IndexError: any of it would lie outside; nothing was written.

        """

    @abstractmethod
    def size(self) -> int:
        """Return the present size in bytes."""

    @abstractmethod
    def grow(self, pages: int) -> int:
        """Add pages of 64 KiB, all zero; return how many there were.

        Raises:
            MemoryError: there can be no more; nothing has changed.

        """


class Instance(ABC):
    """An instantiated module."""

    @abstractmethod
    def function(self, name: str) -> WasmFunction:
        """Return an exported function as a callable.

        Raises:
            KeyError: there is none of that name.
            TypeError: it takes or returns more than numbers.

        """

    @abstractmethod
    def memory(self, name: str) -> Memory:
        """Return an exported memory; KeyError if there is none."""

    @abstractmethod
    def extern(self, name: str) -> Extern:
        """Return any export, to be given to another instance of the same store."""

    @abstractmethod
    def externs(self, names: Sequence[str]) -> list[Extern]:
        """Return many exports, in that order: in less time than one by one."""


class CompiledModule(ABC):
    """A compiled module: belongs to its engine, instantiated any number of times."""

    @abstractmethod
    def serialize(self) -> bytes:
        """Return bytes from which `Engine.deserialize` makes the module again."""


class Store(ABC):
    """A group of instances that share tables and memories, live and are closed together.

    It belongs to the thread that made it; elsewhere its functions and memories raise WrongThread
    or another RuntimeError (after `translate`), and do nothing. See `Engine.checks_thread`.
    """

    @abstractmethod
    def host_function(
        self, params: Sequence[ValueType], result: ValueType | None, function: Callable[..., Any]
    ) -> Extern:
        """Make a Python function importable. It gets and returns numbers, as said above."""

    @abstractmethod
    def host_functions(
        self, signatures: Sequence[Signature], make: Callable[[int], Callable[..., Any]]
    ) -> list[Extern]:
        """Make functions importable of which each is made when it is first called.

        A guest imports hundreds of functions, of which one instance calls a few.

        Args:
            signatures: their types.
            make: given a function's place among them, returns it. What it raises, the call raises,
                and the next call asks anew.

        """

    @abstractmethod
    def instantiate(
        self, module: CompiledModule, imports: Mapping[tuple[str, str], Extern]
    ) -> Instance:
        """Instantiate; ``imports`` is keyed (module, name) and must have every import.

        Raises:
            GuestTrap: a start function or a segment out of bounds trapped.
            KeyError: an import is missing (the linker has checked before).
            TypeError: an import is of another type.

        """

    @abstractmethod
    def translate(self, error: BaseException) -> BaseException:
        """Return a `GuestTrap` if ``error``, just raised by a wasm call, is a trap; else itself.

        A panic of the engine's, which may be no `Exception`, comes back as a RuntimeError.
        Must be called in the frame that made the wasm call, or one that called it.
        """

    def backtrace(self, *, one_call: bool = False) -> Frames | None:
        """Note which functions of guests are on the stack; None where the engine cannot tell.

        To be called from within a host function. It takes some ten microseconds, and asking for the
        names longer: that is for debugging, and for exceptions.

        Args:
            one_call: only those of the call of wasm that called the host function, not those that
                it was itself called by.

        """
        return None

    @abstractmethod
    def close(self) -> None:
        """Drop the instances and break every ring of references; safe to call twice.

        What is used afterwards raises `InstanceClosed`, but for a function of wasmer's, which goes
        on for as long as it is held, and raises only when it calls the host.

        Raises:
            RuntimeError: a call is under way, on an engine that knows (wasmtime does).

        """


class Engine(ABC):
    """One WebAssembly engine.

    Attributes:
        name: ``wasmer`` or ``wasmtime``.
        version: the engine's release.
        crossing: how calls cross, for people: ``compiled``, ``plain`` or ``native``.
        checks_thread: a call from another thread raises `WrongThread` and does nothing. Where it is
            false, nobody may call from another thread: the engine may panic.
        any_thread: whether a module may be compiled in one thread and used in another.
        interruptible: whether `interrupting` works on it.
        typed_references: whether modules may have them (``call_ref``, ``ref.cast``).
        converts_numbers: whether two numbers take it as long as a call without any, so that they
            had better cross in memory (`runtime.engine.mailbox`).

    """

    name: str
    version: str
    crossing: str
    checks_thread: bool
    any_thread: bool
    interruptible: bool = False
    typed_references: bool = False
    converts_numbers: bool = False

    def interrupting(
        self, signals: Sequence[int], seconds: int
    ) -> AbstractContextManager[Callable[[], None]]:
        """Have signals end wasm that does not return, in a trap ``interrupt``.

        For the main thread of a program of ours, which handles the signals already.

        Args:
            signals: which.
            seconds: how long after a signal wasm may still compute, to return by itself.

        Returns:
            a context in which it is so. What it gives is to be called once a signal is met by
            Python code, which is proof that wasm has returned: it stays uninterrupted.

        Raises:
            EngineUnavailable: the engine cannot, or was not asked to when it was made, or the
                signal that it needs for that (SIGVTALRM) is in use.

        """
        raise EngineUnavailable(self.name, f"it cannot interrupt a guest: {INTERRUPT_REMEDY}")

    @abstractmethod
    def assemble(self, text: str) -> bytes:
        """Turn WebAssembly text into binary (for helper modules of ours)."""

    @abstractmethod
    def compile(self, binary: bytes) -> CompiledModule:
        """Validate and compile.

        Raises:
            UnsupportedFeature: the engine lacks something the module uses.
            MalformedModule: the engine finds the module invalid.

        """

    @abstractmethod
    def deserialize(self, data: bytes) -> CompiledModule:
        """Load what `CompiledModule.serialize` of this very engine and release gave.

        Raises:
            ValueError: it is something else, or was damaged: compile again.

        """

    @abstractmethod
    def store(self) -> Store:
        """Make an empty store."""
