"""Hosts (URL, 3.5 Host parsing): each is its serialization."""

from __future__ import annotations

import ipaddress
from typing import Final

from hostapi.url import percent

_FORBIDDEN: Final = frozenset("\0\t\n\r #/:<>?@[\\]^|")
_FORBIDDEN_IN_DOMAIN: Final = _FORBIDDEN | frozenset(map(chr, range(0x20))) | {"%", "\x7f"}

_DIGITS: Final = {
    8: frozenset("01234567"),
    10: frozenset("0123456789"),
    16: frozenset("0123456789abcdefABCDEF"),
}


class InvalidHost(ValueError):
    """Text is no host."""


def parse_host(text: str, *, special: bool) -> str:
    """Return the host that is meant, as it is written in a URL ("host parser").

    Args:
        text: how it was written.
        special: whether the scheme knows domains and addresses; else any text is a host.

    Raises:
        InvalidHost: it is none.

    """
    if text.startswith("["):
        if not text.endswith("]"):
            raise InvalidHost(text)
        return f"[{_ipv6(text[1:-1])}]"
    if not special:
        if not _FORBIDDEN.isdisjoint(text):
            raise InvalidHost(text)
        return percent.encode(text, percent.C0_CONTROL)
    domain = _to_ascii(percent.decode(text).decode("utf-8", "replace"))
    if not domain or not _FORBIDDEN_IN_DOMAIN.isdisjoint(domain):
        raise InvalidHost(text)
    return _ipv4(domain) if _ends_in_number(domain) else domain


def _to_ascii(domain: str) -> str:
    """Return a domain with its labels in ASCII ("domain to ASCII", not strict)."""
    lowered = domain.lower()
    if domain.isascii() and "xn--" not in lowered:
        return lowered
    import idna  # its tables are large, and few guests come here

    try:
        mapped = idna.uts46_remap(domain, std3_rules=False, transitional=False)
        return ".".join(_label(label) for label in mapped.split("."))
    except (idna.IDNAError, UnicodeError):
        raise InvalidHost(domain) from None


def _label(label: str) -> str:
    import idna

    if label.startswith("xn--"):
        plain = label[4:].encode("ascii").decode("punycode")
        if not plain or plain.isascii() or idna.uts46_remap(plain, False, False) != plain:
            raise InvalidHost(label)
        return label
    if label.isascii():
        return label
    idna.check_initial_combiner(label)
    idna.check_bidi(label)
    return "xn--" + label.encode("punycode").decode("ascii")


def _ends_in_number(domain: str) -> bool:
    parts = domain.split(".")
    if parts[-1] == "":
        if len(parts) == 1:
            return False
        parts.pop()
    last = parts[-1]
    return (last.isascii() and last.isdigit()) or _number(last) is not None


def _number(text: str) -> int | None:
    """Return the number that a part of an IPv4 address is, None where it is none."""
    if not text or not text.isascii():
        return None
    base, digits = 10, text
    if text[:2] in ("0x", "0X"):
        base, digits = 16, text[2:]
    elif len(text) > 1 and text[0] == "0":
        base, digits = 8, text[1:]
    if not digits:
        return 0
    if not _DIGITS[base].issuperset(digits):
        return None
    # What is too large is so however many digits follow.
    return int(digits.lstrip("0")[:20] or "0", base)


def _ipv4(text: str) -> str:
    parts = text.split(".")
    if parts[-1] == "" and len(parts) > 1:
        parts.pop()
    numbers = [_number(part) for part in parts]
    if len(numbers) > 4 or None in numbers:
        raise InvalidHost(text)
    known = [number for number in numbers if number is not None]
    if any(number > 255 for number in known[:-1]) or known[-1] >= 256 ** (5 - len(known)):
        raise InvalidHost(text)
    address = known[-1]
    for place, number in enumerate(known[:-1]):
        address += number * 256 ** (3 - place)
    return str(ipaddress.IPv4Address(address))


def _ipv6(text: str) -> str:
    if "%" in text:
        raise InvalidHost(text)
    try:
        address = int(ipaddress.IPv6Address(text))
    except ipaddress.AddressValueError:
        raise InvalidHost(text) from None
    pieces = [address >> shift & 0xFFFF for shift in range(112, -1, -16)]
    start, length = _longest_zeros(pieces)
    if length < 2:
        return ":".join(f"{piece:x}" for piece in pieces)
    head = ":".join(f"{piece:x}" for piece in pieces[:start])
    return head + "::" + ":".join(f"{piece:x}" for piece in pieces[start + length :])


def _longest_zeros(pieces: list[int]) -> tuple[int, int]:
    """Return where the first longest run of zeros begins, and its length."""
    best, start = (0, 0), 0
    for index, piece in enumerate([*pieces, 1]):
        if piece:
            if index - start > best[1]:
                best = (start, index - start)
            start = index + 1
    return best
