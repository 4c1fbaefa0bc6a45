"""Texts that wasm-bindgen's own crate asks for: JSON, and what ``{:?}`` of a JsValue shows."""

from __future__ import annotations

from typing import Any

from hostapi.instances import JsInstance
from hostapi.iteration import Iteration
from hostapi.json_text import Writer, read
from runtime.core import values
from runtime.core.values import null


class Texts(Iteration):
    """Values as text."""

    def parse_json(self, text: str) -> Any:
        """Return ``JSON.parse(text)``."""
        return read(text)

    def to_json(self, value: object) -> str | None:
        """Return ``JSON.stringify(value)``, that of null for undefined."""
        realm: Any = self
        return Writer(realm).write(null if value is None else value)

    def debug_text(self, value: object, as_source: bool) -> str:
        """Return what wasm-bindgen's ``debugString`` gives."""
        return values.debug_text(value, as_source=as_source, of_object=self._object_text)

    def _object_text(self, value: object) -> str:
        """Return the text for an object that is no array, function or error.

        What JavaScript has no name for is shown by the name of its Python class.
        """
        realm: Any = self
        to_string = realm.get(realm.prototypes["Object"], "toString")
        text: str = realm.apply(to_string, value, ())
        tag = text.removeprefix("[object ").removesuffix("]")
        if tag != "Object":
            return tag
        if not isinstance(value, (dict, JsInstance)):
            return type(value).__name__
        try:
            return f"Object({Writer(realm).write(value)})"
        except Exception:  # noqa: BLE001 # as the glue has it: a cycle, a toJSON that throws
            return "Object"
