"""``DOMException`` (WebIDL, 2.8.1 Base DOMException error names and the interface)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Final

from hostapi import errors
from hostapi.conversions import is_primitive
from hostapi.error import Error
from hostapi.instances import shown
from hostapi.interface import getter
from hostapi.properties import Key
from runtime.core.members import MISSING

_NAMES: Final = (
    *("INDEX_SIZE_ERR", "DOMSTRING_SIZE_ERR", "HIERARCHY_REQUEST_ERR", "WRONG_DOCUMENT_ERR"),
    *("INVALID_CHARACTER_ERR", "NO_DATA_ALLOWED_ERR", "NO_MODIFICATION_ALLOWED_ERR"),
    *("NOT_FOUND_ERR", "NOT_SUPPORTED_ERR", "INUSE_ATTRIBUTE_ERR", "INVALID_STATE_ERR"),
    *("SYNTAX_ERR", "INVALID_MODIFICATION_ERR", "NAMESPACE_ERR", "INVALID_ACCESS_ERR"),
    *("VALIDATION_ERR", "TYPE_MISMATCH_ERR", "SECURITY_ERR", "NETWORK_ERR", "ABORT_ERR"),
    *("URL_MISMATCH_ERR", "QUOTA_EXCEEDED_ERR", "TIMEOUT_ERR", "INVALID_NODE_TYPE_ERR"),
    "DATA_CLONE_ERR",
)
_CONSTANTS: Final[dict[str, object]] = {name: code for code, name in enumerate(_NAMES, 1)}


class DOMException(Error):
    """Errors of the web's interfaces: their name, message and code are the prototype's."""

    name = "DOMException"
    types: ClassVar[tuple[type, ...]] = (errors.DOMException,)
    parent = "Error"
    length = 0
    tag = "DOMException"
    python_class = errors.DOMException
    constants: ClassVar[dict[str, object]] = _CONSTANTS
    variables: ClassVar[Mapping[Key, object]] = MappingProxyType({})
    prototype_constants: ClassVar[Mapping[str, object]] = MappingProxyType(_CONSTANTS)

    def construct(self, message: Any = None, options: Any = None, *_: Any) -> errors.DOMException:
        """Return ``new DOMException(message, nameOrOptions)``."""
        name = options if is_primitive(options) else self.realm.get(options, "name")
        made = errors.DOMException(
            "" if message is None else self.realm.to_string(message),
            "Error" if name is None else self.realm.to_string(name),
        )
        self.install_cause(made, options)
        return made

    def call(self, *_: Any) -> Any:
        raise TypeError("Class constructor DOMException cannot be invoked without 'new'")

    def own(self, this: Any, key: Key) -> Any:
        return MISSING if key in ("name", "message", "code") else super().own(this, key)

    @getter("name")
    def get_name(self, this: object) -> str:
        return self._exception(this).name

    @getter
    def message(self, this: object) -> str:
        return self._exception(this).message

    @getter
    def code(self, this: object) -> int:
        return self._exception(this).code

    def header(self, this: Any) -> str:
        return f"{this.name}: {this.message}" if this.message else str(this.name)

    def _exception(self, this: object) -> errors.DOMException:
        if not isinstance(this, errors.DOMException):
            raise TypeError(f"{shown(self, this)} is not a DOMException")
        return this
