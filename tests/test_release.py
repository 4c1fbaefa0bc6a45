"""The release is the same wherever it is written."""

from __future__ import annotations

import re
from pathlib import Path

from runtime.release import RELEASE

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"


def test_release() -> None:
    found = re.search(r'^version = "(.*)"$', PYPROJECT.read_text(), re.MULTILINE)
    assert found is not None
    assert found[1] == RELEASE
