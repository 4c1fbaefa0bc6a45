"""A polite crawler: Rust decides what is fetched and when, Python does the fetching.

Three sites answer on loopback, slow and now and then overloaded, as sites are. The guest follows
their links: few requests at once, one at a time to each site with a pause after it, and once more,
later, where a site was overloaded. Run from a checkout: ``uv run python demos/crawler.py``
"""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import runtime

MODULE = Path(__file__).with_name("crawler.wasm")


@dataclass
class Answer:
    """What came back for a URL; the guest reads both attributes."""

    status: int
    text: str


async def fetch_page(url: str) -> Answer:
    """Fetch a page by HTTP/1.0."""
    host, _, path = url.removeprefix("http://").partition("/")
    name, _, port = host.partition(":")
    reader, writer = await asyncio.open_connection(name, int(port))
    writer.write(f"GET /{path} HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    return Answer(int(head.split()[1]), body.decode())


@dataclass
class Site:
    """One of the sites: a few pages that link to each other, and to the other sites.

    Attributes:
        pages: how many pages there are.
        seconds: how long it takes to answer.
        others: the sites that its pages link to.
        asked: how often each page was asked for.
        at_once: how many requests it has at this moment.
        most_at_once: the most it had.

    """

    pages: int
    seconds: float
    url: str = ""
    others: list[Site] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    at_once: int = 0
    most_at_once: int = 0

    async def serve(self, stack: AsyncExitStack) -> None:
        """Listen on a port of loopback until the stack is unwound."""
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        await stack.enter_async_context(server)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        path = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
        await asyncio.sleep(self.seconds)
        status, text = self._page(path)
        writer.write(f"HTTP/1.0 {status}\r\n\r\n{text}".encode())
        self.at_once -= 1
        writer.close()

    def _page(self, path: str) -> tuple[str, str]:
        self.asked[path] += 1
        number = int(path[1:]) if path[1:].isdigit() else 0
        if number >= self.pages:
            return "404 Not Found", ""
        if number % 4 == 3 and self.asked[path] == 1:
            return "503 Service Unavailable", ""
        # To the pages below it, as in a heap, and now and then to one that is not there.
        links = [f"/{n}" for n in (2 * number + 1, 2 * number + 2) if n <= self.pages]
        links += [f"{other.url}/{number}" for other in self.others if number < other.pages]
        return "200 OK", " ".join(f'<a href="{link}">more</a>' for link in links)


async def main(millis_between: int = 100, seconds: float = 0.02) -> None:
    """Serve three sites, have them crawled, and say what was found."""
    sites = [Site(pages, seconds) for pages in (8, 6, 4)]
    async with AsyncExitStack() as stack:
        for site in sites:
            site.others = [other for other in sites if other is not site]
            await site.serve(stack)
        guest = await stack.enter_async_context(
            runtime.open(MODULE, host={"fetch_page": fetch_page})
        )
        start = asyncio.get_running_loop().time()
        # Four requests at once, three attempts, the second one a pause after the first.
        with guest.exports.Crawler(4, millis_between, 3, millis_between) as crawler:
            pages = await crawler.crawl(f"{sites[0].url}/0", 40)
        took = asyncio.get_running_loop().time() - start
        for page in pages:
            again = f", at the attempt {page.attempts}" if page.attempts > 1 else ""
            print(f"{page.url}: {page.outcome}, {page.links} links{again}")
            page.free()
        most = max(site.most_at_once for site in sites)
        print(f"{len(pages)} pages of {len(sites)} sites in {took:.1f} s")
        print(f"no site had more than {most} request at a time")


if __name__ == "__main__":
    asyncio.run(main())
