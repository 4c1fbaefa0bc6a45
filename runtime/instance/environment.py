"""Everything that generated adapters use of one instance, under the names they use."""

from __future__ import annotations

import array
import contextlib
import enum
import struct
import sys
from collections.abc import Callable, Mapping, Sequence
from types import CoroutineType, FrameType
from typing import TYPE_CHECKING, Any, ClassVar

from runtime.adapters import support
from runtime.core.closures import ClosureState, Status, scope_ended, stack_closure_running
from runtime.core.gate import Gate
from runtime.core.handles import Handles
from runtime.core.members import Members
from runtime.core.numerals import number
from runtime.core.objects import ObjectTable
from runtime.core.promise import Promise
from runtime.core.scopes import CallScopes
from runtime.core.thrown import caught, is_catchable, thrown
from runtime.core.values import BigInt, null
from runtime.engine.glue import new_glue
from runtime.engine.interface import Engine, Store
from runtime.engine.mailbox import Mailbox, MailboxShape
from runtime.errors import (
    GuestTrap,
    HostError,
    InvalidValue,
    ObjectFreed,
)
from runtime.instance.memory import GuestMemory, packed, writable
from runtime.instance.observer import Observer
from runtime.instance.panics import PanicWatch

if TYPE_CHECKING:
    from runtime.instance.passage import Passage


class Environment:
    """One instance as its adapters see it (`runtime.adapters.source.ENVIRONMENT`).

    Args:
        engine: what runs it.
        store: where the instance lives.
        gate: whether it may be entered.
        handles: its JavaScript heap.
        scopes: its call scopes.
        objects: its exported structs.
        memory: its linear memory.
        members: how it reaches the host's objects; makes its typed arrays.
        on_poison: called once, when it traps.
        on_suspicion: called when `repair_stack` is wanted at the next safe point.

    Attributes:
        unrecovered: of how many exceptions that left an entry `recover` has not come to its end.
        panics: what the guest has said of a panic.
        glue: what its imports share in C, where the extension is there.
        handles: the same.
        watched: wraps what enters the guest, where its calls are timed.
        observer: is shown each function before anything calls it.
        stack_suspect: an exception may have left the shadow stack pointer low.
        mailbox: opens mailboxes, where the engine is one that they are for.

    """

    array = array.array
    pack = staticmethod(struct.pack)
    unpack = staticmethod(struct.unpack)
    iter_unpack = staticmethod(struct.iter_unpack)
    char = staticmethod(support.char)
    elements = staticmethod(support.elements)
    char_from = staticmethod(support.char_from)
    float32 = staticmethod(support.float32)
    float64 = staticmethod(support.float64)
    integer = staticmethod(support.integer)
    integer128 = staticmethod(support.integer128)
    non_null = staticmethod(support.non_null)
    narrow = staticmethod(support.narrow)
    text_from = staticmethod(support.text_from)
    thrown = staticmethod(thrown)
    utf8 = staticmethod(support.utf8)
    packed = staticmethod(packed)
    writable = staticmethod(writable)
    js_bigint = BigInt
    js_number = staticmethod(number)
    null = null
    live = Status.LIVE
    running_status = Status.RUNNING
    coroutine = CoroutineType
    promise_type = Promise
    scope_ended = staticmethod(scope_ended)
    stack_closure_running = staticmethod(stack_closure_running)

    def __init__(
        self,
        engine: Engine,
        store: Store,
        gate: Gate,
        handles: Handles,
        scopes: CallScopes,
        objects: ObjectTable,
        memory: GuestMemory,
        members: Members,
        on_poison: Callable[[], None],
        on_suspicion: Callable[[], None],
    ) -> None:
        self._store = store
        self.gate = gate
        self.barred = gate.barred
        self._on_poison = on_poison
        self._unwind: Callable[[], Any] = _nothing
        self._reset: Callable[[], Any] = _nothing
        self._on_suspicion = on_suspicion
        self.unrecovered = 0
        self.stack_suspect = False
        self._exn_store: Callable[[int], Any] | None = None
        self._leaving: BaseException | None = None
        self._passage: Passage | None = None
        self.watched: Callable[[Callable[..., Any], str], Callable[..., Any]] = _unwatched
        self.observer = Observer()
        self.mailbox: Callable[[MailboxShape], Mailbox | None] | None = None
        self.panics = PanicWatch(frozenset({Environment.enter.__code__}), gate.barred, on_suspicion)
        self._objects = objects
        self.classes: dict[str, type[ExportedObject]] = {}
        self.upcasts: dict[str, Sequence[tuple[str, Callable[..., Any]]]] = {}
        self.free_struct: Callable[[str, int, bool], None] = _nothing
        self.enums: Mapping[str, type[enum.IntEnum]] = {}
        self.string_enums: Mapping[str, tuple[str, ...]] = {}
        self.after_last_return: Callable[[ClosureState], None] = _nothing
        self.handles = handles
        self.add_handle = handles.add
        self.get_handle = handles.get
        self.take_handle = handles.take
        self.lend = handles.lend
        self.reclaim = handles.reclaim
        self.open_epochs = scopes.open
        self.enter_scope = scopes.enter
        self.leave_scope = scopes.leave
        self.glue = new_glue(
            engine,
            gate.barred,
            handles,
            self.leaving,
            self.caught_by_guest,
            scopes.enter,
            scopes.leave,
        )
        self.read = memory.read
        self.write = memory.write
        self.place = memory.place
        self.take_bytes = memory.take_bytes
        self.take_handles = memory.take_handles
        self.read_handles = memory.read_handles
        self.packed_handles = memory.packed_handles
        self.cached_text = memory.cached_text
        self.direct_memory = memory.direct
        self.copy_back = memory.copy_back
        self.typed_array = members.typed_array
        self.promise = members.promise
        self.abort_signal = members.abort_signal
        self._members = members
        self._memory_object: Callable[[], Any] = _nothing

    def attach(
        self,
        unwind: Callable[[], Any],
        reset: Callable[[], Any],
        exn_store: Callable[[int], Any] | None,
        memory_object: Callable[[], Any],
    ) -> None:
        """Take what exists only once the guest is instantiated.

        Args:
            unwind: gives the shadow stack pointer back after an exception left one entry.
            reset: sets it to its beginning.
            exn_store: the guest's ``__wbindgen_exn_store``, where it has one.
            memory_object: gives what stands for its ``WebAssembly.Memory``.

        """
        self._unwind = unwind
        self._reset = reset
        self._exn_store = exn_store
        self._memory_object = memory_object

    def detach(self) -> None:
        """Let go of the engine's objects: the guest is closed."""
        self._unwind = self._reset = _nothing
        self._exn_store = None
        self._memory_object = _nothing
        if self.glue is not None:
            self.glue.detach()
        self.after_last_return = _nothing
        self.mailbox = None
        self.classes = {}
        self.upcasts = {}
        self.free_struct = _nothing

    def memory_view(self, kind: str, pointer: int, length: int) -> Any:
        """Return a typed array over a part of the guest's memory.

        Raises:
            InvalidValue: the guest gave a pointer or length outside its memory.

        """
        try:
            return self._members.memory_view(kind, self._memory_object(), pointer, length)
        except IndexError as error:
            raise InvalidValue(f"the guest gave a slice outside its memory: {error}") from None

    # --- exceptions ------------------------------------------------------------------------

    def leaving(self, error: BaseException) -> None:
        """Note that ``error`` leaves a host function, into wasm frames that it will unwind."""
        self._leaving = error
        self._passage = None
        # At the recursion limit each further call may fail.
        if not isinstance(error, RecursionError):
            with contextlib.suppress(RecursionError):
                frames = self._store.backtrace(one_call=True)
                if frames is not None:
                    from runtime.instance.passage import Passage  # most runs raise nothing

                    self._passage = Passage(error, frames)

    def recover(self, error: BaseException, of_program: bool = False) -> BaseException:
        """Repair the instance after an exception left an entry; return what to raise.

        Called in the frame that made the wasm call. Only an exception that came through wasm
        frames has left the shadow stack pointer low; one that the conversion of an argument
        raised has not.

        Args:
            error: the exception.
            of_program: a program made the wasm call, and its end calls this.

        """
        if isinstance(error, RecursionError) or self.unrecovered > 1:
            # Python's own machinery raises it around any call, this one included: nobody can tell
            # how many entries were left. Low is the safe side; the next safe point mends it.
            self.stack_suspect = True
            self._on_suspicion()
        if self._leaving is error:
            self._leaving = None
            passage, self._passage = self._passage, None
            if passage is not None:
                passage.show(error)
            if not self.stack_suspect:
                self._unwind()
            recovered = error
        else:
            recovered = self._store.translate(error)
            if isinstance(recovered, GuestTrap) and recovered is not error:
                recovered = self.panics.explain(recovered, sys._getframe(1), of_program=of_program)
            if recovered is not error and self.gate.shut is None:
                self.gate.poison(recovered)
                self._on_poison()
        self.unrecovered -= 1
        return recovered

    def enter(self, function: Callable[..., Any], *numbers: int) -> Any:
        """Call an entry of the guest from hand-written code, as generated code does."""
        try:
            return function(*numbers)
        except BaseException as error:  # noqa: BLE001 # raised again below
            self.unrecovered += 1
            recovered = self.recover(error)
            try:
                if recovered is error:
                    raise
                raise recovered from None
            finally:
                del recovered  # it refers to this frame, by its traceback

    @property
    def is_entered(self) -> bool:
        """Whether the guest runs, below on this stack.

        Found by looking: only those of programs take note.
        """
        if self.barred.entry:
            return True
        frame: FrameType | None = sys._getframe(1)
        while frame is not None:
            code = frame.f_code
            if code is Environment.enter.__code__ and frame.f_locals["self"] is self:
                return True
            # Every generated entry ends an exception so.
            if "recover" in code.co_freevars and frame.f_locals.get("recover") == self.recover:
                return True
            frame = frame.f_back
        return False

    def repair_stack(self) -> None:
        """Set the shadow stack pointer to its beginning; only while no wasm frame is there."""
        self.unrecovered = 0
        self.stack_suspect = False
        self._reset()

    def caught_by_guest(self, error: BaseException) -> bool:
        """Give ``error`` to a guest that declared the import ``catch``, if it may have it.

        A trap, ours or the application's cancellation is not the guest's to catch.
        """
        if not isinstance(error, Exception) or self._exn_store is None:
            return False
        if not is_catchable(error):
            return False
        self._exn_store(self.add_handle(caught(error)))
        return True

    def refuse(self, state: ClosureState) -> HostError:
        """Return the error for calling a heap closure that cannot be called."""
        if state.status is Status.CLOSED and self.gate.shut is not None and self.gate.explains:
            return self.gate.refusal(state.what)
        return state.refusal()

    # --- exported structs --------------------------------------------------------------------

    def wrap_struct(self, key: str, pointer: int) -> ExportedObject:
        """Return a new Python object that owns the struct behind ``pointer``."""
        cls = self.classes[key]
        wrapped = object.__new__(cls)
        wrapped._pointer = pointer
        ancestors = []
        for parent, upcast in self.upcasts.get(key, ()):
            pointer = self.enter(upcast, pointer)
            ancestors.append((parent, pointer))
        wrapped._number = self._objects.register(wrapped, key, wrapped._pointer, ancestors)
        return wrapped

    def pointer_of(self, value: object, key: str, what: str) -> int:
        """Return the pointer of an exported object that stays Python's.

        Of an object of a subclass it is the one that it holds for this very class.
        """
        cls = self.classes[key]
        if not isinstance(value, cls):
            if isinstance(value, ExportedObject) and value._gate.shut is not None:
                raise value._gate.refusal(repr(value))
            raise TypeError(f"{what}: Rust expects {cls.__name__}, got {value!r}")
        pointer = value._pointer
        if not pointer:
            raise ObjectFreed(
                f"{what}: this {type(value).__name__} was freed, or moved into Rust; make a new "
                "one (null pointer passed to rust)"
            )
        return pointer if value._key == key else self._objects.ancestor(value._number, key)

    def move_struct(self, value: Any, key: str, what: str) -> int:
        """Return the pointer of an exported object that Rust takes over.

        Raises:
            TypeError: it is of a subclass: Rust would get but a part of it.

        """
        pointer = self.pointer_of(value, key, what)
        if value._key != key:
            name = self.classes[key].__name__
            raise TypeError(
                f"{what}: Rust takes the {name} over, which {value!r} only extends: it cannot be "
                "taken out of it"
            )
        ancestors = self._objects.forget(value._number)
        value._pointer = 0
        for parent, ancestor in ancestors:
            self.free_struct(parent, ancestor, True)
        return pointer

    # --- enums -------------------------------------------------------------------------------

    def lift_enum(self, key: str, value: float) -> int:
        """Return a C-like enum's member, or the int where the module does not say its name.

        Raises:
            InvalidValue: it is no member's number.

        """
        cls = self.enums.get(key)
        if cls is None:
            return int(value)
        try:
            return cls(value)  # type: ignore[arg-type] # a ValueError if it is no member
        except ValueError:
            name = cls.__name__
            raise InvalidValue(f"the guest gave {value!r} for the enum {name}") from None

    def lower_enum(self, value: object, key: str, what: str) -> int:
        """Return a C-like enum's number."""
        cls = self.enums.get(key)
        if cls is not None:
            try:
                value = cls(value)  # type: ignore[arg-type] # a ValueError if it is no member
            except ValueError:
                name = cls.__name__
                raise ValueError(f"{what}: {value!r} is no {name}: {list(cls)}") from None
        signed = isinstance(value, int) and value < 0
        return support.integer(value, 32, signed, what)

    def lift_string_enum(self, index: int, key: str, values: tuple[str, ...] = ()) -> str:
        """Return a string enum's value."""
        values = values or self.string_enums.get(key, ())
        if not 0 <= index < len(values):
            name = key.partition(" ")[0]
            raise InvalidValue(f"the guest gave {index} for the string enum {name}: {values}")
        return values[index]

    def lower_string_enum(self, value: object, key: str, values: tuple[str, ...] = ()) -> int:
        """Return a string enum's index; that of ``invalid`` for a value it does not have."""
        values = values or self.string_enums.get(key, ())
        return values.index(value) if isinstance(value, str) and value in values else len(values)


class ExportedObject:
    """Base of the classes that a guest exports.

    An object is freed by ``free()``, by leaving a ``with`` block, or, at the guest's next safe
    point, after its last reference went.
    """

    __slots__ = ("__weakref__", "_number", "_pointer")
    _gate: ClassVar[Gate]
    _key: str
    _pointer: int
    _number: int


def _nothing(*_: object) -> None:
    return None


def _unwatched(enter: Callable[..., Any], _what: str) -> Callable[..., Any]:
    """Return ``enter``: of a guest that is not debugged nothing is timed."""
    return enter
