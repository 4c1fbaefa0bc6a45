"""What the tests of the compile cache share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from runtime.engine.interface import CompiledModule, Engine
from runtime.module.compile_cache import CompileCache

SOURCE = '(module (func (export "answer") (result i32) (i32.const 42)))'
OTHER = '(module (func (export "answer") (result i32) (i32.const 43)))'


class Counting:
    """An engine that counts what it compiles, and what it assembles."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.compiled = 0
        self.assembled = 0

    def compile(self, binary: bytes) -> CompiledModule:
        self.compiled += 1
        return self._engine.compile(binary)

    def assemble(self, text: str) -> bytes:
        self.assembled += 1
        return self._engine.assemble(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)


def entries(cache: CompileCache) -> list[Path]:
    return sorted(cache.folder.glob("*.compiled"))


def answer(engine: Engine, module: CompiledModule) -> object:
    store = engine.store()
    try:
        return store.instantiate(module, {}).function("answer")()
    finally:
        store.close()
