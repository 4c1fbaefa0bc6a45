"""What the costs should be: ratios only, since microseconds are the machine's affair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from benchmarks.node_peer import NODE
from benchmarks.suites import (
    awaiting,
    batch,
    cast,
    closure,
    growth,
    importing,
    interval,
    microtask,
    startup,
    timer,
)
from runtime.measuring import Figure, Key, Spread, ratio_of


@dataclass(frozen=True)
class Target:
    """An upper bound for a ratio.

    Attributes:
        text: in words.
        key: what should be cheap.
        peer: compared with what.
        limit: it costs at most so many times as much.

    """

    text: str
    key: Key
    peer: Key
    limit: float


@dataclass(frozen=True)
class Outcome:
    """A target, and what was measured.

    Attributes:
        target: the target.
        ratio: what was measured.

    """

    target: Target
    ratio: Spread

    @property
    def met(self) -> bool:
        """Whether the median is within the limit."""
        return self.ratio.median <= self.target.limit


_WASMER: Final = "wasmer"
_COMPILED: Final = "wasmtime-compiled"


def _row(
    suite: str,
    name: str,
    against: tuple[str, str],
    compiled: float | None,
    wasmer: float | None,
) -> Iterator[Target]:
    """Yield the targets of one row, for both engines.

    Args:
        suite: the suite.
        name: the case.
        against: the peer's case, and its engine; "" is the same engine.
        compiled: the limit on wasmtime with the compiled crossing; None for none.
        wasmer: the limit on wasmer.

    """
    peer, peers_engine = against
    for engine, limit in ((_COMPILED, compiled), (_WASMER, wasmer)):
        if limit is not None:
            others = Key(suite, peer, peers_engine or engine)
            text = f"{name} on {engine}: against {peer} on {others.engine}"
            yield Target(text, Key(suite, name, engine), others, limit)


def _rows() -> Iterator[Target]:
    raw = (closure.RAW, _WASMER)
    for name in (closure.HEAP, closure.STACK):
        yield from _row(closure.SUITE, name, raw, 0.35, 1.7)
    for name in (closure.TEXT, closure.STACK_TEXT):
        yield from _row(closure.SUITE, name, raw, 1.0, 2.8)
    raw = (importing.RAW, _WASMER)
    yield from _row(importing.SUITE, importing.NUMBER, raw, 0.5, 1.5)
    yield from _row(importing.SUITE, importing.TEXT, raw, 1.2, 2.5)
    yield from _row(closure.SUITE, closure.HEAP, (closure.HEAP, NODE), 3.0, None)
    yield from _row(timer.SUITE, timer.ONCE, (timer.ONCE, NODE), 1.0, 2.0)
    yield from _row(interval.SUITE, interval.TICK, (interval.TICK, NODE), 1.0, 2.0)
    yield from _row(microtask.SUITE, microtask.CHAIN, (microtask.CHAIN, NODE), 2.0, 4.0)
    yield from _row(awaiting.SUITE, awaiting.SWITCH, (awaiting.SWITCH, NODE), 1.5, 3.0)
    yield from _row(batch.SUITE, batch.MAP, (batch.FILL, NODE), 1.0, 1.0)
    yield from _row(startup.SUITE, startup.PROCESS, (startup.PROCESS, NODE), 1.5, 1.0)
    for name in (growth.STANDING, growth.FIRED, growth.BESIDE):
        few = growth.live(name, 1000)
        yield from _row(growth.SUITE, growth.live(name, 1_000_000), (few, ""), 1.5, 1.5)
    yield from _row(startup.SUITE, startup.OPENED, (startup.LOADED, ""), 0.02, 0.02)
    for name in (timer.ONCE, timer.ONCE_INTO_JS, timer.ONE_CLOSURE):
        yield from _row(timer.SUITE, name, (timer.CALL_LATER, "asyncio"), 1.0, 1.0)
    yield from _row(timer.SUITE, timer.CHAINED, (timer.CHAINED_CALL_LATER, "asyncio"), 1.0, 1.0)
    for name, peer in ((cast.NUMBER, cast.IMPORTED_NUMBER), (cast.TEXT, cast.IMPORTED_TEXT)):
        yield from _row(cast.SUITE, name, (peer, ""), 1.5, 1.5)


TARGETS: Final = tuple(_rows())


def outcomes(figures: Iterable[Figure]) -> Iterator[Outcome]:
    """Compare figures with the targets; a target whose engines were not measured is left out."""
    by_key = {figure.key: figure for figure in figures}
    for target in TARGETS:
        own, peer = by_key.get(target.key), by_key.get(target.peer)
        if own is not None and peer is not None:
            yield Outcome(target, ratio_of(own.values, peer.values))
