"""``Result``: Ok returns, Err raises; and exceptions that pass through the guest."""

from __future__ import annotations

from typing import Any

import pytest

from runtime.core.values import null
from runtime.errors import HostError, JsError, ThrownValue

from .conftest import Open
from .plain_hosts import values_host

pytestmark = pytest.mark.asyncio

OK: dict[str, Any] = {
    "unit": None,
    "bool": True,
    "u8": 8,
    "i32": -32,
    "u64": 2**64 - 1,
    "f32": 0.5,
    "f64": 2.5,
    "string": "fine",
    "vec_u8": b"\1\2\3",
    "js": "a value",
    "option_u32": 4,
    "option_string": None,
}


async def test_ok_returns_and_err_raises(open_guest: Open) -> None:
    async with open_guest("values", host=values_host()) as guest:
        for kind, value in OK.items():
            result = guest.exports[f"result_{kind}"](True)
            assert (result, type(result)) == (value, type(value)), kind
            with pytest.raises(ThrownValue) as caught:
                guest.exports[f"result_{kind}"](False)
            assert caught.value.value == "not ok"
            assert "'not ok'" in str(caught.value)
            assert isinstance(caught.value, HostError)


async def test_a_js_error_is_raised_as_itself(open_guest: Open) -> None:
    async with open_guest("values", host=values_host()) as guest:
        assert guest.exports.result_js_error(True) == 1
        with pytest.raises(JsError) as caught:
            guest.exports.result_js_error(False)
        assert (str(caught.value), caught.value.name) == ("a JsError", "Error")
        assert guest.exports.parse_number("-42") == -42
        with pytest.raises(JsError, match=r"^invalid digit found in string$"):
            guest.exports.parse_number("4x")
        with pytest.raises(JsError, match=r"^cannot parse integer from empty string$"):
            guest.exports.parse_number("")


async def test_the_value_given_comes_back(open_guest: Open) -> None:
    values: list[Any] = ["text", 5, None, null, [], {"a": 1}, object(), print, ValueError]
    async with open_guest("values", host=values_host()) as guest:
        for name in ("raise_value", "throw_value"):
            for value in values:
                with pytest.raises(ThrownValue) as caught:
                    guest.exports[name](value)
                assert caught.value.value is value


async def test_an_exception_comes_back_as_the_same_object(open_guest: Open) -> None:
    class OwnError(Exception):
        pass

    async with open_guest("values", host=values_host()) as guest:
        for name in ("raise_value", "throw_value"):
            for error in (ValueError("v"), OwnError(), JsError("j"), ThrownValue(5)):
                with pytest.raises(type(error)) as caught:
                    guest.exports[name](error)
                assert caught.value is error


async def test_the_hosts_exception_passes_through(open_guest: Open) -> None:
    error = KeyError("the host's")

    def fail(_: object) -> None:
        raise error

    async with open_guest("values", host=values_host(host_js=fail, host_string=fail)) as guest:
        for _ in range(50):
            with pytest.raises(KeyError) as caught:
                guest.exports.call_host_js(1)
            assert caught.value is error
            assert caught.value.__cause__ is None
            with pytest.raises(KeyError):
                guest.exports.call_host_string("text")
        assert guest.exports.echo_string("still here") == "still here"


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit, GeneratorExit])
async def test_interruptions_pass_through(open_guest: Open, kind: type[BaseException]) -> None:
    def interrupt(_: object) -> None:
        raise kind

    async with open_guest("values", host=values_host(host_i32=interrupt)) as guest:
        with pytest.raises(kind):
            guest.exports.call_host_i32(1)
        assert guest.exports.echo_i32(1) == 1


async def test_texts_thrown_are_errors(open_guest: Open) -> None:
    async with open_guest("values", host=values_host()) as guest:
        for text in ("", "é世🦀", "out of cheese"):
            with pytest.raises(JsError) as caught:
                guest.exports.throw_text(text)
            assert caught.value.message == text
        assert guest.exports.expect_text(True, "unused") == 1
        with pytest.raises(JsError, match=r"^there was none$"):
            guest.exports.expect_text(False, "there was none")
        assert guest.exports.echo_string("still here") == "still here"


async def test_errors_do_not_use_up_the_stack(open_guest: Open) -> None:
    # throw_val skips Rust's epilogues: without repair each would leave the stack pointer lower.
    async with open_guest("values", host=values_host()) as guest:
        for _ in range(3000):
            with pytest.raises(JsError):
                guest.exports.throw_text("again and again, some bytes on the stack")
        assert guest.exports.repeat_string("ab", 3) == "ababab"
