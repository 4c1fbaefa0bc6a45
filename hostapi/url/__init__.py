"""URLs (WHATWG URL)."""

from __future__ import annotations

from typing import Final

from hostapi.interface import Interface
from hostapi.url.search_params import URLSearchParams, URLSearchParamsIteratorInterface
from hostapi.url.url import URL

__all__ = ["URLS"]

URLS: Final[tuple[type[Interface], ...]] = (
    URL,
    URLSearchParams,
    URLSearchParamsIteratorInterface,
)
"""The interfaces of this package."""
