"""Sets of characters in regular expressions (ECMAScript, 22.2.2.7 CharSet and Canonicalize).

A set is a tuple of ranges, ascending and apart. Without the flags ``u`` and ``v`` characters are
UTF-16 code units.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final

from runtime.core.numerals import WHITE_SPACE

Ranges = tuple[tuple[int, int], ...]

LAST_UNIT: Final = 0xFFFF
LAST_POINT: Final = 0x10FFFF
_LAST_CASED: Final = 0x1FFFF
"""No character beyond has a case."""


def ranges_of(parts: Iterable[tuple[int, int]]) -> Ranges:
    """Return the set of some ranges in any order, which may overlap."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(parts):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(high, merged[-1][1])
        else:
            merged.append((low, high))
    return tuple(merged)


def complement(ranges: Ranges, last: int) -> Ranges:
    """Return the characters up to ``last`` that are not in a set."""
    result, start = [], 0
    for low, high in ranges:
        if low > start:
            result.append((start, low - 1))
        start = high + 1
    if start <= last:
        result.append((start, last))
    return tuple(result)


def contains(ranges: Ranges, code: int) -> bool:
    """Tell whether a character is in a set."""
    return any(low <= code <= high for low, high in ranges)


def _chars(text: str) -> Ranges:
    return ranges_of((ord(each), ord(each)) for each in text)


DIGITS: Final = ((0x30, 0x39),)
WORD: Final = ranges_of([(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)])
SPACE: Final = _chars(WHITE_SPACE)
LINE_ENDS: Final = _chars("\n\r\u2028\u2029")


def _canonical_unit(code: int) -> int:
    upper = chr(code).upper()
    if len(upper) != 1 or (code >= 128 > ord(upper)):
        return code
    return ord(upper) if ord(upper) <= LAST_UNIT else code


def _canonical_point(code: int) -> int:
    for folded in (chr(code).casefold(), chr(code).lower()):
        if len(folded) == 1:
            return ord(folded)
    return code


def canonical(code: int, unicode: bool) -> int:
    """Return what stands for a character where case is ignored (ECMAScript, Canonicalize)."""
    return _canonical_point(code) if unicode else _canonical_unit(code)


@cache
def _equivalents(unicode: bool) -> Mapping[int, Sequence[int]]:
    """Return, by what stands for them, the characters that are equal but for case."""
    groups: dict[int, list[int]] = {}
    for code in range(_LAST_CASED + 1 if unicode else LAST_UNIT + 1):
        groups.setdefault(canonical(code, unicode), []).append(code)
    return {each: group for each, group in groups.items() if len(group) > 1}


def ignoring_case(ranges: Ranges, unicode: bool) -> Ranges:
    """Return a set with the characters that are equal to one in it but for case."""
    if not unicode and ranges and ranges[-1][1] < 128:
        # Nothing beyond ASCII is equal to a letter of ASCII.
        parts = list(ranges)
        for low, high in ranges:
            for first, last, shift in ((0x41, 0x5A, 32), (0x61, 0x7A, -32)):
                if max(low, first) <= min(high, last):
                    parts.append((max(low, first) + shift, min(high, last) + shift))
        return ranges_of(parts)
    wanted = {
        canonical(code, unicode)
        for low, high in ranges
        for code in range(low, min(high, _LAST_CASED) + 1)
    }
    groups = _equivalents(unicode)
    more = [(code, code) for each in wanted if each in groups for code in groups[each]]
    return ranges_of([*ranges, *more])


_CATEGORIES: Final = {
    "Letter": "L", "Cased_Letter": "LC", "Uppercase_Letter": "Lu", "Lowercase_Letter": "Ll",
    "Titlecase_Letter": "Lt", "Modifier_Letter": "Lm", "Other_Letter": "Lo", "Mark": "M",
    "Combining_Mark": "M", "Nonspacing_Mark": "Mn", "Spacing_Mark": "Mc", "Enclosing_Mark": "Me",
    "Number": "N", "Decimal_Number": "Nd", "digit": "Nd", "Letter_Number": "Nl",
    "Other_Number": "No", "Punctuation": "P", "punct": "P", "Connector_Punctuation": "Pc",
    "Dash_Punctuation": "Pd", "Open_Punctuation": "Ps", "Close_Punctuation": "Pe",
    "Initial_Punctuation": "Pi", "Final_Punctuation": "Pf", "Other_Punctuation": "Po",
    "Symbol": "S", "Math_Symbol": "Sm", "Currency_Symbol": "Sc", "Modifier_Symbol": "Sk",
    "Other_Symbol": "So", "Separator": "Z", "Space_Separator": "Zs", "Line_Separator": "Zl",
    "Paragraph_Separator": "Zp", "Other": "C", "Control": "Cc", "cntrl": "Cc", "Format": "Cf",
    "Surrogate": "Cs", "Private_Use": "Co", "Unassigned": "Cn",
}  # fmt: skip


def property_set(text: str) -> Ranges | None:
    r"""Return the characters of ``\p{text}``; None if that is not known here.

    Known are the general categories, as Python's ``unicodedata`` has them, and a few more.
    """
    special = {
        "Any": ((0, LAST_POINT),),
        "ASCII": ((0, 0x7F),),
        "ASCII_Hex_Digit": ranges_of([(0x30, 0x39), (0x41, 0x46), (0x61, 0x66)]),
    }
    if text in ("White_Space", "space"):
        return ranges_of([*(each for each in SPACE if each != (0xFEFF, 0xFEFF)), (0x85, 0x85)])
    if text in special:
        return special[text]
    name = text
    for prefix in ("General_Category=", "gc="):
        name = name.removeprefix(prefix)
    code = _CATEGORIES.get(name, name)
    return _category(code) if code in {*_CATEGORIES.values()} else None


_BINARY: Final = {
    "AHex", "Alphabetic", "Alpha", "Bidi_Control", "Bidi_C", "Bidi_Mirrored", "Bidi_M",
    "Case_Ignorable", "CI", "Cased", "Changes_When_Casefolded", "CWCF",
    "Changes_When_Casemapped", "CWCM", "Changes_When_Lowercased", "CWL",
    "Changes_When_NFKC_Casefolded", "CWKCF", "Changes_When_Titlecased", "CWT",
    "Changes_When_Uppercased", "CWU", "Dash", "Default_Ignorable_Code_Point", "DI",
    "Deprecated", "Dep", "Diacritic", "Dia", "Emoji", "Emoji_Component", "EComp",
    "Emoji_Modifier", "EMod", "Emoji_Modifier_Base", "EBase", "Emoji_Presentation", "EPres",
    "Extended_Pictographic", "ExtPict", "Extender", "Ext", "Grapheme_Base", "Gr_Base",
    "Grapheme_Extend", "Gr_Ext", "Hex_Digit", "Hex", "IDS_Binary_Operator", "IDSB",
    "IDS_Trinary_Operator", "IDST", "ID_Continue", "IDC", "ID_Start", "IDS", "Ideographic",
    "Ideo", "Join_Control", "Join_C", "Logical_Order_Exception", "LOE", "Lowercase", "Lower",
    "Math", "Noncharacter_Code_Point", "NChar", "Pattern_Syntax", "Pat_Syn",
    "Pattern_White_Space", "Pat_WS", "Quotation_Mark", "QMark", "Radical", "Regional_Indicator",
    "RI", "Sentence_Terminal", "STerm", "Soft_Dotted", "SD", "Terminal_Punctuation", "Term",
    "Unified_Ideograph", "UIdeo", "Uppercase", "Upper", "Variation_Selector", "VS",
    "XID_Continue", "XIDC", "XID_Start", "XIDS",
}  # fmt: skip


def is_property(text: str) -> bool:
    r"""Tell whether ``\p{text}`` is JavaScript, where `property_set` does not know it."""
    name, equals, _ = text.partition("=")
    return name in ("Script", "sc", "Script_Extensions", "scx") if equals else text in _BINARY


@cache
def _category(name: str) -> Ranges:
    wanted = ("Lu", "Ll", "Lt") if name == "LC" else (name,)
    category = unicodedata.category
    return ranges_of(
        (code, code) for code in range(LAST_POINT + 1) if category(chr(code)).startswith(wanted)
    )
