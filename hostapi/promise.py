"""``Promise`` (ECMAScript, 27.2 Promise Objects): of `runtime.core.promise.Promise`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FunctionType
from typing import Any, ClassVar

from hostapi import errors
from hostapi.instances import InstanceInterface, shown
from hostapi.interface import Interface, expecting, method, static
from hostapi.iteration import call_site
from hostapi.plain_objects import JsObject
from hostapi.properties import Key
from runtime.core.members import MISSING, find_attribute
from runtime.core.promise import Capability, Promise, rethrow
from runtime.core.thrown import caught, is_catchable


class PromiseInterface(InstanceInterface):
    """Promises. There are no subclasses of theirs: each derived promise is of the same class."""

    name = "Promise"
    tag = "Promise"
    length = 1
    types: ClassVar[tuple[type, ...]] = (Promise,)

    def construct(self, executor: Any = None, *_: object) -> Promise:
        """Return ``new Promise(executor)``."""
        if not callable(executor):
            raise errors.TypeError(f"Promise resolver {shown(self, executor)} is not a function")
        capability = self.realm.promises.new()
        try:  # `_rejecting` costs twice what the rest does
            executor(capability.resolve, capability.reject)
        except Exception as error:
            if not is_catchable(error):
                raise
            capability.reject(caught(error))
        return capability.promise

    def call(self, *args: Any) -> Any:
        raise errors.TypeError("Promise constructor cannot be invoked without 'new'")

    @staticmethod
    def _properties(this: Any) -> JsObject:
        if this.properties is None:
            this.properties = JsObject()
        properties: JsObject = this.properties
        return properties

    def extensible(self, this: Any) -> bool:
        return this.properties is None or bool(this.properties.extensible)

    def prevent_extensions(self, this: Any) -> bool:
        self._properties(this).prevent_extensions()
        return True

    # --- the prototype's ------------------------------------------------------------------------

    def _promise(self, this: Any, member: str) -> Promise:
        """Return the promise that a receiver is; that of its result, of a Python awaitable."""
        if type(this) is Promise or hasattr(type(this), "__await__"):
            return self.realm.promises.adopt(this)
        return self.receiver(this, Promise, member)

    def _handler(self, value: Any) -> Callable[[Any], Any] | None:
        if type(value) is FunctionType:  # what closures of the guest are
            return value
        return self.realm.as_function(value, None) if callable(value) else None

    @method
    @expecting(2)
    def then(self, this: Any, fulfilled: Any = None, rejected: Any = None) -> Promise:
        promise = self._promise(this, "then")
        return promise.then(self._handler(fulfilled), self._handler(rejected))

    @method
    def catch(self, this: Any, rejected: Any = None) -> Any:
        return self.realm.call(this, "then", (None, rejected))

    @method
    def finally_(self, this: Any, settled: Any = None) -> Any:
        realm = self.realm
        if not callable(settled):
            return realm.call(this, "then", (settled, settled))
        call = realm.as_function(settled, None)

        def fulfilled(value: Any = None) -> Any:
            waited = realm.promises.resolved(call())
            return realm.call(waited, "then", (lambda _=None: value,))

        def rejected(reason: Any = None) -> Any:
            waited = realm.promises.resolved(call())
            return realm.call(waited, "then", (lambda _=None: rethrow(reason),))

        return realm.call(this, "then", (fulfilled, rejected))

    # --- the constructor's ----------------------------------------------------------------------

    @static
    def resolve(self, value: Any = None) -> Promise:
        return self.realm.promises.resolved(value)

    @static
    def reject(self, reason: Any = None) -> Promise:
        return self.realm.promises.rejected(reason)

    @static
    def withResolvers(self) -> JsObject:
        made = self.realm.promises.new()
        return JsObject(promise=made.promise, resolve=made.resolve, reject=made.reject)

    @static("try")
    def try_(self, callback: Any = None, *args: Any) -> Promise:
        capability = self.realm.promises.new()
        with _rejecting(capability):
            if not callable(callback):
                raise errors.TypeError(f"{call_site(callback)} is not a function")
            capability.resolve(self.realm.apply(callback, None, args))
        return capability.promise

    @static
    def all(self, iterable: Any = None) -> Promise:
        return self._combined(iterable, _All)

    @static
    def allSettled(self, iterable: Any = None) -> Promise:
        return self._combined(iterable, _AllSettled)

    @static
    def any(self, iterable: Any = None) -> Promise:
        return self._combined(iterable, _Any)

    @static
    def race(self, iterable: Any = None) -> Promise:
        realm = self.realm
        capability = realm.promises.new()
        with _rejecting(capability):
            for item in realm.iterate(iterable):
                promise = realm.promises.resolved(item)
                realm.call(promise, "then", (capability.resolve, capability.reject))
        return capability.promise

    def _combined(self, iterable: Any, make: Callable[[], _Combinator]) -> Promise:
        """Do as PerformPromiseAll and its like."""
        realm = self.realm
        capability = realm.promises.new()
        combinator = make()
        with _rejecting(capability):
            for index, item in enumerate(realm.iterate(iterable)):
                combinator.values.append(None)
                combinator.remaining += 1
                handlers = combinator.handlers(index, capability)
                realm.call(realm.promises.resolved(item), "then", handlers)
            combinator.one_less(capability)
        return capability.promise


class _Combinator:
    """What the element functions of one call share.

    Attributes:
        values: one for each item.
        remaining: the [[RemainingElements]] record.

    """

    def __init__(self) -> None:
        self.values: list[Any] = []
        self.remaining = 1

    def handlers(self, index: int, capability: Capability) -> tuple[Any, Any]:
        """Return what is called when the item settles, one way or the other."""
        raise NotImplementedError

    def element(self, index: int, capability: Capability) -> Callable[..., None]:
        """Return an element function: only its first call counts."""
        called = False

        def settled(value: Any = None, *_: object) -> None:
            nonlocal called
            if called:
                return
            called = True
            self.values[index] = value
            self.one_less(capability)

        return settled

    def one_less(self, capability: Capability) -> None:
        """Take note that one more item has settled."""
        self.remaining -= 1
        if not self.remaining:
            self.finish(capability)

    def finish(self, capability: Capability) -> None:
        """Settle the whole."""
        capability.resolve(self.values)


class _All(_Combinator):
    def handlers(self, index: int, capability: Capability) -> tuple[Any, Any]:
        return self.element(index, capability), capability.reject


class _AllSettled(_Combinator):
    def handlers(self, index: int, capability: Capability) -> tuple[Any, Any]:
        called = self.element(index, capability)

        def fulfilled(value: Any = None, *_: object) -> None:
            called(JsObject(status="fulfilled", value=value))

        def rejected(reason: Any = None, *_: object) -> None:
            called(JsObject(status="rejected", reason=reason))

        return fulfilled, rejected


class _Any(_Combinator):
    def handlers(self, index: int, capability: Capability) -> tuple[Any, Any]:
        return capability.resolve, self.element(index, capability)

    def finish(self, capability: Capability) -> None:
        error = errors.AggregateError("All promises were rejected")
        error.errors = self.values
        capability.reject(error)


class PythonAwaitable(Interface):
    """An awaitable of Python's: to a guest a promise, which also has the object's attributes."""

    name = "Python Awaitable"
    shares = "Promise"

    def own(self, this: Any, key: Key) -> Any:
        return find_attribute(this, key) if isinstance(key, str) and key != "then" else MISSING


@contextmanager
def _rejecting(capability: Capability) -> Iterator[None]:
    """Do as IfAbruptRejectPromise: an exception of the block's rejects the promise."""
    try:
        yield
    except Exception as error:
        if not is_catchable(error):
            raise
        capability.reject(caught(error))
