from __future__ import annotations

import runtime.errors as errors
from runtime.errors import HostError, refused


def test_each_is_a_name_of_the_package_wherever_it_is_made() -> None:
    made = {
        name
        for module in (errors, refused)
        for name, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, HostError)
    }
    assert made <= set(errors.__all__) <= set(dir(errors))
    assert all(getattr(errors, name) is not None for name in errors.__all__)
    assert not hasattr(errors, "Nonsense")
