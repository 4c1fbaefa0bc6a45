"""Generated Python: lines in blocks, names out of the environment, one compile."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

Factory = Callable[..., Any]
"""``bind(env, ...)``: binds generated code to one instance."""

ENVIRONMENT: Final = (
    *("add_handle", "array", "cached_text", "char", "char_from", "copy_back", "float32"),
    *("float64", "get_handle", "integer", "integer128", "js_bigint", "js_number", "lend"),
    *("lift_enum", "lift_string_enum", "lower_enum", "lower_string_enum", "move_struct"),
    *("narrow", "non_null", "null"),
    *("pack", "packed", "packed_handles", "place", "pointer_of", "read", "read_handles"),
    *("abort_signal", "coroutine", "promise", "promise_type"),
    *("reclaim", "recover", "take_bytes", "take_handle", "take_handles", "text_from", "thrown"),
    *("unpack", "utf8", "wrap_struct", "write"),
    *("after_last_return", "caught_by_guest", "enter_scope", "leave_scope", "leaving"),
    *("barred", "elements", "gate", "iter_unpack", "memory_view", "typed_array", "writable"),
    *("live", "open_epochs", "refuse", "running_status", "scope_ended", "stack_closure_running"),
)
"""Names that generated code may use; an instance's environment has each as an attribute."""


_BLANKS: Final = dict.fromkeys(map(ord, "()[]{}.,:;=+-*/%&|<>!~^@'\"\\#?$`"), " ")
"""What stands between words."""


class Source:
    """The text of one generated factory under construction.

    The factory is a function ``bind(env, ...)``, which takes what it needs out of an instance's
    environment into local names, once, and returns the adapter (or what makes adapters).

    Args:
        title: what it adapts; part of the file name that tracebacks show.
        parameters: of ``bind``, after ``env``.

    """

    def __init__(self, title: str, *parameters: str) -> None:
        self._title = title
        self._parameters = parameters
        self._lines: list[str] = []
        self._depth = 1
        self._names = 0

    def line(self, text: str) -> None:
        """Append one line at the present depth."""
        self._lines.append("    " * self._depth + text)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """Append ``head``, which ends with a colon, and indent what is written inside."""
        self.line(head)
        self._depth += 1
        yield
        self._depth -= 1

    @contextmanager
    def finally_do(self, statements: Sequence[str]) -> Iterator[None]:
        """See that ``statements``, if there are any, run after what is written inside.

        The sequence is looked at when the inside is written: it may grow meanwhile.
        """
        start = len(self._lines)
        yield
        if not statements:
            return
        head = "    " * self._depth
        self._lines[start:] = [head + "try:", *("    " + line for line in self._lines[start:])]
        with self.block("finally:"):
            for statement in statements:
                self.line(statement)

    def fresh(self, stem: str) -> str:
        """Return a variable name that was not used before."""
        self._names += 1
        return f"{stem}{self._names}"

    @property
    def text(self) -> str:
        """The whole factory, with those names of the environment that it uses."""
        used = set("\n".join(self._lines).translate(_BLANKS).split())
        head = [f"def bind({', '.join(('env', *self._parameters))}):"]
        head += [f"    {name} = env.{name}" for name in ENVIRONMENT if name in used]
        return "\n".join([*head, *self._lines]) + "\n"

    def compile(self) -> Factory:
        """Return ``bind``, which is compiled when it is first called.

        Many are made to know that their types cross, and to serve what a program in C leaves to
        them. Equal texts have one file name: it is made of the text.
        """
        made: Factory | None = None

        def bind(*args: Any) -> Any:
            nonlocal made
            if made is None:
                made = self._compiled()
            return made(*args)

        return bind

    def _compiled(self) -> Factory:
        text = self.text
        name = f"<wasmloop adapter> {self._title} {hash(text) & 0xFFFFFFFF:08x}"
        # By these `linecache` has its lines, and so has a traceback that goes through it.
        namespace: dict[str, Any] = {"__name__": name, "__loader__": _Text(text)}
        exec(compile(text, name, "exec"), namespace)
        bind: Factory = namespace["bind"]
        return bind


class _Text:
    """What `linecache` asks for generated code (PEP 302, Optional Extensions to the Importer).

    Args:
        text: the code.

    """

    def __init__(self, text: str) -> None:
        self._text = text

    def get_source(self, _name: str) -> str:
        """Return it."""
        return self._text
