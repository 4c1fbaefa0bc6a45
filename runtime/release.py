"""Which release of wasmloop this is."""

from __future__ import annotations

from typing import Final

RELEASE: Final = "0.1.0"
"""As pyproject.toml has it; to ask the installed metadata takes as long as to run a guest."""
