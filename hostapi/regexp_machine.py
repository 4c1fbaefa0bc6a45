"""A matcher for what Python's ``re`` has not, or has otherwise (ECMAScript, 22.2.2).

A pattern becomes a program for a machine that backtracks: states that are still to be tried lie on
a list, so that neither long texts nor deep patterns need Python's stack. Matching is slower than
with ``re`` by two orders of magnitude.
"""

from __future__ import annotations

from typing import Any, Final

from hostapi.regexp_sets import LINE_ENDS, canonical, contains
from hostapi.regexp_syntax import (
    Alternatives,
    Assertion,
    Chars,
    Group,
    Look,
    Node,
    Pattern,
    Repeat,
    Sequence,
)
from runtime.records import record

CHAR: Final = "char"
RUN: Final = "run"
SPLIT: Final = "split"
JUMP: Final = "jump"
SAVE: Final = "save"
ASSERT: Final = "assert"
LOOK: Final = "look"
REFERENCE: Final = "reference"
ENTER: Final = "enter"
LOOP: Final = "loop"
ITERATE: Final = "iterate"
REPEAT: Final = "repeat"
MATCH: Final = "match"

Instruction = tuple[Any, ...]
Program = list[Instruction]
Slots = tuple[int | None, ...]
"""Two for each group, begin and end, group 0 first; then two for each loop: count and place."""


class CharTest:
    """Tells whether a character is in a set, and remembers."""

    __slots__ = ("_known", "_ranges")

    def __init__(self, chars: Chars) -> None:
        self._ranges = chars.ranges
        self._known: dict[str, bool] = {}

    def __call__(self, character: str) -> bool:
        known = self._known.get(character)
        if known is None:
            known = self._known[character] = contains(self._ranges, ord(character))
        return known


@record
class _Compiler:
    pattern: Pattern
    loops: int = 0

    def compile(self, node: Node, forward: bool) -> Program:
        """Return the program of a node; jumps are relative."""
        if isinstance(node, Chars):
            return [(CHAR, CharTest(node), forward)]
        if isinstance(node, Sequence):
            items = node.items if forward else reversed(node.items)
            return [each for item in items for each in self.compile(item, forward)]
        if isinstance(node, Alternatives):
            return self._alternatives(node, forward)
        if isinstance(node, Group):
            body = self.compile(node.body, forward)
            first, last = 2 * node.index, 2 * node.index + 1
            if not forward:
                first, last = last, first
            return [(SAVE, first), *body, (SAVE, last)]
        if isinstance(node, Repeat):
            return self._repeat(node, forward)
        if isinstance(node, Assertion):
            return [(ASSERT, node.kind)]
        if isinstance(node, Look):
            body = [*self.compile(node.body, node.ahead), (MATCH,)]
            return [(LOOK, body, node.negative)]
        return [(REFERENCE, node.index, forward)]

    def _alternatives(self, node: Alternatives, forward: bool) -> Program:
        program = self.compile(node.options[-1], forward)
        for option in reversed(node.options[:-1]):
            first = self.compile(option, forward)
            program = [
                (SPLIT, 1, len(first) + 2),
                *first,
                (JUMP, len(program) + 1),
                *program,
            ]
        return program

    def _repeat(self, node: Repeat, forward: bool) -> Program:
        if isinstance(node.body, Chars):
            test = CharTest(node.body)
            return [(RUN, test, forward, node.least, node.most, node.greedy)]
        slot = 2 * (self.pattern.groups + 1) + 2 * self.loops
        self.loops += 1
        body = self.compile(node.body, forward)
        return [
            (ENTER, slot),
            (LOOP, slot, node.least, node.most, node.greedy, len(body) + 3),
            (ITERATE, slot, 2 * node.first_group, 2 * node.end_group),
            *body,
            (REPEAT, slot, node.least, -len(body) - 2),
        ]


class Machine:
    """The matcher of a pattern.

    Args:
        pattern: the pattern.

    """

    def __init__(self, pattern: Pattern) -> None:
        compiler = _Compiler(pattern)
        self._program = [*compiler.compile(pattern.body, True), (MATCH,)]
        self._slots = 2 * (pattern.groups + 1 + compiler.loops)
        self._pattern = pattern

    def match(self, text: str, start: int) -> list[tuple[int, int] | None] | None:
        """Return where the groups of a match at ``start`` are, group 0 first; None if none."""
        slots: Slots = (None,) * self._slots
        found = self._run(self._program, text, start, slots)
        if found is None:
            return None
        end, slots = found
        spans: list[tuple[int, int] | None] = [(start, end)]
        for group in range(1, self._pattern.groups + 1):
            first, last = slots[2 * group : 2 * group + 2]
            spans.append(None if first is None or last is None else (first, last))
        return spans

    def search(self, text: str, start: int) -> list[tuple[int, int] | None] | None:
        """Return the first match at ``start`` or behind, as `match` does."""
        for place in range(start, len(text) + 1):
            found = self.match(text, place)
            if found is not None:
                return found
        return None

    def _run(
        self, program: Program, text: str, place: int, slots: Slots
    ) -> tuple[int, Slots] | None:
        """Run a program; return where it ended, and what it captured; None if it fails."""
        waiting: list[tuple[int, int, Slots, int | None]] = []
        counter = 0
        while True:
            step = _Step(counter, place, slots)
            instruction = program[counter]
            operation = instruction[0]
            if operation is MATCH:
                return place, slots
            good = self._operations[operation](self, instruction, text, step, waiting)
            if good:
                counter, place, slots = step.counter, step.place, step.slots
                continue
            if not waiting:
                return None
            counter, place, slots, nearest = waiting.pop()
            if nearest is not None and place != nearest:
                # A run gives up one character after the other.
                waiting.append((counter, place + (1 if nearest > place else -1), slots, nearest))

    # --- instructions: each moves the step on, or says that it fails ----------------------------

    def _char(self, instruction: Instruction, text: str, step: _Step, _: list[Any]) -> bool:
        place = step.place if instruction[2] else step.place - 1
        if not 0 <= place < len(text) or not instruction[1](text[place]):
            return False
        step.place = place + 1 if instruction[2] else place
        step.counter += 1
        return True

    def _many(self, instruction: Instruction, text: str, step: _Step, waiting: list[Any]) -> bool:
        _, test, forward, least, most, greedy = instruction
        start = step.place
        room = len(text) - start if forward else start
        limit = room if most is None else min(most, room)
        if limit < least:
            return False
        count = 0
        while count < limit and test(text[start + count] if forward else text[start - count - 1]):
            count += 1
        if count < least:
            return False
        sign = 1 if forward else -1
        near, far = start + sign * least, start + sign * count
        step.counter += 1
        step.place = far if greedy else near
        if near != far:
            following = far - sign if greedy else near + sign
            waiting.append((step.counter, following, step.slots, near if greedy else far))
        return True

    def _split(self, instruction: Instruction, text: str, step: _Step, waiting: list[Any]) -> bool:
        waiting.append((step.counter + instruction[2], step.place, step.slots, None))
        step.counter += instruction[1]
        return True

    def _jump(self, instruction: Instruction, text: str, step: _Step, _: list[Any]) -> bool:
        step.counter += instruction[1]
        return True

    def _save(self, instruction: Instruction, text: str, step: _Step, _: list[Any]) -> bool:
        step.slots = _with(step.slots, instruction[1], step.place)
        step.counter += 1
        return True

    def _assert(self, instruction: Instruction, text: str, step: _Step, _: list[Any]) -> bool:
        step.counter += 1
        kind, place = instruction[1], step.place
        if kind in ("^", "$"):
            at_edge = place == 0 if kind == "^" else place == len(text)
            if at_edge or not self._pattern.multiline:
                return at_edge
            return contains(LINE_ENDS, ord(text[place - 1 if kind == "^" else place]))
        sides = [
            0 <= each < len(text) and contains(self._pattern.word, ord(text[each]))
            for each in (place - 1, place)
        ]
        at_border = sides[0] != sides[1]
        return at_border if kind == "b" else not at_border

    def _look(self, instruction: Instruction, text: str, step: _Step, _: list[Any]) -> bool:
        found = self._run(instruction[1], text, step.place, step.slots)
        step.counter += 1
        if found is not None and not instruction[2]:
            step.slots = found[1]
        negative: bool = instruction[2]
        return (found is None) == negative

    def _reference(self, instruction: Instruction, text: str, step: _Step, _: list[Any]) -> bool:
        _, group, forward = instruction
        step.counter += 1
        first, last = step.slots[2 * group : 2 * group + 2]
        if first is None or last is None:
            return True
        length = last - first
        begin = step.place if forward else step.place - length
        if begin < 0 or begin + length > len(text):
            return False
        if not self._same(text[first:last], text[begin : begin + length]):
            return False
        step.place = begin + length if forward else begin
        return True

    def _same(self, one: str, other: str) -> bool:
        if one == other:
            return True
        unicode = self._pattern.unicode
        return self._pattern.ignore_case and all(
            canonical(ord(a), unicode) == canonical(ord(b), unicode)
            for a, b in zip(one, other, strict=True)
        )

    def _enter(self, instruction: Instruction, text: str, step: _Step, _: list[Any]) -> bool:
        step.slots = _with(step.slots, instruction[1], 0)
        step.counter += 1
        return True

    def _loop(self, instruction: Instruction, text: str, step: _Step, waiting: list[Any]) -> bool:
        _, slot, least, most, greedy, behind = instruction
        count = step.slots[slot] or 0
        again, out = step.counter + 1, step.counter + behind
        if count < least:
            step.counter = again
        elif most is not None and count >= most:
            step.counter = out
        else:
            first, second = (again, out) if greedy else (out, again)
            waiting.append((second, step.place, step.slots, None))
            step.counter = first
        return True

    def _iterate(self, instruction: Instruction, text: str, step: _Step, _: list[Any]) -> bool:
        _, slot, first, last = instruction
        slots = list(step.slots)
        slots[first:last] = [None] * (last - first)
        slots[slot + 1] = step.place
        step.slots = tuple(slots)
        step.counter += 1
        return True

    def _repeat(self, instruction: Instruction, text: str, step: _Step, _: list[Any]) -> bool:
        _, slot, least, back = instruction
        count = step.slots[slot] or 0
        if count >= least and step.slots[slot + 1] == step.place:
            return False
        step.slots = _with(step.slots, slot, count + 1)
        step.counter += back
        return True

    _operations: Final = {
        CHAR: _char, RUN: _many, SPLIT: _split, JUMP: _jump, SAVE: _save, ASSERT: _assert,
        LOOK: _look, REFERENCE: _reference, ENTER: _enter, LOOP: _loop, ITERATE: _iterate,
        REPEAT: _repeat,
    }  # fmt: skip


class _Step:
    """Where the machine is."""

    __slots__ = ("counter", "place", "slots")

    def __init__(self, counter: int, place: int, slots: Slots) -> None:
        self.counter = counter
        self.place = place
        self.slots = slots


def _with(slots: Slots, index: int, value: int) -> Slots:
    return (*slots[:index], value, *slots[index + 1 :])
