"""``String`` (ECMAScript, String Objects): of ``str``. What counts, counts UTF-16 code units."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from typing import Any, ClassVar, Final

from hostapi.collation import compare_texts
from hostapi.conversions import is_nullish
from hostapi.errors import RangeError
from hostapi.interface import method, static
from hostapi.iterators import CollectionIterator, CollectionIteratorInterface
from hostapi.locale import require_english
from hostapi.properties import CONSTANT, Attributes, Key, array_index
from hostapi.string_patterns import Patterns
from hostapi.wrappers import StringObject
from runtime.core import utf16
from runtime.core.numerals import WHITE_SPACE
from runtime.core.utf16 import joined, units
from runtime.core.values import SYMBOL_ITERATOR, Symbol

MOST_UNITS: Final = 2**29 - 24
"""How long a string of V8's can be."""


class StringIterator(CollectionIterator):
    """What iterating over a string gives: its code points."""

    __slots__ = ()


class StringIteratorInterface(CollectionIteratorInterface):
    """``%StringIteratorPrototype%``."""

    name = "String Iterator"
    types: ClassVar[tuple[type, ...]] = (StringIterator,)
    kind = StringIterator


class String(Patterns):
    """Text."""

    name = "String"
    types: ClassVar[tuple[type, ...]] = (str, StringObject)
    wrapper = StringObject
    length = 1
    builtin_tag = "String"
    instance_properties = ("length",)

    def construct(self, *args: Any) -> Any:
        return StringObject(self.realm.to_string(args[0]) if args else "")

    def call(self, *args: Any) -> str:
        if args and isinstance(args[0], Symbol):
            return repr(args[0])
        return self.realm.to_string(args[0]) if args else ""

    # --- own properties: length and the code units ----------------------------------------------

    def own(self, this: Any, key: Key) -> Any:
        text = this.primitive if isinstance(this, StringObject) else this
        if key == "length":
            return utf16.length(text)
        index = array_index(key)
        if index >= 0:
            found = self.units_of(text)[index : index + 1]
            if found:
                return found
        return super().own(this, key)

    def own_keys(self, this: Any) -> Iterator[Key]:
        text = this.primitive if isinstance(this, StringObject) else this
        yield from map(str, range(utf16.length(text)))
        yield "length"
        yield from super().own_keys(this)

    def attributes(self, this: Any, key: Key) -> Attributes:
        if key == "length":
            return CONSTANT
        text = this.primitive if isinstance(this, StringObject) else this
        if 0 <= array_index(key) < utf16.length(text):
            return Attributes(writable=False, configurable=False)
        return super().attributes(this, key)

    # --- statics --------------------------------------------------------------------------------

    @static
    def fromCharCode(self, *codes: object) -> str:
        return joined("".join(chr(self._uint16(code)) for code in codes))

    def _uint16(self, code: object) -> int:
        wide = self.realm.to_number(code)
        return int(wide) & 0xFFFF if math.isfinite(wide) else 0

    @static
    def fromCodePoint(self, *points: object) -> str:
        characters = []
        for point in points:
            value = self.realm.to_number(point)
            if not 0 <= value <= 0x10FFFF or value != int(value):
                raise RangeError(f"Invalid code point {self.realm.to_string(point)}")
            characters.append(chr(int(value)))
        return joined("".join(characters))

    @static
    def raw(self, template: object = None, *substitutions: object) -> str:
        realm = self.realm
        literals = None if is_nullish(template) else realm.get(template, "raw")
        if is_nullish(literals):
            raise TypeError("Cannot convert undefined or null to object")
        count = realm.to_length(realm.get(literals, "length"))
        parts: list[str] = []
        for index in range(count):
            parts.append(realm.to_string(realm.get(literals, str(index))))
            if index + 1 < count and index < len(substitutions):
                parts.append(realm.to_string(substitutions[index]))
        return joined("".join(parts))

    # --- single units and code points -----------------------------------------------------------

    @method
    def at(self, this: object, index: object = None) -> str | None:
        text = self.units_this(this, "at")
        position = self.realm.to_integer_or_infinity(index)
        if position < 0:
            position += len(text)
        return text[int(position)] if 0 <= position < len(text) else None

    def _unit(self, this: object, member: str, index: object) -> str:
        text = self.units_this(this, member)
        position = self.realm.to_integer_or_infinity(index)
        return text[int(position)] if 0 <= position < len(text) else ""

    @method
    def charAt(self, this: object, index: object = None) -> str:
        return self._unit(this, "charAt", index)

    @method
    def charCodeAt(self, this: object, index: object = None) -> float:
        unit = self._unit(this, "charCodeAt", index)
        return ord(unit) if unit else math.nan

    @method
    def codePointAt(self, this: object, index: object = None) -> int | None:
        text = self.units_this(this, "codePointAt")
        position = self.realm.to_integer_or_infinity(index)
        if not 0 <= position < len(text):
            return None
        return ord(joined(text[int(position) : int(position) + 2])[0])

    @method(SYMBOL_ITERATOR)
    def iterator(self, this: object) -> StringIterator:
        return StringIterator(iter(self.text_this(this, "[Symbol.iterator]")))

    # --- searching ------------------------------------------------------------------------------

    def _needle(self, search: object, member: str) -> str:
        if self.is_regexp(search):
            raise TypeError(
                f"First argument to String.prototype.{member} must not be a regular expression"
            )
        return units(self.realm.to_string(search))

    def _position(self, position: object, text: str, default: int = 0) -> int:
        if position is None:
            return default
        return int(min(max(self.realm.to_integer_or_infinity(position), 0), len(text)))

    @method
    def endsWith(self, this: object, search: object = None, end: object = None) -> bool:
        text = self.units_this(this, "endsWith")
        needle = self._needle(search, "endsWith")
        return text[: self._position(end, text, len(text))].endswith(needle)

    @method
    def includes(self, this: object, search: object = None, position: object = None) -> bool:
        text = self.units_this(this, "includes")
        needle = self._needle(search, "includes")
        return text.find(needle, self._position(position, text)) >= 0

    @method
    def indexOf(self, this: object, search: object = None, position: object = None) -> int:
        text = self.units_this(this, "indexOf")
        needle = units(self.realm.to_string(search))
        return text.find(needle, self._position(position, text))

    @method
    def lastIndexOf(self, this: object, search: object = None, position: object = None) -> int:
        text = self.units_this(this, "lastIndexOf")
        needle = units(self.realm.to_string(search))
        wanted = self.realm.to_number(position)
        start = len(text) if wanted != wanted else self._position(wanted, text)
        return text.rfind(needle, 0, start + len(needle))

    @method
    def startsWith(self, this: object, search: object = None, position: object = None) -> bool:
        text = self.units_this(this, "startsWith")
        needle = self._needle(search, "startsWith")
        return text.startswith(needle, self._position(position, text))

    @method
    def localeCompare(
        self, this: object, other: object = None, locales: object = None, options: object = None
    ) -> int:
        text = self.text_this(this, "localeCompare")
        return compare_texts(self.realm, text, self.realm.to_string(other), locales, options)

    # --- parts ----------------------------------------------------------------------------------

    @method
    def slice(self, this: object, start: object = None, end: object = None) -> str:
        text = self.units_this(this, "slice")
        first = self.realm.relative_index(start, len(text))
        return joined(text[first : self.realm.relative_index(end, len(text), len(text))])

    @method
    def substr(self, this: object, start: object = None, length: object = None) -> str:
        text = self.units_this(this, "substr")
        first = self.realm.relative_index(start, len(text))
        count = len(text) if length is None else self.realm.to_integer_or_infinity(length)
        return joined(text[first : first + int(min(max(count, 0), len(text)))])

    @method
    def substring(self, this: object, start: object = None, end: object = None) -> str:
        text = self.units_this(this, "substring")
        first = self._position(start, text)
        last = self._position(end, text, len(text))
        return joined(text[min(first, last) : max(first, last)])

    @method("trimLeft")
    @method
    def trimStart(self, this: object) -> str:
        return self.text_this(this, "trimStart").lstrip(WHITE_SPACE)

    @method("trimRight")
    @method
    def trimEnd(self, this: object) -> str:
        return self.text_this(this, "trimEnd").rstrip(WHITE_SPACE)

    @method
    def trim(self, this: object) -> str:
        return self.text_this(this, "trim").strip(WHITE_SPACE)

    # --- new strings ----------------------------------------------------------------------------

    @method
    def concat(self, this: object, *others: object) -> str:
        text = self.text_this(this, "concat")
        return self._limited(text + "".join(map(self.realm.to_string, others)))

    @staticmethod
    def _limited(text: str) -> str:
        if len(text) > MOST_UNITS:
            raise RangeError("Invalid string length")
        return joined(text)

    @method
    def isWellFormed(self, this: object) -> bool:
        return utf16.is_well_formed(self.text_this(this, "isWellFormed"))

    @method
    def toWellFormed(self, this: object) -> str:
        return utf16.to_well_formed(self.text_this(this, "toWellFormed"))

    @method
    def normalize(self, this: object, form: object = None) -> str:
        text = self.text_this(this, "normalize")
        name = "NFC" if form is None else self.realm.to_string(form)
        if name not in ("NFC", "NFD", "NFKC", "NFKD"):
            raise RangeError("The normalization form should be one of NFC, NFD, NFKC, NFKD.")
        return unicodedata.normalize(name, text)  # type: ignore[arg-type] # one of these four

    def _padding(self, text: str, length: object, filler: object) -> str:
        missing = self.realm.to_length(length) - len(text)
        fill = " " if filler is None else units(self.realm.to_string(filler))
        if missing <= 0 or not fill:
            return ""
        if missing + len(text) > MOST_UNITS:
            raise RangeError("Invalid string length")
        return (fill * (missing // len(fill) + 1))[:missing]

    @method
    def padEnd(self, this: object, length: object = None, filler: object = None) -> str:
        text = self.units_this(this, "padEnd")
        return joined(text + self._padding(text, length, filler))

    @method
    def padStart(self, this: object, length: object = None, filler: object = None) -> str:
        text = self.units_this(this, "padStart")
        return joined(self._padding(text, length, filler) + text)

    @method
    def repeat(self, this: object, count: object = None) -> str:
        text = self.text_this(this, "repeat")
        times = self.realm.to_integer_or_infinity(count)
        if times < 0 or math.isinf(times):
            raise RangeError(f"Invalid count value: {self.realm.to_string(count)}")
        if len(text) * times > MOST_UNITS:
            raise RangeError("Invalid string length")
        return joined(text * int(times))

    @method
    def toLocaleLowerCase(self, this: object, locales: object = None) -> str:
        require_english(self.realm, locales)
        return self.text_this(this, "toLocaleLowerCase").lower()

    @method
    def toLocaleUpperCase(self, this: object, locales: object = None) -> str:
        require_english(self.realm, locales)
        return self.text_this(this, "toLocaleUpperCase").upper()

    @method
    def toLowerCase(self, this: object) -> str:
        return self.text_this(this, "toLowerCase").lower()

    @method
    def toUpperCase(self, this: object) -> str:
        return self.text_this(this, "toUpperCase").upper()

    @method
    def toString(self, this: object) -> str:
        text: str = self.value_of(this, "toString")
        return text

    @method
    def valueOf(self, this: object) -> str:
        text: str = self.value_of(this, "valueOf")
        return text
