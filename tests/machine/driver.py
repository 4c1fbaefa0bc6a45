"""The guest itself, driven step by step from code that is not asynchronous."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import runtime
from runtime.errors import GuestTrap, JsError, ThrownValue
from runtime.testing import MockClock, advance, settle
from tests.machine.model import Action

UNHANDLED = "a promise was rejected, which nobody handled"


class HostFailure(Exception):
    """Raised by a host function of ours."""


def name_of(value: Any) -> str:
    """Return what the model calls something that was thrown, or that a promise became."""
    if isinstance(value, ThrownValue):
        value = value.value
    if isinstance(value, JsError):
        return value.name if value.name != "Error" else f"JsError: {value}"
    if isinstance(value, HostFailure):
        return f"HostFailure: {value}"
    if isinstance(value, BaseException):
        return type(value).__name__
    return str(value)


def numbers(actions: Sequence[Action]) -> list[int]:
    """Return actions as the guest takes them."""
    return [number for action in actions for number in action]


class Driver:
    """One guest after the other.

    Args:
        module: what they are made of.

    Attributes:
        log: what is recorded.
        unhandled: rejections that are reported.
        kept: functions that the application keeps, by place.
        asked: ends a coroutine that the guest waits for; oldest first.

    """

    def __init__(self, module: runtime.Module) -> None:
        self._module = module
        self._asyncio = asyncio.new_event_loop()
        self.guest: runtime.Guest
        self._leave: asyncio.Event
        self._block: asyncio.Task[None]
        self._clear()

    def _clear(self) -> None:
        self.clock = MockClock()
        self.log: list[str] = []
        self.unhandled: list[str] = []
        self.kept: dict[int, Callable[..., object]] = {}
        self.asked: list[asyncio.Future[Any]] = []

    # --- what the guest asks for ----------------------------------------------------------------

    def _host(self) -> dict[str, Callable[..., Any]]:
        log, kept, asked = self.log, self.kept, self.asked

        def fail(number: int) -> None:
            raise HostFailure(number)

        def call_kept(place: int) -> None:
            function = kept.get(place)
            if function is None:
                return
            try:
                function()
            except GuestTrap:
                raise
            except Exception as error:  # noqa: BLE001 # the model says which
                log.append(f"python caught {name_of(error)}")

        async def ask() -> Any:
            answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
            asked.append(answer)
            return await answer

        return {
            "record": log.append,
            "record_thrown": lambda words, thrown: log.append(f"{words} {name_of(thrown)}"),
            "fail": fail,
            "invoke": lambda function: function(),
            "keep_function": kept.__setitem__,
            "call_kept": call_kept,
            "ask": ask,
        }

    def _report(self, error: BaseException, details: Mapping[str, object]) -> None:
        if details["message"] == UNHANDLED:
            self.unhandled.append(name_of(error))
        else:
            self.log.append(f"reported {name_of(error)}")

    # --- life -----------------------------------------------------------------------------------

    def open(self) -> None:
        """Open a guest."""
        self._clear()
        self._leave = asyncio.Event()
        opened: asyncio.Future[runtime.Guest] = self._asyncio.create_future()

        async def block() -> None:
            options: dict[str, Any] = {"clock": self.clock, "on_error": self._report}
            async with runtime.open(self._module, host=self._host(), **options) as guest:
                opened.set_result(guest)
                await self._leave.wait()

        self._block = self._asyncio.create_task(block())
        self.guest = self._asyncio.run_until_complete(opened)

    def close(self) -> None:
        """Close the guest; what Python keeps of it stays."""
        self._leave.set()
        self._asyncio.run_until_complete(self._block)

    def restart(self) -> None:
        """Begin again with a new instance, in the same block and at the same moment."""
        self._asyncio.run_until_complete(self.guest.restart())

    def forget(self) -> None:
        """Forget what the former instance recorded, and left with the application."""
        for kept in (self.log, self.unhandled, self.kept, self.asked):
            kept.clear()

    def step_outside(self) -> None:
        """Let the application go on without a guest."""
        self._asyncio.run_until_complete(asyncio.sleep(0))

    def end(self) -> None:
        """Close everything."""
        self.close()
        self._asyncio.close()

    # --- steps ----------------------------------------------------------------------------------

    def step(self, act: Callable[[], object]) -> None:
        """Do something in the application, then let the guest settle."""
        self._asyncio.run_until_complete(self._step(act))

    async def _step(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Exception as error:  # noqa: BLE001 # the model says which
            self.log.append(f"raised {name_of(error)}")
        await settle(self.guest.loop)

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._asyncio.run_until_complete(advance(self.clock, seconds, self.guest.loop))

    def wait(self, slot: int, tell: Callable[[str], None]) -> asyncio.Task[None]:
        """Await the guest's export ``wait`` in a task of the application's."""
        task: list[asyncio.Task[None]] = []

        async def outcome(promise: Any) -> None:
            try:
                result = await promise
            except Exception as error:  # noqa: BLE001 # the model says which
                tell(f"rejected {name_of(error)}")
            else:
                tell(f"fulfilled {name_of(result)}")

        def begin() -> None:
            task.append(asyncio.ensure_future(outcome(self.guest.exports.wait(slot))))

        self.step(begin)
        return task[0]
