"""Case guests: which there are, and what one case records when we run it."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import runtime
from hostapi import Realm, new_realm
from runtime.core.promise import Promise, State
from runtime.core.rejections import UNHANDLED
from runtime.errors import GuestTrap, ThrownValue
from runtime.testing import MockClock
from tests.guests.build import REPOSITORY, targets

GOLDEN: Final = Path(__file__).parent / "golden"
Record = Callable[[str], None]


@dataclass(frozen=True)
class CaseGuest:
    """One built case guest.

    Attributes:
        crate: folder of its source.
        built: the module.
        release: of wasm-bindgen.

    """

    crate: Path
    built: Path
    release: str

    @property
    def name(self) -> str:
        """Its name without a folder or ending: ``cases_core-0.2.130``."""
        return self.built.stem

    @property
    def golden(self) -> Path:
        """Where Node's answers are kept."""
        return GOLDEN / f"{self.name}.json"


def case_guests() -> Iterator[CaseGuest]:
    """Yield every case guest that is built, in the order of building."""
    for target in targets():
        crate = REPOSITORY / target.source
        if crate.name.startswith("cases_") and target.wasm_bindgen is not None:
            yield CaseGuest(crate, REPOSITORY / target.output, target.wasm_bindgen)


def host_names(crate: Path, record: Record) -> Mapping[str, object]:
    """Return what a guest's ``host.py`` serves, made anew, and ``record``."""
    names: dict[str, object] = {"record": record}
    if (crate / "host.py").is_file():
        host: Any = importlib.import_module(f"tests.guests.{crate.name}.host")
        names |= host.host(record)
    return names


def golden(path: Path) -> dict[str, list[str]]:
    """Return a golden file's lines by case; of a file that is not there, none."""
    if not path.is_file():
        return {}
    cases: dict[str, list[str]] = json.loads(path.read_text("utf-8"))
    return cases


def cases_of(module: runtime.Module) -> list[str]:
    """Return the names of a module's cases, in order."""
    names = {function.name for function in module.plan.functions}
    return sorted(name for name in names if name.startswith("case_"))


async def run_case(module: runtime.Module, crate: Path, case: str) -> list[str]:
    """Run one case in a guest of its own; return the lines that it recorded."""
    lines: list[str] = []

    def failed(error: BaseException, details: Mapping[str, object]) -> None:
        how = "unhandled" if details["message"] == UNHANDLED else "reported"
        lines.append(f"{how} {thrown_text(error)}")

    names = host_names(crate, lines.append)
    # What is not served raises in the case that asks for it, and leaves the others alone.
    opened = runtime.open(module, host=names, clock=MockClock(), on_error=failed, strict=False)
    async with opened as guest:
        # As under Node, where `run_node.cjs` says why.
        guest.realm.jobs.later = _uncollected  # type: ignore[assignment] # of this realm alone
        end = await _run_to_its_end(guest, case)
        lines += [] if end is None else [end]
        # What closing frees would come after: Node's end of a process frees nothing.
        return list(lines)


def _uncollected(*_: object) -> None:
    """Run no callback of a FinalizationRegistry."""


async def _run_to_its_end(guest: runtime.Guest, case: str) -> str | None:
    """Run a case and the microtasks it leaves behind; return the line it ends with, if any."""
    try:
        result = guest.exports[case]()
        await guest.idle()
        if isinstance(result, Promise):
            if result.state is State.PENDING:
                return "pending"
            result.result()
    except Exception as error:  # noqa: BLE001 # whatever it is, it is what was observed
        if not isinstance(error, GuestTrap):
            await guest.idle()
        return f"throws {thrown_text(error)}"
    return None


def thrown_text(error: BaseException) -> str:
    """Return what ``String(error)`` gives a JavaScript host for an exception of ours."""
    if isinstance(error, GuestTrap):
        return f"RuntimeError: {error.code}"
    return _realm().to_string(error.value if isinstance(error, ThrownValue) else error)


@cache
def _realm() -> Realm:
    return new_realm()
