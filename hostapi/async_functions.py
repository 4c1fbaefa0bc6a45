"""Async functions of the specification's own (ECMAScript, 27.7 Async Function Objects).

They are generators in Python: what one yields is awaited, as by ``Await``, and takes as many turns
of the microtask queue.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from runtime.core.promise import Promise
from runtime.core.promises import Promises
from runtime.core.thrown import caught, is_catchable, thrown

Steps = Generator[Any, Any, Any]
"""What an async function does: yields what it awaits, and is sent what came of it."""


def run_steps(promises: Promises, steps: Steps) -> Promise:
    """Run an async function; return the promise of what it returns or raises."""
    capability = promises.new()

    def go_on(resume: Callable[[], Any]) -> None:
        try:
            awaited = promises.resolved(resume())
        except StopIteration as stopped:
            capability.resolve(stopped.value)
        except Exception as error:
            if not is_catchable(error):
                raise
            capability.reject(caught(error))
        else:
            awaited.react(
                lambda value: go_on(lambda: steps.send(value)),
                lambda reason: go_on(lambda: steps.throw(thrown(reason))),
                None,
            )

    go_on(lambda: next(steps))
    return capability.promise
