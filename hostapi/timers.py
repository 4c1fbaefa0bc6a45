"""``setTimeout`` and its kin, on the guest's loop (HTML, section 8.7)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from runtime.core.values import to_number
from runtime.loop import GuestLoop

MILLISECONDS_PER_SECOND: Final = 1000.0

# mypyc would look it up in the module of builtins at each call.
is_callable: Final = callable


def to_long(value: object) -> int:
    """Convert a JavaScript value to a WebIDL ``long`` (WebIDL, ConvertToInt with 32 bits signed).

    NaN and the infinities are 0, fractions are cut off, and what is left wraps around at 2**32.
    ``undefined``, and objects without a number of their own, are NaN to begin with.

    Raises:
        TypeError: a symbol has no number.

    """
    if (type(value) is int or type(value) is float) and -(2**31) <= value < 2**31:
        return int(value)  # nearly always, and on the way of every zero-delay timer
    number = to_number(value)
    if isinstance(number, float):
        if not math.isfinite(number):
            return 0
        number = math.trunc(number)
    return ((number + 2**31) & 0xFFFF_FFFF) - 2**31


def timers(loop: GuestLoop) -> dict[str, Callable[..., object]]:
    """Return the global functions for timers, by name.

    ``setTimeout(handler, timeout, *args)`` and ``setInterval(handler, timeout, *args)`` take a
    callable, milliseconds (converted to a WebIDL ``long``: ``undefined``, NaN, negative numbers and
    2**32 are 0) and what the handler is called with. They return an id: a positive int, or 0 when
    the guest is closed and nothing will be called. A handler that is not callable is a
    ``TypeError``.

    ``clearTimeout(id)``, ``clearInterval(id)`` and ``cancelInterval(id)`` are one operation: they
    end either, even one that is due or running. The id may come in whatever form the guest kept
    it, ``i32``, ``f64`` or a string of digits; anything that is no active id is ignored.

    Args:
        loop: where the timers are set; it is told which function ``setTimeout`` is.

    """

    def setTimeout(handler: object = None, timeout: object = None, *args: object) -> int:
        return _set_timeout(loop, handler, timeout, args)

    def setTimeoutOfTwo(handler: object = None, timeout: object = None) -> int:
        return _set_timeout(loop, handler, timeout, ())

    loop.operations.set_timeout = setTimeout
    loop.operations.set_timeout_of_two = setTimeoutOfTwo

    def setInterval(handler: object = None, timeout: object = None, *args: object) -> int:
        if not is_callable(handler):
            raise _not_callable("setInterval", handler)
        return loop.set_timer(handler, args, to_long(timeout) / MILLISECONDS_PER_SECOND, True)

    def clearTimeout(id: object = None, *_ignored: object) -> None:
        loop.clear_timer(to_long(id))

    return {
        "setTimeout": setTimeout,
        "setInterval": setInterval,
        # "clearTimeout() and clearInterval() ... can be used interchangeably" (HTML).
        "clearTimeout": clearTimeout,
        "clearInterval": clearTimeout,
        "cancelInterval": clearTimeout,
    }


def _set_timeout(
    loop: GuestLoop, handler: object, timeout: object, args: tuple[object, ...]
) -> int:
    if not is_callable(handler):
        raise _not_callable("setTimeout", handler)
    # Nearly always an int in range: a guest's i32, on the way of every zero-delay timer.
    if type(timeout) is not int or not -(2**31) <= timeout < 2**31:
        timeout = to_long(timeout)
    return loop.set_timer(handler, args, timeout / MILLISECONDS_PER_SECOND)


def _not_callable(operation: str, handler: object) -> TypeError:
    hint = (
        "a string handler would have to be evaluated as JavaScript, which is not served"
        if isinstance(handler, str)
        else "give a closure or another function"
    )
    return TypeError(f"{operation}: the handler is {type(handler).__name__}, not callable; {hint}")
