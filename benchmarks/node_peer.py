"""Node as a peer: a process that stands by and times the same guest, by the official CLI's glue.

It is asked over a pipe, a batch at a time, so that its batches lie between ours in each round.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Final

from runtime.measuring import Batch

NODE: Final = "node"
"""Stands in a key for the engine's name."""

FOLDER: Final = Path(__file__).parent / "node"


def program() -> str | None:
    """Return where Node is; None without it."""
    return shutil.which("node")


class Node:
    """A process of Node's that times cases of ``node/cases.mjs``.

    Args:
        program: Node.

    Raises:
        RuntimeError: it does not start.

    """

    def __init__(self, program: str) -> None:
        self._process = subprocess.Popen(
            [program, "--expose-gc", FOLDER / "peer.mjs"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self.version = str(self._answer()["version"])

    def take(self, name: str, times: int, *arguments: int) -> float:
        """Let a case be done so many times; return the seconds, or bytes, that it took.

        Raises:
            RuntimeError: it failed.

        """
        assert self._process.stdin is not None
        question = {"name": name, "times": times, "arguments": arguments}
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return float(str(self._answer()["taken"]))

    def batch(self, name: str, *arguments: int) -> Batch:
        """Return the batch that is a case of Node's."""

        async def batch(times: int) -> float:
            # Nothing of ours is to run meanwhile, so the loop may stand still.
            return self.take(name, times, *arguments)

        return batch

    def _answer(self) -> dict[str, object]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        answer: dict[str, object] = json.loads(line) if line else {"error": "it ended"}
        if "error" in answer:
            raise RuntimeError(f"Node: {answer['error']}")
        return answer

    def close(self) -> None:
        """Let the process end."""
        self._process.communicate()
