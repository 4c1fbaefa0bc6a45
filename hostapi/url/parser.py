"""The basic URL parser (URL, 4.4 URL parsing): its states are methods, by their names there."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from hostapi.url import percent
from hostapi.url.host import InvalidHost, parse_host
from hostapi.url.record import SPECIAL, UrlRecord, is_drive_letter

EOF: Final = ""
_TRIMMED: Final = "".join(map(chr, range(0x21)))
_TABS_AND_NEWLINES: Final = re.compile("[\t\n\r]")
_SINGLE_DOT: Final = frozenset({".", "%2e"})
_DOUBLE_DOT: Final = frozenset({"..", ".%2e", "%2e.", "%2e%2e"})
_ASCII_DIGITS: Final = frozenset("0123456789")
_SCHEME: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.")


class InvalidUrl(ValueError):
    """Text is no URL."""


class _Done(Exception):
    """With a state override: what was to be set is set."""


State = Callable[[], "State"]


def parse(text: str, base: UrlRecord | None = None) -> UrlRecord:
    """Return the URL that text is.

    Args:
        text: the text.
        base: what a relative URL is relative to.

    Raises:
        InvalidUrl: it is none.

    """
    parser = _Parser(percent.usv(text).strip(_TRIMMED), UrlRecord(), base, "")
    parser.run(parser.scheme_start)
    return parser.url


def override(url: UrlRecord, state: str, text: str) -> None:
    """Change a part of a URL as a setter does ("state override").

    Args:
        url: what is changed, if the text will do.
        state: the state to begin in: ``"host"``.
        text: the new value.

    """
    parser = _Parser(percent.usv(text), url, None, state)
    with suppress(InvalidUrl):  # what was set before the fault stays
        parser.run(getattr(parser, state))


class _Parser:
    """One run of the parser.

    Args:
        text: what is parsed.
        url: what is filled in.
        base: what it is relative to.
        override: the state that a setter begins in, empty for none.

    """

    def __init__(self, text: str, url: UrlRecord, base: UrlRecord | None, override: str) -> None:
        self.input = _TABS_AND_NEWLINES.sub("", text)
        self.url = url
        self.base = base
        self.override = override
        self.pointer = 0
        self.buffer = ""
        self.at_seen = False
        self.in_brackets = False
        self.password_seen = False

    @property
    def c(self) -> str:
        """The character at the pointer, empty at the end."""
        return self.input[self.pointer : self.pointer + 1]

    def remaining(self, text: str) -> bool:
        """Tell whether what follows the pointer begins with ``text``."""
        return self.input.startswith(text, self.pointer + 1)

    def run(self, state: State) -> None:
        """Go through the input, and once more at its end."""
        try:
            while True:
                state = state()
                if self.pointer >= len(self.input):
                    return
                self.pointer += 1
        except _Done:
            return

    def is_special_slash(self) -> bool:
        return self.url.special and self.c == "\\"

    def ends_authority(self) -> bool:
        return self.c in ("", "/", "?", "#") or self.is_special_slash()

    # --- the scheme -----------------------------------------------------------------------------

    def scheme_start(self) -> State:
        if self.c.isascii() and self.c.isalpha():
            self.buffer += self.c.lower()
            return self.scheme
        if self.override:
            raise InvalidUrl(self.input)
        self.pointer -= 1
        return self.no_scheme

    def scheme(self) -> State:
        if self.c != EOF and self.c in _SCHEME:
            self.buffer += self.c.lower()
            return self.scheme
        if self.c == ":":
            return self._after_scheme()
        if self.override:
            raise InvalidUrl(self.input)
        self.buffer, self.pointer = "", -1
        return self.no_scheme

    def _after_scheme(self) -> State:
        url = self.url
        if self.override:
            if (url.special != (self.buffer in SPECIAL)) or (
                self.buffer == "file" and (url.has_credentials or url.port is not None)
            ):
                raise _Done
            if url.scheme == "file" and not url.host:
                raise _Done
            url.scheme = self.buffer
            if url.port is not None and url.port == SPECIAL.get(url.scheme):
                url.port = None
            raise _Done
        url.scheme, self.buffer = self.buffer, ""
        if url.scheme == "file":
            return self.file
        if url.special:
            if self.base is not None and self.base.scheme == url.scheme:
                return self.special_relative_or_authority
            return self.special_authority_slashes
        if self.remaining("/"):
            self.pointer += 1
            return self.path_or_authority
        url.path = ""
        return self.opaque_path

    def no_scheme(self) -> State:
        base = self.base
        if base is None or (isinstance(base.path, str) and self.c != "#"):
            raise InvalidUrl(self.input)
        if isinstance(base.path, str):
            self._take(path=True)
            self.url.scheme, self.url.fragment = base.scheme, ""
            return self.fragment
        self.pointer -= 1
        return self.file if base.scheme == "file" else self.relative

    def _take(self, *, path: bool) -> None:
        """Take over what a relative URL has from its base."""
        base, url = self.base, self.url
        assert base is not None, "only a relative URL comes here"
        url.username, url.password = base.username, base.password
        url.host, url.port = base.host, base.port
        if path:
            url.path = base.path if isinstance(base.path, str) else list(base.path)
            url.query = base.query

    # --- between scheme and authority -----------------------------------------------------------

    def special_relative_or_authority(self) -> State:
        if self.c == "/" and self.remaining("/"):
            self.pointer += 1
            return self.special_authority_ignore_slashes
        self.pointer -= 1
        return self.relative

    def path_or_authority(self) -> State:
        if self.c == "/":
            return self.authority
        self.pointer -= 1
        return self.path

    def relative(self) -> State:
        assert self.base is not None, "only a relative URL comes here"
        self.url.scheme = self.base.scheme
        if self.c == "/" or self.is_special_slash():
            return self.relative_slash
        self._take(path=True)
        return self._after_path_of_base()

    def _after_path_of_base(self) -> State:
        url = self.url
        if self.c == "?":
            url.query = ""
            return self.query
        if self.c == "#":
            url.fragment = ""
            return self.fragment
        if self.c != EOF:
            url.query = None
            url.shorten()
            self.pointer -= 1
            return self.path
        return self.relative

    def relative_slash(self) -> State:
        if self.url.special and self.c in ("/", "\\") and self.c:
            return self.special_authority_ignore_slashes
        if self.c == "/":
            return self.authority
        self._take(path=False)
        self.pointer -= 1
        return self.path

    def special_authority_slashes(self) -> State:
        if self.c == "/" and self.remaining("/"):
            self.pointer += 1
        else:
            self.pointer -= 1
        return self.special_authority_ignore_slashes

    def special_authority_ignore_slashes(self) -> State:
        if self.c in ("/", "\\") and self.c:
            return self.special_authority_ignore_slashes
        self.pointer -= 1
        return self.authority

    # --- the authority --------------------------------------------------------------------------

    def authority(self) -> State:
        if self.c == "@":
            self._credentials(("%40" if self.at_seen else "") + self.buffer)
            self.at_seen, self.buffer = True, ""
            return self.authority
        if self.ends_authority():
            if self.at_seen and not self.buffer:
                raise InvalidUrl(self.input)
            self.pointer -= len(self.buffer) + 1
            self.buffer = ""
            return self.host
        self.buffer += self.c
        return self.authority

    def _credentials(self, text: str) -> None:
        if not self.password_seen and ":" in text:
            self.password_seen = True
            username, _, password = text.partition(":")
            self.url.username += percent.encode(username, percent.USERINFO)
            self.url.password += percent.encode(password, percent.USERINFO)
        elif self.password_seen:
            self.url.password += percent.encode(text, percent.USERINFO)
        else:
            self.url.username += percent.encode(text, percent.USERINFO)

    def host(self) -> State:
        url = self.url
        if self.override and url.scheme == "file":
            self.pointer -= 1
            return self.file_host
        if self.c == ":" and not self.in_brackets:
            if not self.buffer or self.override == "hostname":
                raise InvalidUrl(self.input)
            self._set_host()
            return self.port
        if self.ends_authority():
            self.pointer -= 1
            if url.special and not self.buffer:
                raise InvalidUrl(self.input)
            if self.override and not self.buffer and (url.has_credentials or url.port is not None):
                raise InvalidUrl(self.input)
            self._set_host()
            if self.override:
                raise _Done
            return self.path_start
        self.in_brackets = (self.in_brackets or self.c == "[") and self.c != "]"
        self.buffer += self.c
        return self.host

    hostname = host

    def _set_host(self) -> None:
        try:
            self.url.host = parse_host(self.buffer, special=self.url.special)
        except InvalidHost:
            raise InvalidUrl(self.input) from None
        self.buffer = ""

    def port(self) -> State:
        if self.c != EOF and self.c in _ASCII_DIGITS:
            self.buffer += self.c
            return self.port
        if self.ends_authority() or self.override:
            if self.buffer:
                digits = self.buffer.lstrip("0") or "0"
                port = int(digits[:6])
                if port > 0xFFFF:
                    raise InvalidUrl(self.input)
                self.url.port = None if port == SPECIAL.get(self.url.scheme) else port
                self.buffer = ""
                if self.override:
                    raise _Done
            if self.override:
                raise InvalidUrl(self.input)
            self.pointer -= 1
            return self.path_start
        raise InvalidUrl(self.input)

    # --- files ----------------------------------------------------------------------------------

    def file(self) -> State:
        url, base = self.url, self.base
        url.scheme, url.host = "file", ""
        if self.c in ("/", "\\") and self.c:
            return self.file_slash
        if base is None or base.scheme != "file":
            self.pointer -= 1
            return self.path
        url.host = base.host
        url.path = list(base.path)
        url.query = base.query
        if self.c not in ("?", "#", EOF) and self._starts_with_drive_letter():
            url.path, url.query = [], None
            self.pointer -= 1
            return self.path
        following = self._after_path_of_base()
        return self.file if following == self.relative else following

    def _starts_with_drive_letter(self) -> bool:
        text = self.input[self.pointer :]
        return is_drive_letter(text[:2]) and (len(text) == 2 or text[2] in "/\\?#")

    def file_slash(self) -> State:
        if self.c in ("/", "\\") and self.c:
            return self.file_host
        base = self.base
        if base is not None and base.scheme == "file":
            self.url.host = base.host
            if not self._starts_with_drive_letter() and (
                base.path and is_drive_letter(base.path[0], normalized=True)
            ):
                self.url.path = [base.path[0]]
        self.pointer -= 1
        return self.path

    def file_host(self) -> State:
        if self.c not in ("", "/", "\\", "?", "#"):
            self.buffer += self.c
            return self.file_host
        self.pointer -= 1
        if not self.override and is_drive_letter(self.buffer):
            return self.path
        if not self.buffer:
            self.url.host = ""
        else:
            self._set_host()
            if self.url.host == "localhost":
                self.url.host = ""
        if self.override:
            raise _Done
        self.buffer = ""
        return self.path_start

    # --- path, query, fragment ------------------------------------------------------------------

    def path_start(self) -> State:
        url = self.url
        if url.special:
            if self.c not in ("/", "\\") or not self.c:
                self.pointer -= 1
            return self.path
        if not self.override and self.c == "?":
            url.query = ""
            return self.query
        if not self.override and self.c == "#":
            url.fragment = ""
            return self.fragment
        if self.c != EOF:
            if self.c != "/":
                self.pointer -= 1
            return self.path
        if self.override and url.host is None and isinstance(url.path, list):
            url.path.append("")
        return self.path_start

    def path(self) -> State:
        slash = self.c == "/" or self.is_special_slash()
        ends = not self.override and self.c in ("?", "#")
        if self.c != EOF and not slash and not ends:
            self.buffer += percent.encode(self.c, percent.PATH)
            return self.path
        self._end_segment(slash)
        self.buffer = ""
        if self.c == "?" and ends:
            self.url.query = ""
            return self.query
        if self.c == "#" and ends:
            self.url.fragment = ""
            return self.fragment
        return self.path

    def _end_segment(self, slash: bool) -> None:
        url, path, lowered = self.url, self.url.path, self.buffer.lower()
        assert isinstance(path, list), "an opaque path has no segments"
        if lowered in _DOUBLE_DOT:
            url.shorten()
            if not slash:
                path.append("")
        elif lowered in _SINGLE_DOT:
            if not slash:
                path.append("")
        else:
            if url.scheme == "file" and not path and is_drive_letter(self.buffer):
                self.buffer = self.buffer[0] + ":"
            path.append(self.buffer)

    def opaque_path(self) -> State:
        url = self.url
        assert isinstance(url.path, str), "the path is opaque"
        if self.c == "?":
            url.query = ""
            return self.query
        if self.c == "#":
            url.fragment = ""
            return self.fragment
        if self.c == " " and (self.remaining("?") or self.remaining("#")):
            url.path += "%20"
        elif self.c != EOF:
            url.path += percent.encode(self.c, percent.C0_CONTROL)
        return self.opaque_path

    def query(self) -> State:
        url = self.url
        text, hash = self.input[self.pointer :], ""
        if not self.override:
            text, hash, _ = text.partition("#")
        encoded = percent.SPECIAL_QUERY if url.special else percent.QUERY
        url.query = (url.query or "") + percent.encode(text, encoded)
        self.pointer += len(text)
        if hash:
            url.fragment = ""
            return self.fragment
        return self.query

    def fragment(self) -> State:
        text = self.input[self.pointer :]
        self.url.fragment = (self.url.fragment or "") + percent.encode(text, percent.FRAGMENT)
        self.pointer = len(self.input)
        return self.fragment
