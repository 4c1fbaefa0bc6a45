"""Logging, which the command line sets up as the application that it is."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from hostapi.console import neutralise

LEVELS: Final = ("debug", "info", "warning", "error", "critical")

_FORMAT: Final = "%(levelname)s:%(name)s: %(message)s"


class _SafeFormatter(logging.Formatter):
    """Shows control characters: a guest's words in a message cannot steer the terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as a text."""
        return neutralise(super().format(record))


@contextmanager
def logging_set_up(level: str | None, config: str | None) -> Iterator[None]:
    """Log to standard error, or as a file says, for as long as the context lasts.

    Args:
        level: the root logger's level, one of `LEVELS`; None leaves it, which is at warnings.
        config: a file: JSON for `logging.config.dictConfig`, or, by any other name than
            ``*.json``, for `logging.config.fileConfig`.

    Raises:
        ValueError: the file cannot be read or understood.

    """
    root = logging.getLogger()
    before = root.level
    handler: logging.Handler | None = None
    if config is not None:
        _configure(config)
    elif sys.stderr is not None:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(_SafeFormatter(_FORMAT))
        root.addHandler(handler)
    if level is not None:
        root.setLevel(level.upper())
    try:
        yield
    finally:
        if handler is not None:
            root.removeHandler(handler)
        root.setLevel(before)


def _configure(config: str) -> None:
    import json
    import logging.config

    try:
        if config.endswith(".json"):
            logging.config.dictConfig(json.loads(Path(config).read_text("utf-8")))
        else:
            with Path(config).open(encoding="utf-8") as text:
                logging.config.fileConfig(text, disable_existing_loggers=False)
    except OSError as error:
        raise ValueError(f"{config}: {error.strerror or error}") from None
    # What is wrong with it the standard library tells by many kinds of exceptions.
    except Exception as error:
        raise ValueError(f"{config}: {error}") from error
