"""``WebAssembly``: its namespace, ``Memory`` and ``Module`` (WebAssembly JavaScript Interface).

Modules are compiled by the engine that runs the guest, to be looked at: an instance would need the
engine's store, which a guest is not given.
"""

from __future__ import annotations

from typing import Any, ClassVar

from hostapi.buffers import ArrayBuffer, SharedArrayBuffer, View
from hostapi.errors import RangeError
from hostapi.instances import InstanceInterface, JsInstance
from hostapi.interface import Namespace, getter, method, static
from hostapi.memory import MAX_PAGES, PAGE, Memory
from hostapi.plain_objects import JsObject
from hostapi.typed_arrays import PYTHON_BUFFERS
from hostapi.webassembly_errors import CompileError
from runtime.core.values import is_falsy, null, typeof
from runtime.errors import ModuleError
from runtime.wasm import WasmModule, decode_module


def is_object(value: Any) -> bool:
    """Tell whether a value is an object."""
    return value is not null and typeof(value) in {"object", "function"}


class _Part(InstanceInterface):
    """An interface below ``WebAssembly``."""

    def call(self, *_: Any) -> Any:
        raise TypeError(f"{self.name}(): {self.name} must be invoked with 'new'")

    def limit(self, descriptor: Any, key: str, least: int, most: int) -> int | None:
        """Return a size in a descriptor, None where it says none.

        Raises:
            TypeError: it is no size.
            RangeError: it is too small or too large.

        """
        value = self.realm.get(descriptor, key)
        if value is None:
            return None
        size = self.realm.to_number(value)
        if size != size or size in (float("inf"), float("-inf")):
            raise TypeError(
                f"{self.name}(): Property '{key}': value {self.realm.to_string(value)} is "
                f"{'not a number' if size != size else 'infinite'}"
            )
        if size < 0:
            raise TypeError(f"{self.name}(): Property '{key}' must be non-negative")
        whole = int(size)
        if whole < least:
            raise RangeError(
                f"{self.name}(): Property '{key}': value {whole} is below the lower bound {least}"
            )
        if whole > most:
            raise RangeError(
                f"{self.name}(): Property '{key}': value {whole} is above the upper bound {most}"
            )
        return whole

    def required(self, descriptor: Any, key: str, most: int) -> int:
        """Return a size that a descriptor must have."""
        size = self.limit(descriptor, key, 0, most)
        if size is None:
            raise TypeError(f"{self.name}(): Property '{key}' is required")
        return size

    def growth(self, pages: Any) -> int:
        """Return by how much to grow.

        Raises:
            TypeError: it is no size.

        """
        wide = self.realm.to_integer_or_infinity(pages)
        if wide < 0:
            raise TypeError(f"{self.name}.grow(): Argument 0 must be non-negative")
        return int(min(wide, 2**32))


class MemoryInterface(_Part):
    """``WebAssembly.Memory``."""

    name = "WebAssembly.Memory"
    types: ClassVar[tuple[type, ...]] = (Memory,)
    length = 1
    tag = "WebAssembly.Memory"

    def construct(self, descriptor: Any = None, *_: Any) -> Memory:
        if not is_object(descriptor):
            raise TypeError("WebAssembly.Memory(): Argument 0 must be a memory descriptor")
        initial = self.required(descriptor, "initial", MAX_PAGES)
        maximum = self.limit(descriptor, "maximum", initial, MAX_PAGES)
        if is_falsy(self.realm.get(descriptor, "shared")):
            return Memory(ArrayBuffer(initial * PAGE), maximum)
        if maximum is None:
            raise TypeError(
                "WebAssembly.Memory(): If shared is true, maximum property should be defined."
            )
        return Memory(SharedArrayBuffer(initial * PAGE), maximum)

    @getter
    def buffer(self, this: object) -> ArrayBuffer:
        return self._memory(this, "buffer").buffer

    @method
    def grow(self, this: object, pages: Any = None) -> int:
        memory = self._memory(this, "grow()")
        return memory.grow(self.growth(pages))

    @method("toFixedLengthBuffer")
    def to_fixed_length_buffer(self, this: object) -> ArrayBuffer:
        return self._memory(this, "toFixedLengthBuffer()").buffer

    def _memory(self, this: object, member: str) -> Memory:
        if not isinstance(this, Memory):
            raise TypeError(f"{self.name}.{member}: Receiver is not a WebAssembly.Memory")
        return this


class Module(JsInstance):
    """A module that was compiled.

    Args:
        decoded: what it is made of.

    """

    __slots__ = ("decoded",)

    def __init__(self, decoded: WasmModule) -> None:
        super().__init__()
        self.decoded = decoded


_KINDS = {"func": "function"}


class ModuleInterface(_Part):
    """``WebAssembly.Module``."""

    name = "WebAssembly.Module"
    types: ClassVar[tuple[type, ...]] = (Module,)
    length = 1
    tag = "WebAssembly.Module"

    def construct(self, source: Any = None, *_: Any) -> Module:
        data = source_bytes(source, "WebAssembly.Module")
        if not data:
            raise CompileError("WebAssembly.Module(): BufferSource argument is empty")
        try:
            decoded = decode_module(data)
            self.realm.compile_module(data)
        except ModuleError as error:
            raise CompileError(f"WebAssembly.Module(): {error}") from None
        return Module(decoded)

    def _module(self, value: object, member: str) -> WasmModule:
        if not isinstance(value, Module):
            raise TypeError(f"{self.name}.{member}(): Argument 0 must be a WebAssembly.Module")
        return value.decoded

    @static
    def exports(self, module: Any = None) -> list[JsObject]:
        exports = self._module(module, "exports").exports
        return [JsObject(name=each.name, kind=_KINDS.get(each.kind, each.kind)) for each in exports]

    @static
    def imports(self, module: Any = None) -> list[JsObject]:
        imports = self._module(module, "imports").imports
        return [
            JsObject(module=each.module, name=each.name, kind=_KINDS.get(each.kind, each.kind))
            for each in imports
        ]

    @static("customSections")
    def custom_sections(self, module: Any = None, name: Any = None) -> list[ArrayBuffer]:
        customs = self._module(module, "customSections").customs
        if name is None:
            raise TypeError(f"{self.name}.customSections(): Argument 1 is required")
        wanted = self.realm.to_string(name)
        return [ArrayBuffer(bytearray(each.payload)) for each in customs if each.name == wanted]


class WebAssembly(Namespace):
    """``WebAssembly``."""

    name = "WebAssembly"
    tag = "WebAssembly"

    @static
    def validate(self, source: Any = None, *_: Any) -> bool:
        data = source_bytes(source, "WebAssembly.validate")
        try:
            decode_module(data)
            self.realm.compile_module(data)
        except ModuleError:
            return False
        return True


def source_bytes(source: Any, caller: str) -> bytes:
    """Return the bytes of a module.

    Raises:
        TypeError: it is no buffer, nor a view of one.

    """
    if isinstance(source, View):
        return source.tobytes()
    if isinstance(source, (ArrayBuffer, *PYTHON_BUFFERS)):
        return bytes(source)
    raise TypeError(f"{caller}(): Argument 0 must be a buffer source")
