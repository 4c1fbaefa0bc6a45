"""Ending wasm that does not return, on wasmtime: by its epoch, for which a guest is compiled.

That costs a guest's loops some percent, so only an engine that was asked to be interruptible does
it. The command line is what asks: inside an application signals are the application's.
"""

from __future__ import annotations

import ctypes
import os
import signal
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

import wasmtime
from wasmtime import _ffi as ffi

from runtime.errors import EngineUnavailable


class Epochs:
    """The epoch of one engine, and the stores that trap when it moves on.

    Args:
        engine: the engine, whose configuration has epochs.

    """

    def __init__(self, engine: wasmtime.Engine) -> None:
        self._engine = engine
        self._stores: weakref.WeakSet[wasmtime.Store] = weakref.WeakSet()

    def add(self, store: wasmtime.Store) -> None:
        """Let a store run for as long as the epoch stays; without this it would trap at once."""
        store.set_epoch_deadline(1)
        self._stores.add(store)

    def move_on(self) -> None:
        """End whatever runs, from any thread."""
        self._engine.increment_epoch()

    def begin_anew(self) -> None:
        """Let all stores run on, even if the epoch has moved on. Nothing of them runs now."""
        for store in self._stores:
            with suppress(ValueError):  # it is closed
                store.set_epoch_deadline(1)

    @contextmanager
    def moved_by_handler(
        self, signals: Sequence[int], seconds: int
    ) -> Iterator[Callable[[], None]]:
        """See `runtime.engine.interface.Engine.interrupting`: in the C extension."""
        # Here, since it may be absent; then `moved_by_thread` serves.
        from runtime.engine import _crossing

        address = ctypes.cast(ffi.dll.wasmtime_engine_increment_epoch, ctypes.c_void_p).value or 0
        engine = ctypes.cast(self._engine.ptr(), ctypes.c_void_p).value or 0
        try:
            _crossing.interrupt_on(address, engine, seconds, tuple(map(int, signals)))
        except (RuntimeError, ValueError) as error:
            raise EngineUnavailable("wasmtime", f"it cannot interrupt: {error}") from None

        def not_now() -> None:
            _crossing.interrupt_not_now()
            self.begin_anew()

        try:
            yield not_now
        finally:
            _crossing.interrupt_off()

    @contextmanager
    def moved_by_thread(self, seconds: int) -> Iterator[Callable[[], None]]:
        """Do so where calls cross by ctypes, which lets go of the GIL, so that a thread can run.

        Python's own signal handler writes to one descriptor: to ours, and we to the one before.
        """
        end, start = os.pipe()
        os.set_blocking(start, False)
        returned = threading.Event()

        def pass_on() -> None:
            while came := os.read(end, 64):
                if previous != -1:
                    os.write(previous, came)
                if not returned.wait(seconds):
                    self.move_on()

        def not_now() -> None:
            returned.set()
            self.begin_anew()

        previous = signal.set_wakeup_fd(start, warn_on_full_buffer=False)
        thread = threading.Thread(target=pass_on, name="wasmloop signals", daemon=True)
        thread.start()
        try:
            yield not_now
        finally:
            signal.set_wakeup_fd(previous)
            returned.set()
            os.close(start)
            thread.join()
            os.close(end)
