"""The function object of an interface: ``Array``, ``Date``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hostapi.prototypes import Statics

if TYPE_CHECKING:
    from hostapi.interface import Interface
    from hostapi.plain_objects import JsObject
    from hostapi.realm import Realm


class Constructor:
    """What an interface is in JavaScript: a function; called from Python it constructs.

    Args:
        name: the interface's.
        realm: where it belongs.

    Attributes:
        properties: its own properties: statics, constants, ``prototype``.

    """

    __slots__ = ("__weakref__", "_name", "_realm", "properties")

    properties: Statics

    def __init__(self, name: str, realm: Realm) -> None:
        self._name = name
        self._realm = realm

    def __getattr__(self, name: str) -> Any:
        # As in `hostapi.plain_objects.DeferredObject`: asked for once, of an empty slot.
        if name != "properties":
            raise AttributeError(name)
        self.properties = Statics(self._realm, self._name)
        return self.properties

    @property
    def interface(self) -> Interface:
        """What it constructs."""
        return self._realm.interfaces[self._name]

    @property
    def prototype(self) -> JsObject:
        """The prototype of what it constructs, which nobody can change."""
        return self._realm.prototypes[self._name]

    @property
    def name(self) -> str:
        """The interface's name."""
        return self._name.rpartition(".")[2]

    def __call__(self, *args: Any) -> Any:
        return self.interface.construct(*args)

    def __repr__(self) -> str:
        return f"<constructor {self._name}>"
