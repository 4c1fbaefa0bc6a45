from __future__ import annotations

import pytest

from tests.supported.inventory import LIBRARIES, NOT_YET, inventory
from tests.supported.page import SUPPORTED, page


def test_supported_says_what_is_there() -> None:
    assert SUPPORTED.read_text("utf-8") == page(), "run `python -m tests.supported`"


def test_every_class_of_the_inventory_has_items() -> None:
    found = inventory()
    paths = {answer.item.path for answer in found.answers}
    assert {"", "Array", "Math", "Reflect", "Intl.Locale", "WebAssembly.Memory"} <= paths
    assert len(found.answers) > 800


def test_the_interfaces_of_web_sys_have_items() -> None:
    answers = inventory("web-sys").answers
    assert {"console", "Crypto", "Performance", "WorkerGlobalScope"} <= {
        a.item.path for a in answers
    }
    assert len(answers) > 100


@pytest.mark.parametrize("library", LIBRARIES)
def test_what_is_not_served_has_its_reason(library: str) -> None:
    without = [answer.item for answer in inventory(library).answers if answer.refused == NOT_YET]
    assert without == [], "serve it, or say why not in hostapi/refusals.py"
