"""What of JavaScript is not served, and why."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Final

NO_SUCH_NAME: Final = (
    "JavaScript has no such name, so it fails in a browser too: a slip of the crate"
)

FIREFOX: Final = "only Firefox has it"
NO_BLOBS: Final = "there are no blobs"
NO_KEYS: Final = "keys and ciphers are the application's: give the guest functions of your own"
NO_PAGE: Final = "there is no browser and no page"
NO_STORAGE: Final = "nothing is stored for a guest: give it functions of your own"

FETCH: Final = (
    "a guest reaches the network only where the application lets it: open it with "
    "host=[hostapi.fetch()]"
)
BLOBS: Final = "blobs are not served yet: take the bytes, by arrayBuffer()"
FORMS: Final = "forms of several parts are not served yet: make the body of bytes"
STREAMS: Final = "of streams only those are served that are read chunk by chunk"

REFUSALS: Final[Mapping[str, str]] = {
    "eval": "there is no JavaScript engine to run text with",
    "Function(text)": "there is no JavaScript engine to run text with",
    "Proxy": "Python's objects cannot have each of their operations trapped",
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
    "WebAssembly.Memory.toResizableBuffer": "the memory of an engine is no resizable buffer",
    "WebAssembly.Instance": "a guest is not given the engine: the host opens modules",
    "WebAssembly.compile": "a guest is not given the engine: the host opens modules",
    "WebAssembly.compileStreaming": "a guest is not given the engine: the host opens modules",
    "WebAssembly.instantiate": "a guest is not given the engine: the host opens modules",
    "WebAssembly.instantiateStreaming": "a guest is not given the engine: the host opens modules",
    "WebAssembly.JSTag": "no engine here has exceptions of wasm",
    "WebAssembly.Suspending": "no engine here can suspend wasm",
    "WebAssembly.promising": "no engine here can suspend wasm",
    "Blob": BLOBS,
    "File": BLOBS,
    "FormData": FORMS,
    "Request.blob": BLOBS,
    "Response.blob": BLOBS,
    "Request.formData": FORMS,
    "Response.formData": FORMS,
    "ReadableStream.pipeTo": STREAMS,
    "ReadableStream.pipeThrough": STREAMS,
    "ReadableStream.entries": NO_SUCH_NAME,
    "ReadableStream.keys": NO_SUCH_NAME,
    "ReadableByteStreamController": STREAMS,
    "ReadableStreamBYOBReader": STREAMS,
    "WritableStream": STREAMS,
    "TransformStream": STREAMS,
    "XMLHttpRequest": "it is not served: fetch is, where the application gives it",
    "WebSocket": "it is not served yet",
    "Intl": "the locale data of a JavaScript engine is not there",
    "Crypto.subtle": NO_KEYS,
    "SubtleCrypto": NO_KEYS,
    "console.exception": "only Firefox has it, and has deprecated it: console.error does the same",
    "DOMException.columnNumber": FIREFOX,
    "DOMException.data": FIREFOX,
    "DOMException.filename": FIREFOX,
    "DOMException.lineNumber": FIREFOX,
    "DOMException.result": FIREFOX,
    "URL.createObjectURL": NO_BLOBS,
    "URL.revokeObjectURL": NO_BLOBS,
    "Performance.timing": NO_PAGE,
    "Performance.navigation": NO_PAGE,
    "Performance.onresourcetimingbufferfull": "a guest loads no resources",
    "Performance.measureUserAgentSpecificMemory": "only Chromium has it",
    "PerformanceObserver": "not served yet",
    "WorkerGlobalScope.fetch": "nothing of the network is there without asking",
    "WorkerGlobalScope.importScripts": "there is no JavaScript engine to run scripts with",
    "WorkerGlobalScope.createImageBitmap": "there are no images",
    "WorkerGlobalScope.location": NO_PAGE,
    "WorkerGlobalScope.navigator": NO_PAGE,
    "WorkerGlobalScope.caches": NO_STORAGE,
    "WorkerGlobalScope.indexedDB": NO_STORAGE,
    "WorkerGlobalScope.scheduler": "timers and microtasks are all the tasks there are",
    "WorkerGlobalScope.onerror": "errors are reported to `on_error` of the application",
    "WorkerGlobalScope.onoffline": "a guest is not told of the network",
    "WorkerGlobalScope.ononline": "a guest is not told of the network",
    "Window": NO_PAGE,
    "Document": NO_PAGE,
}
"""By item, or by what its name begins with before a dot."""


UNGIVEN: Final[Mapping[str, str]] = dict.fromkeys(
    (
        *("fetch", "Headers", "Request", "Response", "ReadableStream"),
        *("ReadableStreamDefaultReader", "WorkerGlobalScope.prototype.fetch"),
    ),
    FETCH,
)
"""The same of what a guest has only where the application gives it."""


def refusal(name: str, given: Container[str] = ()) -> str | None:
    """Return why an item is not served: ``Intl.Collator``; None where it is not refused.

    Args:
        name: the item, dotted.
        given: names of what the application has given.

    """
    name = name.replace(".prototype.", ".")
    while name:
        if name in REFUSALS:
            return REFUSALS[name]
        if name in UNGIVEN and name not in given:
            return UNGIVEN[name]
        name = name.rpartition(".")[0]
    return None
