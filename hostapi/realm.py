"""A realm (ECMAScript, Realms): JavaScript's own objects of one guest, on Python's.

`Realm` is the `runtime.core.members.Members` of a guest: its imports reach every property through
it. What a value's properties are is its interface's affair (`hostapi.interface`), chosen by the
Python type: a ``list`` has that of Array, a ``dict`` that of Object, a ``str`` that of String.
Other Python objects show their attributes and have Object's prototype.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from hostapi import errors
from hostapi.access import shown_key
from hostapi.constructor import Constructor
from hostapi.conversions import is_nullish, is_primitive
from hostapi.guest_memory import GuestBuffers
from hostapi.interface import Interface, Method, StaticMethod, name_of
from hostapi.interfaces import Interfaces
from hostapi.jobs import Jobs
from hostapi.listing import Listed, listed
from hostapi.loops import RealmLoop
from hostapi.performance_timeline import JsPerformance
from hostapi.plain_objects import JsObject
from hostapi.properties import Accessor
from hostapi.prototypes import NamespaceObject, Prototypes
from hostapi.texts import Texts
from runtime.clock import Clock, SystemClock, WallClock
from runtime.core.members import MISSING
from runtime.core.promise import Promise
from runtime.core.promises import Promises
from runtime.core.values import (
    SYMBOL_HAS_INSTANCE,
    is_bigint,
    to_text,
)

__all__ = ["Constructor", "Realm"]

DEEPEST_PROTOTYPE: Final = 10_000
"""A chain of prototypes this long is taken for a ring."""


class Realm(Texts, GuestBuffers):
    """JavaScript's objects for one guest.

    Args:
        interfaces: the interfaces that there are: their classes, or as they are listed.
        clock: what dates ask for the time.
        compile_module: see `hostapi.new_realm`.
        monotonic: what the guest's time goes by.

    Attributes:
        clock: the same.
        performance: the guest's time, which begins now.
        jobs: what waits until nothing of the guest runs.
        loop: the guest's event loop, None before `hostapi.defaults` was given it.
        promises: makes its promises.
        interfaces: by name.
        prototypes: the prototype of each interface's instances.
        constructors: of the interfaces that have one.
        namespaces: objects that hold functions: ``Math``. An interface with a space in its name
            has none that JavaScript could spell, as is that of array iterators.
        functions: global functions: ``parseInt``.

    """

    def __init__(
        self,
        interfaces: Iterable[Listed | type[Interface]],
        clock: WallClock | None = None,
        compile_module: Callable[[bytes], object] | None = None,
        monotonic: Clock | None = None,
    ) -> None:
        self.clock: WallClock = SystemClock() if clock is None else clock
        self.performance = JsPerformance(monotonic or SystemClock(), self.clock)
        self.jobs = Jobs()
        self.loop: RealmLoop | None = None
        self.promises = Promises(self._then_of, errors.TypeError)
        self._compile_module = compile_module
        self.interfaces = Interfaces(self)
        self.prototypes = Prototypes(self)
        self.constructors: dict[str, Constructor] = {}
        self.namespaces: dict[str, JsObject] = {}
        self.functions: dict[str, Any] = {}
        self._known: dict[type, Interface] = {}
        self.add(interfaces)

    def add(self, interfaces: Iterable[Listed | type[Interface]]) -> None:
        """Add interfaces, which may inherit from those there are, and from one another."""
        for each in interfaces:
            self._add(each if isinstance(each, Listed) else listed(each))
        self._known.clear()

    def _add(self, interface: Listed) -> None:
        name = interface.name
        self.interfaces.list(interface)
        self.prototypes.pop(name, None)
        if interface.is_namespace:
            namespace = self.namespaces[name] = NamespaceObject(self, name)
            if name == "":
                functions = ((key, namespace.own(key)) for key in namespace.own_keys())
                self.functions = {name_of(key): function for key, function in functions}
        elif interface.shares is None:
            self.constructors[name] = Constructor(name, self)

    def globals(self) -> dict[str, object]:
        """Return the constructors, namespaces and functions that stand in the global scope."""
        named: dict[str, object] = {**self.constructors, **self.namespaces}
        return {
            **{name: each for name, each in named.items() if name.isidentifier()},
            **self.functions,
        }

    # --- interfaces and prototypes --------------------------------------------------------------

    def interface_of(self, value: object) -> Interface:
        """Return the interface of a value that is neither undefined nor null."""
        kind = type(value)
        found = self._known.get(kind)
        if found is None:
            found = self._known[kind] = self._find_interface(kind)
        return self.interfaces["BigInt"] if kind is int and is_bigint(value) else found

    def _find_interface(self, kind: type) -> Interface:
        for base in kind.__mro__[:-1]:
            listed = self.interfaces.of_type(base)
            if listed is not None:
                return listed
        for abstract, name in ((Mapping, "Python Mapping"), (Sequence, "Python Sequence")):
            if issubclass(kind, abstract):
                return self.interfaces[name]
        # Abstract classes that Python recognizes by the methods a class has.
        for method, name in (
            ("__await__", "Python Awaitable"),
            ("__anext__", "Python Async Iterator"),
            ("__aiter__", "Python Async Iterable"),
            ("__next__", "Python Iterator"),
            ("__call__", "Function"),
            ("__iter__", "Python Iterable"),
        ):
            # Of the class itself: every class can be called, its objects are not for that.
            own = next((vars(base)[method] for base in kind.__mro__ if method in vars(base)), None)
            if own is not None:
                return self.interfaces[name]
        return self.interfaces["Object"]

    def prototype_of(self, value: object) -> Any:
        """Return ``Object.getPrototypeOf(value)``: an object, or null."""
        if isinstance(value, JsObject) and value.prototype is not MISSING:
            return value.prototype
        return self.interface_of(value).prototype_of(value)

    def set_prototype(self, owner: object, prototype: Any) -> bool:
        """Set the prototype of an object; tell whether that could be done (10.1.2)."""
        if prototype is self.prototype_of(owner):
            return True
        interface = self.interface_of(owner)
        above, depth = prototype, 0
        while not is_nullish(above) and depth < DEEPEST_PROTOTYPE:
            if above is owner:
                return False
            above, depth = self.prototype_of(above), depth + 1
        return interface.extensible(owner) and interface.set_prototype(owner, prototype)

    def instance_of(self, value: object, constructor: Any) -> bool:
        """Return ``value instanceof constructor``; a Python class is one of its instances."""
        if isinstance(constructor, Constructor):
            return self.inherits(value, constructor.prototype)
        if isinstance(constructor, type):
            return isinstance(value, constructor)
        if is_primitive(constructor):
            return False
        test = self.find(constructor, SYMBOL_HAS_INSTANCE)
        if test is not MISSING and callable(test):
            return bool(self.apply(test, constructor, (value,)))
        prototype = self.find(constructor, "prototype")
        return not is_primitive(prototype) and self.inherits(value, prototype)

    def inherits(self, value: object, wanted: object) -> bool:
        """Tell whether ``wanted`` is among the prototypes of ``value`` (OrdinaryHasInstance)."""
        if is_primitive(value):
            return False
        prototype = self.prototype_of(value)
        while not is_nullish(prototype):
            if prototype is wanted:
                return True
            prototype = self.prototype_of(prototype)
        return False

    def _inherits_property(self, prototype: Any, key: str) -> bool:
        """Tell whether objects with a prototype inherit a property, which is not made for it."""
        while not is_nullish(prototype):
            is_own = isinstance(prototype, JsObject)
            if prototype.has(key) if is_own else self.own(prototype, key) is not MISSING:
                return True
            prototype = self.prototype_of(prototype)
        return False

    # --- calls ----------------------------------------------------------------------------------

    def apply(self, function: Any, this: object, args: Sequence[object]) -> Any:
        """Call a function with a receiver.

        Raises:
            TypeError: it is no function.

        """
        if isinstance(function, Method):
            return function.invoke(this, args)
        if isinstance(function, Constructor):
            return function.interface.call(*args)
        if not callable(function):
            raise TypeError(f"{self.describe(function)} is not a function")
        return function(*args)

    def construct(self, constructor: Any, args: Sequence[object], target: Any = None) -> Any:
        """Return ``Reflect.construct(constructor, args, target)``.

        Args:
            constructor: what to construct with.
            args: its arguments.
            target: ``new.target``, whose ``prototype`` the new object gets; None is the same one.

        Raises:
            TypeError: one of them is no constructor.

        """
        for each in (constructor, constructor if target is None else target):
            if not self.is_constructor(each):
                raise TypeError(f"{self.describe(each)} is not a constructor")
        made = constructor(*args)
        if target is not None and target is not constructor:
            prototype = self.get(target, "prototype")
            if not is_primitive(prototype) and not self.set_prototype(made, prototype):
                kind = type(made).__name__
                raise TypeError(f"a Python {kind} cannot have the prototype of another constructor")
        return made

    def is_constructor(self, value: object) -> bool:
        """Tell whether ``new`` works on a value: a constructor of JavaScript's, or a class."""
        return isinstance(value, (Constructor, type)) or getattr(value, "constructs", False) is True

    def as_function(self, value: Any, this: object) -> Callable[..., Any]:
        """Return what ``value(...)`` calls as a member of ``this``; a constructor without `new`."""
        if isinstance(value, Constructor):
            return value.interface.call
        if isinstance(value, Method) and not isinstance(value, StaticMethod):
            return lambda *args: value.invoke(this, args)
        function: Callable[..., Any] = value
        return function

    def as_method(self, value: Any) -> Callable[..., Any]:
        """Return what ``value.call(...)`` calls."""
        if isinstance(value, Method):
            return lambda this, *args: value.invoke(this, args)
        return lambda this, *args: self.apply(value, this, args)

    def call(self, owner: object, name: object, args: Sequence[object]) -> Any:
        """Call a method of ``owner``.

        Raises:
            TypeError: there is none of that name.

        """
        if name == "call" and self.interface_of(owner).is_called_plainly(owner):
            return owner(*args[1:])  # type: ignore[operator] # it is a function
        found = self.get(owner, name)
        if type(found) is Method:
            return found.invoke(owner, args)
        if not callable(found):
            holder = self.describe(owner).removeprefix("#<").removesuffix(">")
            what = f"{holder}.{shown_key(name)}"
            raise TypeError(f"{what} is not a function (it is {self.describe(found)})")
        return self.apply(found, owner, args)

    # --- promises -------------------------------------------------------------------------------

    def promise(self, value: Any) -> Promise:
        """Return a promise of a value: itself, or that of what a Python awaitable gives."""
        return self.promises.resolved(value)

    def rejected(self, reason: Any) -> Promise:
        """Return a promise rejected with a reason."""
        return self.promises.rejected(reason)

    def abort_signal(self) -> tuple[Any, Callable[[], object] | None]:
        """Return a new AbortSignal, and what aborts it as a task of the guest's."""
        from hostapi.dom.abort_signal import JsAbortSignal

        signal = JsAbortSignal(self)

        def abandon() -> None:
            if self.loop is not None:
                self.loop.run_task(signal.abort)

        return signal, abandon

    def iterate_async(self, iterable: Any) -> AsyncIterator[Any]:
        """Return an async generator of what ``for await (const x of iterable)`` visits.

        Leaving it early, by ``aclose`` or an exception, calls ``return()`` of the guest's iterator.

        Args:
            iterable: of a guest or of Python, asynchronous or not.

        Raises:
            TypeError: when it is asked: it is not iterable.

        """
        from hostapi.async_iteration import iterate_async

        return iterate_async(self, iterable)

    def guest_failed(self, error: BaseException) -> None:
        """End all waiting for promises: the guest was closed or has trapped."""
        self.promises.fail(error)

    def _then_of(self, value: Any) -> Callable[[Any, Any], object] | None:
        if is_primitive(value):
            return None
        if type(value) is Promise and value.properties is None:
            # As Promise.prototype.then does; of the promise that it returns nobody knows.
            return lambda resolve, reject: value.react(resolve, reject, None)
        then = self.find(value, "then")
        if then is MISSING or not callable(then):
            return None
        return lambda resolve, reject: self.apply(then, value, (resolve, reject))

    # --- modules --------------------------------------------------------------------------------

    def compile_module(self, binary: bytes) -> None:
        """Validate a WebAssembly module, as the engine of the guest does.

        Raises:
            ModuleError: it is not valid, or uses what the engine lacks.
            EvalError: the host does not let guests compile.

        """
        if self._compile_module is None:
            raise errors.EvalError("this host lets no guest compile WebAssembly modules")
        self._compile_module(binary)

    def report_exception(self, error: Exception) -> None:
        """Report an exception of a callback that nobody can catch (HTML, 8.1.4.3).

        Raises:
            Exception: that one, where there is no loop to report it to.

        """
        if self.loop is None:
            raise error
        self.loop.queue_microtask(_raise, error)

    def refused(self, item: str) -> Exception:
        """Return the error of something that is not served, as `hostapi.refusals` has it."""
        from hostapi.refusals import refusal  # most guests are refused nothing

        return errors.EvalError(f"{item} is refused: {refusal(item)}")

    # --- what is served -------------------------------------------------------------------------

    def lacks_method(self, owner: object, name: str) -> bool:
        """Tell whether a constructor's instances inherit no such property."""
        if not isinstance(owner, Constructor) or owner.interface.structural:
            return False
        return not self._inherits_property(owner.prototype, name)

    def lacks_static(self, owner: object, name: str) -> bool:
        """Tell whether a constructor has no such property of its own, or inherited."""
        if not isinstance(owner, Constructor) or owner.properties.has(name):
            return False
        return self.lookup(owner, name) is MISSING

    def has_function(self, owner: object, name: str) -> bool:
        """Tell whether a property is a function."""
        if isinstance(owner, Constructor) and owner.properties.has_function(name):
            return True
        return callable(self.find(owner, name))

    def refusal(self, name: str) -> str | None:
        """Return why an item is refused, None where it is not (`hostapi.refusals`)."""
        from hostapi.refusals import refusal

        return refusal(name, self.constructors)

    def serves(self, path: str, kind: str, name: str = "") -> bool:
        """Tell whether an item of JavaScript is served.

        Args:
            path: the class, namespace or function, dotted: ``WebAssembly.Memory``; empty for the
                global scope.
            kind: ``"function"`` of the namespace ``path``, ``"class"``, ``"constructor"``,
                ``"static"`` (a function of the constructor), ``"method"``, ``"getter"``,
                ``"setter"`` (of the prototype, or of instances), ``"static getter"``.
            name: of the member.

        """
        scope = self.globals()
        owner = self.constructors.get(path) or self.namespaces.get(path) or scope.get(path)
        if kind == "function" and not path:
            return callable(scope.get(name))
        if self.refusal(f"{path}({kind})" if kind == "constructor" else path):
            return False
        if owner is None:  # RegExpMatchArray has no name in JavaScript; what it has are properties
            return path in self.interfaces and name in self.interfaces[path].instance_properties
        if kind == "class":
            return True
        if kind == "constructor":
            return isinstance(owner, Constructor) and owner.interface.constructible
        if kind in ("function", "static", "static getter"):
            return self.find(owner, name) is not MISSING
        if not isinstance(owner, Constructor):
            return False
        if name in owner.interface.instance_properties:
            return True
        found = self.lookup(owner.prototype, name)
        if kind == "setter" and isinstance(found, Accessor):
            return found.set is not None
        return found is not MISSING

    def describe(self, value: object) -> str:
        """Return a few words about a value, for errors: V8's where they can be had."""
        if is_primitive(value):
            return to_text(value)
        if isinstance(value, (Constructor, Method)):
            return value.name
        if isinstance(value, dict):
            return "#<Object>"
        if isinstance(value, (list, tuple)):
            return "[object Array]"
        return f"#<{getattr(type(value), '__name__', 'Object')}>"


def _raise(error: Exception) -> None:
    raise error
