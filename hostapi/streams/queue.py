"""A ReadableStream and what it is read by, as a state machine (Streams, 4.9 Abstract operations).

Its chunks come from a `Source`: of Python's, or `hostapi.streams.readable_stream.GuestSource`.
"""

from __future__ import annotations

import enum
from collections import deque
from collections.abc import AsyncGenerator, Callable
from typing import TYPE_CHECKING, Any, Protocol

from hostapi import errors
from hostapi.instances import JsInstance
from hostapi.iteration import iterator_result
from runtime.core.promise import Capability, Promise
from runtime.core.thrown import caught

if TYPE_CHECKING:
    from hostapi.realm import Realm


class Source(Protocol):
    """Where chunks come from (Streams, 4.2.3 The underlying source API).

    What a method returns may be a promise, or anything awaitable: it is waited for.
    """

    def start(self, controller: Controller) -> object:
        """Begin; nothing is pulled before that has ended."""
        ...

    def pull(self, controller: Controller) -> object:
        """Get one more chunk, and give it to `Controller.enqueue`; it is called when one is wanted.

        It is called again only after what it returned has ended.
        """
        ...

    def cancel(self, reason: object) -> object:
        """Let go: nobody wants the chunks."""
        ...


class State(enum.Enum):
    """The internal slot [[state]]."""

    READABLE = "readable"
    CLOSED = "closed"
    ERRORED = "errored"


class JsReadableStream(JsInstance):
    """A stream of chunks; in Python ``async for chunk in stream``.

    Args:
        realm: where it belongs.
        source: where its chunks come from.
        high_water_mark: how much is to wait in the queue; 0 has only what is asked for be pulled.
        size: tells how much a chunk counts.

    Attributes:
        realm: the same.
        state: readable, closed or errored.
        error: why it is errored, any value.
        disturbed: whether it was ever read from or cancelled.
        reader: what it is locked to, or None.
        controller: its queue.

    """

    __slots__ = ("controller", "disturbed", "error", "reader", "realm", "state")

    def __init__(
        self,
        realm: Realm,
        source: Source,
        high_water_mark: float = 1.0,
        size: Callable[[Any], float] = lambda _chunk: 1,
    ) -> None:
        super().__init__()
        self.realm = realm
        self.state = State.READABLE
        self.error: Any = None
        self.disturbed = False
        self.reader: JsReader | None = None
        self.controller = Controller(self, source, high_water_mark, size)
        self.controller.start()

    @property
    def locked(self) -> bool:
        """Whether it has a reader."""
        return self.reader is not None

    def acquire(self) -> JsReader:
        """Return a reader, to which the stream is locked.

        Raises:
            TypeError: it is locked.

        """
        return JsReader(self)

    def cancel(self, reason: object = None) -> Promise:
        """Do as ReadableStreamCancel: let the source go; return a promise of that."""
        promises = self.realm.promises
        self.disturbed = True
        if self.state is State.CLOSED:
            return promises.resolved(None)
        if self.state is State.ERRORED:
            return promises.rejected(self.error)
        self.close()
        return self.controller.cancel(reason).then(lambda _: None)

    def close(self) -> None:
        """Do as ReadableStreamClose."""
        self.state = State.CLOSED
        if self.reader is not None:
            self.reader.stream_closed()

    def fail(self, error: object) -> None:
        """Do as ReadableStreamError."""
        self.state = State.ERRORED
        self.error = error
        if self.reader is not None:
            self.reader.stream_failed(error)

    async def __aiter__(self) -> AsyncGenerator[Any, None]:
        reader = self.acquire()
        try:
            while True:
                step = await reader.read()
                if step["done"]:
                    return
                yield step["value"]
        finally:
            if self.state is State.READABLE and self.reader is reader:
                reader.cancel(None).handle()
            reader.release()

    def __repr__(self) -> str:
        return f"<ReadableStream {self.state.value}{' locked' if self.locked else ''}>"


class JsReader(JsInstance):
    """A ReadableStreamDefaultReader.

    Args:
        stream: what it reads.

    Attributes:
        stream: the same, None once it was released.
        closed: the capability of the promise ``closed``.
        requests: reads that wait for a chunk.

    Raises:
        TypeError: the stream is locked to another.

    """

    __slots__ = ("_promises", "closed", "requests", "stream")

    def __init__(self, stream: JsReadableStream) -> None:
        super().__init__()
        if stream.locked:
            raise errors.TypeError("Invalid state: ReadableStream is locked")
        stream.reader = self
        self.stream: JsReadableStream | None = stream
        self._promises = stream.realm.promises
        self.closed: Capability = self._promises.new()
        self.requests: deque[Capability] = deque()
        if stream.state is State.CLOSED:
            self.closed.resolve()
        elif stream.state is State.ERRORED:
            self.closed.reject(stream.error)
            self.closed.promise.handle()

    def read(self) -> Promise:
        """Return a promise of the next chunk: an object with ``value`` and ``done``."""
        stream = self.stream
        if stream is None:
            return self._promises.rejected(_released())
        stream.disturbed = True
        if stream.state is State.CLOSED:
            return self._promises.resolved(iterator_result(None, done=True))
        if stream.state is State.ERRORED:
            return self._promises.rejected(stream.error)
        return stream.controller.read(self)

    def cancel(self, reason: object) -> Promise:
        """Cancel the stream."""
        if self.stream is None:
            return self._promises.rejected(_released())
        return self.stream.cancel(reason)

    def release(self) -> None:
        """Unlock the stream; reads that wait are rejected."""
        stream = self.stream
        if stream is None:
            return
        error = _released()
        if stream.state is not State.READABLE:
            self.closed = self._promises.new()
        self.closed.reject(error)
        self.closed.promise.handle()
        stream.reader = self.stream = None
        self._reject_requests(error)

    def fulfil(self, chunk: object) -> None:
        """Give a chunk to the read that waits longest."""
        self.requests.popleft().resolve(iterator_result(chunk, done=False))

    def stream_closed(self) -> None:
        """Take note that there are no more chunks."""
        self.closed.resolve()
        requests, self.requests = self.requests, deque()
        for request in requests:
            request.resolve(iterator_result(None, done=True))

    def stream_failed(self, error: object) -> None:
        """Take note that the stream has failed."""
        self.closed.reject(error)
        self.closed.promise.handle()
        self._reject_requests(error)

    def _reject_requests(self, error: object) -> None:
        requests, self.requests = self.requests, deque()
        for request in requests:
            request.reject(error)

    def __repr__(self) -> str:
        return f"<ReadableStreamDefaultReader of {self.stream!r}>"


class Controller(JsInstance):
    """A ReadableStreamDefaultController: the queue of a stream.

    Args:
        stream: whose.
        source: where chunks come from.
        high_water_mark: how much is to wait.
        size: tells how much a chunk counts.

    """

    __slots__ = (
        *("_close_requested", "_pull_again", "_pulling", "_queue", "_size", "_source", "_started"),
        *("_total", "high_water_mark", "stream"),
    )

    def __init__(
        self,
        stream: JsReadableStream,
        source: Source,
        high_water_mark: float,
        size: Callable[[Any], float],
    ) -> None:
        super().__init__()
        self.stream = stream
        self.high_water_mark = high_water_mark
        self._source: Source | None = source
        self._size = size
        self._queue: deque[tuple[Any, float]] = deque()
        self._total = 0.0
        self._started = False
        self._pulling = False
        self._pull_again = False
        self._close_requested = False

    def start(self) -> None:
        """Begin (SetUpReadableStreamDefaultController)."""
        assert self._source is not None, "it was just given"
        promise = self.stream.realm.promises.resolved(self._source.start(self))

        def started(_: object) -> None:
            self._started = True
            self._pull_if_needed()

        promise.react(started, self.fail, None)

    @property
    def desired_size(self) -> float | None:
        """How much more is wanted; None once the stream has failed, 0 once it is closed."""
        if self.stream.state is State.ERRORED:
            return None
        return 0 if self.stream.state is State.CLOSED else self.high_water_mark - self._total

    @property
    def can_close_or_enqueue(self) -> bool:
        """Whether the stream takes chunks."""
        return not self._close_requested and self.stream.state is State.READABLE

    def enqueue(self, chunk: object) -> None:
        """Put a chunk into the stream.

        Raises:
            TypeError: it is closed or has failed.

        """
        if not self.can_close_or_enqueue:
            raise errors.TypeError("Invalid state: Controller is already closed")
        reader = self.stream.reader
        if reader is not None and reader.requests:
            reader.fulfil(chunk)
        else:
            try:
                size = self._size(chunk)
                if not size >= 0 or size == float("inf"):
                    raise errors.RangeError("Invalid chunk size")
            except Exception as error:
                self.fail(caught(error))
                raise
            self._queue.append((chunk, size))
            self._total += size
        self._pull_if_needed()

    def close(self) -> None:
        """End the stream, behind what is in the queue.

        Raises:
            TypeError: it is closed or has failed.

        """
        if not self.can_close_or_enqueue:
            raise errors.TypeError("Invalid state: Controller is already closed")
        self._close_requested = True
        if not self._queue:
            self._source = None
            self.stream.close()

    def fail(self, error: object) -> None:
        """End the stream with an error, at once (ReadableStreamDefaultControllerError)."""
        if self.stream.state is State.READABLE:
            self._forget_queue()
            self._source = None
            self.stream.fail(error)

    def read(self, reader: JsReader) -> Promise:
        """Return a promise of the next chunk of a readable stream ([[PullSteps]])."""
        promises = self.stream.realm.promises
        if self._queue:
            chunk, size = self._queue.popleft()
            self._total = max(self._total - size, 0.0)
            if self._close_requested and not self._queue:
                self._source = None
                self.stream.close()
            else:
                self._pull_if_needed()
            return promises.resolved(iterator_result(chunk, done=False))
        request = promises.new()
        reader.requests.append(request)
        self._pull_if_needed()
        return request.promise

    def cancel(self, reason: object) -> Promise:
        """Let the source go ([[CancelSteps]])."""
        self._forget_queue()
        source, self._source = self._source, None
        promises = self.stream.realm.promises
        if source is None:
            return promises.resolved(None)
        try:
            return promises.resolved(source.cancel(reason))
        except Exception as error:  # noqa: BLE001 # the promise's, by the specification
            return promises.rejected(caught(error))

    def _forget_queue(self) -> None:
        self._queue.clear()
        self._total = 0.0

    def _should_pull(self) -> bool:
        if not self.can_close_or_enqueue or not self._started:
            return False
        reader = self.stream.reader
        return (reader is not None and bool(reader.requests)) or self._total < self.high_water_mark

    def _pull_if_needed(self) -> None:
        source = self._source
        if source is None or not self._should_pull():
            return
        if self._pulling:
            self._pull_again = True
            return
        self._pulling = True
        promises = self.stream.realm.promises
        try:
            pulled = promises.resolved(source.pull(self))
        except Exception as error:  # noqa: BLE001 # the promise's, by the specification
            pulled = promises.rejected(caught(error))

        def done(_: object) -> None:
            self._pulling = False
            if self._pull_again:
                self._pull_again = False
                self._pull_if_needed()

        pulled.react(done, self.fail, None)


def _released() -> errors.TypeError:
    return errors.TypeError("Invalid state: The reader is not attached to a stream")
