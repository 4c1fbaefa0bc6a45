"""console_log, wasm-logger, tracing-wasm and console_error_panic_hook, unmodified.

All that they show on the console is compared with Node (tests/oracle, cases_logging); here it goes
to Python's own streams.
"""

from __future__ import annotations

import io

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
async def test_styles_are_left_out_of_what_is_shown(
    open_guest: Open, logger: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_guest("cases_logging", host={"record": print}) as guest:
        guest.exports[logger]()
    shown = capsys.readouterr()
    errors, lines = shown.err.split(), shown.out.split()
    assert errors[:2] == ["ERROR", "src/lib.rs:18"]
    assert errors[2:5] == ["an", "error:", "5"]
    assert {"INFO", "DEBUG", "TRACE"} <= set(lines)
    assert "100%" in lines
    assert "color" not in shown.err + shown.out


@NEW_RELEASES
async def test_spans_are_measured_by_the_guests_clock(
    open_guest: Open, clock: MockClock, capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_guest("cases_logging", host={"record": print}) as guest:
        clock.advance(2)
        guest.exports.case_tracing_wasm()
        performance = guest.realm.performance
        work = next(each for each in performance.entries if '"work"' in each.name)
        assert (work.start_time, work.duration) == (2000, 0)
        assert len(performance.selected(entry_type="measure")) == 9
    assert "ERROR src/traced.rs:42 an error code = 7;" in capsys.readouterr().out


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
