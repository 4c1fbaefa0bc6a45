"""Events and what is aborted by them, of the DOM standard: what does without a document."""

from __future__ import annotations

from typing import Final

from hostapi.dom.abort_controller import AbortController
from hostapi.dom.abort_signal import AbortSignal
from hostapi.dom.event import Event
from hostapi.dom.event_target import EventTarget
from hostapi.interface import Interface

__all__ = ["DOM"]

DOM: Final[tuple[type[Interface], ...]] = (Event, EventTarget, AbortController, AbortSignal)
"""The interfaces of this package."""
