"""The list of known differences from Node."""

from __future__ import annotations

import sys
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

    """

    guest: str
    case: str
    reason: str

    def covers(self, guest: str, case: str) -> bool:
        """Tell whether this is about a case of a built guest."""
        return case == self.case and self.guest in (guest, guest.rpartition("-")[0])


@cache
def differences() -> tuple[Difference, ...]:
    """Return the list, as ``differences.toml`` has it."""
    entries = tomllib.loads(LIST.read_text("utf-8")).get("difference", [])
    return tuple(Difference(**entry) for entry in entries)
