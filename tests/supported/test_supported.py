from __future__ import annotations

from tests.supported.inventory import NOT_YET, inventory
from tests.supported.page import SUPPORTED, page


def test_supported_says_what_is_there() -> None:
    assert SUPPORTED.read_text("utf-8") == page(), "run `python -m tests.supported`"


def test_every_class_of_the_inventory_has_items() -> None:
    found = inventory()
    paths = {answer.item.path for answer in found.answers}
    assert {"", "Array", "Math", "Reflect", "Intl.Locale", "WebAssembly.Memory"} <= paths
    assert len(found.answers) > 800


def test_what_is_not_served_has_its_reason() -> None:
    without = [answer.item for answer in inventory().answers if answer.refused == NOT_YET]
    assert without == [], "serve it, or say why not in hostapi/refusals.py"
