from __future__ import annotations

from tests.integration.conftest import _unload, engine_name

__all__ = ["_unload", "engine_name"]
