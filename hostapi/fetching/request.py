"""``Request`` (Fetch, 5.4 Request class)."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from hostapi import errors
from hostapi.conversions import is_nullish, is_primitive
from hostapi.dom.abort_signal import JsAbortSignal
from hostapi.fetching.body import Body, JsWithBody, WithBody, body_of
from hostapi.fetching.headers import TOKEN, Guard, Headers, JsHeaders
from hostapi.interface import getter, method
from hostapi.streams.queue import JsReadableStream
from hostapi.url.parser import InvalidUrl, parse
from hostapi.url.record import UrlRecord
from runtime.core.values import is_falsy

_FORBIDDEN_METHODS: Final = frozenset({"CONNECT", "TRACE", "TRACK"})
_NORMALIZED_METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"})
_CHOICES: Final[dict[str, tuple[str, ...]]] = {
    # Of each, the first is what it is unless told.
    "mode": ("cors", "navigate", "no-cors", "same-origin"),
    "credentials": ("same-origin", "include", "omit"),
    "cache": ("default", "force-cache", "no-cache", "no-store", "only-if-cached", "reload"),
    "redirect": ("follow", "error", "manual"),
    "referrerPolicy": (
        *("", "no-referrer", "no-referrer-when-downgrade", "origin", "origin-when-cross-origin"),
        *("same-origin", "strict-origin", "strict-origin-when-cross-origin", "unsafe-url"),
    ),
}


class JsRequest(JsWithBody):
    """A request.

    Attributes:
        url: where it goes.
        method: its method.
        signal: aborts it.
        choices: ``mode``, ``credentials``, ``cache``, ``redirect``, ``referrerPolicy``.
        integrity: what its response must be, as a hash.
        keepalive: kept, to be read.

    """

    __slots__ = ("choices", "integrity", "keepalive", "method", "signal", "url")

    def __init__(self, url: UrlRecord, signal: JsAbortSignal) -> None:
        super().__init__()
        self.url = url
        self.signal = signal
        self.method = "GET"
        self.headers = JsHeaders(guard=Guard.REQUEST)
        self.body: Body | None = None
        self.choices = {name: values[0] for name, values in _CHOICES.items()}
        self.integrity = ""
        self.keepalive = False

    def __repr__(self) -> str:
        return f"<Request {self.method} {self.url}>"


class Request(WithBody):
    """The interface of `JsRequest`."""

    name = "Request"
    tag = "Request"
    types: ClassVar[tuple[type, ...]] = (JsRequest,)
    length = 1

    def construct(self, *args: Any) -> JsRequest:
        """Return ``new Request(input, init)``.

        Raises:
            TypeError: it cannot be made of that.

        """
        if not args:
            raise errors.TypeError(
                "Failed to construct 'Request': 1 argument required, but only 0 present."
            )
        return self.made(args[0], args[1] if len(args) > 1 else None)

    def made(self, input: Any, init: Any) -> JsRequest:
        """Return the request of an input and a RequestInit."""
        if is_primitive(init) and not is_nullish(init):
            raise errors.TypeError("Request: the init is no object")
        given = self._given(init)
        base = input if isinstance(input, JsRequest) else None
        signal = given.get("signal", None if base is None else base.signal)
        made = JsRequest(self._url(input), self._following(signal))
        if base is not None:
            made.method, made.choices = base.method, dict(base.choices)
            made.headers = base.headers.copied(Guard.REQUEST)
            made.integrity, made.keepalive = base.integrity, base.keepalive
        self._set_options(made, given)
        if "headers" in given:
            headers = self.realm.interfaces["Headers"]
            assert isinstance(headers, Headers), "the realm has one interface of that name"
            made.headers = headers.of(given["headers"], Guard.REQUEST)
        self._set_body(made, base, given)
        return made

    def _given(self, init: Any) -> dict[str, Any]:
        """Return the members that a RequestInit has."""
        if is_nullish(init):
            return {}
        names = (*_CHOICES, "method", "headers", "body", "signal", "integrity", "keepalive")
        found = {name: self.realm.get(init, name) for name in (*names, "duplex", "window")}
        return {name: value for name, value in found.items() if value is not None}

    def _url(self, input: Any) -> UrlRecord:
        if isinstance(input, JsRequest):
            return input.url
        text = self.realm.to_string(input)
        try:
            url = parse(text)
        except InvalidUrl:
            raise errors.TypeError(
                f"Failed to parse URL from {text}: it must be absolute, for a guest has no "
                "document to be relative to"
            ) from None
        if url.has_credentials:
            raise errors.TypeError(
                f"Request cannot be constructed from a URL that includes credentials: {text}"
            )
        return url

    def _following(self, signal: Any) -> JsAbortSignal:
        if is_nullish(signal):
            return JsAbortSignal(self.realm)
        if not isinstance(signal, JsAbortSignal):
            raise errors.TypeError("Request: the signal is no AbortSignal")
        return JsAbortSignal.following(self.realm, [signal])

    def _set_options(self, made: JsRequest, given: dict[str, Any]) -> None:
        for name, values in _CHOICES.items():
            if name in given:
                value = self.realm.to_string(given[name])
                if value not in values:
                    raise errors.TypeError(f"Request: {value!r} is no {name}")
                made.choices[name] = value
        if made.choices["mode"] == "navigate":
            raise errors.TypeError("Request: the mode 'navigate' is the browser's own")
        if "method" in given:
            made.method = _method(self.realm.to_string(given["method"]))
        if "integrity" in given:
            made.integrity = self.realm.to_string(given["integrity"])
        made.keepalive = not is_falsy(given.get("keepalive", made.keepalive))

    def _set_body(self, made: JsRequest, base: JsRequest | None, given: dict[str, Any]) -> None:
        inherited = None if base is None else base.body
        body, kind = body_of(self.realm, given.get("body"))
        if (body or inherited) is not None and made.method in ("GET", "HEAD"):
            raise errors.TypeError("Request with GET/HEAD method cannot have body.")
        if isinstance(given.get("body"), JsReadableStream) and given.get("duplex") != "half":
            raise errors.TypeError("RequestInit: duplex option is required when sending a body.")
        if body is None and inherited is not None:
            if inherited.unusable:
                raise errors.TypeError(
                    "Cannot construct a Request with a Request object that has already been used."
                )
            body = inherited.passed_on()
        if kind is not None and made.headers.get("content-type") is None:
            made.headers.append("Content-Type", kind)
        made.body = body

    def _request(self, this: object, member: str) -> JsRequest:
        return self.receiver(this, JsRequest, member)

    @getter("method")
    def get_method(self, this: object) -> str:
        return self._request(this, "get method").method

    @getter
    def url(self, this: object) -> str:
        return str(self._request(this, "get url").url)

    @getter
    def headers(self, this: object) -> JsHeaders:
        return self._request(this, "get headers").headers

    @getter
    def signal(self, this: object) -> JsAbortSignal:
        return self._request(this, "get signal").signal

    @getter
    def destination(self, this: object) -> str:
        self._request(this, "get destination")
        return ""

    @getter
    def referrer(self, this: object) -> str:
        self._request(this, "get referrer")
        return "about:client"

    @getter("referrerPolicy")
    def referrer_policy(self, this: object) -> str:
        return self._request(this, "get referrerPolicy").choices["referrerPolicy"]

    @getter
    def mode(self, this: object) -> str:
        return self._request(this, "get mode").choices["mode"]

    @getter
    def credentials(self, this: object) -> str:
        return self._request(this, "get credentials").choices["credentials"]

    @getter
    def cache(self, this: object) -> str:
        return self._request(this, "get cache").choices["cache"]

    @getter
    def redirect(self, this: object) -> str:
        return self._request(this, "get redirect").choices["redirect"]

    @getter
    def integrity(self, this: object) -> str:
        return self._request(this, "get integrity").integrity

    @getter
    def keepalive(self, this: object) -> bool:
        return self._request(this, "get keepalive").keepalive

    @getter
    def duplex(self, this: object) -> str:
        self._request(this, "get duplex")
        return "half"

    @method
    def clone(self, this: object) -> JsRequest:
        request = self._request(this, "clone")
        if request.body is not None and request.body.unusable:
            raise errors.TypeError("Request.clone: Body has already been consumed.")
        made = JsRequest(request.url, self._following(request.signal))
        made.method, made.choices = request.method, dict(request.choices)
        made.integrity, made.keepalive = request.integrity, request.keepalive
        made.headers = request.headers.copied(request.headers.guard)
        made.body = None if request.body is None else request.body.clone()
        return made


def _method(text: str) -> str:
    """Return a method, normalized.

    Raises:
        TypeError: it is none, or is not for guests.

    """
    upper = text.upper()
    if TOKEN.fullmatch(text) is None or upper in _FORBIDDEN_METHODS:
        raise errors.TypeError(f"'{text}' HTTP method is unsupported.")
    return upper if upper in _NORMALIZED_METHODS else text
