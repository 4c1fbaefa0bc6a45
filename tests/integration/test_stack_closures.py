"""Stack closures: ``&dyn Fn`` and ``&mut dyn FnMut``, callable while their scope is open."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from runtime.core.closures import UPSTREAM_TEXT
from runtime.errors import ClosureRunning, ScopeEnded

from .closures_host import ClosureHost, Function, conformance, digits, stack_pointer
from .conftest import Open

pytestmark = pytest.mark.asyncio


async def test_of_every_arity_with_arguments_in_order(open_guest: Open) -> None:
    async with conformance(open_guest, ClosureHost()) as guest:
        for count in range(9):
            expected = 100 + digits(count)
            assert guest.exports[f"stack_fn_{count}"](100) == expected
            assert guest.exports[f"stack_fn_mut_{count}"](100) == expected
        assert guest.exports.drops() == 0
        assert guest.stats().closures_made == 0


async def test_arguments_too_many_are_dropped_and_missing_numbers_refused(open_guest: Open) -> None:
    def call_2(f: Function) -> int:
        with pytest.raises(TypeError):
            f(1)
        with pytest.raises(TypeError):
            f("1", 2)
        with pytest.raises(OverflowError):
            f(1, 2**32)
        result: int = f(1, 2, 3, None, "more")
        return result

    async with conformance(open_guest, ClosureHost(), call_2=call_2) as guest:
        assert guest.exports.stack_fn_2(0) == 12
        assert guest.exports.stack_fn_mut_2(0) == 12
        assert guest.exports.heap_fn_2(0) == 12


async def test_its_scope_is_open_for_as_long_as_the_imported_call(open_guest: Open) -> None:
    seen: list[int] = []

    def call_1(f: Function) -> int:
        seen.append(guest.stats().scopes)
        return sum(f(n) for n in range(10))

    async with conformance(open_guest, ClosureHost(), call_1=call_1) as guest:
        assert guest.exports.stack_fn_1(1) == 10 + 45
        assert guest.exports.stack_fn_mut_1(0) == 45
        assert seen == [1, 1]
        assert guest.stats().scopes == 0


@pytest.mark.parametrize(
    ("export", "spelling"),
    [("keep_stack_fn", "&dyn Fn() -> u32"), ("keep_stack_fn_mut", "&mut dyn FnMut() -> u32")],
)
async def test_after_its_scope_it_raises(open_guest: Open, export: str, spelling: str) -> None:
    host = ClosureHost()
    async with conformance(open_guest, host) as guest:
        guest.exports[export]()
        drops = guest.exports.drops()
        for _ in range(3):
            with pytest.raises(ScopeEnded) as caught:
                host.kept[0]()
        text = str(caught.value)
        assert f"`{spelling}`" in text
        assert "'keep'" in text
        assert "call it before returning, or let Rust pass a Closure" in text
        assert UPSTREAM_TEXT in text
        assert guest.exports.drops() == drops == (1 if export == "keep_stack_fn" else 0)
        assert guest.exports.stack_fn_1(1) == 2
    with pytest.raises(ScopeEnded):
        host.kept[0]()


async def test_another_open_scope_does_not_revive_it(open_guest: Open) -> None:
    host = ClosureHost()
    raised: list[ScopeEnded] = []

    def in_scope() -> None:
        with pytest.raises(ScopeEnded) as caught:
            host.kept[-1]()
        raised.append(caught.value)

    host.in_scope = in_scope
    async with conformance(open_guest, host) as guest:
        guest.exports.keep_stack_fn_then_run_scope()
        # The same address on the same shadow stack, most likely, and still another closure.
        guest.exports.keep_nested()
    assert host.lines[1:] == ["in the second scope", "inner scope ended"]
    assert len(raised) == 2


async def test_scopes_nest(open_guest: Open) -> None:
    host = ClosureHost()
    open_scopes: list[int] = []
    async with conformance(open_guest, host) as guest:
        host.in_scope = lambda: open_scopes.append(guest.stats().scopes)
        guest.exports.nested_scopes()
        assert host.lines[1:] == ["outer in", "inner", "outer out"]
        assert open_scopes == [2, 1]
        open_scopes.clear()
        guest.exports.nest_scopes(30)
        assert host.lines[-1] == "innermost"
        assert open_scopes == list(range(30, 0, -1))


async def test_a_task_gets_it_too_late(open_guest: Open) -> None:
    results: list[asyncio.Task[object]] = []

    async def later(f: Function) -> object:
        return f()

    def run_scope(f: Function) -> None:
        results.append(asyncio.ensure_future(later(f)))

    async with conformance(open_guest, ClosureHost(), run_scope=run_scope) as guest:
        guest.exports.nested_scopes()
        with pytest.raises(ScopeEnded, match="&dyn Fn"):
            await results[0]


async def test_when_the_host_raises_the_scope_closes(open_guest: Open) -> None:
    host = ClosureHost()
    async with conformance(open_guest, host) as guest:
        with pytest.raises(type(host.error)) as caught:
            guest.exports.host_raises_in_scope()
        assert caught.value is host.error
        assert guest.exports.host_raises_in_scope_caught() is True
        assert guest.stats().scopes == 0
        assert len(host.kept) == 2
        for kept in host.kept:
            with pytest.raises(ScopeEnded, match="call_and_raise"):
                kept()
        assert guest.exports.stack_fn_8(0) == 12345678
        assert guest.poisoned is None


async def test_ten_thousand_raises_leave_the_shadow_stack_as_it_was(open_guest: Open) -> None:
    error = LookupError("again")

    def call_and_raise(f: Function) -> int:
        f()
        raise error

    async with conformance(open_guest, ClosureHost(), call_and_raise=call_and_raise) as guest:
        pointer = stack_pointer(guest)
        before = pointer()
        for _ in range(10_000):
            with suppress(LookupError):
                guest.exports.host_raises_in_scope()
            error.__traceback__ = None
        assert pointer() == before
        assert guest.stats().scopes == 0
        assert guest.exports.nest_scopes(20) is None


async def test_fn_may_call_itself_and_fn_mut_may_not(open_guest: Open) -> None:
    host = ClosureHost()
    async with conformance(open_guest, host) as guest:
        assert guest.exports.recurse_stack_fn(0) == 0
        assert guest.exports.recurse_stack_fn(20) == 20
        assert guest.exports.recurse_stack_fn_mut(0) == 0
        assert guest.exports.recurse_stack_fn_mut(5) == 1001
        assert guest.exports.recurse_stack_fn_mut_uncaught(0) == 1
        with pytest.raises(ClosureRunning) as caught:
            guest.exports.recurse_stack_fn_mut_uncaught(1)
        text = str(caught.value)
        assert "`&mut dyn FnMut(u32) -> u32`" in text
        assert "'enter'" in text
        assert "make it an Fn" in text
        assert UPSTREAM_TEXT in text
        # Refused, not broken: the next one runs.
        assert guest.exports.recurse_stack_fn_mut(1) == 1001


async def test_an_fn_mut_may_be_called_again_after_it_raised(open_guest: Open) -> None:
    def call_2(f: Function) -> int:
        with pytest.raises(TypeError):
            f("one", "two")
        result: int = f(1, 2)
        return result

    async with conformance(open_guest, ClosureHost(), call_2=call_2) as guest:
        assert guest.exports.stack_fn_mut_2(0) == 12
        assert guest.exports.heap_fn_mut_2(0) == 12
