"""What the guest drops: values of its JavaScript heap, and heap closures."""

from __future__ import annotations

from collections.abc import Callable

from runtime.adapters.cache import AdapterCache
from runtime.adapters.import_programs import DROP, import_program, import_signature
from runtime.bindgen.descriptor import Kind
from runtime.core.handles import Handles
from runtime.engine.glue import new_import
from runtime.engine.interface import Signature
from runtime.engine.sink import DropRef, Unref
from runtime.instance.environment import Environment
from runtime.instance.heap_closures import HeapClosures

_UNREF = "_wbg_cb_unref"


class HostDrops:
    """Makes the functions, of numbers, that drop things of one instance.

    Args:
        env: the instance's environment.
        handles: its JavaScript heap.
        heap_closures: its heap closures.
        cache: compiled adapters of the module.

    """

    def __init__(
        self,
        env: Environment,
        handles: Handles,
        heap_closures: HeapClosures,
        cache: AdapterCache,
    ) -> None:
        self._env = env
        self._handles = handles
        self._heap_closures = heap_closures
        self._cache = cache

    def unref(self) -> Unref:
        """Return what the sink calls for a closure that Rust drops, whose handle it takes too."""
        env, cache, target = self._env, self._cache, self._heap_closures.drop_for_sink
        args, ret = (Kind.EXTERNREF,), Kind.I64

        def generic() -> Unref:
            made: Unref = cache.imported(_UNREF, args, ret, False)(env, target)[0]
            return made

        ops = import_program(args, ret, cache.profile)
        if env.glue is None or ops is None:
            return generic()
        signature = import_signature(args, ret, cache.profile)

        def both() -> tuple[Unref, Callable[..., int]]:
            return generic(), cache.returned(_UNREF, ret, False)(env)

        return new_import(env.glue, target, signature, ops, False, both)

    def drop_ref(self) -> DropRef:
        """Return what drops a handle. Nothing is asked more often: it does nothing else."""
        take, leaving = self._handles.take, self._env.leaving

        def drop_ref(handle: int) -> None:
            try:
                take(handle)
            except BaseException as error:
                leaving(error)
                raise

        glue = self._env.glue
        if glue is None:
            return drop_ref
        # The program leaves what is wrong to the function.
        signature = Signature(("i32",), None)
        return new_import(glue, None, signature, DROP, False, lambda: (drop_ref, drop_ref))
