"""Bodies of requests and responses (Fetch, 5.2 BodyInit unions and 5.3 Body mixin)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hostapi import errors
from hostapi.buffers import ArrayBuffer, DataView
from hostapi.conversions import is_nullish
from hostapi.fetching.headers import JsHeaders
from hostapi.instances import InstanceInterface, JsInstance
from hostapi.interface import getter, method
from hostapi.streams.queue import Controller, JsReadableStream
from hostapi.streams.tee import tee
from hostapi.typed_arrays import Uint8Array, as_typed_array
from hostapi.url import percent
from hostapi.url.search_params import JsURLSearchParams
from runtime.core.promise import Capability, Promise
from runtime.core.thrown import caught, is_catchable
from runtime.core.values import null

if TYPE_CHECKING:
    from hostapi.realm import Realm


class _Bytes:
    """The source of a stream of bytes that are there."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def start(self, _controller: Controller) -> object:
        return None

    def pull(self, controller: Controller) -> object:
        if self._data:
            controller.enqueue(Uint8Array.of_bytes(self._data))
        controller.close()
        return None

    def cancel(self, _reason: object) -> object:
        return None


class Body:
    """A body: bytes that are there, or a stream.

    Args:
        realm: where it belongs.
        source: the bytes, or None.
        stream: the stream; of bytes one is made when it is asked for.

    Attributes:
        source: the same; what they are sent from again at a redirect.

    """

    __slots__ = ("_realm", "_stream", "_used", "source")

    def __init__(
        self, realm: Realm, source: bytes | None, stream: JsReadableStream | None = None
    ) -> None:
        self._realm = realm
        self.source = source
        self._stream = stream
        self._used = False

    @property
    def stream(self) -> JsReadableStream:
        """Its stream."""
        if self._stream is None:
            self._stream = JsReadableStream(self._realm, _Bytes(self.source or b""), 0)
        return self._stream

    @property
    def used(self) -> bool:
        """Whether it was read from."""
        return self._used or (self._stream is not None and self._stream.disturbed)

    @property
    def unusable(self) -> bool:
        """Whether it cannot be read: it was, or is by somebody else."""
        return self.used or (self._stream is not None and self._stream.locked)

    def take(self) -> bytes | JsReadableStream:
        """Return what is to be read, and count as used from here on."""
        self._used = True
        if self._stream is None:
            return self.source or b""
        return self._stream

    def passed_on(self) -> Body:
        """Return a body with what this one has, which counts as used from here on."""
        self._used = True
        return Body(self._realm, self.source, self._stream)

    def clone(self) -> Body:
        """Return a copy; both are read by themselves."""
        made = Body(self._realm, self.source)
        if self._stream is not None:
            self._stream, made._stream = tee(self._stream)
        return made


def extract(realm: Realm, value: Any) -> tuple[Body, str | None]:
    """Return the body that a value is, and its content type ("extract").

    Raises:
        EvalError: it is of a kind that is not served.
        TypeError: it is a stream that was read from or is locked.

    """
    if isinstance(value, JsReadableStream):
        if value.disturbed or value.locked:
            raise errors.TypeError("Response body object should not be disturbed or locked")
        return Body(realm, None, value), None
    if isinstance(value, JsURLSearchParams):
        kind = "application/x-www-form-urlencoded;charset=UTF-8"
        return Body(realm, str(value).encode()), kind
    data = bytes_of(value)
    if data is not None:
        return Body(realm, data), None
    text = percent.usv(realm.to_string(value))
    return Body(realm, text.encode()), "text/plain;charset=UTF-8"


def bytes_of(value: object) -> bytes | None:
    """Return the bytes of a BufferSource, None for anything else."""
    if isinstance(value, (ArrayBuffer, DataView)):
        return bytes(value)
    array = as_typed_array(value)
    return None if array is None else array.tobytes()


class JsWithBody(JsInstance):
    """A request or a response.

    Attributes:
        headers: its headers.
        body: its body, or None.

    """

    __slots__ = ("body", "headers")
    headers: JsHeaders
    body: Body | None


class WithBody(InstanceInterface):
    """The interface that Request and Response have in common."""

    def _body(self, this: object, member: str) -> JsWithBody:
        return self.receiver(this, JsWithBody, member)

    @getter
    def body(self, this: object) -> Any:
        body = self._body(this, "get body").body
        return null if body is None else body.stream

    @getter("bodyUsed")
    def body_used(self, this: object) -> bool:
        body = self._body(this, "get bodyUsed").body
        return body is not None and body.used

    def _consume(self, this: object, member: str, convert: Callable[[bytes], Any]) -> Promise:
        """Return a promise of what is made of the whole body ("consume body")."""
        promises = self.realm.promises
        try:
            body = self._body(this, member).body
        except TypeError as error:
            return promises.rejected(error)
        if body is not None and body.unusable:
            return promises.rejected(
                errors.TypeError("Body is unusable: Body has already been read")
            )
        capability = promises.new()
        finish = _finisher(capability, convert)
        taken = b"" if body is None else body.take()
        if isinstance(taken, bytes):
            finish(taken)
        else:
            _Reading(taken, finish, capability)
        return capability.promise

    @method
    def text(self, this: object) -> Promise:
        return self._consume(this, "text", _utf8)

    @method
    def json(self, this: object) -> Promise:
        return self._consume(this, "json", lambda data: self.realm.parse_json(_utf8(data)))

    @method("arrayBuffer")
    def array_buffer(self, this: object) -> Promise:
        return self._consume(this, "arrayBuffer", lambda data: ArrayBuffer(bytearray(data)))

    @method
    def bytes(self, this: object) -> Promise:
        return self._consume(this, "bytes", Uint8Array.of_bytes)

    @method
    def blob(self, this: object) -> Promise:
        return self.realm.promises.rejected(self.realm.refused("Blob"))

    @method("formData")
    def form_data(self, this: object) -> Promise:
        return self.realm.promises.rejected(self.realm.refused("FormData"))


def _utf8(data: bytes) -> str:
    """Do as "UTF-8 decode": a byte order mark is left out, what is no UTF-8 is U+FFFD."""
    return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")


def _finisher(capability: Capability, convert: Callable[[bytes], Any]) -> Callable[[bytes], None]:
    def finish(data: bytes) -> None:
        try:
            converted = convert(data)
        except Exception as error:
            if not is_catchable(error):
                raise
            capability.reject(caught(error))
        else:
            capability.resolve(converted)

    return finish


class _Reading:
    """Reads a stream to its end ("read all bytes").

    Args:
        stream: what is read.
        finish: given all bytes.
        capability: rejected where that fails.

    """

    def __init__(
        self, stream: JsReadableStream, finish: Callable[[bytes], None], capability: Capability
    ) -> None:
        self._reader = stream.acquire()
        self._finish = finish
        self._capability = capability
        self._chunks: list[bytes] = []
        self._more()

    def _more(self) -> None:
        self._reader.read().react(self._got, self._capability.reject, None)

    def _got(self, step: Any) -> None:
        if step["done"]:
            self._finish(b"".join(self._chunks))
            return
        chunk = step["value"]
        array = as_typed_array(chunk)
        if not isinstance(array, Uint8Array):
            error = errors.TypeError("Received a chunk that is no Uint8Array")
            self._capability.reject(error)
            self._reader.cancel(error).handle()
            return
        self._chunks.append(array.tobytes())
        self._more()


def body_of(realm: Realm, value: Any) -> tuple[Body | None, str | None]:
    """Return the body and the content type of an optional ``body``."""
    return (None, None) if is_nullish(value) else extract(realm, value)
