"""The three loops that an application may run."""

from __future__ import annotations

import sys
from typing import Any

import pytest

BACKENDS: list[Any] = [
    pytest.param(("asyncio", {}), id="asyncio"),
    pytest.param(
        ("asyncio", {"use_uvloop": True}),
        id="uvloop",
        marks=pytest.mark.skipif(sys.platform == "win32", reason="uvloop has no wheel for it"),
    ),
    pytest.param(("trio", {}), id="trio"),
]
"""For a module's fixture ``anyio_backend``."""
