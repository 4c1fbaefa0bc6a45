"""What ``{:?}`` of a JsValue shows: wasm-bindgen's ``debugString``, on a realm's objects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from hostapi.conversions import is_primitive
from hostapi.json_text import Writer
from runtime.core import values

if TYPE_CHECKING:
    from hostapi.realm import Realm

_TAG = re.compile(r"\[object ([^\]]+)\]")


def debug_text(realm: Realm, value: Any, *, as_source: bool = True) -> str:
    """Return a value's debug text (``cli-support/src/js/mod.rs``, ``debugString``).

    Args:
        realm: where the value belongs.
        value: any value.
        as_source: strings are escaped, and BigInts shown, as in source text (0.2.130 and later).

    """
    if is_primitive(value):
        return values.debug_text(value, as_source=as_source)
    if callable(value):
        name = realm.find(value, "name")
        return f"Function({name})" if isinstance(name, str) and name else "Function"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(debug_text(realm, each, as_source=as_source) for each in value)}]"
    if isinstance(value, BaseException):
        return error_text(realm, value)
    shown = realm.apply(realm.prototypes["Object"].own("toString"), value, ())
    found = _TAG.search(shown)
    if found is None:
        return str(shown)
    return _ordinary_text(realm, value) if found[1] == "Object" else found[1]


def error_text(realm: Realm, error: BaseException) -> str:
    """Return an error's text, and the Python frames in its stack where there are any."""
    name, message, stack = (realm.get(error, key) for key in ("name", "message", "stack"))
    header = f"{_text(realm, name)}: {_text(realm, message)}"
    frames = stack if isinstance(stack, str) and "\n" in stack else ""
    return f"{header}\n{frames}" if frames else header


def _text(realm: Realm, value: Any) -> str:
    return values.to_text(value) if is_primitive(value) else str(realm.to_string(value))


def _ordinary_text(realm: Realm, value: Any) -> str:
    try:
        return f"Object({values.to_text(Writer(realm).write(value))})"
    except Exception:  # noqa: BLE001 # as the glue has it: a ring, a BigInt, a toJSON that raises
        return "Object"
