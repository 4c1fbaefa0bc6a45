"""URL records (URL, 4.1 URL representation and 4.5 URL serializing)."""

from __future__ import annotations

from typing import Final

from runtime.records import field, record

SPECIAL: Final[dict[str, int | None]] = {
    "ftp": 21,
    "file": None,
    "http": 80,
    "https": 443,
    "ws": 80,
    "wss": 443,
}
"""The special schemes and their default ports."""


@record
class UrlRecord:
    """A URL.

    Attributes:
        scheme: without the colon.
        username: percent-encoded.
        password: likewise.
        host: its serialization, ``""`` for an empty one, None for none.
        port: None for none, or the scheme's own.
        path: segments, or one text of a URL that has an opaque path: ``mailto:x``.
        query: without the question mark, None for none.
        fragment: without the hash, None for none.

    """

    scheme: str = ""
    username: str = ""
    password: str = ""
    host: str | None = None
    port: int | None = None
    path: list[str] | str = field(default_factory=list)
    query: str | None = None
    fragment: str | None = None

    @property
    def special(self) -> bool:
        """Whether the scheme is a special one."""
        return self.scheme in SPECIAL

    @property
    def cannot_have_credentials_or_port(self) -> bool:
        """Whether it has no place for a username, a password or a port."""
        return not self.host or self.scheme == "file"

    @property
    def has_credentials(self) -> bool:
        """Whether there is a username or a password."""
        return bool(self.username or self.password)

    @property
    def pathname(self) -> str:
        """The path, serialized."""
        if isinstance(self.path, str):
            return self.path
        return "".join(f"/{segment}" for segment in self.path)

    @property
    def host_and_port(self) -> str:
        """The host, serialized, and the port if there is one."""
        host = self.host or ""
        return host if self.port is None else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """The origin, serialized: ``null`` for schemes without one."""
        if self.scheme == "blob":
            from hostapi.url.parser import InvalidUrl, parse

            try:
                inner = parse(self.pathname)
            except InvalidUrl:
                return "null"
            return inner.origin if inner.scheme in ("http", "https") else "null"
        if not self.special or self.scheme == "file":
            return "null"
        return f"{self.scheme}://{self.host_and_port}"

    def shorten(self) -> None:
        """Take the last segment off the path; a drive letter of Windows stays."""
        path = self.path
        if not isinstance(path, list):
            return
        lone_drive = len(path) == 1 and is_drive_letter(path[0], normalized=True)
        if path and not (self.scheme == "file" and lone_drive):
            path.pop()

    def serialized(self, *, fragment: bool = True) -> str:
        """Return the URL as text."""
        text = self.scheme + ":"
        if self.host is not None:
            text += "//"
            if self.has_credentials:
                text += self.username + (f":{self.password}" if self.password else "") + "@"
            text += self.host_and_port
        elif isinstance(self.path, list) and len(self.path) > 1 and self.path[0] == "":
            text += "/."
        text += self.pathname
        if self.query is not None:
            text += f"?{self.query}"
        if fragment and self.fragment is not None:
            text += f"#{self.fragment}"
        return text

    def __str__(self) -> str:
        return self.serialized()


def is_drive_letter(text: str, *, normalized: bool = False) -> bool:
    """Tell whether text is a drive letter of Windows: ``C:``, or ``C|`` if not normalized."""
    if len(text) != 2 or not (text[0].isascii() and text[0].isalpha()):
        return False
    return text[1] == ":" or (text[1] == "|" and not normalized)
