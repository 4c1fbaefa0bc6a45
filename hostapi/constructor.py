"""The function object of an interface: ``Array``, ``Date``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hostapi.plain_objects import JsObject

if TYPE_CHECKING:
    from hostapi.interface import Interface


class Constructor:
    """What an interface is in JavaScript: a function; called from Python it constructs.

    Args:
        name: the interface's.
        interfaces: those of its realm, which make it when they are asked for it.
        properties: its own properties.

    Attributes:
        properties: its own properties: statics, constants, ``prototype``.

    """

    __slots__ = ("__weakref__", "_interfaces", "_name", "properties")

    def __init__(
        self, name: str, interfaces: Mapping[str, Interface], properties: JsObject
    ) -> None:
        self._name = name
        self._interfaces = interfaces
        self.properties = properties

    @property
    def interface(self) -> Interface:
        """What it constructs."""
        return self._interfaces[self._name]

    @property
    def name(self) -> str:
        """The interface's name."""
        return self._name.rpartition(".")[2]

    def __call__(self, *args: Any) -> Any:
        return self.interface.construct(*args)

    def __repr__(self) -> str:
        return f"<constructor {self._name}>"
