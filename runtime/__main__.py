"""``python -m runtime``."""

from __future__ import annotations

from runtime.cli import script

if __name__ == "__main__":
    script()
