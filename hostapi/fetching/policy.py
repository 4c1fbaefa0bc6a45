"""Where a guest may go: what the application allows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from hostapi.url.parser import InvalidUrl, parse
from hostapi.url.record import SPECIAL, UrlRecord
from runtime.records import record

Redirect = Literal["follow", "error", "manual"]


class NotAllowed(PermissionError):
    """The application does not let its guest go there."""


@record(frozen=True)
class _Place:
    """One entry of ``hosts``.

    Attributes:
        scheme: the only one, or None for any.
        host: the host, or what it ends with if that begins with a dot.
        port: the only one, or None for any.

    """

    scheme: str | None
    host: str
    port: int | None

    def has(self, url: UrlRecord) -> bool:
        """Tell whether a URL is there."""
        host = url.host or ""
        matches = host.endswith(self.host) if self.host.startswith(".") else host == self.host
        port = SPECIAL.get(url.scheme) if url.port is None else url.port
        return matches and self.scheme in (None, url.scheme) and self.port in (None, port)


class Policy:
    """What `hostapi.fetch` was told.

    Args:
        hosts: where requests may go, None for anywhere: ``"example.com"``, with a port
            ``"example.com:8080"``, with what is below it ``"*.example.com"``, or an origin
            ``"https://example.com"``.
        schemes: which may be used.
        redirect: overrides what a guest asks for; None leaves it to the guest.
        max_body_bytes: how long the body of a response may be, None for any length.

    Raises:
        ValueError: an entry is no host.

    """

    def __init__(
        self,
        hosts: Iterable[str] | None,
        schemes: Iterable[str],
        redirect: Redirect | None,
        max_body_bytes: int | None,
    ) -> None:
        if isinstance(hosts, str):
            raise ValueError(f"hosts is a list of hosts, not one text: [{hosts!r}]")
        self._places = None if hosts is None else [_place(entry) for entry in hosts]
        self._schemes = frozenset(schemes)
        self.redirect = redirect
        self.max_body_bytes = max_body_bytes

    def check(self, url: UrlRecord) -> None:
        """Check that a guest may go there.

        Raises:
            NotAllowed: it may not.

        """
        if url.scheme not in self._schemes:
            allowed = ", ".join(sorted(self._schemes))
            raise NotAllowed(
                f"the host lets this guest fetch {allowed} alone, not {url.scheme}: URLs"
            )
        if self._places is not None and not any(place.has(url) for place in self._places):
            raise NotAllowed(
                f"the host does not let this guest reach {url.host_and_port}: it is not among the "
                "hosts=[...] given to hostapi.fetch"
            )


def _place(entry: str) -> _Place:
    scheme, separator, rest = entry.rpartition("://")
    wildcard = rest.startswith("*.")
    try:
        url = parse(f"{scheme if separator else 'http'}://{rest.removeprefix('*.')}")
    except InvalidUrl:
        url = None
    if (
        url is None
        or not url.host
        or "*" in url.host
        or url.has_credentials
        or url.query
        or url.path not in ([], [""])
    ):
        raise ValueError(
            f"{entry!r} is no host: write 'example.com', 'example.com:8080', '*.example.com' or "
            "'https://example.com'"
        )
    written = rest.rpartition(":")[2] if ":" in rest.rpartition("]")[2] else ""
    port = int(written) if written.isdigit() else None
    if separator and port is None:
        port = SPECIAL.get(scheme)
    return _Place(scheme if separator else None, ("." if wildcard else "") + url.host, port)
