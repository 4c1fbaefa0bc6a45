"""Where a guest's imports are looked for: the global scope, and modules by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from runtime.core.members import MISSING, Members
from runtime.records import field, record


@record(frozen=True)
class HostScope:
    """What the host serves.

    Attributes:
        names: the global scope.
        modules: what ``#[wasm_bindgen(module = "...")]`` imports are taken from, by name.
        members: how the guest reaches properties of the host's objects.

    """

    names: Mapping[str, object]
    modules: Mapping[str, object]
    members: Members = field(default_factory=Members)

    def root(self, module: str | None) -> object:
        """Return a module's namespace, or the global scope; `MISSING` if there is no such."""
        return self.names if module is None else self.modules.get(module, MISSING)

    def find(self, module: str | None, path: Sequence[str]) -> Any:
        """Follow property names from a root; return `MISSING` where one is not there."""
        found: object = self.root(module)
        for name in path:
            if found is MISSING or found is None:
                return MISSING
            found = self.members.find(found, name)
        return found

    def nearest(self, module: str | None, path: Sequence[str]) -> str | None:
        """Return the name there is that resembles a missing one most, or None."""
        if module is not None and module not in self.modules:
            return _closest(module, self.modules)
        for depth in range(len(path)):
            owner = self.find(module, path[:depth])
            if self.members.find(owner, path[depth]) is MISSING:
                close = _closest(path[depth], public_names(owner))
                return None if close is None else ".".join([*path[:depth], close])
        return None


def public_names(owner: object) -> list[str]:
    """Return the names that an object offers to a guest."""
    if isinstance(owner, Mapping):
        return [name for name in owner if isinstance(name, str)]
    listed = getattr(owner, "__all__", None)
    names: Iterable[str] = dir(owner) if listed is None else listed
    return [name for name in names if not name.startswith("_")]


def global_scope(defaults: dict[str, object], host: object) -> dict[str, object]:
    """Return hostapi's defaults, the host's names put in, instead of a default of that name too.

    Args:
        defaults: what every guest gets, made for this one: the global object.
        host: a mapping, a module, any object with public attributes, a sequence of such, or None.

    """
    for part in host if isinstance(host, (list, tuple)) else [host]:
        if part is None:
            continue
        if isinstance(part, Mapping):
            defaults.update(part)
        else:
            defaults.update({name: getattr(part, name) for name in public_names(part)})
    return defaults


def _closest(name: str, names: Iterable[str]) -> str | None:
    import difflib  # only what is missing has a nearest name

    by_lower = {candidate.lower(): candidate for candidate in names}
    close = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=0.7)
    return by_lower[close[0]] if close else None
