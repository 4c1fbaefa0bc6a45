"""An asyncio application that serves something else while a guest runs in the same loop.

An echo server answers on loopback, a client talks to it, and the guest logs "hello" meanwhile:
nothing waits for anything else. Run from a checkout: ``uv run python demos/embed.py``
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import runtime

MODULE = Path(__file__).with_name("interval.wasm")


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send every line back, until the client hangs up."""
    while line := await reader.readline():
        writer.write(line)
        await writer.drain()
    writer.close()


async def talk(port: int, seconds: float) -> int:
    """Exchange lines with the server for so long; return how many were answered."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    loop = asyncio.get_running_loop()
    end, answered = loop.time() + seconds, 0
    while loop.time() < end:
        writer.write(b"ping\n")
        answered += await reader.readline() == b"ping\n"
    writer.close()
    await writer.wait_closed()
    return answered


async def main(seconds: float = 3.5) -> None:
    """Serve, and run the guest beside it."""
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with server, runtime.open(MODULE) as guest:
        with guest.exports.hello():
            answered = await talk(server.sockets[0].getsockname()[1], seconds)
        await guest.idle()
    print(f"the server answered {answered} lines, and the guest said hello meanwhile")


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s")
    asyncio.run(main())
