"""The timer functions as Deno and Node have them.

Each case says which of their tests it follows, in words and code of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import inf, nan

import pytest

from runtime.core.values import null
from runtime.testing import advance_until_idle, settle

from .conftest import Page

pytestmark = pytest.mark.asyncio


# --- Deno tests/unit/timers_test.ts ----------------------------------------------------------


async def test_timeout_fires_once(page: Page) -> None:
    # Deno timeoutSuccess
    page.setTimeout(page.note_time, 500)
    await page.wait(5000)
    assert page.log == [500]


async def test_cancelled_timeout_does_not_fire(page: Page) -> None:
    # Deno timeoutCancelSuccess, intervalCancelSuccess
    page.clearTimeout(page.setTimeout(page.note, 1))
    page.clearInterval(page.setInterval(page.note, 1))
    await page.wait(600)
    assert page.log == []


@pytest.mark.parametrize("order", [1, -1])
async def test_several_are_cancelled_in_either_order(page: Page, order: int) -> None:
    # Deno timeoutCancelMultiple
    ids = [page.setTimeout(page.note, 10) for _ in range(3)]
    for id in ids[::order]:
        page.clearTimeout(id)
    await page.wait(50)
    assert page.log == []


@pytest.mark.parametrize(
    "id", [2**31 - 1, 0, -1, 1.5e9, None, null, nan, inf, "", "no id", [], object(), True]
)
async def test_cancelling_what_is_no_timer_is_silent(page: Page, id: object) -> None:
    # Deno timeoutCancelInvalidSilentFail, intervalCancelInvalidSilentFail
    # Node test-timers-clear-null-does-not-throw-error.js
    page.clearTimeout(page.setTimeout(page.note, 1))  # so that what `true` converts to is gone
    page.setTimeout(page.log.append, 1, "kept")
    page.clearTimeout(id)
    page.clearInterval(id)
    page.clearTimeout()
    await page.end()
    assert page.log == ["kept"]


async def test_timeout_cancelling_itself_has_no_effect(page: Page) -> None:
    # Deno timeoutCancelInvalidSilentFail, first part
    id = page.setTimeout(lambda: (page.clearTimeout(id), page.log.append("ran")), 500)
    await page.end()
    assert page.log == ["ran"]


@pytest.mark.parametrize("form", [int, float, str])
async def test_an_id_comes_back_in_any_form(page: Page, form: Callable[[int], object]) -> None:
    # Deno clearTimeoutShouldConvertToNumber
    page.clearTimeout(form(page.setTimeout(page.note)))
    await page.end()
    assert page.log == []


async def test_the_first_of_ten_equal_timers_clears_the_rest(page: Page) -> None:
    # Deno intervalOrdering
    ids: list[int] = []

    def callback() -> None:
        page.log.append("ran")
        for id in ids[1:]:
            page.clearTimeout(id)

    ids += [page.setTimeout(callback, 1) for _ in range(10)]
    await page.wait(500)
    assert page.log == ["ran"]


async def test_a_callback_that_takes_longer_than_its_interval(page: Page) -> None:
    # Deno callbackTakesLongerThanInterval
    def callback() -> None:
        page.note_time()
        page.clock.advance(0.3)
        if len(page.log) == 10:
            page.clearInterval(id)

    id = page.setInterval(callback, 100)
    await page.end()
    assert page.log == [100 + 400 * n for n in range(10)]


async def test_interval_cleared_when_a_timeout_is_due_as_well(page: Page) -> None:
    # Deno clearTimeoutAfterNextTimerIsDue1
    def callback() -> None:
        page.clock.advance(0.4)
        page.clearInterval(interval)
        page.log.append("interval")

    page.setTimeout(page.log.append, 300, "timeout")
    interval = page.setInterval(callback, 100)
    await page.end()
    assert page.log == ["interval", "timeout"]


async def test_timeout_cleared_after_it_was_due(page: Page) -> None:
    # Deno clearTimeoutAfterNextTimerIsDue2
    first = page.setTimeout(page.note, 100)
    page.setTimeout(page.log.append, 200, "second")
    page.clock.advance(0.3)
    page.clearTimeout(first)
    await page.end()
    assert page.log == ["second"]


async def test_delay_above_the_greatest_long_is_at_once(page: Page) -> None:
    # Deno fireCallbackImmediatelyWhenDelayOverMaxValue
    page.setTimeout(page.note_time, 2**31)
    await settle(page.loop)
    assert page.log == [0]


async def test_the_greatest_delay_is_waited_for(page: Page) -> None:
    page.setTimeout(page.note_time, 2**31 - 1)
    assert await advance_until_idle(page.clock, page.loop, inf) == 2_147_483.647


async def test_timers_set_in_timers_come_after_those_that_were_due(page: Page) -> None:
    # Deno timerOrdering
    def push(number: int, then: int) -> None:
        page.log.append(number)
        page.setTimeout(page.log.append, 0, then)

    for number in (1, 2, 3):
        page.setTimeout(push, 0, number, number + 3)
    await page.end()
    assert page.log == [1, 2, 3, 4, 5, 6]


async def test_microtasks_come_before_the_next_timer(page: Page) -> None:
    # Deno timerBasicMicrotaskOrdering
    page.setTimeout(lambda: page.queueMicrotask(lambda: page.log.append("de")))
    page.setTimeout(lambda: page.log.append("no"))
    await page.end()
    assert "".join(page.log) == "deno"


async def test_microtasks_and_timers_nested_in_each_other(page: Page) -> None:
    # Deno timerNestedMicrotaskOrdering
    def say(letter: str) -> Callable[[], None]:
        return lambda: page.log.append(letter)

    def four() -> None:
        page.log.append("4")
        page.setTimeout(say("A"))
        page.queueMicrotask(
            lambda: (page.setTimeout(say("B")), page.queueMicrotask(say("5")))  # two reactions
        )

    def seven() -> None:
        page.log.append("7")
        page.queueMicrotask(lambda: (page.log.append("8"), page.queueMicrotask(say("9"))))

    def script() -> None:
        page.log.append("0")
        page.setTimeout(four)
        page.setTimeout(say("6"))
        page.queueMicrotask(say("2"))
        page.queueMicrotask(lambda: page.setTimeout(seven))
        page.queueMicrotask(lambda: page.queueMicrotask(say("3")))
        page.log.append("1")

    page.loop.run_task(script)
    await page.end()
    assert "".join(page.log) == "0123456789AB"


@pytest.mark.parametrize(
    ("unreferenced", "seen"),
    [([], [200, 400, 600]), ([600], [200, 400]), ([200, 400], [200, 400, 600])],
)
async def test_unreferenced_timers_do_not_keep_the_loop(
    page: Page, unreferenced: list[int], seen: list[int]
) -> None:
    # Deno unrefTimer - mix ref and unref 1 and 2
    for delay in (200, 400, 600):
        timer = page.setTimeout(page.note_time, delay)
        if delay in unreferenced:
            page.loop.unref(timer)
    await page.end()
    assert page.log == seen


async def test_an_interval_unreferenced_in_its_callback(page: Page) -> None:
    # Deno unrefTimer - unref interval
    def callback() -> None:
        page.log.append(1)
        if len(page.log) == 5:
            page.loop.unref(interval)

    interval = page.setInterval(callback, 10)
    await page.end()
    assert page.log == [1] * 5


async def test_unreferenced_and_referenced_again(page: Page) -> None:
    # Deno unrefTimer, unref then ref 1, unref then ref
    only = page.setTimeout(page.note, 1)
    page.loop.unref(only)
    assert await page.end() == 0
    page.loop.ref(only)
    second = page.setTimeout(page.log.append, 20, "second")
    page.loop.unref(second)
    page.setTimeout(lambda: page.loop.ref(second), 10)
    await page.end()
    assert page.log == [(), "second"]


async def test_referring_to_what_is_no_timer_is_silent(page: Page) -> None:
    # Deno unrefTimer - invalid calls do nothing
    page.loop.unref(99)
    page.loop.ref(99)
    assert page.loop.is_idle


# --- Node test/parallel ----------------------------------------------------------------------


async def test_a_chain_of_timers_keeps_its_order_and_its_distance(page: Page) -> None:
    # Node test-timers-ordering.js
    def callback(number: int) -> None:
        page.log.append((number, page.now_ms))
        if number < 30:
            page.setTimeout(callback, 1, number + 1)

    callback(1)
    await page.end()
    assert [number for number, _ in page.log] == list(range(1, 31))
    times = [time for _, time in page.log]
    assert all(later - earlier >= 1 for earlier, later in pairwise(times))


async def test_an_interval_that_throws_goes_on(page: Page) -> None:
    # Node test-timers-interval-throw.js
    def throws() -> None:
        if len(page.reports.errors) == 1:
            page.clearInterval(id)
        raise ValueError("IntervalError")

    id = page.setInterval(throws, 1)
    await page.end()
    assert [str(error) for error in page.reports.errors] == ["IntervalError"] * 2


async def test_unreferenced_timers_fire_while_something_else_keeps_the_loop(page: Page) -> None:
    # Node test-timers-unref.js
    page.loop.unref(page.setInterval(lambda: page.log.append("long interval"), 10_000))
    page.loop.unref(page.setTimeout(page.log.append, 10_000, "long timeout"))

    def clears_itself() -> None:
        page.log.append("interval")
        page.clearInterval(interval)

    def is_over() -> None:
        page.log.append("once")
        page.loop.unref(once)

    def lets_go() -> None:
        page.loop.unref(repeated)

    interval = page.setInterval(clears_itself, 100)
    page.loop.unref(interval)
    page.loop.unref(page.setTimeout(page.log.append, 100, "timeout"))
    once = page.setTimeout(is_over, 100)
    repeated = page.setInterval(lets_go, 100)
    page.setTimeout(page.log.append, 150, "keeper")
    assert await page.end() == 150
    assert page.log == ["interval", "timeout", "once", "keeper"]


async def test_clearing_a_fired_timer_leaves_a_new_one_with_its_delay_alone(page: Page) -> None:
    # Node test-timers-same-timeout-wrong-list-deleted.js (node issue 7722)
    def callback() -> None:
        page.clearTimeout(first)
        second = page.setTimeout(page.note, 100)
        page.setTimeout(lambda: (page.clearTimeout(second), page.log.append("cleared")), 1)

    first = page.setTimeout(callback, 100)
    await page.end()
    assert page.log == ["cleared"]
    assert page.loop.stats().timers == 0
