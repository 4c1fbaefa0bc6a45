"""A record does what a dataclass does."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any

import pytest

from runtime.records import field, record, replace


@record(frozen=True)
class Point:
    x: int
    y: int = 2
    tags: tuple[str, ...] = field(default_factory=lambda: ("new",))
    note: bytes = field(default=b"", repr=False)


@record(frozen=True)
class Named(Point):
    name: str = ""


@record
class Mutable:
    items: list[int] = field(default_factory=list)
    doubled: int = field(init=False)

    def __post_init__(self) -> None:
        self.doubled = 2 * len(self.items)


@record(frozen=True)
class Tricky:
    values: int
    cls: int = 1


@record(frozen=True)
class Empty:
    pass


@pytest.mark.parametrize(
    "wrong", [((), {}), ((1, 2, (), b"", 5), {}), ((1,), {"x": 1}), ((1,), {"z": 1})]
)
def test_wrong_arguments(wrong: tuple[Any, Any]) -> None:
    args, kwargs = wrong
    with pytest.raises(TypeError, match=r"__init__\(\)"):
        Point(*args, **kwargs)


def test_the_first_objects_are_as_the_later() -> None:
    @record(frozen=True)
    class Counted:
        x: int
        y: tuple[int, ...] = field(default_factory=tuple)

        def __post_init__(self) -> None:
            made.append(self.x)

    made: list[int] = []
    found = [Counted(n, y=(n,)) if n % 2 else Counted(x=n) for n in range(100)]
    assert made == [*range(100)]
    assert [each.y for each in found] == [(n,) if n % 2 else () for n in range(100)]
    assert len({id(type(each).__init__) for each in found}) == 1
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'x'"):
        Counted()  # type: ignore[call-arg] # what is tried


def test_arguments_and_defaults() -> None:
    assert vars(Point(1)) == {"x": 1, "y": 2, "tags": ("new",), "note": b""}
    assert vars(Named(1, 3, (), name="a")) == {
        "x": 1,
        "y": 3,
        "tags": (),
        "note": b"",
        "name": "a",
    }
    assert vars(Tricky(3)) == {"values": 3, "cls": 1}
    make: Any = Point
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'x'"):
        make()


def test_equality_and_hash() -> None:
    assert Point(1) == Point(1)
    assert Point(1) != Point(2)
    assert Point(1) != Named(1)
    assert {Point(1), Point(1), Empty(), Empty()} == {Point(1), Empty()}
    with pytest.raises(TypeError, match="unhashable"):
        hash(Mutable())


def test_what_is_frozen() -> None:
    point: Any = Point(1)
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'x'"):
        point.x = 2
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'x'"):
        del point.x
    mutable = Mutable([1])
    mutable.items = []
    assert (mutable.items, mutable.doubled) == ([], 2)


def test_shown() -> None:
    assert repr(Named(1, name="a")) == "Named(x=1, y=2, tags=('new',), name='a')"
    assert repr(Empty()) == "Empty()"
    ring = Mutable()
    ring.items.append(ring)  # type: ignore[arg-type] # it is about the ring
    assert repr(ring) == "Mutable(items=[...], doubled=0)"


def test_matched() -> None:
    match Point(1, 5):
        case Point(x, y):
            assert (x, y) == (1, 5)


def test_copies() -> None:
    point = Named(1, name="a")
    assert (
        copy.copy(point) == copy.deepcopy(point) == pickle.loads(pickle.dumps(point)) == point
    )  # our own
    assert replace(point, y=7) == Named(1, 7, name="a")


def test_the_functions_of_dataclasses() -> None:
    point = Named(1, name="a")
    assert dataclasses.is_dataclass(point)
    assert [each.name for each in dataclasses.fields(Named)] == ["x", "y", "tags", "note", "name"]
    assert [each.name for each in dataclasses.fields(Point)] == ["x", "y", "tags", "note"]
    assert dataclasses.fields(Point)[0].type == "int"
    assert dataclasses.replace(point, x=4) == Named(4, name="a")
    assert dataclasses.asdict(Point(3)) == {"x": 3, "y": 2, "tags": ("new",), "note": b""}
