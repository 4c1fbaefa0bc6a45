"""The compilers that build the guests: which one a release of wasm-bindgen needs, and its use."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.guests.releases import LEGACY_C_ABI_UNTIL, patch

WASM_TARGET: Final = "wasm32-unknown-unknown"

_COMPANIONS: Final = (("js-sys", 3, 23), ("web-sys", 3, 23), ("wasm-bindgen-futures", 4, 50))
"""The crates that go with one release: js-sys 0.3.60 with 0.2.83, its last number 23 behind, ..."""


class BuildError(Exception):
    """A tool is missing or failed; the message says which one, and what to do."""


def companions_of(release: str) -> dict[str, str]:
    """Return the crates that go with a release of wasm-bindgen, each with its own release."""
    return {name: f"0.{minor}.{patch(release) - behind}" for name, minor, behind in _COMPANIONS}


@dataclass(frozen=True)
class Tools:
    """The programs to build with. `None` means not found."""

    cargo: Path | None
    rustc: Path | None
    old_cargo: Path | None
    old_rustc: Path | None
    wasm_bindgen: Path | None


@dataclass(frozen=True)
class Toolchain:
    """One compiler and its cargo.

    Attributes:
        cargo: What compiles.
        rustc: What `cargo` calls.
        resolver: The newer cargo that chooses and fetches crates which `rustc` can compile, for a
            `cargo` that is too old to know of that; `None` where it can.
    """

    cargo: Path
    rustc: Path
    resolver: Path | None = None


def run(arguments: Sequence[str | Path], cwd: Path, environment: dict[str, str]) -> str:
    """Run a tool.

    Args:
        arguments: The program and its arguments.
        cwd: Folder to run in.
        environment: Variables in addition to this process's.

    Returns:
        What it wrote to stdout.

    Raises:
        BuildError: It failed; the message is what it wrote to stderr.
    """
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


def toolchain_for(release: str | None, tools: Tools) -> Toolchain:
    """Choose what builds a guest of a release.

    Args:
        release: The release of wasm-bindgen, or `None` for a crate without it.
        tools: What there is.

    Returns:
        The toolchain.

    Raises:
        BuildError: It is not there; the message says how to get it.
    """
    if tools.cargo is None or tools.rustc is None:
        raise BuildError(
            f"cargo and rustc >= 1.84 with `rustup target add {WASM_TARGET}` are needed: put them "
            "on PATH or give --cargo and --rustc"
        )
    if release is None or patch(release) > LEGACY_C_ABI_UNTIL:
        return Toolchain(tools.cargo, tools.rustc)
    if tools.old_cargo is None or tools.old_rustc is None:
        raise BuildError(
            f"wasm-bindgen {release} needs rustc 1.63, with the C ABI of its time: on Debian 12, "
            "apt-get install rustc cargo libstd-rust-dev-wasm32 lld, or give --old-cargo and "
            "--old-rustc"
        )
    return Toolchain(tools.old_cargo, tools.old_rustc, resolver=tools.cargo)


def choose_crates(
    toolchain: Toolchain, crate: Path, release: str | None, vendored: Path
) -> Sequence[str]:
    """Choose the crates that a copy of a guest is built with.

    Args:
        toolchain: What will build it.
        crate: The copy's folder; gets a lock file.
        release: The release of wasm-bindgen that the lock file shall have; the
            crates that go with it are `companions_of` it. One that was yanked can be had only
            without them.
        vendored: Folder for the crates themselves, where cargo is too old to fetch them.

    Returns:
        Arguments for `cargo build`.

    Raises:
        BuildError: The crates cannot be had.
    """
    if release is None:
        return ()
    environment = {"RUSTC": str(toolchain.rustc)}
    # For the release's own dependencies: the newest that this rustc compiles.
    environment["CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS"] = "fallback"
    resolver = toolchain.resolver or toolchain.cargo
    manifest = crate / "Cargo.toml"
    text = manifest.read_text("utf-8")
    for name, version in companions_of(release).items():
        named = re.compile(rf'^({name} *= *(?:{{ *version *= *)?")[^"]*', re.MULTILINE)
        text = named.sub(rf"\g<1>={version}", text)
    manifest.write_text(text, encoding="utf-8")
    command: list[str | Path] = [resolver, "update", "--package", "wasm-bindgen"]
    run([*command, "--precise", release], crate, environment)
    if toolchain.resolver is None:
        return ()
    run([resolver, "vendor", vendored], crate, environment)
    lock = crate / "Cargo.lock"
    # What differs in the fourth format are git sources, of which there are none here.
    lock.write_text(lock.read_text("utf-8").replace("\nversion = 4\n", "\nversion = 3\n"), "utf-8")
    (crate / ".cargo").mkdir()
    (crate / ".cargo" / "config.toml").write_text(
        '[source.crates-io]\nreplace-with = "vendored"\n'
        f'[source.vendored]\ndirectory = "{vendored}"\n',
        encoding="utf-8",
    )
    return ("--offline",)


def _remapped(toolchain: Toolchain, work: Path, vendored: Path) -> str:
    """Return the compiler flags that keep the building machine's paths out of the module."""
    sysroot = run([toolchain.rustc, "--print", "sysroot"], work, {}).strip()
    cargo_home = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo"))
    folders = [
        (Path.home(), "/home"),  # the later, more special, rules win
        (cargo_home, "/cargo"),
        (Path(sysroot), "/rust"),
        (work, "/guest"),
        (vendored, "/cargo"),
    ]
    return "\x1f".join(f"--remap-path-prefix={folder}={name}" for folder, name in folders)


def compile_crate(
    source: Path,
    release: str | None,
    features: Sequence[str],
    toolchain: Toolchain,
    work: Path,
    flags: Sequence[str] = (),
) -> Path:
    """Compile a copy of a crate.

    Args:
        source: The crate's folder.
        release: The release of wasm-bindgen to build it with, if any.
        features: Features of the crate to switch on.
        toolchain: What to build it with.
        work: Folder for copies and cargo's files; kept between targets, so that crates of the
            same release are compiled once.
        flags: What rustc is told for this crate and those it needs.

    Returns:
        The module as cargo left it.

    Raises:
        BuildError: Cargo failed; its output is the message.
    """
    crate = work / f"{source.name}-{release}"
    shutil.rmtree(crate, ignore_errors=True)
    shutil.copytree(source, crate, ignore=shutil.ignore_patterns("target", "Cargo.lock"))
    arguments: list[str | Path] = [toolchain.cargo, "build", "--release", "--target", WASM_TARGET]
    vendored = work / f"vendored-{release}"
    arguments += choose_crates(toolchain, crate, release, vendored)
    if features:
        arguments += ["--features", ",".join(features)]
    target = work / f"target-{release}"
    environment = {
        "RUSTC": str(toolchain.rustc),
        "CARGO_TARGET_DIR": str(target),
        "CARGO_ENCODED_RUSTFLAGS": "\x1f".join([_remapped(toolchain, work, vendored), *flags]),
    }
    run(arguments, crate, environment)
    return target / WASM_TARGET / "release" / f"{source.name}.wasm"
