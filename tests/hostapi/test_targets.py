"""What imports of JavaScript's own items are linked to, and which are found missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from hostapi import JsObject, Realm, new_realm
from runtime.bindgen.program import (
    Constructor,
    Function,
    Getter,
    Import,
    ImportFunction,
    MethodData,
    Operation,
)
from runtime.errors import MissingImport
from runtime.linker.scope import HostScope, global_scope
from runtime.linker.targets import Lookup, Unserved, function_finder


@pytest.fixture
def realm() -> Realm:
    return new_realm()


def link(realm: Realm, name: str, namespace: Sequence[str] | None = None, **kind: Any) -> Any:
    """Return what serves an import from the global scope."""
    function = ImportFunction(function=Function(name=name), **kind)
    item = Import(js_namespace=tuple(namespace) if namespace else None, kind=function)
    return function_finder(item, function, {})(Lookup(HostScope(realm.globals(), {}, realm), {}))


def of(class_name: str, kind: Any = None) -> MethodData:
    return MethodData(class_name, Operation() if kind is None else kind)


def test_functions_do_not_construct(realm: Realm) -> None:
    symbol = link(realm, "Symbol")("text")
    assert realm.get(symbol, "description") == "text"
    assert link(realm, "parseInt")("12px") == 12
    assert link(realm, "keys", ["Object"])({"a": 1}) == ["a"]


def test_constructors_construct(realm: Realm) -> None:
    made = link(realm, "new", method=MethodData("TypeError", Constructor()))("text")
    assert isinstance(made, TypeError)


def test_a_function_of_a_namespace_has_it_for_its_receiver(realm: Realm) -> None:
    slice_call = link(realm, "call", ["Array", "prototype", "slice"])
    assert slice_call([1, 2, 3], 1) == [2, 3]


def test_a_final_method_is_the_classs_own(realm: Realm) -> None:
    own = JsObject(hasOwnProperty=lambda *_: "own")
    structural = link(realm, "hasOwnProperty", method=of("Object"), structural=True)
    final = link(realm, "hasOwnProperty", method=of("Object"))
    assert structural(own, "a") == "own"
    assert final(own, "a") is False


def test_what_a_class_lacks_is_missing(realm: Realm) -> None:
    with pytest.raises(Unserved) as caught:
        link(realm, "nothing", method=of("Map"), structural=True)
    assert caught.value.path == ("Map", "prototype", "nothing")
    with pytest.raises(Unserved):
        link(realm, "nothing", method=of("Object", Operation(is_static=True)))
    with pytest.raises(Unserved):
        link(realm, "nothing", method=of("Symbol", Operation(True, Getter("nothing"))))
    # Whatever the guest calls an Iterator or an Object has what it has.
    assert link(realm, "next", method=of("Iterator"), structural=True)
    assert link(realm, "next", method=of("NoClassOfOurs"), structural=True)


@pytest.mark.parametrize(("owner", "key"), [("window", "window"), ("module", "require")])
def test_a_guest_that_catches_may_ask_for_what_is_not_there(
    realm: Realm, owner: str, key: str
) -> None:
    getter = of(owner, Operation(True, Getter(key)))
    with pytest.raises(NameError, match=f"{owner} is not defined"):
        link(realm, key, method=getter, catch=True)()
    with pytest.raises(Unserved):
        link(realm, key, method=getter)


def test_what_is_refused_says_why(realm: Realm) -> None:
    for name in ("eval", "Proxy"):
        with pytest.raises(Unserved):
            link(realm, name)
        assert "refused: " in str(MissingImport(name, "fn()", reason=realm.refusal(name)))
    assert realm.refusal("Object") is None


def test_the_global_object_is_the_hosts_too(realm: Realm) -> None:
    defaults: dict[str, object] = {"a": 1}
    defaults["globalThis"] = defaults
    scope = global_scope(defaults, {"b": 2})
    assert scope["globalThis"] is scope
    assert scope["b"] == 2
    assert global_scope(defaults, {"globalThis": 5})["globalThis"] == 5
