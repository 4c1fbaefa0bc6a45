"""What the guest needs of its host, in Python; `host.js` says the same in JavaScript."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Any

from runtime.errors import JsError, ThrownValue


def host(record: Callable[[str], None]) -> Mapping[str, object]:
    """Return what joins the global scope of one case."""

    async def counting(count: int) -> AsyncGenerator[int, Any]:
        try:
            for number in range(count):
                sent = yield number
                if sent is not None:
                    record(f"sent {sent}")
        finally:
            record("counting ends")

    async def failing() -> AsyncGenerator[str, None]:
        yield "first"
        raise JsError("of the generator", "RangeError")

    async def catching() -> AsyncGenerator[str, None]:
        while True:
            try:
                yield "waits"
            except JsError as error:
                record(f"caught {error.name}: {error}")
                yield "caught"
            except ThrownValue as error:
                record(f"caught {error.value}")
                yield "caught"

    return {"counting": counting, "failing": failing, "catching": catching}
