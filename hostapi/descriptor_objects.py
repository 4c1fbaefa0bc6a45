"""Property descriptors as objects (ECMAScript, 6.2.6.4 and 6.2.6.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hostapi.conversions import is_primitive
from hostapi.plain_objects import JsObject
from hostapi.properties import Accessor, Attributes, Descriptor
from runtime.core.members import MISSING
from runtime.core.values import is_falsy

if TYPE_CHECKING:
    from hostapi.realm import Realm


def from_descriptor(value: Any, attributes: Attributes) -> JsObject:
    """Return the object that describes a property: a value or an `Accessor`."""
    made = JsObject()
    if isinstance(value, Accessor):
        made["get"], made["set"] = value.get, value.set
    else:
        made["value"], made["writable"] = value, attributes.writable
    made["enumerable"] = attributes.enumerable
    made["configurable"] = attributes.configurable
    return made


def to_descriptor(realm: Realm, value: Any) -> Descriptor:
    """Return what an object says of a property.

    Raises:
        TypeError: it is no object, or contradicts itself.

    """
    if is_primitive(value):
        raise TypeError(f"Property description must be an object: {realm.describe(value)}")

    def flag(name: str) -> Any:
        found = realm.find(value, name)
        return MISSING if found is MISSING else not is_falsy(found)

    made = Descriptor(
        enumerable=flag("enumerable"),
        configurable=flag("configurable"),
        value=realm.find(value, "value"),
        writable=flag("writable"),
        get=realm.find(value, "get"),
        set=realm.find(value, "set"),
    )
    for found, name in ((made.get, "Getter"), (made.set, "Setter")):
        if found is not MISSING and found is not None and not callable(found):
            raise TypeError(f"{name} must be a function: {realm.describe(found)}")
    if made.is_accessor and made.is_data:
        raise TypeError(
            "Invalid property descriptor. Cannot both specify accessors and a value or writable "
            f"attribute, {realm.describe(value)}"
        )
    return made
