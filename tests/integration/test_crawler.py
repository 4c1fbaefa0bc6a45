"""The crawler of the demos: what Rust asks for, and when, on a clock that stands still."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest

import runtime
from runtime.testing import MockClock, advance_until_idle

from .conftest import load

pytestmark = pytest.mark.asyncio

DEMOS = Path(__file__).parents[2] / "demos"
Pages = dict[str, tuple[int, list[str]]]


@dataclass
class Web:
    """Pages by URL, each a status and what it links to; what is not there is answered by 404.

    Attributes:
        asked: each request, with the moment in milliseconds.
        failures: how often a URL is not answered before it is.
        most_at_once: the most requests that were under way.
    """

    pages: Pages
    clock: MockClock
    asked: list[tuple[int, str]] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    at_once: int = 0
    most_at_once: int = 0

    async def fetch_page(self, url: str) -> dict[str, object]:
        self.asked.append((round(self.clock.monotonic_seconds() * 1000), url))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        if self.failures[url] > 0:
            self.failures[url] -= 1
            raise ConnectionError(url)
        status, links = self.pages.get(url, (404, []))
        return {"status": status, "text": "".join(f'<a href="{link}">' for link in links)}


@asynccontextmanager
async def opened(web: Web, engine_name: str) -> AsyncIterator[runtime.Guest]:
    module = load("crawler", engine_name, DEMOS)
    host = {"fetch_page": web.fetch_page, "console": {"log": lambda line: None}}
    async with runtime.open(module, host=host, clock=web.clock) as guest:
        yield guest
        stats = guest.stats()
        assert (stats.timers, stats.objects, stats.closures) == (0, 0, 1)


async def crawled(web: Web, guest: runtime.Guest, *limits: int, most: int = 100) -> dict[str, Any]:
    """Crawl from the page ``http://a/``; return outcome, attempts and links of each page."""
    with guest.exports.Crawler(*limits) as crawler:
        crawling = crawler.crawl("http://a/", most)
        await advance_until_idle(web.clock, guest.loop, 600)
        pages = await crawling
    found = {page.url: (page.outcome, page.attempts, page.links) for page in pages}
    for page in pages:
        page.free()
    return found


async def test_links_are_followed_breadth_first_and_once(
    engine_name: str, clock: MockClock
) -> None:
    web = Web(
        {
            "http://a/": (200, ["/1", "/2#part", "mailto:x", "http://a/1"]),
            "http://a/1": (200, ["/3", "/"]),
            "http://a/2": (200, ["/1", "/gone"]),
            "http://a/3": (200, []),
        },
        clock,
    )
    async with opened(web, engine_name) as guest:
        found = await crawled(web, guest, 1, 100, 1, 0)
    assert found == {
        "http://a/": ("200", 1, 2),
        "http://a/1": ("200", 1, 2),
        "http://a/2": ("200", 1, 2),
        "http://a/3": ("200", 1, 0),
        "http://a/gone": ("404", 1, 0),
    }
    urls = ["http://a/", "http://a/1", "http://a/2", "http://a/3", "http://a/gone"]
    assert web.asked == [(100 * n, url) for n, url in enumerate(urls)]


async def test_hosts_are_asked_side_by_side_and_each_at_its_pace(
    engine_name: str, clock: MockClock
) -> None:
    start = [f"http://{host}/{n}" for n in range(3) for host in "bcdef"]
    web = Web({"http://a/": (200, start), **{url: (200, []) for url in start}}, clock)
    async with opened(web, engine_name) as guest:
        assert len(await crawled(web, guest, 10, 50, 1, 0)) == 16
    for host in "bcdef":
        moments = [moment for moment, url in web.asked if url.startswith(f"http://{host}/")]
        assert moments == [0, 50, 100]
    assert web.most_at_once == 5


async def test_no_more_requests_at_once_than_allowed(engine_name: str, clock: MockClock) -> None:
    start = [f"http://host{n}/" for n in range(20)]
    web = Web({"http://a/": (200, start), **{url: (200, []) for url in start}}, clock)
    async with opened(web, engine_name) as guest:
        assert len(await crawled(web, guest, 3, 50, 1, 0, most=12)) == 12
    assert web.most_at_once == 3
    assert len(web.asked) == 12


async def test_what_fails_is_tried_again_ever_later(engine_name: str, clock: MockClock) -> None:
    web = Web({"http://a/": (200, ["http://b/", "/busy"]), "http://a/busy": (503, [])}, clock)
    web.pages["http://b/"] = (200, [])
    web.failures["http://b/"] = 2
    async with opened(web, engine_name) as guest:
        found = await crawled(web, guest, 4, 0, 4, 100)
    assert found["http://b/"] == ("200", 3, 0)
    assert found["http://a/busy"] == ("503", 4, 0)
    assert [moment for moment, url in web.asked if url == "http://b/"] == [0, 100, 300]
    assert [moment for moment, url in web.asked if url == "http://a/busy"] == [0, 100, 300, 700]


@pytest.mark.guest_leaks("the last pause between requests still runs")
async def test_the_demo(capsys: pytest.CaptureFixture[str]) -> None:
    main = run_path(str(DEMOS / "crawler.py"))["main"]
    await main(millis_between=0, seconds=0)
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "no site had more than 1 request at a time"
    assert lines[-2].startswith("21 pages of 3 sites in ")
