"""The corpora: what each fuzzing run starts from, and what it found, packed in one file each."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "found"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def packed(target: str) -> Path:
    """Return the file with a target's corpus."""
    return FOLDER / f"{target}.zip"


def unpack(target: str) -> dict[str, bytes]:
    """Return a target's inputs by the hash of each."""
    with zipfile.ZipFile(packed(target)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(target: str, inputs: Iterable[bytes]) -> None:
    """Write a target's corpus: the same inputs, in whatever order, give the same file."""
    named = {hashlib.sha256(data).hexdigest()[:20]: data for data in inputs}
    with zipfile.ZipFile(packed(target), "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(named):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), named[name], zipfile.ZIP_DEFLATED)
