"""Files that are no raw module, or a broken one: a ModuleError that says so, and nothing else."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import runtime
from runtime.engine.select import select_engine
from runtime.errors import (
    EngineUnavailable,
    MalformedModule,
    ModuleError,
    NotBindgen,
    NotWasm,
    PostProcessedModule,
    UnsupportedSchema,
)

from .conftest import BUILT, ENGINES

REAL = ("lonely-0.2.83", "lonely-0.2.130")
FEW = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@cache
def built(name: str) -> bytes:
    return (BUILT / f"{name}.wasm").read_bytes()


def boundaries(binary: bytes) -> list[int]:
    """Return where the sections of a module begin, and its end."""
    offsets, offset = [], 8
    while offset < len(binary):
        offsets.append(offset)
        size, digits = 0, 0
        for digit in binary[offset + 1 :]:
            size |= (digit & 0x7F) << 7 * digits
            digits += 1
            if digit < 0x80:
                break
        offset += 1 + digits + size
    return [*offsets, offset]


def load(binary: bytes, engine: str) -> runtime.Module | None:
    """Load a module; None where it is refused as it should be. Any other error is a fault."""
    try:
        return runtime.Module.load(binary, engine=engine)
    except ModuleError:
        return None


# --- broken files ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", REAL)
def test_sections_are_where_this_test_thinks(name: str) -> None:
    binary = built(name)
    assert boundaries(binary)[-1] == len(binary)
    assert len(boundaries(binary)) > 8


@pytest.mark.parametrize("name", REAL)
def test_truncated_within_a_section(engine_name: str, name: str) -> None:
    binary, starts = built(name), boundaries(built(name))
    near = {start + step for start in starts[:-1] for step in (1, 2, 3)}
    cut = {*range(8), *near, *range(0, len(binary), 997), len(binary) - 1} - {*starts, 0}
    for length in sorted(cut):
        with pytest.raises((MalformedModule, NotWasm)) as caught:
            runtime.Module.load(binary[:length], engine=engine_name)
        if isinstance(caught.value, MalformedModule):
            assert caught.value.offset <= length
            assert caught.value.section
            assert caught.value.expected


@pytest.mark.parametrize("name", REAL)
def test_truncated_between_sections(engine_name: str, name: str) -> None:
    # What is left is a well-formed sequence of sections, and hardly ever a module.
    for length in boundaries(built(name))[:-1]:
        load(built(name)[:length], engine_name)


@given(data=st.data())
@FEW
def test_truncated_anywhere(data: st.DataObject) -> None:
    binary = built(data.draw(st.sampled_from(REAL)))
    length = data.draw(st.integers(0, len(binary) - 1))
    for engine in available():
        load(binary[:length], engine)


@given(data=st.data())
@FEW
def test_bytes_changed_anywhere(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(REAL))
    binary = bytearray(built(name))
    for _ in range(data.draw(st.integers(1, 4))):
        binary[data.draw(st.integers(0, len(binary) - 1))] = data.draw(st.integers(0, 255))
    for engine in available():
        load(bytes(binary), engine)


@given(data=st.data())
@FEW
def test_bytes_changed_in_what_wasmloop_reads(data: st.DataObject) -> None:
    # Types, imports, exports and the custom sections: the code is the engine's to validate.
    name = data.draw(st.sampled_from(REAL))
    binary = bytearray(built(name))
    start = data.draw(st.sampled_from([0, *boundaries(built(name))[:-1]]))
    where = start + data.draw(st.integers(0, 300))
    binary[min(where, len(binary) - 1)] = data.draw(st.integers(0, 255))
    for engine in available():
        load(bytes(binary), engine)


@given(data=st.data())
@FEW
def test_bytes_removed_or_doubled(data: st.DataObject) -> None:
    binary = built(data.draw(st.sampled_from(REAL)))
    start = data.draw(st.integers(0, len(binary) - 1))
    end = start + data.draw(st.integers(1, 64))
    middle = binary[start:end] * data.draw(st.sampled_from([0, 2]))
    for engine in available():
        load(binary[:start] + middle + binary[end:], engine)


@cache
def available() -> tuple[str, ...]:
    names = []
    for name in ENGINES:
        try:
            select_engine(name)
        except EngineUnavailable:
            continue
        names.append(name)
    return tuple(names)


@pytest.mark.parametrize(
    "binary",
    [
        b"",
        b"\0",
        b"\0asm",
        b"\0asm\2\0\0\0",
        b"\0asm\x0d\0\1\0",  # a component
        b"(module)",
        b"#!/bin/sh\n",
        b"\x7fELF" + bytes(100),
        "a text that is no module".encode("utf-16"),
    ],
)
def test_what_is_no_module_at_all(engine_name: str, binary: bytes) -> None:
    with pytest.raises(NotWasm) as caught:
        runtime.Module.load(binary, engine=engine_name)
    assert caught.value.found == binary[:8]
    assert "wasm32-unknown-unknown" in str(caught.value)


# --- the wrong file --------------------------------------------------------------------------


def test_output_of_the_cli(engine_name: str) -> None:
    with pytest.raises(PostProcessedModule) as caught:
        runtime.Module.load(BUILT / "lonely-cli-0.2.130.wasm", engine=engine_name)
    assert caught.value.evidence
    assert "target/wasm32-unknown-unknown/release/" in str(caught.value)
    assert "_bg.wasm" in str(caught.value)


def test_a_module_with_a_host_of_its_own(engine_name: str) -> None:
    with pytest.raises(NotBindgen) as caught:
        runtime.Module.load(BUILT / "plain_env.wasm", engine=engine_name)
    assert sorted(caught.value.imports) == ["env.host_add", "env.host_note"]
    assert "env.host_add" in str(caught.value)
    assert "__wasm_bindgen_unstable" in str(caught.value)


@pytest.mark.asyncio
async def test_a_plain_module_runs(engine_name: str) -> None:
    async with runtime.open(BUILT / "plain.wasm", engine=engine_name) as guest:
        assert guest.exports.add(2**31 - 1, 1) == -(2**31)
        assert guest.exports.half(5) == 2.5
        with pytest.raises(TypeError, match="of half"):
            guest.exports.half("5")
        with pytest.raises(OverflowError, match="of add"):
            guest.exports.add(2**31, 1)
        with pytest.raises(AttributeError, match="exports no 'ad'; did you mean 'add'"):
            _ = guest.exports.ad
        await guest.idle()


def with_header(name: str, version: str, schema: str, release: str) -> bytes:
    """Return a guest whose headers name another schema and release, as long as the real ones."""
    old = f'{{"schema_version":"{version}","version":"{version}"}}'.encode()
    new = f'{{"schema_version":"{schema}","version":"{release}"}}'.encode()
    assert old in built(name)
    assert len(old) == len(new)
    return built(name).replace(old, new)


def test_an_unknown_schema(engine_name: str) -> None:
    cases = [
        with_header("lonely-0.2.130", "0.2.130", "0.9.131", "0.9.132"),
        with_header("lonely-0.2.83", "0.2.83", "0.9.11", "0.9.12"),
    ]
    for binary, found, release in zip(
        cases, ["0.9.131", "0.9.11"], ["0.9.132", "0.9.12"], strict=True
    ):
        with pytest.raises(UnsupportedSchema) as caught:
            runtime.Module.load(binary, engine=engine_name)
        error = caught.value
        assert (error.found, error.crate_version) == (found, release)
        for text in (found, release, error.supported[0], error.supported[-1], "Cargo.toml"):
            assert text in str(error)


def test_two_schemas_in_one_module(engine_name: str) -> None:
    old = b'{"schema_version":"0.2.130","version":"0.2.130"}'
    new = b'{"schema_version":"0.2.127","version":"0.2.127"}'
    binary = built("lonely-0.2.130")
    assert binary.count(old) > 1
    with pytest.raises(MalformedModule, match=r"__wasm_bindgen_unstable.*0\.2\.130.*0\.2\.127"):
        runtime.Module.load(new.join(binary.rsplit(old, 1)), engine=engine_name)


def test_a_truncated_section_of_wasm_bindgen(engine_name: str) -> None:
    binary = built("lonely-0.2.83")
    header = b'{"schema_version":"0.2.83","version":"0.2.83"}'
    at = binary.index(header)
    length = int.from_bytes(binary[at - 4 : at], "little")
    assert length == len(header)
    for wrong in (0, 1, length - 1, length + 1, 2**31, 2**32 - 1):
        changed: Any = bytearray(binary)
        changed[at - 4 : at] = wrong.to_bytes(4, "little")
        with pytest.raises(MalformedModule) as caught:
            runtime.Module.load(changed, engine=engine_name)
        assert caught.value.section == "__wasm_bindgen_unstable"
        assert at - 8 <= caught.value.offset <= len(binary)
