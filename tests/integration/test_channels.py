"""tokio's `sync` and `macros`, and futures' channels, streams and locks, beside Python's tasks."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager

import pytest

import runtime
from runtime.errors import ThrownValue
from tests.guests.releases import NEW

from .conftest import Open

pytestmark = [pytest.mark.asyncio, pytest.mark.releases(among=(NEW,))]


async def pause(x: int) -> int:
    await asyncio.sleep(0)
    return x


def opened(open_guest: Open) -> AbstractAsyncContextManager[runtime.Guest]:
    return open_guest("channel_cases", host={"pause": pause})


TOKIO: dict[str, tuple[tuple[int, ...], object]] = {
    "bounded": ((4, 1), "s0 r0 s1 r1 s2 r2 s3 r3"),
    "unbounded": ((3, 10), 135),
    "asked_of_an_actor": ((10,), 45),
    "oneshot_dropped": ((), "channel closed"),
    "watched": ((), "3 6 closed"),
    "broadcasted": ((5,), 50),
    "notified": ((3,), "0 one 1 2"),
    "limited": ((10, 3), 3),
    "locked": ((5,), 10),
    "made_once": ((), 14),
    "selected": ((), "0 1 2 stop"),
    "joined": ((), 6),
}

FUTURES: dict[str, tuple[tuple[int, ...], object]] = {
    "piped": ((10,), "[0, 2] [4, 6] [8]"),
    "unordered": ((5,), "4 3 2 1 0"),
    "concurrent": ((10, 4), 4),
    "merged": ((), "[0, 1, 2, 3, 4]"),
    "cancelled": ((), "cancelled aborted"),
    "guarded": ((5,), 5),
    "shared": ((), 10),
}


@pytest.mark.parametrize("case", TOKIO)
async def test_tokio(open_guest: Open, case: str) -> None:
    arguments, expected = TOKIO[case]
    async with opened(open_guest) as guest:
        assert await guest.exports[case](*arguments) == expected
        await guest.idle()


@pytest.mark.parametrize("case", FUTURES)
async def test_futures(open_guest: Open, case: str) -> None:
    arguments, expected = FUTURES[case]
    async with opened(open_guest) as guest:
        assert await guest.exports[case](*arguments) == expected
        await guest.idle()


async def test_try_join_ends_with_the_first_error(open_guest: Open) -> None:
    async with opened(open_guest) as guest:
        assert await guest.exports.tried(False) == 3
        with pytest.raises(ThrownValue) as thrown:
            await guest.exports.tried(True)
        assert thrown.value.value == "the second"
        await guest.idle()


async def test_a_stream_ends_with_the_first_error(open_guest: Open) -> None:
    async with opened(open_guest) as guest:
        assert await guest.exports.failing(100) == 45
        with pytest.raises(ThrownValue) as thrown:
            await guest.exports.failing(4)
        assert thrown.value.value == "at 4"


async def test_all_of_them_at_once(open_guest: Open) -> None:
    async with opened(open_guest) as guest:
        every = {**TOKIO, **FUTURES}
        outcomes = await asyncio.gather(
            *(guest.exports[case](*arguments) for case, (arguments, _) in every.items())
        )
        assert outcomes == [expected for _, expected in every.values()]
