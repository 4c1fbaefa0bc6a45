"""``Symbol`` (ECMAScript, 20.4 Symbol Objects)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from hostapi.interface import Interface, getter, method, static
from hostapi.properties import Key
from runtime.core import values
from runtime.core.members import MISSING
from runtime.core.values import SYMBOL_TO_PRIMITIVE, Symbol

if TYPE_CHECKING:
    from hostapi.realm import Realm


class SymbolInterface(Interface):
    """Symbols; those of ``Symbol.for`` are the realm's."""

    name = "Symbol"
    types: ClassVar[tuple[type, ...]] = (Symbol,)
    tag = "Symbol"
    constructible = False
    constants: ClassVar[dict[str, object]] = {
        "asyncDispose": values.SYMBOL_ASYNC_DISPOSE,
        "asyncIterator": values.SYMBOL_ASYNC_ITERATOR,
        "dispose": values.SYMBOL_DISPOSE,
        "hasInstance": values.SYMBOL_HAS_INSTANCE,
        "isConcatSpreadable": values.SYMBOL_IS_CONCAT_SPREADABLE,
        "iterator": values.SYMBOL_ITERATOR,
        "match": values.SYMBOL_MATCH,
        "matchAll": values.SYMBOL_MATCH_ALL,
        "replace": values.SYMBOL_REPLACE,
        "search": values.SYMBOL_SEARCH,
        "species": values.SYMBOL_SPECIES,
        "split": values.SYMBOL_SPLIT,
        "toPrimitive": values.SYMBOL_TO_PRIMITIVE,
        "toStringTag": values.SYMBOL_TO_STRING_TAG,
        "unscopables": values.SYMBOL_UNSCOPABLES,
    }

    def __init__(self, realm: Realm) -> None:
        super().__init__(realm)
        self._registry: dict[str, Symbol] = {}

    def construct(self, *_: Any) -> Any:
        """Refuse: symbols are no objects.

        Raises:
            TypeError: always.

        """
        raise TypeError("Symbol is not a constructor")

    def call(self, *args: Any) -> Symbol:
        """Return ``Symbol(description)``."""
        if not args or args[0] is None:
            return Symbol()
        return Symbol(self.realm.to_string(args[0]))

    def own(self, this: Any, key: Key) -> Any:
        return MISSING

    def extensible(self, this: Any) -> bool:
        return False

    @static
    def for_(self, key: Any = None) -> Symbol:
        text = self.realm.to_string(key)
        return self._registry.setdefault(text, Symbol(text))

    @static
    def keyFor(self, symbol: Any = None) -> str | None:
        if not isinstance(symbol, Symbol):
            raise TypeError(f"{self.realm.describe(symbol)} is not a symbol")
        text = symbol.description
        return text if text is not None and self._registry.get(text) is symbol else None

    @getter
    def description(self, this: Any) -> str | None:
        return self._symbol(this, "description").description

    @method
    def toString(self, this: Any) -> str:
        return repr(self._symbol(this, "toString"))

    @method
    def valueOf(self, this: Any) -> Symbol:
        return self._symbol(this, "valueOf")

    @method(SYMBOL_TO_PRIMITIVE)
    def to_primitive(self, this: Any, _hint: Any = None) -> Symbol:
        """Return the symbol."""
        return self._symbol(this, "[Symbol.toPrimitive]")

    def _symbol(self, this: Any, member: str) -> Symbol:
        if not isinstance(this, Symbol):
            raise TypeError(f"Symbol.prototype.{member} requires that 'this' be a Symbol")
        return this
