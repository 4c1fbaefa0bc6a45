"""``closure.map(values)``: a closure of numbers called for each element, in one crossing.

The elements are copied into a helper module, and what the closure returns out of it: no buffer of
the application's is touched while Rust runs.
"""

from __future__ import annotations

import array
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from runtime.adapters.layout import elements_of
from runtime.bindgen.descriptor import Function
from runtime.bindgen.spelling import rust_name
from runtime.core.buffers import format_code
from runtime.engine.batch import Element, Shape, batch_text
from runtime.engine.interface import Extern, Memory, Signature, Store
from runtime.errors import InternalError
from runtime.instance.environment import Environment
from runtime.instance.memory import packed
from runtime.module import Module

MOST_ELEMENTS: Final = 1 << 20
"""So many are in a helper's memory at once; more take one crossing for each such portion."""

_PAGE: Final = 1 << 16
_ALIGN: Final = 8

Batch = Callable[[int, Sequence[Any], Any], Any]
"""``batch(ab, values, out)``: what ``closure.map(*values, out=out)`` does."""


class Batches:
    """The helper modules of one instance that call closures for whole buffers.

    Args:
        env: the instance's environment.
        store: where it lives.
        module: what it is an instance of.

    """

    def __init__(self, env: Environment, store: Store, module: Module) -> None:
        self._env = env
        self._store = store
        self._module = module
        self._imports: Mapping[tuple[str, str], Extern] | None = None
        self._helpers: dict[Shape, Helper] = {}

    def attach(self, imports: Mapping[tuple[str, str], Extern]) -> None:
        """Take what the helper modules import, once the guest is instantiated."""
        self._imports = imports

    def detach(self) -> None:
        """Let go of the engine's objects: the guest is closed."""
        self._imports = None
        for helper in self._helpers.values():
            helper.detach()
        self._helpers.clear()

    def of(self, function: Function, signature: Signature) -> Batch | None:
        """Return what maps closures of a type; None if they are not of numbers alone.

        Args:
            function: the type.
            signature: of its invoke shim.

        """
        elements = elements_of(function)
        return None if elements is None else Mapper(self, function, Shape(signature, *elements))

    def helper(self, shape: Shape, name: str) -> Helper:
        """Return the instance of a helper module; each shape has one.

        Args:
            shape: what it goes through.
            name: of the closures' type, for people.

        """
        found = self._helpers.get(shape)
        if found is None:
            if self._imports is None:
                raise InternalError("a closure was mapped of a guest that is not there")
            text = batch_text(shape, typed_references=self._module.engine.typed_references)
            made = self._store.instantiate(self._module.helper(text), self._imports)
            enter = self._env.watched(made.function("map"), f"map of the closure `{name}`")
            found = Helper(self._env, shape, enter, made.memory("memory"))
            self._helpers[shape] = found
        return found


class Helper:
    """An instance of a helper module; its memory is a stack, since a map may lead to another.

    Args:
        env: the environment of the guest's instance.
        shape: what it goes through.
        enter: its ``map``.
        memory: its own.

    """

    __slots__ = ("_enter", "_env", "_memory", "_shape", "_size", "_top")

    def __init__(
        self, env: Environment, shape: Shape, enter: Callable[..., Any], memory: Memory
    ) -> None:
        self._env = env
        self._shape = shape
        self._enter: Callable[..., Any] | None = enter
        self._memory: Memory | None = memory
        self._size = memory.size()
        self._top = 0

    def detach(self) -> None:
        """Let go of the engine's objects: the guest is closed."""
        self._enter = self._memory = None

    def map(
        self,
        ab: int,
        index: int,
        count: int,
        views: Sequence[memoryview],
        target: memoryview | None,
    ) -> None:
        """Call a closure for each element of arrays.

        Args:
            ab: the closure's data.
            index: of its invoke shim.
            count: how many elements.
            views: the bytes of each array; released before Rust runs.
            target: takes the bytes of the results when all are there.

        """
        enter, memory, base, shape = self._enter, self._memory, self._top, self._shape
        if enter is None or memory is None:
            raise InternalError("a closure was mapped of a guest that is closed")
        places, top = [], base
        for each in shape.arrays:
            places.append(top)
            top += -(-count * each.size // _ALIGN) * _ALIGN
        if top > self._size:
            memory.grow(-((self._size - top) // _PAGE))
            self._size = memory.size()
        for view, place in zip(views, places, strict=False):
            memory.write(place, view)
            view.release()
        self._top = top
        try:
            self._env.enter(enter, ab, index, base + count * shape.arguments[0].size, *places)
            if target is not None:
                memory.read_into(places[shape.results_at], target)
        finally:
            self._top = base


class Mapper:
    """What maps closures of one type.

    Args:
        batches: gives the helper.
        function: the type.
        shape: what is gone through.

    """

    __slots__ = ("_batches", "_function", "_helper", "_shape")

    def __init__(self, batches: Batches, function: Function, shape: Shape) -> None:
        self._batches = batches
        self._function = function
        self._shape = shape
        self._helper: Helper | None = None

    def __call__(self, ab: int, values: Sequence[Any], out: Any) -> Any:
        """Do ``closure.map(*values, out=out)`` for the closure that has the data ``ab``."""
        arguments, result = self._shape.arguments, self._shape.result
        views = _views(arguments, values)
        count = views[0].nbytes // arguments[0].size
        target, fresh = None, out is None
        if result is None:
            if not fresh:
                raise TypeError("map: the closure returns nothing, so it needs no out")
        elif fresh:
            out = _like(values[0], result, count)
            target = _writable_bytes(memoryview(out))
        else:
            target = _target(out, result, count)
        helper = self._helper
        if helper is None:
            helper = self._helper = self._batches.helper(self._shape, rust_name(self._function))
        if count <= MOST_ELEMENTS:
            helper.map(ab, self._function.shim_index, count, views, target)
        elif target is None or fresh:
            self._map_portions(helper, ab, count, views, target)
        else:  # an exception leaves it as it was
            whole = memoryview(bytearray(target.nbytes))
            self._map_portions(helper, ab, count, views, whole)
            target[:] = whole
        return out

    def _map_portions(
        self,
        helper: Helper,
        ab: int,
        count: int,
        views: Sequence[memoryview],
        target: memoryview | None,
    ) -> None:
        # What was given may be changed while Rust runs.
        copies = [memoryview(view.tobytes()) for view in views]
        for view in views:
            view.release()
        for start in range(0, count, MOST_ELEMENTS):
            stop = min(start + MOST_ELEMENTS, count)

            pieces = [_portion(copy, count, start, stop) for copy in copies]
            part = None if target is None else _portion(target, count, start, stop)
            helper.map(ab, self._function.shim_index, stop - start, pieces, part)


def _portion(whole: memoryview, count: int, start: int, stop: int) -> memoryview:
    size = whole.nbytes // count
    return whole[start * size : stop * size]


def _views(arguments: Sequence[Element], values: Sequence[Any]) -> list[memoryview]:
    """Return the bytes of each argument's elements.

    Raises:
        TypeError: they are too few or many, or their elements are of another type.
        ValueError: they are not of one length.

    """
    if len(values) != len(arguments):
        raise TypeError(f"map: the closure takes {len(arguments)} buffer(s), got {len(values)}")
    views = list(map(_view, arguments, values))
    if len(views) > 1:
        counts = {view.nbytes // each.size for each, view in zip(arguments, views, strict=True)}
        if len(counts) > 1:
            raise ValueError(f"map: the buffers have different lengths: {sorted(counts)} elements")
    return views


def _view(element: Element, given: Any) -> memoryview:
    try:
        view = memoryview(given)
    except TypeError:
        return memoryview(packed(given, element.code, "map"))
    code = view.format
    if code != element.code:
        found = format_code(view)
        if found != element.code:
            raise TypeError(
                f"map: the closure takes elements {element.code!r} (as array.array names them), "
                f"the buffer has {found!r}: convert it"
            )
    # A memoryview casts native formats only, and no shape with a zero in it.
    if len(code) == 1 and view.c_contiguous and view.nbytes:
        return view.cast("B")
    return memoryview(view.tobytes())


def _target(out: Any, result: Element, count: int) -> memoryview:
    """Return the bytes of the buffer that takes the results.

    Raises:
        TypeError: it is no contiguous writable buffer of their type.
        ValueError: it has another length.

    """
    view = memoryview(out)
    same = view.format == result.code or format_code(view) == result.code
    if not same or view.readonly or not view.c_contiguous:
        raise TypeError(
            f"map: out must be a writable, contiguous buffer of elements {result.code!r} (as "
            "array.array names them)"
        )
    if view.nbytes != count * result.size:
        raise ValueError(f"map: out has not the length of the values, {count} elements")
    return _writable_bytes(view)


def _writable_bytes(view: memoryview) -> memoryview:
    if not view.nbytes:
        return memoryview(bytearray())
    if len(view.format) == 1:
        return view.cast("B")
    import ctypes  # seldom needed

    return memoryview((ctypes.c_char * view.nbytes).from_buffer(view)).cast("B")


def _like(given: Any, result: Element, count: int) -> Any:
    """Return room for results: a NumPy array of the shape that was given, else ``array.array``."""
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(given, numpy.ndarray):
        return numpy.empty(given.shape, dtype=result.code)
    return array.array(result.code, (0,)) * count
