"""Every item of js-sys, and of a part of web-sys, and our answer.

They are listed by the sections of guests that link all of it: `tests/guests/js_sys_inventory` and
`tests/guests/web_sys_inventory`. Whether an item is served is asked of the realm that guests get,
not written down here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hostapi import defaults, fetching, new_realm
from hostapi.realm import Realm
from runtime.bindgen.program import (
    Constructor,
    Getter,
    Import,
    ImportFunction,
    ImportStatic,
    ImportType,
    IndexingDeleter,
    IndexingGetter,
    IndexingSetter,
    MethodData,
    Setter,
)
from runtime.bindgen.section import read_section
from runtime.core.members import MISSING
from runtime.linker.scope import HostScope
from runtime.loop import GuestLoop
from runtime.testing import MockClock, Reports
from runtime.wasm import decode_module
from tests.guests.build import REPOSITORY
from tests.guests.releases import NEW

LIBRARIES: Final = ("js-sys", "web-sys")
BUILT: Final = REPOSITORY / "tests" / "guests" / "built"
NOT_YET: Final = "not served yet"

MAY_BE_REFUSED: Final = ("eval", "Function(text)", "Intl", "Proxy")
"""What no host without a JavaScript engine is asked for."""

# What js-sys names for itself, since JavaScript has no name in its global scope for it.
_NAMELESS: Final = {
    "Generator": "Generator Prototype",
    "AsyncGenerator": "Async Generator Prototype",
    "AsyncIterator": "Async Iterator",
}
_MATCH: Final = "RegExpMatchArray"
_OPTIONAL_VALUES: Final = ("global", "self", "window")
"""Values that js-sys takes for None where they are not there, as none of them is in a worker."""

_TEXT_CONSTRUCTORS: Final = ("Function",)


@dataclass(frozen=True, order=True)
class Item:
    """One thing that a guest can import from js-sys or web-sys.

    Attributes:
        path: its class or namespace, dotted; empty for the global scope.
        kind: ``constructor``, ``static``, ``static getter``, ``method``, ``getter``, ``setter``,
            ``index``, ``function`` or ``value``.
        name: as JavaScript has it.

    """

    path: str
    kind: str
    name: str

    @property
    def full_name(self) -> str:
        """Its name as refusals have it: ``Array.fromAsync``."""
        if self.kind == "constructor":
            return f"{self.path}(text)" if self.path in _TEXT_CONSTRUCTORS else self.path
        return f"{self.path}.{self.name}" if self.path else self.name


@dataclass(frozen=True)
class Answer:
    """Whether an item is served.

    Attributes:
        item: the item.
        refused: why not, or None.

    """

    item: Item
    refused: str | None

    @property
    def may_be_refused(self) -> bool:
        """Tell whether it is among `MAY_BE_REFUSED`."""
        name = self.item.full_name
        return name in MAY_BE_REFUSED or name.partition(".")[0] in MAY_BE_REFUSED


@dataclass(frozen=True)
class Inventory:
    """One of the libraries, item by item.

    Attributes:
        answers: for items of JavaScript's own classes and namespaces, and its functions.
        fields: of plain objects that have no class (``CollatorOptions``): they are properties,
            which can be read and written on any object.

    """

    answers: tuple[Answer, ...]
    fields: tuple[Item, ...]


def inventory(library: str = "js-sys") -> Inventory:
    """Ask the realm about every item of one of `LIBRARIES`."""
    realm = new_realm()
    loop = GuestLoop(MockClock(), Reports())
    names = {**defaults(loop, realm), **fetching.install(realm, lambda *_: None)}
    scope = HostScope(names, {}, realm)
    items = sorted(set(items_of(library)))
    plain = {item.path for item in items} - {
        item.path for item in items if item.kind not in ("getter", "setter")
    }
    plain = {path for path in plain if not realm.serves(path, "class") and "." not in path}
    answers = (_answer(realm, scope, item) for item in items if item.path not in plain)
    return Inventory(tuple(answers), tuple(item for item in items if item.path in plain))


def items_of(library: str) -> Iterator[Item]:
    """Yield the items in the order of the section, overloads and all."""
    built = BUILT / f"{library.replace('-', '_')}_inventory-{NEW}.wasm"
    section = read_section(decode_module(built.read_bytes()))
    assert section is not None
    for program in section.programs:
        if program.unique_crate_identifier.startswith(f"{library}-"):
            for item in program.imports:
                yield from _items(item)


def _items(item: Import) -> Iterator[Item]:
    namespace, kind = tuple(item.js_namespace or ()), item.kind
    if isinstance(kind, ImportStatic):
        yield Item(".".join(namespace), "value", kind.name)
    elif isinstance(kind, ImportFunction) and not kind.function.name.startswith("__wbindgen"):
        if kind.method is not None:
            yield _member(namespace, kind.function.name, kind.method)
        elif item.module is None:
            yield Item(".".join(namespace), "function", kind.function.name)
    elif isinstance(kind, ImportType):
        return


def _member(namespace: tuple[str, ...], name: str, method: MethodData) -> Item:
    path = ".".join([*namespace, method.class_name])
    if isinstance(method.kind, Constructor):
        return Item(path, "constructor", "new")
    operation, static = method.kind.kind, "static " if method.kind.is_static else ""
    if isinstance(operation, (Getter, Setter)) and operation.value.isdecimal():
        return Item(path, "index", "getter" if isinstance(operation, Getter) else "setter")
    if isinstance(operation, Getter):
        return Item(path, f"{static}getter", operation.value)
    if isinstance(operation, Setter):
        return Item(path, f"{static}setter", operation.value)
    if isinstance(operation, (IndexingGetter, IndexingSetter, IndexingDeleter)):
        return Item(path, "index", type(operation).__name__.removeprefix("Indexing").lower())
    return Item(path, "static" if static else "method", name)


def _answer(realm: Realm, scope: HostScope, item: Item) -> Answer:
    reason = realm.refusal(item.full_name)
    if reason is None and not _serves(realm, scope, item):
        reason = NOT_YET
    return Answer(item, reason)


def _serves(realm: Realm, scope: HostScope, item: Item) -> bool:
    if item.kind in ("function", "value"):
        names = item.full_name.split(".")
        found = scope.find(None, names)
        if item.kind == "value":
            return found is not MISSING or item.name in _OPTIONAL_VALUES
        return callable(found)
    if item.path == _MATCH:
        own = realm.interfaces[_MATCH].instance_properties
        return item.kind == "index" or item.name in own
    if item.kind == "index":
        return realm.serves(item.path, "class")
    return realm.serves(_NAMELESS.get(item.path, item.path), item.kind, item.name)
