"""``Atomics`` (ECMAScript, The Atomics Object).

A guest runs on one thread, so that every operation is atomic as it is, and nobody ever waits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hostapi.buffers import SharedArrayBuffer
from hostapi.elements import ElementType
from hostapi.errors import RangeError
from hostapi.instances import shown
from hostapi.interface import Namespace, static
from hostapi.plain_objects import JsObject
from hostapi.typed_arrays import TypedArray, as_typed_array

_Operation = Callable[[int, int], int]


class Atomics(Namespace):
    """Its functions."""

    name = "Atomics"
    tag = "Atomics"

    def _integers(self, target: Any, member: str, *, waitable: bool = False) -> TypedArray:
        """Return a typed array of integers, or of those that can be waited for."""
        view = as_typed_array(target)
        if waitable:
            if view is None or view.element.name not in {"Int32", "BigInt64"}:
                raise TypeError(f"{self._shown(target)} is not an int32 or BigInt64 typed array.")
        elif view is None or view.element.is_float or view.element.name == "Uint8Clamped":
            raise TypeError(f"{self._shown(target)} is not an integer typed array.")
        if view.out_of_bounds:
            raise TypeError(f"Cannot perform Atomics.{member} on a detached ArrayBuffer")
        return view

    def _shown(self, target: Any) -> str:
        view = as_typed_array(target)
        return shown(self, target) if view is None else f"[object {view.element.constructor}]"

    def _place(self, view: TypedArray, index: Any) -> int:
        place = self.realm.to_integer_or_infinity(index)
        if not 0 <= place < view.length:
            raise RangeError("Invalid atomic access index")
        return int(place)

    def _integer(self, element: ElementType, value: Any) -> int | float:
        if element.is_bigint:
            return element.numeric(self.realm.to_primitive(value, "number"))
        number: int | float = self.realm.to_integer_or_infinity(value)
        return number

    def _change(self, member: str, target: Any, index: Any, value: Any, make: _Operation) -> Any:
        """Put into an element what ``make`` says of it and a value; return what was there."""
        view = self._integers(target, member)
        place = self._place(view, index)
        operand = view.element.fitted(self._integer(view.element, value))
        self._integers(target, member)  # the conversion may have detached its buffer
        before = view.get(place)
        if before is not None:
            view.put(place, make(int(before), int(operand)))
        return before

    @static
    def add(self, target: Any = None, index: Any = None, value: Any = None) -> Any:
        return self._change("add", target, index, value, lambda old, new: old + new)

    @static
    def and_(self, target: Any = None, index: Any = None, value: Any = None) -> Any:
        return self._change("and", target, index, value, lambda old, new: old & new)

    @static
    def exchange(self, target: Any = None, index: Any = None, value: Any = None) -> Any:
        return self._change("exchange", target, index, value, lambda _, new: new)

    @static
    def or_(self, target: Any = None, index: Any = None, value: Any = None) -> Any:
        return self._change("or", target, index, value, lambda old, new: old | new)

    @static
    def sub(self, target: Any = None, index: Any = None, value: Any = None) -> Any:
        return self._change("sub", target, index, value, lambda old, new: old - new)

    @static
    def xor(self, target: Any = None, index: Any = None, value: Any = None) -> Any:
        return self._change("xor", target, index, value, lambda old, new: old ^ new)

    @static("compareExchange")
    def compare_exchange(
        self, target: Any = None, index: Any = None, expected: Any = None, value: Any = None
    ) -> Any:
        view = self._integers(target, "compareExchange")
        place = self._place(view, index)
        wanted = view.element.fitted(self._integer(view.element, expected))
        replacement = self._integer(view.element, value)
        self._integers(target, "compareExchange")
        before = view.get(place)
        if before == wanted:
            view.put(place, replacement)
        return before

    @static
    def load(self, target: Any = None, index: Any = None) -> Any:
        view = self._integers(target, "load")
        return view.get(self._place(view, index))

    @static
    def store(self, target: Any = None, index: Any = None, value: Any = None) -> Any:
        view = self._integers(target, "store")
        place = self._place(view, index)
        number = self._integer(view.element, value)
        self._integers(target, "store")
        view.put(place, number)
        return number if not view.element.is_bigint else view.element.value(number)

    @static("isLockFree")
    def is_lock_free(self, size: Any = None) -> bool:
        return self.realm.to_integer_or_infinity(size) in (1, 2, 4, 8)

    @static
    def pause(self, *_: Any) -> None:
        """Return at once: there is no other thread to wait for."""

    @static
    def notify(self, target: Any = None, index: Any = None, count: Any = None) -> int:
        """Return 0: nobody waits."""
        self._place(self._integers(target, "notify", waitable=True), index)
        if count is not None:
            self.realm.to_integer_or_infinity(count)
        return 0

    @static
    def wait(
        self, target: Any = None, index: Any = None, value: Any = None, timeout: Any = None
    ) -> str:
        said = self._wait("wait", target, index, value, timeout)
        if said is None:
            raise TypeError("Atomics.wait cannot be called in this context")
        return said

    @static("waitAsync")
    def wait_async(
        self, target: Any = None, index: Any = None, value: Any = None, timeout: Any = None
    ) -> JsObject:
        said = self._wait("waitAsync", target, index, value, timeout)
        if said is None:
            raise TypeError("Atomics.waitAsync would wait forever: a guest has but one thread")
        return JsObject({"async": False, "value": said})

    def _wait(self, member: str, target: Any, index: Any, value: Any, timeout: Any) -> str | None:
        """Return why it need not wait, or None if it would have to."""
        view = self._integers(target, member, waitable=True)
        if not isinstance(view.buffer, SharedArrayBuffer):
            raise TypeError(f"{self._shown(target)} is not a shared typed array.")
        place = self._place(view, index)
        wanted = view.element.fitted(self._integer(view.element, value))
        limit = None if timeout is None else self.realm.to_number(timeout)
        if view.get(place) != wanted:
            return "not-equal"
        return "timed-out" if limit is not None and limit <= 0 else None
