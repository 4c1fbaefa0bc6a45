"""``WeakRef`` (ECMAScript, 26.1 WeakRef Objects)."""

from __future__ import annotations

from typing import Any, ClassVar

from hostapi.instances import InstanceInterface
from hostapi.interface import method
from hostapi.weak_objects import JsWeakRef, can_be_held_weakly


class WeakRef(InstanceInterface):
    """The interface of `JsWeakRef`."""

    name = "WeakRef"
    tag = "WeakRef"
    length = 1
    types: ClassVar[tuple[type, ...]] = (JsWeakRef,)

    def construct(self, target: object = None, *_: object) -> JsWeakRef:
        if not can_be_held_weakly(self, target):
            raise TypeError("WeakRef: invalid target")
        self.realm.jobs.keep(target)
        return JsWeakRef(target)

    @method
    def deref(self, this: object) -> Any:
        target = self.receiver(this, JsWeakRef, "deref").target()
        if target is not None:
            self.realm.jobs.keep(target)
        return target
