"""Exceptions through wasm: the very object comes out, and the guest goes on."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Callable
from typing import NoReturn

import pytest

from runtime.errors import GuestTrap, InstancePoisoned, JsError
from runtime.testing import MockClock, advance, settle

from .closures_host import ClosureHost, Function, conformance, nothing, stack_pointer
from .conftest import Leaks, Open

pytestmark = pytest.mark.asyncio


class Custom(BaseException):
    """A BaseException of the application's."""


NOT_FOR_GUESTS = [
    KeyboardInterrupt(),
    asyncio.CancelledError("why"),
    SystemExit(3),
    GeneratorExit(),
    Custom(),
]
"""What belongs to the application, not to a guest that catches."""


def failing(error: BaseException) -> Callable[..., NoReturn]:
    """Return a host function that raises ``error``."""

    def fail(*_: object) -> NoReturn:
        raise error

    return fail


async def test_the_very_object_comes_out_of_an_import(open_guest: Open) -> None:
    errors = [ValueError("x"), RuntimeError("RuntimeError: unreachable"), StopIteration(), Custom()]
    host, error = ClosureHost(), list[BaseException]()

    def may_fail(_: float) -> None:
        raise error[-1]

    async with conformance(open_guest, host, may_fail=may_fail) as guest:
        for each in [*errors, *NOT_FOR_GUESTS]:
            error.append(each)
            with pytest.raises(type(each)) as caught:
                guest.exports.not_caught(-1)
            assert caught.value is each
            assert each.__cause__ is None
            assert guest.exports.still_alive() == 1
        assert guest.poisoned is None


async def test_catch_gets_exceptions_and_nothing_else(open_guest: Open) -> None:
    error: list[BaseException] = [ValueError("for the guest")]

    def may_fail(*_: object) -> None:
        raise error[-1]

    names = dict.fromkeys(("may_fail", "may_fail_i64", "may_fail_string"), may_fail)
    async with conformance(open_guest, ClosureHost(), **names) as guest:
        exports = guest.exports
        assert exports.catch_unit(-1) is error[0]
        assert exports.catch_f64(-1) == -1
        assert exports.catch_i64(-1) == -1
        assert exports.catch_string(-1) == "caught"
        assert exports.catch_js(-1) is error[0]
        with pytest.raises(ValueError, match="for the guest") as caught:
            exports.catch_and_rethrow(-1)
        assert caught.value is error[0]
        for each in NOT_FOR_GUESTS:
            error.append(each)
            for name in ("unit", "f64", "i64", "string", "js", "and_rethrow"):
                with pytest.raises(type(each)) as passed:
                    exports[f"catch_{name}"](-1)
                assert passed.value is each
            with pytest.raises(type(each)):
                exports.catch_many(5)
        error.append(LookupError())
        assert exports.catch_many(1000) == 1000
        assert guest.stats().handles == 0


async def test_what_belongs_to_the_application_passes_scopes_and_closures(
    open_guest: Open,
) -> None:
    host = ClosureHost()
    async with conformance(open_guest, host) as guest:
        for host.error in NOT_FOR_GUESTS:
            for name in ("host_raises_in_scope", "host_raises_in_scope_caught"):
                with pytest.raises(type(host.error)) as caught:
                    guest.exports[name]()
                assert caught.value is host.error
                assert guest.stats().scopes == 0
        assert guest.exports.heap_fn_0(1) == 1


async def test_through_many_layers_of_guest_and_host(open_guest: Open) -> None:
    host, error = ClosureHost(), KeyError("deep")
    async with conformance(open_guest, host, reenter=failing(error)) as guest:
        host.in_scope = failing(error)
        for _ in range(100):
            with pytest.raises(KeyError) as caught:
                guest.exports.nest_scopes(10)
            assert caught.value is error
            error.__traceback__ = None
        assert guest.stats().scopes == 0
        host.in_scope = lambda: None
        guest.exports.nest_scopes(10)
        # Caught half way up: the layers below are gone, those above go on.
        assert guest.exports.recurse_stack_fn_mut(1) == 1001


async def test_a_host_function_may_catch_what_came_through_its_guest(open_guest: Open) -> None:
    error = OSError("deep")
    seen: list[BaseException] = []

    def run_scope(f: Function) -> None:
        try:
            f()
            guest.exports.not_caught(-1)
        except OSError as caught:
            seen.append(caught)

    async with conformance(
        open_guest, ClosureHost(), run_scope=run_scope, may_fail=failing(error)
    ) as guest:
        guest.exports.nest_scopes(5)
        assert seen == [error] * 5
        assert all(each is error for each in seen)


async def test_what_the_closure_throws_comes_out_as_an_error(open_guest: Open) -> None:
    async with conformance(open_guest, ClosureHost()) as guest:
        with pytest.raises(JsError, match="from the closure"):
            guest.exports.closure_throws()
        assert guest.exports.still_alive() == 1


async def test_an_exception_is_not_kept(open_guest: Open) -> None:
    class Noted(Exception):
        pass

    def may_fail(_: float) -> None:
        raise Noted

    async with conformance(open_guest, ClosureHost(), may_fail=may_fail) as guest:
        gc.disable()
        try:
            for name in ("not_caught", "catch_f64", "catch_unit", "catch_and_rethrow"):
                try:
                    result = guest.exports[name](-1)
                except Noted as error:
                    noted = weakref.ref(error)
                else:
                    noted = weakref.ref(result) if isinstance(result, Noted) else noted
                    del result
                assert noted() is None, name
        finally:
            gc.enable()


async def test_results_of_the_wrong_type_are_told_and_leave_the_guest_whole(
    open_guest: Open,
) -> None:
    async with conformance(open_guest, ClosureHost(), call_0=lambda f: "no number") as guest:
        for _ in range(100):
            with pytest.raises(TypeError, match="the result of call_0"):
                guest.exports.stack_fn_0(1)
        assert guest.stats().scopes == 0
        assert guest.exports.stack_fn_1(1) == 2


async def test_a_callback_that_raises_is_reported_and_the_rest_goes_on(
    open_guest: Open, clock: MockClock
) -> None:
    host, errors = ClosureHost(), list[BaseException]()

    def on_error(error: BaseException, _: object) -> None:
        errors.append(error)

    async with open_guest(
        "conformance", host=host.names(), strict=False, on_error=on_error
    ) as guest:
        guest.exports.leave_dangling_timer(10)
        live = guest.exports.leave_live(1)
        guest.exports.leave_dangling_timer(20)
        await advance(clock, 4000, guest.loop)
        assert len(errors) == 2
        assert guest.stats().timers == 0
        assert guest.poisoned is None
        live.free()


async def test_a_cancelled_task_leaves_the_guest_whole(open_guest: Open) -> None:
    async def use() -> None:
        try:
            await asyncio.sleep(3600)
        finally:
            guest.exports.stack_fn_8(1)

    async with conformance(open_guest, ClosureHost()) as guest:
        task = asyncio.ensure_future(use())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await settle(guest.loop)
        assert guest.exports.still_alive() == 1


async def test_recursion_between_guest_and_host_ends_as_pythons_does(
    open_guest: Open, leaks: Leaks
) -> None:
    async with conformance(open_guest, ClosureHost()) as guest:
        for name in ("recurse_stack_fn", "recurse_heap_fn", "nest_scopes"):
            for _ in range(3):
                with pytest.raises(RecursionError):
                    guest.exports[name](10**6)
        assert guest.poisoned is None
        assert guest.stats().scopes == 0
        assert guest.exports.recurse_stack_fn(50) == 50
    # Rust's frames that would have dropped the heap closures are gone.
    assert len(leaks) == 1
    leaks.clear()


async def test_pythons_recursion_limit_at_every_step_of_a_crossing(
    open_guest: Open, leaks: Leaks
) -> None:
    def descend(levels: int, name: str) -> None:
        if levels:
            descend(levels - 1, name)
        else:
            guest.exports[name](2)

    async with conformance(open_guest, ClosureHost(), may_fail=nothing) as guest:
        pointer = stack_pointer(guest)
        before, room = pointer(), _room()
        for name in ("nest_scopes", "recurse_stack_fn", "heap_fn_1", "not_caught", "catch_f64"):
            guest.exports[name](2)  # what a first call looks up is not met at the limit
            errors = 0
            for levels in range(room - 40, room + 1):
                try:
                    descend(levels, name)
                except RecursionError:
                    errors += 1
                # Where the exception began right at a call of the host, only Python's machinery
                # knows whether wasm frames were unwound: the stack is mended at a safe point.
                assert pointer() <= before
                guest.loop.request_safe_point()
                await settle(guest.loop)
                assert pointer() == before, (name, room - levels)
            assert 1 < errors < 40, name  # from where it fits to where nothing does
        assert guest.poisoned is None
        assert guest.stats().scopes == 0
    leaks.clear()  # what the unwound frames of Rust would have dropped


def _room() -> int:
    """Return how many plain calls fit."""

    def call(levels: int) -> int:
        try:
            return call(levels + 1)
        except RecursionError:
            return levels

    return call(0)


async def test_a_trap_below_a_catch_is_no_exception_of_the_guests(open_guest: Open) -> None:
    def may_fail(_: float) -> None:
        guest.exports.trap_unreachable()

    async with conformance(open_guest, ClosureHost(), may_fail=may_fail) as guest:
        with pytest.raises(GuestTrap) as caught:
            guest.exports.catch_f64(-1)
        assert guest.poisoned is caught.value
        with pytest.raises(InstancePoisoned):
            guest.exports.still_alive()
