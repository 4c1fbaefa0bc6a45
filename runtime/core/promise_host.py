"""What promises ask of the guest's event loop, and of the application's asynchronous library."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Generator
from contextvars import Context
from typing import Any, Protocol


class PromiseLoop(Protocol):
    """What promises ask of the guest's event loop; `runtime.loop.GuestLoop` is one."""

    def queue_job(self, context: Context, callback: Callable[..., object], *args: object) -> None:
        """Run the callback at the next microtask checkpoint, in that context."""
        ...

    def after_checkpoint(self, callback: Callable[[], object]) -> None:
        """Call the callback once, when the next microtask checkpoint has ended."""
        ...

    def run_task(self, callback: Callable[..., Any], /, *args: Any) -> Any:
        """Run the callback as a task, which a microtask checkpoint follows."""
        ...

    def request_safe_point(self) -> None:
        """See that the safe points are run soon; any thread may ask."""
        ...

    def at_safe_point(self, callback: Callable[[], object]) -> None:
        """Call the callback at each safe point that was requested."""
        ...

    def hold(self) -> None:
        """Keep the loop from being idle until `release`."""
        ...

    def release(self) -> None:
        """Take back one `hold`."""
        ...


class Waiter(Protocol):
    """What a task waits on until somebody wakes it: a future of asyncio's, say."""

    def done(self) -> bool:
        """Tell whether it was woken, or waits no longer."""
        ...

    def set_result(self, result: None, /) -> object:
        """Wake it; only where it is not done."""
        ...

    def __await__(self) -> Generator[Any, Any, None]:
        """Wait until it is woken."""
        ...


class Host(Protocol):
    """What promises ask of the application's asynchronous library."""

    def spawn(self, function: Callable[..., Coroutine[Any, Any, object]], *args: object) -> None:
        """Run ``function(*args)`` in the guest's task group."""
        ...

    def waiter(self) -> Waiter:
        """Return what the present task may wait on."""
        ...

    def wait(self, waiter: Waiter) -> Generator[Any, Any, None]:
        """Wait on it: ``yield from host.wait(waiter)`` in an ``__await__``."""
        ...

    def owns(self, future: Any) -> bool:
        """Tell whether a future, which can be listened to, is one of that library's loop here."""
        ...


class GuestTasks(Host, Protocol):
    """The tasks of one generation of a guest."""

    def cancel(self) -> None:
        """Cancel what runs, and what is spawned yet: the guest goes on without."""
        ...
