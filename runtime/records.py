"""Dataclasses that cost nothing until they are used: for type checkers they are just dataclasses.

The standard library writes and compiles five methods when a dataclass is defined: one to two
milliseconds each, for more than a hundred classes, of which a run makes some thirty; and importing
`dataclasses` brings `inspect` along. See `runtime._records`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as record
    from dataclasses import field, replace
else:
    from runtime._records import field, record, replace

__all__ = ["field", "record", "replace"]
