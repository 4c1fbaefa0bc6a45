"""What a guest has only where the application gives it, and how far that goes."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import anyio
import httpx
import pytest

import hostapi
from runtime.errors import LinkError, MissingExtra
from tests.backends import BACKENDS
from tests.http_server import Exchange, Server, running_server

from .conftest import Open

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("release", ["0.2.130"])]


@pytest.fixture(params=BACKENDS)
def anyio_backend(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with running_server() as running:

        @running.on("/text")
        async def text(exchange: Exchange) -> None:
            await exchange.send("0123456789")

        @running.on("/away")
        async def away(exchange: Exchange) -> None:
            await exchange.send(
                "", 302, headers=(("Location", f"http://localhost:{running.port}/"),)
            )

        yield running


def record(_line: str) -> None:
    """What the guest records."""


def with_fetch(**options: Any) -> list[object]:
    return [{"record": record}, hostapi.fetch(**options)]


async def test_without_it_guests_are_told_how_they_get_the_network(open_guest: Open) -> None:
    with pytest.raises(LinkError) as caught:
        async with open_guest("fetch_cases", host={"record": record}):
            pass
    missing = {each.name: each.reason for each in caught.value.missing}
    for name in ("fetch", "Headers", "Request", "Response", "ReadableStream"):
        assert "host=[hostapi.fetch()]" in (missing[name] or "")
    assert "WorkerGlobalScope.prototype.fetch" in missing
    assert not {"URL", "AbortController", "AbortSignal"} & set(missing)


async def test_only_the_hosts_that_are_listed_are_reached(open_guest: Open, server: Server) -> None:
    allowed = [f"127.0.0.1:{server.port}", "*.example.com"]
    async with open_guest("fetch_cases", host=with_fetch(hosts=allowed)) as guest:
        assert await guest.exports.get_text(f"{server.url}/text") == "0123456789"
        for url in (
            f"http://localhost:{server.port}/text",
            "http://127.0.0.1:1/",
            "http://example.com/",
            "https://example.org/",
            f"{server.url}/away",
        ):
            with pytest.raises(hostapi.errors.TypeError, match="does not let this guest") as caught:
                await guest.exports.get_text(url)
            assert isinstance(caught.value.__cause__, PermissionError)
        with pytest.raises(TypeError, match="fetch http, https alone, not ftp: URLs"):
            await guest.exports.get_text("ftp://127.0.0.1/")
    assert [each.path for each in server.seen] == ["/text", "/away"]


async def test_bodies_are_no_longer_than_the_host_allows(open_guest: Open, server: Server) -> None:
    url = f"{server.url}/text"
    async with open_guest("fetch_cases", host=with_fetch(max_body_bytes=9)) as guest:
        with pytest.raises(TypeError, match="longer than the 9 bytes"):
            await guest.exports.get_text(url)
    async with open_guest("fetch_cases", host=with_fetch(max_body_bytes=10)) as guest:
        assert await guest.exports.get_text(url) == "0123456789"


async def test_the_host_may_forbid_redirects(open_guest: Open, server: Server) -> None:
    async with open_guest("fetch_cases", host=with_fetch(redirect="error")) as guest:
        with pytest.raises(TypeError, match="redirect"):
            await guest.exports.get_text(f"{server.url}/away")


async def test_a_client_of_the_application_stays_its_own(open_guest: Open, server: Server) -> None:
    headers = {"User-Agent": "the application"}
    async with httpx.AsyncClient(headers=headers, auth=("user", "pw")) as client:
        for _ in range(2):
            async with open_guest("fetch_cases", host=with_fetch(client=client)) as guest:
                assert await guest.exports.get_text(f"{server.url}/text") == "0123456789"
        assert not client.is_closed
        assert server.seen[-1].header("user-agent") == "the application"
        assert (server.seen[-1].header("authorization") or "").startswith("Basic ")
        # What it knows of one origin is not sent to another.
        server.handlers["/"] = server.handlers["/text"]
        async with open_guest("fetch_cases", host=with_fetch(client=client)) as guest:
            assert await guest.exports.get_text(f"{server.url}/away") == "0123456789"
    assert [each.header("authorization") is None for each in server.seen[-2:]] == [False, True]


async def test_one_object_serves_many_guests_at_once(open_guest: Open, server: Server) -> None:
    host = with_fetch()
    async with open_guest("fetch_cases", host=host) as first:
        async with open_guest("fetch_cases", host=host) as second:
            assert await second.exports.get_text(f"{server.url}/text") == "0123456789"
        assert await first.exports.get_text(f"{server.url}/text") == "0123456789"


async def test_a_capability_of_the_applications_own(open_guest: Open) -> None:
    log: list[str] = []

    class Lines(hostapi.Capability):
        @asynccontextmanager
        async def give(
            self, realm: hostapi.Realm, loop: object
        ) -> AsyncIterator[Mapping[str, object]]:
            await anyio.lowlevel.checkpoint()
            log.append("given")
            try:
                yield {"record": log.append}
            finally:
                with anyio.CancelScope(shield=True):
                    await anyio.lowlevel.checkpoint()
                log.append("taken back")

    async with open_guest("fetch_cases", host=[Lines(), hostapi.fetch()]) as guest:
        await guest.exports.made_responses()
    assert log[:2] == ["given", "twice twice"]
    assert log[-1] == "taken back"
    log.clear()
    with anyio.CancelScope() as scope:
        async with open_guest("fetch_cases", host=(Lines(), hostapi.fetch())):
            scope.cancel()
            await anyio.sleep_forever()
    assert log == ["given", "taken back"]


@pytest.mark.parametrize(
    "entry", ["", "a b", "http://", "example.com/path", "u:p@example.com", "http://x?y", "*"]
)
def test_what_is_no_host_is_told(entry: str, release: str) -> None:
    with pytest.raises(ValueError, match="no host"):
        hostapi.fetch(hosts=[entry])
    with pytest.raises(ValueError, match="list of hosts"):
        hostapi.fetch(hosts="example.com")


def test_what_is_missing_is_told(monkeypatch: pytest.MonkeyPatch, release: str) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(MissingExtra, match=r"pip install 'wasmloop\[fetch\]'") as caught:
        hostapi.fetch()
    assert isinstance(caught.value, ImportError)
