"""Promises against a model of the job queue: programs made by chance log the same in both."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Mapping
from contextvars import Context
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from runtime.core.promise import Capability, Promise, State
from runtime.core.promise_host import Waiter
from runtime.core.promises import Promises
from runtime.errors import ThrownValue

MOST = 6
"""How many promises a program refers to; those it makes beyond are left alone."""

places = st.integers(0, MOST - 1)
resolutions = st.one_of(st.integers(100, 104), st.tuples(st.just("promise"), places))
handlers = st.one_of(
    st.none(),
    st.tuples(st.just("give"), resolutions),
    st.tuples(st.just("throw"), st.integers(200, 204)),
    st.tuples(st.just("resolve"), places, resolutions),
)
steps = st.one_of(
    st.tuples(st.just("new")),
    st.tuples(st.just("then"), places, handlers, handlers),
    st.tuples(st.just("catch"), places, handlers),
    st.tuples(st.just("resolve"), places, resolutions),
    st.tuples(st.just("reject"), places, st.integers(300, 304)),
)


# --- the model: what 27.2.1 says, in as few words as can be ------------------------------------


@dataclass(eq=False)
class Plain:
    """A promise of the model."""

    state: str = "pending"
    result: Any = None
    reactions: list[Any] = field(default_factory=list)
    handled: bool = False


class Model:
    """The job queue, and who rejected what."""

    def __init__(self) -> None:
        self.jobs: deque[Callable[[], None]] = deque()
        self.rejected: list[Plain] = []

    def settle(self, promise: Plain, state: str, result: Any) -> None:
        promise.state, promise.result = state, result
        if state == "rejected" and not promise.handled:
            self.rejected.append(promise)
        for react in promise.reactions:
            self.jobs.append(partial(react, state, result))

    def resolve(self, promise: Plain, resolution: Any) -> None:
        if resolution is promise:
            self.settle(promise, "rejected", "a cycle")
        elif isinstance(resolution, Plain):
            self.jobs.append(lambda: self.follow(promise, resolution))
        else:
            self.settle(promise, "fulfilled", resolution)

    def follow(self, promise: Plain, other: Plain) -> None:
        def react(state: str, result: Any) -> None:
            if state == "fulfilled":
                self.resolve(promise, result)
            else:
                self.settle(promise, state, result)

        self.react(other, react)

    def react(self, promise: Plain, react: Callable[[str, Any], None]) -> None:
        promise.handled = True
        if promise.state == "pending":
            promise.reactions.append(react)
        else:
            self.jobs.append(lambda: react(promise.state, promise.result))

    def then(self, promise: Plain, fulfilled: Any, rejected: Any) -> Plain:
        derived = Plain()

        def react(state: str, result: Any) -> None:
            handler = fulfilled if state == "fulfilled" else rejected
            if handler is None:
                if state == "fulfilled":
                    self.resolve(derived, result)
                else:
                    self.settle(derived, state, result)
                return
            try:
                result = handler(result)
            except ThrownValue as thrown:
                self.settle(derived, "rejected", thrown.value)
            else:
                self.resolve(derived, result)

        self.react(promise, react)
        return derived


class Modelled:
    """A program's promises, in the model."""

    def __init__(self) -> None:
        self.model = Model()
        self.promises: list[Plain] = []
        self._resolved: set[int] = set()

    def new(self) -> None:
        self.promises.append(Plain())

    def then(self, promise: Plain, fulfilled: Any, rejected: Any) -> None:
        self.promises.append(self.model.then(promise, fulfilled, rejected))
        self._resolved.add(len(self.promises) - 1)  # nobody has its resolving functions

    def settle(self, place: int, resolution: Any, *, rejects: bool) -> None:
        if place in self._resolved:
            return
        self._resolved.add(place)
        if rejects:
            self.model.settle(self.promises[place], "rejected", resolution)
        else:
            self.model.resolve(self.promises[place], resolution)

    def drain(self) -> list[object]:
        while self.model.jobs:
            self.model.jobs.popleft()()
        return [promise.result for promise in self.model.rejected if not promise.handled]

    def states(self) -> list[tuple[str, object]]:
        return [(each.state, self.named(each.result)) for each in self.promises]

    def named(self, value: object) -> object:
        return ("promise", self.promises.index(value)) if isinstance(value, Plain) else value


# --- ours ----------------------------------------------------------------------------------------


class Queue:
    """A guest's loop that has a job queue, and nothing else."""

    def __init__(self) -> None:
        self.jobs: deque[tuple[Context, Callable[..., object], tuple[object, ...]]] = deque()
        self.after: list[Callable[[], object]] = []

    def queue_job(self, context: Context, callback: Callable[..., object], *args: object) -> None:
        self.jobs.append((context, callback, args))

    def after_checkpoint(self, callback: Callable[[], object]) -> None:
        self.after.append(callback)

    def run_task(self, callback: Callable[..., Any], /, *args: Any) -> Any:
        return callback(*args)

    def request_safe_point(self) -> None: ...

    def at_safe_point(self, callback: Callable[[], object]) -> None: ...

    def hold(self) -> None: ...

    def release(self) -> None: ...

    def drain(self) -> None:
        while self.jobs:
            context, callback, args = self.jobs.popleft()
            context.run(callback, *args)
        after, self.after = self.after, []
        for callback in after:
            callback()


class NoHost:
    """An asynchronous library that is not asked for anything."""

    def spawn(self, *_: object) -> None:
        raise AssertionError

    def waiter(self) -> Waiter:
        raise AssertionError

    def wait(self, *_: object) -> Generator[Any, Any, None]:
        raise AssertionError

    def owns(self, *_: object) -> bool:
        raise AssertionError


def then_of(value: Any) -> Callable[[Any, Any], object] | None:
    if isinstance(value, Promise):
        return lambda resolve, reject: value.react(resolve, reject, None)
    return None


class Ours:
    """A program's promises, as they are served."""

    def __init__(self) -> None:
        self.queue = Queue()
        self.reported: list[object] = []
        self._all = Promises(then_of, lambda _: ThrownValue("a cycle"))
        self._all.attach(self.queue, NoHost(), self._report)
        self.promises: list[Promise] = []
        self._capabilities: dict[int, Capability] = {}

    def _report(self, error: BaseException, _: Mapping[str, object]) -> None:
        self.reported.append(error.value if isinstance(error, ThrownValue) else error)

    def new(self) -> None:
        capability = self._all.new()
        self._capabilities[len(self.promises)] = capability
        self.promises.append(capability.promise)

    def then(self, promise: Promise, fulfilled: Any, rejected: Any) -> None:
        self.promises.append(promise.then(fulfilled, rejected))

    def settle(self, place: int, resolution: Any, *, rejects: bool) -> None:
        capability = self._capabilities.get(place)
        if capability is not None:
            (capability.reject if rejects else capability.resolve)(resolution)

    def drain(self) -> list[object]:
        self.queue.drain()
        return self.reported

    def states(self) -> list[tuple[str, object]]:
        return [(each.state.value, self.named(each.outcome)) for each in self.promises]

    def named(self, value: object) -> object:
        if isinstance(value, Promise):
            return ("promise", self.promises.index(value))
        return value.value if isinstance(value, ThrownValue) else value


def run(side: Any, program: list[Any]) -> tuple[list[object], list[object], object]:
    """Run a program; return what its handlers logged, what was unhandled, and how it all ended."""
    log: list[object] = []

    def found(resolution: Any) -> Any:
        if isinstance(resolution, tuple):
            return side.promises[resolution[1] % len(side.promises)]
        return resolution

    def handler(name: str, what: Any) -> Any:
        if what is None:
            return None

        def handle(argument: object) -> object:
            log.append((name, side.named(argument)))
            if what[0] == "throw":
                raise ThrownValue(what[1])
            if what[0] == "resolve":
                side.settle(what[1] % len(side.promises), found(what[2]), rejects=False)
                return None
            return found(what[1])

        return handle

    side.new()
    for number, step in enumerate(program):
        if step[0] == "new":
            side.new()
            continue
        place = step[1] % len(side.promises)
        if step[0] == "then":
            on = handler(f"ok {number}", step[2]), handler(f"no {number}", step[3])
            side.then(side.promises[place], *on)
        elif step[0] == "catch":
            side.then(side.promises[place], None, handler(f"catch {number}", step[2]))
        else:
            side.settle(place, found(step[2]), rejects=step[0] == "reject")
    unhandled = [side.named(reason) for reason in side.drain()]
    return log, unhandled, side.states()


@given(st.lists(steps, max_size=30))
def test_any_program_does_what_the_model_does(program: list[Any]) -> None:
    assert run(Ours(), program) == run(Modelled(), program)


def test_settled_states_are_the_models() -> None:
    assert {each.value for each in State} == {"pending", "fulfilled", "rejected"}
