from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.core.panics import Panic, parse_panic

STACK = "\n\nStack:\n\nError\n    at x\n\n"

PLACE = ("src/lib.rs", 54, 13)

TEXTS = [
    ("panicked at src/lib.rs:54:13:\nboom" + STACK, Panic("boom", *PLACE)),
    ("panicked at src/lib.rs:54:13:\nboom", Panic("boom", *PLACE)),
    ("panicked at src/lib.rs:54:13:\ntwo\nlines\n" + STACK, Panic("two\nlines", *PLACE)),
    ("panicked at src/lib.rs:54:13" + STACK, Panic("", *PLACE)),
    ("panicked at src/lib.rs:54:13:" + STACK, Panic("", *PLACE)),
    ("panicked at 'boom', src/lib.rs:54:13" + STACK, Panic("boom", *PLACE)),
    ("panicked at 'it's\n', 'so', src/lib.rs:54:13", Panic("it's\n', 'so", *PLACE)),
    (
        "thread 'main' panicked at src/lib.rs:54:13:\nboom\nnote: run with `RUST_BACKTRACE=1` env",
        Panic("boom", *PLACE),
    ),
    ("thread 'main' (1) panicked at src/lib.rs:54:13:\nboom", Panic("boom", *PLACE)),
    ("ERROR a::b: panicked at src/lib.rs:54:13:\nboom", Panic("boom", *PLACE)),
    (
        "panicked at C:\\a b\\lib.rs:1:2:\ncalled `Result::unwrap()` on an `Err` value: ()",
        Panic("called `Result::unwrap()` on an `Err` value: ()", "C:\\a b\\lib.rs", 1, 2),
    ),
    (
        "panicked at src/lib.rs:54:13:\npanicked at src/other.rs:1:2:\nboom",
        Panic("panicked at src/other.rs:1:2:\nboom", *PLACE),
    ),
]

NO_PANICS = [
    *("", "boom", "panicked", "panicked at", "panicked at the disco", "panicked at src/lib.rs"),
    "panicked at src/lib.rs:1: boom",
]


@pytest.mark.parametrize(("text", "panic"), TEXTS)
def test_a_text_says_what_and_where(text: str, panic: Panic) -> None:
    assert parse_panic(text) == panic


@pytest.mark.parametrize("text", NO_PANICS)
def test_another_text_is_none(text: str) -> None:
    assert parse_panic(text) is None


@given(st.text(), st.text())
def test_any_text_can_be_asked(before: str, behind: str) -> None:
    parse_panic(before)
    parse_panic(f"{before}panicked at {behind}")
    parse_panic(f"{before}panicked at '{behind}")


@given(st.text().filter(lambda text: "\nStack:" not in text), st.integers(1), st.integers(1))
def test_the_message_comes_back(message: str, line: int, column: int) -> None:
    panic = parse_panic(f"panicked at src/lib.rs:{line}:{column}:\n{message}{STACK}")
    assert panic == Panic(message.rstrip("\n"), "src/lib.rs", line, column)
    panic = parse_panic(f"panicked at '{message}', src/lib.rs:{line}:{column}{STACK}")
    assert panic is not None
    assert panic.file == "src/lib.rs"
