"""The timer functions as JavaScript has them.

Each case says which of the Web Platform Tests (WPT) it follows, in words and code of its own.
"""

from __future__ import annotations

from math import inf, nan

import pytest

from hostapi.timers import to_long
from runtime.core.values import Symbol, null

from .conftest import Page

pytestmark = pytest.mark.asyncio


# --- WebIDL long -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, 0), (1, 1), (-1, -1), (1.9, 1), (-1.9, -1), (True, 1), (False, 0),
        (2**31 - 1, 2**31 - 1), (2**31, -(2**31)), (2**32 - 1, -1), (2**32, 0), (2**32 + 5, 5),
        (-(2**31), -(2**31)), (-(2**31) - 1, 2**31 - 1), (2.0**32 + 0.5, 0), (2.0**53, 0),
        (nan, 0), (inf, 0), (-inf, 0), (None, 0), (null, 0), ("12", 12), (" 12.7 ", 12),
        ("", 0), ("0x10", 16), ("twelve", 0), ([], 0), (object(), 0),
    ],
)  # fmt: skip
async def test_to_long(value: object, expected: int) -> None:
    assert to_long(value) == expected


async def test_a_symbol_is_no_long() -> None:
    with pytest.raises(TypeError, match="Symbol"):
        to_long(Symbol())


# --- WPT html/webappapis/timers --------------------------------------------------------------


async def test_arguments_reach_the_callback(page: Page) -> None:
    # WPT arguments.html; Deno timeoutArgs.
    page.setTimeout(page.note, 10, 1, 2, 3)
    id = page.setInterval(page.note, 10, 1, "1", [1])
    await page.wait(10)
    page.clearInterval(id)
    assert page.log == [(1, 2, 3), (1, "1", [1])]


async def test_interval_cleared_in_its_own_callback_runs_once(page: Page) -> None:
    # WPT clearinterval-from-callback.any.js; Deno intervalSuccess.
    def callback() -> None:
        page.log.append("ran")
        page.clearInterval(id)

    id = page.setInterval(callback, 1)
    await page.wait(100)
    assert page.log == ["ran"]
    assert page.loop.is_idle


@pytest.mark.parametrize("start", ["setTimeout", "setInterval"])
@pytest.mark.parametrize("end", ["clearTimeout", "clearInterval", "cancelInterval"])
async def test_either_is_cleared_by_either(page: Page, start: str, end: str) -> None:
    # WPT cleartimeout-clearinterval.any.js
    id = getattr(page, start)(page.note, 0)
    getattr(page, end)(id)
    await page.wait(100)
    assert page.log == []


@pytest.mark.parametrize("start", ["setTimeout", "setInterval"])
async def test_a_throwing_callback_is_reported(page: Page, start: str) -> None:
    # WPT errors.html
    error = ValueError("expected")

    def throws() -> None:
        page.clearInterval(id)
        raise error

    id = getattr(page, start)(throws, 10)
    await page.end()
    assert page.reports.errors == [error]


async def test_set_while_setting(page: Page) -> None:
    # WPT evil-spec-example.any.js: converting the arguments sets a timer before the outer one is.
    class Evil(int):
        pass

    def outer() -> int:
        page.setTimeout(page.log.append, 100, "ONE")
        return 100

    page.setTimeout(page.log.append, Evil(outer()), "TWO")
    await page.end()
    assert page.log == ["ONE", "TWO"]


async def test_interval_without_a_delay_fires(page: Page) -> None:
    # WPT missing-timeout-setinterval.any.js
    id = page.setInterval(page.note)
    await page.wait(5)
    page.clearInterval(id)
    assert len(page.log) >= 2


@pytest.mark.parametrize("delay", [-100, 0, None])
async def test_negative_interval_fires_twenty_times_in_a_second(
    page: Page, delay: int | None
) -> None:
    # WPT negative-setinterval.any.js; the last fifteen are clamped to 4 ms.
    def callback() -> None:
        page.note_time()
        if len(page.log) == 20:
            page.clearInterval(id)

    id = page.setInterval(callback, delay)
    assert await page.end() == (20 - 6) * 4
    assert page.log[:8] == [0, 0, 0, 0, 0, 0, 4, 8]


async def test_negative_timeout_is_zero(page: Page) -> None:
    # WPT negative-settimeout.any.js and negative-timeout.html
    page.setTimeout(page.log.append, 10, "ten")
    page.setTimeout(page.log.append, -100, "negative")
    await page.end()
    assert page.log == ["negative", "ten"]


async def test_ids_are_positive_and_distinct(page: Page) -> None:
    # WPT settimeout-setinterval-handles.html
    ids = [start(page.note, 1000) for start in (page.setTimeout, page.setInterval) * 20]
    assert all(type(id) is int and id > 0 for id in ids)
    assert len(set(ids)) == len(ids)


async def test_a_closed_guest_gets_the_id_zero(page: Page) -> None:
    # WPT settimeout-setinterval-non-fully-active.html
    page.loop.close()
    assert (page.setTimeout(page.note), page.setInterval(page.note)) == (0, 0)
    page.clearTimeout(0)
    await page.wait(100)
    assert page.log == []


async def test_nesting_level_is_not_inherited_in_a_microtask(page: Page) -> None:
    # WPT timer-nesting-not-inherited-in-microtask.html
    def microtask() -> None:
        started = page.now_ms
        page.setTimeout(lambda: page.log.append(round(page.now_ms - started, 6)), 1)

    def reschedule(count: int) -> None:
        if count > 15:
            return
        if count > 5:
            page.queueMicrotask(microtask)
        page.setTimeout(reschedule, 8, count + 1)

    page.setTimeout(reschedule, 8, 1)
    await page.end()
    assert page.log == [1.0] * 10


async def test_nested_timeouts_are_clamped_from_the_seventh_on(page: Page) -> None:
    # The clamp itself, which the case before only shows the absence of.
    def nested(left: int) -> None:
        page.note_time()
        if left:
            page.setTimeout(nested, 0, left - 1)

    page.setTimeout(nested, 0, 8)
    await page.end()
    assert page.log == [0, 0, 0, 0, 0, 0, 4, 8, 12]


@pytest.mark.parametrize("start", ["setTimeout", "setInterval"])
@pytest.mark.parametrize("delay", [2**32, 2.0**32, "4294967296"])
async def test_two_to_the_32nd_is_at_once(page: Page, start: str, delay: object) -> None:
    # WPT type-long-settimeout.any.js and type-long-setinterval.html
    id = getattr(page, start)(lambda: (page.clearInterval(id), page.log.append("2**32")), delay)
    page.setTimeout(page.log.append, 100, "100 ms")
    await page.end()
    assert page.log == ["2**32", "100 ms"]


# --- WPT html/webappapis/scripting/event-loops -----------------------------------------------


async def test_script_then_microtasks_then_timers(page: Page) -> None:
    # WPT task_microtask_ordering.html, first subtest
    def script() -> None:
        page.log.append("script start")
        page.setTimeout(page.log.append, 0, "setTimeout")
        page.queueMicrotask(
            lambda: (
                page.log.append("promise1"),
                page.queueMicrotask(lambda: page.log.append("promise2")),
            )
        )
        page.log.append("script end")

    page.loop.run_task(script)
    await page.end()
    assert page.log == ["script start", "script end", "promise1", "promise2", "setTimeout"]


# --- what is ours ----------------------------------------------------------------------------


@pytest.mark.parametrize("operation", ["setTimeout", "setInterval"])
@pytest.mark.parametrize("handler", ["alert(1)", None, 5, {}])
async def test_a_handler_that_is_no_function(page: Page, operation: str, handler: object) -> None:
    with pytest.raises(TypeError, match=f"{operation}: .* not callable") as caught:
        getattr(page, operation)(handler, 0)
    assert ("not served" in str(caught.value)) is isinstance(handler, str)
    assert page.loop.is_idle


async def test_no_handler_at_all(page: Page) -> None:
    with pytest.raises(TypeError, match="not callable"):
        page.setTimeout()


# --- the way of a guest that gives two arguments ----------------------------------------------


async def test_set_timeout_of_two_does_the_same(page: Page) -> None:
    operations = page.loop.operations
    of_two = operations.for_arguments(page.setTimeout, 2)
    assert of_two is operations.set_timeout_of_two
    log: list[str] = []
    of_two(lambda: log.append("late"), "20")
    page.setTimeout(lambda: log.append("early"), 10.9)
    of_two(lambda: log.append("at once"))
    await page.wait(50)
    assert log == ["at once", "early", "late"]
    with pytest.raises(TypeError, match="setTimeout: the handler is int"):
        of_two(1, 2)


async def test_only_the_loops_own_function_is_replaced(page: Page) -> None:
    own, operations = page.setTimeout, page.loop.operations
    assert operations.for_arguments(own, 3) is own

    class Unhashable:
        __hash__ = None  # type: ignore[assignment] # as a mutable object has it

        def __call__(self) -> None:
            raise AssertionError

    unhashable = Unhashable()
    assert operations.for_arguments(unhashable, 2) is unhashable
