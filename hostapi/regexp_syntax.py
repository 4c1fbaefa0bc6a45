"""The syntax of regular expressions (ECMAScript, 22.2.1 Patterns and Annex B.1.2), as a tree."""

from __future__ import annotations

from typing import Literal

from hostapi.regexp_sets import Ranges
from runtime.records import record


@record(frozen=True)
class Chars:
    """One character of a set."""

    ranges: Ranges


@record(frozen=True)
class Sequence:
    """One after another."""

    items: tuple[Node, ...]


@record(frozen=True)
class Alternatives:
    """The first that lets the rest match."""

    options: tuple[Node, ...]


@record(frozen=True)
class Group:
    """A group that captures, by its number from 1."""

    index: int
    body: Node


@record(frozen=True)
class Repeat:
    """A quantifier.

    Attributes:
        body: what is repeated.
        least: how often at least.
        most: how often at most, None without end.
        greedy: whether more is tried first.
        first_group: number of the first group in it.
        end_group: number behind the last group in it.

    """

    body: Node
    least: int
    most: int | None
    greedy: bool
    first_group: int
    end_group: int


@record(frozen=True)
class Assertion:
    r"""``^``, ``$``, ``\b`` (``b``) or ``\B`` (``B``)."""

    kind: Literal["^", "$", "b", "B"]


@record(frozen=True)
class Look:
    """A lookahead or lookbehind; its groups are those from ``first_group`` to ``end_group``."""

    body: Node
    ahead: bool
    negative: bool
    first_group: int
    end_group: int


@record(frozen=True)
class Backreference:
    """What a group captured."""

    index: int


Node = Chars | Sequence | Alternatives | Group | Repeat | Assertion | Look | Backreference


@record(frozen=True)
class Pattern:
    """A regular expression.

    Attributes:
        body: its tree; with the flag ``i`` sets have the characters of both cases.
        groups: how many groups it has.
        names: numbers of groups with a name, in order.
        unicode: whether characters are code points (flags ``u`` and ``v``).
        ignore_case: flag ``i``.
        multiline: flag ``m``.
        word: the characters of a word.

    """

    body: Node
    groups: int
    names: dict[str, int]
    unicode: bool
    ignore_case: bool
    multiline: bool
    word: Ranges


def minimum_width(node: Node) -> int:
    """Return how many characters a match has at least; a backreference may be empty."""
    if isinstance(node, Chars):
        return 1
    if isinstance(node, Sequence):
        return sum(map(minimum_width, node.items))
    if isinstance(node, Alternatives):
        return min(map(minimum_width, node.options))
    if isinstance(node, Group):
        return minimum_width(node.body)
    if isinstance(node, Repeat):
        return minimum_width(node.body) * node.least
    return 0


def fixed_width(node: Node) -> int | None:
    """Return how many characters every match has, None if they differ."""
    if isinstance(node, Sequence):
        widths = [fixed_width(each) for each in node.items]
        return None if None in widths else sum(each or 0 for each in widths)
    if isinstance(node, Alternatives):
        different = {fixed_width(each) for each in node.options}
        return different.pop() if len(different) == 1 else None
    if isinstance(node, Group):
        return fixed_width(node.body)
    if isinstance(node, Repeat):
        width = fixed_width(node.body)
        return None if width is None or node.least != node.most else width * node.least
    if isinstance(node, Backreference):
        return None
    return minimum_width(node)
