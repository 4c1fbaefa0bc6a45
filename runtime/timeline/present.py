"""The timeline that guests are recorded in which are opened here and now.

What only a recorded guest needs is imported when there is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from runtime.timeline.timeline import Timeline
    from runtime.timeline.trace_file import Target

# Asked when a guest is loaded and linked, and never by what runs.
_present: Final[ContextVar[Timeline | None]] = ContextVar("wasmloop timeline", default=None)


@contextmanager
def recording(timeline: Timeline | None) -> Iterator[None]:
    """Record in ``timeline`` what is loaded inside the block; None changes nothing."""
    if timeline is None:
        yield
        return
    token = _present.set(timeline)
    try:
        yield
    finally:
        _present.reset(token)


@contextmanager
def recorded(target: Target | None) -> Iterator[Timeline | None]:
    """Give the timeline for one guest: its own, which ends with the block, or the present one.

    Args:
        target: where its own is to go; None says that it has none.

    """
    if target is None:
        yield _present.get()
        return
    from runtime.timeline.timeline import Timeline  # see above

    timeline = Timeline(target)
    try:
        yield timeline
    finally:
        timeline.close()


@contextmanager
def profile(target: Target) -> Iterator[None]:
    """Write what guests do that are loaded and opened inside the block, and when they do it.

    The file is in the Chrome trace format: Perfetto (https://ui.perfetto.dev) and
    ``chrome://tracing`` open it. Guests that were opened before are not in it.

    Args:
        target: a path, which is written anew, or a file opened for text, which stays open.

    Raises:
        OSError: the file cannot be opened. (What cannot be written later is logged.)
        TypeError: it is neither a path nor opened for text.

    """
    with recorded(target) as timeline, recording(timeline):
        yield


def step(name: str, **details: object) -> AbstractContextManager[object]:
    """Return what makes a span of a block that makes a guest ready, where that is recorded.

    Args:
        name: the span's.
        details: more about it.

    """
    timeline = _present.get()
    return nullcontext() if timeline is None else timeline.span("load", name, **details)
