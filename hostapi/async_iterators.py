"""Python's asynchronous iterators and generators, as guests see them (ECMAScript, 27.1.4, 27.6)."""

from __future__ import annotations

import types
import weakref
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from hostapi.async_functions import Steps, run_steps
from hostapi.conversions import is_nullish
from hostapi.interface import Interface, Method, method
from hostapi.iteration import iterator_result
from hostapi.plain_objects import JsObject
from hostapi.properties import Key
from runtime.core.members import MISSING, find_attribute
from runtime.core.promise import Promise
from runtime.core.thrown import thrown
from runtime.core.values import SYMBOL_ASYNC_DISPOSE, SYMBOL_ASYNC_ITERATOR, SYMBOL_ITERATOR

if TYPE_CHECKING:
    from hostapi.realm import Realm


class PythonAsyncIterable(Interface):
    """An object of Python's that has ``__aiter__``; perhaps ``__iter__`` too."""

    name = "Python Async Iterable"

    def own(self, this: Any, key: Key) -> Any:
        if key is SYMBOL_ITERATOR and hasattr(type(this), "__iter__"):
            return Method(lambda _this: iter(this), "[Symbol.iterator]", 0)
        return find_attribute(this, key) if isinstance(key, str) else MISSING

    @method(SYMBOL_ASYNC_ITERATOR)
    def iterator(self, this: Any) -> Any:
        """Return what ``aiter`` does."""
        return this.__aiter__()


class AsyncIteratorInterface(Interface):
    """``%AsyncIteratorPrototype%``, which has no name in JavaScript."""

    name = "Async Iterator"
    constructible = False
    instance_properties = ("next", "return", "throw")

    @method(SYMBOL_ASYNC_ITERATOR)
    def iterator(self, this: Any) -> Any:
        """Return the iterator, which is its own."""
        return this

    @method(SYMBOL_ASYNC_DISPOSE)
    def dispose(self, this: Any) -> Promise:
        """Call ``return()``, and wait for it."""

        def steps() -> Steps:
            give_back = self.realm.find(this, "return")
            if give_back is not MISSING and not is_nullish(give_back):
                yield self.realm.apply(give_back, this, (None,))

        return run_steps(self.realm.promises, steps())


class PythonAsyncIterator(Interface):
    """Any asynchronous iterator of Python's.

    What is asked of one while it is still at work waits for its turn, as with an async generator
    of JavaScript's; Python's refuse to be asked again.
    """

    name = "Python Async Iterator"
    parent = "Async Iterator"

    def own(self, this: Any, key: Key) -> Any:
        return MISSING

    def own_keys(self, this: Any) -> Iterator[Key]:
        yield from ()

    def _ask(self, this: Any, ask: Callable[[], Awaitable[Any]], done: object = None) -> Promise:
        """Return the promise of a step.

        Args:
            this: the iterator.
            ask: asks it for its next value.
            done: the step's value where there is no next one.

        """

        async def step() -> JsObject:
            try:
                return iterator_result(await ask(), done=False)
            except StopAsyncIteration:
                return iterator_result(done, done=True)

        return self.realm.promises.in_turn(this, step)

    @method
    def next(self, this: Any, *_: Any) -> Promise:
        return self._ask(this, lambda: this.__anext__())

    @method
    def return_(self, this: Any, value: Any = None) -> Promise:
        async def close() -> JsObject:
            end = getattr(this, "aclose", None)
            if end is not None:
                await end()
            return iterator_result(value, done=True)

        return self.realm.promises.in_turn(this, close)


class AsyncGeneratorInterface(PythonAsyncIterator):
    """Python's async generators. What a guest gives ``next`` is what ``yield`` evaluates to."""

    name = "Async Generator Prototype"
    types: ClassVar[tuple[type, ...]] = (types.AsyncGeneratorType,)
    tag = "AsyncGenerator"

    def __init__(self, realm: Realm) -> None:
        super().__init__(realm)
        self._begun: weakref.WeakSet[AsyncGenerator[Any, Any]] = weakref.WeakSet()

    @method
    def next(self, this: Any, *values: Any) -> Promise:
        def ask() -> Awaitable[Any]:
            # The first value has no `yield` to go to.
            value = values[0] if values and this in self._begun else None
            self._begun.add(this)
            sent: Awaitable[Any] = this.asend(value)
            return sent

        return self._ask(this, ask)

    @method
    def throw(self, this: Any, error: Any = None) -> Promise:
        return self._ask(this, lambda: this.athrow(thrown(error)))
