"""Values that JavaScript throws, and the exceptions that they are in Python.

JavaScript throws any value; what is no exception of Python's is carried by a `ThrownValue`.
"""

from __future__ import annotations

from runtime.errors import GuestFault, InternalError, InvalidValue, ThrownValue


def thrown(value: object) -> BaseException:
    """Return what to raise for a value that is thrown, returned as ``Err``, or a reason."""
    return value if isinstance(value, BaseException) else ThrownValue(value)


def caught(error: BaseException) -> object:
    """Return the value that a guest gets for an exception it catches: `thrown` undone."""
    return error.value if isinstance(error, ThrownValue) else error


def is_catchable(error: Exception) -> bool:
    """Tell whether an exception may be caught by a guest: a trap, or a fault of ours, not."""
    if isinstance(error, InvalidValue):
        return True
    return not isinstance(error, (GuestFault, InternalError))
