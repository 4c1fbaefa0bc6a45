"""Fetch over a real connection: web-sys, gloo-net, reqwest and wasm-streams, unmodified."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from typing import Any

import anyio
import httpx
import pytest

import hostapi
from runtime import null
from runtime.errors import InstanceClosed, JsError
from runtime.testing import MockClock, advance
from tests.backends import BACKENDS
from tests.http_server import Exchange, Server, running_server

from .conftest import Leaks, Open

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("release", ["0.2.130"])]


@pytest.fixture(params=BACKENDS)
def anyio_backend(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with running_server() as running:
        yield running


@pytest.fixture
def lines() -> list[str]:
    return []


@pytest.fixture
def host(lines: list[str]) -> list[object]:
    return [{"record": lines.append}, hostapi.fetch()]


async def test_gets_text(
    open_guest: Open, server: Server, host: list[object], lines: list[str]
) -> None:
    @server.on("/hello")
    async def hello(exchange: Exchange) -> None:
        await exchange.send("hellö", reason="Fine")

    async with open_guest("fetch_cases", host=host) as guest:
        assert await guest.exports.get_text(f"{server.url}/a/../hello?x#y") == "hellö"
        assert lines == [f"200 Fine ok=true {server.url}/hello?x type=Basic used=true"]


async def test_sends_bodies_of_each_kind(
    open_guest: Open, server: Server, host: list[object]
) -> None:
    @server.on("/echo")
    async def echo(exchange: Exchange) -> None:
        kind = exchange.header("content-type")
        await exchange.send_json([exchange.method, kind, list(exchange.body)])

    async with open_guest("fetch_cases", host=host) as guest:
        answers = await guest.exports.post_each(f"{server.url}/echo")
    raw = [1, 2, 0, 255]
    form = "application/x-www-form-urlencoded;charset=UTF-8"
    assert answers == [
        ["POST", "text/plain;charset=UTF-8", list("text ü".encode())],
        ["POST", null, raw],
        ["POST", null, raw],
        ["POST", form, list(b"a=1+2&%C3%BC=%26")],
    ]


async def test_headers_go_both_ways(
    open_guest: Open, server: Server, host: list[object], lines: list[str]
) -> None:
    @server.on("/headers")
    async def headers(exchange: Exchange) -> None:
        await exchange.send_json(exchange.headers)

    @server.on("/set")
    async def cookies(exchange: Exchange) -> None:
        sent = (("Set-Cookie", "a=1"), ("X-B", "2"), ("set-cookie", "b=2"), ("X-a", "1"))
        await exchange.send("[]", headers=sent)

    async with open_guest("fetch_cases", host=host) as guest:
        got = await guest.exports.send_headers(f"{server.url}/headers")
        received = dict(map(tuple, got))
        assert received["x-twice"] in ("one", "two")
        assert [value for name, value in got if name == "x-twice"] == ["one", "two"]
        assert received["cookie"] == "a=b"
        assert received["host"] == f"127.0.0.1:{server.port}"
        assert lines[0] == "host None"
        assert lines[-1] == "TypeError: Headers are immutable"
        lines.clear()
        await guest.exports.send_headers(f"{server.url}/set")
        # What the server said of cookies is the guest's to read, and nothing keeps it.
        assert lines[1:-1] == [
            *("content-length: 2", "set-cookie: a=1", "set-cookie: b=2", "x-a: 1", "x-b: 2")
        ]
        await guest.exports.get_text(f"{server.url}/set")
    assert server.seen[-1].header("cookie") is None


async def test_reads_a_stream_as_it_comes(
    open_guest: Open, server: Server, host: list[object], lines: list[str]
) -> None:
    release, pieces = anyio.create_memory_object_stream[bytes](0)

    @server.on("/pieces")
    async def stream(exchange: Exchange) -> None:
        await exchange.start()
        async for piece in pieces:
            await exchange.chunk(piece)
        await exchange.end()

    async with (
        release,
        pieces,
        open_guest("fetch_cases", host=host) as guest,
        anyio.create_task_group() as group,
    ):
        totals: list[int] = []

        async def read() -> None:
            totals.append(await guest.exports.read_chunks(f"{server.url}/pieces", 9))

        group.start_soon(read)
        for number in range(3):
            await release.send(f"{number}".encode())
            while len(lines) < number + 2:
                await anyio.lowlevel.checkpoint()
        assert lines == ["locked=true used=false", "chunk 0", "chunk 1", "chunk 2"]
        release.close()
        await guest.idle()
        assert lines[-1] == "closed"
    assert totals == [3]


@pytest.mark.guest_leaks("wasm-streams forgets a closure for each stream", "closure")
@pytest.mark.parametrize("crate", ["web-sys", "reqwest"])
async def test_cancelling_a_stream_closes_the_connection(
    open_guest: Open,
    server: Server,
    host: list[object],
    lines: list[str],
    crate: str,
) -> None:
    closed = anyio.Event()

    @server.on("/endless")
    async def endless(exchange: Exchange) -> None:
        await exchange.start()
        await exchange.chunk(b"first")
        await exchange.gone.wait()
        closed.set()

    async with open_guest("fetch_cases", host=host) as guest:
        read = guest.exports.read_chunks if crate == "web-sys" else guest.exports.reqwest_stream
        assert await read(f"{server.url}/endless", 1) == 5
        await closed.wait()
        await guest.idle()
    assert "chunk first" in lines


async def test_a_response_that_is_dropped_unread_closes_the_connection(
    open_guest: Open, server: Server, host: list[object]
) -> None:
    closed = anyio.Event()

    @server.on("/endless")
    async def endless(exchange: Exchange) -> None:
        await exchange.start()
        await exchange.gone.wait()
        closed.set()

    async with open_guest("fetch_cases", host=host) as guest:
        assert await guest.exports.forget_body(f"{server.url}/endless") == 200
        gc.collect()
        await closed.wait()


async def test_leaving_the_block_closes_what_is_open(
    open_guest: Open, server: Server, host: list[object], leaks: Leaks
) -> None:
    closed: list[str] = []

    @server.on("/silent")
    @server.on("/headers")
    async def silent(exchange: Exchange) -> None:
        if exchange.path == "/headers":
            await exchange.start()
        await exchange.gone.wait()
        closed.append(exchange.path)

    async with open_guest("fetch_cases", host=host) as guest:
        waiting = guest.exports.get_text(f"{server.url}/silent")
        reading = guest.exports.read_chunks(f"{server.url}/headers", 1)
        while len(server.seen) < 2:
            await anyio.lowlevel.checkpoint()
    leaks.clear()  # two futures were waiting
    while len(closed) < 2:
        await anyio.lowlevel.checkpoint()
    for promise in (waiting, reading):
        with pytest.raises(InstanceClosed):
            await promise


@pytest.mark.parametrize("mode", ["follow", "error", "manual"])
async def test_redirects(
    open_guest: Open, server: Server, host: list[object], lines: list[str], mode: str
) -> None:
    @server.on("/from")
    async def leave(exchange: Exchange) -> None:
        await exchange.send("gone", 302, headers=(("Location", "/to?x"),))

    @server.on("/to")
    async def arrive(exchange: Exchange) -> None:
        await exchange.send(
            f"{exchange.method} {exchange.body!r} {exchange.header('content-type')}"
        )

    async with open_guest("fetch_cases", host=host) as guest:
        promise = guest.exports.redirected(f"{server.url}/from", mode)
        if mode == "error":
            with pytest.raises(TypeError, match="redirect: 'error' refuses"):
                await promise
        else:
            text = await promise
    if mode == "follow":
        assert text == "GET b'' None"
        assert lines == [f"200 redirected=true {server.url}/to?x"]
        assert server.seen[-1].header("authorization") == "secret"
    elif mode == "manual":
        assert text == "gone"
        assert lines == [f"302 redirected=false {server.url}/from"]
    assert len(server.seen) == (2 if mode == "follow" else 1)


async def test_a_redirect_keeps_the_body_where_it_must_and_no_secret_leaves_the_origin(
    open_guest: Open, server: Server, host: list[object], lines: list[str]
) -> None:
    async with running_server() as other:

        @server.on("/from")
        async def leave(exchange: Exchange) -> None:
            await exchange.send("", 307, headers=(("Location", f"{other.url}/to"),))

        @other.on("/to")
        async def arrive(exchange: Exchange) -> None:
            await exchange.send(exchange.body)

        async with open_guest("fetch_cases", host=host) as guest:
            text = await guest.exports.redirected(f"{server.url}/from", "follow")
        assert text == "the body"
        assert server.seen[0].header("authorization") == "secret"
        assert other.seen[0].header("authorization") is None


async def test_a_ring_of_redirects_ends(
    open_guest: Open, server: Server, host: list[object]
) -> None:
    @server.on("/ring")
    async def ring(exchange: Exchange) -> None:
        await exchange.send("", 301, headers=(("Location", "/ring"),))

    async with open_guest("fetch_cases", host=host) as guest:
        with pytest.raises(TypeError, match="redirect count exceeded"):
            await guest.exports.get_text(f"{server.url}/ring")
    assert len(server.seen) == 21


async def test_failures_are_type_errors_with_their_cause(
    open_guest: Open, server: Server, host: list[object]
) -> None:
    @server.on("/reset")
    async def reset(exchange: Exchange) -> None:
        await exchange.reset()

    @server.on("/short")
    async def short(exchange: Exchange) -> None:
        await exchange.start(headers=(("content-length", "10"),))
        await exchange.chunk(b"half")
        await exchange.reset()

    async with running_server() as gone:
        nobody = gone.url
    async with open_guest("fetch_cases", host=host) as guest:
        for url, cause in (
            (f"{nobody}/x", httpx.ConnectError),
            (f"{server.url}/reset", httpx.RemoteProtocolError),
            (f"{server.url}/short", httpx.RemoteProtocolError),
        ):
            with pytest.raises(hostapi.errors.TypeError, match="Failed to") as caught:
                await guest.exports.get_text(url)
            assert url in str(caught.value)
            assert isinstance(caught.value.__cause__, cause)
        message = await guest.exports.gloo_fails(f"{nobody}/x")
        assert message.startswith("TypeError: Failed to fetch")
        assert "request=true" in await guest.exports.reqwest_fails(f"{nobody}/x")


@pytest.mark.parametrize("late", [False, True], ids=["before headers", "after headers"])
async def test_aborting_closes_the_connection_and_gives_the_reason(
    open_guest: Open, server: Server, host: list[object], late: bool
) -> None:
    closed = anyio.Event()

    @server.on("/slow")
    async def slow(exchange: Exchange) -> None:
        await exchange.start()
        await exchange.gone.wait()
        closed.set()

    async with open_guest("fetch_cases", host=host) as guest:
        told = await guest.exports.aborts(f"{server.url}/slow", late)
        if late:
            assert told == 'JsValue("no more")'
            await closed.wait()
        else:
            assert told == "AbortError: This operation was aborted"
        await guest.idle()
    assert len(server.seen) == (1 if late else 0)


@pytest.mark.parametrize("crate", ["web-sys", "reqwest"])
async def test_a_timeout_closes_the_connection(
    open_guest: Open, server: Server, host: list[object], clock: MockClock, crate: str
) -> None:
    arrived, closed = anyio.Event(), anyio.Event()

    @server.on("/silent")
    async def silent(exchange: Exchange) -> None:
        arrived.set()
        await exchange.gone.wait()
        closed.set()

    async with open_guest("fetch_cases", host=host) as guest:
        ask = guest.exports.times_out if crate == "web-sys" else guest.exports.reqwest_timeout
        promise = ask(f"{server.url}/silent", 5000)
        await arrived.wait()
        await advance(clock, 5, guest.loop)
        told = await promise
        await closed.wait()
        await guest.idle()
    if crate == "web-sys":
        assert told == "TimeoutError: The operation was aborted due to timeout"
    else:
        assert told.startswith("timeout=true")


async def test_dropping_a_request_of_reqwest_aborts_it(
    open_guest: Open, server: Server, host: list[object]
) -> None:
    arrived, closed = anyio.Event(), anyio.Event()

    @server.on("/silent")
    async def silent(exchange: Exchange) -> None:
        arrived.set()
        await exchange.gone.wait()
        closed.set()

    async with open_guest("fetch_cases", host=host) as guest:
        dropped = await guest.exports.reqwest_dropped(f"{server.url}/silent", arrived.wait())
        assert dropped is True
        await closed.wait()
        await guest.idle()


@pytest.mark.guest_leaks("a body that nobody reads to its end", "promise")
async def test_reqwest(
    open_guest: Open, server: Server, host: list[object], lines: list[str]
) -> None:
    @server.on("/get")
    async def get(exchange: Exchange) -> None:
        asked = [exchange.target, exchange.header("user-agent"), exchange.header("x-asked")]
        await exchange.send(" ".join(map(str, asked)), headers=(("X-Kind", "a b"),))

    @server.on("/json")
    async def echo(exchange: Exchange) -> None:
        assert exchange.header("authorization") == "Bearer token"
        assert exchange.header("content-type") == "application/json"
        await exchange.send(exchange.body)

    @server.on("/large")
    async def large(exchange: Exchange) -> None:
        await exchange.start()
        for _ in range(64):
            await exchange.chunk(bytes(1 << 16))
        await exchange.end()

    async with open_guest("fetch_cases", host=host) as guest:
        text = await guest.exports.reqwest_get(f"{server.url}/get")
        assert text == "/get?q=a+b a guest by reqwest"
        assert lines == [f"200 OK {server.url}/get?q=a+b", "content-length: 29", "x-kind: a b"]
        assert await guest.exports.reqwest_post_json(f"{server.url}/json") == "ü [1, 2]"
        assert await guest.exports.reqwest_bytes(f"{server.url}/large") == 1 << 22
        length = await guest.exports.reqwest_stream(f"{server.url}/get", 99)
        assert length == len(f"/get {server.seen[-1].header('user-agent')} None")
        with pytest.raises(JsError, match="404"):
            await guest.exports.reqwest_bytes(f"{server.url}/nowhere")


async def test_gloo_net(
    open_guest: Open, server: Server, host: list[object], lines: list[str]
) -> None:
    @server.on("/get")
    async def get(exchange: Exchange) -> None:
        text = f"{exchange.target} {exchange.header('x-asked')}"
        await exchange.send(text, 201, headers=(("X-Kind", "k"),))

    @server.on("/json")
    async def echo(exchange: Exchange) -> None:
        await exchange.send(exchange.body)

    async with open_guest("fetch_cases", host=host) as guest:
        text = await guest.exports.gloo_get(f"{server.url}/get?z")
        assert text == "/get?z&a=1+2&b=%26 by gloo"
        assert lines == ['201 true Some("k")']
        assert await guest.exports.gloo_post_json(f"{server.url}/json") == '-1 Some("ü")'
        assert await guest.exports.gloo_binary(f"{server.url}/get") == b"/get None"


async def test_wasm_streams(
    open_guest: Open, server: Server, host: list[object], lines: list[str]
) -> None:
    @server.on("/echo")
    async def echo(exchange: Exchange) -> None:
        assert exchange.header("transfer-encoding") == "chunked"
        await exchange.send(exchange.body)

    @server.on("/get")
    async def get(exchange: Exchange) -> None:
        await exchange.send("twelve bytes")

    async with open_guest("fetch_cases", host=host) as guest:
        text = await guest.exports.send_stream(f"{server.url}/echo", 3)
        assert text == "piece 0;piece 1;piece 2;"
        assert lines == ["made 0", "made 1", "made 2"]
        assert await guest.exports.tee(f"{server.url}/get") == "12 12"
        assert await guest.exports.own_stream() == "[JsValue(1), JsValue(2), JsValue(3)]"


async def test_what_needs_no_network(
    open_guest: Open, host: list[object], lines: list[str]
) -> None:
    async with open_guest("fetch_cases", host=host) as guest:
        await guest.exports.made_responses()
    assert lines == [
        "twice twice",
        "TypeError: Body is unusable: Body has already been read",
        '404 Gone Object { obj: JsValue(Object({"a":[1]})), '
        "generics: PhantomData<(wasm_bindgen::JsValue,)> }",
        "Error",
        '307 Some("https://example.com/x")',
        'https://example.com/b?q=1#f Some("1")',
        "GET https://example.com/ Cors",
        "TypeError: Failed to parse URL from relative: it must be absolute, for a guest has no "
        "document to be relative to",
        "TypeError: Request cannot be constructed from a URL that includes credentials: "
        "https://user:pw@example.com/",
        "TypeError: Headers: 'bad name' is no name of a header",
        "EvalError: Blob is refused: blobs are not served yet: take the bytes, by arrayBuffer()",
    ]
