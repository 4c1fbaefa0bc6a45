"""Whether a guest may be entered, and if not, why not."""

from __future__ import annotations

import enum

from runtime.errors import HostError, InstanceClosed, InstancePoisoned


class Shut(enum.Enum):
    """Why a gate is shut."""

    POISONED = "poisoned"
    CLOSED = "closed"


class Gate:
    """The entrance of one instance.

    Attributes:
        shut: None while the guest may be entered; read by generated adapters.
        first_cause: the first trap, once there was one.

    """

    __slots__ = ("first_cause", "shut")

    def __init__(self) -> None:
        self.shut: Shut | None = None
        self.first_cause: BaseException | None = None

    def poison(self, cause: BaseException) -> None:
        """Shut after a trap; only the first cause is kept."""
        if self.shut is None:
            self.shut = Shut.POISONED
            self.first_cause = cause

    def close(self) -> None:
        """Shut for good."""
        self.shut = Shut.CLOSED

    def refusal(self) -> HostError:
        """Return the error for entering."""
        if self.shut is Shut.POISONED and self.first_cause is not None:
            return InstancePoisoned(self.first_cause)
        return InstanceClosed(
            "the guest was closed; use it inside the `async with` block that opened it"
        )
