"""Run tests of the C extension under AddressSanitizer and UBSan, or under Valgrind's memcheck.

    python -m tests.engine.sanitize asan
    python -m tests.engine.sanitize valgrind tests/engine -k test_contract_calls

The extension is built anew, with what the tool needs, in a copy of the checkout. What follows the
tool's name goes to pytest; left out, it is the contract suite, over the compiled crossing. It needs
gcc, or Valgrind, and minutes, and is no part of the default run. The exit status is 0 if the tests
pass and the tool found nothing.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

CHECKOUT: Final = Path(__file__).parents[2]

TESTS: Final = ("tests/engine", "-k", "not wasmer and not plain")
"""Run when none are named."""

_OURS: Final = re.compile(r"_crossing\w*\.c")

_FLAGS: Final = "-O1 -g -fno-omit-frame-pointer"
_SANITIZERS: Final = "-fsanitize=address,undefined -fno-sanitize-recover=undefined"

# What mypyc makes of Python is left out: it takes long to build, and is not C of ours.
_SETUP: Final = """
import runpy, sys
sys.modules["mypyc.build"] = None
runpy.run_path("setup.py", run_name="__main__")
"""

_ASAN_OPTIONS: Final = (
    # Wasmtime's own handlers make traps of these signals, on stacks of their own.
    "handle_segv=0:handle_sigbus=0:handle_sigill=0:handle_sigfpe=0:use_sigaltstack=0"
    # Tests that watch the process's memory would take what is kept from being reused for a leak.
    ":quarantine_size_mb=1:thread_local_quarantine_size_kb=64"
    # CPython leaves much at exit: of leaks, only those of ours count, in `_asan_findings`.
    ":detect_leaks=1:exitcode=0"
)

_VALGRIND: Final = (
    "valgrind",
    "--tool=memcheck",
    "--num-callers=30",
    "--leak-check=no",
    # Without it the address that a trap came from is not exact, and Wasmtime takes it for a crash.
    "--vex-guest-chase=no",
    "--child-silent-after-fork=yes",
    "--xml=yes",
)


def main(arguments: Sequence[str]) -> int:
    """Build, run and judge; return the exit status."""
    if not arguments or arguments[0] not in ("asan", "valgrind"):
        print(__doc__)
        return 2
    tool, tests = arguments[0], arguments[1:] or TESTS
    with tempfile.TemporaryDirectory(prefix="wasmloop-sanitize-") as scratch:
        copy, log = Path(scratch, "checkout"), Path(scratch, "log")
        _copy(copy)
        _build(copy, _SANITIZERS if tool == "asan" else "")
        status = (_run_asan if tool == "asan" else _run_valgrind)(copy, log, tests)
        logs = sorted(log.parent.glob("log*"))
        found = [*(_asan_findings if tool == "asan" else _valgrind_findings)(logs)]
    for each in found:
        print(each, file=sys.stderr)
    print(f"{tool}: the tests ended with {status}, {len(found)} finding(s) in the extension")
    return 1 if status or found else 0


def _copy(to: Path) -> None:
    """Copy what git knows of, as it is on disk now."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=CHECKOUT, check=True, capture_output=True
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (CHECKOUT / name).is_file():
            target = to / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((CHECKOUT / name).read_bytes())


def _build(copy: Path, sanitizers: str) -> None:
    flags = {"CFLAGS": f"{_FLAGS} {sanitizers}", "LDFLAGS": sanitizers}
    command = [sys.executable, "-c", _SETUP, "-q", "build_ext", "--inplace"]
    subprocess.run(command, cwd=copy, check=True, env={**os.environ, **flags})
    if not list(copy.glob("runtime/engine/_crossing.*.so")):
        raise SystemExit("the extension was not built: is there a C compiler?")


def _pytest(copy: Path, tests: Sequence[str], before: Sequence[str], env: Mapping[str, str]) -> int:
    command = [*before, sys.executable, "-m", "pytest", "-q", "-n", "0", "--timeout=0", *tests]
    # The copy comes before an editable installation. Each object gets a block of its own.
    own = {"PYTHONPATH": str(copy), "PYTHONMALLOC": "malloc", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=copy, env={**os.environ, **own, **env}).returncode


def _run_asan(copy: Path, log: Path, tests: Sequence[str]) -> int:
    libraries = [_library(name) for name in ("libasan.so", "libubsan.so")]
    options = {
        "LD_PRELOAD": " ".join(libraries),
        "ASAN_OPTIONS": f"{_ASAN_OPTIONS}:log_path={log}",
        "UBSAN_OPTIONS": f"print_stacktrace=1:log_path={log}",
    }
    return _pytest(copy, tests, (), options)


def _library(name: str) -> str:
    command = ["gcc", f"-print-file-name={name}"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _asan_findings(logs: Sequence[Path]) -> Iterator[str]:
    """Yield every error, and of the leaks those whose memory the extension asked for."""
    for log in logs:
        for paragraph in log.read_text(errors="replace").split("\n\n"):
            if " leak of " in paragraph:
                counts = _OURS.search(paragraph) is not None
            else:
                counts = "ERROR: AddressSanitizer" in paragraph or "runtime error" in paragraph
            if counts:
                yield paragraph


def _run_valgrind(copy: Path, log: Path, tests: Sequence[str]) -> int:
    # Growth of the process is not told from Valgrind's own.
    tests = [
        *tests,
        "--deselect",
        "tests/engine/test_contract_lifetime.py::test_two_thousand_stores_leave_nothing",
    ]
    return _pytest(copy, tests, [*_VALGRIND, f"--xml-file={log}.%p"], {})


def _valgrind_findings(logs: Sequence[Path]) -> Iterator[str]:
    for log in logs:
        root = _parsed(log)
        if root is None:  # a child that became another program
            continue
        yield from (_told(error) for error in root.iter("error") if _is_ours(error))


def _parsed(log: Path) -> ElementTree.Element | None:
    try:
        return ElementTree.parse(log).getroot()
    except ElementTree.ParseError:
        return None


def _is_ours(error: ElementTree.Element) -> bool:
    """Tell whether the extension did it, or asked for or freed the memory that it was done to.

    Engines, CPython and the C library have findings of their own, of which AddressSanitizer has
    none: there all count.
    """
    kind, frame = error.findtext("kind", ""), error.find("stack/frame")
    if kind in ("InvalidRead", "InvalidWrite") and frame is not None and not frame.findtext("obj"):
        return False  # compiled wasm, which is in no file, meets a guard: so Wasmtime makes traps
    if kind.startswith("Leak_") and kind != "Leak_DefinitelyLost":
        return False
    return any(_OURS.search(file.text or "") for file in error.iter("file"))


def _told(error: ElementTree.Element) -> str:
    lines = [error.findtext(each, "") for each in ("what", "xwhat/text", "auxwhat")]
    for frame in error.iterfind("stack/frame"):
        place = frame.findtext("file") or frame.findtext("obj", "compiled wasm")
        lines.append(f"  {frame.findtext('fn', '?')} ({place}:{frame.findtext('line', '?')})")
    return "\n".join(filter(None, lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
