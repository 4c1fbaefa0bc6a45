"""Write SUPPORTED.md: `python -m tests.supported`."""

from __future__ import annotations

from tests.supported.page import SUPPORTED, page

SUPPORTED.write_text(page(), encoding="utf-8")
