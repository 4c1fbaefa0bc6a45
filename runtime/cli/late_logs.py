"""Logging, set up when something is logged: most runs log nothing, and importing it takes long."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from runtime.late import before_logging, begin_logging


@contextmanager
def logging_set_up_late() -> Iterator[None]:
    """Log to standard error as long as the context lasts; see `runtime.cli.logs`."""
    with ExitStack() as stack:

        def set_up() -> None:
            from runtime.cli.logs import logging_set_up

            stack.enter_context(logging_set_up(None, None))

        with before_logging(set_up):
            if "logging" in sys.modules:
                begin_logging()  # whoever has imported it may log
            yield
