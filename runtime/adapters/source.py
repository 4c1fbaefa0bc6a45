"""Generated Python: lines, constants and one compile, visible in tracebacks."""

from __future__ import annotations

import linecache
from collections.abc import Callable
from typing import Any


class Source:
    """The text of one generated factory under construction.

    Args:
        title: what it adapts; part of the file name that tracebacks show.

    """

    def __init__(self, title: str) -> None:
        self.title = title
        self._lines: list[str] = []
        self._indent = 0
        self._names = 0

    def line(self, text: str) -> None:
        """Append one line at the present depth."""
        self._lines.append("    " * self._indent + text)

    def indent(self) -> None:
        """Go one level deeper, after a line that ends with a colon."""
        self._indent += 1

    def dedent(self) -> None:
        """Come one level back."""
        self._indent -= 1

    def fresh(self, stem: str) -> str:
        """Return a variable name that was not used before."""
        self._names += 1
        return f"{stem}{self._names}"

    @property
    def text(self) -> str:
        """The text so far."""
        return "\n".join(self._lines) + "\n"

    def compile(self, factory: str) -> Callable[..., Any]:
        """Compile and return the function named ``factory`` that the text defines.

        The text stays in ``linecache``, so a traceback through it shows its lines. Equal texts
        share one entry: the file name is made of the text.
        """
        text = self.text
        name = f"<wasmloop adapter {self.title} {hash(text) & 0xFFFFFFFF:08x}>"
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        namespace: dict[str, Any] = {}
        exec(compile(text, name, "exec"), namespace)
        result: Callable[..., Any] = namespace[factory]
        return result
