"""The iteration protocols: Python's iterables for guests, guests' iterables for Python."""

from __future__ import annotations

import itertools
from collections.abc import Generator, Iterator
from typing import Any

import pytest

from hostapi import JsObject, Realm, new_realm
from hostapi.errors import RangeError
from runtime.core.values import SYMBOL_ITERATOR
from runtime.errors import ThrownValue


@pytest.fixture
def realm() -> Realm:
    return new_realm()


def counting(realm: Realm, limit: int, closed: list[str]) -> JsObject:
    """Return an iterator as a guest makes one; it is its own iterable."""
    numbers = itertools.count(1)

    def following(*_: object) -> JsObject:
        number = next(numbers)
        return JsObject(value=number, done=number > limit)

    iterator = JsObject({"next": following, "return": lambda *_: closed.append("closed")})
    iterator[SYMBOL_ITERATOR] = lambda: iterator
    del realm
    return iterator


def step(realm: Realm, iterator: Any, *values: Any) -> tuple[Any, bool]:
    result = realm.call(iterator, "next", values)
    return result["value"], result["done"]


def test_python_iterates_over_what_a_guest_made(realm: Realm) -> None:
    closed: list[str] = []
    assert list(realm.iterate(counting(realm, 3, closed))) == [1, 2, 3]
    assert closed == []


def test_leaving_early_closes_the_guests_iterator(realm: Realm) -> None:
    closed: list[str] = []
    for _ in realm.iterate(counting(realm, 3, closed)):
        break
    assert closed == ["closed"]

    def fail() -> None:
        with realm.visiting(counting(realm, 3, closed)) as items:
            for _ in items:
                raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert closed == ["closed", "closed"]


def test_what_is_not_iterable_is_refused(realm: Realm) -> None:
    for value in (None, 5, {}, object()):
        with pytest.raises(TypeError, match="is not iterable"):
            list(realm.iterate(value))
    broken = JsObject({SYMBOL_ITERATOR: lambda: 1})
    with pytest.raises(TypeError, match="is not an object"):
        list(realm.iterate(broken))


def test_pythons_iterables_are_guests_iterables(realm: Realm) -> None:
    for iterable in (range(2), iter([0, 1]), {0: "a", 1: "b"}.keys(), (n for n in (0, 1))):
        assert list(realm.iterate(iterable)) == [0, 1]
    begin = realm.get(range(2), SYMBOL_ITERATOR)
    iterator = realm.apply(begin, range(2), ())
    assert [step(realm, iterator) for _ in range(3)] == [(0, False), (1, False), (None, True)]
    assert realm.apply(realm.get(iterator, SYMBOL_ITERATOR), iterator, ()) is iterator


def test_generators(realm: Realm) -> None:
    got = []

    def generate() -> Generator[str, Any, str]:
        try:
            got.append((yield "first"))
            got.append((yield "second"))
        except ThrownValue as thrown:
            got.append(thrown.value)
            yield "caught"
        return "end"

    generator = generate()
    assert step(realm, generator, "lost") == ("first", False)
    assert step(realm, generator, "sent") == ("second", False)
    assert realm.call(generator, "throw", ("thrown",)) == {"value": "caught", "done": False}
    assert step(realm, generator) == ("end", True)
    assert step(realm, generator) == (None, True)
    assert got == ["sent", "thrown"]
    other = generate()
    assert realm.call(other, "return", (7,)) == {"value": 7, "done": True}
    assert step(realm, other) == (None, True)
    assert realm.to_string(other) == "[object Generator]"


def test_helpers(realm: Realm) -> None:
    def of(name: str, *args: Any) -> Any:
        return realm.call(iter(range(5)), name, args)

    assert list(of("map", lambda x, i: (x, i)))[1] == (1, 1)
    assert list(of("filter", lambda x, _i: x % 2)) == [1, 3]
    assert list(of("take", 2)) == [0, 1]
    assert list(of("drop", 3)) == [3, 4]
    assert list(of("flatMap", lambda x, _i: [x, x]))[:4] == [0, 0, 1, 1]
    assert of("toArray") == [0, 1, 2, 3, 4]
    assert of("reduce", lambda a, b, _i: a + b) == 10
    assert of("reduce", lambda a, b, _i: a + b, 5) == 15
    assert of("some", lambda x, _i: x == 3) is True
    assert of("every", lambda x, _i: x < 3) is False
    assert of("find", lambda x, _i: x > 1) == 2
    seen: list[Any] = []
    assert of("forEach", lambda x, i: seen.append((x, i))) is None
    assert seen[-1] == (4, 4)
    with pytest.raises(RangeError, match="must be positive"):
        of("take", -1)
    with pytest.raises(TypeError, match="Reduce of a done iterator with no initial value"):
        realm.call(iter(()), "reduce", (lambda a, _b, _i: a,))


def test_helpers_close_what_they_ask(realm: Realm) -> None:
    prototype = realm.prototypes["Iterator"]

    def apply(name: str, closed: list[str], *args: Any) -> Any:
        return realm.apply(realm.get(prototype, name), counting(realm, 9, closed), args)

    closed: list[str] = []
    taken = apply("take", closed, 1)
    assert (next(taken), closed) == (1, [])
    assert (list(taken), closed) == ([], ["closed"])
    for name, args in (("take", (0,)), ("some", (lambda _x, _i: True,))):
        closed = []
        result = apply(name, closed, *args)
        assert list(result) == [] if name == "take" else result is True
        assert closed == ["closed"]
    for asked in (False, True):
        closed = []
        helper = apply("map", closed, lambda x, _i: x)
        if asked:
            next(helper)
        assert realm.call(helper, "return", ()) == {"value": None, "done": True}
        assert realm.call(helper, "return", ()) == {"value": None, "done": True}
        assert closed == ["closed"]

    def fail(*_: Any) -> Any:
        raise LookupError

    closed = []
    with pytest.raises(LookupError):
        list(apply("map", closed, fail))
    assert closed == ["closed"]


def test_from_and_concat(realm: Realm) -> None:
    iterator: Any = realm.globals()["Iterator"]
    numbers = iter([1])
    assert realm.call(iterator, "from", (numbers,)) is numbers
    closed: list[str] = []
    assert list(realm.call(iterator, "from", (counting(realm, 2, closed),))) == [1, 2]
    assert list(realm.call(iterator, "concat", ([1], range(2)))) == [1, 0, 1]
    with pytest.raises(TypeError, match="is not iterable"):
        realm.call(iterator, "concat", (5,))
    with pytest.raises(TypeError, match="not directly constructable"):
        realm.construct(iterator, ())
    with pytest.raises(TypeError, match="is not an object"):
        realm.call(iterator, "from", (5,))


def test_an_iterator_class_of_the_application(realm: Realm) -> None:
    class Countdown:
        def __init__(self) -> None:
            self.left = 2

        def __iter__(self) -> Iterator[int]:
            return self

        def __next__(self) -> int:
            self.left -= 1
            if self.left < 0:
                raise StopIteration
            return self.left

    assert list(realm.iterate(Countdown())) == [1, 0]
    assert realm.call(Countdown(), "toArray", ()) == [1, 0]
