"""What the costs should be: ratios only, since microseconds are the machine's affair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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


@dataclass(frozen=True)
class Row:
    """One thing that should be cheap, on either engine.

    Attributes:
        what: it, in words, as Markdown.
        against: what it is compared with, in words, as Markdown.
        suite: the suite.
        name: the case.
        peer: the peer's case.
        peers_engine: the peer's engine; "" is the same engine.
        limits: by engine.
        head: whether it is one of the few that the README shows.

    """

    what: str
    against: str
    suite: str
    name: str
    peer: str
    peers_engine: str
    limits: Mapping[str, float]
    head: bool

    def target(self, engine: str) -> Target | None:
        """Return what is asked of an engine, if anything is."""
        limit = self.limits.get(engine)
        if limit is None:
            return None
        peer = Key(self.suite, self.peer, self.peers_engine or engine)
        text = f"{self.name} on {engine}: against {self.peer} on {peer.engine}"
        return Target(text, Key(self.suite, self.name, engine), peer, limit)


WASMER: Final = "wasmer"
COMPILED: Final = "wasmtime-compiled"
ENGINES: Final = (COMPILED, WASMER)

_RAW_CALL: Final = "wasmer's raw call of an `f64 -> f64` export"
_RAW_HOST_CALL: Final = "wasmer's raw host call, `f64 -> f64`"


def _row(
    words: tuple[str, str],
    suite: str,
    name: str,
    peer: tuple[str, str],
    limits: tuple[float, float | None],
    *,
    head: bool = True,
) -> Row:
    """Return a row.

    Args:
        words: what, and against what.
        suite: the suite.
        name: the case.
        peer: the peer's case, and its engine.
        limits: on wasmtime with the compiled crossing, and on wasmer; None for none.
        head: whether the README shows it.

    """
    by_engine = dict(zip(ENGINES, limits, strict=True))
    asked = {engine: limit for engine, limit in by_engine.items() if limit is not None}
    return Row(*words, suite, name, *peer, asked, head)


def _crossings() -> Iterator[Row]:
    raw = (closure.RAW, WASMER)
    number, text = "`Fn(f64) -> f64` called from Python", "`Fn(u32) -> String`"
    for kind, of_number, of_text in (
        ("closure", closure.HEAP, closure.TEXT),
        ("stack closure", closure.STACK, closure.STACK_TEXT),
    ):
        head = kind == "closure"
        words = f"{kind} {number}", _RAW_CALL
        yield _row(words, closure.SUITE, of_number, raw, (0.35, 1.7), head=head)
        words = f"{kind} {text}", _RAW_CALL
        yield _row(words, closure.SUITE, of_text, raw, (1.0, 2.8), head=head)
    raw = (importing.RAW, WASMER)
    words = "imported `fn(f64) -> f64` served by a Python function", _RAW_HOST_CALL
    yield _row(words, importing.SUITE, importing.NUMBER, raw, (0.5, 1.5))
    words = "imported `fn(&str)`", _RAW_HOST_CALL
    yield _row(words, importing.SUITE, importing.TEXT, raw, (1.2, 2.5))


def _against_node() -> Iterator[Row]:
    for what, suite, name, peer, limits in (
        ("closure `Fn(f64) -> f64`", closure.SUITE, closure.HEAP, closure.HEAP, (3.0, None)),
        (
            "`Closure::once` made, set with `setTimeout(0)`, fired, dropped",
            *(timer.SUITE, timer.ONCE, timer.ONCE, (1.0, 2.0)),
        ),
        (
            "one tick of a standing zero-delay interval among 1,000",
            *(interval.SUITE, interval.TICK, interval.TICK, (1.0, 2.0)),
        ),
        ("`queueMicrotask` chain", microtask.SUITE, microtask.CHAIN, microtask.CHAIN, (2.0, 4.0)),
        ("`spawn_local` task switch", awaiting.SUITE, awaiting.SWITCH, awaiting.SWITCH, (1.5, 3.0)),
        ("`closure.map`, one element", batch.SUITE, batch.MAP, batch.FILL, (1.0, 1.0)),
        (
            "`python -m runtime run` of a small guest, whole process, warm cache",
            *(startup.SUITE, startup.PROCESS, startup.PROCESS, (1.5, 1.0)),
        ),
    ):
        against = "Node, a loop from buffer to buffer" if suite == batch.SUITE else "Node"
        yield _row((what, against), suite, name, (peer, NODE), limits)


def _growth() -> Iterator[Row]:
    for what, name in (
        ("timer set and cleared, among 10⁶ live", growth.STANDING),
        ("timer set, fired and dropped, among 10⁶ live", growth.FIRED),
        ("timer set, fired and dropped, beside 10⁶ that stand", growth.BESIDE),
    ):
        many, few = growth.live(name, 1_000_000), growth.live(name, 1000)
        yield _row((what, "the same with 10³"), growth.SUITE, many, (few, ""), (1.5, 1.5))


def _further() -> Iterator[Row]:
    for what, name in (
        ("`Closure::once` made, set, fired, dropped", timer.ONCE),
        ("`Closure::once_into_js` made, set, fired", timer.ONCE_INTO_JS),
        ("one closure, set with `setTimeout` by Python", timer.ONE_CLOSURE),
    ):
        words, peer = (what, "asyncio's `call_later`"), (timer.CALL_LATER, "asyncio")
        yield _row(words, timer.SUITE, name, peer, (1.0, 1.0), head=False)
    words = "the same as `Closure::once`, one after another", "asyncio's, one after another"
    chained = timer.CHAINED_CALL_LATER, "asyncio"
    yield _row(words, timer.SUITE, timer.CHAINED, chained, (1.0, 1.0), head=False)
    for what, name, against, peers_case in (
        ("`JsValue::from_f64`", cast.NUMBER, "`fn(f64) -> JsValue`", cast.IMPORTED_NUMBER),
        ("`JsValue::from_str`", cast.TEXT, "`fn(&str) -> JsValue`", cast.IMPORTED_TEXT),
    ):
        words = what, f"imported {against}"
        yield _row(words, cast.SUITE, name, (peers_case, ""), (1.5, 1.5), head=False)


def _rows() -> Iterator[Row]:
    yield from _crossings()
    yield from _against_node()
    yield from _growth()
    words = "opening a second instance of a compiled module", "compiling it"
    yield _row(words, startup.SUITE, startup.OPENED, (startup.LOADED, ""), (0.02, 0.02))
    yield from _further()


ROWS: Final = tuple(_rows())

TARGETS: Final = tuple(
    target for row in ROWS for engine in ENGINES if (target := row.target(engine)) is not None
)


def outcomes(figures: Iterable[Figure], targets: Iterable[Target] = TARGETS) -> Iterator[Outcome]:
    """Compare figures with targets; a target whose engines were not measured is left out."""
    by_key = {figure.key: figure for figure in figures}
    for target in targets:
        own, peer = by_key.get(target.key), by_key.get(target.peer)
        if own is not None and peer is not None:
            yield Outcome(target, ratio_of(own.values, peer.values))
