"""``ReadableStream`` (Streams, 4.2 The ReadableStream class)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from hostapi import errors
from hostapi.conversions import is_nullish, is_primitive
from hostapi.instances import InstanceInterface, JsInstance
from hostapi.interface import getter, method
from hostapi.iteration import iterator_result
from hostapi.streams.queue import Controller, JsReadableStream, JsReader
from hostapi.streams.tee import tee
from runtime.core.members import MISSING
from runtime.core.promise import Promise
from runtime.core.values import SYMBOL_ASYNC_ITERATOR, is_falsy, null

if TYPE_CHECKING:
    from hostapi.realm import Realm


class GuestSource:
    """An underlying source of a guest's.

    Args:
        realm: where it belongs.
        object: the guest's object, with the methods that it has.

    """

    def __init__(self, realm: Realm, object: Any) -> None:
        self._realm = realm
        self._object = object

    def _call(self, name: str, *args: object) -> object:
        method = MISSING if is_nullish(self._object) else self._realm.find(self._object, name)
        if method is MISSING or is_nullish(method):
            return None
        return self._realm.call(self._object, name, args)

    def start(self, controller: Controller) -> object:
        """Call ``start``."""
        return self._call("start", controller)

    def pull(self, controller: Controller) -> object:
        """Call ``pull``."""
        return self._call("pull", controller)

    def cancel(self, reason: object) -> object:
        """Call ``cancel``."""
        return self._call("cancel", reason)


class StreamIterator(JsInstance):
    """What ``values()`` gives: an asynchronous iterator.

    Args:
        reader: what it reads by.
        prevent_cancel: whether leaving it early leaves the stream alone.

    """

    __slots__ = ("finished", "prevent_cancel", "reader")

    def __init__(self, reader: JsReader, prevent_cancel: bool) -> None:
        super().__init__()
        self.reader = reader
        self.prevent_cancel = prevent_cancel
        self.finished = False


class StreamIteratorInterface(InstanceInterface):
    """Its prototype."""

    name = "ReadableStream AsyncIterator"
    types: ClassVar[tuple[type, ...]] = (StreamIterator,)
    tag = "ReadableStream AsyncIterator"

    @method
    def next(self, this: object) -> Promise:
        iterator = self.receiver(this, StreamIterator, "next")
        if iterator.finished:
            return self.realm.promises.resolved(iterator_result(None, done=True))

        def got(step: Any) -> Any:
            if step["done"]:
                self._finish(iterator)
            return step

        def failed(reason: Any) -> Promise:
            self._finish(iterator)
            return self.realm.promises.rejected(reason)

        return iterator.reader.read().then(got, failed)

    def _finish(self, iterator: StreamIterator) -> None:
        iterator.finished = True
        iterator.reader.release()

    @method
    def return_(self, this: object, value: object = None) -> Promise:
        iterator = self.receiver(this, StreamIterator, "return")
        promises = self.realm.promises
        result = iterator_result(value, done=True)
        if iterator.finished:
            return promises.resolved(result)
        cancelled = promises.resolved(None)
        if not iterator.prevent_cancel:
            cancelled = iterator.reader.cancel(value)
        self._finish(iterator)
        return cancelled.then(lambda _: result)

    @method(SYMBOL_ASYNC_ITERATOR)
    def itself(self, this: object) -> object:
        return this


class ReadableStream(InstanceInterface):
    """The interface of `JsReadableStream`."""

    name = "ReadableStream"
    tag = "ReadableStream"
    types: ClassVar[tuple[type, ...]] = (JsReadableStream,)

    def construct(self, source: Any = None, strategy: Any = None, *_: Any) -> JsReadableStream:
        """Return ``new ReadableStream(underlyingSource, strategy)``.

        Raises:
            EvalError: the source is one of bytes, which is not served.

        """
        if not is_primitive(source) and self.realm.get(source, "type") is not None:
            raise self.realm.refused("ReadableByteStreamController")
        return JsReadableStream(
            self.realm, GuestSource(self.realm, source), *self._strategy(strategy)
        )

    def _strategy(self, strategy: Any) -> tuple[float, Callable[[Any], float]]:
        """Return the high water mark and the size function of a queuing strategy."""
        mark: Any = None
        size: Any = None
        if not is_nullish(strategy):
            mark = self.realm.get(strategy, "highWaterMark")
            size = self.realm.get(strategy, "size")
        wide = 1.0 if mark is None else float(self.realm.to_number(mark))
        if math.isnan(wide) or wide < 0:
            raise errors.RangeError("Invalid highWaterMark")
        if size is None:
            return wide, lambda _chunk: 1
        if not callable(size):
            raise errors.TypeError("The size of a queuing strategy is no function")
        apply, to_number = self.realm.apply, self.realm.to_number
        return wide, lambda chunk: to_number(apply(size, None, (chunk,)))

    def _stream(self, this: object, member: str) -> JsReadableStream:
        return self.receiver(this, JsReadableStream, member)

    @getter
    def locked(self, this: object) -> bool:
        return self._stream(this, "get locked").locked

    @method
    def cancel(self, this: object, reason: object = None) -> Promise:
        stream = self._stream(this, "cancel")
        if stream.locked:
            return self.realm.promises.rejected(
                errors.TypeError("Invalid state: ReadableStream is locked")
            )
        return stream.cancel(reason)

    @method("getReader")
    def get_reader(self, this: object, options: Any = None) -> JsReader:
        mode = None if is_nullish(options) else self.realm.get(options, "mode")
        if mode is not None:
            raise self.realm.refused("ReadableStreamBYOBReader")
        return self._stream(this, "getReader").acquire()

    @method
    def tee(self, this: object) -> list[JsReadableStream]:
        return tee(self._stream(this, "tee"))

    @method("pipeTo")
    def pipe_to(self, this: object, *_: object) -> Promise:
        return self.realm.promises.rejected(self.realm.refused("WritableStream"))

    @method("pipeThrough")
    def pipe_through(self, this: object, *_: object) -> None:
        raise self.realm.refused("TransformStream")

    @method(SYMBOL_ASYNC_ITERATOR)
    @method
    def values(self, this: object, options: Any = None) -> StreamIterator:
        prevent = not is_nullish(options) and not is_falsy(self.realm.get(options, "preventCancel"))
        return StreamIterator(self._stream(this, "values").acquire(), prevent)


class ReadableStreamDefaultReader(InstanceInterface):
    """The interface of `JsReader`."""

    name = "ReadableStreamDefaultReader"
    tag = "ReadableStreamDefaultReader"
    types: ClassVar[tuple[type, ...]] = (JsReader,)
    length = 1

    def construct(self, stream: Any = None, *_: Any) -> JsReader:
        """Return ``new ReadableStreamDefaultReader(stream)``."""
        if not isinstance(stream, JsReadableStream):
            raise errors.TypeError("ReadableStreamDefaultReader: the argument is no ReadableStream")
        return stream.acquire()

    def _reader(self, this: object, member: str) -> JsReader:
        return self.receiver(this, JsReader, member)

    @getter
    def closed(self, this: object) -> Promise:
        return self._reader(this, "get closed").closed.promise

    @method
    def read(self, this: object) -> Promise:
        return self._reader(this, "read").read()

    @method("releaseLock")
    def release_lock(self, this: object) -> None:
        self._reader(this, "releaseLock").release()

    @method
    def cancel(self, this: object, reason: object = None) -> Promise:
        return self._reader(this, "cancel").cancel(reason)


class ReadableStreamDefaultController(InstanceInterface):
    """The interface of `Controller`."""

    name = "ReadableStreamDefaultController"
    tag = "ReadableStreamDefaultController"
    types: ClassVar[tuple[type, ...]] = (Controller,)
    constructible = False

    def construct(self, *_: Any) -> Any:
        raise errors.TypeError("Illegal constructor")

    def _controller(self, this: object, member: str) -> Controller:
        return self.receiver(this, Controller, member)

    @getter("desiredSize")
    def desired_size(self, this: object) -> Any:
        size = self._controller(this, "get desiredSize").desired_size
        return null if size is None else size

    @method
    def enqueue(self, this: object, chunk: object = None) -> None:
        self._controller(this, "enqueue").enqueue(chunk)

    @method
    def close(self, this: object) -> None:
        self._controller(this, "close").close()

    @method
    def error(self, this: object, reason: object = None) -> None:
        self._controller(this, "error").fail(reason)
