"""What web-sys asks of the global scope: that it is a worker's, without a page."""

from __future__ import annotations

import io
from typing import Any

import pytest

from hostapi import Console, JsCrypto
from runtime.errors import JsError
from runtime.testing import MockClock, advance
from tests.integration.conftest import Open

pytestmark = [pytest.mark.asyncio, pytest.mark.parametrize("release", ["0.2.130"])]


async def test_there_is_no_window_but_a_worker(open_guest: Open) -> None:
    async with open_guest("cases_web", host={"record": print}) as guest:
        assert guest.exports.kind_of_scope() == "WorkerGlobalScope, EventTarget, Object, self"
        assert guest.exports.is_secure()


async def test_timers_by_the_worker(open_guest: Open, clock: MockClock) -> None:
    log: list[Any] = []
    async with open_guest("cases_web", host={"record": print}) as guest:
        exports = guest.exports
        exports.set_timeout(lambda: log.append("timeout"), 50)
        exports.set_timeout_with_argument(lambda given: log.append(given), "argument")
        exports.set_timeout_without_time(lambda: log.append("at once"))
        exports.clear_timeout(exports.set_timeout(lambda: log.append("cleared"), 5))
        interval = exports.set_interval(lambda: log.append("interval"), 20)
        exports.queue_microtask(lambda: log.append("microtask"))
        await advance(clock, 0.070, guest.loop)
        exports.clear_interval(interval)
        await advance(clock, 1.0, guest.loop)
        assert log == [
            *("microtask", "at once", "argument"),
            *("interval", "interval", "timeout", "interval"),
        ]
        await guest.idle()


async def test_time_by_the_worker(open_guest: Open, clock: MockClock) -> None:
    async with open_guest("cases_web", host={"record": print}) as guest:
        assert guest.exports.now() == 0
        clock.advance(1.5)
        assert guest.exports.now() == 1500


async def test_random_numbers_by_the_worker(open_guest: Open) -> None:
    crypto = JsCrypto(lambda size: b"\7" * size)
    async with open_guest("cases_web", host={"record": print, "crypto": crypto}) as guest:
        assert bytes(guest.exports.random_bytes(4)) == b"\7\7\7\7"
        assert guest.exports.base64("a\xff") == "Yf8= a\xff"


async def test_keys_and_ciphers_are_refused_by_name(open_guest: Open) -> None:
    async with open_guest("cases_web", host={"record": print}) as guest:
        with pytest.raises(JsError, match=r"Crypto\.subtle is refused: keys and ciphers"):
            guest.exports.subtle()


async def test_times_and_tables_on_the_console(open_guest: Open, clock: MockClock) -> None:
    out, err = io.StringIO(), io.StringIO()
    host = {"record": print, "console": Console(out, err, clock)}
    async with open_guest("cases_web", host=host) as guest:
        guest.exports.show_times_and_tables()
    assert out.getvalue().splitlines() == [
        "t: 0.000ms so far",
        "t: 0.000ms",
        "(index) | a | b",
        "------- | - | ---",
        "0       | 1 | 'x'",
        "1       | 2 |",
    ]
    assert err.getvalue().splitlines() == [
        "Timer 't' does not exist",
        "Count for 'nothing' does not exist",
        "Trace: here",
    ]
