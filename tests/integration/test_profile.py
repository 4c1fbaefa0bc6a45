"""What a profile has of a real guest, by Rust's names and Python's, on both engines."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import anyio.lowlevel
import pytest

import runtime
from runtime.errors import GuestTrap, InstancePoisoned
from runtime.loop import GuestLoop
from runtime.module import CompileCache
from runtime.testing import MockClock, advance
from tests.guests.releases import NEW, OLD
from tests.timeline.reading import Profile

from .conftest import BUILT, Leaks, Open, load
from .failures_host import Function, failures
from .futures_host import FuturesHost

pytestmark = [pytest.mark.asyncio, pytest.mark.parametrize("release", [OLD, NEW])]

HOST: dict[str, Callable[..., Any]] = {"record": lambda text: None, "block": lambda millis: None}


@pytest.fixture
def file() -> Iterator[io.StringIO]:
    with io.StringIO() as opened:
        yield opened


async def test_timers(open_guest: Open, clock: MockClock, file: io.StringIO, release: str) -> None:
    async with open_guest("timer_cases", host=HOST, profile=file) as guest:
        exports = guest.exports
        exports.record_after("once", 10.0)
        every = exports.record_every("often", 4.0)
        await advance(clock, 0.011, guest.loop)
        exports.clear(every)
        exports.clear(every)
        exports.release_callbacks()
    profile = Profile(file.getvalue())
    once = "timer_cases::timers::record_after::{{closure}}"
    # The linker has made one function of two that are the same: it has one name.
    often = once if release == NEW else "timer_cases::timers::record_every::{{closure}}"
    ticks = (f"interval 4 ms: {often}", [(often, ["record"])])
    assert profile.shapes("timer", "closure", "host")[2:5] == [
        ticks,
        ticks,
        (f"timeout 10 ms: {once}", [(once, ["record"])]),
    ]
    (first, *_, third) = profile.of("closure")
    assert first.args == {"type": "Closure<dyn FnMut()>", "number": 2}
    assert third.args == {"type": "Closure<dyn FnMut()>", "number": 1}
    record = next(span for span in profile.of("host") if span.name == "record")
    assert record.args == {"rust": "fn record(&str)", "python": f"{__name__}.<lambda>"}
    assert profile.marks("timer") == [
        f"set timeout 10 ms: {once}",
        f"set interval 4 ms: {often}",
        f"clear interval 4 ms: {often}",
    ]
    assert_arrows(profile, tails=2, heads=3)
    turns = [span for span in profile.of("loop", "timer") if span.name == "turn"]
    assert sum(len([s for s in turn.inner if s.category == "timer"]) for turn in turns) == 3


async def test_a_microtask_runs_in_its_checkpoint(
    open_guest: Open, file: io.StringIO, release: str
) -> None:
    async with open_guest("timer_cases", host=HOST, profile=file) as guest:
        guest.loop.run_task(guest.exports.record_microtask, "soon")
        guest.exports.release_callbacks()
    profile = Profile(file.getvalue())
    function = "record_after" if release == NEW else "record_microtask"  # see above
    closure = f"timer_cases::timers::{function}::{{{{closure}}}}"
    called = (closure, ["record"])
    assert profile.shapes("loop", "export", "host", "microtask", "closure")[1:2] == [
        (
            "task: record_microtask",
            [
                ("record_microtask", ["queueMicrotask"]),
                ("microtask checkpoint", [(f"microtask: {closure}", [called])]),
            ],
        )
    ]
    (export,) = [span for span in profile.of("export") if span.name == "record_microtask"]
    assert export.args == {"rust": "fn record_microtask(text: String)"}


def assert_arrows(profile: Profile, tails: int, heads: int) -> None:
    """Look at the arrows from where timers are set to where they fire."""
    of_tails = [event for event in profile.events if event["ph"] == "s"]
    of_heads = [event for event in profile.events if event["ph"] == "f"]
    assert (len(of_tails), len(of_heads)) == (tails, heads)
    by_number = {event["id"]: event for event in of_tails}
    for head in of_heads:
        tail = by_number[head["id"]]
        assert (head["name"], head["cat"]) == (tail["name"], tail["cat"])
        assert tail["ts"] <= head["ts"]


async def test_exceptions_and_traps_are_marked(
    open_guest: Open, file: io.StringIO, leaks: Leaks
) -> None:
    kept: list[Function] = []

    def host_step(depth: int) -> int:
        if depth == 13:
            raise LookupError("unlucky")
        return depth

    async with failures(
        open_guest, options={"profile": file}, host_step=host_step, host_keeps=kept.append
    ) as guest:
        with pytest.raises(LookupError):
            guest.exports.call_host(13)
        guest.exports.call_host(1)
        guest.exports.keep_host()
        with pytest.raises(LookupError):
            kept[0](13)
        guest.loop.set_timer(list, (), 5.0)
        with pytest.raises(GuestTrap):
            guest.exports.panic_with("over")
        with pytest.raises(InstancePoisoned):
            guest.exports.call_host(1)
        kept.clear()
    leaks.clear()
    profile = Profile(file.getvalue())
    shown = [
        (span.name, span.args.get("raised"), [inner.args.get("raised") for inner in span.inner])
        for span in profile.of("export", "closure", "host")
    ]
    unlucky = "LookupError: unlucky"
    closure = next(span.name for span in profile.of("closure"))
    assert closure.startswith("failures::")
    assert shown[:4] == [
        ("call_host", unlucky, [unlucky]),
        ("call_host", None, [None]),
        ("keep_host", None, [None]),
        (closure, unlucky, [unlucky]),
    ]
    (panicked, refused) = profile.of("export")[-2:]
    assert panicked.args["raised"].startswith(("GuestTrap: ", "GuestPanic: "))
    assert refused.args["raised"].startswith("InstancePoisoned: ")
    assert profile.marks("timer") == ["set timeout 5000 ms: list", "clear all timers"]


async def test_the_steps_of_opening(engine_name: str, release: str, tmp_path: Path) -> None:
    binary = BUILT / f"timer_cases-{release}.wasm"
    cache = CompileCache(tmp_path / "cache")
    names: list[list[str]] = []
    for _ in range(2):
        with io.StringIO() as file:
            with runtime.profile(file):
                module = runtime.Module.load(binary, engine=engine_name, cache=cache)
                async with runtime.open(module, host=HOST):
                    pass
            names.append([span.name for span in Profile(file.getvalue()).of("load")])
    cold, warm = names
    compiled = "compile"
    assert cold[:5] == [
        *("read", "decode", "look in the compile cache", compiled, "keep in the compile cache")
    ]
    assert warm[:3] == cold[:3]
    assert compiled not in warm
    # What is worked out of a module is kept, too.
    assert {"describe", "plan exports"} <= {*cold} - {*warm}
    assert {"link", "instantiate"} <= {*cold} & {*warm}


async def test_promises_coroutines_and_jobs(open_guest: Open, file: io.StringIO) -> None:
    host = FuturesHost()

    async def slow_value(x: float) -> float:
        await anyio.lowlevel.checkpoint()
        return x

    names = host.names(host_value=slow_value)
    async with open_guest("futures_cases", host=names, profile=file) as guest:
        assert await guest.exports.call_host_value(5.0) == 5.0
    profile = Profile(file.getvalue())
    lasting = profile.lasting("promise")
    assert any("slow_value" in name for name in lasting)
    assert "Python awaits a promise" in lasting
    jobs = [span for span in profile.of("microtask") if span.name == "microtask checkpoint"]
    inner = [job.name for checkpoint in jobs for job in checkpoint.inner]
    assert any(name.startswith("promise job: ") for name in inner)
    (export,) = [span for span in profile.of("export") if span.name == "call_host_value"]
    assert export.args["rust"] == "async fn call_host_value(x: f64) -> JsValue"


async def test_structs_and_their_drops(
    open_guest: Open, clock: MockClock, file: io.StringIO
) -> None:
    async with open_guest("timer_cases", host=HOST, profile=file) as guest:
        owned = guest.exports.owned_interval("tick", 10.0)
        assert owned.id > 0
        owned.free()
        del owned
        guest.exports.owned_interval("tick", 10.0)  # and gone
        await advance(clock, 0.0, guest.loop)
    profile = Profile(file.getvalue())
    (called,) = [span for span in profile.of("export") if span.name == "OwnedTimer.id"]
    assert called.args == {"rust": "fn id(&self) -> f64"}
    dropped = ("Drop of OwnedTimer", ["clearInterval"])
    shapes = [shape for shape in profile.shapes("loop", "drop", "host") if "Drop" in str(shape)]
    # A closure is destroyed by the host where the release has an export for it.
    shapes = json.loads(json.dumps(shapes).replace(', "Drop of a closure"', ""))
    assert shapes == json.loads(json.dumps([dropped, ("turn", [("safe point", [dropped])])]))


async def test_guests_of_one_profile_and_restarts(open_guest: Open, file: io.StringIO) -> None:
    with runtime.profile(file):
        async with (
            failures(open_guest) as guest,
            open_guest("timer_cases", host=HOST) as other,
        ):
            guest.exports.call_host(1)
            other.exports.clear(0.0)
            await guest.restart()
            guest.exports.call_host(2)
    names = [span.name for span in Profile(file.getvalue()).of("export")]
    assert names == ["call_host", "clear", "call_host"]


async def test_where_closures_are_made_if_it_is_debugged(
    open_guest: Open, clock: MockClock, file: io.StringIO, engine_name: str
) -> None:
    async with open_guest("timer_cases", host=HOST, profile=file, debug=True) as guest:
        guest.exports.record_after("once", 10.0)
        await advance(clock, 0.01, guest.loop)
        guest.exports.release_callbacks()
    (closure,) = Profile(file.getvalue()).of("closure")
    made = "\n".join(closure.args["made"])
    assert f"in Python: {__file__}" in made
    assert ("in Rust: record_after" in made) == (engine_name == "wasmtime")


async def test_batches(open_guest: Open, file: io.StringIO, release: str) -> None:
    if release != NEW:
        pytest.skip("one guest has closures for them")
    async with open_guest("batch", strict=False, profile=file) as guest:
        half = guest.exports.half()
        assert list(half.map([3.0])) == [1.5]
        assert half(3.0) == 1.5
        del half
    names = [span.name for span in Profile(file.getvalue()).of("closure")]
    assert names == ["map of batch::half::{{closure}}", "batch::half::{{closure}}"]


async def test_a_guest_that_is_not_profiled_has_nothing_of_it(
    engine_name: str, release: str, file: io.StringIO
) -> None:
    # In the same process, after one that is.
    module = load(f"timer_cases-{release}", engine_name)
    async with runtime.open(module, host=HOST, profile=file):
        pass
    written = file.getvalue()
    async with runtime.open(module, host=HOST) as guest:
        assert type(guest.loop) is GuestLoop
        function = guest.exports.record_after
        assert not hasattr(function, "__wrapped__")
        function("once", 10.0)
        (timer,) = guest.loop._timers.active()
        assert not hasattr(timer.callback, "__wrapped__")
        assert timer.callback.__module__ != "runtime.timeline.timeline"
        guest.exports.clear(1.0)
        guest.exports.release_callbacks()
    assert file.getvalue() == written


async def test_a_profile_that_fails_fails_no_guest(
    open_guest: Open, clock: MockClock, file: io.StringIO, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_guest("timer_cases", host=HOST, profile=file) as guest:
        file.close()
        guest.exports.record_after("once", 10.0)
        await advance(clock, 0.01, guest.loop)
        guest.exports.release_callbacks()
    assert [record.name for record in caplog.records] == ["runtime.profile"]
