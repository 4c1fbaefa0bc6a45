"""Bodies that come over the network, chunk by chunk as they are read, until nobody reads."""

from __future__ import annotations

import weakref
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import anyio

from hostapi import errors
from hostapi.streams.queue import Controller, JsReadableStream
from hostapi.typed_arrays import Uint8Array, as_typed_array
from runtime.core.promise import Promise

if TYPE_CHECKING:
    import httpx

    from hostapi.loops import RealmLoop
    from hostapi.realm import Realm


class Connections:
    """The responses of one guest whose bodies have not come to their end.

    Args:
        realm: the guest's.
        loop: its event loop.

    """

    def __init__(self, realm: Realm, loop: RealmLoop) -> None:
        self.realm = realm
        self.loop = loop
        self._open: set[HttpBody] = set()

    def stream(self, response: httpx.Response, limit: int | None, url: str) -> HttpBody:
        """Return the body of a response whose headers have come."""
        body = HttpBody(self, response, limit, url)
        self._open.add(body)
        return body

    def ended(self, body: HttpBody) -> None:
        """Take note that a connection is closed, or free for another request."""
        self._open.discard(body)

    def __len__(self) -> int:
        """Return how many are open."""
        return len(self._open)

    async def close(self) -> None:
        """Close all of them: the guest is gone."""
        for body in list(self._open):
            await body.close()


class HttpBody:
    """The source of a response's stream (`hostapi.streams.queue.Source`).

    Nothing is read from the connection but what the stream asks for.

    Args:
        connections: the guest's.
        response: its headers have come.
        limit: how many bytes there may be, decoded; None for any number.
        url: for messages.

    """

    def __init__(
        self, connections: Connections, response: httpx.Response, limit: int | None, url: str
    ) -> None:
        self._connections = connections
        self._response = response
        self._chunks = response.aiter_bytes()
        self._left = limit
        self._limit = limit
        self._url = url
        self._scope: anyio.CancelScope | None = None
        self._controller: weakref.ref[Controller] | None = None
        self._ended: Callable[[], object] = lambda: None
        self._over = False

    def opened(self, ended: Callable[[], object]) -> JsReadableStream:
        """Return the stream of it.

        Args:
            ended: called once nothing more will come.

        """
        self._ended = ended
        stream = JsReadableStream(self._connections.realm, self, high_water_mark=0)
        self._controller = weakref.ref(stream.controller)
        # Nothing here refers to the stream: one that the guest forgot unread closes its connection.
        weakref.finalize(stream, self._connections.realm.jobs.later, self.forgotten).atexit = False
        return stream

    # --- the source -----------------------------------------------------------------------------

    def start(self, _controller: Controller) -> object:
        """Begin: the connection is there."""
        return None

    def pull(self, controller: Controller) -> Promise:
        """Read one chunk."""
        return self._connections.realm.promises.start(self._read(controller))

    def cancel(self, _reason: object) -> Promise:
        """Close the connection; return a promise of that."""
        return self.let_go()

    async def _read(self, controller: Controller) -> None:
        task = self._connections.loop.run_task
        try:
            with anyio.CancelScope() as self._scope:
                chunk = await self._next()
        except Exception as error:  # noqa: BLE001 # httpx's, the decoders', the limit: the stream's
            await self.close()
            task(controller.fail, network_error(f"Failed to read {self._url}", error))
            return
        finally:
            scope, self._scope = self._scope, None
        if scope is not None and scope.cancelled_caught:
            await self.close()
        elif chunk is None:
            await self.close()
            task(self._finish, controller)
        else:
            task(self._give, controller, chunk)

    async def _next(self) -> bytes | None:
        """Return the next chunk that is not empty; None at the end."""
        async for chunk in self._chunks:
            if self._left is not None:
                self._left -= len(chunk)
                if self._left < 0:
                    raise BodyTooLong(
                        f"the body is longer than the {self._limit} bytes that the host allows"
                    )
            if chunk:
                return chunk
        return None

    @staticmethod
    def _give(controller: Controller, chunk: bytes) -> None:
        if controller.can_close_or_enqueue:
            controller.enqueue(Uint8Array.of_bytes(chunk))

    @staticmethod
    def _finish(controller: Controller) -> None:
        if controller.can_close_or_enqueue:
            controller.close()

    # --- ends -----------------------------------------------------------------------------------

    def abort(self, reason: object) -> None:
        """Fail the stream with a reason, and close the connection."""
        controller = None if self._controller is None else self._controller()
        if controller is not None:
            controller.fail(reason)
        self.forgotten()

    def forgotten(self) -> None:
        """Close the connection: nobody reads."""
        if not self._over:
            self.let_go().handle()

    def let_go(self) -> Promise:
        """Close the connection, now or when the read that is under way has seen it."""
        if self._scope is not None:
            self._scope.cancel()
        return self._connections.realm.promises.start(self.close())

    async def close(self) -> None:
        """Close the connection; of a body that was read to its end it is free for the next."""
        if self._over:
            return
        self._over = True
        with anyio.CancelScope(shield=True):
            await self._response.aclose()
            with suppress(Exception):
                # The generators of httpx and httpcore end by what they find closed; left alone they
                # would be finalised one by one, of which trio complains.
                async for _ in self._chunks:
                    pass
        self._connections.ended(self)
        self._ended()


class BodyTooLong(Exception):
    """A response has more bytes than the application allows."""


async def sent(stream: JsReadableStream) -> AsyncIterator[bytes]:
    """Yield the chunks of a request's body.

    Raises:
        TypeError: one of them is no Uint8Array.

    """
    async for chunk in stream:
        array = as_typed_array(chunk)
        if not isinstance(array, Uint8Array):
            raise errors.TypeError("Received a chunk that is no Uint8Array")
        yield array.tobytes()


def network_error(what: str, cause: BaseException) -> errors.TypeError:
    """Return what a guest is told of a failure: a TypeError, with the Python exception as cause."""
    error = errors.TypeError(f"{what}: {describe(cause)}")
    error.__cause__ = cause
    return error


def describe(cause: Any) -> str:
    """Return what an exception says, or else its type."""
    return str(cause) or type(cause).__name__
