"""A client in a process of its own: how long a server takes to answer.

    python -m benchmarks.client PORT REQUESTS INTERVAL

Requests are due at fixed moments, whether those before were answered or not, and the time counts
from the moment a request was due: else a server that stops for a while would be asked less, and
look better. They go round over some connections. Prints the seconds of each as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Final

CONNECTIONS: Final = 50

REQUEST: Final = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


async def ask(port: int, requests: int, interval_seconds: float) -> list[float]:
    """Ask so often; return how long each answer took."""
    start = time.perf_counter() + 0.1
    connections = [
        _connection(port, range(first, requests, CONNECTIONS), start, interval_seconds)
        for first in range(min(CONNECTIONS, requests))
    ]
    return [seconds for each in await asyncio.gather(*connections) for seconds in each]


async def _connection(
    port: int, numbers: range, start: float, interval_seconds: float
) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    seconds = []
    for number in numbers:
        due = start + number * interval_seconds
        await asyncio.sleep(due - time.perf_counter())
        writer.write(REQUEST)
        await reader.readuntil(b"\r\n\r\n")
        seconds.append(time.perf_counter() - due)
    writer.close()
    return seconds


if __name__ == "__main__":
    port, requests, interval = sys.argv[1:]
    print(json.dumps(asyncio.run(ask(int(port), int(requests), float(interval)))))
