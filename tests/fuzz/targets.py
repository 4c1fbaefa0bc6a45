"""What is fuzzed: bytes go in, and come out decoded or refused by a `ModuleError`.

Any other exception is a fault. Nothing here needs an engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Final

from runtime.bindgen.descriptor import decode_cast, decode_descriptor
from runtime.bindgen.section import SECTION_NAME, read_section
from runtime.bindgen.versions import NEWEST_RELEASE, OLDEST_RELEASE, Era, profile_for
from runtime.errors import ModuleError
from runtime.wasm import decode_module
from runtime.wasm.writer import HEADER, custom_section, encode_section

RELEASES: Final = tuple(
    (*OLDEST_RELEASE[:2], patch) for patch in range(OLDEST_RELEASE[2], NEWEST_RELEASE[2] + 1)
)

WHOLE_MODULE: Final = b"\0"
SECTION_ONLY: Final = b"\1"
_WIDE: Final = 0xF8


def modules(data: bytes) -> None:
    """Read a module and its wasm-bindgen section.

    Args:
        data: a byte that says what follows, and then the module, or the section's payload alone,
            so that the fuzzer need not keep the lengths around it right.

    """
    kind, payload = data[:1], data[1:]
    with suppress(ModuleError):
        read_section(decode_module(payload if kind == WHOLE_MODULE else around_section(payload)))


def around_section(payload: bytes) -> bytes:
    """Return a module with nothing in it but a wasm-bindgen section."""
    return HEADER + encode_section(custom_section(SECTION_NAME, payload))


def descriptors(data: bytes) -> None:
    """Decode a descriptor, or a cast, as some release writes them.

    Args:
        data: a byte that chooses the release, one that is odd for a cast, and the words: one byte
            each, or 0xF8 and more before four bytes in little-endian order.

    """
    if len(data) < 2:
        return
    profile = profile_for(RELEASES[data[0] % len(RELEASES)])
    is_cast = data[1] % 2 == 1 and profile.era is not Era.DESCRIBE_CLOSURE
    with suppress(ModuleError):
        (decode_cast if is_cast else decode_descriptor)(words_in(data[2:]), profile)


def words_in(data: bytes) -> list[int]:
    """Return the words that some bytes stand for."""
    words, offset = [], 0
    while offset < len(data):
        if data[offset] < _WIDE:
            words.append(data[offset])
            offset += 1
        else:
            words.append(int.from_bytes(data[offset + 1 : offset + 5], "little"))
            offset += 5
    return words


def bytes_for(release: Sequence[int], words: Iterable[int], *, cast: bool) -> bytes:
    """Return the input of `descriptors` that stands for a release's words."""
    data = bytearray([RELEASES.index((release[0], release[1], release[2])), cast])
    for word in words:
        data += bytes([word]) if word < _WIDE else bytes([_WIDE]) + word.to_bytes(4, "little")
    return bytes(data)


TARGETS: Final[Mapping[str, Callable[[bytes], None]]] = {
    "modules": modules,
    "descriptors": descriptors,
}
