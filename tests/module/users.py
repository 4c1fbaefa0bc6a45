"""Being another user for a while, which only root can be."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

NOBODY = 65534
"""Has no rights of its own anywhere."""

needs_users = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows has no such modes")


@contextlib.contextmanager
def a_plain_user() -> Iterator[Path]:
    """Be one whom modes of files stop, and give a folder of his.

    That is who runs the tests, unless root does: nothing that is not imported yet can then be.
    """
    folder = Path(tempfile.mkdtemp())
    try:
        if os.geteuid() != 0:
            yield folder
        else:
            os.chown(folder, NOBODY, NOBODY)
            os.seteuid(NOBODY)
            try:
                yield folder
            finally:
                os.seteuid(0)
    finally:
        shutil.rmtree(folder)
