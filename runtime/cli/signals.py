"""Signals that end a run: the first closes the guest cleanly, a second one kills."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from runtime.bare_loop import BareLoop
from runtime.cli.job import BY_SIGNAL
from runtime.cli.report import PROGRAM, show_note, stdout_is_broken
from runtime.engine.interface import Engine
from runtime.errors import EngineUnavailable

if TYPE_CHECKING:
    import signal
else:
    try:
        # signal itself makes enumerations of all numbers, and few of us have a use for those.
        import _signal as signal
    except ImportError:
        import signal

SIGINT: Final = int(signal.SIGINT)

GRACE_SECONDS: Final = 1
"""So long after a signal a guest may compute on, to return by itself and be closed cleanly."""


@contextlib.contextmanager
def received_signals(
    engine: Engine,
) -> Iterator[tuple[AsyncIterator[signal.Signals], Callable[[], None]]]:
    """Receive SIGINT and SIGTERM, but for those that our parent had us ignore.

    Args:
        engine: what runs the guest; if it is interruptible, a signal ends a guest that does not
            return within `GRACE_SECONDS`.

    Yields:
        the signals, and what is to be called at each of them: proof that the guest has returned.

    """
    from signal import Signals

    import anyio

    wanted = [Signals(signum) for signum in _wanted()]
    with contextlib.ExitStack() as stack:
        try:
            received = stack.enter_context(anyio.open_signal_receiver(*wanted))
        except NotImplementedError:
            # Windows' event loop has none: there SIGINT cancels the main task (asyncio.Runner).
            received = _never()
        yield received, stack.enter_context(_met_in_c(engine, wanted))


@contextlib.contextmanager
def noted_signals(
    engine: Engine, loop: BareLoop
) -> Iterator[tuple[Sequence[int], Callable[[], None]]]:
    """Note SIGINT and SIGTERM, but for those that our parent had us ignore, and wake a loop.

    Args:
        engine: as for `received_signals`.
        loop: what waits is woken.

    Yields:
        those that came, and what is to be called at each of them: proof that the guest has
        returned.

    """
    wanted = _wanted()
    came: list[int] = []

    def note(signum: int, _frame: object) -> None:
        if came:
            die_by(signum)
        came.append(signum)

    with contextlib.ExitStack() as stack:
        before = signal.set_wakeup_fd(loop.descriptor, warn_on_full_buffer=False)
        stack.callback(signal.set_wakeup_fd, before)
        for signum in wanted:
            stack.callback(signal.signal, signum, signal.signal(signum, note))
        yield came, stack.enter_context(_met_in_c(engine, wanted))


def _wanted() -> list[int]:
    return [
        signum
        for signum in (signal.SIGINT, signal.SIGTERM)
        if signal.getsignal(signum) != signal.SIG_IGN
    ]


@contextlib.contextmanager
def _met_in_c(engine: Engine, wanted: Sequence[int]) -> Iterator[Callable[[], None]]:
    """Have a second signal kill, and the first end a guest that computes, where that can be.

    Yields:
        what is to be called at each signal: proof that the guest has returned.

    """
    for signum in wanted:
        _handle_once(signum)
    with contextlib.ExitStack() as stack:
        returned: Callable[[], None] = _nothing
        if engine.interruptible:
            try:
                returned = stack.enter_context(engine.interrupting(wanted, GRACE_SECONDS))
            except EngineUnavailable as error:
                show_note(f"{PROGRAM}: {error}; only a second signal ends a guest that computes")
        yield returned


def _nothing() -> None:
    return None


async def _never() -> AsyncIterator[signal.Signals]:
    import anyio

    await anyio.sleep_forever()
    yield signal.SIGINT


def end_by(signum: int) -> int:
    """End this process by a signal, with what it has printed; return a status, if that can be."""
    stdout_is_broken()
    die_by(signum)
    return BY_SIGNAL + signum


def die_by(signum: int) -> None:
    """End this process by a signal, so that its parent sees which."""
    signal.signal(signum, signal.SIG_DFL)
    signal.raise_signal(signum)


# --- a second signal -------------------------------------------------------------------------

_RESET_HAND: Final = {"linux": 0x8000_0000, "darwin": 0x0004}
_MASK_BYTES: Final = {"linux": 128, "darwin": 4}

# SA_RESTART, SA_ONSTACK and Linux' SA_RESTORER: what Python and the C library set.
_KNOWN: Final = {"linux": 0x1C00_0000, "darwin": 0x0003}


def _handle_once(signum: int) -> None:
    """Let the kernel put back the default once a signal is handled (POSIX, SA_RESETHAND).

    While a guest computes no Python runs, and a handler written in Python waits. This way the
    second signal ends even a guest that never returns. Elsewhere, or should the C library's
    structure not be as expected, only a second signal that is handled kills.
    """
    platform = sys.platform
    if platform not in _RESET_HAND:
        return
    try:
        from runtime.engine._crossing import handle_once
    except ImportError:  # it is optional
        _handle_once_by_ctypes(signum, platform)
    else:
        handle_once(signum)


def _handle_once_by_ctypes(signum: int, platform: str) -> None:
    import ctypes

    class SigAction(ctypes.Structure):
        _fields_ = (
            ("handler", ctypes.c_void_p),
            ("mask", ctypes.c_ubyte * _MASK_BYTES[platform]),
            ("flags", ctypes.c_int),
            ("restorer", ctypes.c_void_p),  # macOS has none, and does not look at it
        )

    action = SigAction()
    sigaction = ctypes.CDLL(None).sigaction
    if sigaction(signum, None, ctypes.byref(action)) or action.flags & ~_KNOWN[platform]:
        return
    action.flags |= _RESET_HAND[platform]
    sigaction(signum, ctypes.byref(action), None)
