"""What the oracle has: how many cases, and the known differences by their reasons."""

from __future__ import annotations

from dataclasses import dataclass

from tests.oracle.cases import case_guests, golden
from tests.oracle.differences import differences


@dataclass(frozen=True)
class Differential:
    """The differential run in numbers.

    Attributes:
        cases: cases run, each release's for itself.
        different: those that are known to differ; the tests hold all others equal.
        names: cases, whatever the release.
        releases: of wasm-bindgen.

    """

    cases: int
    different: int
    names: int
    releases: tuple[str, ...]


def differential() -> Differential:
    """Count what is recorded."""
    ran = [(guest, case) for guest in case_guests() for case in golden(guest.golden)]
    different = {
        (guest.name, case)
        for guest, case in ran
        for difference in differences()
        if difference.covers(guest.name, case)
    }
    return Differential(
        cases=len(ran),
        different=len(different),
        names=len({(guest.crate.name, case) for guest, case in ran}),
        releases=tuple(
            sorted(
                {guest.release for guest, _ in ran},
                key=lambda release: int(release.rpartition(".")[2]),
            )
        ),
    )


def by_reason() -> dict[str, list[str]]:
    """Return the cases of each reason, as ``guest case``."""
    found: dict[str, list[str]] = {}
    for difference in differences():
        reason = " ".join(difference.reason.split())
        found.setdefault(reason, []).append(f"`{difference.guest}` `{difference.case}`")
    return found
