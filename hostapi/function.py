"""``Function`` (ECMAScript, 20.2 Function Objects): of every Python callable."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from hostapi.constructor import Constructor
from hostapi.conversions import is_nullish, is_primitive
from hostapi.interface import Interface, Method, StaticMethod, method
from hostapi.properties import PLAIN, READ_ONLY, Attributes, Key
from runtime.core.members import MISSING, find_attribute
from runtime.core.promise import Capability
from runtime.core.values import SYMBOL_HAS_INSTANCE

if TYPE_CHECKING:
    from hostapi.realm import Realm


_BOUND = (types.BuiltinMethodType, types.MethodType)
"""Types of a method with its object: of a class that is compiled, and of one that is not."""


class BoundFunction:
    """What ``bind`` returns (10.4.1 Bound Function Exotic Objects).

    Attributes:
        target: the function.
        name: ``bound`` and its name.
        length: how many arguments it still expects.
        constructs: whether ``new`` works on it.

    """

    def __init__(
        self, target: Any, call: Callable[..., Any], args: Sequence[Any], length: int, name: str
    ) -> None:
        self.target = target
        self._call = call
        self._args = tuple(args)
        self.length = length
        self.name = name
        self.constructs = isinstance(target, (Constructor, type))

    def __call__(self, *args: Any) -> Any:
        return self._call(*self._args, *args)


class Function(Interface):
    """Callables. Those of Python have no receiver of their own: ``this`` is not passed on."""

    name = "Function"
    types: ClassVar[tuple[type, ...]] = (
        Constructor,
        Method,
        BoundFunction,
        type,
        types.FunctionType,
        types.BuiltinFunctionType,
        types.MethodType,
    )
    builtin_tag = "Function"
    constructible = False
    instance_properties = ("name", "length")
    length = 1

    def construct(self, *_: Any) -> Any:
        """Refuse: there is no JavaScript engine.

        Raises:
            EvalError: always.

        """
        raise self.realm.refused("Function(text)")

    def own(self, this: Any, key: Key) -> Any:
        if isinstance(this, Constructor):
            found = this.properties.own(key)
            return found if isinstance(key, str) or found is not MISSING else MISSING
        if not isinstance(key, str):
            return MISSING
        if key == "name":
            return function_name(this)
        if key == "length":
            return function_length(this)
        if key in ("prototype", "constructor") and isinstance(this, type):
            return MISSING
        if isinstance(this, (Method, BoundFunction)):
            return MISSING
        return find_attribute(this, key)

    def set_own(self, this: Any, key: Key, value: Any) -> None:
        if isinstance(this, Constructor):
            this.properties.set_own(key, value)
        else:
            super().set_own(this, key, value)

    def delete_own(self, this: Any, key: Key) -> bool:
        if isinstance(this, Constructor):
            return this.properties.delete_own(key)
        return super().delete_own(this, key)

    def own_keys(self, this: Any) -> Iterator[Key]:
        if isinstance(this, Constructor):
            yield from this.properties.own_keys()
            return
        yield from ("length", "name")
        if not isinstance(this, (type, Method, BoundFunction)):
            yield from getattr(this, "__dict__", ())

    def attributes(self, this: Any, key: Key) -> Attributes:
        if isinstance(this, Constructor):
            return this.properties.attributes_of(key)
        return READ_ONLY if key in ("length", "name") else PLAIN

    def define_own(self, this: Any, key: Key, value: Any, attributes: Attributes) -> bool:
        if isinstance(this, Constructor):
            this.properties.define(key, value, attributes)
            return True
        return super().define_own(this, key, value, attributes)

    def prototype_of(self, this: Any) -> Any:
        if isinstance(this, Constructor):
            parent = this.interface.constructor_parent
            if parent is not None:
                return self.realm.constructors[parent]
        return super().prototype_of(this)

    def is_called_plainly(self, this: Any) -> bool:
        # What closures of the guest are, and the functions that settle a promise; for these the
        # lookup of `call` would take most of the time.
        kind = type(this)
        if kind is types.FunctionType:
            if "call" in this.__dict__ or "call_" in this.__dict__:
                return False
        elif kind not in _BOUND or type(this.__self__) is not Capability:
            return False
        found = self.realm.prototypes["Function"].own("call")
        return type(found) is Method and found.function == self.call_function

    # --- the prototype's ------------------------------------------------------------------------

    @method("apply")
    def apply_function(self, this: Any, receiver: Any = None, args: Any = None) -> Any:
        given = [] if is_nullish(args) else list_from_array_like(self.realm, args)
        return self.realm.apply(self._callable(this, "apply"), receiver, given)

    @method
    def bind(self, this: Any, receiver: Any = None, *args: Any) -> BoundFunction:
        realm = self.realm
        if not callable(this):
            raise TypeError("Bind must be called on a function")
        length = realm.get(this, "length")
        rest = max(0, int(length) - len(args)) if isinstance(length, (int, float)) else 0
        name = realm.get(this, "name")
        text = f"bound {name}" if isinstance(name, str) else "bound "
        return BoundFunction(
            this, lambda *given: realm.apply(this, receiver, given), args, rest, text
        )

    @method("call")
    def call_function(self, this: Any, receiver: Any = None, *args: Any) -> Any:
        return self.realm.apply(self._callable(this, "call"), receiver, args)

    @method
    def toString(self, this: Any) -> str:
        if not callable(this):
            raise TypeError("Function.prototype.toString requires that 'this' be a Function")
        return f"function {function_name(this)}() {{ [native code] }}"

    @method(SYMBOL_HAS_INSTANCE)
    def has_instance(self, this: Any, value: Any = None) -> bool:
        """Return OrdinaryHasInstance of a function."""
        if isinstance(this, BoundFunction):
            return self.realm.instance_of(value, this.target)
        if isinstance(this, (Constructor, type)):
            return self.realm.instance_of(value, this)
        prototype = self.realm.find(this, "prototype")
        return not is_primitive(prototype) and self.realm.inherits(value, prototype)

    def _callable(self, this: Any, name: str) -> Any:
        if not callable(this):
            shown = self.realm.describe(this)
            raise TypeError(f"Function.prototype.{name} was called on {shown}, which is "
                            "an object and not a function")  # fmt: skip
        return this


def list_from_array_like(realm: Realm, value: Any) -> list[Any]:
    """Return CreateListFromArrayLike of what ``apply`` is given; of nothing, nothing.

    Raises:
        TypeError: it is no object.

    """
    if isinstance(value, (list, tuple)):
        return list(value)
    if is_primitive(value):
        raise TypeError("CreateListFromArrayLike called on non-object")
    length = realm.to_length(realm.get(value, "length"))
    return [realm.get(value, str(index)) for index in range(length)]


def function_name(function: Any) -> str:
    """Return a function's ``name``: Python's for its own."""
    if isinstance(function, (Constructor, Method, BoundFunction)):
        return function.name
    if _resolves(function):
        return ""
    name = getattr(function, "__name__", "")
    return "" if name == "<lambda>" or not isinstance(name, str) else name.removesuffix("_")


def function_length(function: Any) -> int:
    """Return a function's ``length``: how many arguments come before one that has a default.

    Of JavaScript's own functions, in which every argument has one, the first counts all the same.
    """
    if isinstance(function, BoundFunction):
        return function.length
    if _resolves(function):
        return 1
    written = function.function if isinstance(function, Method) else function
    is_static = isinstance(function, StaticMethod)
    written = function.written if is_static else written
    known: int | None = getattr(written, "_length", None)
    if known is not None:
        return known
    import inspect  # it takes longer than all of this package that a guest needs

    try:
        parameters = list(inspect.signature(written).parameters.values())
    except (TypeError, ValueError):
        return 0
    if isinstance(function, Method) and not is_static:
        parameters = parameters[1:]  # the receiver
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    positional = [each for each in parameters if each.kind in kinds]
    expected = sum(each.default is each.empty for each in positional)
    return expected or min(len(positional), int(isinstance(function, Method)))


def _resolves(function: Any) -> bool:
    """Tell whether a function is what an executor gets (27.2.1.3)."""
    return isinstance(getattr(function, "__self__", None), Capability)
