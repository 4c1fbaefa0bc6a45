"""The function object of an interface: ``Array``, ``Date``."""

from __future__ import annotations

from typing import Any

from hostapi.interface import Interface
from hostapi.plain_objects import JsObject


class Constructor:
    """What an interface is in JavaScript: a function; called from Python it constructs.

    Attributes:
        interface: what it constructs.
        properties: its own properties: statics, constants, ``prototype``.

    """

    __slots__ = ("__weakref__", "interface", "properties")

    def __init__(self, interface: Interface, properties: JsObject) -> None:
        self.interface = interface
        self.properties = properties

    @property
    def name(self) -> str:
        """The interface's name."""
        return self.interface.name.rpartition(".")[2]

    def __call__(self, *args: Any) -> Any:
        return self.interface.construct(*args)

    def __repr__(self) -> str:
        return f"<constructor {self.interface.name}>"
