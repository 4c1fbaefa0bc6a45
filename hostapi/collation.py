"""``localeCompare``: the order of texts in English.

An engine has the Unicode Collation Algorithm with the root table of CLDR. This is its outcome for
text of letters with and without accents, digits and ASCII's signs: letters first by what they are
based on, then by accents, then by case, small ones first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from hostapi.errors import RangeError
from hostapi.locale import read_options, require_english
from hostapi.realm import Realm
from runtime.core.values import is_falsy

_SIGNS: Final = "\t\n\v\f\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
_DIGITS: Final = re.compile("([0-9]+)")
_SENSITIVITIES: Final = ("base", "accent", "case", "variant")

Weights = Sequence[tuple[int, int, str]]


def _primary(character: str) -> tuple[int, int, str]:
    sign = _SIGNS.find(character)
    if sign >= 0:
        return (0, sign, "")
    category = unicodedata.category(character)
    if category.startswith("N"):
        return (3, 0, character)
    return (4 if category.startswith("L") else 2, 0, character.casefold())


def _bases(text: str, numeric: bool) -> Weights:
    if not numeric:
        return [_primary(each) for each in text]
    weights: list[tuple[int, int, str]] = []
    for part in _DIGITS.split(text):
        if _DIGITS.fullmatch(part):
            weights.append((3, int(part), ""))
        else:
            weights += [_primary(each) for each in part]
    return weights


def _accents(text: str) -> list[str]:
    marks: list[str] = []
    for each in text:
        if unicodedata.combining(each) and marks:
            marks[-1] += each
        else:
            marks.append("")
    return marks


def compare_texts(realm: Realm, left: str, right: str, locales: object, options: object) -> int:
    """Return ``left.localeCompare(right, locales, options)``: -1, 0 or 1.

    Raises:
        RangeError: the locale or an option is not supported.

    """
    require_english(realm, locales)
    given = read_options(realm, options, ("sensitivity", "numeric"))
    sensitivity = realm.to_string(given.get("sensitivity", "variant"))
    if sensitivity not in _SENSITIVITIES:
        raise RangeError(f"Value {sensitivity} out of range for Intl.Collator options property "
                         "sensitivity")  # fmt: skip
    numeric = not is_falsy(given.get("numeric", False))
    texts = [unicodedata.normalize("NFD", each) for each in (left, right)]
    plain = ["".join(c for c in each if not unicodedata.combining(c)) for each in texts]
    levels: list[list[object]] = [[_bases(each, numeric) for each in plain]]
    if sensitivity in ("accent", "variant"):
        levels.append([_accents(each) for each in texts])
    if sensitivity in ("case", "variant"):
        levels.append([[each != each.lower() for each in text] for text in plain])
    for one, other in levels:
        if one != other:
            return -1 if one < other else 1  # type: ignore[operator] # both of the same kind
    return 0
