r"""The ``console`` namespace (Console Standard), for a logger or for two streams.

What a guest prints cannot steer the terminal: control characters are shown as ``\xNN``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal, TextIO

from runtime.clock import Clock, SystemClock
from runtime.core.values import is_falsy
from runtime.late import logger, pattern

GROUP_INDENT: Final = "  "

LOGGER: Final = logger(__name__)
"""Where guests inside an application print."""

Kind = Literal["log", "debug", "warn", "error", "trace"]
"""How what is printed is meant (Console Standard, Printer, log level)."""

LEVELS: Final[Mapping[Kind, int]] = {
    "log": 20,
    "debug": 10,
    "warn": 30,
    "error": 40,
    "trace": 10,
}
"""The level of each in `logging`, which is not imported for that."""

_TO_ERR: Final = ("warn", "error", "trace")

_SPECIFIER = pattern(r"%([sdifoOc%])")

# C0 but tab and line feed, DEL and C1: escape sequences begin with one of these.
_CONTROL = pattern(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

_SURROGATE = pattern(r"[\ud800-\udfff]")


def neutralise(text: str) -> str:
    r"""Return ``text`` with control characters, but ``\n`` and ``\t``, as ``\xNN``."""
    if text.isprintable():
        return text
    shown = _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)
    # No stream can encode them; JavaScript's consoles show the same.
    return _SURROGATE.sub("\ufffd", shown)


def format_message(args: Sequence[object]) -> str:
    """Return the text of a message (Console Standard, Formatter and Printer).

    A first argument that is a string may have the specifiers ``%s %d %i %f %o %O %c %%``, which
    take the arguments after it in order; what is left follows behind, separated by spaces. A
    message of one argument is taken as it is.
    """
    if len(args) < 2 or not isinstance(args[0], str):
        return " ".join(map(to_console_text, args))
    rest, conversions = iter(args[1:]), _conversions()

    def substitute(match: re.Match[str]) -> str:
        if match[1] == "%":
            return "%"
        try:
            return conversions[match[1]](next(rest))
        except StopIteration:
            return match[0]

    first = _SPECIFIER.sub(substitute, args[0])
    return " ".join([first, *map(to_console_text, rest)])


def _conversions() -> Mapping[str, Callable[[object], str]]:
    from hostapi.inspect import inspect, parse_float, parse_int

    return {
        "s": to_console_text,
        "d": parse_int,
        "i": parse_int,
        "f": parse_float,
        "o": inspect,
        "O": inspect,
        "c": lambda _css: "",
    }


def to_console_text(value: object) -> str:
    """Return how a message shows one of its arguments: a string as it is, else `inspect`."""
    return value if isinstance(value, str) else inspect(value)


def inspect(value: object) -> str:
    """Return a value as source text; see `hostapi.inspect`, which knows all types there are."""
    from hostapi.inspect import inspect

    return inspect(value)


class Console:
    """A console of text: ``log``, ``info`` and ``debug`` to one stream, all else to another.

    Args:
        out: where to write, or None for what ``sys.stdout`` is at the time.
        err: where to write warnings and errors, or None for ``sys.stderr``.
        clock: what ``time`` measures with.

    """

    def __init__(
        self, out: TextIO | None = None, err: TextIO | None = None, clock: Clock | None = None
    ) -> None:
        self._out = out
        self._err = err
        self._clock = clock or SystemClock()
        self._indent = ""
        self._counts: dict[str, int] = {}
        self._started_seconds: dict[str, float] = {}

    # --- logging -----------------------------------------------------------------------------

    def log(self, *data: object) -> None:
        """Write a message."""
        self._show("log", format_message(data))

    def info(self, *data: object) -> None:
        """Write a message."""
        self.log(*data)

    def debug(self, *data: object) -> None:
        """Write a message for who looks for faults."""
        self._show("debug", format_message(data))

    def warn(self, *data: object) -> None:
        """Write a warning."""
        self._show("warn", format_message(data))

    def error(self, *data: object) -> None:
        """Write an error."""
        self._show("error", format_message(data))

    def trace(self, *data: object) -> None:
        """Write ``Trace`` and a message; the guest has no stack that could be shown."""
        self._show("trace", f"Trace: {format_message(data)}" if data else "Trace")

    def assert_(self, condition: object = False, *data: object) -> None:
        """Write an error unless ``condition`` is truthy; guests know it as ``console.assert``."""
        if not is_falsy(condition):
            return
        if data and isinstance(data[0], str):
            self.error(f"Assertion failed: {data[0]}", *data[1:])
        else:
            self.error("Assertion failed", *data)

    def dir(self, item: object = None, *_surplus: object) -> None:
        """Write one value, strings in quotes."""
        self._show("log", inspect(item))

    def dirxml(self, *data: object) -> None:
        """Write a message."""
        self.log(*data)

    def table(self, data: object = None, columns: object = None, *_surplus: object) -> None:
        """Write rows and columns; what is no list or object of rows is logged as it is.

        Args:
            data: a list or a dict; each item is a row, and where it is one itself, of cells.
            columns: names of the columns to show, all if it is no list.

        """
        if not isinstance(data, (list, tuple, dict)):
            self.log(data)
            return
        wanted = list(map(str, columns)) if isinstance(columns, (list, tuple)) else None
        self._show("log", "\n".join(_table(data, wanted)))

    # --- groups ------------------------------------------------------------------------------

    def group(self, *label: object) -> None:
        """Write a label, and indent what follows until `groupEnd`."""
        if label:
            self.log(*label)
        self._indent += GROUP_INDENT

    def groupCollapsed(self, *label: object) -> None:
        """Do as `group`: text cannot be unfolded."""
        self.group(*label)

    def groupEnd(self, *_surplus: object) -> None:
        """End the innermost group, if there is one."""
        self._indent = self._indent[: -len(GROUP_INDENT)]

    def clear(self, *_surplus: object) -> None:
        """End all groups. The screen is the application's, and stays as it is."""
        self._indent = ""

    # --- counting and timing -----------------------------------------------------------------

    def count(self, label: object = None, *_surplus: object) -> None:
        """Write how often this was called with the label."""
        name = _label(label)
        self._counts[name] = self._counts.get(name, 0) + 1
        self._show("log", f"{name}: {self._counts[name]}")

    def countReset(self, label: object = None, *_surplus: object) -> None:
        """Begin the label's count at 0 again; warn if there is none."""
        name = _label(label)
        if self._counts.pop(name, None) is None:
            self.warn(f"Count for '{name}' does not exist")

    def time(self, label: object = None, *_surplus: object) -> None:
        """Start a stopwatch; warn if it runs already."""
        name = _label(label)
        if name in self._started_seconds:
            self.warn(f"Timer '{name}' already exists")
        else:
            self._started_seconds[name] = self._clock.monotonic_seconds()

    def timeLog(self, label: object = None, *data: object) -> None:
        """Write how long the stopwatch has been running, and what else is given."""
        name = _label(label)
        started = self._started_seconds.get(name)
        if started is None:
            self.warn(f"Timer '{name}' does not exist")
            return
        milliseconds = (self._clock.monotonic_seconds() - started) * 1000
        self._show("log", " ".join([f"{name}: {milliseconds:.3f}ms", *map(to_console_text, data)]))

    def timeEnd(self, label: object = None, *_surplus: object) -> None:
        """Write how long the stopwatch has been running, and stop it."""
        self.timeLog(label)
        self._started_seconds.pop(_label(label), None)

    # --- for a profiler that there is not: as in Node without one --------------------------------

    def profile(self, *_label: object) -> None:
        """Do nothing."""

    def profileEnd(self, *_label: object) -> None:
        """Do nothing."""

    def timeStamp(self, *_label: object) -> None:
        """Do nothing."""

    # --- writing -----------------------------------------------------------------------------

    def _show(self, kind: Kind, text: str) -> None:
        stream = self._err or sys.stderr if kind in _TO_ERR else self._out or sys.stdout
        if stream is None:
            return  # Python without a terminal (pythonw) has no standard streams
        line = self._safe(text)
        try:
            stream.write(line + "\n")
        except UnicodeEncodeError as error:
            # The stream's encoding is no fault of the guest's.
            readable = line.encode(error.encoding, "backslashreplace").decode(error.encoding)
            stream.write(readable + "\n")
        # A guest that prints once a second is watched through a pipe as well.
        stream.flush()

    def _safe(self, text: str) -> str:
        """Return what is to be shown: harmless, and indented as its group is."""
        line = neutralise(text)
        if self._indent:
            line = "\n".join(self._indent + each for each in line.split("\n"))
        return line


class LogConsole(Console):
    """A console that logs: to `LOGGER`, at the levels of `LEVELS`.

    Args:
        guest: which guest prints; each record has it as its attribute ``guest``.
        clock: what ``time`` measures with.

    """

    def __init__(self, guest: str = "", clock: Clock | None = None) -> None:
        super().__init__(clock=clock)
        self._extra = {"guest": guest}

    def _show(self, kind: Kind, text: str) -> None:
        level = LEVELS[kind]
        if LOGGER.isEnabledFor(level):
            LOGGER.log(level, "%s", self._safe(text), extra=self._extra)


def _label(label: object) -> str:
    # An ``Option::None`` of the guest's arrives as undefined, to which WebIDL's default applies.
    return "default" if label is None else to_console_text(label)


# A keyword of Python's: no `def` can have that name.
setattr(Console, "assert", Console.assert_)


def _table(
    data: list[object] | tuple[object, ...] | dict[object, object], wanted: list[str] | None
) -> list[str]:
    """Return the lines of a table with the columns ``(index)``, those of the rows, ``Values``."""
    found: dict[str, None] = {}
    rows: list[tuple[str, dict[str, str], str]] = []
    has_plain = False
    for key, row in _items(data):
        if isinstance(row, (list, tuple, dict)):
            cells = {name: inspect(cell) for name, cell in _items(row)}
            found.update(dict.fromkeys(cells))
            rows.append((key, cells, ""))
        else:
            has_plain = True
            rows.append((key, {}, inspect(row)))
    names = list(found) if wanted is None else wanted
    header = ["(index)", *names, *(["Values"] if has_plain else [])]
    lines = [header]
    for key, cells, plain in rows:
        line = [key, *(cells.get(name, "") for name in names)]
        lines.append([*line, plain] if has_plain else line)
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, ["-" * width for width in widths])
    return [
        " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]


def _items(
    data: list[object] | tuple[object, ...] | dict[object, object],
) -> list[tuple[str, object]]:
    pairs = data.items() if isinstance(data, dict) else enumerate(data)
    return [(to_console_text(key), value) for key, value in pairs]
