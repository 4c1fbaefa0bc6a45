"""The releases of wasm-bindgen that guests are built with, and what each of them lacks."""

from __future__ import annotations

from typing import Final

OLD: Final = "0.2.83"
NEW: Final = "0.2.130"

MAIN_RELEASES: Final = (OLD, "0.2.100", "0.2.108", "0.2.127", NEW)
"""What `pytest` runs the guests of: each era, the oldest and the newest."""

MATRIX_RELEASES: Final = tuple(
    f"0.2.{number}"
    for number in (
        *(84, 87, 88, 92, 93, 94, 95, 96, 99),
        *(101, 102, 104, 105, 106, 107, 109, 113, 114, 115, 118, 120, 121, 128),
    )
)
"""The others, which the marker `matrix` adds: each that began a layout of the custom section, and
those on both sides of a change that no schema announced."""

NOT_BUILT: Final[dict[str, str]] = {
    "0.2.119": "not on crates.io: tagged, never published; 0.2.120, of the same schema, stands in",
    "0.2.124": "not on crates.io: never published; its schema is that of 0.2.122 to 0.2.127",
}
"""Releases that a matrix of all layouts and changes would have, and why they are not there."""

LEGACY_C_ABI_UNTIL: Final = 87
"""Up to this one, structs cross by value, as rustc 1.88 and older pass them."""

FEATURES: Final[dict[str, dict[str, int]]] = {
    # For each guest its features, and the release from which on each can be built; what they give
    # is told in the guest's Cargo.toml.
    "conformance": {
        "cloned_fields": 84,
        "structs_from_js": 89,
        "thread_local_v2": 96,
        "scoped": 109,
    },
    "values": {
        "vectors": 88,
        "string_enums": 93,
        "signed_enums": 96,
        "wide": 96,
        "option_js": 105,
    },
    "cases_core": {"modern": 100, "scoped": 109},
    "cases_casts": {"scoped": 109},
    "cases_text": {"newest": 130},
    "surface": {"namespaces": 107, "extends": 122, "twins": 128},
    "cases_surface": {"lent": 108, "unions": 121, "nullable": 130},
    "cases_buffers": {"newest": 127},
    "futures_cases": {"borrowed": 84, "typed": 130},
    "cases_logging": {"tracing": 88},
    "clock_cases": {"newer": 88},
}

CASES: Final[dict[str, tuple[str, ...]]] = {
    # Guests of the oracle, and the releases they are built with; see tests/oracle/README.md.
    "core": (OLD, "0.2.92", "0.2.100", "0.2.108", "0.2.127", NEW),
    "objects": ("0.2.100", NEW),
    "collections": (NEW,),
    # The first with casts, and those around each change of them.
    "casts": ("0.2.102", "0.2.108", "0.2.114", "0.2.127", "0.2.128", NEW),
    "text": ("0.2.100", NEW),
    "surface": ("0.2.100", "0.2.108", "0.2.127", NEW),
    "buffers": ("0.2.100", "0.2.108", NEW),
    "logging": (OLD, "0.2.100", NEW),
    "serde": ("0.2.100", NEW),
    "web": (NEW,),
    "promises": ("0.2.100", NEW),
    "async": (NEW,),
}

FUTURES_RELEASES: Final = (OLD, "0.2.92", "0.2.100", "0.2.108", "0.2.127", NEW)
"""What the guest `futures_cases` is built with: each change of how wasm-bindgen-futures gets its
turn, and of the closures that it awaits by."""

CRATE_GUESTS: Final[dict[str, tuple[str, ...]]] = {
    # Guests of crates from crates.io, and the releases they are built with; the inventories list
    # what there is of js-sys and web-sys.
    "js_sys_inventory": (NEW,),
    "web_sys_inventory": (NEW,),
    "random_cases": ("0.2.100", NEW),
    "clock_cases": (OLD, "0.2.100", NEW),
    "futures_cases": FUTURES_RELEASES,
    "gloo_cases": (NEW,),
    "machine": (NEW,),
    "channel_cases": (NEW,),
    "fetch_cases": (NEW,),
    "bench": (NEW,),
    "bench_tasks": (NEW,),
}

RUSTFLAGS: Final[dict[str, tuple[str, ...]]] = {
    # PerformanceMark is not stable in web-sys.
    "cases_web": ("--cfg", "web_sys_unstable_apis"),
    "web_sys_inventory": ("--cfg", "web_sys_unstable_apis"),
    "random_cases": ("--cfg", 'getrandom_backend="wasm_js"'),
}
"""What rustc is told for a guest beside what all are built with."""

NAMELESS: Final = (
    *("cases_async", "cases_core", "cases_objects", "cases_promises"),
    *("js_sys_inventory", "web_sys_inventory"),
    *(
        "bench",
        "bench_tasks",
        "channel_cases",
        "fetch_cases",
        "futures_cases",
        "gloo_cases",
        "machine",
    ),
)
"""Guests so large that they go without their functions' names."""

SURFACE_RELEASES: Final = ("0.2.100", "0.2.108", "0.2.127", NEW)
"""What the guest `surface` is built with: its exports are newer than the oldest release."""


def patch(release: str) -> int:
    """Return the number by which releases of wasm-bindgen 0.2 are told apart: 83 of 0.2.83."""
    return int(release.rpartition(".")[2])


def features_of(guest: str, release: str) -> tuple[str, ...]:
    """Return the features of a guest that can be built with a release."""
    known = FEATURES.get(guest, {})
    return tuple(feature for feature, first in known.items() if patch(release) >= first)
