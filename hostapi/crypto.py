"""``Crypto`` (Web Cryptography, 10): random numbers."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, ClassVar, Final

from hostapi.errors import DOMException
from hostapi.instances import InstanceInterface, JsInstance, shown
from hostapi.interface import getter, method

QUOTA_BYTES: Final = 65_536
"""More than this is not given at once."""


class JsCrypto(JsInstance):
    """A source of random bytes; give a guest one of your own as ``host={"crypto": ...}``.

    Args:
        token_bytes: returns so many random bytes. What a guest makes keys of must come from the
            operating system, as `os.urandom` does; a test may want the same each time.

    Attributes:
        token_bytes: the same.

    """

    __slots__ = ("token_bytes",)

    def __init__(self, token_bytes: Callable[[int], bytes] = os.urandom) -> None:
        super().__init__()
        self.token_bytes = token_bytes


class Crypto(InstanceInterface):
    """Random numbers; ``subtle`` is refused."""

    name = "Crypto"
    types: ClassVar[tuple[type, ...]] = (JsCrypto,)
    tag = "Crypto"

    def _crypto(self, this: object) -> JsCrypto:
        if not isinstance(this, JsCrypto):
            raise TypeError(f'Value of "this" must be of type Crypto, it is {shown(self, this)}')
        return this

    @method
    def getRandomValues(self, this: object, *args: Any) -> Any:
        crypto = self._crypto(this)
        if not args:
            raise TypeError(
                "Failed to execute 'getRandomValues' on 'Crypto': 1 argument required, but only 0 "
                "present."
            )
        from hostapi.typed_arrays import as_typed_array

        array = as_typed_array(args[0])
        if array is None or array.element.is_float:
            raise DOMException(
                "The data argument must be an integer-type TypedArray", "TypeMismatchError"
            )
        if array.byte_length > QUOTA_BYTES:
            raise DOMException(
                f"The requested length exceeds {QUOTA_BYTES:,} bytes", "QuotaExceededError"
            )
        array.overwrite(crypto.token_bytes(array.byte_length))
        return args[0]

    @method
    def randomUUID(self, this: object) -> str:
        import uuid

        return str(uuid.UUID(bytes=self._crypto(this).token_bytes(16), version=4))

    @getter
    def subtle(self, this: object) -> Any:
        self._crypto(this)
        raise self.realm.refused("Crypto.subtle")
