"""For pytest, which finds it by itself: the fixture ``no_guest_leaks``.

::

    @pytest.fixture(autouse=True)                       # in conftest.py, for every test
    def _no_guest_leaks(no_guest_leaks): ...

It fails a test of whose guests one was closed with closures, handles, timers or promises alive.
Nothing of wasmloop is imported before the fixture is used.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from runtime.leaks import LeakReport

REPORTS: pytest.StashKey[list[LeakReport]] = pytest.StashKey()


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line(
        "markers",
        "guest_leaks(reason, *kinds): no_guest_leaks lets guests of the test leave such things",
    )


@pytest.fixture
def no_guest_leaks(request: pytest.FixtureRequest) -> Generator[list[LeakReport], None, None]:
    """Fail the test if a guest that is opened from here on leaves something when it is closed.

    The value is a list of what guests have left so far (`runtime.leaks.LeakReport`): a test can
    look at it, and clear it where that is meant. One marked ``guest_leaks("why")`` may leave
    anything, with ``guest_leaks("why", "handle")`` things of that kind. Run under
    ``python -X dev``, the message says where each thing was made.
    """
    from runtime.leaks import watching

    marker = request.node.get_closest_marker("guest_leaks")
    if marker is not None and not marker.args:
        pytest.fail('the marker guest_leaks wants a reason: guest_leaks("why")', pytrace=False)
    reports: list[LeakReport] = []
    request.node.stash[REPORTS] = reports

    allowed = () if marker is None else marker.args[1:]

    def told(report: LeakReport) -> None:
        if marker is None or allowed:
            report = report.without(*allowed)
            if report:
                reports.append(report)

    with watching(told):
        yield reports
    # Those of guests that other fixtures have closed.
    text = _take(request.node)
    if text:
        pytest.fail(text, pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Fail the test itself, not only its teardown; one that has failed already is told more of."""
    try:
        result = yield
    except BaseException:
        text = _take(item)
        if text:
            item.add_report_section("call", "guest leaks", text)
        raise
    text = _take(item)
    if text:
        pytest.fail(text, pytrace=False)
    return result


def _take(item: pytest.Item) -> str:
    """Return what guests have left, in words, and forget it."""
    reports = item.stash.get(REPORTS, [])
    text = "\n".join(map(str, reports))
    reports.clear()
    return text
