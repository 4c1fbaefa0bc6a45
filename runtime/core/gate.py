"""Whether a guest may be entered, and if not, why not."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Protocol

from runtime.errors import HostError, InstanceClosed, InstancePoisoned, WrongThread


class Shut(enum.Enum):
    """Why a gate is shut."""

    POISONED = "poisoned"
    CLOSED = "closed"


class Barrier(Protocol):
    """What keeps other threads out; `runtime.engine.barrier` makes it.

    Attributes:
        shut: nobody may enter any more.

    """

    shut: bool

    @property
    def entry(self) -> int:
        """The number of the innermost call of a program's that is under way; 0: there is none."""
        ...

    def __call__(self) -> bool:
        """Tell whether this thread is to be kept out."""
        ...


Stale = Callable[[str, BaseException | None], HostError]
"""``stale(what, first cause)`` returns the error for using something of an earlier generation."""


class Gate:
    """The entrance of one instance.

    Args:
        barrier: lets in the one thread of the instance.

    Attributes:
        barred: tells whether the guest may not be entered here and now; asked by generated
            adapters.
        shut: None while the guest may be entered by its own thread.
        first_cause: the first trap, once there was one.

    """

    __slots__ = ("_stale", "barred", "first_cause", "shut")

    def __init__(self, barrier: Barrier) -> None:
        self.barred = barrier
        self.shut: Shut | None = None
        self.first_cause: BaseException | None = None
        self._stale: Stale | None = None

    def poison(self, cause: BaseException) -> None:
        """Shut after a trap; only the first cause is kept."""
        if self.shut is None:
            self.shut = Shut.POISONED
            self.first_cause = cause
            self.barred.shut = True

    def close(self) -> None:
        """Shut for good."""
        self.shut = Shut.CLOSED
        self.barred.shut = True

    def retire(self, stale: Stale) -> None:
        """Shut because another instance takes this one's place.

        Args:
            stale: makes the errors from here on.

        """
        self._stale = stale
        self.close()

    def refusal(self, what: str = "this function or object") -> HostError:
        """Return the error for entering by way of ``what``."""
        if self.shut is None:
            return WrongThread()
        if self._stale is not None:
            return self._stale(what, self.first_cause)
        if self.shut is Shut.POISONED and self.first_cause is not None:
            return InstancePoisoned(self.first_cause)
        return InstanceClosed(
            "the guest was closed; use it inside the `async with` block that opened it"
        )

    @property
    def explains(self) -> bool:
        """Whether it knows more of why it is shut than that it was closed."""
        return self.first_cause is not None or self._stale is not None
