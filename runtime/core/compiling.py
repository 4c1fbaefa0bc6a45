"""What tells mypyc how to compile a class; run, it does nothing, and needs no package of mypy's."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_extensions import mypyc_attr
else:

    def mypyc_attr(**_: object) -> object:
        """Return a decorator that leaves a class as it is."""
        return lambda cls: cls


__all__ = ["mypyc_attr"]
