"""What a guest has only where the application gives it: ``open(..., host=[capability])``.

A capability of your own is a subclass of `Capability` with the one method `give`:

    class Files(Capability):
        def __init__(self, folder):
            self._folder = folder

        @asynccontextmanager
        async def give(self, realm, loop):
            folder = await anyio.open_path(self._folder)   # what the guest is to have
            try:
                yield {"readText": lambda name: ...}       # its names, for the global scope
            finally:
                ...                                        # the guest is gone
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hostapi.loops import RealmLoop
    from hostapi.realm import Realm


class Capability(ABC):
    """Something that the application may give to guests; one object serves any number of them."""

    @abstractmethod
    def give(
        self, realm: Realm, loop: RealmLoop
    ) -> AbstractAsyncContextManager[Mapping[str, object]]:
        """Serve one guest for the length of an ``async with`` block.

        The block begins before the guest is linked, and ends after it is gone: its coroutines have
        ended, its structs are freed. Its exit may be reached under cancellation, so what has to be
        awaited there needs a shielded scope.

        Args:
            realm: the guest's JavaScript objects. `Realm.add` adds interfaces of your own;
                ``realm.promises.start(coroutine)`` runs a coroutine in the guest's task group and
                returns the promise of it.
            loop: the guest's event loop.

        Returns:
            what gives names for the global scope, as a mapping given as ``host`` would.

        Raises:
            TypeError: the guest lacks what the capability needs.

        """


async def given(stack: AsyncExitStack, host: object, realm: Realm, loop: RealmLoop) -> list[object]:
    """Have the capabilities among what was given as ``host`` serve a guest.

    Args:
        stack: ends their blocks.
        host: as for `runtime.open`.
        realm: the guest's.
        loop: the guest's.

    Returns:
        the same, with the names that each capability gives in its place.

    """
    parts = list(host) if isinstance(host, (list, tuple)) else [host]
    for index, part in enumerate(parts):
        if isinstance(part, Capability):
            parts[index] = await stack.enter_async_context(part.give(realm, loop))
    return parts
