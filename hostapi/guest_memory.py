"""What a realm makes of a guest's memory: typed arrays with copies of it, and views of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from runtime.core.members import Members

if TYPE_CHECKING:
    from hostapi.memory import GuestMemory
    from hostapi.typed_arrays import TypedArray


class GuestBuffers(Members):
    """The part of a realm that the instance's adapters ask."""

    @cached_property
    def _typed_arrays(self) -> Mapping[str, type[TypedArray]]:
        from hostapi.typed_arrays import TYPED_ARRAYS

        return TYPED_ARRAYS

    def typed_array(self, kind: str, data: bytes) -> TypedArray:
        """Return a new typed array with a copy of elements."""
        return self._typed_arrays[kind].of_bytes(data)

    def memory_object(self, memory: Any) -> GuestMemory:
        """Return the ``WebAssembly.Memory`` of a guest."""
        from hostapi.memory import GuestMemory  # few guests ask for it

        return GuestMemory(memory)

    def memory_view(self, kind: str, memory: GuestMemory, offset: int, length: int) -> TypedArray:
        """Return a typed array that is a part of a guest's memory.

        Raises:
            IndexError: it does not lie within the memory.

        """
        cls, buffer = self._typed_arrays[kind], memory.buffer
        end = offset + length * cls.element.size
        if end > buffer.byte_length:
            raise IndexError(f"bytes {offset} to {end} of a memory of {buffer.byte_length}")
        return cls.of_buffer(buffer, offset, length)
