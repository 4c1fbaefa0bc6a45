"""Scope epochs: how long a stack closure may be called.

Each imported call whose signature has a stack closure opens a scope. The counter gives it an
*epoch* (no relation to Wasmtime's epochs, which are about pre-emption), which stays open until
the call returns or raises. A stack closure remembers the epoch it was made in and checks on each
call that it is still open, as the glue does by zeroing ``state.a`` in a ``finally``
(wasm-bindgen, ``cli-support/src/js/binding.rs``).
"""

from __future__ import annotations


class CallScopes:
    """The open scopes of one instance.

    Attributes:
        open: epochs whose imported call has not returned; read by generated closures.

    """

    __slots__ = ("_epoch", "open")

    def __init__(self) -> None:
        self._epoch = 0
        self.open: set[int] = set()

    def enter(self) -> int:
        """Open a scope and return its epoch: positive, growing, never given out again."""
        epoch = self._epoch = self._epoch + 1
        self.open.add(epoch)
        return epoch

    def leave(self, epoch: int) -> None:
        """Close a scope; every closure of it is dead from here on. Closing twice is harmless."""
        self.open.discard(epoch)

    def end_all(self) -> None:
        """Close every scope: the instance is poisoned or closed."""
        self.open.clear()

    def __len__(self) -> int:
        """Return how many scopes are open."""
        return len(self.open)
