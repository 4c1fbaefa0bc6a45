"""Rust's panics, told by a hook, are `GuestPanic`; other traps are not."""

from __future__ import annotations

import pytest

from runtime.errors import GuestPanic, GuestTrap, InstancePoisoned, JsError
from runtime.testing import settle
from tests.guests.releases import NEW, OLD

from .conftest import Open
from .failures_host import Function, Lines, failures

pytestmark = [pytest.mark.asyncio, pytest.mark.parametrize("release", [OLD, NEW])]

HOOKS = ["set_hook", "set_own_hook"]


@pytest.mark.parametrize("hook", HOOKS)
async def test_a_panic_has_its_message_and_place(open_guest: Open, hook: str) -> None:
    console = Lines()
    async with failures(open_guest, console) as guest:
        guest.exports[hook]()
        with pytest.raises(GuestPanic) as caught:
            guest.exports.panic_with("gone 'wrong',\nreally")
        panic = caught.value
        assert panic.message == "gone 'wrong',\nreally"
        assert (panic.file, panic.column) == ("src/lib.rs", 13)
        assert panic.line > 0
        assert panic.code == "unreachable"
        assert isinstance(panic, GuestTrap)
        lines = str(panic).splitlines()
        assert lines[:2] == [
            f"the guest panicked at src/lib.rs:{panic.line}:13: gone 'wrong',",
            "really",
        ]
        # std's own functions are left out of the text, up to the first of the guest's.
        stage = "<failures::pipeline::Panicking<T> as failures::pipeline::Stage>::run"
        assert lines[2:4] == [f"  at {stage}", "  at failures::pipeline::through"]
        assert "core::panicking::panic_fmt" in panic.frames
        assert guest.poisoned is panic
        with pytest.raises(InstancePoisoned, match="the guest panicked at src/") as refused:
            guest.exports.still_alive()
        assert refused.value.first_cause is panic
    assert "panicked at" in console.lines[0]


@pytest.mark.parametrize("hook", HOOKS)
async def test_what_rust_says_itself(open_guest: Open, hook: str) -> None:
    async with failures(open_guest) as guest:
        guest.exports[hook]()
        with pytest.raises(GuestPanic) as caught:
            guest.exports.panic_out_of_bounds(7)
        assert caught.value.message == "index out of bounds: the len is 3 but the index is 7"


async def test_a_payload_that_is_no_text(open_guest: Open) -> None:
    async with failures(open_guest) as guest:
        guest.exports.set_hook()
        with pytest.raises(GuestPanic, match="its payload is no text") as caught:
            guest.exports.panic_any()
        assert caught.value.message == ""


async def test_a_panic_in_a_closure_passes_the_call_around_it(open_guest: Open) -> None:
    seen: list[BaseException] = []

    def host_calls(f: Function) -> int:
        try:
            return int(f(1))
        except GuestPanic as panic:
            seen.append(panic)
            raise

    async with failures(open_guest, host_calls=host_calls) as guest:
        guest.exports.set_hook()
        with pytest.raises(GuestPanic, match="inside") as caught:
            guest.exports.panic_in_closure("inside")
        assert seen == [caught.value]
        assert guest.poisoned is caught.value


async def test_a_panic_of_a_kept_closure(open_guest: Open) -> None:
    kept: list[Function] = []
    async with failures(open_guest, host_keeps=kept.append) as guest:
        guest.exports.set_hook()
        guest.exports.keep_panicking("later")
        with pytest.raises(GuestPanic, match="later"):
            kept[0](1)
        kept.clear()


async def test_without_a_hook_the_trap_says_what_to_add(open_guest: Open) -> None:
    async with failures(open_guest) as guest:
        with pytest.raises(GuestTrap, match="console_error_panic_hook") as caught:
            guest.exports.panic_with("unsaid")
        assert type(caught.value) is GuestTrap


LOOKS_LIKE_ONE = "panicked at src/lib.rs:1:2:\nan older one"


async def test_what_was_printed_in_another_entry_is_no_panic(open_guest: Open) -> None:
    async with failures(open_guest) as guest:
        guest.exports.print_error(LOOKS_LIKE_ONE)
        with pytest.raises(GuestTrap) as caught:
            guest.exports.panic_with("unsaid")
        assert type(caught.value) is GuestTrap


async def test_what_was_printed_in_an_inner_entry_is_no_panic(open_guest: Open) -> None:
    def host_step(depth: int) -> int:
        guest.exports.print_error(LOOKS_LIKE_ONE)
        return depth

    async with failures(open_guest, host_step=host_step) as guest:
        with pytest.raises(GuestTrap) as caught:
            guest.exports.call_host_and_trap()
        assert type(caught.value) is GuestTrap


async def test_what_traps_by_itself_is_no_panic_whatever_it_printed(open_guest: Open) -> None:
    async with failures(open_guest) as guest:
        with pytest.raises(GuestTrap) as caught:
            guest.exports.print_error_and_trap(LOOKS_LIKE_ONE)
        assert type(caught.value) is GuestTrap
        assert all("panic" not in name for name in caught.value.frames)


async def test_what_was_printed_is_forgotten(open_guest: Open) -> None:
    async with failures(open_guest) as guest:
        watch = guest._instance._env.panics  # type: ignore[union-attr] # not a plain instance
        guest.exports.print_error(LOOKS_LIKE_ONE)
        assert watch._entry is not None
        await settle(guest.loop)
        assert watch._entry is None
        assert guest.exports.still_alive() == 1


async def test_what_a_guest_throws_stays_an_error(open_guest: Open) -> None:
    async with failures(open_guest) as guest:
        guest.exports.set_hook()
        for _ in range(2):
            with pytest.raises(JsError, match="thrown"):
                guest.exports.throw_text("thrown")
        assert guest.poisoned is None
