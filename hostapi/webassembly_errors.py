"""The errors of ``WebAssembly`` (WebAssembly JavaScript Interface, Error Objects)."""

from __future__ import annotations

from typing import ClassVar

from hostapi import error, errors


class CompileError(errors.Error):
    """``WebAssembly.CompileError``."""


class LinkError(errors.Error):
    """``WebAssembly.LinkError``."""


class RuntimeError(errors.Error):  # its name in JavaScript
    """``WebAssembly.RuntimeError``."""


class _WebAssemblyError(error.Error):
    types: ClassVar[tuple[type, ...]] = ()
    parent = "Error"
    constructor_parent = "Error"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        own_name = cls.python_class.__name__
        cls.name = f"WebAssembly.{own_name}"
        cls.types = (cls.python_class,)
        cls.prototype_constants = {"name": own_name, "message": ""}


class CompileErrorInterface(_WebAssemblyError):
    """``WebAssembly.CompileError``."""

    python_class = CompileError


class LinkErrorInterface(_WebAssemblyError):
    """``WebAssembly.LinkError``."""

    python_class = LinkError


class RuntimeErrorInterface(_WebAssemblyError):
    """``WebAssembly.RuntimeError``."""

    python_class = RuntimeError
