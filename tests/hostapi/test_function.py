"""``Function`` and ``Symbol``: Python's callables as a guest sees them."""

from __future__ import annotations

from typing import Any

import pytest

from hostapi import JsObject, Realm, new_realm
from hostapi.errors import EvalError
from runtime.core.values import SYMBOL_HAS_INSTANCE, Symbol, typeof


@pytest.fixture
def realm() -> Realm:
    return new_realm()


def add(left: float, right: float, extra: float = 0) -> float:
    return left + right + extra


def test_python_callables_are_functions(realm: Realm) -> None:
    assert (realm.get(add, "name"), realm.get(add, "length")) == ("add", 2)
    assert realm.call(add, "call", (None, 1, 2)) == 3
    assert realm.call(add, "apply", (None, [1, 2, 3])) == 6
    assert realm.call(add, "apply", (None, {"length": 2, "0": 1, "1": 5})) == 6
    assert realm.call(add, "toString", ()) == "function add() { [native code] }"
    assert realm.get(lambda: None, "name") == ""
    assert realm.instance_of(add, realm.globals()["Function"])
    assert realm.prototype_of(print) is realm.prototypes["Function"]


def test_bound_functions(realm: Realm) -> None:
    bound = realm.call(add, "bind", (None, 1))
    assert bound(2) == 3
    assert typeof(bound) == "function"
    assert (realm.get(bound, "name"), realm.get(bound, "length")) == ("bound add", 1)
    push = realm.call(realm.get([], "push"), "bind", ([1],))
    assert realm.apply(push, None, (2,)) == 2


def test_receivers(realm: Realm) -> None:
    push, items = realm.get([], "push"), [1]
    assert realm.call(push, "call", (items, 2, 3)) == 3
    assert items == [1, 2, 3]


def test_attributes_of_functions(realm: Realm) -> None:
    def function() -> None: ...

    realm.set(function, "own", 1)
    assert realm.enumerable_own(function) == ["own"]
    assert vars(function)["own"] == 1
    assert realm.own_keys(function) == ["length", "name", "own"]


def test_text_does_not_run(realm: Realm) -> None:
    with pytest.raises(EvalError, match=r"Function\(text\) is refused: there is no JavaScript"):
        realm.construct(realm.globals()["Function"], ("return this",))
    with pytest.raises(EvalError):
        realm.apply(realm.globals()["Function"], None, ("return this",))


def test_instanceof_asks_the_constructor(realm: Realm) -> None:
    made = JsObject()
    realm.set(made, SYMBOL_HAS_INSTANCE, lambda value: value == 5)
    assert realm.instance_of(5, made)
    assert not realm.instance_of(6, made)
    assert realm.instance_of(True, bool)
    assert not realm.instance_of(5, None)


def test_symbols(realm: Realm) -> None:
    symbol: Any = realm.globals()["Symbol"]
    made = realm.apply(symbol, None, ("text",))
    assert isinstance(made, Symbol)
    assert realm.get(made, "description") == "text"
    assert realm.call(made, "toString", ()) == "Symbol(text)"
    registered = realm.call(symbol, "for", ("key",))
    assert realm.call(symbol, "for", ("key",)) is registered
    assert realm.call(symbol, "keyFor", (registered,)) == "key"
    assert realm.call(symbol, "keyFor", (made,)) is None
    assert realm.call(new_realm().globals()["Symbol"], "for", ("key",)) is not registered
    with pytest.raises(TypeError, match="Symbol is not a constructor"):
        realm.construct(symbol, ())
    with pytest.raises(TypeError, match="Cannot convert a Symbol value to a string"):
        realm.to_string(made)
    with pytest.raises(TypeError, match="Cannot convert a Symbol value to a number"):
        realm.to_number(made)


def test_call_is_looked_up_like_any_property(realm: Realm) -> None:
    """Of plain functions it is known, as long as nobody has put another in its place."""

    def add(*numbers: int) -> int:
        return sum(numbers)

    class Adder:
        def call(self, *numbers: int) -> int:
            return -sum(numbers)

    settled = realm.promises.new()
    assert realm.call(add, "call", ()) == 0
    assert realm.call(add, "call", (None, 1, 2)) == 3
    realm.call(settled.resolve, "call", (None, 5))
    assert settled.promise.outcome == 5
    assert realm.call(Adder(), "call", (1, 2)) == -3
    realm.set(add, "call", lambda *numbers: numbers)
    assert realm.call(add, "call", (1, 2)) == (1, 2)
    with pytest.raises(TypeError, match="undefined"):
        realm.call(None, "call", ())
    with pytest.raises(TypeError, match="not a function"):
        realm.call([], "call", ())
    prototype = realm.get(realm.globals()["Function"], "prototype")
    realm.set(prototype, "call", lambda *_: "replaced")
    assert realm.call(lambda: None, "call", (None,)) == "replaced"
    assert realm.call(settled.reject, "call", (None,)) == "replaced"
