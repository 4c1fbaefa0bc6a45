"""Heap closures: ``Closure<dyn Fn>``, ``Closure<dyn FnMut>``, ``Closure::once``, by value."""

from __future__ import annotations

import pytest

from runtime.core.closures import UPSTREAM_TEXT
from runtime.errors import ClosureDropped, ClosureRunning, JsError, ScopeEnded
from runtime.testing import settle

from .closures_host import ClosureHost, Function, conformance, digits
from .conftest import Leaks, Open

pytestmark = pytest.mark.asyncio


async def test_of_every_arity_with_arguments_in_order(open_guest: Open) -> None:
    async with conformance(open_guest, ClosureHost()) as guest:
        for count in range(9):
            for kind in ("heap_fn", "heap_fn_mut", "once"):
                assert guest.exports[f"{kind}_{count}"](100) == 100 + digits(count)
                assert guest.exports.drops() == 1
                guest.exports.reset_drops()
        assert guest.stats().closures_made == 27
        assert guest.stats().closures == 0


async def test_an_option_is_a_function_or_undefined(open_guest: Open) -> None:
    got: list[object] = []

    def maybe_call(f: Function | None) -> object:
        got.append(f)
        return 5 if f is None else f()

    async with conformance(open_guest, ClosureHost(), maybe_call=maybe_call) as guest:
        assert guest.exports.option_closure(True) == 7
        assert guest.exports.option_closure(False) == 5
        assert callable(got[0])
        assert got[1] is None


async def test_it_is_a_function_to_rust(open_guest: Open) -> None:
    async with conformance(open_guest, ClosureHost()) as guest:
        assert guest.exports.closure_debug() == "Closure { ... }"
        assert guest.exports.closure_is_function() is True
        assert guest.exports.drops() == 2


async def test_fn_may_call_itself_and_fn_mut_may_not(open_guest: Open) -> None:
    async with conformance(open_guest, ClosureHost()) as guest:
        assert guest.exports.recurse_heap_fn(20) == 20
        assert guest.exports.recurse_heap_fn_mut(0) == 0
        assert guest.exports.recurse_heap_fn_mut(5) == 1001
        assert guest.exports.recurse_heap_fn_mut_uncaught(0) == 1
        assert guest.stats().closures == 0


async def test_recursion_that_nobody_catches_is_told_with_its_remedy(
    open_guest: Open, leaks: Leaks
) -> None:
    host = ClosureHost()
    async with conformance(open_guest, host) as guest:
        with pytest.raises(ClosureRunning) as caught:
            guest.exports.recurse_heap_fn_mut_uncaught(1)
        text = str(caught.value)
        assert "heap closure #1 `Closure<dyn FnMut(u32) -> u32>`" in text
        assert "make it an Fn" in text
        assert UPSTREAM_TEXT in text
        assert guest.exports.recurse_heap_fn_mut(1) == 1001
    # The frames that would have dropped the first closure were unwound: Rust never will.
    assert len(leaks) == 1
    leaks.clear()


async def test_once_runs_once(open_guest: Open) -> None:
    host = ClosureHost()
    async with conformance(open_guest, host) as guest:
        holder = guest.exports.keep_once_with_holder()
        (once,) = host.kept
        assert guest.exports.drops() == 0
        assert once() == 42
        assert guest.exports.drops() == 1
        for _ in range(2):
            with pytest.raises(JsError, match="FnOnce called more than once"):
                once()
        assert holder.has_closure()
        holder.free()
        assert guest.exports.drops() == 2
        with pytest.raises(ClosureDropped, match=UPSTREAM_TEXT):
            once()


async def test_once_that_was_never_called_is_dropped_with_its_owner(open_guest: Open) -> None:
    async with conformance(open_guest, ClosureHost()) as guest:
        guest.exports.keep_once_with_holder().free()
        assert guest.exports.drops() == 2


async def test_once_into_js_frees_itself_at_the_end_of_its_call(open_guest: Open) -> None:
    async with conformance(open_guest, ClosureHost()) as guest:
        once = guest.exports.once_into_js()
        assert guest.exports.drops() == 0
        assert guest.stats().closures == 1
        assert once() == 42
        assert guest.exports.drops() == 1
        assert guest.stats().closures == 0
        with pytest.raises(ClosureDropped, match=UPSTREAM_TEXT):
            once()
        text = guest.exports.once_into_js_text()
        assert text(4) == "x is 4"
        with pytest.raises(ClosureDropped, match="dyn FnMut"):
            text(4)
        assert guest.exports.drops() == 2


async def test_arguments_of_once_are_checked_before_it_is_used_up(open_guest: Open) -> None:
    async with conformance(open_guest, ClosureHost()) as guest:
        text = guest.exports.once_into_js_text()
        with pytest.raises(TypeError, match="Rust expects u32"):
            text("four")
        with pytest.raises(OverflowError):
            text(-1)
        assert text(4) == "x is 4"


async def test_each_call_may_return_a_new_struct(open_guest: Open) -> None:
    async with conformance(open_guest, ClosureHost()) as guest:
        make = guest.exports.closure_returning_holder()
        first, second = make(), make()
        assert isinstance(first, guest.exports.Holder)
        assert first is not second
        counting = second.function()
        assert [counting(), counting()] == [1, 2]
        first.free()
        assert guest.exports.drops() == 2
        assert counting() == 3
        second.free()
        assert guest.exports.drops() == 4
        with pytest.raises(ClosureDropped):
            counting()
        del make


@pytest.mark.releases(first=109)
async def test_by_value_the_host_owns_it(open_guest: Open) -> None:
    host = ClosureHost()
    async with conformance(open_guest, host) as guest:
        guest.exports.keep_by_value()
        assert [host.kept[0](), host.kept[0]()] == [1, 2]
        assert guest.stats().closures == 1
        assert guest.exports.drops() == 0
        host.kept.clear()
        await settle(guest.loop)
        assert guest.exports.drops() == 1
        assert guest.exports.call_by_value(4) == 5
        await settle(guest.loop)
        assert guest.exports.drops() == 2
        assert guest.exports.option_closure_by_value(True) == 8
        assert guest.exports.option_closure_by_value(False) == 0


@pytest.mark.releases(first=109)
async def test_scoped_closures_end_with_their_scope(open_guest: Open) -> None:
    host = ClosureHost()
    async with conformance(open_guest, host) as guest:
        assert guest.exports.scoped_borrow_mut(5) == 7
        assert guest.exports.scoped_borrow(5) == 6
        assert guest.exports.keep_scoped_closure() == 1
        assert host.lines[-1] == "kept closure returned 1"
        with pytest.raises((ClosureDropped, ScopeEnded), match=UPSTREAM_TEXT):
            host.kept[0]()
        assert guest.stats().closures == 0
