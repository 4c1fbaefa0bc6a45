"""Events, their file, and what may go wrong with it."""

from __future__ import annotations

import gc
import io
import json
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import runtime
from runtime.timeline import recording, step
from runtime.timeline.timeline import Timeline
from runtime.timeline.trace_file import MOST_EVENTS, TraceFile

from .reading import Profile


@pytest.fixture
def file() -> io.StringIO:
    return io.StringIO()


def add_one(x: int) -> int:
    return x + 1


def nothing() -> None:
    pass


def test_spans_stand_in_each_other(file: io.StringIO) -> None:
    timeline = Timeline(file)
    inner = timeline.spanned(add_one, "closure", "inner", type="Fn", number=None)

    def calling(x: int) -> int:
        return inner(x) + inner(x)

    outer = timeline.spanned(calling, "host", "outer")
    with timeline.span("loop", "turn"):
        assert outer(1) == 4
    timeline.close()
    profile = Profile(file.getvalue())
    assert profile.shapes("host", "closure", "loop") == [("turn", [("outer", ["inner", "inner"])])]
    (first, _) = profile.of("closure")
    assert first.args == {"type": "Fn"}
    (turn,) = profile.of("loop")
    (of_host,) = profile.of("host")
    assert turn.begin <= of_host.begin <= first.begin <= first.end <= of_host.end <= turn.end


def test_times_are_microseconds_since_the_beginning(file: io.StringIO) -> None:
    moments = iter([5_000, 6_000, 7_234_567])
    timeline = Timeline(file, lambda: next(moments))
    with timeline.span("loop", "turn"):
        pass
    timeline.close()
    (turn,) = Profile(file.getvalue()).of("loop")
    assert (turn.begin, turn.end) == (1.0, 7229.567)


def test_exceptions_are_marked_and_pass(file: io.StringIO) -> None:
    timeline = Timeline(file)
    error = ValueError('no "good"\n' + "x" * 1000)

    class Mute(Exception):
        def __str__(self) -> str:
            raise NotImplementedError

    def fail(what: BaseException) -> None:
        raise what

    failing = timeline.spanned(fail, "host", "fails")
    for each in (error, KeyboardInterrupt(), Mute(), RecursionError("deep")):
        with pytest.raises(type(each)) as caught:
            failing(each)
        assert caught.value is each
    with pytest.raises(ValueError, match="no"), timeline.span("loop", "turn"):
        raise error
    timeline.close()
    profile = Profile(file.getvalue())
    raised = [span.args["raised"] for span in profile.of("host", "loop")]
    assert raised[0].startswith('ValueError: no "good"\nx')
    assert len(raised[0]) == 300
    assert raised[1:4] == ["KeyboardInterrupt: ", "Mute", "RecursionError"]
    assert raised[4] == raised[0]


def test_at_the_recursion_limit_every_span_has_its_end(file: io.StringIO) -> None:
    timeline = Timeline(file)

    def deeper() -> None:
        observed()

    observed = timeline.spanned(deeper, "host", "deeper")
    for _ in range(3):
        with pytest.raises(RecursionError):
            observed()
    timeline.close()
    outermost = Profile(file.getvalue()).of("host")
    assert len(outermost) == 3
    assert {span.args["raised"] for span in outermost} == {"RecursionError"}


def test_what_is_wrapped_is_seen_through(file: io.StringIO) -> None:
    timeline = Timeline(file)

    def function(x: int) -> int:
        """Say something."""
        return x

    function.wasmloop_state = 5  # type: ignore[attr-defined] # as a closure has one
    observed = timeline.spanned(function, "closure", "it")
    assert observed.__doc__ == "Say something."
    assert observed.__qualname__ == function.__qualname__
    assert observed.wasmloop_state == 5  # type: ignore[attr-defined] # as above
    timeline.close()


def test_the_collector_is_seen(file: io.StringIO) -> None:
    timeline = Timeline(file)
    gc.collect()
    timeline.close()
    gc.collect()
    events = Profile(file.getvalue()).events
    full = [e for e in events if e.get("name") == "garbage collection, generation 2"]
    assert [event["cat"] for event in full] == ["gc"]


def test_each_thread_is_a_track_with_a_name(file: io.StringIO) -> None:
    timeline = Timeline(file)
    observed = timeline.spanned(nothing, "loop", "work")
    thread = threading.Thread(target=observed, name='the "other"')
    observed()
    thread.start()
    thread.join()
    timeline.close()
    profile = Profile(file.getvalue())
    names = {e["args"]["name"] for e in profile.events if e.get("name") == "thread_name"}
    assert names == {threading.current_thread().name, 'the "other"'}
    assert len(profile.of("loop")) == 2


def test_little_is_kept_in_memory(file: io.StringIO) -> None:
    timeline = Timeline(file, lambda: 0)
    for _ in range(3 * MOST_EVENTS):
        timeline.mark("timer", "set")
    written = file.getvalue().count("set")
    assert 0 < 3 * MOST_EVENTS - written <= MOST_EVENTS
    timeline.close()
    assert len(Profile(file.getvalue()).marks("timer")) == 3 * MOST_EVENTS


def test_what_is_old_is_written(file: io.StringIO) -> None:
    moments = iter([0, 1, 2, 200_000_000, 200_000_001])
    timeline = Timeline(file, lambda: next(moments))
    timeline.mark("timer", "first")
    timeline.mark("timer", "second")
    assert file.getvalue() == ""
    timeline.mark("timer", "third")
    # A file whose process was killed now has whole events, and lacks only the end.
    assert Profile(file.getvalue() + "]").marks("timer") == ["first", "second", "third"]
    timeline.mark("timer", "fourth")
    timeline.close()
    assert len(Profile(file.getvalue()).marks("timer")) == 4


def test_what_is_told_after_the_end_is_ignored(file: io.StringIO) -> None:
    timeline = Timeline(file)
    observed = timeline.spanned(nothing, "host", "late")
    timeline.close()
    written = file.getvalue()
    observed()
    timeline.close()
    assert file.getvalue() == written
    assert not file.closed


# --- the file -----------------------------------------------------------------------------------


def test_a_path_is_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "profile.json"
    path.write_text("something long that was there before" * 100)
    with runtime.profile(path), step("read", path="ä.wasm"):
        pass
    profile = Profile(path.read_text(encoding="utf-8"))
    assert [(s.name, s.args) for s in profile.of("load")] == [("read", {"path": "ä.wasm"})]
    with runtime.profile(str(path)):
        pass
    assert Profile(path.read_text()).spans == []


def test_without_a_timeline_steps_are_nothing() -> None:
    with step("read"), recording(None), step("decode"):
        pass


def test_what_cannot_be_a_profile_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), runtime.profile(tmp_path / "no" / "profile.json"):
        raise AssertionError
    with pytest.raises(TypeError, match="opened for text"):
        TraceFile(io.BytesIO())  # type: ignore[arg-type] # what it is about
    with pytest.raises(TypeError, match="got 5"):
        TraceFile(5)  # type: ignore[arg-type] # as above


class Full(io.StringIO):
    """A file on a disk without room."""

    def write(self, text: str) -> int:
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize("kind", ["full", "closed"])
def test_a_file_that_cannot_be_written_is_told_once(
    kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    file = Full() if kind == "full" else io.StringIO()
    caplog.set_level(logging.WARNING, "runtime.profile")
    timeline = Timeline(file, lambda: 0)
    if kind == "closed":
        file.close()
    observed = timeline.spanned(add_one, "host", "it")
    for number in range(2 * MOST_EVENTS):
        assert observed(number) == number + 1
    timeline.close()
    (record,) = caplog.records
    assert record.name == "runtime.profile"
    assert record.getMessage().startswith("the profile ends here, it cannot be written: ")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_forked_process_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "profile.json"
    program = (
        "import os, sys\n"
        "from runtime.timeline.timeline import Timeline\n"
        "timeline = Timeline(sys.argv[1])\n"
        "timeline.mark('timer', 'before')\n"
        "child = os.fork()\n"
        "if child == 0:\n"
        "    timeline.mark('timer', 'in the child')\n"
        "else:\n"
        "    os.waitpid(child, 0)\n"
        "timeline.close()\n"
    )
    subprocess.run([sys.executable, "-c", program, str(path)], check=True)
    assert Profile(path.read_text()).marks("timer") == ["before"]


def test_a_process_that_is_killed_leaves_whole_events(tmp_path: Path) -> None:
    path = tmp_path / "profile.json"
    program = (
        "import os, signal, sys\n"
        "from runtime.timeline.timeline import Timeline\n"
        "timeline = Timeline(sys.argv[1])\n"
        "for number in range(20_000):\n"
        "    timeline.mark('timer', f'number {number}')\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    text = path.read_text()
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)
    marks = Profile(text + "]").marks("timer")
    assert marks == [f"number {number}" for number in range(len(marks))]
    assert len(marks) > 10_000
