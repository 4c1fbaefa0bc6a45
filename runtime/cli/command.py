"""The commands ``run``, ``inspect`` and ``bench``, their options and exit statuses."""

from __future__ import annotations

import contextlib
import difflib
import json
import math
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

import click

import runtime
from runtime.cli.describe import inspection_lines
from runtime.cli.hostfiles import load_host_files
from runtime.cli.job import Job, Status
from runtime.cli.logs import LEVELS, logging_set_up
from runtime.cli.report import (
    PROGRAM,
    show_error,
    show_note,
    show_result,
)
from runtime.cli.session import Session
from runtime.cli.values import parse_argument
from runtime.engine.select import ENGINES, can_interrupt, explain_choice, select_engine
from runtime.errors import EngineUnavailable, HostError, HostFileError, ModuleError
from runtime.inspection import ExportedName, as_document, as_error, exported_names, inspect_module

_Command = TypeVar("_Command", bound=Callable[..., Any])


class _Unreadable(HostError):
    """The module's file cannot be read."""


_CANNOT_LOAD: Final = (_Unreadable, ModuleError, EngineUnavailable, HostFileError)


def run_command(argv: Sequence[str]) -> int:
    """Run a command line of any kind; return the exit status.

    Raises:
        KeyboardInterrupt: SIGINT came before or after the guest ran.

    """
    try:
        return int(_wasmloop.main(list(argv), standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:  # what click makes of it
        raise KeyboardInterrupt from None


class _NumbersAreArguments(click.Command):
    """Takes what begins with a hyphen for an ARG where it is a number."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        literal = len(args) - args.index("--") - 1 if "--" in args else 0
        rest = super().parse_args(ctx, args)
        given = [ctx.params.get("module"), ctx.params.get("function"), *ctx.params.get("args", ())]
        texts = [text for text in given if isinstance(text, str)]
        for text in texts[: len(texts) - literal]:
            if len(text) > 1 and text.startswith("-") and isinstance(parse_argument(text), str):
                options = [name for param in self.params for name in param.opts if name[0] == "-"]
                close = difflib.get_close_matches(text, options)
                raise click.NoSuchOption(text, possibilities=close, ctx=ctx)
        return rest


def _shared_options(command: _Command) -> _Command:
    """Add what both commands take."""
    for option in (
        click.option("--verbose", is_flag=True, help="Show tracebacks, and which engine serves."),
        click.option(
            "--engine",
            type=click.Choice(list(ENGINES)),
            help="The WebAssembly engine; the one that suits if it is left out.",
        ),
        click.option(
            "--host",
            "host_files",
            metavar="[NAME=]FILE",
            multiple=True,
            help="Python file with host names for the global scope, or, behind NAME=, for imports "
            "from module NAME. Repeatable.",
        ),
    ):
        command = option(command)
    return command


# Older releases of click call it a success when no command is given, and print the help.
@click.group(name="wasmloop", no_args_is_help=False)
def _wasmloop() -> None:
    """Run Rust closures, compiled with wasm-bindgen, inside Python's event loop."""


@_wasmloop.command(
    cls=_NumbersAreArguments,
    context_settings={"ignore_unknown_options": True},
    options_metavar="[OPTIONS]",
)
@click.argument("module")
@click.argument("function", required=False)
@click.argument("args", nargs=-1, type=click.UNPROCESSED, metavar="[ARG]...")
@click.option(
    "--for",
    "seconds",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    help="Close cleanly after so long.",
)
@click.option(
    "--lazy-imports", is_flag=True, help="Let a missing import raise when it is called, not before."
)
@click.option(
    "--interruptible/--no-interruptible",
    default=None,
    help="Let SIGINT or SIGTERM end a guest that does not return, which costs its loops some "
    "percent. Without either: where the engine can do it (wasmtime).",
)
@click.option(
    "--log-level",
    type=click.Choice(LEVELS, case_sensitive=False),
    help="What is logged, to standard error; warnings and worse if it is left out.",
)
@click.option(
    "--log-config",
    metavar="FILE",
    help="Set up logging by FILE: JSON of logging.config's dictionary schema if it is called "
    "*.json, else its file format.",
)
@click.option(
    "--profile",
    metavar="FILE",
    help="Write what the guest does and when to FILE, which Perfetto (https://ui.perfetto.dev) "
    "and chrome://tracing open.",
)
@_shared_options
def run(
    module: str,
    function: str | None,
    args: tuple[str, ...],
    seconds: float | None,
    lazy_imports: bool,
    interruptible: bool | None,
    log_level: str | None,
    log_config: str | None,
    profile: str | None,
    host_files: tuple[str, ...],
    engine: str | None,
    verbose: bool,
) -> int:
    """Run MODULE: its start functions, then FUNCTION, then its timers until none is left.

    ARG is JSON, else a string; what would be taken for an option stands behind `--`. FUNCTION's
    result is printed, unless it is undefined, and kept until the end.

    Exit status: 0 idle, or --for is over; 1 the guest failed; 2 usage; 3 cannot load or link;
    128+n by signal n (the first SIGINT or SIGTERM closes cleanly, the second kills; see
    --interruptible).
    """
    if seconds is not None and math.isnan(seconds):
        raise click.BadParameter("not a number", param_hint="'--for'")
    try:
        click.get_current_context().with_resource(logging_set_up(log_level, log_config))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="'--log-config'") from None
    recording = click.get_current_context().with_resource(contextlib.ExitStack())
    if profile is not None:
        try:
            recording.enter_context(runtime.profile(profile))
        except OSError as error:
            why = f"{profile}: {error.strerror or error}"
            raise click.BadParameter(why, param_hint="'--profile'") from None
    try:
        loaded = _load(module, engine, verbose, interruptible)
        host = load_host_files(host_files)
        names = exported_names(loaded)
    except _CANNOT_LOAD as error:
        show_error(error, verbose=verbose)
        return Status.CANNOT_LOAD
    called = None if function is None else _callable(names, function, args)
    parameters = () if called is None or called.call is None else called.call.names
    values = tuple(map(parse_argument, args))
    session = Session(
        Job(loaded, function, parameters, values, host, seconds, not lazy_imports, verbose)
    )
    session.run()
    recording.close()  # it is whole before a signal ends the process
    return session.conclude()


@_wasmloop.command(name="inspect")
@click.argument("module")
@click.option("--json", "as_json", is_flag=True, help="The same as one JSON document.")
@_shared_options
def inspect(
    module: str, as_json: bool, host_files: tuple[str, ...], engine: str | None, verbose: bool
) -> int:
    """Show what MODULE is: exports, imports (served or missing), closures, release, engine.

    With --host, imports that the files serve count as served. Missing ones are no failure here.

    Exit status: 0 it can be loaded; 2 usage; 3 it cannot be, and why is told on standard error
    (with --json on standard output too).
    """
    status = Status.IDLE
    why = "asked for with --engine" if engine else None
    try:
        loaded = _load(module, engine, verbose)
        host = load_host_files(host_files)
        found = inspect_module(
            loaded, host=host.names, modules=host.modules, origins=host.origins, why=why
        )
        document = as_document(found)
    except _CANNOT_LOAD as error:
        show_error(error, verbose=verbose)
        if not as_json:
            return Status.CANNOT_LOAD
        status, document = Status.CANNOT_LOAD, as_error(error)
    if as_json:
        text = json.dumps(document, indent=2, ensure_ascii=False)
    else:
        text = "\n".join(inspection_lines(found))
    # A pipe that breaks is met by `main`, as everywhere.
    with contextlib.suppress(BrokenPipeError):
        show_result(text)
    return status


@_wasmloop.command(
    cls=_NumbersAreArguments,
    context_settings={"ignore_unknown_options": True},
    options_metavar="[OPTIONS]",
)
@click.argument("module")
@click.argument("function")
@click.argument("args", nargs=-1, type=click.UNPROCESSED, metavar="[ARG]...")
@click.option(
    "--for",
    "seconds",
    type=click.FloatRange(min=0, max=3600),
    default=1.0,
    metavar="SECONDS",
    help="Measure about so long, and each closure as long; a second if it is left out.",
)
@click.option(
    "--closure-args",
    multiple=True,
    metavar="JSON",
    help="Time the closures too that functions of --host get, or FUNCTION returns: those that take "
    "as many arguments as the list JSON has. Repeatable.",
)
@click.option("--lazy-imports", is_flag=True, help="Do without imports that are missing.")
@click.option("--json", "as_json", is_flag=True, help="The same as one JSON document.")
@_shared_options
def bench(
    module: str,
    function: str,
    args: tuple[str, ...],
    seconds: float,
    closure_args: tuple[str, ...],
    lazy_imports: bool,
    as_json: bool,
    host_files: tuple[str, ...],
    engine: str | None,
    verbose: bool,
) -> int:
    """Time FUNCTION of MODULE, called with each ARG, beside the engine's bare crossing.

    ARG is JSON, else a string. FUNCTION is called as often as time allows, a promise of its is
    awaited; median, quartiles and calls per second are printed. Beside it the engine alone calls an
    empty wasm function of the same type, in turn: the least that a call can cost.

    Exit status: 0 it was measured; 1 the guest failed; 2 usage; 3 cannot load or link; 128+n by
    signal n.
    """
    from runtime.cli.bench import Benchmark, Wish

    if math.isnan(seconds):
        raise click.BadParameter("not a number", param_hint="'--for'")
    wish = Wish(seconds, tuple(map(_arguments, closure_args)), as_json)
    click.get_current_context().with_resource(logging_set_up(None, None))
    try:
        loaded = _load(module, engine, verbose)
        host = load_host_files(host_files)
        names = exported_names(loaded)
    except _CANNOT_LOAD as error:
        show_error(error, verbose=verbose)
        return Status.CANNOT_LOAD
    call = _callable(names, function, args).call
    values = tuple(map(parse_argument, args))
    parameters = () if call is None else call.names
    job = Job(loaded, function, parameters, values, host, None, not lazy_imports, verbose)
    session = Benchmark(job, wish)
    session.run()
    return session.conclude()


def _arguments(text: str) -> tuple[object, ...]:
    found = parse_argument(text)
    if not isinstance(found, list):
        why = f"{text!r} is no JSON list of a closure's arguments, such as '[1, \"two\"]'"
        raise click.BadParameter(why, param_hint="'--closure-args'")
    return tuple(found)


def _load(
    path: str, engine: str | None, verbose: bool, interruptible: bool | None = False
) -> runtime.Module:
    name = engine or ("wasmtime" if interruptible else explain_choice()[0])
    able = can_interrupt(name) if interruptible is None else interruptible
    try:
        module = runtime.Module.load(path, engine=select_engine(name, interruptible=able))
    except OSError as error:
        raise _Unreadable(f"{path}: {error.strerror or error}") from None
    if verbose:
        why = "" if engine or interruptible else f" ({explain_choice()[1]})"
        show_note(f"{PROGRAM}: {path}: engine {module.engine.name}{why}")
    return module


def _callable(names: Sequence[ExportedName], function: str, args: Sequence[str]) -> ExportedName:
    """Return what FUNCTION names.

    Raises:
        UsageError: there is no such function, or it takes another number of arguments.

    """
    functions = [name for name in names if name.call is not None]
    found = next((name for name in functions if name.name == function), None)
    if found is None or found.call is None:
        close = difflib.get_close_matches(function, [name.name for name in functions], n=1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        listed = "\n".join(f"  {_shown(name)}" for name in functions) or "  nothing"
        raise click.UsageError(
            f"the guest exports no function {function!r}{hint}\nIt exports\n{listed}"
        )
    least, most = found.call.required, len(found.call.args)
    if not least <= len(args) <= most:
        wanted = str(most) if least == most else f"{least} to {most}"
        raise click.UsageError(
            f"{function} takes {wanted} argument(s), and {len(args)} were given: {found.rust}"
        )
    return found


def _shown(name: ExportedName) -> str:
    return name.rust if name.kind == "function" else name.python
