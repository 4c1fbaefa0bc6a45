"""What the console shows is recorded, with the stream that it goes to."""

from __future__ import annotations

import io
from collections.abc import Callable

from hostapi import Console


class Stream(io.StringIO):
    """A stream whose lines are recorded."""

    def __init__(self, name: str, record: Callable[[str], None]) -> None:
        super().__init__()
        self._name = name
        self._record = record

    def write(self, text: str) -> int:
        """Record each line of a text."""
        for line in text.removesuffix("\n").split("\n"):
            self._record(f"{self._name}: {line}")
        return len(text)


def host(record: Callable[[str], None]) -> dict[str, object]:
    """Return the console."""
    return {"console": Console(Stream("out", record), Stream("err", record))}
