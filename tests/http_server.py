"""An HTTP/1.1 server on loopback, in the loop of the test: it does what a test tells it to."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import anyio
import h11
from anyio.abc import SocketAttribute, SocketStream

Handler = Callable[["Exchange"], Awaitable[None]]


class Exchange:
    """One request, and the response that is sent for it.

    Attributes:
        method: of the request.
        target: path and query.
        headers: names in lower case, in order.
        body: all of it.
        gone: set when the client has closed the connection.

    """

    def __init__(
        self, connection: h11.Connection, stream: SocketStream, request: h11.Request, body: bytes
    ) -> None:
        self._connection = connection
        self._stream = stream
        self.method = request.method.decode()
        self.target = request.target.decode()
        self.headers = [(name.decode(), value.decode("latin-1")) for name, value in request.headers]
        self.body = body
        self.gone = anyio.Event()

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    def header(self, name: str) -> str | None:
        return next((value for each, value in self.headers if each == name), None)

    async def send(
        self,
        body: bytes | str = b"",
        status: int = 200,
        headers: tuple[tuple[str, str], ...] = (),
        reason: str = "OK",
    ) -> None:
        """Send a whole response."""
        data = body.encode() if isinstance(body, str) else body
        await self.start(status, (*headers, ("content-length", str(len(data)))), reason)
        if data:
            await self.chunk(data)
        await self.end()

    async def send_json(self, value: Any) -> None:
        await self.send(json.dumps(value), headers=(("content-type", "application/json"),))

    async def start(
        self, status: int = 200, headers: tuple[tuple[str, str], ...] = (), reason: str = "OK"
    ) -> None:
        """Send the head of a response; without a length its body is chunked."""
        await self._put(h11.Response(status_code=status, headers=list(headers), reason=reason))

    async def chunk(self, data: bytes) -> None:
        await self._put(h11.Data(data=data))

    async def end(self) -> None:
        await self._put(h11.EndOfMessage())

    async def reset(self) -> None:
        """Drop the connection in the middle of a response."""
        await self._stream.aclose()

    async def _put(self, event: Any) -> None:
        data = self._connection.send(event)
        if data:
            await self._stream.send(data)


class Server:
    """The server.

    Attributes:
        url: where it is, without a slash at the end.
        handlers: by path.
        seen: requests that came, in order.

    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.handlers: dict[str, Handler] = {}
        self.seen: list[Exchange] = []

    def on(self, path: str) -> Callable[[Handler], Handler]:
        """Mark what answers requests for a path."""

        def add(handler: Handler) -> Handler:
            self.handlers[path] = handler
            return handler

        return add

    async def serve(self, stream: SocketStream) -> None:
        """Serve one connection until the client closes it."""
        async with stream:
            connection = h11.Connection(h11.SERVER)
            while (exchange := await self._next(connection, stream)) is not None:
                self.seen.append(exchange)
                async with anyio.create_task_group() as group:
                    group.start_soon(self._answer, exchange, group.cancel_scope)
                    await self._watch(stream, exchange, connection)
                if exchange.gone.is_set() or connection.our_state is not h11.DONE:
                    return
                connection.start_next_cycle()

    async def _next(self, connection: h11.Connection, stream: SocketStream) -> Exchange | None:
        request: h11.Request | None = None
        body = b""
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                data = b""
                try:
                    data = await stream.receive()
                except (anyio.EndOfStream, anyio.BrokenResourceError, anyio.ClosedResourceError):
                    if connection.their_state is h11.IDLE:
                        return None
                connection.receive_data(data)
            elif isinstance(event, h11.Request):
                request = event
                if (b"expect", b"100-continue") in request.headers:
                    raise AssertionError("nobody asks for that")
            elif isinstance(event, h11.Data):
                body += bytes(event.data)
            elif isinstance(event, h11.EndOfMessage):
                assert request is not None
                return Exchange(connection, stream, request, body)
            else:
                return None

    async def _answer(self, exchange: Exchange, watching: anyio.CancelScope) -> None:
        handler = self.handlers.get(exchange.path)
        try:
            if handler is None:
                await exchange.send("no such path", 404, reason="Not Found")
            else:
                await handler(exchange)
        except (anyio.BrokenResourceError, anyio.ClosedResourceError):
            exchange.gone.set()
        watching.cancel()

    async def _watch(
        self, stream: SocketStream, exchange: Exchange, connection: h11.Connection
    ) -> None:
        try:
            while True:
                connection.receive_data(await stream.receive())
        except (anyio.EndOfStream, anyio.BrokenResourceError, anyio.ClosedResourceError):
            exchange.gone.set()


@asynccontextmanager
async def running_server() -> AsyncIterator[Server]:
    """Have a server for the length of a block."""
    async with (
        await anyio.create_tcp_listener(local_host="127.0.0.1") as listener,
        anyio.create_task_group() as group,
    ):
        server = Server(listener.extra(SocketAttribute.local_port))
        group.start_soon(listener.serve, server.serve)
        try:
            yield server
        finally:
            group.cancel_scope.cancel()
