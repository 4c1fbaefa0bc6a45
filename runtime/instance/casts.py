"""Casts: what ``wbg_cast`` asks of the host of one instance, learned from what it describes.

The first few times a cast is answered number by number from here. One that is used again gets a
dispatch function in wasm (`runtime.engine.sink`), which calls the cast's own host function and
nothing else.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from runtime.adapters.import_programs import cast_program, import_signature
from runtime.adapters.imports import cast_title
from runtime.adapters.layout import Layout, Prims, c_layout, prims, tuple_layout
from runtime.bindgen.descriptor import Cast, Closure, Kind, decode_cast
from runtime.engine.glue import new_import
from runtime.engine.interface import Extern, Store
from runtime.engine.sink import Drops, Sink, cast_text, number_cast_text
from runtime.errors import InternalError
from runtime.instance.environment import Environment
from runtime.instance.heap_closures import HeapClosures
from runtime.instance.memory import GuestMemory
from runtime.module import Module
from runtime.records import record

INSTALLED_AT: Final = 8
"""Uses after which a cast gets its dispatch function: making one costs as much as some fifty."""

_SCRATCH_BYTES: Final = 32
_MASK: Final = 0xFFFF_FFFF


@record
class _Learned:
    """One cast of the guest's.

    Attributes:
        function: serves it; its wasm signature is an import's.
        number: of a number's cast, serves it once it is as Python has it.
        given: types of its numbers, in the order of the signature.
        results: types of what it becomes.
        uses: how often it was answered from here.

    """

    function: Callable[..., Any]
    number: Callable[[float], int] | None
    given: Prims
    results: Prims
    uses: int = 0

    @property
    def layout(self) -> tuple[Layout, tuple[int, ...]]:
        """How the numbers lie in memory, and the place of each among them."""
        return tuple_layout(self.given)


class CastServer:
    """Serves the marker import of one instance.

    Args:
        env: the instance's environment.
        memory: its linear memory.
        heap_closures: its heap closures.
        store: where it lives.
        module: what it is an instance of.
        drops: makes what the sink drops things by.
        queue: makes what serves ``queueMicrotask`` where the relay does not.

    Attributes:
        sink: the helper module before the guest.

    """

    def __init__(
        self,
        env: Environment,
        memory: GuestMemory,
        heap_closures: HeapClosures,
        store: Store,
        module: Module,
        drops: Drops,
        queue: Callable[[], Callable[[int], object]],
    ) -> None:
        if module.section is None:
            raise InternalError("casts of a module without wasm-bindgen")
        self._env = env
        self._memory = memory
        self._heap_closures = heap_closures
        self._store = store
        self._module = module
        self._profile = module.section.profile
        self._guest_memory: Extern | None = None
        self._generic: Callable[[Cast], Callable[..., Any]] = _not_there
        # By index in the guest's table, of the function that makes the cast.
        self._learned: dict[int, _Learned] = {}
        self._scratch = 0
        self.sink = Sink(store, module.sink, self._marker, drops, queue)

    def attach(self, guest_memory: Extern, generic: Callable[[Cast], Callable[..., Any]]) -> None:
        """Take what exists only once the guest is instantiated.

        Args:
            guest_memory: its memory, to be imported.
            generic: returns what serves an import that is generic, for the types that a cast
                with a key describes.

        """
        self._guest_memory = guest_memory
        self._generic = generic

    def detach(self) -> None:
        """Let go of the engine's objects: the guest is closed."""
        self._guest_memory = None
        self._generic = _not_there
        self._learned.clear()

    def _marker(self, function: int, address: int, count: int) -> int:
        """Answer a cast that has no dispatch function."""
        try:
            function &= _MASK
            cast = self._learned.get(function)
            if cast is None:
                cast = self._learn(decode_cast(self.sink.described(count), self._profile))
                self._learned[function] = cast
            cast.uses += 1
            if cast.uses == INSTALLED_AT and function < self._module.casts:
                self._install(function, cast)
            return self._answer(cast, address)
        except BaseException as error:
            self._env.leaving(error)
            raise

    def _learn(self, cast: Cast) -> _Learned:
        if not self._scratch:
            self._scratch = self._memory.allocate(_SCRATCH_BYTES, 8) & _MASK
        arguments, profile = cast.signature.args, self._profile
        given = tuple(number for each in arguments for number in prims(each, profile))
        results = prims(cast.signature.ret, profile)
        if cast.key:
            return _Learned(self._generic(cast), None, given, results)
        (source,), target = arguments, cast.signature.ret
        adapters, env = self._module.adapters, self._env
        make = self._heap_closures.maker(source) if isinstance(source, Closure) else None
        generic = partial(adapters.cast(source, target), env, make)
        ops = cast_program(source, target, profile)
        if env.glue is not None and ops is not None:
            returned = adapters.returned(cast_title(source, target), target, False)
            function: Callable[..., Any] = new_import(
                env.glue,
                env.js_bigint if source in (Kind.I64, Kind.U64) else make,
                import_signature((source,), target, profile),
                ops,
                False,
                lambda: (generic(), returned(env)),
            )
            return _Learned(function, None, given, results)
        function = generic()
        is_number = source in (Kind.F64, Kind.F32) and results == ("i32",)
        number = adapters.number_cast(target)(env) if is_number else None
        return _Learned(function, number, given, results)

    def _answer(self, cast: _Learned, address: int) -> int:
        """Read the numbers, call the function, leave the result where the guest looks for it.

        The guest takes it from there at once: nothing can come in between.
        """
        layout, places = cast.layout
        data = self._memory.read(address & _MASK, layout.size)
        numbers = struct.unpack(layout.tight, data)
        ordered = [numbers[place] for place in places]
        if len(cast.results) > 1:
            cast.function(self._scratch, *ordered)
        else:
            result = cast.function(*ordered)
            if cast.results:
                written = struct.pack(c_layout(cast.results).tight, result)
                self._memory.write(self._scratch, written)
        return self._scratch

    def _install(self, function: int, cast: _Learned) -> None:
        """Give a cast a dispatch function of its own, which the sink calls from then on."""
        if self._guest_memory is None:
            return
        by_pointer: Prims = ("i32",) if len(cast.results) > 1 else ()
        result = cast.results[0] if len(cast.results) == 1 else None
        host = self._store.host_function
        imports = {("guest", "memory"): self._guest_memory, ("sink", "casts"): self.sink.casts}
        if cast.number is not None:
            text = number_cast_text(cast.given[0], cast.results[0])
            imports["host", "integer"] = host(("i64",), result, cast.number)
            imports["host", "cast"] = host(cast.given, result, cast.number)
        else:
            layout, places = cast.layout
            offsets = [layout.offsets[place] for place in places]
            text = cast_text(list(zip(cast.given, offsets, strict=True)), cast.results)
            imports["host", "cast"] = host((*by_pointer, *cast.given), result, cast.function)
        dispatch = self._store.instantiate(self._module.helper(text), imports)
        dispatch.function("install")(function, self._scratch)


def _not_there(cast: Cast) -> Callable[..., Any]:
    raise InternalError(f"the generic import {cast.key!r} was called of a guest that is not there")
