"""``Response`` (Fetch, 5.5 Response class)."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Final

from hostapi import errors
from hostapi.conversions import is_nullish, is_primitive
from hostapi.fetching.body import Body, JsWithBody, WithBody, body_of
from hostapi.fetching.headers import Guard, Headers, JsHeaders
from hostapi.interface import getter, method, static
from hostapi.url.parser import InvalidUrl, parse
from hostapi.url.record import UrlRecord

NULL_BODY_STATUSES: Final = frozenset({101, 103, 204, 205, 304})
REDIRECT_STATUSES: Final = frozenset({301, 302, 303, 307, 308})
_REASON_PHRASE: Final = re.compile("[\t\x20-\x7e\x80-\xff]*")


class JsResponse(JsWithBody):
    """A response.

    Args:
        status: its status.
        status_text: what the server called that.
        headers: its headers.
        body: its body, or None.
        type: ``default``, ``basic`` or ``error``.
        urls: the URLs that led to it, the last one its own; empty of one that a guest has made.

    """

    __slots__ = ("status", "status_text", "type", "urls")

    def __init__(
        self,
        status: int = 200,
        status_text: str = "",
        headers: JsHeaders | None = None,
        body: Body | None = None,
        *,
        type: str = "default",
        urls: tuple[UrlRecord, ...] = (),
    ) -> None:
        super().__init__()
        self.status = status
        self.status_text = status_text
        self.headers = JsHeaders(guard=Guard.RESPONSE) if headers is None else headers
        self.body = body
        self.type = type
        self.urls = urls

    @property
    def ok(self) -> bool:
        """Whether its status says so."""
        return 200 <= self.status <= 299

    @property
    def url(self) -> str:
        """Where it came from."""
        return self.urls[-1].serialized(fragment=False) if self.urls else ""

    def __repr__(self) -> str:
        return f"<Response {self.status} {self.url}>"


class Response(WithBody):
    """The interface of `JsResponse`."""

    name = "Response"
    tag = "Response"
    types: ClassVar[tuple[type, ...]] = (JsResponse,)

    def construct(self, body: Any = None, init: Any = None, *_: Any) -> JsResponse:
        """Return ``new Response(body, init)``.

        Raises:
            RangeError: there is no such status.
            TypeError: it cannot be made of that.

        """
        return self._made(*body_of(self.realm, body), init)

    def _made(self, body: Body | None, kind: str | None, init: Any) -> JsResponse:
        """Do as "initialize a response"."""
        if is_primitive(init) and not is_nullish(init):
            raise errors.TypeError("Response: the init is no object")
        given = {
            name: None if is_nullish(init) else self.realm.get(init, name)
            for name in ("status", "statusText", "headers")
        }
        status = 200
        if given["status"] is not None:
            status = int(self.realm.to_integer_or_infinity(given["status"]))
        if not 200 <= status <= 599:
            raise errors.RangeError(
                f"Failed to construct 'Response': The status provided ({status}) is outside the "
                "range [200, 599]."
            )
        text = "" if given["statusText"] is None else self.realm.to_string(given["statusText"])
        if _REASON_PHRASE.fullmatch(text) is None:
            raise errors.TypeError("Response: Invalid statusText")
        if body is not None and status in NULL_BODY_STATUSES:
            raise errors.TypeError(
                f"Response: Invalid response status code {status}: it has no body"
            )
        headers = self.realm.interfaces["Headers"]
        assert isinstance(headers, Headers), "the realm has one interface of that name"
        made = JsResponse(status, text, headers.of(given["headers"], Guard.RESPONSE), body)
        if kind is not None and made.headers.get("content-type") is None:
            made.headers.append("Content-Type", kind)
        return made

    @static
    def error(self) -> JsResponse:
        return JsResponse(0, headers=JsHeaders(guard=Guard.IMMUTABLE), type="error")

    @static
    def redirect(self, url: Any = None, status: Any = None) -> JsResponse:
        text = self.realm.to_string(url)
        try:
            target = parse(text)
        except InvalidUrl:
            raise errors.TypeError(f"Failed to parse URL from {text}") from None
        code = 302 if status is None else int(self.realm.to_integer_or_infinity(status))
        if code not in REDIRECT_STATUSES:
            raise errors.RangeError(f"Invalid status code {code}")
        headers = JsHeaders([("location", str(target))], Guard.IMMUTABLE)
        return JsResponse(code, headers=headers)

    @static("json")
    def of_json(self, data: Any = None, init: Any = None) -> JsResponse:
        text = None if data is None else self.realm.to_json(data)
        if text is None:
            raise errors.TypeError("Value is not JSON serializable")
        return self._made(Body(self.realm, text.encode()), "application/json", init)

    def _response(self, this: object, member: str) -> JsResponse:
        return self.receiver(this, JsResponse, member)

    @getter
    def type(self, this: object) -> str:
        return self._response(this, "get type").type

    @getter
    def url(self, this: object) -> str:
        return self._response(this, "get url").url

    @getter
    def redirected(self, this: object) -> bool:
        return len(self._response(this, "get redirected").urls) > 1

    @getter
    def status(self, this: object) -> int:
        return self._response(this, "get status").status

    @getter
    def ok(self, this: object) -> bool:
        return self._response(this, "get ok").ok

    @getter("statusText")
    def status_text(self, this: object) -> str:
        return self._response(this, "get statusText").status_text

    @getter
    def headers(self, this: object) -> JsHeaders:
        return self._response(this, "get headers").headers

    @method
    def clone(self, this: object) -> JsResponse:
        response = self._response(this, "clone")
        if response.body is not None and response.body.unusable:
            raise errors.TypeError("Response.clone: Body has already been consumed.")
        return JsResponse(
            response.status,
            response.status_text,
            response.headers.copied(response.headers.guard),
            None if response.body is None else response.body.clone(),
            type=response.type,
            urls=response.urls,
        )
