"""Casts and heap closures, found in a module that does not run.

Those have no exported describe functions: the types are told when one is made, by a function that
does nothing else (``breaks_if_inlined`` in wasm-bindgen ``src/rt/mod.rs`` and ``src/closure.rs``).
Compiled, it is a straight line of calls with constants, which can be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final

from runtime.bindgen.descriptor import decode_cast, decode_descriptor
from runtime.bindgen.tys import Cast, Closure
from runtime.bindgen.versions import AbiProfile
from runtime.errors import MalformedModule
from runtime.records import record
from runtime.wasm.bodies import Body, Call, bodies, straight_calls
from runtime.wasm.leb import encode_u32
from runtime.wasm.model import FuncType, WasmModule

DESCRIBE: Final = "__wbindgen_describe"
DESCRIBE_CLOSURE: Final = "__wbindgen_describe_closure"
MARKERS: Final = frozenset({"__wbindgen_describe_cast", "__wbindgen_describe_generic_import"})

_DEEPEST: Final = 32
_MOST_CALLS: Final = 1 << 14
"""Bounds for what one type takes to tell, far above any there is."""


@record(frozen=True)
class Discovered:
    """What was found.

    Attributes:
        casts: casts, and uses of generic imports, in the order of the code, each once.
        closures: heap closures of releases before casts, each once.
        unread: how many more functions make one of those, in a way that cannot be read.

    """

    casts: tuple[Cast, ...] = ()
    closures: tuple[Closure, ...] = ()
    unread: int = 0


class _Unreadable(Exception):
    """A function does not tell its words by its code alone."""


def discover(module: WasmModule, profile: AbiProfile) -> Discovered:
    """Find the casts and the heap closures that a module can make.

    Args:
        module: the module.
        profile: its release.

    Raises:
        MalformedModule: the code section breaks off.

    """
    return _Search(module, profile).run()


class _Search:
    def __init__(self, module: WasmModule, profile: AbiProfile) -> None:
        self._module = module
        self._profile = profile
        imported = [item for item in module.imports if item.kind == "func"]
        names = {number: item.name for number, item in enumerate(imported)}
        self._describe = {n for n, name in names.items() if name == DESCRIBE}
        self._markers = {n for n, name in names.items() if name in MARKERS}
        self._makers = {n for n, name in names.items() if name == DESCRIBE_CLOSURE}
        self._calls: dict[int, tuple[Call, ...]] = {}

    def run(self) -> Discovered:
        wanted = self._markers | self._makers
        if not wanted:
            return Discovered()
        # A linker pads each index, so that even what is no straight line shows whom it calls.
        patterns = [b"\x10" + encode_u32(number, 5) for number in sorted(wanted)]
        makers: list[Body] = []
        unread = 0
        for body in bodies(self._module):
            calls = straight_calls(body)
            if calls is not None:
                self._calls[body.function] = calls
                if any(call.function in wanted for call in calls):
                    makers.append(body)
            elif any(pattern in body.code for pattern in patterns):
                unread += 1
        casts: dict[Cast, None] = {}
        closures: dict[Closure, None] = {}
        for body in makers:
            try:
                casts.update(dict.fromkeys(self._casts(body)))
                closures.update(dict.fromkeys(self._closures(body)))
            except (_Unreadable, MalformedModule):
                unread += 1
        return Discovered(tuple(casts), tuple(closures), unread)

    def _casts(self, body: Body) -> Iterator[Cast]:
        calls = self._calls[body.function]
        ends = [n for n, call in enumerate(calls) if call.function in self._markers]
        for start, end in zip([0, *(n + 1 for n in ends)], ends, strict=False):
            yield decode_cast(self._words(calls[start:end]), self._profile)

    def _closures(self, body: Body) -> Iterator[Closure]:
        for call in self._calls[body.function]:
            if call.function in self._makers:
                described = self._table.get(-1 if call.constant is None else call.constant)
                if described not in self._calls:
                    raise _Unreadable
                words = self._words(self._calls[described])
                descriptor = decode_descriptor(words, self._profile)
                if not isinstance(descriptor, Closure):
                    raise _Unreadable
                yield descriptor

    @cached_property
    def _table(self) -> Mapping[int, int]:
        """The function table, as segments with constant offsets fill it."""
        return {
            segment.offset + place: function
            for segment in self._module.elements
            if segment.table == 0 and segment.offset is not None
            for place, function in enumerate(segment.functions)
            if function is not None
        }

    def _words(self, calls: Iterable[Call]) -> list[int]:
        """Return what a straight line describes."""
        words: list[int] = []
        pending = [iter(calls)]
        for _ in range(_MOST_CALLS):
            call = next(pending[-1], None)
            if call is None:
                pending.pop()
                if not pending:
                    return words
            elif call.function in self._describe:
                if call.constant is None:
                    raise _Unreadable
                words.append(call.constant & 0xFFFFFFFF)
            elif self._tells(call.function) and len(pending) < _DEEPEST:
                pending.append(iter(self._calls[call.function]))
            else:
                raise _Unreadable
        raise _Unreadable

    def _tells(self, function: int) -> bool:
        """Tell whether a function is a straight line; one with numbers might tell by those."""
        return function in self._calls and (
            self._module.type_of_function(function) == FuncType((), ())
        )
