"""An interpreter that exits with guests open says nothing, and does not crash."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import BUILT

SCRIPT = """
import asyncio, sys, typing
import runtime

module, engine, way = sys.argv[1:]
host = {"record": print, "block": print}
kept = []


async def enter(opening):
    guest = await opening.__aenter__()
    kept.extend([guest, guest.exports.owned_interval("tick", 10_000)])
    guest.exports.record_after("never", 10_000)
    if way == "late":
        typing.kept = kept[:]  # goes when most modules are gone
    if way == "ring":
        kept.append(kept)


async def block(opening):
    async with opening as guest:
        kept.append(guest.exports.owned_interval("tick", 10_000))
        if way == "sys.exit":
            sys.exit(0)
        await asyncio.sleep(3600)


async def beside(opening):
    kept.append(asyncio.ensure_future(block(opening)))
    await asyncio.sleep(0)
    await asyncio.sleep(0)


opening = runtime.open(module, engine=engine, host=host)
if way == "loaded":
    runtime.Module.load(module, engine=engine).trampolines
elif way == "task":
    asyncio.run(beside(opening))
elif way == "sys.exit":
    asyncio.run(block(opening))
elif way == "run":
    asyncio.run(enter(opening))
else:
    kept.append(asyncio.new_event_loop())
    kept[0].run_until_complete(enter(opening))
"""


@pytest.mark.parametrize("way", ["loaded", "task", "sys.exit", "run", "loop", "late", "ring"])
def test_exit(engine_name: str, way: str, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    module = BUILT / "timer_cases-0.2.130.wasm"
    found = subprocess.run(
        [sys.executable, script, module, engine_name, way],
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")
