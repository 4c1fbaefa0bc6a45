"""What of JavaScript is not served, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

NO_SUCH_NAME: Final = "JavaScript has no such name, so it fails in a browser too: a slip of js-sys"

REFUSALS: Final[Mapping[str, str]] = {
    "eval": "there is no JavaScript engine to run text with",
    "Function(text)": "there is no JavaScript engine to run text with",
    "Proxy": "Python's objects cannot have each of their operations trapped",
    "Array.fromAsync": "promises are not served yet",
    "AsyncGenerator": "promises are not served yet",
    "AsyncIterator": "promises are not served yet",
    "Promise": "promises are not served yet",
    "Segments": "the locale data of a JavaScript engine is not there",
    "Error.stackTraceLimit": "V8 alone has it, for stacks of JavaScript",
    "Date.toTemporalInstant": "Temporal is not served yet",
    "Array.concat_many": NO_SUCH_NAME,
    "String.concat_many": NO_SUCH_NAME,
    "Reflect.set_symbol": NO_SUCH_NAME,
    "Generator.next_iterator": NO_SUCH_NAME,
    "Atomics.notify_bigint": NO_SUCH_NAME,
    "Atomics.pause_with_hint": NO_SUCH_NAME,
    "SharedArrayBuffer.slice_from": NO_SUCH_NAME,
    "AsyncDisposableStack": "promises are not served yet",
    "WebAssembly.Memory.toResizableBuffer": "the memory of an engine is no resizable buffer",
    "WebAssembly.Instance": "a guest is not given the engine: the host opens modules",
    "WebAssembly.compile": "a guest is not given the engine: the host opens modules",
    "WebAssembly.compileStreaming": "a guest is not given the engine: the host opens modules",
    "WebAssembly.instantiate": "a guest is not given the engine: the host opens modules",
    "WebAssembly.instantiateStreaming": "a guest is not given the engine: the host opens modules",
    "WebAssembly.JSTag": "no engine here has exceptions of wasm",
    "WebAssembly.Suspending": "no engine here can suspend wasm",
    "WebAssembly.promising": "no engine here can suspend wasm",
    "Intl": "the locale data of a JavaScript engine is not there",
}
"""By item, or by what its name begins with before a dot."""


def refusal(name: str) -> str | None:
    """Return why an item is not served: ``Intl.Collator``; None where it is not refused."""
    while name:
        if name in REFUSALS:
            return REFUSALS[name]
        name = name.rpartition(".")[0]
    return None
