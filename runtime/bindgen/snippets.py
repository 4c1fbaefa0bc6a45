"""JavaScript that a guest's crates bring with them, under names that a host can serve.

A crate may have JavaScript beside its Rust: ``#[wasm_bindgen(module = "/js/file.js")]``, or
``inline_js``. The CLI writes it to ``snippets/<crate>-<hash>/js/file.js`` and
``snippets/<crate>-<hash>/inline0.js``. Here nothing runs JavaScript: a host may serve in Python
what such a module exports, under its name without the hash, which changes with every build.
"""

from __future__ import annotations

from collections.abc import Sequence

from runtime.bindgen.program import (
    Import,
    ImportModule,
    Inline,
    LinkedModule,
    LocalModule,
    Named,
    Program,
)
from runtime.records import replace


def name_snippets(programs: Sequence[Program]) -> tuple[Program, ...]:
    """Return programs in which every snippet has its name.

    Args:
        programs: as they were read, all of one module, in order.

    Returns:
        them, with each module of the crate's own, inline or not, as `Named`:
        ``crate/js/file.js`` or ``crate/inline0.js``, and all of them among ``local_modules``.

    """
    crates = {program.unique_crate_identifier for program in programs}
    shown = {crate: _without_hash(crate) for crate in crates}
    names = list(shown.values())
    # Two versions of one crate: only the hash tells them apart.
    shown = {crate: crate if names.count(name) > 1 else name for crate, name in shown.items()}
    inline_before = dict.fromkeys(crates, 0)
    named = []
    for program in programs:
        crate = program.unique_crate_identifier
        named.append(_named(program, shown[crate], inline_before[crate]))
        inline_before[crate] += len(program.inline_js)
    return tuple(named)


def _without_hash(crate: str) -> str:
    return crate.rpartition("-")[0] or crate


def _named(program: Program, crate: str, inline_before: int) -> Program:
    def local(identifier: str) -> str:
        rest = identifier.removeprefix(program.unique_crate_identifier)
        return identifier if rest == identifier else crate + rest

    def module(given: ImportModule) -> ImportModule:
        if isinstance(given, Inline):
            return Named(f"{crate}/inline{inline_before + given.value}.js")
        return Named(local(given.value)) if isinstance(given, Named) else given

    def imported(item: Import) -> Import:
        return item if item.module is None else replace(item, module=module(item.module))

    inline = (
        LocalModule(f"{crate}/inline{inline_before + number}.js", text)
        for number, text in enumerate(program.inline_js)
    )
    files = (replace(item, identifier=local(item.identifier)) for item in program.local_modules)
    linked = (LinkedModule(module(m.module), m.link_function_name) for m in program.linked_modules)
    return replace(
        program,
        imports=tuple(map(imported, program.imports)),
        local_modules=(*files, *inline),
        linked_modules=tuple(linked),
    )
