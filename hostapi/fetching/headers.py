"""``Headers`` (Fetch, 5.1 Headers class)."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Final

from hostapi import errors
from hostapi.conversions import is_nullish, is_primitive
from hostapi.instances import InstanceInterface, JsInstance, function
from hostapi.interface import method
from hostapi.iterators import CollectionIterator, CollectionIteratorInterface
from runtime.core.members import MISSING
from runtime.core.values import SYMBOL_ITERATOR, null

TOKEN: Final = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_BAD_VALUE: Final = re.compile("[\0\r\n\u0100-\U0010ffff]")
_HTTP_WHITESPACE: Final = "\t\n\r "

OF_THE_CONNECTION: Final = frozenset(
    {
        *("connection", "content-length", "expect", "host", "keep-alive", "proxy-authorization"),
        *("proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"),
    }
)
"""What a request's headers leave out: it is the connection's affair, and would break it.

The standard has a browser leave out more, such as Cookie and Origin, which protects a user that a
guest has not.
"""


class Guard(enum.Enum):
    """Which changes are let through (Fetch, headers guard)."""

    NONE = "none"
    REQUEST = "request"
    RESPONSE = "response"
    IMMUTABLE = "immutable"


class JsHeaders(JsInstance):
    """Headers; in Python it iterates over pairs, names in lower case, sorted.

    Args:
        pairs: names and values, which are taken as they are.
        guard: which changes are let through.

    """

    __slots__ = ("guard", "pairs")

    def __init__(self, pairs: Iterable[tuple[str, str]] = (), guard: Guard = Guard.NONE) -> None:
        super().__init__()
        self.pairs = list(pairs)
        self.guard = guard

    def get(self, name: str) -> str | None:
        """Return the values of a name, joined by commas; None where there is none."""
        lowered = name.lower()
        values = [value for each, value in self.pairs if each.lower() == lowered]
        return ", ".join(values) if values else None

    def append(self, name: str, value: str) -> None:
        """Add a header.

        Raises:
            TypeError: the name or the value is none, or nothing may be changed.

        """
        value = normalized(value)
        if self._lets_through(name, value):
            self.pairs.append((name, value))

    def set(self, name: str, value: str) -> None:
        """Replace all headers of a name by one, at the place of the first.

        Raises:
            TypeError: as for `append`.

        """
        value = normalized(value)
        if not self._lets_through(name, value):
            return
        lowered, kept, put = name.lower(), [], False
        for each in self.pairs:
            if each[0].lower() != lowered:
                kept.append(each)
            elif not put:
                kept.append((each[0], value))
                put = True
        self.pairs = kept if put else [*kept, (name, value)]

    def delete(self, name: str) -> None:
        """Remove all headers of a name."""
        if self._lets_through(name, ""):
            lowered = name.lower()
            self.pairs = [each for each in self.pairs if each[0].lower() != lowered]

    def _lets_through(self, name: str, value: str) -> bool:
        """Do as "validate": tell whether the guard lets a change through."""
        check_name(name)
        if _BAD_VALUE.search(value):
            raise errors.TypeError(f"Headers: {value!r} is no value of a header")
        if self.guard is Guard.IMMUTABLE:
            raise errors.TypeError("Headers are immutable")
        return not (self.guard is Guard.REQUEST and name.lower() in OF_THE_CONNECTION)

    def sorted(self) -> list[tuple[str, str]]:
        """Do as "sort and combine"; each Set-Cookie stands by itself."""
        combined: list[tuple[str, str]] = []
        for name in sorted({name.lower() for name, _ in self.pairs}):
            if name == "set-cookie":
                combined += [(name, value) for value in self.set_cookies()]
            else:
                combined.append((name, self.get(name) or ""))
        return combined

    def set_cookies(self) -> list[str]:
        """Return the values of Set-Cookie, each by itself."""
        return [value for name, value in self.pairs if name.lower() == "set-cookie"]

    def copied(self, guard: Guard) -> JsHeaders:
        """Return the same headers, under another guard."""
        return JsHeaders(self.pairs, guard)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.sorted())

    def __repr__(self) -> str:
        return f"<Headers {dict(self.sorted())!r}>"


class HeadersIterator(CollectionIterator):
    """What ``entries()`` gives."""

    __slots__ = ()


class HeadersIteratorInterface(CollectionIteratorInterface):
    """Its prototype."""

    name = "Headers Iterator"
    tag = "Headers Iterator"
    types: ClassVar[tuple[type, ...]] = (HeadersIterator,)
    kind = HeadersIterator


class Headers(InstanceInterface):
    """The interface of `JsHeaders`."""

    name = "Headers"
    tag = "Headers"
    types: ClassVar[tuple[type, ...]] = (JsHeaders,)

    def construct(self, init: Any = None, *_: Any) -> JsHeaders:
        """Return ``new Headers(init)``: of Headers, pairs or a record."""
        made = JsHeaders()
        if init is not None:
            self.fill(made, init)
        return made

    def fill(self, headers: JsHeaders, init: Any) -> None:
        """Add what pairs or a record say ("fill").

        Raises:
            TypeError: it is neither, or has what is no header.

        """
        if isinstance(init, JsHeaders):
            for name, value in init.pairs:
                headers.append(name, value)
            return
        if is_primitive(init):
            raise errors.TypeError("Headers: the argument is neither a sequence nor a record")
        if self.realm.find(init, SYMBOL_ITERATOR) is MISSING:
            for key in self.realm.enumerable_own(init):
                headers.append(key, self._text(self.realm.get(init, key)))
            return
        for item in self.realm.iterate(init):
            pair = [] if is_primitive(item) else list(self.realm.iterate(item))
            if len(pair) != 2:
                raise errors.TypeError("Headers: each item must be a pair of name and value")
            headers.append(self._text(pair[0]), self._text(pair[1]))

    def _text(self, value: Any) -> str:
        return self.realm.to_string(value)

    def _headers(self, this: object, member: str) -> JsHeaders:
        return self.receiver(this, JsHeaders, member)

    @method
    def append(self, this: object, name: object = None, value: object = None) -> None:
        self._headers(this, "append").append(self._text(name), self._text(value))

    @method
    def delete(self, this: object, name: object = None) -> None:
        self._headers(this, "delete").delete(self._text(name))

    @method
    def get(self, this: object, name: object = None) -> Any:
        headers = self._headers(this, "get")
        found = headers.get(check_name(self._text(name)))
        return null if found is None else found

    @method("getSetCookie")
    def get_set_cookie(self, this: object) -> list[str]:
        return self._headers(this, "getSetCookie").set_cookies()

    @method
    def has(self, this: object, name: object = None) -> bool:
        headers = self._headers(this, "has")
        return headers.get(check_name(self._text(name))) is not None

    @method
    def set(self, this: object, name: object = None, value: object = None) -> None:
        self._headers(this, "set").set(self._text(name), self._text(value))

    @method("forEach")
    def for_each(self, this: object, callback: object = None, receiver: object = None) -> None:
        headers = self._headers(this, "forEach")
        function(callback)
        for name, value in _live(headers):
            self.realm.apply(callback, receiver, (value, name, this))

    @method
    def keys(self, this: object) -> HeadersIterator:
        headers = self._headers(this, "keys")
        return HeadersIterator(name for name, _ in _live(headers))

    @method
    def values(self, this: object) -> HeadersIterator:
        headers = self._headers(this, "values")
        return HeadersIterator(value for _, value in _live(headers))

    @method(SYMBOL_ITERATOR)
    @method
    def entries(self, this: object) -> HeadersIterator:
        headers = self._headers(this, "entries")
        return HeadersIterator([name, value] for name, value in _live(headers))

    def of(self, init: Any, guard: Guard) -> JsHeaders:
        """Return new headers under a guard, filled with ``init`` unless that is undefined."""
        made = JsHeaders(guard=guard)
        if not is_nullish(init):
            self.fill(made, init)
        return made


def normalized(value: str) -> str:
    """Return a value without the white space around it ("normalize")."""
    return value.strip(_HTTP_WHITESPACE)


def check_name(name: str) -> str:
    """Return the name of a header.

    Raises:
        TypeError: it is none.

    """
    if TOKEN.fullmatch(name) is None:
        raise errors.TypeError(f"Headers: {name!r} is no name of a header")
    return name


def _live(headers: JsHeaders) -> Iterator[tuple[str, str]]:
    """Yield the headers as they are when each is asked for."""
    index = 0
    while index < len(found := headers.sorted()):
        yield found[index]
        index += 1
