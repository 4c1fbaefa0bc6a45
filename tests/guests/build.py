"""Rebuild the Rust guests of the tests and the demos, and write their manifest.

    python tests/guests/build.py                    everything
    python tests/guests/build.py conformance        only targets whose file name has this in it
    python tests/guests/build.py --list             what there is to build

Two toolchains take part. Most releases of wasm-bindgen are built by the `cargo` found on PATH (or
`--cargo`), whose rustc must have the target wasm32-unknown-unknown. The oldest, up to 0.2.87, need
a rustc with the C ABI of their time: Debian 12's packages (`--old-cargo`, `--old-rustc`). All of
them come from crates.io. `lonely-cli-*.wasm` is `lonely-*.wasm` after `wasm-bindgen`
(`--wasm-bindgen`) of the same release.

What is built lies beside the sources, with `manifest.json`: the hash of each source, of each built
file, and what made it. `tests/test_manifest.py` holds the three together and needs no Rust.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

REPOSITORY: Final = Path(__file__).resolve().parents[2]
if not __package__:  # run as a script: then the modules beside it are found by this
    sys.path.insert(0, str(REPOSITORY))

from tests.guests.releases import (  # noqa: E402 - see above
    CASES,
    CRATE_GUESTS,
    MAIN_RELEASES,
    MATRIX_RELEASES,
    NAMELESS,
    NEW,
    OLD,
    RUSTFLAGS,
    SURFACE_RELEASES,
    features_of,
    patch,
)
from tests.guests.toolchains import (  # noqa: E402 - see above
    BuildError,
    Tools,
    compile_crate,
    run,
    toolchain_for,
)

MANIFEST: Final = REPOSITORY / "tests" / "guests" / "manifest.json"


@dataclass(frozen=True)
class Target:
    """One file to build.

    Attributes:
        source: Folder of the crate, relative to the repository.
        output: The built file, relative to the repository.
        wasm_bindgen: Release to build with, or `None` for a crate that does not use it.
        features: Features of the crate to switch on.
        cli: Whether the output is what the wasm-bindgen CLI makes of the built file.
        names: Whether it keeps the section with the functions' names, a quarter of the file.
    """

    source: str
    output: str
    wasm_bindgen: str | None = NEW
    features: tuple[str, ...] = ()
    cli: bool = False
    names: bool = True


def targets() -> Iterator[Target]:
    """Yield everything that there is to build, in order."""
    for demo in ("interval", "stack_closures", "heap_closures", "timers", "crawler"):
        yield Target(f"demos/{demo}", f"demos/{demo}.wasm")
    built = "tests/guests/built"
    for release in sorted(MAIN_RELEASES + MATRIX_RELEASES, key=patch):
        for guest in ("conformance", "values", "timer_cases"):
            output = f"{built}/{guest}-{release}.wasm"
            features = features_of(guest, release)
            names = release in MAIN_RELEASES
            yield Target(f"tests/guests/{guest}", output, release, features, names=names)
    for group, releases in CASES.items():
        for release in releases:
            guest = f"cases_{group}"
            features = features_of(guest, release)
            output = f"{built}/{guest}-{release}.wasm"
            names = guest not in NAMELESS
            yield Target(f"tests/guests/{guest}", output, release, features, names=names)
    for guest, releases in CRATE_GUESTS.items():
        for release in releases:
            output = f"{built}/{guest}-{release}.wasm"
            features = features_of(guest, release)
            names = guest not in NAMELESS
            yield Target(f"tests/guests/{guest}", output, release, features, names=names)
    for guest in ("bench_casts", "bench_start", "batch", "reinit"):
        yield Target(f"tests/guests/{guest}", f"{built}/{guest}-{NEW}.wasm", NEW)
    for release in SURFACE_RELEASES:
        output = f"{built}/surface-{release}.wasm"
        yield Target("tests/guests/surface", output, release, features_of("surface", release))
    for guest, release in product(("failures", "lonely"), (OLD, NEW)):
        yield Target(f"tests/guests/{guest}", f"{built}/{guest}-{release}.wasm", release)
    yield Target("tests/guests/lonely", f"{built}/lonely-cli-{NEW}.wasm", NEW, cli=True)
    yield Target("tests/guests/plain", f"{built}/plain.wasm", None)
    yield Target("tests/guests/plain_env", f"{built}/plain_env.wasm", None)


def source_hash(folder: Path) -> str:
    """Return the SHA-256 (hexadecimal) of a crate: the names and texts of what cargo compiles.

    Args:
        folder: The crate's folder. Counted are `Cargo.toml` and every `.rs` file under `src`, those
            of crates that lie in it, and JavaScript that it takes in, in `js`.
    """
    digest = hashlib.sha256()
    crates = [folder, *sorted(path.parent for path in folder.glob("*/Cargo.toml"))]
    paths = [
        path
        for crate in crates
        for path in [crate / "Cargo.toml", *sorted((crate / "src").rglob("*.rs"))]
    ]
    for path in [*paths, *sorted((folder / "js").glob("*.js"))]:
        text = path.read_bytes().replace(b"\r\n", b"\n")
        name = path.relative_to(folder).as_posix()
        digest.update(f"{name}\0{len(text)}\0".encode())
        digest.update(text)
    return digest.hexdigest()


def file_hash(path: Path) -> str:
    """Return the SHA-256 (hexadecimal) of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _leb(data: bytes, offset: int) -> tuple[int, int]:
    """Read an unsigned LEB128 at `offset`; return the value and the offset behind it."""
    value = shift = 0
    while True:
        byte = data[offset]
        offset += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, offset


def strip(wasm: bytes, *, names: bool = True) -> bytes:
    """Return a module without its custom sections named `.debug_*`.

    `wasm-strip` would remove `name` and `__wasm_bindgen_unstable` too: the first makes traces
    readable, the second is what the runtime reads.

    Args:
        wasm: The module.
        names: Whether to keep `name`.
    """
    kept = bytearray(wasm[:8])
    offset = 8
    while offset < len(wasm):
        size, body = _leb(wasm, offset + 1)
        end = body + size
        custom = b""
        if wasm[offset] == 0:
            length, start = _leb(wasm, body)
            custom = wasm[start : start + length]
        if not custom.startswith(b".debug_") and (names or custom != b"name"):
            kept += wasm[offset:end]
        offset = end
    return bytes(kept)


def post_process(module: Path, target: Target, tools: Tools, work: Path) -> Path:
    """Run the wasm-bindgen CLI on a module; return its `*_bg.wasm`.

    Raises:
        BuildError: The CLI is missing, of another release, or failed.
    """
    remedy = (
        f"{target.output} needs `cargo install wasm-bindgen-cli --version {target.wasm_bindgen}`:"
        " put it on PATH or give --wasm-bindgen"
    )
    if tools.wasm_bindgen is None:
        raise BuildError(remedy)
    version = run([tools.wasm_bindgen, "--version"], work, {}).split()
    if version[:2] != ["wasm-bindgen", target.wasm_bindgen]:
        raise BuildError(f"{remedy} (found: {' '.join(version)})")
    out = work / "cli"
    arguments: list[str | Path] = [tools.wasm_bindgen, "--target", "web", "--out-dir", out, module]
    run(arguments, work, {})
    return out / f"{module.stem}_bg.wasm"


def build(target: Target, tools: Tools, work: Path) -> dict[str, object]:
    """Build one target into the repository; return its entry of the manifest."""
    toolchain = toolchain_for(target.wasm_bindgen, tools)
    source = REPOSITORY / target.source
    flags = RUSTFLAGS.get(source.name, ())
    module = compile_crate(source, target.wasm_bindgen, target.features, toolchain, work, flags)
    if target.cli:
        module = post_process(module, target, tools, work)
    wasm = strip(module.read_bytes(), names=target.names)
    for private in (str(Path.home()), str(work), str(REPOSITORY)):
        if private != "/" and private.encode() in wasm:
            raise BuildError(f"{target.output} has the path {private} in it: remap it")
    output = REPOSITORY / target.output
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(wasm)
    return {
        "file": target.output,
        "sha256": file_hash(output),
        "size": len(wasm),
        "source": target.source,
        "source_sha256": source_hash(source),
        "features": list(target.features),
        "rustc": run([toolchain.rustc, "--version"], work, {}).strip(),
        "wasm_bindgen": target.wasm_bindgen,
        "post_processed": target.cli,
    }


def write_manifest(entries: Sequence[dict[str, object]]) -> None:
    """Replace the entries of the files just built; drop those of files no longer built."""
    known: dict[str, dict[str, object]] = {}
    if MANIFEST.exists():
        known = {entry["file"]: entry for entry in json.loads(MANIFEST.read_text("utf-8"))["files"]}
    known |= {str(entry["file"]): entry for entry in entries}
    files = [known[target.output] for target in targets() if target.output in known]
    MANIFEST.write_text(json.dumps({"files": files}, indent=2) + "\n", encoding="utf-8")


def _found(given: str | None, *candidates: str) -> Path | None:
    """Return the first program that exists, the one given on the command line before all."""
    for name in (given,) if given else candidates:
        path = shutil.which(name)
        if path is not None:
            return Path(path)
    return None


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Rebuild the Rust guests and the demos.")
    parser.add_argument("only", nargs="*", help="build only files whose name has this in it")
    parser.add_argument("--list", action="store_true", help="list the files and stop")
    parser.add_argument("--work", type=Path, help="folder for cargo's files, kept (else temporary)")
    parser.add_argument("--cargo", help="cargo for most releases (else the one on PATH)")
    parser.add_argument("--rustc", help="rustc for most releases (else the one on PATH)")
    parser.add_argument("--old-cargo", default="/usr/bin/cargo", help="cargo of Debian 12")
    parser.add_argument("--old-rustc", default="/usr/bin/rustc", help="rustc 1.63 of Debian 12")
    parser.add_argument("--wasm-bindgen", help="the wasm-bindgen CLI (else the one on PATH)")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Build what the command line asks for; return the exit status."""
    options = _parsed(arguments)
    chosen = [
        target
        for target in targets()
        if not options.only or any(part in target.output for part in options.only)
    ]
    if options.list:
        print("\n".join(target.output for target in chosen))
        return 0
    tools = Tools(
        cargo=_found(options.cargo, "cargo"),
        rustc=_found(options.rustc, "rustc"),
        old_cargo=_found(options.old_cargo),
        old_rustc=_found(options.old_rustc),
        wasm_bindgen=_found(options.wasm_bindgen, "wasm-bindgen"),
    )
    failures = 0
    with tempfile.TemporaryDirectory(prefix="guests-") as temporary:
        work = (options.work or Path(temporary)).resolve()
        work.mkdir(parents=True, exist_ok=True)
        for target in chosen:
            try:
                entry = build(target, tools, work)
            except BuildError as error:
                print(f"FAILED {target.output}: {error}", file=sys.stderr)
                failures += 1
                continue
            write_manifest([entry])
            print(f"{entry['size']:>8} {target.output}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
