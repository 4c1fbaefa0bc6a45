"""``RegExp`` (ECMAScript, RegExp Objects)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from hostapi.array import Array
from hostapi.errors import TypeError
from hostapi.instances import InstanceInterface
from hostapi.interface import getter, method, static
from hostapi.iterators import CollectionIterator, CollectionIteratorInterface
from hostapi.plain_objects import JsObject
from hostapi.properties import PLAIN, Accessor, Attributes, Key
from hostapi.regexp_object import FLAGS, JsRegExp, MatchArray, Span, escape
from hostapi.string_patterns import is_object, substitution, to_uint32
from runtime.core import utf16
from runtime.core.members import MISSING
from runtime.core.utf16 import joined, units
from runtime.core.values import (
    SYMBOL_MATCH,
    SYMBOL_MATCH_ALL,
    SYMBOL_REPLACE,
    SYMBOL_SEARCH,
    SYMBOL_SPLIT,
    is_falsy,
    null,
)


class MatchArrayInterface(Array):
    """Arrays that ``exec`` gives."""

    name = "RegExpMatchArray"
    instance_properties = ("index", "input", "groups", "indices", "length")
    types: ClassVar[tuple[type, ...]] = (MatchArray,)
    shares = "Array"

    def own(self, this: Any, key: Key) -> Any:
        found = this.properties.get(key, MISSING)
        return super().own(this, key) if found is MISSING else found

    def set_own(self, this: Any, key: Key, value: Any) -> None:
        if key in this.properties:
            this.properties[key] = value
        else:
            super().set_own(this, key, value)

    def own_keys(self, this: Any) -> Iterator[Key]:
        yield from super().own_keys(this)
        yield from this.properties

    def attributes(self, this: Any, key: Key) -> Attributes:
        return PLAIN if key in this.properties else super().attributes(this, key)


class RegExpStringIterator(CollectionIterator):
    """What ``matchAll`` gives."""

    __slots__ = ()


class RegExpStringIteratorInterface(CollectionIteratorInterface):
    """``%RegExpStringIteratorPrototype%``."""

    name = "RegExp String Iterator"
    types: ClassVar[tuple[type, ...]] = (RegExpStringIterator,)
    kind = RegExpStringIterator


def _flag(name: str, letter: str) -> Any:
    @getter(name)
    def member(self: RegExp, this: object) -> bool | None:
        if this is self.realm.prototypes["RegExp"]:
            return None
        return letter in self.receiver_of(this, f"get {name}").flags

    return member


class RegExp(InstanceInterface):
    """Patterns."""

    name = "RegExp"
    types: ClassVar[tuple[type, ...]] = (JsRegExp,)
    length = 2
    builtin_tag = "RegExp"
    instance_properties = ("lastIndex",)

    def __init__(self, realm: Any) -> None:
        super().__init__(realm)
        # The last match, for the properties of the constructor (RegExp Legacy Features).
        self._input = ""
        self._spans: list[Span | None] = [(0, 0)]
        self.accessors = {
            name: Accessor(read) for names, read in self._legacy_properties() for name in names
        }

    def _legacy_properties(self) -> Iterator[tuple[tuple[str, ...], Any]]:
        yield ("input", "$_"), lambda: self._input
        yield ("lastMatch", "$&"), lambda: self._part(*self._matched)
        yield ("lastParen", "$+"), lambda: self._captured(len(self._spans) - 1)
        yield ("leftContext", "$`"), lambda: self._part(0, self._matched[0])
        yield ("rightContext", "$'"), lambda: self._part(self._matched[1], None)
        for index in range(1, 10):
            yield (f"${index}",), lambda index=index: self._captured(index)

    @property
    def _matched(self) -> Span:
        return self._spans[0] or (0, 0)

    def _part(self, start: int, end: int | None) -> str:
        return joined(units(self._input)[start:end])

    def _captured(self, index: int) -> str:
        span = self._spans[index] if 0 < index < len(self._spans) else None
        return "" if span is None else self._part(*span)

    # --- the constructor ------------------------------------------------------------------------

    def construct(self, *args: Any) -> JsRegExp:
        pattern, flags = (*args, None, None)[:2]
        if isinstance(pattern, JsRegExp):
            source, default = pattern.source, pattern.flags
        elif is_object(pattern) and not is_falsy(self.realm.get(pattern, SYMBOL_MATCH)):
            source = self.realm.to_string(self.realm.get(pattern, "source"))
            default = self.realm.to_string(self.realm.get(pattern, "flags"))
        else:
            source, default = "" if pattern is None else self.realm.to_string(pattern), ""
        return JsRegExp(source, default if flags is None else self.realm.to_string(flags))

    def call(self, *args: Any) -> JsRegExp:
        if len(args) == 1 and isinstance(args[0], JsRegExp):
            return args[0]
        return self.construct(*args)

    @static
    def escape(self, text: object = None) -> str:
        if not isinstance(text, str):
            raise TypeError("RegExp.escape requires a string")
        return escape(text)

    # --- own properties -------------------------------------------------------------------------

    def own(self, this: Any, key: Key) -> Any:
        return this.last_index if key == "lastIndex" else super().own(this, key)

    def set_own(self, this: Any, key: Key, value: Any) -> None:
        if key == "lastIndex":
            this.last_index = value
        else:
            super().set_own(this, key, value)

    def delete_own(self, this: Any, key: Key) -> bool:
        return key != "lastIndex" and super().delete_own(this, key)

    def own_keys(self, this: Any) -> Iterator[Key]:
        yield "lastIndex"
        yield from super().own_keys(this)

    def attributes(self, this: Any, key: Key) -> Attributes:
        if key == "lastIndex":
            return Attributes(enumerable=False, configurable=False)
        return super().attributes(this, key)

    # --- accessors ------------------------------------------------------------------------------

    def receiver_of(self, this: object, member: str) -> JsRegExp:
        """Return the receiver of a member.

        Raises:
            TypeError: it is no RegExp.

        """
        return self.receiver(this, JsRegExp, member)

    hasIndices = _flag("hasIndices", "d")
    global_ = _flag("global", "g")
    ignoreCase = _flag("ignoreCase", "i")
    multiline = _flag("multiline", "m")
    dotAll = _flag("dotAll", "s")
    unicode = _flag("unicode", "u")
    unicodeSets = _flag("unicodeSets", "v")
    sticky = _flag("sticky", "y")

    @getter
    def flags(self, this: object) -> str:
        if isinstance(this, JsRegExp):
            return this.flags
        names = ("hasIndices", "global", "ignoreCase", "multiline", "dotAll", "unicode",
                 "unicodeSets", "sticky")  # fmt: skip
        return "".join(
            letter
            for name, letter in zip(names, FLAGS, strict=True)
            if not is_falsy(self.realm.get(this, name))
        )

    @getter
    def source(self, this: object) -> str:
        if this is self.realm.prototypes["RegExp"]:
            return "(?:)"
        return self.receiver_of(this, "get source").shown_source

    # --- matching -------------------------------------------------------------------------------

    def _last_index(self, this: JsRegExp) -> int:
        return self.realm.to_length(this.last_index)

    def builtin_exec(self, this: JsRegExp, text: str) -> Any:
        """Return a match, or null (ECMAScript, RegExpBuiltinExec)."""
        moves = "g" in this.flags or "y" in this.flags
        start = self._last_index(this) if moves else 0
        spans = None
        if start <= utf16.length(text):
            spans = this.match(text, start, sticky="y" in this.flags)
        if spans is None:
            if moves:
                this.last_index = 0
            return null
        self._input, self._spans = text, spans
        if moves:
            this.last_index = self._matched[1]
        return self._match_array(this, text, spans)

    def _match_array(self, this: JsRegExp, text: str, spans: list[Span | None]) -> MatchArray:
        all_units = units(text)
        items = [None if each is None else joined(all_units[slice(*each)]) for each in spans]
        properties: dict[str, Any] = {"index": self._matched[0], "input": text}
        properties["groups"] = self._groups(this, items)
        if "d" in this.flags:
            pairs = [None if each is None else list(each) for each in spans]
            groups = {"groups": self._groups(this, pairs)}
            properties["indices"] = MatchArray(pairs, groups)
        return MatchArray(items, properties)

    @staticmethod
    def _groups(this: JsRegExp, items: list[Any]) -> JsObject | None:
        if not this.names:
            return None
        groups = JsObject({name: items[index] for name, index in this.names.items()})
        groups.prototype = null
        return groups

    def regexp_exec(self, this: Any, text: str) -> Any:
        """Return what ``this.exec(text)`` gives (ECMAScript, RegExpExec)."""
        if isinstance(this, JsRegExp) and this.properties is None:
            return self.builtin_exec(this, text)
        execute = self.realm.get(this, "exec")
        if callable(execute):
            result = self.realm.apply(execute, this, (text,))
            if result is not null and not is_object(result):
                raise TypeError("object null is not a function")
            return result
        return self.builtin_exec(self.receiver_of(this, "exec"), text)

    @method("exec")
    def execute(self, this: object, text: object = None) -> Any:
        receiver = self.receiver_of(this, "exec")
        return self.builtin_exec(receiver, self.realm.to_string(text))

    @method
    def test(self, this: object, text: object = None) -> bool:
        self._object(this, "test")
        return self.regexp_exec(this, self.realm.to_string(text)) is not null

    @method
    def toString(self, this: object) -> str:
        self._object(this, "toString")
        source, flags = (self.realm.to_string(self.realm.get(this, each))
                         for each in ("source", "flags"))  # fmt: skip
        return f"/{source}/{flags}"

    @method
    def compile(self, this: object, pattern: object = None, flags: object = None) -> JsRegExp:
        receiver = self.receiver_of(this, "compile")
        made = self.construct(pattern, flags)
        for name in ("source", "flags", "names", "last_index", "_native", "_machine"):
            setattr(receiver, name, getattr(made, name))
        return receiver

    def _object(self, this: object, member: str) -> Any:
        if not is_object(this):
            self.receiver_of(this, member)
        return this

    def _flags_of(self, this: Any) -> str:
        if isinstance(this, JsRegExp) and this.properties is None:
            return this.flags
        return self.realm.to_string(self.realm.get(this, "flags"))

    def _advance(self, this: Any, text: str, full: bool) -> None:
        """Move on by a character behind an empty match (ECMAScript, AdvanceStringIndex)."""
        realm = self.realm
        index = realm.to_length(realm.get(this, "lastIndex"))
        wide = full and len(joined(units(text)[index : index + 2])) == 1
        realm.set(this, "lastIndex", index + (2 if wide and index + 1 < utf16.length(text) else 1))

    # --- what strings ask for -------------------------------------------------------------------

    def _all(self, this: Any, text: str, flags: str) -> Iterator[Any]:
        """Yield every match, one after the other."""
        while True:
            found = self.regexp_exec(this, text)
            if found is null:
                return
            yield found
            if self.realm.to_string(self.realm.get(found, "0")) == "":
                self._advance(this, text, "u" in flags or "v" in flags)

    @method(SYMBOL_MATCH)
    def match(self, this: object, text: object = None) -> Any:
        self._object(this, "@@match")
        text, flags = self.realm.to_string(text), self._flags_of(this)
        if "g" not in flags:
            return self.regexp_exec(this, text)
        self.realm.set(this, "lastIndex", 0)
        found = [self.realm.to_string(self.realm.get(each, "0"))
                 for each in self._all(this, text, flags)]  # fmt: skip
        return found or null

    @method(SYMBOL_MATCH_ALL)
    def match_all(self, this: object, text: object = None) -> RegExpStringIterator:
        self._object(this, "@@matchAll")
        text, flags = self.realm.to_string(text), self._flags_of(this)
        matcher = self.construct(this, flags)
        matcher.last_index = self.realm.to_length(self.realm.get(this, "lastIndex"))
        if "g" in flags:
            return RegExpStringIterator(self._all(matcher, text, flags))
        found = self.regexp_exec(matcher, text)
        return RegExpStringIterator(iter(() if found is null else (found,)))

    @method(SYMBOL_SEARCH)
    def search(self, this: object, text: object = None) -> int:
        self._object(this, "@@search")
        text = self.realm.to_string(text)
        before = self.realm.get(this, "lastIndex")
        self.realm.set(this, "lastIndex", 0)
        found = self.regexp_exec(this, text)
        self.realm.set(this, "lastIndex", before)
        index: int = -1 if found is null else self.realm.get(found, "index")
        return index

    @method(SYMBOL_REPLACE)
    def replace(self, this: object, text: object = None, replacement: Any = None) -> str:
        self._object(this, "@@replace")
        realm = self.realm
        text, flags = realm.to_string(text), self._flags_of(this)
        template = None if callable(replacement) else units(realm.to_string(replacement))
        if "g" in flags:
            realm.set(this, "lastIndex", 0)
            results = list(self._all(this, text, flags))
        else:
            found = self.regexp_exec(this, text)
            results = [] if found is null else [found]
        all_units, parts, end = units(text), [], 0
        for result in results:
            captures, groups = self._captures(result), realm.get(result, "groups")
            matched = captures[0] or ""
            position = int(min(max(realm.to_integer_or_infinity(realm.get(result, "index")), 0),
                               len(all_units)))  # fmt: skip
            if template is None:
                args = [*captures, position, text, *([] if groups is None else [groups])]
                new = units(realm.to_string(realm.apply(replacement, None, args)))
            else:
                pieces = [None if each is None else units(each) for each in captures]
                named = None if groups is None else self._named(groups)
                new = substitution(template, all_units, position, pieces, named)
            if position >= end:
                parts += [all_units[end:position], new]
                end = position + len(units(matched))
        return joined("".join([*parts, all_units[end:]]))

    def _captures(self, result: Any) -> list[str | None]:
        realm = self.realm
        count = max(realm.to_length(realm.get(result, "length")), 1)
        found = [realm.get(result, str(index)) for index in range(count)]
        return [None if each is None else realm.to_string(each) for each in found]

    def _named(self, groups: Any) -> Any:
        def named(name: str) -> str:
            found = self.realm.get(groups, joined(name))
            return "" if found is None else units(self.realm.to_string(found))

        return named

    @method(SYMBOL_SPLIT)
    def split(self, this: object, text: object = None, limit: object = None) -> list[Any]:
        self._object(this, "@@split")
        text, flags = self.realm.to_string(text), self._flags_of(this)
        # ECMAScript tries every place with the flag y; a search goes to the next that matches.
        splitter = self.construct(this, flags.replace("y", "").replace("g", "") + "g")
        most = 2**32 - 1 if limit is None else to_uint32(self.realm.to_number(limit))
        all_units, parts = units(text), list[Any]()
        if not most:
            return parts
        if not text:
            return parts if self.regexp_exec(splitter, text) is not null else [text]
        begin = place = 0
        while place < len(all_units):
            splitter.last_index = place
            found = self.regexp_exec(splitter, text)
            end = self._last_index(splitter)
            if found is null or self._matched[0] >= len(all_units):
                break
            if end == begin:
                splitter.last_index = self._matched[0]
                self._advance(splitter, text, splitter.unicode)
                place = self._last_index(splitter)
                continue
            parts.append(joined(all_units[begin : self._matched[0]]))
            for item in [*self._captures(found)[1:], None][:-1]:
                if len(parts) == most:
                    return parts
                parts.append(item)
            if len(parts) == most:
                return parts
            begin = place = end
        return [*parts, joined(all_units[begin:])]
