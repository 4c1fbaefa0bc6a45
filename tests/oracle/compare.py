"""Run case guests here and compare what they record with what they recorded under Node.

python -m tests.oracle.compare [PART ...] [--engine NAME]
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import runtime
from tests.oracle.cases import CaseGuest, case_guests, cases_of, golden, run_case
from tests.oracle.differences import Difference, differences


@dataclass(frozen=True)
class Comparison:
    """What one guest's cases recorded here and under Node.

    Attributes:
        guest: the guest.
        ours: lines by case.
        node: lines by case.

    """

    guest: CaseGuest
    ours: dict[str, list[str]]
    node: dict[str, list[str]]

    @cached_property
    def differing(self) -> list[str]:
        """Names of the cases that differ, one that only one side has among them."""
        names = sorted({*self.ours, *self.node})
        return [name for name in names if self.ours.get(name) != self.node.get(name)]

    @property
    def known(self) -> dict[str, Difference]:
        """The listed differences of this guest, by case."""
        return {
            each.case: each
            for each in differences()
            for case in (*self.node, *self.ours)
            if each.covers(self.guest.name, case)
        }

    def report(self) -> str:
        """Return what differs and is not listed, and what is listed and does not differ."""
        known, lines = self.known, []
        for case in sorted({*self.differing, *known}):
            node, ours = self.node.get(case, []), self.ours.get(case, [])
            if case not in known:
                lines += [f"{self.guest.name} {case} differs", *_side_by_side(node, ours)]
            elif not known[case].explains(node, ours):
                lines.append(
                    f"{self.guest.name} {case} differs no longer, or in other lines than listed: "
                    f"correct the list ({known[case].reason})"
                )
                lines += _side_by_side(node, ours)
        return "\n".join(lines)


def _side_by_side(node: Sequence[str], ours: Sequence[str]) -> list[str]:
    lines = []
    for index in range(max(len(node), len(ours))):
        theirs = node[index] if index < len(node) else "(nothing)"
        mine = ours[index] if index < len(ours) else "(nothing)"
        if theirs != mine:
            lines += [f"    node: {theirs}", f"    here: {mine}"]
    return lines


async def compare(guest: CaseGuest, module: runtime.Module) -> Comparison:
    """Run every case of a guest and put it beside Node's answers."""
    ours = {case: await run_case(module, guest.crate, case) for case in cases_of(module)}
    return Comparison(guest, ours, golden(guest.golden))


async def _main(options: argparse.Namespace) -> int:
    failures = 0
    for guest in case_guests():
        if options.parts and not any(part in guest.name for part in options.parts):
            continue
        comparison = await compare(guest, runtime.Module.load(guest.built, engine=options.engine))
        report = comparison.report()
        failures += bool(report)
        different, total = len(comparison.differing), len(comparison.node)
        print(f"{guest.name}: {total} cases, {total - different} equal, {different} different")
        print(report, end="\n" if report else "")
    return 1 if failures else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Compare case guests with their golden files.")
    parser.add_argument("parts", nargs="*", help="only guests whose file name has this in it")
    parser.add_argument("--engine", help="wasmer or wasmtime")
    sys.exit(asyncio.run(_main(parser.parse_args())))
