"""The list of known differences from Node."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

LIST: Final = Path(__file__).parent / "differences.toml"


@dataclass(frozen=True)
class Difference:
    """A case that records something else here than under Node.

    Attributes:
        guest: a case guest: ``cases_core`` of every release, ``cases_core-0.2.83`` of one.
        case: its export.
        reason: why it stands.
        lines: which of its lines differ, from 0; empty if all of it may.

    """

    guest: str
    case: str
    reason: str
    lines: tuple[int, ...] = ()

    def covers(self, guest: str, case: str) -> bool:
        """Tell whether this is about a case of a built guest."""
        return case == self.case and self.guest in (guest, guest.rpartition("-")[0])

    def explains(self, node: Sequence[str], ours: Sequence[str]) -> bool:
        """Tell whether two recordings differ exactly as this says."""
        if not self.lines:
            return list(node) != list(ours)
        if len(node) != len(ours):
            return False
        unequal = [index for index in range(len(node)) if node[index] != ours[index]]
        return unequal == sorted(self.lines)


@cache
def differences() -> tuple[Difference, ...]:
    """Return the list, as ``differences.toml`` has it."""
    entries = tomllib.loads(LIST.read_text("utf-8")).get("difference", [])
    return tuple(
        Difference(**{**entry, "lines": tuple(entry.get("lines", ()))}) for entry in entries
    )
