"""What a module is refused with: it is none, another, or not for this host, engine or wasmloop.

These are names of `runtime.errors`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from runtime.errors import MissingImport, ModuleError

WasmSignature = tuple[tuple[str, ...], tuple[str, ...]]
"""Value types of a function's parameters and of its results."""


class NotWasm(ModuleError):
    """The bytes do not begin as a WebAssembly module does.

    Args:
        found: the first bytes, at most eight of them.

    """

    def __init__(self, found: bytes) -> None:
        self.found = bytes(found[:8])
        super().__init__(
            f"not a WebAssembly module: it begins with {self.found!r}, not with b'\\x00asm' and "
            "version 1; give the .wasm file that cargo wrote to "
            "target/wasm32-unknown-unknown/release/"
        )


class UnsupportedSchema(ModuleError):
    """The module was built by a wasm-bindgen whose format is not known here.

    Args:
        found: schema version in the module.
        supported: schema versions that can be read, oldest first.
        crate_version: the wasm-bindgen release that wrote it, where the module says so.

    """

    def __init__(self, found: str, supported: Sequence[str], crate_version: str = "") -> None:
        self.found = found
        self.supported = tuple(supported)
        self.crate_version = crate_version
        made_by = f" (wasm-bindgen {crate_version})" if crate_version else ""
        super().__init__(
            f"the module has wasm-bindgen schema {found}{made_by}; this wasmloop reads schemas "
            f"{self.supported[0]} to {self.supported[-1]}: update wasmloop, or pin the crate in "
            f'Cargo.toml (wasm-bindgen = "={self.supported[-1]}") and build again'
        )


class SignatureMismatch(ModuleError):
    """A function of the module has not the wasm type that its Rust type has.

    Args:
        what: the import, export or closure, with its Rust type.
        expected: parameters and results by the Rust type.
        found: parameters and results that it has.
        old_abi: the module's release of wasm-bindgen counts on rustc's C ABI before 1.89.

    """

    def __init__(
        self, what: str, expected: WasmSignature, found: WasmSignature, *, old_abi: bool
    ) -> None:
        self.expected = expected
        self.found = found
        numbers = (
            f"{len(found[0])} parameter(s) in wasm, where its Rust type has {len(expected[0])}"
        )
        shown = [f"({', '.join(p)}) -> ({', '.join(r)})" for p, r in (found, expected)]
        cause = (
            "up to 0.2.87 wasm-bindgen needs the C ABI that rustc had up to 1.88, while 1.89 and "
            "later pass strings, slices and options by pointer: update wasm-bindgen to 0.2.88 or "
            "later in Cargo.toml, or build with rustc 1.88 or earlier"
            if old_abi
            else "something changed the module after rustc had made it: build it again"
        )
        super().__init__(f"the {what} has {numbers}: {shown[0]}, not {shown[1]}; {cause}")


class PostProcessedModule(ModuleError):
    """The wasm-bindgen CLI's output was given instead of cargo's."""

    def __init__(self, evidence: str) -> None:
        self.evidence = evidence
        super().__init__(
            f"this is the output of the wasm-bindgen CLI ({evidence}), which needs the JavaScript "
            "that lies beside it; give the file that cargo wrote: "
            "target/wasm32-unknown-unknown/release/NAME.wasm, not the one in pkg/ or NAME_bg.wasm"
        )


class NotBindgen(ModuleError):
    """The module has no wasm-bindgen section, yet needs imports.

    Args:
        imports: ``module.name`` of each import.

    """

    def __init__(self, imports: Iterable[str]) -> None:
        self.imports = tuple(imports)
        super().__init__(
            "the module has no wasm-bindgen section (custom section __wasm_bindgen_unstable), and "
            f"needs imports that only its own host can serve: {', '.join(self.imports)}; if it was "
            "made with wasm-bindgen, do not strip custom sections (wasm-strip, wasm-opt "
            "--strip-producers are too much; stripping debug sections is fine)"
        )


class UnsupportedFeature(ModuleError):
    """The module uses a WebAssembly feature that the chosen engine does not have.

    Args:
        engine: name of the engine that refused.
        detail: the engine's own words.
        remedy: which engine has it, or how to build without it.

    """

    def __init__(self, engine: str, detail: str, remedy: str) -> None:
        self.engine = engine
        self.detail = detail
        self.remedy = remedy
        super().__init__(f"the engine {engine} cannot run this module: {detail}; {remedy}")


class LinkError(ModuleError):
    """Imports that the host does not serve; all of them at once."""

    def __init__(self, missing: Sequence[MissingImport]) -> None:
        self.missing = tuple(missing)
        lines = "".join(f"\n  {item}" for item in self.missing)
        module = next((item.module for item in self.missing if item.module is not None), "name")
        javascript = (
            "no JavaScript is run here: what a crate's own has to do, serve in Python; "
            if any(item.snippet for item in self.missing)
            else ""
        )
        super().__init__(
            f"{len(self.missing)} import(s) of the guest are not served:{lines}\n{javascript}"
            f"give them with host=... (--host FILE), or modules={{{module!r}: ...}} "
            f"(--host {'NAME' if module == 'name' else module}=FILE) for those from a module; "
            "strict=False (--lazy-imports) lets each raise when called"
        )
