"""An instance without an engine: memory, allocator and heap that adapters work on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from runtime.adapters.import_programs import import_program, import_signature
from runtime.adapters.imports import import_factory, return_factory, stack_closures
from runtime.adapters.source import Factory
from runtime.bindgen.descriptor import Descriptor
from runtime.bindgen.versions import AbiProfile
from runtime.core.gate import Gate
from runtime.core.members import Members
from runtime.core.objects import ObjectTable
from runtime.core.scopes import CallScopes
from runtime.engine import _crossing
from runtime.engine.barrier import new_barrier
from runtime.engine.glue import new_handles, new_import
from runtime.engine.interface import Engine, Memory, Store
from runtime.instance.environment import Environment
from runtime.instance.memory import GuestMemory

MEMORY_BYTES = 4096
HEAP_START = 2048

RESULT_AT = 1024
"""Where several results are to go."""


class _Bytes(Memory):
    def __init__(self) -> None:
        self.data = bytearray(MEMORY_BYTES)
        self.window = _crossing.Window(lambda: self.data)

    def read(self, offset: int, size: int) -> bytes:
        self._check(offset, size)
        return bytes(self.data[offset : offset + size])

    def read_into(self, offset: int, target: memoryview) -> None:
        target[:] = self.read(offset, len(target))

    def write(self, offset: int, data: bytes | bytearray | memoryview) -> None:
        self._check(offset, len(data))
        self.data[offset : offset + len(data)] = data

    def _check(self, offset: int, size: int) -> None:
        if not 0 <= offset <= offset + size <= len(self.data):
            raise IndexError(f"{offset} and {size}")

    def size(self) -> int:
        return len(self.data)

    def grow(self, pages: int) -> int:
        raise MemoryError


class _Engine:
    crossing = "native"


class _Store:
    def backtrace(self, *, one_call: bool = False) -> None:
        return None

    def translate(self, error: BaseException) -> BaseException:
        return error


@dataclass
class Outcome:
    """What a call did, to be compared.

    Attributes:
        result: the number, or what says the exception.
        seen: what the target got.
        noted: exceptions that left into wasm, or were given to the guest.
        freed: what was freed.
        memory: what is in memory.
        owned: what the guest owns in its heap.
        scopes: how many scopes are open.

    """

    result: object
    seen: list[object]
    noted: list[str]
    freed: list[tuple[int, ...]]
    memory: bytes
    owned: list[tuple[int, object]]
    scopes: int


class World:
    """One instance."""

    def __init__(self, profile: AbiProfile) -> None:
        self.profile = profile
        self.handles = new_handles(profile.heap_offset)
        self.scopes = CallScopes()
        self.linear = _Bytes()
        self.memory = GuestMemory(profile.malloc_has_align, self.handles)
        self.noted: list[str] = []
        self.freed: list[tuple[int, ...]] = []
        self.at = HEAP_START
        self.broken = False
        self.env = self._environment()

    def _environment(self) -> Environment:
        barrier = new_barrier()
        nothing: Callable[..., None] = lambda *_: None  # noqa: E731
        self.memory.attach(self.linear, self._malloc, self._free)
        env = Environment(
            cast(Engine, _Engine),
            cast(Store, _Store()),
            Gate(barrier),
            self.handles,
            self.scopes,
            ObjectTable(nothing),
            self.memory,
            Members(),
            nothing,
            nothing,
        )
        env.attach(nothing, nothing, lambda slot: self.noted.append(repr(slot)), nothing)
        assert env.glue is not None
        env.glue.attach(*self.memory.direct())
        return env

    def _malloc(self, size: int, align: int = 1) -> int:
        if self.broken:
            raise RuntimeError("no memory")
        pointer = self.at
        self.at += size
        return pointer

    def _free(self, *numbers: int) -> None:
        if self.broken:
            raise RuntimeError("no such memory")
        self.freed.append(numbers)

    def outcome(
        self,
        args: Sequence[Descriptor],
        ret: Descriptor,
        numbers: Sequence[float],
        target: Callable[..., object],
        *,
        program: bool,
        catch: bool = False,
    ) -> Outcome:
        """Serve an import once, with a program or without."""
        seen: list[object] = []

        def noting(*values: object) -> object:
            seen.extend((type(value), value) for value in values)
            return target(*values)

        factory, end = _factories(tuple(args), ret, self.profile, catch)
        generated, attach = factory(self.env, noting)
        makers = [lambda ab, epoch: ("closure", ab, epoch)] * len(stack_closures(args))
        if attach is not None:
            attach(*makers)
        function = generated
        if program:
            returned = end(self.env)
            ops = import_program(args, ret, self.profile)
            assert ops is not None
            assert self.env.glue is not None
            signature = import_signature(args, ret, self.profile)
            made = new_import(
                self.env.glue, noting, signature, ops, catch, lambda: (generated, returned)
            )
            made.attach(tuple(makers))
            function = made
        try:
            result: object = function(*numbers)
        except Exception as error:  # noqa: BLE001 # compared
            result = f"{type(error).__name__}: {error}"
            self.noted.append(f"it leaves: {self.env._leaving is error}")
        return Outcome(
            (type(result), repr(result)),
            seen,
            self.noted,
            self.freed,
            bytes(self.linear.data),
            list(self.handles.owned()),
            len(self.scopes),
        )


@cache
def _factories(
    args: tuple[Descriptor, ...], ret: Descriptor, profile: AbiProfile, catch: bool
) -> tuple[Factory, Factory]:
    made = import_factory("it", args, ret, profile, catch=catch)
    return made, return_factory("it", ret, profile, catch=catch)
