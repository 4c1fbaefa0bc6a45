"""BLAKE2b without `hashlib`, which loads OpenSSL: that takes longer than all digests of a run.

Of what Python has beside OpenSSL it is the fastest: thrice as fast as SHA-256.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hashlib import blake2b
elif sys.implementation.name == "cpython":
    try:
        # As `random` has SHA-512 in the standard library.
        from _blake2 import blake2b
    except ImportError:  # a build may leave Python's own implementations out
        from hashlib import blake2b
else:
    from hashlib import blake2b

DIGEST_SIZE: Final = 32
"""Bytes of a digest."""


def new_digest(data: bytes = b"") -> blake2b:
    """Return a digest under way, which has ``data`` already."""
    return blake2b(data, digest_size=DIGEST_SIZE)


__all__ = ["DIGEST_SIZE", "new_digest"]
