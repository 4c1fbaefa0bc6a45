"""Fetch (WHATWG Fetch), over httpx: off unless the application gives it to a guest."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Final

import anyio

from hostapi.capability import Capability
from hostapi.fetching.fetch import Fetcher
from hostapi.fetching.headers import Headers, HeadersIteratorInterface
from hostapi.fetching.network import Connections
from hostapi.fetching.policy import NotAllowed, Policy, Redirect
from hostapi.fetching.request import Request
from hostapi.fetching.response import Response
from hostapi.interface import Interface, StaticMethod
from hostapi.streams import STREAMS
from runtime.errors import MissingExtra

if TYPE_CHECKING:
    import httpx

    from hostapi.loops import RealmLoop
    from hostapi.realm import Realm

__all__ = ["Fetch", "NotAllowed"]

FETCHING: Final[tuple[type[Interface], ...]] = (
    Headers,
    HeadersIteratorInterface,
    Request,
    Response,
    *STREAMS,
)
"""The interfaces that a guest gets with `Fetch`."""


class Fetch(Capability):
    """``fetch``, ``Headers``, ``Request``, ``Response`` and ``ReadableStream``, for guests.

    Args:
        client: an `httpx.AsyncClient` of the application's, which stays open and keeps its own
            timeouts, cookies and authentication; None has each guest use one of its own, without
            timeouts and cookies, for as long as it lives.
        hosts: where requests may go, those that redirects lead to included; None for anywhere.
            ``"example.com"``, ``"example.com:8080"``, ``"*.example.com"`` for what is below it,
            or an origin: ``"https://example.com"``.
        schemes: which may be used.
        redirect: ``"follow"``, ``"error"`` or ``"manual"`` for every request, whatever the guest
            asks for; None leaves it to the guest.
        max_body_bytes: how long the body of a response may be, None for any length.

    Raises:
        MissingExtra: httpx is not installed.
        ValueError: an entry of ``hosts`` is none.

    """

    def __init__(
        self,
        client: httpx.AsyncClient | None = None,
        *,
        hosts: Iterable[str] | None = None,
        schemes: Iterable[str] = ("http", "https"),
        redirect: Redirect | None = None,
        max_body_bytes: int | None = None,
    ) -> None:
        try:
            import httpx  # noqa: F401 # only to tell early that it is missing
        except ImportError as error:
            raise MissingExtra("hostapi.fetch", "httpx", "fetch") from error
        self._client = client
        self._policy = Policy(hosts, schemes, redirect, max_body_bytes)

    @asynccontextmanager
    async def give(self, realm: Realm, loop: RealmLoop) -> AsyncIterator[Mapping[str, object]]:
        """Serve one guest."""
        connections = Connections(realm, loop)
        clients = _Clients(self._client)
        fetcher = Fetcher(realm, clients.get, self._policy, connections)
        try:
            yield install(realm, fetcher.fetch)
        finally:
            with anyio.CancelScope(shield=True):
                await connections.close()
                await clients.close()


def install(realm: Realm, fetch: Callable[..., object]) -> dict[str, object]:
    """Add the interfaces to a realm; return what stands in the global scope.

    Args:
        realm: the guest's.
        fetch: takes input and init.

    """
    realm.add(FETCHING)
    function = StaticMethod(fetch, "fetch", 2)
    realm.prototypes["WorkerGlobalScope"].define("fetch", function)
    names = [interface.name for interface in FETCHING if " " not in interface.name]
    return {"fetch": function, **{name: realm.constructors[name] for name in names}}


class _Clients:
    """The client of one guest: the application's, or one made when it is first needed."""

    def __init__(self, given: httpx.AsyncClient | None) -> None:
        self._given = given
        self._own: httpx.AsyncClient | None = None

    def get(self) -> httpx.AsyncClient:
        if self._given is not None:
            return self._given
        if self._own is None:
            import httpx

            nothing = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
            self._own = httpx.AsyncClient(timeout=None, cookies=nothing)
        return self._own

    async def close(self) -> None:
        if self._own is not None:
            await self._own.aclose()
