"""Traps: told with code and frames, and the end of the instance."""

from __future__ import annotations

import gc

import pytest

from runtime.errors import ClosureError, GuestTrap, InstancePoisoned, ScopeEnded
from runtime.testing import MockClock, advance, settle
from tests.guests.releases import MATRIX_RELEASES

from .closures_host import ClosureHost, Function, conformance
from .conftest import Open

pytestmark = pytest.mark.asyncio

TRAPS: list[tuple[str, tuple[object, ...], str, str]] = [
    ("trap_panic", ("gone wrong",), "unreachable", "trap_panic"),
    ("trap_unreachable", (), "unreachable", "trap_unreachable"),
    ("trap_divide_by_zero", (7,), "integer divide by zero", "trap_divide_by_zero"),
    ("trap_divide_checked", (7,), "unreachable", "trap_divide_checked"),
    ("trap_memory", (), "out of bounds memory access", "trap_memory"),
    ("trap_table", (), "out of bounds table access", "trap_table"),
    ("trap_shadow_stack", (), "out of bounds memory access", "descend_with_frame"),
    ("trap_call_stack", (), "call stack exhausted", "descend"),
    ("trap_in_closure", (), "unreachable", "trap_in_closure"),
]
"""Export, arguments, code, and what stands in one of the frames."""


@pytest.mark.parametrize(("export", "arguments", "code", "frame"), TRAPS)
async def test_a_trap_is_told_and_poisons(
    open_guest: Open,
    release: str,
    export: str,
    arguments: tuple[object, ...],
    code: str,
    frame: str,
) -> None:
    async with conformance(open_guest, ClosureHost()) as guest:
        assert guest.exports.still_alive() == 1
        with pytest.raises(GuestTrap) as caught:
            guest.exports[export](*arguments)
        trap = caught.value
        assert trap.code == code
        assert trap.frames
        if release not in MATRIX_RELEASES:  # whose guests are built without names
            assert any(frame in each for each in trap.frames), trap.frames
        assert code in str(trap)
        assert all(each in str(trap) for each in trap.frames)
        assert ("console_error_panic_hook" in str(trap)) is (code == "unreachable")
        assert guest.poisoned is trap
        for _ in range(2):
            with pytest.raises(InstancePoisoned) as refused:
                guest.exports.still_alive()
            assert refused.value.first_cause is trap
            assert refused.value.__cause__ is trap
            assert "open the module again" in str(refused.value)


async def test_after_a_trap_nothing_of_the_guest_runs(open_guest: Open, clock: MockClock) -> None:
    host = ClosureHost()
    async with conformance(open_guest, host) as guest:
        exports = guest.exports
        exports.keep_and_drop()
        exports.keep_and_forget()
        holder, live = exports.keep_with_holder(), exports.leave_live(3)
        counter, into_js = exports.Counter(1), exports.closure_into_js()
        assert guest.stats().timers == 3
        with pytest.raises(GuestTrap) as caught:
            exports.trap_unreachable()
        trap = caught.value
        assert guest.stats().timers == 0
        assert guest.stats().microtasks == 0
        assert guest.stats().scopes == 0
        dropped, forgotten, held = host.kept
        for refused in (
            forgotten,
            held,
            into_js,
            holder.has_closure,
            counter.value,
            live.count,
            lambda: counter.doubled,
            lambda: exports.Counter(2),
            lambda: exports.trap_memory(),
        ):
            with pytest.raises(InstancePoisoned) as poisoned:
                refused()
            assert poisoned.value.first_cause is trap
        with pytest.raises(ClosureError):
            dropped()
        assert guest.poisoned is trap
        # Letting go is harmless, and nothing of the guest's runs for it.
        for thing in (holder, live, counter):
            thing.free()
        del into_js, held, forgotten, dropped
        host.kept.clear()
        gc.collect()
        await settle(guest.loop)
        await advance(clock, 4000, guest.loop)
        await guest.idle()
    assert host.lines == ["start"]


async def test_the_first_cause_is_kept(open_guest: Open) -> None:
    host = ClosureHost()
    seen: list[BaseException] = []

    def call_0(f: Function) -> int:
        try:
            f()
        except GuestTrap as trap:
            seen.append(trap)
        with pytest.raises(ScopeEnded):
            f()
        with pytest.raises(InstancePoisoned):
            guest.exports.trap_memory()
        raise seen[0]

    async with conformance(open_guest, host, call_0=call_0) as guest:
        with pytest.raises(GuestTrap) as caught:
            guest.exports.trap_in_closure()
        assert caught.value is seen[0]
        assert guest.poisoned is seen[0]


async def test_a_kept_closure_that_panics_poisons(open_guest: Open) -> None:
    host = ClosureHost()
    async with conformance(open_guest, host) as guest:
        guest.exports.keep_panicking_closure()
        with pytest.raises(GuestTrap, match="unreachable") as caught:
            host.kept[0]()
        assert guest.poisoned is caught.value
        with pytest.raises(InstancePoisoned) as refused:
            host.kept[0]()
        assert refused.value.first_cause is caught.value


async def test_a_trap_in_a_timer_is_reported_once_and_ends_the_others(
    open_guest: Open, clock: MockClock
) -> None:
    host, errors = ClosureHost(), list[BaseException]()

    def on_error(error: BaseException, _: object) -> None:
        errors.append(error)

    async with open_guest(
        "conformance", host=host.names(), strict=False, on_error=on_error
    ) as guest:
        guest.exports.keep_panicking_closure()
        guest.exports.leave_live(2)
        guest.exports.leave_forgotten(1)
        guest.loop.set_timer(host.kept[0], (), 1.0, repeat=True)
        await advance(clock, 10, guest.loop)
        (error,) = errors
        assert isinstance(error, GuestTrap)
        assert guest.poisoned is error
        assert guest.stats().timers == 0
        await guest.idle()
    assert len(errors) == 1


async def test_another_guest_of_the_module_is_not_touched(open_guest: Open) -> None:
    async with (
        conformance(open_guest, ClosureHost()) as healthy,
        conformance(open_guest, ClosureHost()) as trapped,
    ):
        for export in ("trap_call_stack", "trap_shadow_stack"):
            with pytest.raises((GuestTrap, InstancePoisoned)):
                trapped.exports[export]()
            assert healthy.exports.still_alive() == 1
            assert healthy.exports.recurse_stack_fn(20) == 20
        assert healthy.poisoned is None
