"""``URLSearchParams`` (URL, 6.2 URLSearchParams class)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import unquote_to_bytes

from hostapi.conversions import is_nullish, is_primitive
from hostapi.instances import InstanceInterface, JsInstance, function
from hostapi.interface import getter, method
from hostapi.iterators import CollectionIterator, CollectionIteratorInterface
from hostapi.url import percent
from runtime.core.members import MISSING
from runtime.core.utf16 import units
from runtime.core.values import SYMBOL_ITERATOR, null

if TYPE_CHECKING:
    from hostapi.url.url import JsURL


class JsURLSearchParams(JsInstance):
    """Names and values of a query; in Python it iterates over pairs, and ``str`` is the query.

    Attributes:
        pairs: names and values, in order.
        url: the URL whose query this is, or None.

    """

    __slots__ = ("pairs", "url")

    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[tuple[str, str]] = []
        self.url: JsURL | None = None

    def read(self, query: str) -> None:
        """Take the pairs of a query (URL, 5.1 application/x-www-form-urlencoded parsing)."""
        self.pairs = [
            (_decoded(name), _decoded(value))
            for part in query.split("&")
            if part
            for name, _, value in [part.partition("=")]
        ]

    def update(self) -> None:
        """Write the pairs into the URL that they are of."""
        if self.url is not None:
            self.url.record.query = str(self) or None

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(list(self.pairs))

    def __len__(self) -> int:
        return len(self.pairs)

    def __str__(self) -> str:
        return "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in self.pairs)

    def __repr__(self) -> str:
        return f"<URLSearchParams {self}>"


class URLSearchParamsIterator(CollectionIterator):
    """What ``entries()`` gives."""

    __slots__ = ()


class URLSearchParamsIteratorInterface(CollectionIteratorInterface):
    """Its prototype."""

    name = "URLSearchParams Iterator"
    tag = "URLSearchParams Iterator"
    types: ClassVar[tuple[type, ...]] = (URLSearchParamsIterator,)
    kind = URLSearchParamsIterator


class URLSearchParams(InstanceInterface):
    """The interface of `JsURLSearchParams`."""

    name = "URLSearchParams"
    tag = "URLSearchParams"
    types: ClassVar[tuple[type, ...]] = (JsURLSearchParams,)

    def construct(self, init: Any = None, *_: Any) -> JsURLSearchParams:
        """Return ``new URLSearchParams(init)``: of text, pairs or a record.

        Raises:
            TypeError: what should be a pair is none.

        """
        made = JsURLSearchParams()
        if is_nullish(init):
            return made
        if is_primitive(init):
            made.read(self._text(init).removeprefix("?"))
        elif isinstance(init, JsURLSearchParams):
            made.pairs = list(init.pairs)
        elif self.realm.find(init, SYMBOL_ITERATOR) is not MISSING:
            made.pairs = [self._pair(item) for item in self.realm.iterate(init)]
        else:
            record = {
                self._text(key): self._text(self.realm.get(init, key))
                for key in self.realm.enumerable_own(init)
            }
            made.pairs = list(record.items())
        return made

    def _pair(self, item: Any) -> tuple[str, str]:
        parts = (
            [] if is_primitive(item) else [self._text(each) for each in self.realm.iterate(item)]
        )
        if len(parts) != 2:
            raise TypeError("Each query pair must be an iterable [name, value] tuple")
        return parts[0], parts[1]

    def _text(self, value: Any) -> str:
        return percent.usv(self.realm.to_string(value))

    def _params(self, this: object, member: str) -> JsURLSearchParams:
        return self.receiver(this, JsURLSearchParams, member)

    @getter
    def size(self, this: object) -> int:
        return len(self._params(this, "get size").pairs)

    @method
    def append(self, this: object, name: object = None, value: object = None) -> None:
        params = self._params(this, "append")
        params.pairs.append((self._text(name), self._text(value)))
        params.update()

    @method
    def delete(self, this: object, name: object = None, value: object = None) -> None:
        params = self._params(this, "delete")
        matches = self._matching(name, value)
        params.pairs = [pair for pair in params.pairs if not matches(pair)]
        params.update()

    def _matching(self, name: object, value: object) -> Any:
        """Return the test for pairs of a name, and of a value if there is one."""
        key = self._text(name)
        if value is None:
            return lambda pair: pair[0] == key
        wanted = (key, self._text(value))
        return lambda pair: pair == wanted

    @method
    def get(self, this: object, name: object = None) -> Any:
        params, key = self._params(this, "get"), self._text(name)
        return next((value for each, value in params.pairs if each == key), null)

    @method("getAll")
    def get_all(self, this: object, name: object = None) -> list[str]:
        params, key = self._params(this, "getAll"), self._text(name)
        return [value for each, value in params.pairs if each == key]

    @method
    def has(self, this: object, name: object = None, value: object = None) -> bool:
        return any(map(self._matching(name, value), self._params(this, "has").pairs))

    @method
    def set(self, this: object, name: object = None, value: object = None) -> None:
        params, key = self._params(this, "set"), self._text(name)
        pair, pairs = (key, self._text(value)), []
        put = False
        for each in params.pairs:
            if each[0] != key:
                pairs.append(each)
            elif not put:
                pairs.append(pair)
                put = True
        params.pairs = pairs if put else [*pairs, pair]
        params.update()

    @method
    def sort(self, this: object) -> None:
        params = self._params(this, "sort")
        params.pairs.sort(key=lambda pair: units(pair[0]))
        params.update()

    @method("toString")
    def to_string(self, this: object) -> str:
        return str(self._params(this, "toString"))

    @method("forEach")
    def for_each(self, this: object, callback: object = None, receiver: object = None) -> None:
        params = self._params(this, "forEach")
        function(callback)
        for name, value in _live(params):
            self.realm.apply(callback, receiver, (value, name, this))

    @method
    def keys(self, this: object) -> URLSearchParamsIterator:
        params = self._params(this, "keys")
        return URLSearchParamsIterator(name for name, _ in _live(params))

    @method
    def values(self, this: object) -> URLSearchParamsIterator:
        params = self._params(this, "values")
        return URLSearchParamsIterator(value for _, value in _live(params))

    @method(SYMBOL_ITERATOR)
    @method
    def entries(self, this: object) -> URLSearchParamsIterator:
        params = self._params(this, "entries")
        return URLSearchParamsIterator([name, value] for name, value in _live(params))


def _live(params: JsURLSearchParams) -> Iterator[tuple[str, str]]:
    """Yield the pairs as they are when each is asked for."""
    index = 0
    while index < len(params.pairs):
        yield params.pairs[index]
        index += 1


def _decoded(text: str) -> str:
    plain = unquote_to_bytes(percent.usv(text).replace("+", " "))
    return plain.decode("utf-8", "replace")


def _encoded(text: str) -> str:
    return percent.encode(text, percent.URLENCODED, space="+")
