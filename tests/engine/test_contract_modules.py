from __future__ import annotations

import sys

import pytest
import wasmtime

from runtime.engine._common import refusal
from runtime.engine.interface import Engine
from runtime.errors import MalformedModule, UnsupportedFeature

from .conftest import Guest

FEATURES = [
    "(module (memory 1) (func (memory.copy (i32.const 0) (i32.const 0) (i32.const 1))))",
    "(module (func (param i32) (result i32) (i32.extend8_s (local.get 0))))",
    "(module (func (param f64) (result i32) (i32.trunc_sat_f64_u (local.get 0))))",
    "(module (func (result i32 i64) (i32.const 1) (i64.const 2)))",
    "(module (func (param externref) (result funcref) (ref.null func)))",
    "(module (table 1 funcref) (table 1 externref))",
    "(module (func (result v128) (i32x4.splat (i32.const 1))))",
    '(module (global (mut i32) (i32.const 0)) (export "g" (global 0)))',
]

LACKING_IN_WASMER = [
    "(module (func $f (return_call $f)))",
    "(module (memory 1) (func (drop (i32.atomic.load (i32.const 0)))))",
    "(module (memory i64 1))",
    "(module (memory 1) (memory 1))",
    "(module (tag))",
    '(module (import "host" "t" (tag)))',
    "(module (func (try_table)))",
    "(module (func (param exnref)))",
]

# (func (try (end))), the form of exceptions that wasmtime refuses and the text format dropped.
LEGACY_EXCEPTIONS = bytes.fromhex("0061736d01000000010401600000030201000a080106000640190b0b")

INVALID = [
    (b"\0asm", 4),
    (b"\0asm\1\0\0\0\1\5\1\x60", None),
    (b"(module)", 0),
    (b"", 0),
    (bytes(wasmtime.wat2wasm("(module (func (result i32)))")), 24),
]


@pytest.mark.parametrize("text", FEATURES)
def test_what_rust_uses_is_had(engine: Engine, text: str) -> None:
    engine.compile(bytes(wasmtime.wat2wasm(text)))


# Words of wasmparser from the releases behind wasmtime 45 to 50 and wasmer 1.1.
REFUSALS = [
    ("tail calls support is not enabled (at offset 0x17)", True),
    ("memory64 must be enabled for 64-bit memories (at offset 11)", True),
    ("function references required for index reference types (at offset 0xe)", True),
    ("struct indexed types not supported without the gc feature (at offset 0xb)", True),
    ("rec group usage requires `gc` proposal to be enabled (at offset 0xb)", True),
    ("shared composite types require the shared-everything-threads proposal", True),
    ("cannot define continuation types when stack switching is disabled", True),
    ("type mismatch: expected i32 but nothing on stack (at offset 31)", False),
    ("unexpected end-of-file (at offset 0x1f)", False),
    ("unknown table 3: table index out of bounds (at offset 0x1f)", False),
]


@pytest.mark.parametrize(("words", "is_feature"), REFUSALS)
def test_what_a_refusal_means(words: str, is_feature: bool) -> None:
    error = refusal("wasmtime", f"failed to parse\n\nCaused by:\n    0: {words}", "do without")
    if is_feature:
        assert isinstance(error, UnsupportedFeature)
        assert (error.detail, error.remedy) == (words, "do without")
    else:
        assert isinstance(error, MalformedModule)
        assert error.offset == 31
        assert words in error.expected


@pytest.mark.parametrize("text", LACKING_IN_WASMER)
def test_what_an_engine_lacks_is_said_with_a_remedy(engine: Engine, text: str) -> None:
    binary = bytes(wasmtime.wat2wasm(text))
    if engine.name != "wasmer":
        engine.compile(binary)
        return
    with pytest.raises(UnsupportedFeature) as caught:
        engine.compile(binary)
    assert caught.value.engine == "wasmer"
    assert "--engine wasmtime" in caught.value.remedy
    if "panic" not in caught.value.remedy:
        assert 'engine="wasmtime"' in caught.value.remedy
    # A refusal, even one that panics, must not spoil what comes next.
    engine.store().instantiate(engine.compile(engine.assemble("(module)")), {})


def test_what_no_engine_has_is_said(engine: Engine) -> None:
    with pytest.raises(UnsupportedFeature, match="panic=abort") as caught:
        engine.compile(LEGACY_EXCEPTIONS)
    assert "xceptions" in caught.value.detail


@pytest.mark.parametrize(
    "text",
    [
        "(module (memory 1 2 shared))",
        '(module (import "host" "memory" (memory 1 2 shared)))',
        '(module (memory (export "memory") 1 2 shared))',
    ],
)
def test_shared_memory_is_refused_before_it_is_instantiated(engine: Engine, text: str) -> None:
    with pytest.raises(UnsupportedFeature, match="no engine here shares memory") as caught:
        engine.compile(bytes(wasmtime.wat2wasm(text)))
    assert caught.value.engine == engine.name


@pytest.mark.parametrize(("binary", "offset"), INVALID)
def test_an_invalid_module_is_refused_at_an_offset(
    engine: Engine, binary: bytes, offset: int | None
) -> None:
    with pytest.raises(MalformedModule) as caught:
        engine.compile(binary)
    assert offset is None or caught.value.offset == offset


def test_a_serialized_module_comes_back(guest: Guest) -> None:
    engine = guest.engine
    text = """(module (import "host" "f" (func $f (result i32)))
                (func (export "f") (result i32) (i32.add (call $f) (i32.const 1))))"""
    data = engine.compile(engine.assemble(text)).serialize()
    module = engine.deserialize(data)
    host = guest.host([], "i32", lambda: 41)
    assert guest.store.instantiate(module, {("host", "f"): host}).function("f")() == 42
    assert engine.deserialize(module.serialize()).serialize() == data


def test_damaged_code_is_refused(engine: Engine) -> None:
    data = engine.compile(engine.assemble('(module (func (export "f")))')).serialize()
    for damaged in (b"", data[:20], data[:-1], data + b"x", b"x" * len(data)):
        with pytest.raises(ValueError, match=engine.name):
            engine.deserialize(damaged)


@pytest.mark.skipif(sys.version_info >= (3, 11), reason="needs wasmer")
def test_code_of_another_engine_is_refused() -> None:
    from runtime.engine._wasmer import WasmerEngine
    from runtime.engine._wasmtime import WasmtimeEngine

    engines: list[Engine] = [WasmerEngine(), WasmtimeEngine("plain")]
    codes = [engine.compile(engine.assemble("(module)")).serialize() for engine in engines]
    for engine, code in zip(engines, reversed(codes), strict=True):
        with pytest.raises(ValueError, match="compile the module again"):
            engine.deserialize(code)


def test_engines_agree_on_helper_text(engine: Engine) -> None:
    assert engine.assemble("(module)") == b"\0asm\1\0\0\0"
    assert engine.version
