"""`runtime.compile`: beside the application's loop, where the engine allows it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

import runtime
from runtime.engine.interface import CompiledModule, Engine
from runtime.engine.select import select_engine
from runtime.errors import EngineUnavailable, MalformedModule

pytestmark = pytest.mark.asyncio
GUEST = Path(__file__).parents[1] / "guests" / "built" / "conformance-0.2.130.wasm"


@pytest.mark.parametrize("name", ["wasmer", "wasmtime"])
async def test_what_it_gives_can_be_opened_here(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        engine = select_engine(name)
    except EngineUnavailable as error:
        pytest.skip(str(error))
    threads = []
    compile_ = type(engine).compile

    def noting(self: Engine, binary: bytes) -> CompiledModule:
        threads.append(threading.get_ident())
        return compile_(self, binary)

    monkeypatch.setattr(type(engine), "compile", noting)
    module = await runtime.compile(GUEST, engine=name, cache=False)
    elsewhere = {thread != threading.get_ident() for thread in threads}
    assert elsewhere == {engine.any_thread}
    compiled = len(threads)
    async with runtime.open(module, host={"record": print}, strict=False) as guest:
        assert len(guest.exports) > 0
    assert len(threads) == compiled


async def test_a_module_that_is_refused() -> None:
    with pytest.raises(MalformedModule):
        await runtime.compile(b"\0asm\x01\0\0\0\x63", cache=False)
