"""Closures called by mailbox: the helper modules of one instance (`runtime.engine.mailbox`)."""

from __future__ import annotations

from collections.abc import Mapping

from runtime.adapters.support import text_from
from runtime.engine.interface import Extern, Store
from runtime.engine.mailbox import Mailbox, MailboxShape, mailbox_text
from runtime.module import Module
from runtime.module.plan import FREE
from runtime.wasm.model import FuncType

# Without `align`, and with it.
_FREES = (FuncType(("i32",) * 2, ()), FuncType(("i32",) * 3, ()))


class Mailboxes:
    """What closures of one instance are called by, where their numbers cross in memory.

    Args:
        store: where it lives.
        module: what it is an instance of.

    """

    def __init__(self, store: Store, module: Module) -> None:
        self._store = store
        self._module = module
        self._imports: Mapping[tuple[str, str], Extern] | None = None

    def attach(self, imports: Mapping[tuple[str, str], Extern]) -> None:
        """Take what the helper modules import, once the guest is instantiated."""
        self._imports = imports

    def detach(self) -> None:
        """Let go of the engine's objects: the guest is closed."""
        self._imports = None

    def open(self, shape: MailboxShape) -> Mailbox | None:
        """Return what calls closures of a type.

        Args:
            shape: the type.

        Returns:
            None where the guest is closed, or has text that it cannot free.

        """
        wasm = self._module.wasm
        free = wasm.export_by_name(FREE) and wasm.function_type(FREE)
        if self._imports is None or (shape.text and free not in _FREES):
            return None
        text = mailbox_text(shape, aligned=free == _FREES[1])
        made = self._store.instantiate(self._module.helper(text), self._imports)
        return made.function("run"), made.function("mailbox")(), shape.results, text_from
