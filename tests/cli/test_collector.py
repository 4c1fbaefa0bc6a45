from __future__ import annotations

import gc

from runtime.cli.collector import paused, resume


def test_nothing_is_collected_until_a_guest_runs() -> None:
    with paused():
        assert not gc.isenabled()
        resume()
        assert gc.isenabled()
        gc.disable()
        resume()  # it is who disabled it that enables it
        assert not gc.isenabled()
        gc.enable()


def test_the_end_is_enough() -> None:
    with paused():
        pass
    assert gc.isenabled()


def test_who_has_none_keeps_none() -> None:
    gc.disable()
    try:
        with paused():
            resume()
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()
