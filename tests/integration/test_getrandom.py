"""getrandom 0.2, 0.3 and 0.4, and rand, unmodified: over ``crypto.getRandomValues``."""

from __future__ import annotations

import pytest

from hostapi import JsCrypto
from runtime.errors import ThrownValue
from tests.integration.conftest import Open

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.guest_leaks("getrandom 0.2 keeps a buffer in a static", "handle"),
]
NEW_RELEASES = pytest.mark.parametrize("release", ["0.2.100", "0.2.130"])
VERSIONS = ("random_02", "random_03", "random_04")


class Counting:
    """Bytes that count on, and how many were asked for at once."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self._next = 0

    def __call__(self, size: int) -> bytes:
        self.asked.append(size)
        made = bytes((self._next + index) % 251 for index in range(size))
        self._next += size
        return made


@NEW_RELEASES
@pytest.mark.parametrize("version", VERSIONS)
async def test_bytes_are_the_hosts(open_guest: Open, version: str) -> None:
    source = Counting()
    async with open_guest("random_cases", host={"crypto": JsCrypto(source)}) as guest:
        assert bytes(guest.exports[version](0)) == b""
        assert bytes(guest.exports[version](10)) == bytes(range(10))
        assert bytes(guest.exports[version](3)) == bytes(range(10, 13))
        assert 10 in source.asked


@NEW_RELEASES
@pytest.mark.parametrize("version", VERSIONS)
async def test_more_than_the_quota_comes_in_parts(open_guest: Open, version: str) -> None:
    source = Counting()
    async with open_guest("random_cases", host={"crypto": JsCrypto(source)}) as guest:
        size = 65_536 * 2 + 7
        made = bytes(guest.exports[version](size))
        assert made == bytes(index % 251 for index in range(size))
        assert max(source.asked) <= 65_536
        assert sum(source.asked) == size


@NEW_RELEASES
async def test_a_part_of_the_guests_memory_is_filled(open_guest: Open) -> None:
    async with open_guest("random_cases", host={"crypto": JsCrypto(Counting())}) as guest:
        made = bytes(guest.exports.random_part(12, 4, 8))
        assert made == b"\0\0\0\0\0\1\2\3\0\0\0\0"


@NEW_RELEASES
async def test_numbers(open_guest: Open) -> None:
    async with open_guest("random_cases", host={"crypto": JsCrypto(Counting())}) as guest:
        small, large = guest.exports.random_numbers()
        assert (small, large) == (0x03020100, 0x0B0A090807060504)


@NEW_RELEASES
async def test_without_a_host_of_its_own_they_are_the_systems(open_guest: Open) -> None:
    async with open_guest("random_cases") as guest:
        for version in VERSIONS:
            first, second = (bytes(guest.exports[version](32)) for _ in range(2))
            assert len(first) == 32
            assert first != second
        assert set(guest.exports.dice(600)) == {1, 2, 3, 4, 5, 6}


@NEW_RELEASES
@pytest.mark.parametrize("version", VERSIONS)
async def test_a_source_that_fails_is_an_error_in_rust(open_guest: Open, version: str) -> None:
    def fail(_size: int) -> bytes:
        raise OSError("no entropy")

    async with open_guest("random_cases", host={"crypto": JsCrypto(fail)}) as guest:
        with pytest.raises(ThrownValue, match=r"Web Crypto|getRandomValues"):
            guest.exports[version](4)


@pytest.mark.parametrize("release", ["0.2.83", "0.2.100", "0.2.130"])
async def test_getrandom_02_goes_with_every_release(open_guest: Open) -> None:
    async with open_guest("clock_cases", host={"crypto": JsCrypto(Counting())}) as guest:
        assert bytes(guest.exports.random_02(5)) == bytes(range(5))
