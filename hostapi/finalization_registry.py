"""``FinalizationRegistry`` (ECMAScript, 26.2 FinalizationRegistry Objects)."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any, ClassVar

from hostapi.instances import InstanceInterface, JsInstance, shown
from hostapi.interface import method
from hostapi.weak_objects import can_be_held_weakly, holder
from runtime.core.values import strict_equal
from runtime.records import record


@record(frozen=True)
class Cell:
    """One registration.

    Attributes:
        target: holds the target weakly; None where Python cannot, and nothing will be told.
        held: what the callback gets.
        token: gives what it is unregistered by, or None.

    """

    target: weakref.ref[Any] | None
    held: object
    token: Callable[[], Any]


class JsFinalizationRegistry(JsInstance):
    """A FinalizationRegistry of JavaScript's.

    Args:
        collected: told, inside the collector, what was held for a target that went.

    """

    __slots__ = ("_collected", "_made", "cells")

    def __init__(self, collected: Callable[[object], object]) -> None:
        super().__init__()
        self._collected = collected
        self._made = 0
        self.cells: dict[int, Cell] = {}

    def register(self, target: Any, held: object, token: object) -> None:
        """Watch over a target."""
        self._made += 1
        number, cells, collected = self._made, self.cells, self._collected

        def forget(_: object) -> None:
            cell = cells.pop(number, None)
            if cell is not None:
                collected(cell.held)

        try:
            ref: weakref.ref[Any] | None = weakref.ref(target, forget)
        except TypeError:
            ref = None
        self.cells[number] = Cell(ref, held, holder(token))

    def unregister(self, token: object) -> bool:
        """Forget what was registered with a token; tell whether there was any."""
        numbers = [number for number, cell in self.cells.items() if cell.token() is token]
        for number in numbers:
            del self.cells[number]
        return bool(numbers)


class FinalizationRegistry(InstanceInterface):
    """The interface of `JsFinalizationRegistry`.

    Callbacks are microtasks of their own, queued at a safe point: never inside the collector,
    and never while the guest runs.
    """

    name = "FinalizationRegistry"
    tag = "FinalizationRegistry"
    length = 1
    types: ClassVar[tuple[type, ...]] = (JsFinalizationRegistry,)

    def construct(self, callback: object = None, *_: object) -> JsFinalizationRegistry:
        if not callable(callback):
            raise TypeError("FinalizationRegistry: cleanup must be callable")
        realm = self.realm
        return JsFinalizationRegistry(
            lambda held: realm.jobs.later(realm.apply, callback, None, (held,))
        )

    @method
    def register(
        self, this: object, target: object = None, held: object = None, token: object = None
    ) -> None:
        registry = self.receiver(this, JsFinalizationRegistry, "register")
        if not can_be_held_weakly(self, target):
            raise TypeError("FinalizationRegistry.prototype.register: invalid target")
        if strict_equal(target, held):
            raise TypeError(
                "FinalizationRegistry.prototype.register: target and holdings must not be same"
            )
        if token is not None:
            self._check_token(token)
        registry.register(target, held, token)

    @method
    def unregister(self, this: object, token: object = None) -> bool:
        registry = self.receiver(this, JsFinalizationRegistry, "unregister")
        self._check_token(token)
        return registry.unregister(token)

    def _check_token(self, token: object) -> None:
        if not can_be_held_weakly(self, token):
            raise TypeError(f"Invalid unregisterToken ('{shown(self, token)}')")
