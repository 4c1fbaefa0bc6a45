"""Two streams out of one (Streams, ReadableStreamDefaultTee)."""

from __future__ import annotations

from typing import Any

from hostapi.streams.queue import Controller, JsReadableStream, State
from hostapi.typed_arrays import Uint8Array


class _Fork:
    """What the two branches share.

    Args:
        stream: the one they are made of, which is locked from here on.

    """

    def __init__(self, stream: JsReadableStream) -> None:
        self.stream = stream
        self.reader = stream.acquire()
        self.branches: list[JsReadableStream] = []
        self.reading = False
        self.read_again = False
        self.reasons: dict[int, Any] = {}
        self.cancelled = stream.realm.promises.new()

    def pull(self) -> None:
        if self.reading:
            self.read_again = True
            return
        self.reading = True
        self.reader.read().react(self._got, self._failed, None)

    def _got(self, step: Any) -> None:
        self.reading = False
        wanted = [each for index, each in enumerate(self.branches) if index not in self.reasons]
        for index, branch in enumerate(wanted):
            if branch.state is not State.READABLE:
                continue
            if step["done"]:
                branch.controller.close()
            else:
                branch.controller.enqueue(_copied(step["value"]) if index else step["value"])
        if step["done"]:
            self.cancelled.resolve()
        elif self.read_again:
            self.read_again = False
            self.pull()

    def _failed(self, error: object) -> None:
        for branch in self.branches:
            branch.controller.fail(error)
        self.cancelled.resolve()

    def cancel(self, index: int, reason: object) -> object:
        self.reasons[index] = reason
        if len(self.reasons) == len(self.branches):
            both = [self.reasons[each] for each in sorted(self.reasons)]
            self.cancelled.resolve(self.stream.cancel(both))
        return self.cancelled.promise


class _Branch:
    """The source of one branch."""

    def __init__(self, fork: _Fork, index: int) -> None:
        self._fork = fork
        self._index = index

    def start(self, _controller: Controller) -> object:
        return None

    def pull(self, _controller: Controller) -> object:
        self._fork.pull()
        return None

    def cancel(self, reason: object) -> object:
        return self._fork.cancel(self._index, reason)


def tee(stream: JsReadableStream) -> list[JsReadableStream]:
    """Return two streams with the chunks of one, which is locked.

    Bytes are copied for the second: what is done to them by who reads one is not seen by the other.

    Raises:
        TypeError: it is locked.

    """
    fork = _Fork(stream)
    fork.branches = [
        JsReadableStream(stream.realm, _Branch(fork, index), high_water_mark=0) for index in (0, 1)
    ]
    return fork.branches


def _copied(chunk: Any) -> Any:
    return Uint8Array.of_bytes(chunk.tobytes()) if isinstance(chunk, Uint8Array) else chunk
