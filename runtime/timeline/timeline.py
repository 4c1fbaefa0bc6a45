"""Events with a time: spans, marks, and what lasts beyond a call."""

from __future__ import annotations

import functools
import gc
import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from typing import Any, Final, Literal, TypeVar

from runtime.clock import SystemClock
from runtime.timeline.trace_file import Target, TraceFile

Category = Literal[
    "closure", "drop", "export", "gc", "host", "load", "loop", "microtask", "promise", "timer"
]
"""What an event is about; viewers filter by it."""

Function = TypeVar("Function", bound=Callable[..., Any])

FLUSH_NANOSECONDS: Final = 100_000_000
"""What is older than this is written when the next event comes."""

MOST_CHARACTERS: Final = 300
"""So much of an exception's text is written."""


class Timeline:
    """Writes what happens, in the Chrome trace format, until it is closed.

    Times are microseconds since it was opened, by a monotonic clock; each thread is a track of its
    own, by the number and name that the system and Python have for it.

    Args:
        target: where it goes, see `Target`.
        now_nanoseconds: tells the time.

    Raises:
        OSError: the file cannot be opened.
        TypeError: it is neither a path nor opened for text.

    """

    def __init__(
        self,
        target: Target,
        now_nanoseconds: Callable[[], int] = SystemClock.performance_nanoseconds,
    ) -> None:
        self._file = TraceFile(target)
        self._add = self._file.add
        self._now = now_nanoseconds
        self._zero = self._flushed = now_nanoseconds()
        self._process = os.getpid()
        self._threads: set[int] = set()
        self._numbers = count(1)
        self._metadata("process_name", "Python, with wasmloop")
        gc.callbacks.append(self._collected)

    def close(self) -> None:
        """Write the end. What is told later is ignored."""
        with suppress(ValueError):
            gc.callbacks.remove(self._collected)
        self._file.close()

    # --- spans ------------------------------------------------------------------------------

    def spanned(
        self, function: Function, category: Category, name: str, **details: object
    ) -> Function:
        """Return what does as ``function`` and makes a span of each of its calls.

        Args:
            function: what is called.
            category: what kind of call it is.
            name: the span's.
            details: more about it, to be shown beside.

        """
        emit, failed = self._emit, self._failed
        begin, end = _head("B", category, name, details), _END

        @functools.wraps(function)
        def span(*args: Any, **named: Any) -> Any:
            emit(begin)
            try:
                result = function(*args, **named)
            except RecursionError:  # to say more there may be no room
                emit(_ENDED_BY_RECURSION)
                raise
            except BaseException as error:
                failed(error)
                raise
            emit(end)
            return result

        spanning: Any = span
        return spanning  # type: ignore[no-any-return] # it is called as the function is

    @contextmanager
    def span(self, category: Category, name: str, **details: object) -> Iterator[None]:
        """Make a span of the block."""
        self._emit(_head("B", category, name, details))
        try:
            yield
        except BaseException as error:
            self._failed(error)
            raise
        self._emit(_END)

    def _failed(self, error: BaseException) -> None:
        """End the span that an exception leaves."""
        text = type(error).__name__
        with suppress(Exception):  # an application's own error may say nothing
            text = f"{text}: {error}"[:MOST_CHARACTERS]
        self._emit(f'{_END},"args":{{"raised":{json.dumps(text)}}}')

    # --- marks ------------------------------------------------------------------------------

    def mark(self, category: Category, name: str, **details: object) -> None:
        """Note that something has happened."""
        self._emit(_head("i", category, name, details) + ',"s":"t"')

    def number(self) -> int:
        """Return a number that nothing else here has, for what is told of in several events."""
        return next(self._numbers)

    def arrow(self, end: bool, category: Category, name: str, number: int) -> None:
        """Draw one end of an arrow, from one span to another.

        Args:
            end: it is the one with the head.
            category: the same at both ends, and so are the rest.
            name: see there.
            number: see `number`.

        """
        more = ',"bp":"e"' if end else ""
        head = _head("f" if end else "s", category, name, {})
        self._emit(f'{head}{more},"id":{number}')

    def begin(self, category: Category, name: str, number: int, **details: object) -> None:
        """Begin what lasts beyond a call; `end` ends it.

        Args:
            category: what it is about.
            name: of it.
            number: see `number`.
            details: more about it.

        """
        self._emit(f'{_head("b", category, name, details)},"id":{number}')

    def end(self, category: Category, name: str, number: int) -> None:
        """End what `begin` began, told the same."""
        self._emit(f'{_head("e", category, name, {})},"id":{number}')

    # --- writing ----------------------------------------------------------------------------

    def _emit(self, head: str) -> None:
        thread, now = _thread(), self._now()
        if thread not in self._threads:
            self._threads.add(thread)
            self._metadata("thread_name", threading.current_thread().name)
        at = (now - self._zero) / 1000
        self._add(f'{head},"pid":{self._process},"tid":{thread},"ts":{at:.3f}}}')
        if now - self._flushed > FLUSH_NANOSECONDS or self._file.is_full:
            self._flushed = now
            try:  # noqa: SIM105 # `suppress` needs room on the stack itself
                self._file.flush()
            except RecursionError:
                pass  # there will be some later

    def _metadata(self, kind: str, name: str) -> None:
        thread = threading.get_native_id()
        self._add(
            f'{{"ph":"M","name":"{kind}","pid":{self._process},"tid":{thread},"ts":0,'
            f'"args":{{"name":{json.dumps(name)}}}}}'
        )

    def _collected(self, phase: str, info: dict[str, int]) -> None:
        """Make a span of what Python's garbage collector does (`gc.callbacks`)."""
        if phase == "start":
            name = f"garbage collection, generation {info['generation']}"
            self._emit(_head("B", "gc", name, {}))
        else:
            self._emit(f'{_END},"args":{{"collected":{info["collected"]}}}')


def _head(phase: str, category: Category, name: str, details: dict[str, object]) -> str:
    """Return the beginning of an event: all but where and when."""
    head = _named(phase, category, name)
    shown = {key: value for key, value in details.items() if value is not None}
    return f'{head},"args":{json.dumps(shown, default=str)}' if shown else head


@functools.lru_cache(maxsize=512)  # a guest has some dozens of names, and uses them often
def _named(phase: str, category: Category, name: str) -> str:
    return f'{{"ph":"{phase}","cat":"{category}","name":{json.dumps(name)}'


_thread = threading.get_native_id

_END: Final = '{"ph":"E"'
_ENDED_BY_RECURSION: Final = f'{_END},"args":{{"raised":"RecursionError"}}'
