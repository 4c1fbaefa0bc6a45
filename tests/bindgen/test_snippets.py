"""JavaScript of a guest's crates has names that do not change with every build."""

from __future__ import annotations

from runtime.bindgen.program import (
    Import,
    Inline,
    LinkedModule,
    LocalModule,
    Named,
    Program,
    RawNamed,
)
from runtime.bindgen.snippets import name_snippets

FIRST, SECOND = "my-crate-0123456789abcdef", "my-crate-fedcba9876543210"


def names(programs: tuple[Program, ...]) -> list[list[str | None]]:
    return [
        [None if item.module is None else str(item.module.value) for item in program.imports]
        for program in programs
    ]


def test_files_are_named_by_their_crate() -> None:
    (program,) = name_snippets(
        [
            Program(
                imports=(
                    Import(Named(f"{FIRST}/js/file.js")),
                    Import(RawNamed("some-module")),
                    Import(Named("bare-name")),
                    Import(),
                ),
                local_modules=(LocalModule(f"{FIRST}/js/file.js", "text"),),
                linked_modules=(LinkedModule(Named(f"{FIRST}/js/file.js"), "link"),),
                unique_crate_identifier=FIRST,
            )
        ]
    )
    assert names((program,)) == [["my-crate/js/file.js", "some-module", "bare-name", None]]
    assert program.local_modules == (LocalModule("my-crate/js/file.js", "text"),)
    assert program.linked_modules == (LinkedModule(Named("my-crate/js/file.js"), "link"),)


def test_inline_ones_are_counted_through_a_crate() -> None:
    def inline(crate: str, *texts: str) -> Program:
        imports = tuple(Import(Inline(number)) for number in range(len(texts)))
        return Program(imports=imports, inline_js=texts, unique_crate_identifier=crate)

    other = "other-0000000000000000"
    programs = name_snippets([inline(FIRST, "a"), inline(other, "b"), inline(FIRST, "c", "d")])
    assert names(programs) == [
        ["my-crate/inline0.js"],
        ["other/inline0.js"],
        ["my-crate/inline1.js", "my-crate/inline2.js"],
    ]
    assert [item.contents for item in programs[2].local_modules] == ["c", "d"]


def test_two_versions_of_a_crate_keep_their_hash() -> None:
    programs = name_snippets(
        [
            Program(imports=(Import(Inline(0)),), inline_js=("a",), unique_crate_identifier=crate)
            for crate in (FIRST, SECOND)
        ]
    )
    assert names(programs) == [[f"{FIRST}/inline0.js"], [f"{SECOND}/inline0.js"]]
