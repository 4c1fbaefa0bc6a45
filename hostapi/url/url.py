"""``URL`` (URL, 6.1 URL class)."""

from __future__ import annotations

from typing import Any, ClassVar

from hostapi.errors import TypeError as JsTypeError
from hostapi.instances import InstanceInterface, JsInstance
from hostapi.interface import getter, method, setter, static
from hostapi.url import percent
from hostapi.url.parser import InvalidUrl, override, parse
from hostapi.url.record import UrlRecord
from hostapi.url.search_params import JsURLSearchParams
from runtime.core.values import null


class JsURL(JsInstance):
    """A URL; its parts are in ``record``, and ``str`` is its text.

    Args:
        record: its parts.

    """

    __slots__ = ("_params", "record")

    def __init__(self, record: UrlRecord) -> None:
        super().__init__()
        self.record = record
        self._params: JsURLSearchParams | None = None

    @property
    def search_params(self) -> JsURLSearchParams:
        """Its query, as names and values that can be changed."""
        if self._params is None:
            self._params = JsURLSearchParams()
            self._params.url = self
            self.query_changed()
        return self._params

    def query_changed(self) -> None:
        """Read the query anew."""
        if self._params is not None:
            self._params.read(self.record.query or "")

    def __str__(self) -> str:
        return self.record.serialized()

    def __repr__(self) -> str:
        return f"<URL {self}>"


class URL(InstanceInterface):
    """The interface of `JsURL`."""

    name = "URL"
    tag = "URL"
    types: ClassVar[tuple[type, ...]] = (JsURL,)
    length = 1

    def construct(self, *args: Any) -> JsURL:
        """Return ``new URL(url, base)``.

        Raises:
            TypeError: it is none.

        """
        if not args:
            raise TypeError("Failed to construct 'URL': 1 argument required, but only 0 present.")
        return JsURL(self._parsed(args[0], args[1] if len(args) > 1 else None))

    def _parsed(self, url: Any, base: Any) -> UrlRecord:
        text = self.realm.to_string(url)
        try:
            above = None if base is None else parse(self.realm.to_string(base))
            return parse(text, above)
        except InvalidUrl:
            of = "" if base is None else f" with the base {self.realm.to_string(base)!r}"
            raise JsTypeError(f"Invalid URL: {text!r}{of}") from None

    @static
    def canParse(self, url: Any = None, base: Any = None) -> bool:
        try:
            self._parsed(url, base)
        except JsTypeError:
            return False
        return True

    @static
    def parse(self, url: Any = None, base: Any = None) -> Any:
        try:
            return JsURL(self._parsed(url, base))
        except JsTypeError:
            return null

    def _record(self, this: object, member: str) -> UrlRecord:
        return self.receiver(this, JsURL, member).record

    def _override(self, this: object, name: str, state: str, value: Any, suffix: str = "") -> None:
        override(self._record(this, f"set {name}"), state, self.realm.to_string(value) + suffix)

    @method("toJSON")
    @method("toString")
    @getter
    def href(self, this: object) -> str:
        return str(self.receiver(this, JsURL, "get href"))

    @setter("href")
    def set_href(self, this: object, value: Any) -> None:
        url = self.receiver(this, JsURL, "set href")
        url.record = self._parsed(value, None)
        url.query_changed()

    @getter
    def origin(self, this: object) -> str:
        return self._record(this, "get origin").origin

    @getter
    def protocol(self, this: object) -> str:
        return self._record(this, "get protocol").scheme + ":"

    @setter("protocol")
    def set_protocol(self, this: object, value: Any) -> None:
        self._override(this, "protocol", "scheme_start", value, ":")

    @getter
    def username(self, this: object) -> str:
        return self._record(this, "get username").username

    @setter("username")
    def set_username(self, this: object, value: Any) -> None:
        record = self._record(this, "set username")
        if not record.cannot_have_credentials_or_port:
            record.username = percent.encode(self.realm.to_string(value), percent.USERINFO)

    @getter
    def password(self, this: object) -> str:
        return self._record(this, "get password").password

    @setter("password")
    def set_password(self, this: object, value: Any) -> None:
        record = self._record(this, "set password")
        if not record.cannot_have_credentials_or_port:
            record.password = percent.encode(self.realm.to_string(value), percent.USERINFO)

    @getter
    def host(self, this: object) -> str:
        return self._record(this, "get host").host_and_port

    @setter("host")
    def set_host(self, this: object, value: Any) -> None:
        if not isinstance(self._record(this, "set host").path, str):
            self._override(this, "host", "host", value)

    @getter
    def hostname(self, this: object) -> str:
        return self._record(this, "get hostname").host or ""

    @setter("hostname")
    def set_hostname(self, this: object, value: Any) -> None:
        if not isinstance(self._record(this, "set hostname").path, str):
            self._override(this, "hostname", "hostname", value)

    @getter
    def port(self, this: object) -> str:
        port = self._record(this, "get port").port
        return "" if port is None else str(port)

    @setter("port")
    def set_port(self, this: object, value: Any) -> None:
        record, text = self._record(this, "set port"), self.realm.to_string(value)
        if record.cannot_have_credentials_or_port:
            return
        if text:
            override(record, "port", text)
        else:
            record.port = None

    @getter
    def pathname(self, this: object) -> str:
        return self._record(this, "get pathname").pathname

    @setter("pathname")
    def set_pathname(self, this: object, value: Any) -> None:
        record = self._record(this, "set pathname")
        if not isinstance(record.path, str):
            record.path = []
            self._override(this, "pathname", "path_start", value)

    @getter
    def search(self, this: object) -> str:
        query = self._record(this, "get search").query
        return f"?{query}" if query else ""

    @setter("search")
    def set_search(self, this: object, value: Any) -> None:
        url, text = self.receiver(this, JsURL, "set search"), self.realm.to_string(value)
        url.record.query = None
        if text:
            url.record.query = ""
            override(url.record, "query", text.removeprefix("?"))
        url.query_changed()

    @getter("searchParams")
    def search_params(self, this: object) -> JsURLSearchParams:
        return self.receiver(this, JsURL, "get searchParams").search_params

    @getter
    def hash(self, this: object) -> str:
        fragment = self._record(this, "get hash").fragment
        return f"#{fragment}" if fragment else ""

    @setter("hash")
    def set_hash(self, this: object, value: Any) -> None:
        record, text = self._record(this, "set hash"), self.realm.to_string(value)
        record.fragment = None
        if text:
            record.fragment = ""
            override(record, "fragment", text.removeprefix("#"))
