"""What the costs should be: ratios only, since microseconds are the machine's affair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from benchmarks import casts, closures, startup, timers
from benchmarks.measure import Figure, Key, Spread, ratio_of


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


def _closure(name: str, engine: str, peer: str, limit: float, text: str) -> Target:
    own, others = Key(closures.SUITE, name, engine), Key(closures.SUITE, closures.RAW, peer)
    return Target(f"{name} on {engine}: {text}", own, others, limit)


def _timer(name: str, peer: str, engine: str) -> Target:
    own, others = Key(timers.SUITE, name, engine), Key(timers.SUITE, peer, "asyncio")
    return Target(f"timers {name} on {engine}: no more than asyncio's call_later", own, others, 1.0)


def _cast(name: str, peer: str, engine: str) -> Target:
    own, others = Key(casts.SUITE, name, engine), Key(casts.SUITE, peer, engine)
    return Target(f"{name} on {engine}: at most 1.5 times an {peer}", own, others, 1.5)


def _startup(engine: str) -> Target:
    own, peer = (
        Key(startup.SUITE, startup.OPENED, engine),
        Key(startup.SUITE, startup.LOADED, engine),
    )
    return Target(f"{startup.OPENED} on {engine}: at most 2% of loading it", own, peer, 0.02)


_TWICE: Final = "at most twice wasmer's own call of an export"
_LESS: Final = "less than wasmer's own call of an export"
_FAST_ENGINES: Final = ("wasmer", "wasmtime-compiled")

TARGETS: Final = (
    _closure(closures.STACK, "wasmer", "wasmer", 2.0, _TWICE),
    _closure(closures.HEAP, "wasmer", "wasmer", 2.0, _TWICE),
    _closure(closures.STACK, "wasmtime-compiled", "wasmer", 1.0, _LESS),
    _closure(closures.HEAP, "wasmtime-compiled", "wasmer", 1.0, _LESS),
    _timer(timers.MANY_LOOP, timers.MANY_PEER, "python"),
    *(_timer(timers.MANY, timers.MANY_PEER, engine) for engine in _FAST_ENGINES),
    *(_timer(timers.MANY_ONE_CLOSURE, timers.MANY_PEER, engine) for engine in _FAST_ENGINES),
    *(_cast(casts.NUMBER, casts.IMPORTED_NUMBER, engine) for engine in _FAST_ENGINES),
    *(_cast(casts.TEXT, casts.IMPORTED_TEXT, engine) for engine in _FAST_ENGINES),
    *(_startup(engine) for engine in _FAST_ENGINES),
    *(_timer(timers.CHAINED, timers.CHAINED_PEER, engine) for engine in _FAST_ENGINES),
)


def outcomes(figures: Iterable[Figure]) -> Iterator[Outcome]:
    """Compare figures with the targets; a target whose engines were not measured is left out."""
    by_key = {figure.key: figure for figure in figures}
    for target in TARGETS:
        own, peer = by_key.get(target.key), by_key.get(target.peer)
        if own is not None and peer is not None:
            yield Outcome(target, ratio_of(own.micros, peer.micros))
