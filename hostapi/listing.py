"""The interfaces that there are of JavaScript and the web, as a realm knows them before use.

Each is imported when a guest first has to do with it. A test compares this list with the classes.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from runtime.records import record

if TYPE_CHECKING:
    from hostapi.interface import Interface
    from hostapi.properties import Key


@record(frozen=True)
class Listed:
    """What is known of an interface without its class.

    Attributes:
        name: as in its class, and so are the next three.
        where: module, below this package, and class; or the class itself.
        types: names of its Python types, as `type_name` gives them.
        parent: see `hostapi.interface.Interface`.
        shares: see there.
        is_namespace: it is a `hostapi.interface.Namespace`.
        variables: see `hostapi.interface.Interface`.

    """

    name: str
    where: str | type[Interface]
    types: tuple[str, ...] = ()
    parent: str | None = "Object"
    shares: str | None = None
    is_namespace: bool = False
    variables: Mapping[Key, object] = MappingProxyType({})

    def load(self) -> type[Interface]:
        """Import the class."""
        return _imported(self.where) if isinstance(self.where, str) else self.where


@cache
def _imported(where: str) -> type[Interface]:
    module, _, name = where.partition(":")
    found: type[Interface] = getattr(importlib.import_module(f"hostapi.{module}"), name)
    return found


def listed(cls: type[Interface]) -> Listed:
    """Return what is known of an interface by its class."""
    from hostapi.interface import Namespace

    return Listed(
        cls.name,
        cls,
        tuple(map(type_name, cls.types)),
        cls.parent,
        cls.shares,
        issubclass(cls, Namespace),
        cls.variables,
    )


def type_name(kind: type) -> str:
    """Return how a type is named here: one that nobody has imported can have no instances."""
    return f"{kind.__module__}:{kind.__qualname__}"


LISTED: Final[tuple[Listed, ...]] = (
    Listed("Object", "object:Object", ("builtins:object",), parent=None),
    Listed("Python Record", "ordinary:Record", ("builtins:dict",), shares="Object"),
    Listed(
        "Function",
        "function:Function",
        (
            "hostapi.constructor:Constructor",
            "hostapi.interface:Method",
            "hostapi.function:BoundFunction",
            "builtins:type",
            "builtins:function",
            "builtins:builtin_function_or_method",
            "builtins:method",
        ),
    ),
    Listed("Array", "array:Array", ("builtins:list", "builtins:tuple")),
    Listed(
        "Array Iterator",
        "iterators:ArrayIteratorInterface",
        ("hostapi.iterators:ArrayIterator",),
        parent="Iterator",
    ),
    Listed("Map", "map:Map", ("hostapi.map:JsMap",)),
    Listed(
        "Map Iterator",
        "iterators:MapIteratorInterface",
        ("hostapi.iterators:MapIterator",),
        parent="Iterator",
    ),
    Listed("Set", "set:Set", ("hostapi.set_objects:JsSet", "builtins:set", "builtins:frozenset")),
    Listed(
        "Set Iterator",
        "iterators:SetIteratorInterface",
        ("hostapi.iterators:SetIterator",),
        parent="Iterator",
    ),
    Listed("String", "string:String", ("builtins:str", "hostapi.wrappers:StringObject")),
    Listed(
        "String Iterator",
        "string:StringIteratorInterface",
        ("hostapi.string:StringIterator",),
        parent="Iterator",
    ),
    Listed(
        "Number",
        "number:Number",
        ("builtins:int", "builtins:float", "hostapi.wrappers:NumberObject"),
    ),
    Listed("Boolean", "number:Boolean", ("builtins:bool", "hostapi.wrappers:BooleanObject")),
    Listed(
        "BigInt", "bigint:BigInt", ("runtime.core.values:BigInt", "hostapi.wrappers:BigIntObject")
    ),
    Listed("Math", "math:Math", is_namespace=True),
    Listed("Date", "date:Date", ("hostapi.date:JsDate", "datetime:datetime")),
    Listed("RegExp", "regexp:RegExp", ("hostapi.regexp_object:JsRegExp",)),
    Listed(
        "RegExpMatchArray",
        "regexp:MatchArrayInterface",
        ("hostapi.regexp_object:MatchArray",),
        shares="Array",
    ),
    Listed(
        "RegExp String Iterator",
        "regexp:RegExpStringIteratorInterface",
        ("hostapi.regexp:RegExpStringIterator",),
        parent="Iterator",
    ),
    Listed("JSON", "json:JSON", is_namespace=True),
    Listed("WeakMap", "weak_map:WeakMap", ("hostapi.weak_objects:JsWeakMap",)),
    Listed("WeakSet", "weak_map:WeakSet", ("hostapi.weak_objects:JsWeakSet",)),
    Listed("WeakRef", "weak_ref:WeakRef", ("hostapi.weak_objects:JsWeakRef",)),
    Listed(
        "FinalizationRegistry",
        "finalization_registry:FinalizationRegistry",
        ("hostapi.finalization_registry:JsFinalizationRegistry",),
    ),
    Listed(
        "DisposableStack",
        "disposable_stack:DisposableStack",
        ("hostapi.disposable_stack:JsDisposableStack",),
    ),
    Listed(
        "AsyncDisposableStack",
        "async_disposable_stack:AsyncDisposableStack",
        ("hostapi.async_disposable_stack:JsAsyncDisposableStack",),
    ),
    Listed("Promise", "promise:PromiseInterface", ("runtime.core.promise:Promise",)),
    Listed("Python Awaitable", "promise:PythonAwaitable", shares="Promise"),
    Listed(
        "Error",
        "error:Error",
        ("builtins:BaseException", "runtime.errors:JsError"),
        variables=MappingProxyType({"stackTraceLimit": 10}),
    ),
    Listed(
        "AggregateError", "error:AggregateError", ("hostapi.errors:AggregateError",), parent="Error"
    ),
    Listed("EvalError", "error:EvalError", ("hostapi.errors:EvalError",), parent="Error"),
    Listed(
        "RangeError",
        "error:RangeError",
        (
            "hostapi.errors:RangeError",
            "builtins:OverflowError",
            "builtins:RecursionError",
            "builtins:ZeroDivisionError",
        ),
        parent="Error",
    ),
    Listed(
        "ReferenceError",
        "error:ReferenceError",
        ("hostapi.errors:ReferenceError", "builtins:NameError"),
        parent="Error",
    ),
    Listed(
        "SuppressedError",
        "error:SuppressedError",
        ("hostapi.errors:SuppressedError",),
        parent="Error",
    ),
    Listed(
        "SyntaxError",
        "error:SyntaxError",
        ("hostapi.errors:SyntaxError", "builtins:SyntaxError"),
        parent="Error",
    ),
    Listed(
        "TypeError",
        "error:TypeError",
        ("hostapi.errors:TypeError", "builtins:TypeError"),
        parent="Error",
    ),
    Listed(
        "URIError",
        "error:URIError",
        ("hostapi.errors:URIError", "builtins:UnicodeError"),
        parent="Error",
    ),
    Listed(
        "DOMException",
        "dom_exception:DOMException",
        ("hostapi.errors:DOMException",),
        parent="Error",
    ),
    Listed("Iterator", "iterator:IteratorInterface"),
    Listed("Python Iterator", "iterator:PythonIterator", parent="Iterator"),
    Listed(
        "Iterator Helper",
        "iterator:IteratorHelperInterface",
        ("hostapi.iterator:IteratorHelper",),
        parent="Iterator",
    ),
    Listed(
        "Generator Prototype",
        "iterator:GeneratorInterface",
        ("builtins:generator",),
        parent="Iterator",
    ),
    Listed("Async Iterator", "async_iterators:AsyncIteratorInterface"),
    Listed("Python Async Iterable", "async_iterators:PythonAsyncIterable"),
    Listed("Python Async Iterator", "async_iterators:PythonAsyncIterator", parent="Async Iterator"),
    Listed(
        "Async Generator Prototype",
        "async_iterators:AsyncGeneratorInterface",
        ("builtins:async_generator",),
        parent="Async Iterator",
    ),
    Listed("Python Iterable", "python_objects:PythonIterable"),
    Listed("Python Mapping", "python_objects:PythonMapping", shares="Object"),
    Listed("Python Sequence", "python_objects:PythonSequence", parent="Python Iterable"),
    Listed("Symbol", "symbol:SymbolInterface", ("runtime.core.values:Symbol",)),
    Listed("Reflect", "reflect:Reflect", is_namespace=True),
    Listed("", "global_functions:GlobalFunctions", is_namespace=True),
    Listed("ArrayBuffer", "array_buffer:ArrayBufferInterface", ("hostapi.buffers:ArrayBuffer",)),
    Listed(
        "SharedArrayBuffer",
        "array_buffer:SharedArrayBufferInterface",
        ("hostapi.buffers:SharedArrayBuffer",),
    ),
    Listed(
        "Intrinsic.TypedArray",
        "typed_array:TypedArrayInterface",
        ("builtins:memoryview", "array:array"),
    ),
    Listed(
        "Int8Array",
        "typed_array_constructors:Int8Array",
        ("hostapi.typed_arrays:Int8Array",),
        parent="Intrinsic.TypedArray",
    ),
    Listed(
        "Uint8Array",
        "typed_array_constructors:Uint8Array",
        ("hostapi.typed_arrays:Uint8Array", "builtins:bytes", "builtins:bytearray"),
        parent="Intrinsic.TypedArray",
    ),
    Listed(
        "Uint8ClampedArray",
        "typed_array_constructors:Uint8ClampedArray",
        ("hostapi.typed_arrays:Uint8ClampedArray",),
        parent="Intrinsic.TypedArray",
    ),
    Listed(
        "Int16Array",
        "typed_array_constructors:Int16Array",
        ("hostapi.typed_arrays:Int16Array",),
        parent="Intrinsic.TypedArray",
    ),
    Listed(
        "Uint16Array",
        "typed_array_constructors:Uint16Array",
        ("hostapi.typed_arrays:Uint16Array",),
        parent="Intrinsic.TypedArray",
    ),
    Listed(
        "Int32Array",
        "typed_array_constructors:Int32Array",
        ("hostapi.typed_arrays:Int32Array",),
        parent="Intrinsic.TypedArray",
    ),
    Listed(
        "Uint32Array",
        "typed_array_constructors:Uint32Array",
        ("hostapi.typed_arrays:Uint32Array",),
        parent="Intrinsic.TypedArray",
    ),
    Listed(
        "BigInt64Array",
        "typed_array_constructors:BigInt64Array",
        ("hostapi.typed_arrays:BigInt64Array",),
        parent="Intrinsic.TypedArray",
    ),
    Listed(
        "BigUint64Array",
        "typed_array_constructors:BigUint64Array",
        ("hostapi.typed_arrays:BigUint64Array",),
        parent="Intrinsic.TypedArray",
    ),
    Listed(
        "Float16Array",
        "typed_array_constructors:Float16Array",
        ("hostapi.typed_arrays:Float16Array",),
        parent="Intrinsic.TypedArray",
    ),
    Listed(
        "Float32Array",
        "typed_array_constructors:Float32Array",
        ("hostapi.typed_arrays:Float32Array",),
        parent="Intrinsic.TypedArray",
    ),
    Listed(
        "Float64Array",
        "typed_array_constructors:Float64Array",
        ("hostapi.typed_arrays:Float64Array",),
        parent="Intrinsic.TypedArray",
    ),
    Listed("DataView", "data_view:DataViewInterface", ("hostapi.buffers:DataView",)),
    Listed("Atomics", "atomics:Atomics", is_namespace=True),
    Listed("WebAssembly", "webassembly:WebAssembly", is_namespace=True),
    Listed("WebAssembly.Memory", "webassembly:MemoryInterface", ("hostapi.memory:Memory",)),
    Listed("WebAssembly.Module", "webassembly:ModuleInterface", ("hostapi.webassembly:Module",)),
    Listed(
        "WebAssembly.Global",
        "webassembly_objects:GlobalInterface",
        ("hostapi.webassembly_objects:Global",),
    ),
    Listed(
        "WebAssembly.Table",
        "webassembly_objects:TableInterface",
        ("hostapi.webassembly_objects:Table",),
    ),
    Listed(
        "WebAssembly.Tag", "webassembly_objects:TagInterface", ("hostapi.webassembly_objects:Tag",)
    ),
    Listed(
        "WebAssembly.Exception",
        "webassembly_objects:ExceptionInterface",
        ("hostapi.webassembly_objects:Exception",),
    ),
    Listed(
        "WebAssembly.CompileError",
        "webassembly_errors:CompileErrorInterface",
        ("hostapi.webassembly_errors:CompileError",),
        parent="Error",
        variables=MappingProxyType({"stackTraceLimit": 10}),
    ),
    Listed(
        "WebAssembly.LinkError",
        "webassembly_errors:LinkErrorInterface",
        ("hostapi.webassembly_errors:LinkError",),
        parent="Error",
        variables=MappingProxyType({"stackTraceLimit": 10}),
    ),
    Listed(
        "WebAssembly.RuntimeError",
        "webassembly_errors:RuntimeErrorInterface",
        ("hostapi.webassembly_errors:RuntimeError",),
        parent="Error",
        variables=MappingProxyType({"stackTraceLimit": 10}),
    ),
    Listed("Event", "dom.event:Event", ("hostapi.dom.event:JsEvent",)),
    Listed("EventTarget", "dom.event_target:EventTarget", ("hostapi.dom.targets:JsEventTarget",)),
    Listed(
        "AbortController",
        "dom.abort_controller:AbortController",
        ("hostapi.dom.abort_controller:JsAbortController",),
    ),
    Listed(
        "AbortSignal",
        "dom.abort_signal:AbortSignal",
        ("hostapi.dom.abort_signal:JsAbortSignal",),
        parent="EventTarget",
    ),
    Listed(
        "WorkerGlobalScope",
        "worker_global_scope:WorkerGlobalScope",
        ("hostapi.worker_global_scope:GlobalObject",),
        parent="EventTarget",
    ),
    Listed("Crypto", "crypto:Crypto", ("hostapi.crypto:JsCrypto",)),
    Listed(
        "Performance",
        "performance:Performance",
        ("hostapi.performance_timeline:JsPerformance",),
        parent="EventTarget",
    ),
    Listed(
        "PerformanceEntry",
        "performance_entries:PerformanceEntry",
        ("hostapi.performance_entries:JsPerformanceEntry",),
    ),
    Listed(
        "PerformanceMark",
        "performance_entries:PerformanceMark",
        ("hostapi.performance_entries:JsPerformanceMark",),
        parent="PerformanceEntry",
    ),
    Listed(
        "PerformanceMeasure",
        "performance_entries:PerformanceMeasure",
        ("hostapi.performance_entries:JsPerformanceMeasure",),
        parent="PerformanceEntry",
    ),
    Listed("URL", "url.url:URL", ("hostapi.url.url:JsURL",)),
    Listed(
        "URLSearchParams",
        "url.search_params:URLSearchParams",
        ("hostapi.url.search_params:JsURLSearchParams",),
    ),
    Listed(
        "URLSearchParams Iterator",
        "url.search_params:URLSearchParamsIteratorInterface",
        ("hostapi.url.search_params:URLSearchParamsIterator",),
        parent="Iterator",
    ),
)
