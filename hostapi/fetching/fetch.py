"""``fetch`` (Fetch, 4 Fetching and 5.6 Fetch method), over httpx."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import anyio

from hostapi import errors
from hostapi.fetching.body import Body
from hostapi.fetching.headers import Guard, JsHeaders
from hostapi.fetching.network import Connections, HttpBody, network_error, sent
from hostapi.fetching.policy import Policy
from hostapi.fetching.request import JsRequest, Request
from hostapi.fetching.response import NULL_BODY_STATUSES, REDIRECT_STATUSES, JsResponse
from hostapi.url.parser import InvalidUrl, parse
from hostapi.url.record import UrlRecord
from runtime.core.promise import Capability, Promise
from runtime.core.thrown import caught, is_catchable

if TYPE_CHECKING:
    import httpx

    from hostapi.realm import Realm

MAX_REDIRECTS: Final = 20
_OF_THE_BODY: Final = frozenset(
    {"content-encoding", "content-language", "content-location", "content-type"}
)
_OF_THE_ORIGIN: Final = frozenset({"authorization", "cookie"})


class Fetcher:
    """Fetches for one guest.

    Args:
        realm: the guest's.
        client: returns what sends requests; called for the first of them.
        policy: where the guest may go.
        connections: the guest's.

    """

    def __init__(
        self,
        realm: Realm,
        client: Callable[[], httpx.AsyncClient],
        policy: Policy,
        connections: Connections,
    ) -> None:
        self.realm = realm
        self.client = client
        self.policy = policy
        self.connections = connections

    def fetch(self, input: object = None, init: object = None, *_: object) -> Promise:
        """Return the promise of a response."""
        promises = self.realm.promises
        capability = promises.new()
        interface = self.realm.interfaces["Request"]
        assert isinstance(interface, Request), "the realm has one interface of that name"
        try:
            request = interface.made(input, init)
            request.signal.throw_if_aborted()
        except Exception as error:
            if not is_catchable(error):
                raise
            capability.reject(caught(error))
            return capability.promise
        fetching = _Fetching(self, request, capability)
        request.signal.add_algorithm(fetching.abort)
        promises.start(fetching.run()).handle()
        return capability.promise


class _Fetching:
    """One call of ``fetch``.

    Args:
        fetcher: the guest's.
        request: what is fetched.
        capability: settled with the response.

    """

    def __init__(self, fetcher: Fetcher, request: JsRequest, capability: Capability) -> None:
        self._fetcher = fetcher
        self._request = request
        self._capability: Capability | None = capability
        # Made in the task: in a callback of asyncio's none can be made.
        self._scope: anyio.CancelScope | None = None
        self._urls: list[UrlRecord] = [request.url]
        self._method = request.method
        self._headers = request.headers.copied(Guard.NONE)
        self._body = request.body
        self._response_body: HttpBody | None = None

    def abort(self) -> None:
        """Do as "abort the fetch() call": reject, and close the connection."""
        reason = self._request.signal.reason
        self._settle(lambda capability: capability.reject(reason))
        if self._scope is not None:
            self._scope.cancel()
        if self._response_body is not None:
            self._response_body.abort(reason)

    async def run(self) -> None:
        """Fetch, and settle the promise."""
        task = self._fetcher.connections.loop.run_task
        with anyio.CancelScope() as self._scope:
            if self._is_aborted():
                return
            try:
                response = await self._follow()
            except Exception as error:  # noqa: BLE001 # the promise's reason
                self._ended()
                if isinstance(error, errors.TypeError):
                    failure = error
                else:
                    failure = network_error(f"Failed to fetch {self._urls[-1]}", error)
                task(self._settle, lambda capability: capability.reject(failure))
                return
            if self._is_aborted() and self._response_body is not None:
                # Between the headers and here: who was told of it did not know of the body.
                task(self._response_body.abort, self._request.signal.reason)
            task(self._settle, lambda capability: capability.resolve(response))
        if self._scope.cancelled_caught:
            self._ended()

    def _settle(self, settle: Callable[[Capability], None]) -> None:
        # The open connection leads here: holding on to the response, it would never be forgotten.
        capability, self._capability = self._capability, None
        if capability is not None:
            settle(capability)

    def _is_aborted(self) -> bool:
        return self._request.signal.aborted

    def _ended(self) -> None:
        self._request.signal.remove_algorithm(self.abort)

    async def _follow(self) -> JsResponse:
        """Return the response at the end of the redirects ("HTTP fetch")."""
        mode = self._fetcher.policy.redirect or self._request.choices["redirect"]
        if self._request.integrity:
            raise errors.TypeError("fetch: the integrity of responses cannot be checked here")
        if self._request.choices["cache"] == "only-if-cached":
            raise errors.TypeError("fetch: there is no cache that 'only-if-cached' could ask")
        while True:
            self._fetcher.policy.check(self._urls[-1])
            received = await self._send()
            if received.status_code not in REDIRECT_STATUSES or mode == "manual":
                return await self._finished(received)
            location = received.headers.get("location")
            if location is None:
                return await self._finished(received)
            with anyio.CancelScope(shield=True):
                await received.aclose()
            if mode == "error":
                raise errors.TypeError(
                    f"Failed to fetch {self._urls[-1]}: it redirects, which redirect: 'error' "
                    "refuses"
                )
            self._redirect(received.status_code, location)

    async def _send(self) -> httpx.Response:
        """Send one request, and wait for the headers of its response."""
        client, url = self._fetcher.client(), self._urls[-1]
        content: Any = None
        if self._body is not None:
            source = self._body.source
            content = sent(self._body.stream) if source is None else source
        elif self._method in ("POST", "PUT"):
            content = b""
        pairs = self._headers.pairs
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in pairs]
        text = url.serialized(fragment=False)
        request = client.build_request(self._method, text, headers=headers, content=content)
        omit = self._request.choices["credentials"] == "omit"
        if omit or url.origin != self._urls[0].origin:
            # What the application's client adds of its own is for the first origin alone.
            for name in _OF_THE_ORIGIN:
                if self._headers.get(name) is None:
                    request.headers.pop(name, None)
            return await client.send(request, stream=True, follow_redirects=False, auth=None)
        return await client.send(request, stream=True, follow_redirects=False)

    def _redirect(self, status: int, location: str) -> None:
        """Do as "HTTP-redirect fetch"."""
        here = self._urls[-1]
        try:
            target = parse(location, here)
        except InvalidUrl:
            raise errors.TypeError(
                f"Failed to fetch {here}: it redirects to {location!r}, which is no URL"
            ) from None
        if target.fragment is None:
            target.fragment = here.fragment
        if len(self._urls) > MAX_REDIRECTS:
            raise errors.TypeError(f"Failed to fetch {self._urls[0]}: redirect count exceeded")
        if target.has_credentials:
            raise errors.TypeError(
                f"Failed to fetch {here}: it redirects to a URL with credentials"
            )
        if status != 303 and self._body is not None and self._body.source is None:
            raise errors.TypeError(
                f"Failed to fetch {here}: it redirects, and a stream cannot be sent once more"
            )
        dropped = set(_OF_THE_ORIGIN) if target.origin != here.origin else set()
        if (status in (301, 302) and self._method == "POST") or (
            status == 303 and self._method not in ("GET", "HEAD")
        ):
            self._method, self._body = "GET", None
            dropped |= _OF_THE_BODY
        for name in dropped:
            self._headers.delete(name)
        self._urls.append(target)

    async def _finished(self, received: httpx.Response) -> JsResponse:
        """Return the guest's response; its body is read as the guest asks for it."""
        headers = JsHeaders(
            (
                (name.decode("latin-1").lower(), value.decode("latin-1"))
                for name, value in received.headers.raw
            ),
            Guard.IMMUTABLE,
        )
        body = None
        if self._method == "HEAD" or received.status_code in NULL_BODY_STATUSES:
            with anyio.CancelScope(shield=True):
                await received.aclose()
            self._ended()
        else:
            fetcher = self._fetcher
            self._response_body = fetcher.connections.stream(
                received, fetcher.policy.max_body_bytes, str(self._urls[-1])
            )
            body = Body(fetcher.realm, None, self._response_body.opened(self._ended))
        return JsResponse(
            received.status_code,
            received.reason_phrase,
            headers,
            body,
            type="basic",
            urls=tuple(self._urls),
        )
