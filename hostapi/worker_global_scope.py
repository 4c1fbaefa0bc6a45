"""``WorkerGlobalScope`` (HTML, 10.2.1): what a guest's global object is.

Of the kinds of global scopes that the web has, a worker's is closest to what a guest has here:
timers, microtasks, time and random numbers, and no document. So ``web_sys::window()`` is None, and
``js_sys::global().dyn_into::<web_sys::WorkerGlobalScope>()`` is the global object.
"""

from __future__ import annotations

from typing import Any, ClassVar

from hostapi.interface import getter, method
from hostapi.ordinary import Record
from hostapi.plain_objects import JsObject


class GlobalObject(JsObject):
    """The global object: its items are the global names, the host's among them."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<global object with {len(self)} names>"


def _own(name: str) -> Any:
    """Return a member that calls the global function of a name: the host's, if it gave one."""

    @method(name)
    def member(self: WorkerGlobalScope, this: object, *args: Any) -> Any:
        return self.realm.apply(self.own_of(this, name), this, args)

    return member


def _value(name: str) -> Any:
    """Return a member that reads the global of a name."""

    @getter(name)
    def member(self: WorkerGlobalScope, this: object) -> Any:
        return self.own_of(this, name)

    return member


class WorkerGlobalScope(Record):
    """The global scope of a worker, which web-sys asks for timers and much else.

    Most are own properties of the global object, where the host can replace them; the prototype
    has them too, for what is linked by the class.
    """

    name = "WorkerGlobalScope"
    types: ClassVar[tuple[type, ...]] = (GlobalObject,)
    parent = "EventTarget"
    shares = None
    constructor_parent = "EventTarget"
    tag = "WorkerGlobalScope"

    def own_of(self, this: object, name: str) -> Any:
        """Return a global by its name.

        Raises:
            TypeError: the receiver is no global object, or has none of that name.

        """
        if not isinstance(this, GlobalObject) or name not in this:
            raise TypeError("Illegal invocation")
        return this[name]

    self_ = _value("self")
    crypto = _value("crypto")
    performance = _value("performance")

    setTimeout = _own("setTimeout")
    setInterval = _own("setInterval")
    clearTimeout = _own("clearTimeout")
    clearInterval = _own("clearInterval")
    queueMicrotask = _own("queueMicrotask")

    @getter
    def isSecureContext(self, _this: object) -> bool:
        return True

    @getter
    def crossOriginIsolated(self, _this: object) -> bool:
        return False

    @getter
    def origin(self, _this: object) -> str:
        return "null"

    @method
    def atob(self, _this: object, data: Any = None) -> str:
        from hostapi.forgiving_base64 import forgiving_decode  # few guests use it

        return forgiving_decode(self.realm.to_string(data))

    @method
    def btoa(self, _this: object, data: Any = None) -> str:
        from hostapi.forgiving_base64 import forgiving_encode

        return forgiving_encode(self.realm.to_string(data))
