"""console_log, wasm-logger, tracing-wasm and console_error_panic_hook, unmodified.

All that they show on the console is compared with Node (tests/oracle, cases_logging); here it goes
to Python's loggers, or to streams.
"""

from __future__ import annotations

import io
import logging

import pytest

from hostapi import Console
from runtime.errors import GuestTrap
from runtime.testing import MockClock
from tests.integration.conftest import Open

pytestmark = pytest.mark.asyncio
ALL_RELEASES = pytest.mark.parametrize("release", ["0.2.83", "0.2.100", "0.2.130"])
NEW_RELEASES = pytest.mark.parametrize("release", ["0.2.100", "0.2.130"])


@ALL_RELEASES
@pytest.mark.parametrize("logger", ["case_console_log", "case_wasm_logger"])
async def test_styles_are_left_out_and_levels_kept(
    open_guest: Open, logger: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "hostapi.console")
    async with open_guest("cases_logging", host={"record": print}) as guest:
        guest.exports[logger]()
    shown = [record for record in caplog.records if record.name == "hostapi.console"]
    assert {record.guest for record in shown} == {guest.module.name}  # type: ignore[attr-defined] # by extra=
    errors = [record.getMessage() for record in shown if record.levelno == logging.ERROR]
    assert errors[0].split()[:5] == ["ERROR", "src/lib.rs:18", "an", "error:", "5"]
    for level in ("INFO", "DEBUG"):
        told = [record for record in shown if record.getMessage().split()[0] == level]
        assert told
        assert {record.levelname for record in told} <= {level, "INFO"}
    assert any("100%" in record.getMessage() for record in shown)
    assert not any("color" in record.getMessage() for record in shown)


@NEW_RELEASES
async def test_spans_are_measured_by_the_guests_clock(
    open_guest: Open, clock: MockClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "hostapi.console")
    async with open_guest("cases_logging", host={"record": print}) as guest:
        clock.advance(2)
        guest.exports.case_tracing_wasm()
        performance = guest.realm.performance
        work = next(each for each in performance.entries if '"work"' in each.name)
        assert (work.start_time, work.duration) == (2000, 0)
        assert len(performance.selected(entry_type="measure")) == 9
    assert "ERROR src/traced.rs:42 an error code = 7;" in caplog.text


@ALL_RELEASES
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


@ALL_RELEASES
async def test_an_unwrap_says_what_was_wrong(open_guest: Open) -> None:
    err = io.StringIO()
    host = {"console": Console(err=err), "record": print}
    async with open_guest("cases_logging", host=host) as guest:
        with pytest.raises(GuestTrap):
            guest.exports.unwrap_with_hook()
        assert "`Result::unwrap()` on an `Err` value: ParseIntError" in err.getvalue()
        assert guest.poisoned is not None
