"""The console is recorded, and each case has a timeline of its own."""

from __future__ import annotations

from tests.guests.cases_logging.host import host

__all__ = ["host"]
