"""Streams (WHATWG Streams): what can be read."""

from __future__ import annotations

from typing import Final

from hostapi.interface import Interface
from hostapi.streams.readable_stream import (
    ReadableStream,
    ReadableStreamDefaultController,
    ReadableStreamDefaultReader,
    StreamIteratorInterface,
)

__all__ = ["STREAMS"]

STREAMS: Final[tuple[type[Interface], ...]] = (
    ReadableStream,
    ReadableStreamDefaultReader,
    ReadableStreamDefaultController,
    StreamIteratorInterface,
)
"""The interfaces of this package."""
