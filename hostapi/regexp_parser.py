"""Reads regular expressions (ECMAScript, 22.2.1 Patterns and Annex B.1.2)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NoReturn

from hostapi import regexp_sets as sets
from hostapi.errors import SyntaxError
from hostapi.regexp_sets import Ranges
from hostapi.regexp_syntax import (
    Alternatives,
    Assertion,
    Backreference,
    Chars,
    Group,
    Look,
    Node,
    Pattern,
    Repeat,
    Sequence,
)
from runtime.core.utf16 import joined, units

_QUANTIFIER: Final = re.compile(r"\{([0-9]+)(,([0-9]*))?\}")
_NAME: Final = re.compile(r"[^\W\d]\w*", re.UNICODE)
_SYNTAX_CHARACTERS: Final = "^$\\.*+?()[]{}|/"
_CONTROLS: Final = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13}
_SET_OPERATIONS: Final = ("--", "&&")


def parse_pattern(source: str, flags: str) -> Pattern:
    """Return the tree of a pattern.

    Args:
        source: the pattern.
        flags: valid flags.

    Raises:
        SyntaxError: it is none, or has what is not supported here.

    """
    return _Parser(source, flags).pattern()


class _Parser:
    def __init__(self, source: str, flags: str) -> None:
        self._shown = f"/{source}/{''.join(sorted(flags))}"
        self._unicode = "u" in flags or "v" in flags
        self._sets = "v" in flags
        self._ignore_case = "i" in flags
        self._dot_all = "s" in flags
        self._multiline = "m" in flags
        self._text = joined(source) if self._unicode else units(source)
        self._last = sets.LAST_POINT if self._unicode else sets.LAST_UNIT
        self._at = 0
        self._opened = 0
        self._names: dict[str, int] = {}
        self._unresolved = False
        self._total, self._named = _count_groups(self._text)
        self._word = sets.WORD
        if self._unicode and self._ignore_case:
            self._word = sets.ignoring_case(sets.WORD, True)

    def pattern(self) -> Pattern:
        """Read all of it."""
        body = self._disjunction()
        if self._at < len(self._text):
            self._fail("Unmatched ')'")
        if self._unresolved:
            self._fail("Invalid named capture referenced")
        return Pattern(
            body, self._opened, self._names, self._unicode, self._ignore_case, self._multiline,
            self._word,
        )  # fmt: skip

    def _fail(self, what: str) -> NoReturn:
        raise SyntaxError(f"Invalid regular expression: {self._shown}: {what}")

    def _unsupported(self, what: str) -> NoReturn:
        raise SyntaxError(
            f"Invalid regular expression: {self._shown}: {what} is valid JavaScript, and not "
            "supported here"
        )

    # --- characters of the source ---------------------------------------------------------------

    def _peek(self, length: int = 1) -> str:
        return self._text[self._at : self._at + length]

    def _eat(self, text: str) -> bool:
        if self._text.startswith(text, self._at):
            self._at += len(text)
            return True
        return False

    def _digits(self, digits: str, count: int) -> int | None:
        """Read so many digits in base 16; None, and nothing read, if they are not there."""
        text = self._peek(count)
        if len(text) < count or not all(each in digits for each in text):
            return None
        self._at += count
        return int(text, 16)

    # --- terms ----------------------------------------------------------------------------------

    def _disjunction(self) -> Node:
        options = [self._alternative()]
        while self._eat("|"):
            options.append(self._alternative())
        return options[0] if len(options) == 1 else Alternatives(tuple(options))

    def _alternative(self) -> Node:
        items: list[Node] = []
        while self._at < len(self._text) and self._peek() not in "|)":
            items.append(self._term())
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def _term(self) -> Node:
        first_group = self._opened + 1
        node, repeatable = self._atom(self._peek())
        if not repeatable:
            if self._quantifier_here():
                self._fail("Invalid quantifier" if isinstance(node, Look) else "Nothing to repeat")
            if isinstance(node, Look) and self._unicode and self._peek() == "{":
                self._fail("Incomplete quantifier")
            return node
        return self._quantified(node, first_group)

    def _quantifier_here(self) -> bool:
        return (
            self._peek() in ("*", "+", "?") or _QUANTIFIER.match(self._text, self._at) is not None
        )

    def _atom(self, first: str) -> tuple[Node, bool]:
        if first in ("^", "$"):
            self._at += 1
            return Assertion("^" if first == "^" else "$"), False
        if first == "(":
            return self._group()
        if first == "\\":
            return self._escape()
        if first == "[":
            return Chars(self._class()), True
        self._at += 1
        if first == ".":
            return Chars(self._dot()), True
        if first in ("*", "+", "?"):
            self._fail("Nothing to repeat")
        if first == "{" and _QUANTIFIER.match(self._text, self._at - 1):
            self._fail("Nothing to repeat")
        if first in ("{", "}", "]") and self._unicode:
            self._fail("Lone quantifier brackets")
        return self._one(ord(first)), True

    def _dot(self) -> Ranges:
        ends = () if self._dot_all else sets.LINE_ENDS
        return sets.complement(ends, self._last)

    def _one(self, code: int) -> Chars:
        return Chars(self._closed(((code, code),)))

    def _closed(self, ranges: Ranges) -> Ranges:
        return sets.ignoring_case(ranges, self._unicode) if self._ignore_case else ranges

    def _quantified(self, node: Node, first_group: int) -> Node:
        least, most = 1, None
        braces = _QUANTIFIER.match(self._text, self._at)
        if self._eat("*"):
            least = 0
        elif self._eat("?"):
            least, most = 0, 1
        elif braces is not None:
            self._at = braces.end()
            least = int(braces[1])
            most = int(braces[3]) if braces[3] else None if braces[2] else least
            if most is not None and most < least:
                self._fail("numbers out of order in {} quantifier")
        elif not self._eat("+"):
            if self._unicode and self._peek() == "{":
                self._fail("Incomplete quantifier")
            return node
        greedy = not self._eat("?")
        return Repeat(node, least, most, greedy, first_group, self._opened + 1)

    def _group(self) -> tuple[Node, bool]:
        self._at += 1
        for sign, ahead, negative in (
            ("?=", True, False),
            ("?!", True, True),
            ("?<=", False, False),
            ("?<!", False, True),
        ):
            if self._eat(sign):
                first = self._opened + 1
                body = self._closing()
                look = Look(body, ahead, negative, first, self._opened + 1)
                return look, ahead and not self._unicode
        if self._eat("?:"):
            return self._closing(), True
        name = None
        if self._eat("?<"):
            name = self._name("Invalid capture group name")
            if name in self._names:
                self._fail("Duplicate capture group name")
        elif self._peek() == "?":
            if re.match(r"\?[ims]*(-[ims]*)?:", self._text[self._at :]):
                self._unsupported("a group with modifiers")
            self._fail("Invalid group")
        self._opened += 1
        index = self._opened
        if name is not None:
            self._names[name] = index
        return Group(index, self._closing()), True

    def _closing(self) -> Node:
        body = self._disjunction()
        if not self._eat(")"):
            self._fail("Unterminated group")
        return body

    def _name(self, message: str) -> str:
        end = self._text.find(">", self._at)
        name = joined(self._text[self._at : end]) if end >= 0 else ""
        if not _NAME.fullmatch(name.replace("$", "_")):
            self._fail(message)
        self._at = end + 1
        return name

    # --- escapes --------------------------------------------------------------------------------

    def _escape(self) -> tuple[Node, bool]:
        self._at += 1
        first = self._peek()
        if not first:
            self._fail("\\ at end of pattern")
        if first in "bB":
            self._at += 1
            return Assertion("b" if first == "b" else "B"), False
        if first in "123456789":
            reference = self._decimal()
            if reference is not None:
                return reference, True
        if first == "k" and (self._unicode or self._named):
            return self._named_reference(), True
        ranges = self._set_escape()
        if ranges is None:
            code = self._character_escape()
            ranges = self._closed(((code, code),))
        return Chars(ranges), True

    def _decimal(self) -> Node | None:
        digits = re.compile("[0-9]+").match(self._text, self._at)
        assert digits is not None
        index = int(digits[0])
        if index <= self._total:
            self._at = digits.end()
            return Backreference(index)
        if self._unicode:
            self._fail("Invalid escape")
        return None

    def _named_reference(self) -> Node:
        self._at += 1
        if not self._eat("<"):
            self._fail("Invalid named reference")
        name = self._name("Invalid named reference")
        index = _named_groups(self._text).get(name)
        # One that there is not is found out at the end, behind what else is wrong.
        self._unresolved |= index is None
        return Backreference(index or 0)

    def _set_escape(self) -> Ranges | None:
        r"""Read ``\d`` and its like, behind the backslash; None if it is another escape."""
        first = self._peek()
        known = {"d": sets.DIGITS, "s": sets.SPACE, "w": self._word}
        if first.lower() in known and first.isascii() and first:
            self._at += 1
            found = known[first.lower()]
            return found if first.islower() else sets.complement(found, self._last)
        if first in ("p", "P") and self._unicode:
            self._at += 1
            return self._property(first == "P")
        return None

    def _property(self, negative: bool) -> Ranges:
        end = self._text.find("}", self._at)
        if self._peek() != "{" or end < 0:
            self._fail("Invalid property name")
        text = self._text[self._at + 1 : end]
        self._at = end + 1
        found = sets.property_set(text)
        if found is None:
            if not sets.is_property(text):
                self._fail("Invalid property name")
            self._unsupported(f"\\p{{{text}}} (general categories are)")
        if negative:
            found = sets.complement(found, self._last)
        return self._closed(found)

    def _character_escape(self) -> int:
        """Read an escape of one character, behind the backslash."""
        first = self._peek()
        self._at += 1
        if first in _CONTROLS:
            return _CONTROLS[first]
        if first == "c":
            return self._control_letter()
        if first == "0" and self._peek() not in tuple("0123456789"):
            return 0
        if first == "x":
            code = self._digits("0123456789abcdefABCDEF", 2)
            if code is not None:
                return code
            if self._unicode:
                self._fail("Invalid escape")
        elif first == "u":
            code = self._unicode_escape()
            if code is not None:
                return code
            if self._unicode:
                self._fail("Invalid Unicode escape")
        elif first in tuple("01234567") and not self._unicode:
            return self._octal(int(first))
        elif self._unicode and first not in tuple(_SYNTAX_CHARACTERS):
            self._fail("Invalid decimal escape" if first.isdigit() else "Invalid escape")
        return ord(first)

    def _control_letter(self) -> int:
        letter = self._peek()
        if letter.isascii() and letter.isalpha():
            self._at += 1
            return ord(letter) % 32
        if self._unicode:
            self._fail("Invalid Unicode escape")
        self._at -= 1  # the backslash stands for itself
        return ord("\\")

    def _octal(self, value: int) -> int:
        for _ in range(2):
            digit = self._peek()
            if digit not in tuple("01234567") or value * 8 + int(digit) > 0o377:
                break
            self._at += 1
            value = value * 8 + int(digit)
        return value

    def _unicode_escape(self) -> int | None:
        hexadecimal = "0123456789abcdefABCDEF"
        if self._unicode and self._peek() == "{":
            end = self._text.find("}", self._at)
            digits = self._text[self._at + 1 : max(end, 0)]
            if not re.fullmatch("[0-9a-fA-F]+", digits) or int(digits, 16) > sets.LAST_POINT:
                return None
            self._at = end + 1
            return int(digits, 16)
        code = self._digits(hexadecimal, 4)
        if code is None or not self._unicode or not 0xD800 <= code < 0xDC00:
            return code
        start = self._at
        if self._eat("\\u"):
            low = self._digits(hexadecimal, 4)
            if low is not None and 0xDC00 <= low < 0xE000:
                return 0x10000 + ((code - 0xD800) << 10) + low - 0xDC00
            self._at = start
        return code

    # --- classes --------------------------------------------------------------------------------

    def _class(self) -> Ranges:
        self._at += 1
        negative = self._eat("^")
        parts: list[tuple[int, int]] = []
        while not self._eat("]"):
            if self._at >= len(self._text):
                self._fail("Unterminated character class")
            self._set_operation()
            low = self._class_atom()
            self._set_operation()
            if self._peek() == "-" and self._peek(2) not in ("-]", "-"):
                self._at += 1
                high = self._class_atom()
                parts += self._range(low, high)
            else:
                parts += ((low, low),) if isinstance(low, int) else low
        ranges = self._closed(sets.ranges_of(parts))
        return sets.complement(ranges, self._last) if negative else ranges

    def _set_operation(self) -> None:
        if not self._sets:
            return
        if self._peek() == "[" or self._peek(2) in _SET_OPERATIONS or self._peek(3) == "\\q{":
            self._unsupported("a class within a class, or an operation on classes (flag v)")
        if self._peek() in tuple("()/|{}") or self._peek(2) in tuple(
            each * 2 for each in "!#$%*+,.:;<=>?@`~^"
        ):
            self._fail("Invalid character in character class")

    def _range(self, low: int | Ranges, high: int | Ranges) -> list[tuple[int, int]]:
        if isinstance(low, int) and isinstance(high, int):
            if low > high:
                self._fail("Range out of order in character class")
            return [(low, high)]
        if self._unicode:
            self._fail("Invalid character class")
        both: list[tuple[int, int]] = [(ord("-"), ord("-"))]
        for each in (low, high):
            both += [(each, each)] if isinstance(each, int) else each
        return both

    def _class_atom(self) -> int | Ranges:
        first = self._peek()
        if not first:
            self._fail("Unterminated character class")
        self._at += 1
        if first != "\\":
            return ord(first)
        if not self._peek():
            self._fail("\\ at end of pattern")
        found = self._set_escape()
        if found is not None:
            return found
        second = self._peek()
        if second == "b" or (second == "-" and self._unicode):
            self._at += 1
            return 8 if second == "b" else ord("-")
        if second == "c" and not self._unicode and re.match("c[0-9_]", self._peek(2)):
            self._at += 2
            return ord(self._text[self._at - 1]) % 32
        if self._sets and second in tuple("&-!#%,:;<=>@`~"):
            self._at += 1
            return ord(second)
        if self._unicode and second in tuple("123456789"):
            self._fail("Invalid class escape")
        return self._character_escape()


def _scan_groups(text: str, found: Callable[[int], None]) -> None:
    """Call a function with the place behind each parenthesis that opens a group that captures."""
    at, in_class = 0, False
    while at < len(text):
        each = text[at]
        if each == "\\":
            at += 1
        elif each == "[":
            in_class = True
        elif each == "]":
            in_class = False
        elif (
            each == "(" and not in_class and re.match(r"(?!\?)|\?<(?![=!])", text[at + 1 : at + 4])
        ):
            found(at + 1)
        at += 1


def _count_groups(text: str) -> tuple[int, bool]:
    places: list[int] = []
    _scan_groups(text, places.append)
    return len(places), any(text.startswith("?<", each) for each in places)


def _named_groups(text: str) -> dict[str, int]:
    places: list[int] = []
    _scan_groups(text, places.append)
    return {
        joined(text[each + 2 : text.find(">", each)]): index
        for index, each in enumerate(places, 1)
        if text.startswith("?<", each)
    }
