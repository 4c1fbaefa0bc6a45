"""SHA-256 without `hashlib`, which loads OpenSSL: that takes longer than all digests of a run."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import sha256
elif sys.implementation.name == "cpython":
    try:
        # As `random` has it in the standard library.
        if sys.version_info >= (3, 12):
            from _sha2 import sha256
        else:
            from _sha256 import sha256
    except ImportError:  # a build may leave Python's own implementations out
        from hashlib import sha256
else:
    from hashlib import sha256

__all__ = ["sha256"]
