"""The README's table of crates: what it must say, from `tests/crates.toml`.

python -m tests.readme_crates       write it into the README

"""

from __future__ import annotations

import datetime
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

REPOSITORY: Final = Path(__file__).resolve().parents[1]
README: Final = REPOSITORY / "README.md"
TABLE: Final = REPOSITORY / "tests" / "crates.toml"
BEGIN: Final = "<!-- crates: python -m tests.readme_crates -->"
END: Final = "<!-- end of crates -->"


@dataclass(frozen=True)
class Crate:
    """One crate that the tests run.

    Attributes:
        name: what crates.io calls it.
        release: the release that the guest is built with.
        date: when that was published.
        guest: the crate in `tests/guests` that uses it.
        test: the file in `tests/integration` that runs the guest.
        covers: what of it is tried, as the README says it.
        since: the oldest release that a guest is built with, where there are several: of what goes
            with a release of wasm-bindgen.
    """

    name: str
    release: str
    date: datetime.date
    guest: str
    test: str
    covers: str
    since: str | None = None

    @property
    def releases(self) -> str:
        """What the README says of its release."""
        oldest = "" if self.since is None else f"{self.since} to "
        return f"{oldest}{self.release}, {self.date}"


def crates() -> list[Crate]:
    """Return the crates of the table, by name.

    Raises:
        TypeError: an entry lacks something, or has something that is not known.
    """
    entries = tomllib.loads(TABLE.read_text("utf-8"))["crate"]
    return sorted((Crate(**entry) for entry in entries), key=lambda crate: crate.name)


def table(rows: list[Crate]) -> str:
    """Return the lines that the README has between its marks."""
    lines = ["| crate | release | what is tried |", "|---|---|---|"]
    lines += [
        f"| [{row.name}](tests/integration/{row.test}) | {row.releases} | {row.covers} |"
        for row in rows
    ]
    return "\n".join(lines)


def between_marks(readme: str) -> tuple[int, int]:
    """Return where in the README the table begins and ends."""
    return readme.index(BEGIN) + len(BEGIN) + 1, readme.index(END) - 1


def main() -> int:
    """Write the table into the README."""
    readme = README.read_text("utf-8")
    begin, end = between_marks(readme)
    README.write_text(readme[:begin] + table(crates()) + readme[end:], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
