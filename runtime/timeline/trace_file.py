"""A file in the Chrome trace format ("Trace Event Format", Google), written while things happen.

Its JSON array may lack the end, so a file whose process was killed can be opened as well: what is
written ends with a whole event each time.
"""

from __future__ import annotations

import io
import logging
import os
from threading import Lock
from typing import Final, TextIO

LOGGER: Final = logging.getLogger("runtime.profile")

Target = str | os.PathLike[str] | TextIO
"""Where a profile goes: a path, which is written anew, or a file opened for text, which stays
open."""

MOST_EVENTS: Final = 2048
"""So many events are kept in memory, and then written."""


class TraceFile:
    """Takes events, one at a time and from any thread, and keeps no more than a few of them.

    What cannot be written is no matter of the guest's: the logger ``runtime.profile`` says so
    once, and the rest is dropped.

    Args:
        target: the file.

    Raises:
        OSError: it cannot be opened.
        TypeError: it is neither a path nor opened for text.

    """

    def __init__(self, target: Target) -> None:
        self._owned = isinstance(target, (str, os.PathLike))
        if isinstance(target, (str, os.PathLike)):
            # Whoever holds this object closes it, at the end of a `with` block of theirs.
            self._file: TextIO = open(target, "w", encoding="utf-8")  # noqa: SIM115
        elif not isinstance(target, io.TextIOBase):
            raise TypeError(f"profile: a path or a file opened for text, got {target!r}")
        else:
            self._file = target
        self._process = os.getpid()
        self._writing = Lock()
        self._events: list[str] = []
        self._lead = "[\n"
        self._open = True

    def add(self, event: str) -> None:
        """Take an event, as JSON; after `close`, or once writing has failed, it is ignored."""
        if self._open:
            self._events.append(event)

    @property
    def is_full(self) -> bool:
        """Whether it is time to `flush`."""
        return len(self._events) >= MOST_EVENTS

    def flush(self) -> None:
        """Write what there is."""
        if not self._writing.acquire(blocking=False):
            return  # another thread does, or this one below us: the collector came in between
        try:
            # Others may add while this goes on.
            events = self._events[:]
            # A forked process has the same events, and is to write nothing of its parent's.
            if events and os.getpid() == self._process:
                self._file.write(self._lead + ",\n".join(events))
                self._lead = ",\n"
                self._file.flush()
            del self._events[: len(events)]
        except (OSError, ValueError) as error:  # a ValueError of a file that is closed
            self._open = False
            self._events.clear()
            LOGGER.warning("the profile ends here, it cannot be written: %s", error)
        finally:
            self._writing.release()

    def close(self) -> None:
        """Write the end, and close the file where it was opened here. Once is enough."""
        if self._open:
            self.flush()
        written, self._open = self._open, False
        self._events.clear()
        try:
            if written and os.getpid() == self._process:
                self._file.write("\n]\n" if self._lead == ",\n" else "[]\n")
                self._file.flush()
            if self._owned:
                self._file.close()
        except (OSError, ValueError) as error:
            LOGGER.warning("the profile has no end, it cannot be written: %s", error)
