"""The relay of one instance: when there is one, and how it is opened (`runtime.engine.relay`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from runtime.adapters.import_programs import MOST_NUMBERS
from runtime.adapters.programs import effect_program
from runtime.core.closures import ClosureTable
from runtime.engine.glue import direct_memory, new_import, new_relay
from runtime.engine.interface import Extern, Signature, Store
from runtime.engine.relay import relay_text
from runtime.engine.sink import BATON, Sink
from runtime.instance.environment import Environment
from runtime.module import Module

if TYPE_CHECKING:
    from runtime.engine._crossing import Program, Relay

RELAYED_AFTER: Final = 200
"""Calls of closures after which there is a relay. To open one takes 0.3 ms with a compile cache."""


class Relays:
    """The relay of one instance, and the imports that pause it.

    Args:
        env: the instance's environment.
        closures: its heap closures.
        store: where it lives.
        module: what it is an instance of.
        observed: its calls are timed, or shown to somebody.

    Attributes:
        relay: the relay; None where closures are called one by one: without the C extension, and
            where closures are traced, or calls observed.

    """

    def __init__(
        self,
        env: Environment,
        closures: ClosureTable,
        store: Store,
        module: Module,
        *,
        observed: bool,
    ) -> None:
        self._env = env
        self._store = store
        self._module = module
        self._sink: Sink | None = None
        self._imports: Mapping[tuple[str, str], Extern] | None = None
        self.relay: Relay | None = None
        if not observed and env.glue is not None and module.section is not None:
            offset = module.section.profile.heap_offset
            self.relay = new_relay(env.barred, closures.programs, offset, self._open, RELAYED_AFTER)

    def attach(self, imports: Mapping[tuple[str, str], Extern], sink: Sink) -> None:
        """Take what the helper module imports, once the guest is instantiated."""
        self._imports = imports
        self._sink = sink

    def detach(self) -> None:
        """Let go of the engine's objects: the guest is closed."""
        self._imports = self._sink = None
        if self.relay is not None:
            self.relay.detach()

    def _open(self) -> tuple[Program, object, int] | None:
        """Return what calls closures, and where the baton lies; None where there is no table."""
        relay, sink = self.relay, self._sink
        if self._imports is None or relay is None or sink is None:
            return None
        if ("guest", "table") not in self._imports:
            return None
        imports = {**self._imports, ("sink", "words"): sink.words}
        made = self._store.instantiate(self._module.helper(relay_text(BATON)), imports)
        program = effect_program(self._env, "relay of closures", made.function("run"), relay.pause)
        return program, direct_memory(sink.memory), BATON

    def pausing(self, function: Callable[..., Any], signature: Signature) -> Callable[..., Any]:
        """Return an import that C does not serve, so that it pauses the relay when it is called.

        Args:
            function: what serves it, by numbers.
            signature: its wasm type.

        """
        relay, glue = self.relay, self._env.glue
        if relay is None or glue is None:
            return function
        if len(signature.params) > MOST_NUMBERS:
            pause = relay.pause

            def paused(*numbers: Any) -> Any:
                pause()
                return function(*numbers)

            return paused
        return new_import(glue, None, signature, b"", False, lambda: (function, function))
