"""``Error`` and its family (ECMAScript, 20.5 Error Objects): of Python's exceptions."""

from __future__ import annotations

import builtins
import traceback
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from hostapi import errors
from hostapi.conversions import is_primitive
from hostapi.interface import Interface, method, static
from hostapi.properties import HIDDEN, PLAIN, Accessor, Attributes, Descriptor, Key
from runtime.core.members import MISSING
from runtime.errors import JsError, ThrownValue

_ASSIGNED = "_assigned"
"""Attribute of an exception: those fields that are properties by assignment, and enumerable."""
_HIDDEN_FIELDS = ("message", "stack", "cause", "errors", "error", "suppressed")


class Error(Interface):
    """Exceptions. What Python code raised is an error for guests, of the class most like it."""

    name = "Error"
    types: ClassVar[tuple[type, ...]] = (BaseException, JsError)
    python_class: ClassVar[type[errors.Error]] = errors.Error
    prototype_constants: ClassVar[Mapping[str, object]] = {"name": "Error", "message": ""}
    builtin_tag = "Error"
    variables: ClassVar[Mapping[Key, object]] = MappingProxyType({"stackTraceLimit": 10})
    instance_properties = ("message", "name", "cause", "stack", "errors", "error", "suppressed")
    length = 1

    def construct(self, message: Any = None, options: Any = None, *_: Any) -> errors.Error:
        """Return ``new Error(message, options)``."""
        made = self.python_class("" if message is None else self.realm.to_string(message))
        if message is None:
            del made.message
        self.install_cause(made, options)
        return made

    def install_cause(self, error: errors.Error, options: Any) -> None:
        """Do as InstallErrorCause; a cause that is an exception is Python's cause too."""
        if is_primitive(options):
            return
        cause = self.realm.find(options, "cause")
        if cause is not MISSING:
            vars(error)["cause"] = cause
            if isinstance(cause, BaseException):
                error.__cause__ = cause

    # --- own properties -------------------------------------------------------------------------

    def own(self, this: Any, key: Key) -> Any:
        if isinstance(key, str) and key in ("name", "message", "stack", "cause"):
            return getattr(self, f"_own_{key}")(this)
        return MISSING if key == _ASSIGNED else vars(this).get(key, MISSING)

    def _own_name(self, this: Any) -> Any:
        inherited = self.realm.prototypes[self.name].own("name")
        if isinstance(this, JsError):
            return MISSING if this.name == inherited else this.name
        set_by_guest = vars(this).get("name", MISSING)
        if set_by_guest is not MISSING or type(this) in self.types:
            return set_by_guest
        return type(this).__name__

    def _own_message(self, this: Any) -> Any:
        given = vars(this).get("message", MISSING)
        if given is not MISSING or isinstance(this, JsError):
            return given
        if isinstance(this, KeyError) and this.args:
            return str(this.args[0])
        return str(this) or MISSING

    def _own_stack(self, this: Any) -> Any:
        given = vars(this).get("stack", MISSING)
        return stack_of(self.header(this), this) if given is MISSING else given

    def _own_cause(self, this: Any) -> Any:
        given = vars(this).get("cause", MISSING)
        if given is MISSING and this.__cause__ is not None:
            cause = this.__cause__
            return cause.value if isinstance(cause, ThrownValue) else cause
        return given

    def header(self, this: Any) -> str:
        """Return what ``Error.prototype.toString`` gives for an exception."""
        name, message = self.realm.get(this, "name"), self.realm.get(this, "message")
        name = "Error" if name is None else self.realm.to_string(name)
        message = "" if message is None else self.realm.to_string(message)
        return f"{name}: {message}" if name and message else name or message

    def set_own(self, this: Any, key: Key, value: Any) -> None:
        if key in _HIDDEN_FIELDS and self.own(this, key) is MISSING:
            vars(this).setdefault(_ASSIGNED, set()).add(key)
        vars(this)[key] = value
        if key == "cause" and isinstance(value, BaseException):
            this.__cause__ = value

    def delete_own(self, this: Any, key: Key) -> bool:
        if key == "name" and isinstance(this, JsError):
            this.name = str(self.realm.prototypes[self.name].own("name"))
        else:
            vars(this).pop(key, None)
            vars(this).get(_ASSIGNED, set()).discard(key)
        return True

    def own_keys(self, this: Any) -> Iterator[Key]:
        first = [key for key in ("stack", "message") if self.own(this, key) is not MISSING]
        yield from first
        for key in (*(k for k in vars(this) if k != _ASSIGNED), "cause"):
            usual = key == "name" and self.own(this, "name") is MISSING
            if key not in first and not usual and self.own(this, key) is not MISSING:
                yield key
                first.append(key)

    def attributes(self, this: Any, key: Key) -> Attributes:
        assigned = key in vars(this).get(_ASSIGNED, ())
        return HIDDEN if key in _HIDDEN_FIELDS and not assigned else PLAIN

    def define_own(self, this: Any, key: Key, value: Any, attributes: Attributes) -> bool:
        if isinstance(value, Accessor):
            return super().define_own(this, key, value, attributes)
        self.set_own(this, key, value)
        if not attributes.enumerable:
            vars(this).get(_ASSIGNED, set()).discard(key)
        return True

    # --- the prototype's ------------------------------------------------------------------------

    @method
    def toString(self, this: Any) -> str:
        if is_primitive(this):
            shown = self.realm.describe(this)
            raise builtins.TypeError(
                f"Error.prototype.toString requires that 'this' be a JSReceiver: {shown}"
            )
        return self.header(this)

    @static
    def captureStackTrace(self, target: Any, _constructor: Any = None) -> None:
        """Give an object a ``stack``, as V8 does: here it has no frames."""
        if is_primitive(target):
            raise builtins.TypeError(f"Invalid argument: {self.realm.describe(target)}")
        stack = Descriptor(value=self.header(target), writable=True, configurable=True)
        if not self.realm.define_own(target, "stack", stack):
            raise builtins.TypeError("Cannot define property stack, object is not extensible")

    @static
    def isError(self, value: Any = None) -> bool:
        return isinstance(value, BaseException)


def stack_of(header: str, error: BaseException) -> str:
    """Return an exception's ``stack``: its text, and the Python frames it passed, innermost first.

    Args:
        header: its text.
        error: the exception.

    """
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"\n    at {each.name} ({each.filename}:{each.lineno})" for each in reversed(frames)]
    return header + "".join(lines)


class _NativeError(Error):
    """One of the native errors (20.5.6): its prototype inherits from Error's."""

    types: ClassVar[tuple[type, ...]] = ()
    variables: ClassVar[Mapping[Key, object]] = MappingProxyType({})
    parent = "Error"
    constructor_parent = "Error"


class AggregateError(_NativeError):
    """Several errors in one."""

    name = "AggregateError"
    types: ClassVar[tuple[type, ...]] = (errors.AggregateError,)
    python_class = errors.AggregateError
    prototype_constants: ClassVar[Mapping[str, object]] = {"name": "AggregateError", "message": ""}
    length = 2

    def construct(self, *args: Any) -> errors.Error:
        """Return ``new AggregateError(errors, message, options)``."""
        causes = args[0] if args else None
        made = super().construct(*args[1:3])
        vars(made)["errors"] = list(self.realm.iterate(causes))
        return made


class EvalError(_NativeError):
    """Of ``eval``."""

    name = "EvalError"
    types: ClassVar[tuple[type, ...]] = (errors.EvalError,)
    python_class = errors.EvalError
    prototype_constants: ClassVar[Mapping[str, object]] = {"name": "EvalError", "message": ""}


class RangeError(_NativeError):
    """Too large, too small, too deep."""

    name = "RangeError"
    types: ClassVar[tuple[type, ...]] = (
        errors.RangeError,
        OverflowError,
        RecursionError,
        ZeroDivisionError,
    )
    python_class = errors.RangeError
    prototype_constants: ClassVar[Mapping[str, object]] = {"name": "RangeError", "message": ""}


class ReferenceError(_NativeError):  # its name in JavaScript
    """A name that nothing has."""

    name = "ReferenceError"
    types: ClassVar[tuple[type, ...]] = (errors.ReferenceError, NameError)
    python_class = errors.ReferenceError
    prototype_constants: ClassVar[Mapping[str, object]] = {"name": "ReferenceError", "message": ""}


class SuppressedError(_NativeError):
    """One that hid another."""

    name = "SuppressedError"
    types: ClassVar[tuple[type, ...]] = (errors.SuppressedError,)
    python_class = errors.SuppressedError
    prototype_constants: ClassVar[Mapping[str, object]] = {"name": "SuppressedError", "message": ""}
    length = 3

    def construct(self, *args: Any) -> errors.Error:
        """Return ``new SuppressedError(error, suppressed, message, options)``."""
        error, suppressed, *rest = (*args, None, None)[: max(2, len(args))]
        made = super().construct(*rest[:2])
        vars(made).update(error=error, suppressed=suppressed)
        return made


class SyntaxError(_NativeError):  # its name in JavaScript
    """Text that is no source, no number, no JSON."""

    name = "SyntaxError"
    types: ClassVar[tuple[type, ...]] = (errors.SyntaxError, builtins.SyntaxError)
    python_class = errors.SyntaxError
    prototype_constants: ClassVar[Mapping[str, object]] = {"name": "SyntaxError", "message": ""}


class TypeError(_NativeError):  # its name in JavaScript
    """A value of a type that will not do."""

    name = "TypeError"
    types: ClassVar[tuple[type, ...]] = (errors.TypeError, builtins.TypeError)
    python_class = errors.TypeError
    prototype_constants: ClassVar[Mapping[str, object]] = {"name": "TypeError", "message": ""}


class URIError(_NativeError):
    """Text that cannot be decoded or encoded for a URI."""

    name = "URIError"
    types: ClassVar[tuple[type, ...]] = (errors.URIError, UnicodeError)
    python_class = errors.URIError
    prototype_constants: ClassVar[Mapping[str, object]] = {"name": "URIError", "message": ""}
