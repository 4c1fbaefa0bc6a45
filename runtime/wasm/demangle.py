"""Rust's symbols as Rust writes the names: both manglings, without hashes.

The legacy one is Itanium's nested name whose last part is a hash; v0 is RFC 2603, in the rustc
book's chapter "v0 Symbol Format". rustc 1.95 compiles crates with the first and ships a standard
library with the second, so that one guest has both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from runtime.late import pattern

MAX_LENGTH: Final = 4096
"""A name longer than this is left mangled: back references can multiply."""

_MAX_STEPS: Final = 4096
_MAX_DEPTH: Final = 100

_LLVM: Final = pattern(r"\.llvm\.[0-9A-F@]+\Z")
_SUFFIX: Final = pattern(r"(\.[!-~]*)?\Z")


class _Unknown(Exception):
    """It is no symbol of that mangling, or more than we know of it."""


def demangle(symbol: str) -> str:
    """Return a symbol's name in Rust's words, or the symbol itself if it is not mangled so.

    Args:
        symbol: a function's name out of the name section.

    """
    name = _LLVM.sub("", symbol) if symbol.startswith("_") else symbol
    try:
        if name.startswith("_ZN"):
            return _legacy(name)
        if name.startswith("_R"):
            return _V0(name[2:]).symbol()
    except _Unknown:
        pass
    return symbol


# --- legacy ----------------------------------------------------------------------------------

_HASH: Final = pattern(r"h[0-9a-f]{16}")
_LENGTH: Final = pattern(r"[1-9][0-9]{0,4}")
_ESCAPE: Final = pattern(r"\.\.|\$([A-Z]{1,2}|u[0-9a-f]{1,6})\$")
_ESCAPED: Final = {
    "SP": "@",
    "BP": "*",
    "RF": "&",
    "LT": "<",
    "GT": ">",
    "LP": "(",
    "RP": ")",
    "C": ",",
}


def _legacy(name: str) -> str:
    parts = []
    at = len("_ZN")
    while found := _LENGTH.match(name, at):
        start, at = found.end(), found.end() + int(found[0])
        parts.append(name[start:at])
    if not parts or at > len(name) or not name.startswith("E", at):
        raise _Unknown
    suffix = name[at + 1 :]
    if not _SUFFIX.match(suffix) or len(name) > MAX_LENGTH:
        raise _Unknown
    if len(parts) > 1 and _HASH.fullmatch(parts[-1]):
        parts.pop()
    return "::".join(map(_unescaped, parts)) + suffix


def _unescaped(part: str) -> str:
    # A part cannot begin with an escape: an underscore stands before it.
    return _ESCAPE.sub(_unescape, part[1:] if part.startswith("_$") else part)


def _unescape(match: re.Match[str]) -> str:
    escape = match[1]
    if escape is None:
        return "::"
    if escape.startswith("u"):
        code = int(escape[1:], 16)
        character = chr(code) if code < 0x110000 else "\0"
        return character if character.isprintable() else match[0]
    return _ESCAPED.get(escape, match[0])


# --- v0 --------------------------------------------------------------------------------------

_BASIC: Final[Mapping[str, str]] = dict(
    zip(
        "abcdefhijlmnopstuvxyz",
        (
            *("i8", "bool", "char", "f64", "str", "f32", "u8", "isize", "usize", "i32", "u32"),
            *("i128", "u128", "_", "i16", "u16", "()", "...", "i64", "u64", "!"),
        ),
        strict=True,
    )
)
_NAMESPACES: Final = {"C": "closure", "S": "shim"}
_DIGITS62: Final = {
    digit: value
    for value, digit in enumerate("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
}
_DECIMAL: Final = pattern(r"0|[1-9][0-9]{0,4}")
_HEX: Final = pattern(r"([0-9a-f]+)_")
_POINTERS: Final = {"P": "*const ", "O": "*mut "}


class _V0:
    """Reads one symbol and writes its name; the rules' names are the grammar's."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._out: list[str] = []
        self._length = 0
        self._steps = 0
        self._depth = 0
        self._silent = False
        self._bound_lifetimes = 0

    def symbol(self) -> str:
        # A digit here would be the version of an encoding that is yet to come.
        if not self._peek().isupper():
            raise _Unknown
        self._path(in_value=True)
        if self._peek().isupper():
            self._quietly(self._path)  # the crate that it was instantiated in
        suffix = self._text[self._at :]
        if not _SUFFIX.match(suffix):
            raise _Unknown
        return "".join(self._out) + suffix

    # --- reading ---------------------------------------------------------------------------

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _next(self) -> str:
        character = self._peek()
        self._steps += 1
        if not character or self._steps > _MAX_STEPS:
            raise _Unknown
        self._at += 1
        return character

    def _eat(self, character: str) -> bool:
        found = self._peek() == character
        self._at += found
        return found

    def _base62(self) -> int:
        if self._eat("_"):
            return 0
        value = 0
        while not self._eat("_"):
            digit = _DIGITS62.get(self._next())
            if digit is None:
                raise _Unknown
            value = value * 62 + digit
        return value + 1

    def _optional_base62(self, tag: str) -> int:
        return self._base62() + 1 if self._eat(tag) else 0

    def _identifier(self) -> str:
        """Read an undisambiguated identifier."""
        punycode = self._eat("u")
        found = _DECIMAL.match(self._text, self._at)
        if found is None:
            raise _Unknown
        self._at = found.end()
        self._eat("_")
        start, self._at = self._at, self._at + int(found[0])
        name = self._text[start : self._at]
        if self._at > len(self._text) or not name.isascii():
            raise _Unknown
        if not punycode:
            return name
        head, _, tail = name.rpartition("_")
        try:
            return (f"{head}-{tail}" if head else tail).encode().decode("punycode")
        except UnicodeError:
            raise _Unknown from None

    # --- writing ---------------------------------------------------------------------------

    def _write(self, text: str) -> None:
        if self._silent:
            return
        self._length += len(text)
        if self._length > MAX_LENGTH:
            raise _Unknown
        self._out.append(text)

    def _quietly(self, rule: Callable[[], object]) -> None:
        silent, self._silent = self._silent, True
        rule()
        self._silent = silent

    def _list(self, rule: Callable[[], object], separator: str = ", ") -> int:
        count = 0
        while not self._eat("E"):
            if count:
                self._write(separator)
            rule()
            count += 1
        return count

    def _nested(self, rule: Callable[[], object]) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise _Unknown
        rule()
        self._depth -= 1

    def _backref(self, rule: Callable[[], object]) -> None:
        """Write what stands earlier, behind a tag `B` that was just read."""
        here = self._at - 1
        target = self._base62()
        if target >= here:
            raise _Unknown
        if self._silent:
            return
        behind, self._at = self._at, target
        self._nested(rule)
        self._at = behind

    # --- paths -----------------------------------------------------------------------------

    def _path(self, *, in_value: bool = False) -> None:
        self._nested(lambda: self._path_of(self._next(), in_value))

    def _path_of(self, tag: str, in_value: bool) -> None:
        if tag == "C":
            self._optional_base62("s")  # the crate's hash
            self._write(self._identifier())
        elif tag == "N":
            self._nested_path(in_value)
        elif tag in "MXY":
            if tag != "Y":
                self._optional_base62("s")
                self._quietly(self._path)  # where the impl stands
            self._write("<")
            self._type()
            if tag != "M":
                self._write(" as ")
                self._path()
            self._write(">")
        elif tag == "I":
            self._path(in_value=in_value)
            self._write("::<" if in_value else "<")
            self._list(self._generic_argument)
            self._write(">")
        elif tag == "B":
            self._backref(lambda: self._path(in_value=in_value))
        else:
            raise _Unknown

    def _nested_path(self, in_value: bool) -> None:
        namespace = self._next()
        if not namespace.isalpha():
            raise _Unknown
        self._path(in_value=in_value)
        number = self._optional_base62("s")
        name = self._identifier()
        if namespace.isupper():
            kind = _NAMESPACES.get(namespace, namespace)
            self._write(f"::{{{kind}{':' if name else ''}{name}#{number}}}")
        elif name:
            self._write(f"::{name}")

    def _generic_argument(self) -> None:
        if self._eat("L"):
            self._lifetime(self._base62())
        elif self._eat("K"):
            self._const()
        else:
            self._type()

    def _lifetime(self, index: int) -> None:
        depth = self._bound_lifetimes - index
        if index == 0:
            self._write("'_")
        elif depth < 0:
            raise _Unknown
        else:
            self._write("'" + (chr(ord("a") + depth) if depth < 26 else f"_{depth}"))

    # --- types -----------------------------------------------------------------------------

    def _type(self) -> None:
        self._nested(lambda: self._type_of(self._next()))

    def _type_of(self, tag: str) -> None:
        if tag in _BASIC:
            self._write(_BASIC[tag])
        elif tag in "RQ":
            self._reference("mut " if tag == "Q" else "")
        elif tag in _POINTERS:
            self._write(_POINTERS[tag])
            self._type()
        elif tag in "AS":
            self._write("[")
            self._type()
            if tag == "A":
                self._write("; ")
                self._const()
            self._write("]")
        elif tag == "T":
            self._write("(")
            self._write(",)" if self._list(self._type) == 1 else ")")
        elif tag == "F":
            self._in_binder(self._function)
        elif tag == "D":
            self._dyn()
        elif tag == "B":
            self._backref(self._type)
        else:
            self._path_of(tag, False)

    def _reference(self, mutable: str) -> None:
        self._write("&")
        if self._eat("L") and (index := self._base62()):
            self._lifetime(index)
            self._write(" ")
        self._write(mutable)
        self._type()

    def _in_binder(self, rule: Callable[[], object]) -> None:
        count = self._optional_base62("G")
        if count > _MAX_STEPS:
            raise _Unknown
        self._bound_lifetimes += count
        if count:
            self._write("for<")
            for index in range(count, 0, -1):
                self._lifetime(index)
                self._write(", " if index > 1 else "> ")
        rule()
        self._bound_lifetimes -= count

    def _function(self) -> None:
        self._write("unsafe " if self._eat("U") else "")
        if self._eat("K"):
            abi = "C" if self._eat("C") else self._identifier().replace("_", "-")
            self._write(f'extern "{abi}" ')
        self._write("fn(")
        self._list(self._type)
        self._write(")")
        if not self._eat("u"):
            self._write(" -> ")
            self._type()

    def _dyn(self) -> None:
        self._write("dyn ")
        self._in_binder(lambda: self._list(self._dyn_trait, " + "))
        if not self._eat("L"):
            raise _Unknown
        if index := self._base62():
            self._write(" + ")
            self._lifetime(index)

    def _dyn_trait(self) -> None:
        generics_open = self._dyn_path()
        while self._eat("p"):
            self._write(", " if generics_open else "<")
            generics_open = True
            self._write(f"{self._identifier()} = ")
            self._type()
        self._write(">" if generics_open else "")

    def _dyn_path(self) -> bool:
        """Write a trait's path; return whether its generic arguments are left open."""
        if self._eat("B"):
            result = [False]
            self._backref(lambda: result.append(self._dyn_path()))
            return result[-1]
        if not self._eat("I"):
            self._path()
            return False
        self._path()
        self._write("<")
        self._list(self._generic_argument)
        return True

    # --- constants -------------------------------------------------------------------------

    def _const(self) -> None:
        tag = self._next()
        if tag == "p":
            self._write("_")
        elif tag == "B":
            self._backref(self._const)
        elif tag in "hotmyj":
            self._write(_integer(self._hexadecimal()))
        elif tag in "aslxni":
            self._write("-" if self._eat("n") else "")
            self._write(_integer(self._hexadecimal()))
        elif tag == "b":
            self._write("true" if self._hexadecimal() else "false")
        elif tag == "c":
            value = self._hexadecimal()
            if value > 0x10FFFF:
                raise _Unknown
            self._write(repr(chr(value)))
        else:
            raise _Unknown  # strings, references, tuples, structs: nothing stable makes them

    def _hexadecimal(self) -> int:
        found = _HEX.match(self._text, self._at)
        if found is None:
            raise _Unknown
        self._at = found.end()
        return int(found[1], 16)


def _integer(value: int) -> str:
    # As rustc-demangle does: beyond 64 bits in hexadecimal.
    return str(value) if value < 1 << 64 else hex(value)
