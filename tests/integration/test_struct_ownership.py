"""Exported structs change hands: by value, by reference, freed once, and never used after that."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import pytest

import runtime
from runtime.errors import InstanceClosed, JsError, ObjectFreed, ThrownValue
from runtime.testing import MockClock, Reports, settle
from tests.guests.releases import features_of

from .conftest import Open
from .plain_hosts import conformance_options

pytestmark = pytest.mark.asyncio

RECURSIVE = "recursive use of an object"

STILL_BORROWED = {
    "recursive use of an object detected which would lead to unsafe aliasing in rust",
    "attempted to take ownership of Rust value while it was borrowed",
}
"""An error that Rust throws leaves frames behind whose borrows never end: most releases then refuse
to free the struct, which is reported when the guest closes."""


def counter_is_freed() -> Any:
    return pytest.raises(ObjectFreed, match="this Counter was freed, or moved into Rust")


async def test_free_runs_drop_once(open_guest: Open) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        counter = guest.exports.Counter(5)
        assert guest.exports.drops() == 0
        counter.free()
        counter.free()
        assert guest.exports.drops() == 1
        assert repr(counter) == "<Counter (freed) of guest>"
        assert guest.stats().objects == 0


async def test_an_object_that_was_freed_is_refused(open_guest: Open) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        exports = guest.exports
        counter, other = exports.Counter(5), exports.Counter(1)
        counter.free()
        uses: list[Callable[[], Any]] = [
            counter.value,
            counter.into_value,
            lambda: counter.id,
            lambda: setattr(counter, "step", 1),
            lambda: exports.take_counter(counter),
            lambda: exports.peek_counter(counter),
            lambda: exports.bump_counter(counter),
            lambda: exports.take_option_counter(counter),
            lambda: exports.add_counters(other, counter),
            lambda: other.absorb(counter),
            counter.__enter__,
        ]
        for use in uses:
            with pytest.raises(ObjectFreed, match="this Counter was freed, or moved into Rust"):
                use()
        assert (other.value(), exports.drops()) == (1, 1)


async def test_a_context_manager_frees(open_guest: Open) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        exports = guest.exports
        with exports.Counter(5) as counter:
            assert counter.value() == 5
        assert exports.drops() == 1
        with pytest.raises(ZeroDivisionError), exports.Counter(5):
            _ = 1 / 0
        assert exports.drops() == 2
        with exports.Counter(5) as counter:
            counter.free()
        with exports.Counter(5) as counter:
            assert counter.into_value() == 5
        assert exports.drops() == 4


async def test_an_object_that_is_collected_is_dropped_once(
    open_guest: Open, clock: MockClock
) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        exports = guest.exports
        exports.Counter(5)
        gc.collect()
        await settle(guest.loop)
        assert exports.drops() == 1
        ring: list[Any] = [exports.Counter(1), exports.Counter(2)]
        ring.append(ring)
        del ring
        gc.collect()
        await settle(guest.loop)
        assert (exports.drops(), guest.stats().objects) == (3, 0)


async def test_closing_the_guest_frees_what_is_left(open_guest: Open) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        counter = guest.exports.Counter(5)
        value = counter.value
        assert guest.stats().objects == 1
    for use in (value, counter.into_value, lambda: guest.exports.Counter(1)):
        with pytest.raises((InstanceClosed, ObjectFreed)):
            use()
    counter.free()
    with counter_is_freed():
        counter.__enter__()


async def test_by_value_by_reference_and_mutably(open_guest: Open) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        exports = guest.exports
        counter = exports.Counter(5)
        assert exports.peek_counter(counter) == 5
        assert exports.bump_counter(counter) == 6
        assert exports.add_counters(counter, counter) == 12
        assert exports.drops() == 0
        assert exports.take_counter(counter) == 6
        assert exports.drops() == 1
        with counter_is_freed():
            exports.peek_counter(counter)
        counter = exports.Counter(7)
        assert counter.into_value() == 7
        assert exports.drops() == 2
        with counter_is_freed():
            counter.value()
        first, second = exports.Counter(1), exports.Counter(2)
        assert first.absorb(second) == 3
        assert exports.drops() == 3
        assert exports.move_value(first, exports.Counter(10)) == 13


async def test_a_moved_struct_has_a_new_object(open_guest: Open) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        exports = guest.exports
        for way in (exports.echo_counter, exports.call_host_counter):
            counter = exports.Counter(5)
            back = way(counter)
            assert back is not counter
            assert back.increment() == 6
            with counter_is_freed():
                counter.value()
            back.free()
        assert exports.drops() == 2


async def test_options_of_structs(open_guest: Open) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        exports = guest.exports
        assert exports.maybe_counter(False) is None
        counter = exports.maybe_counter(True)
        assert exports.take_option_counter(counter) == 5
        assert exports.take_option_counter(None) is None
        assert exports.take_option_counter() is None
        assert exports.take_option_counter(runtime.null) is None
        assert exports.drops() == 1
        assert exports.call_host_option_counter(None) is None
        back = exports.call_host_option_counter(exports.Counter(8))
        assert back.into_value() == 8
        assert exports.drops() == 2


async def test_results_of_structs(open_guest: Open) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        assert guest.exports.result_struct(True).value() == 9
        with pytest.raises(ThrownValue) as caught:
            guest.exports.result_struct(False)
        assert caught.value.value == "not ok"


async def test_structs_as_js_values(open_guest: Open, release: str) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        exports = guest.exports
        counter = exports.counter_to_js(5)
        assert isinstance(counter, exports.Counter)
        assert counter.increment() == 6
        if "structs_from_js" in features_of("conformance", release):
            assert exports.counter_from_js(counter) == 6
            assert exports.drops() == 1
            with counter_is_freed():
                counter.value()
            for other in (5, exports.Point(1, 2), None):
                with pytest.raises(ThrownValue) as caught:
                    exports.counter_from_js(other)
                assert caught.value.value is other


async def test_another_class_is_refused_and_nothing_moves(open_guest: Open) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        exports = guest.exports
        point, counter = exports.Point(1, 2), exports.Counter(5)
        for name in ("take_counter", "peek_counter", "bump_counter", "echo_counter"):
            for wrong in (point, None, 5, "text", exports.Counter):
                with pytest.raises(TypeError, match=f"argument 'counter' of {name}.*Counter"):
                    exports[name](wrong)
        with pytest.raises(TypeError, match=r"argument 'to' of move_value.*Counter"):
            exports.move_value(point, counter)
        with pytest.raises(TypeError, match=r"argument .* of move_value.*Counter"):
            exports.move_value(counter, point)
        assert (counter.value(), point.x, exports.drops()) == (5, 1, 0)


async def test_structs_of_another_instance_are_refused(
    open_guest: Open,
) -> None:
    async with (
        open_guest("conformance", **conformance_options()) as guest,
        open_guest("conformance", **conformance_options()) as other,
    ):
        foreign = other.exports.Counter(5)
        with pytest.raises(TypeError, match="argument 'counter' of take_counter"):
            guest.exports.take_counter(foreign)
        assert foreign.value() == 5


# --- borrows ---------------------------------------------------------------------------------


async def test_recursive_use_of_a_struct_borrowed_mutably(open_guest: Open) -> None:
    poked: list[Callable[[], Any]] = []
    seen: list[str] = []

    def poke() -> None:
        for use in poked:
            with pytest.raises(JsError) as caught:
                use()
            seen.append(str(caught.value))

    reports = Reports()
    options = conformance_options(poke=poke)
    async with open_guest("conformance", **options, on_error=reports) as guest:
        counter = guest.exports.Counter(5)
        poked += [counter.value, counter.increment, lambda: counter.doubled]
        poked += [lambda: guest.exports.peek_counter(counter)]
        assert counter.poke_mut() == 6
        assert len(seen) == 4
        assert all(RECURSIVE in text for text in seen)
        # In Rust's terms the borrows have ended.
        assert counter.increment() == 7
        with pytest.raises(JsError, match=RECURSIVE):
            guest.exports.move_value(counter, counter)
    assert {str(error) for error in reports.errors} <= STILL_BORROWED


async def test_use_of_a_struct_borrowed(open_guest: Open) -> None:
    seen: list[Any] = []
    counters: list[Any] = []

    def poke() -> None:
        seen.append(counters[0].value())
        with pytest.raises(JsError, match=RECURSIVE):
            counters[0].increment()

    reports = Reports()
    options = conformance_options(poke=poke)
    async with open_guest("conformance", **options, on_error=reports) as guest:
        counters.append(guest.exports.Counter(5))
        assert counters[0].poke_ref() == 5
        assert seen == [5]
        assert counters[0].increment() == 6
        counters.clear()
    assert {str(error) for error in reports.errors} <= STILL_BORROWED
