"""A module made ready: read, checked, compiled, its types described and its exports planned."""

from __future__ import annotations

from runtime.module.compile_cache import CompileCache
from runtime.module.module import Module, Source

__all__ = ["CompileCache", "Module", "Source"]
