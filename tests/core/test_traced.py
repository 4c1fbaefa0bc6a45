"""Registries that take notes."""

from __future__ import annotations

from contextvars import copy_context

from runtime.core.closures import ClosureState
from runtime.core.traced import TracedHandleTable
from runtime.core.watched_timers import WatchedTimerQueue
from runtime.origins import Origin, PythonLine, Tracer, python_lines


def traced() -> Origin:
    return Origin(None, ())


def test_handles_forget_their_origin_with_their_value() -> None:
    handles = TracedHandleTable(128, traced)
    slot = handles.add("a")
    assert handles.origin(slot) is not None
    assert list(handles.owned()) == [(slot, "a")]
    assert handles.take(slot) == "a"
    assert handles.origin(slot) is None
    assert handles.take(130) is True
    assert list(handles.owned()) == []
    assert handles.add(None) == 128
    assert handles.origin(128) is None
    lent = handles.lend("b")
    assert list(handles.owned()) == []
    assert handles.origin(lent) is None


def set_timer(timers: WatchedTimerQueue, callback: object = print, delay: float = 1.0) -> int:
    return timers.set(callback, (), delay, False, 0.0, 0, copy_context())  # type: ignore[arg-type] # any object is kept


def test_timers_that_were_left_are_known_until_they_are_cleared() -> None:
    timers = WatchedTimerQueue(traced)
    state = ClosureState(3, 0, True, True, None, "Closure<dyn FnMut()>")

    def closure() -> None:
        pass

    closure.wasmloop_state = state  # type: ignore[attr-defined] # as heap closures have it
    first, second, third = set_timer(timers), set_timer(timers, closure, 0.5), set_timer(timers)
    timers.clear(first)
    timers.clear_all()
    assert list(timers.left) == [second, third]
    assert timers.left[second][:4] == (second, False, 0.5, state)
    assert timers.left[second].origin is not None
    timers.clear(third)
    assert list(timers.left) == [second]
    timers.clear_all()
    assert list(timers.left) == [second]


def test_origins_of_timers_do_not_pile_up() -> None:
    timers = WatchedTimerQueue(traced)
    kept = set_timer(timers)
    for _ in range(1000):
        timers.clear(set_timer(timers))
    assert len(timers._origins) < 100
    assert timers.origin(kept) is not None


def test_lines_of_the_application() -> None:
    (first, *_) = python_lines()
    assert first.path == __file__
    assert first.function == "test_lines_of_the_application"
    assert str(first).endswith(": (first, *_) = python_lines()")


def test_an_origin_in_words() -> None:
    line = PythonLine("no such file", 7, "main")
    names = ("_ZN12wasm_bindgen4__rt8wbg_cast17h0E", "app::start", "app::main")
    origin = Origin(lambda: names, (line, line))
    assert list(origin.lines()) == [
        "in Rust: app::start",
        "called by: app::main",
        "in Python: no such file:7 in main",
        "called at: no such file:7 in main",
    ]
    assert not origin.in_static
    tracer = Tracer()
    assert next(tracer().lines()) == "in Rust: this engine does not tell (wasmtime does)"
    tracer.attach(lambda: lambda: ("a",))
    assert tracer().rust == ("a",)
    tracer.detach()
    assert tracer().rust is None


def test_what_is_made_for_a_static_stays_by_design() -> None:
    for name in (
        "std::sys::thread_local::native::lazy::Storage<T,D>::initialize",
        "_ZN3std3sys12thread_local10no_threads20LazyStorage$LT$T$GT$10initialize17hE",
        "_ZN4core4cell4lazy21LazyCell$LT$T$C$F$GT$11really_init17hE",
        "core::cell::once::OnceCell<T>::try_init",
        "once_cell::unsync::OnceCell<T>::get_or_init",
        "std::sync::once_lock::OnceLock<T>::initialize",
    ):
        assert Origin(lambda name=name: ("app::f", name), ()).in_static, name  # type: ignore[misc] # the default binds it
    for name in ("app::lazy_loading::start", "app::once::run", "app::make_static"):
        assert not Origin(lambda name=name: (name,), ()).in_static, name  # type: ignore[misc] # as above
