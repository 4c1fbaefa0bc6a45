"""The interfaces of one realm, each made when something first asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from hostapi.listing import Listed, type_name

if TYPE_CHECKING:
    from hostapi.interface import Interface
    from hostapi.realm import Realm


class Interfaces(Mapping[str, "Interface"]):
    """Interfaces by name.

    Args:
        realm: where they belong.

    """

    def __init__(self, realm: Realm) -> None:
        self._realm = realm
        self._listed: dict[str, Listed] = {}
        self._made: dict[str, Interface] = {}
        self._by_type: dict[str, str] = {}

    def listed(self, name: str) -> Listed:
        """Return what is known of an interface without its class."""
        return self._listed[name]

    def class_of(self, name: str) -> type:
        """Return the class of an interface."""
        return self._listed[name].load()

    def list(self, interface: Listed) -> None:
        """Have an interface, in place of one of that name or of those types that there was."""
        self._listed[interface.name] = interface
        self._made.pop(interface.name, None)
        for name in interface.types:
            self._by_type[name] = interface.name

    def of_type(self, kind: type) -> Interface | None:
        """Return the interface that has this very Python type, or None."""
        name = self._by_type.get(type_name(kind))
        if name is None:
            return None
        interface = self[name]
        # Of another type, that is only called the same, it says nothing.
        return interface if kind in interface.types else None

    def __getitem__(self, name: str) -> Interface:
        made = self._made.get(name)
        if made is None:
            made = self._made[name] = self._listed[name].load()(self._realm)
        return made

    def __contains__(self, name: object) -> bool:
        return name in self._listed

    def __iter__(self) -> Iterator[str]:
        return iter(self._listed)

    def __len__(self) -> int:
        return len(self._listed)
