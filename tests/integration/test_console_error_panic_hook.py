"""console_error_panic_hook, unmodified: what a panic says, before the trap that ends it."""

from __future__ import annotations

import io

import pytest

from hostapi import Console
from runtime.errors import GuestTrap
from tests.integration.conftest import Open

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.parametrize("release", ["0.2.83", "0.2.100", "0.2.130"]),
]


async def test_a_panic_is_told_on_the_console(open_guest: Open) -> None:
    err = io.StringIO()
    host = {"console": Console(err=err), "record": print}
    async with open_guest("cases_logging", host=host) as guest:
        with pytest.raises(GuestTrap):
            guest.exports.panic_with_hook("too hot")
        lines = err.getvalue().splitlines()
        assert lines[0].startswith("panicked at ")
        assert "it went wrong: too hot" in err.getvalue()
        assert "Stack:" in lines
        assert "Error" in lines


async def test_an_unwrap_says_what_was_wrong(open_guest: Open) -> None:
    err = io.StringIO()
    host = {"console": Console(err=err), "record": print}
    async with open_guest("cases_logging", host=host) as guest:
        with pytest.raises(GuestTrap):
            guest.exports.unwrap_with_hook()
        assert "`Result::unwrap()` on an `Err` value: ParseIntError" in err.getvalue()
        assert guest.poisoned is not None
