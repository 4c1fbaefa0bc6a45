"""Texts that wasm-bindgen's own crate asks for: JSON, and what ``{:?}`` of a JsValue shows."""

from __future__ import annotations

from typing import Any

from hostapi.access import PropertyAccess
from runtime.core.values import null


class Texts(PropertyAccess):
    """Values as text."""

    def parse_json(self, text: str) -> Any:
        """Return ``JSON.parse(text)``."""
        from hostapi.json_text import read

        return read(text)

    def to_json(self, value: object) -> str | None:
        """Return ``JSON.stringify(value)``, that of null for undefined."""
        from hostapi.json_text import Writer

        realm: Any = self
        return Writer(realm).write(null if value is None else value)

    def debug_text(self, value: object, as_source: bool) -> str:
        """Return what wasm-bindgen's ``debugString`` gives."""
        from hostapi.debug_text import debug_text

        realm: Any = self
        return debug_text(realm, value, as_source=as_source)
