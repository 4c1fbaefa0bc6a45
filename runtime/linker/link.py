"""Linking: every import of one instance joined to what serves it there, or reported missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from runtime.core.members import MISSING
from runtime.errors import MissingImport
from runtime.linker.plan import Generic, Key, LinkPlan, Reexport, Served, Unlinked
from runtime.linker.scope import HostScope
from runtime.linker.targets import Lookup, Target, Unserved
from runtime.records import field, record


@record
class Links:
    """The outcome of linking.

    Attributes:
        plan: what each import is.
        targets: what serves those imports and generics, by name, that are `Served` or `Generic`.
            What nothing serves has an `Unlinked` here.
        reexports: what the guest exports of what it imports, by the name under which it does.
        missing: what nothing serves, once each. A generic import is among them where the module's
            code shows that it is used.

    """

    plan: LinkPlan
    targets: dict[Key, Target | Unlinked] = field(default_factory=dict)
    generics: dict[str, Target | Unlinked] = field(default_factory=dict)
    reexports: dict[str, object] = field(default_factory=dict)
    missing: list[MissingImport] = field(default_factory=list)


def link(plan: LinkPlan, scope: HostScope, intrinsics: Mapping[str, Callable[..., Any]]) -> Links:
    """Link every import of a module against one host.

    Args:
        plan: what the module imports.
        scope: what the host serves.
        intrinsics: functions by name, without prefix.

    """
    return _Linker(plan, scope, intrinsics).link()


class _Linker:
    def __init__(
        self, plan: LinkPlan, scope: HostScope, intrinsics: Mapping[str, Callable[..., Any]]
    ) -> None:
        self._plan = plan
        self._scope = scope
        self._lookup = Lookup(scope, intrinsics)
        self._links = Links(plan)

    def link(self) -> Links:
        plan, links, lookup = self._plan, self._links, self._lookup
        for key, item in plan.links.items():
            if isinstance(item, Served):
                try:
                    links.targets[key] = item.find(lookup)
                except Unserved as unserved:
                    unlinked = links.targets[key] = self._unlinked(unserved, item.wanted)
                    links.missing.append(unlinked.missing)
            elif isinstance(item, Unlinked):
                links.missing.append(item.missing)
        for shim, generic in plan.generics.items():
            self._generic(shim, generic)
        for reexport in plan.reexports:
            self._reexport(reexport)
        return links

    def _generic(self, shim: str, generic: Generic) -> None:
        links = self._links
        try:
            links.generics[shim] = generic.find(self._lookup)
        except Unserved as unserved:
            unlinked = links.generics[shim] = self._unlinked(unserved, generic.wanted)
            if shim in self._plan.used_generics:
                links.missing.append(unlinked.missing)

    def _reexport(self, reexport: Reexport) -> None:
        """Find what a module exports of its host, whether or not it uses it itself."""
        links, module, path = self._links, reexport.module, reexport.path
        found = self._lookup.find(module, path)
        if found is not MISSING:
            links.reexports[reexport.name] = found
        elif not any(missing.name == ".".join(path) for missing in links.missing):
            unlinked = self._unlinked(Unserved(module, path), reexport.wanted)
            links.missing.append(unlinked.missing)

    def _unlinked(self, unserved: Unserved, wanted: str) -> Unlinked:
        module, name = unserved.module, ".".join(unserved.path)
        nearest = self._scope.nearest(module, unserved.path)
        reason = self._scope.members.refusal(name) if module is None else None
        snippet = module in self._plan.snippets
        return Unlinked(MissingImport(name, wanted, module, nearest, reason, snippet))
