"""``closure.map(values)``: a closure of numbers called for each element, in one crossing.

The elements are copied into the guest, and what the closure returns out of it: no buffer of the
application's is touched while Rust runs.
"""

from __future__ import annotations

import array
import sys
from collections.abc import Callable, Sequence
from typing import Any, Final

from runtime.adapters.layout import elements_of
from runtime.bindgen.descriptor import Function
from runtime.core.buffers import format_code
from runtime.engine.batch import SIZES, Element, batch_text
from runtime.engine.helpers import closure_entry
from runtime.engine.interface import Extern, Signature, Store
from runtime.instance.environment import Environment
from runtime.instance.memory import GuestMemory, packed
from runtime.module import Module

MOST_ELEMENTS: Final = 1 << 18
"""So many are in the guest's memory at once; more take one crossing for each such portion."""

_MASK: Final = 0xFFFF_FFFF
_ALIGN: Final = 8

Batch = Callable[[int, Sequence[Any], Any], Any]
"""``batch(ab, values, out)``: what ``closure.map(*values, out=out)`` does."""


class Batches:
    """The helper modules of one instance that call closures for whole buffers.

    Args:
        env: the instance's environment.
        memory: its linear memory.
        store: where it lives.
        module: what it is an instance of.

    """

    def __init__(self, env: Environment, memory: GuestMemory, store: Store, module: Module) -> None:
        self._env = env
        self._memory = memory
        self._store = store
        self._module = module
        self._guest_memory: Extern | None = None
        self._trampoline: Callable[[str], Extern] = _not_there
        self._entries: dict[str, Callable[..., Any]] = {}

    def attach(self, guest_memory: Extern, trampoline: Callable[[str], Extern]) -> None:
        """Take what exists only once the guest is instantiated.

        Args:
            guest_memory: its memory, to be imported.
            trampoline: finds a trampoline by name, to be imported.

        """
        self._guest_memory = guest_memory
        self._trampoline = trampoline

    def detach(self) -> None:
        """Let go of the engine's objects: the guest is closed."""
        self._guest_memory = None
        self._trampoline = _not_there
        self._entries.clear()

    def of(self, function: Function, signature: Signature) -> Batch | None:
        """Return what maps closures of a type; None if they are not of numbers alone.

        Args:
            function: the type.
            signature: of its invoke shim.

        """
        elements = elements_of(function)
        if elements is None:
            return None
        arguments, result = elements

        def batch(ab: int, values: Sequence[Any], out: Any) -> Any:
            enter = self._entry(signature, arguments, result)
            return self._map(enter, ab, function.shim_index, arguments, result, values, out)

        return batch

    def _entry(
        self, signature: Signature, arguments: Sequence[Element], result: Element | None
    ) -> Callable[..., Any]:
        text = batch_text(arguments, result)
        entry = self._entries.get(text)
        if entry is None:
            imports = {
                ("guest", "memory"): self._guest_memory,
                ("after", "closure"): self._trampoline(closure_entry(signature, 0)),
            }
            given = {key: extern for key, extern in imports.items() if extern is not None}
            made = self._store.instantiate(self._module.helper(text), given)
            entry = self._entries[text] = made.function("map")
        return entry

    def _map(
        self,
        enter: Callable[..., Any],
        ab: int,
        index: int,
        arguments: Sequence[Element],
        result: Element | None,
        values: Sequence[Any],
        out: Any,
    ) -> Any:
        data = _arguments(arguments, values)
        count = len(data[0]) // SIZES[arguments[0].code]
        target = None if out is None else _target(out, result, count)
        parts = []
        for start in range(0, count, MOST_ELEMENTS):
            portion = range(start, min(start + MOST_ELEMENTS, count))
            parts.append(self._portion(enter, ab, index, arguments, result, data, portion))
        if result is None:
            return None
        whole = b"".join(parts)
        if target is not None:
            target[:] = whole
            return out
        return _like(values[0], result, whole)

    def _portion(
        self,
        enter: Callable[..., Any],
        ab: int,
        index: int,
        arguments: Sequence[Element],
        result: Element | None,
        data: Sequence[bytes],
        portion: range,
    ) -> bytes:
        memory, places = self._memory, []
        size = len(portion) * SIZES[result.code] if result else 0
        try:
            for each, whole in zip(arguments, data, strict=True):
                width = SIZES[each.code]
                piece = whole[portion.start * width : portion.stop * width]
                places.append((memory.place(piece, _ALIGN), len(piece)))
            room = memory.allocate(size, _ALIGN) if size else 0
            places.append((room, size))
            pointers = [pointer for pointer, _ in places[:-1]]
            self._env.enter(enter, ab, index, len(portion), room, *pointers)
            return memory.read(room & _MASK, size)
        finally:
            if self._env.gate.shut is None:  # after a trap its allocator is not to be trusted
                for pointer, length in places:
                    memory.release(pointer, length, _ALIGN)


def _arguments(arguments: Sequence[Element], values: Sequence[Any]) -> list[bytes]:
    """Return the bytes of each argument's elements.

    Raises:
        TypeError: they are too few or many, or their elements are of another type.
        ValueError: they are not of one length.

    """
    if len(values) != len(arguments):
        raise TypeError(f"map: the closure takes {len(arguments)} buffer(s), got {len(values)}")
    data = [_packed(each, given) for each, given in zip(arguments, values, strict=True)]
    counts = {len(piece) // SIZES[each.code] for each, piece in zip(arguments, data, strict=True)}
    if len(counts) > 1:
        raise ValueError(f"map: the buffers have different lengths: {sorted(counts)} elements")
    return data


def _packed(element: Element, given: Any) -> bytes:
    try:
        view = memoryview(given)
    except TypeError:
        return packed(given, element.code, "map")
    found = format_code(view)
    if found != element.code:
        raise TypeError(
            f"map: the closure takes elements {element.code!r} (as array.array names them), the "
            f"buffer has {found!r}: convert it"
        )
    return view.tobytes()


def _target(out: Any, result: Element | None, count: int) -> memoryview:
    """Return the bytes of the buffer that takes the results.

    Raises:
        TypeError: the closure returns nothing, or it is no contiguous writable buffer of its type.
        ValueError: it has another length.

    """
    if result is None:
        raise TypeError("map: the closure returns nothing, so it needs no out")
    view = memoryview(out)
    if view.readonly or not view.c_contiguous or format_code(view) != result.code:
        raise TypeError(
            f"map: out must be a writable, contiguous buffer of elements {result.code!r} (as "
            "array.array names them)"
        )
    if view.nbytes != count * SIZES[result.code]:
        raise ValueError(f"map: out has not the length of the values, {count} elements")
    return view.cast("B")


def _like(given: Any, result: Element, data: bytes) -> Any:
    """Return the results as what was given: a NumPy array of its shape, else ``array.array``."""
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(given, numpy.ndarray):
        return numpy.frombuffer(bytearray(data), dtype=result.code).reshape(given.shape)
    return array.array(result.code, data)


def _not_there(name: str) -> Extern:
    raise KeyError(f"the trampoline {name!r} was wanted of a guest that is not there")
