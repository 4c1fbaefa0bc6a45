"""Rebuild the Rust guests of the tests and the demos, and write their manifest.

    python tests/guests/build.py                    everything
    python tests/guests/build.py conformance        only targets whose file name has this in it
    python tests/guests/build.py --list             what there is to build

Two toolchains take part. The newest releases of wasm-bindgen come from crates.io and are built by
the `cargo` found on PATH (or `--cargo`), whose rustc must have the target wasm32-unknown-unknown.
The oldest supported release, 0.2.83, needs a rustc with the C ABI of its time: Debian 12's
packages (`--old-cargo`, `--old-rustc`, `--old-registry`). `lonely-cli-*.wasm` is `lonely-*.wasm`
after `wasm-bindgen` (`--wasm-bindgen`) of the same release.

What is built lies beside the sources, with `manifest.json`: the hash of each source, of each built
file, and what made it. `tests/test_manifest.py` holds the three together and needs no Rust.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

REPOSITORY: Final = Path(__file__).resolve().parents[2]
MANIFEST: Final = REPOSITORY / "tests" / "guests" / "manifest.json"
WASM_TARGET: Final = "wasm32-unknown-unknown"

OLD: Final = "0.2.83"
NEW: Final = "0.2.130"

FEATURES: Final[dict[str, tuple[str, ...]]] = {
    # What the two large guests may use of each release; see their Cargo.toml.
    "0.2.83": (),
    "0.2.100": ("modern",),
    "0.2.108": ("modern",),
    "0.2.127": ("modern", "scoped"),
    "0.2.130": ("modern", "scoped"),
}

CASES: Final[dict[str, tuple[str, ...]]] = {
    # Guests of the oracle, and the releases they are built with; see tests/oracle/README.md.
    "core": (NEW,),
}


class BuildError(Exception):
    """A tool is missing or failed; the message says which one, and what to do."""


@dataclass(frozen=True)
class Target:
    """One file to build.

    Attributes:
        source: Folder of the crate, relative to the repository.
        output: The built file, relative to the repository.
        wasm_bindgen: Release to build with, or `None` for a crate that does not use it.
        features: Features of the crate to switch on.
        cli: Whether the output is what the wasm-bindgen CLI makes of the built file.
    """

    source: str
    output: str
    wasm_bindgen: str | None = NEW
    features: tuple[str, ...] = ()
    cli: bool = False


@dataclass(frozen=True)
class Tools:
    """The programs to build with. `None` means not found."""

    cargo: Path | None
    rustc: Path | None
    old_cargo: Path | None
    old_rustc: Path | None
    old_registry: Path
    wasm_bindgen: Path | None


@dataclass(frozen=True)
class Toolchain:
    """One cargo with its rustc, and the folder that replaces crates.io, if any."""

    cargo: Path
    rustc: Path
    registry: Path | None


def targets() -> Iterator[Target]:
    """Yield everything that there is to build, in order."""
    for demo in ("interval", "stack_closures", "heap_closures", "timers"):
        yield Target(f"demos/{demo}", f"demos/{demo}.wasm")
    built = "tests/guests/built"
    for release, features in FEATURES.items():
        for guest in ("conformance", "values"):
            source = f"tests/guests/{guest}"
            yield Target(source, f"{built}/{guest}-{release}.wasm", release, features)
        yield Target("tests/guests/timer_cases", f"{built}/timer_cases-{release}.wasm", release)
    for group, releases in CASES.items():
        for release in releases:
            output = f"{built}/cases_{group}-{release}.wasm"
            yield Target(f"tests/guests/cases_{group}", output, release, FEATURES[release])
    for release in (OLD, NEW):
        yield Target("tests/guests/lonely", f"{built}/lonely-{release}.wasm", release)
    yield Target("tests/guests/lonely", f"{built}/lonely-cli-{NEW}.wasm", NEW, cli=True)
    yield Target("tests/guests/plain", f"{built}/plain.wasm", None)
    yield Target("tests/guests/plain_env", f"{built}/plain_env.wasm", None)


def source_hash(folder: Path) -> str:
    """Return the SHA-256 (hexadecimal) of a crate: the names and texts of what cargo compiles.

    Args:
        folder: The crate's folder. Counted are `Cargo.toml` and every `.rs` file under `src`.
    """
    digest = hashlib.sha256()
    for path in [folder / "Cargo.toml", *sorted((folder / "src").rglob("*.rs"))]:
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


def strip_debug(wasm: bytes) -> bytes:
    """Return a module without its custom sections named `.debug_*`.

    `wasm-strip` would remove `name` and `__wasm_bindgen_unstable` too: the first makes traces
    readable, the second is what the runtime reads.
    """
    kept = bytearray(wasm[:8])
    offset = 8
    while offset < len(wasm):
        size, body = _leb(wasm, offset + 1)
        end = body + size
        name = b""
        if wasm[offset] == 0:
            length, start = _leb(wasm, body)
            name = wasm[start : start + length]
        if not name.startswith(b".debug_"):
            kept += wasm[offset:end]
        offset = end
    return bytes(kept)


def _run(arguments: Sequence[str | Path], cwd: Path, environment: dict[str, str]) -> str:
    """Run a tool; return its stdout; raise `BuildError` with its stderr when it fails."""
    done = subprocess.run(
        [str(argument) for argument in arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        command = " ".join(str(argument) for argument in arguments)
        raise BuildError(f"{command}\n{done.stderr}")
    return done.stdout


def toolchain_for(target: Target, tools: Tools) -> Toolchain:
    """Choose the toolchain of a target; raise `BuildError` naming what is missing."""
    if target.wasm_bindgen == OLD:
        if tools.old_cargo is None or tools.old_rustc is None or not tools.old_registry.is_dir():
            raise BuildError(
                f"{target.output} needs rustc 1.63 and wasm-bindgen {OLD}: on Debian 12, apt-get "
                "install rustc cargo libstd-rust-dev-wasm32 librust-wasm-bindgen-dev lld, or give "
                "--old-cargo, --old-rustc and --old-registry"
            )
        return Toolchain(tools.old_cargo, tools.old_rustc, tools.old_registry)
    if tools.cargo is None or tools.rustc is None:
        raise BuildError(
            f"{target.output} needs cargo and rustc >= 1.81 with `rustup target add {WASM_TARGET}`:"
            " put them on PATH or give --cargo and --rustc"
        )
    return Toolchain(tools.cargo, tools.rustc, None)


def _remapped(toolchain: Toolchain, work: Path) -> str:
    """Return the compiler flags that keep the building machine's paths out of the module."""
    sysroot = _run([toolchain.rustc, "--print", "sysroot"], work, {}).strip()
    cargo_home = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo"))
    folders = [
        (Path.home(), "/home"),  # the later, more special, rules win
        (cargo_home, "/cargo"),
        (Path(sysroot), "/rust"),
        (work, "/guest"),
    ]
    if toolchain.registry is not None:
        folders.append((toolchain.registry, "/cargo"))
    return "\x1f".join(f"--remap-path-prefix={folder}={name}" for folder, name in folders)


def compile_crate(target: Target, toolchain: Toolchain, work: Path) -> Path:
    """Compile a copy of the target's crate.

    Args:
        target: What to build.
        toolchain: What to build it with.
        work: Folder for copies and cargo's files; kept between targets, so that crates of the
            same release are compiled once.

    Returns:
        The module as cargo left it.

    Raises:
        BuildError: Cargo failed; its output is the message.
    """
    crate = work / f"{Path(target.source).name}-{target.wasm_bindgen}"
    shutil.rmtree(crate, ignore_errors=True)
    shutil.copytree(
        REPOSITORY / target.source, crate, ignore=shutil.ignore_patterns("target", "Cargo.lock")
    )
    environment = {
        "RUSTC": str(toolchain.rustc),
        "CARGO_TARGET_DIR": str(work / f"target-{target.wasm_bindgen}"),
        "CARGO_ENCODED_RUSTFLAGS": _remapped(toolchain, work),
    }
    arguments: list[str | Path] = [toolchain.cargo, "build", "--release", "--target", WASM_TARGET]
    if target.features:
        arguments += ["--features", ",".join(target.features)]
    if toolchain.registry is not None:
        (crate / ".cargo").mkdir()
        (crate / ".cargo" / "config.toml").write_text(
            '[source.crates-io]\nreplace-with = "packaged"\n'
            f'[source.packaged]\ndirectory = "{toolchain.registry}"\n',
            encoding="utf-8",
        )
        arguments.append("--offline")
    elif target.wasm_bindgen is not None:
        update: list[str | Path] = [toolchain.cargo, "update", "--package", "wasm-bindgen"]
        _run([*update, "--precise", target.wasm_bindgen], crate, environment)
    _run(arguments, crate, environment)
    name = Path(target.source).name
    return Path(environment["CARGO_TARGET_DIR"]) / WASM_TARGET / "release" / f"{name}.wasm"


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
    version = _run([tools.wasm_bindgen, "--version"], work, {}).split()
    if version[:2] != ["wasm-bindgen", target.wasm_bindgen]:
        raise BuildError(f"{remedy} (found: {' '.join(version)})")
    out = work / "cli"
    arguments: list[str | Path] = [tools.wasm_bindgen, "--target", "web", "--out-dir", out, module]
    _run(arguments, work, {})
    return out / f"{module.stem}_bg.wasm"


def build(target: Target, tools: Tools, work: Path) -> dict[str, object]:
    """Build one target into the repository; return its entry of the manifest."""
    toolchain = toolchain_for(target, tools)
    module = compile_crate(target, toolchain, work)
    if target.cli:
        module = post_process(module, target, tools, work)
    wasm = strip_debug(module.read_bytes())
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
        "source_sha256": source_hash(REPOSITORY / target.source),
        "features": list(target.features),
        "rustc": _run([toolchain.rustc, "--version"], work, {}).strip(),
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
    parser.add_argument("--cargo", help="cargo for the newest releases (else the one on PATH)")
    parser.add_argument("--rustc", help="rustc for the newest releases (else the one on PATH)")
    parser.add_argument("--old-cargo", default="/usr/bin/cargo", help="cargo of Debian 12")
    parser.add_argument("--old-rustc", default="/usr/bin/rustc", help="rustc 1.63 of Debian 12")
    parser.add_argument("--old-registry", type=Path, default=Path("/usr/share/cargo/registry"))
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
        old_registry=options.old_registry,
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
