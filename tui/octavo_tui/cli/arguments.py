"""What a command is, and the arguments that several commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Sequence
    from types import SimpleNamespace

    from octavo_model import Paths

    Options = Namespace | SimpleNamespace
    Argument = Callable[[ArgumentParser], object]
    Run = Callable[[Options, Paths], int]

COLORS = ("auto", "always", "never")
"""The values of ``--color``."""
QUERY_MARK = "\0"
"""The start of an argument that is not an option; no argument can contain it."""
_LARGEST_COUNT = 2**31
"""As good as any larger number of papers, and SQLite accepts it."""


class CliCommand(NamedTuple):
    """A command of the command line, or an action of one.

    `run` returns the exit status; it is None where one of `actions` is required. `examples` are
    calls, one a line. `has_query` is for arguments that may be parts of a query: ``-is:read``.
    """

    name: str
    help: str
    run: Run | None
    arguments: Sequence[Argument] = ()
    examples: str = ""
    notes: Callable[[], str] | None = None
    has_query: bool = False
    actions: Sequence[CliCommand] = ()


def argument(words: str, metavar: str, help_: str, **settings: Any) -> Argument:
    """Return a function that adds this argument to a parser; ``words`` as ``-o --output``."""
    settings = {"metavar": metavar, "help": help_, "type": _unmarked, **settings}
    return lambda parser: parser.add_argument(*words.split(), **settings)


def _unmarked(text: str) -> str:
    return text.removeprefix(QUERY_MARK)


def flag(name: str, help_: str) -> Argument:
    """Return a function that adds an option without a value to a parser."""
    return lambda parser: parser.add_argument(name, action="store_true", help=help_)


def add_json(parser: ArgumentParser) -> None:
    """Add ``--json``, ``--jsonl`` and ``--fields``."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--json", action="store_true", help="Print one JSON array")
    group.add_argument("--jsonl", action="store_true", help="Print JSON, one object a line")
    help_ = "Only these fields; without --json, with tabs between them"
    parser.add_argument("--fields", metavar="NAME,…", type=names, help=help_)


def export_format(more: str) -> Argument:
    """Return a function that adds ``--format``, a format of exports; ``more`` ends its help."""

    def add(parser: ArgumentParser) -> None:
        from octavo_model.export.writing import BY_NAME

        help_ = f"{', '.join(BY_NAME)}; {more}"
        parser.add_argument("--format", metavar="NAME", choices=tuple(BY_NAME), help=help_)

    return add


def day(text: str) -> dt.date:
    """Parse a date of the command line."""
    import datetime as dt
    from argparse import ArgumentTypeError

    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a date like 2025-10-28") from None


def names(text: str) -> list[str]:
    """Parse names with commas between them."""
    return [name for name in text.split(",") if name]


def count(text: str) -> int:
    """Parse a number of papers of the command line."""
    from argparse import ArgumentTypeError

    if not text.isascii() or not text.isdigit():
        raise ArgumentTypeError(f"{text!r} is not a number of papers")
    return min(int(text), _LARGEST_COUNT)


def number_between(text: str, least: int, most: int) -> int:
    """Parse a number of the command line that has limits."""
    from argparse import ArgumentTypeError

    if text.isascii() and text.isdigit() and least <= int(text[:10]) <= most:
        return int(text)
    raise ArgumentTypeError(f"{text!r} is not a number from {least} to {most:,}")


KEY = argument("key", "KEY", "Its key, arXiv id or title")
KEYS = argument("keys", "KEY", "Key, arXiv id or title", nargs="+")
QUERY = argument("query", "QUERY", "Words and filters, e.g. is:unread", nargs="*")
AS_TEXT = flag("--text", "Read the query as words: signs and fields mean nothing")
LENIENT = flag("--lenient", "Ignore what is wrong in the query")
EXIT_CODE = flag("--exit-code", "Exit with 1 if nothing matches")
PLAIN = flag("--plain", "Print a sentence a paper, without signs")
OFF = flag("--off", "Remove the mark")
YES = flag("--yes", "Do not ask")
RAW = flag("--raw", "Do not render LaTeX")
LIMIT = argument("--limit", "N", "Show at most N papers", type=count)
DATE = argument("--date", "YYYY-MM-DD", "Set the date of the digest", type=day)
FORMAT = argument("--format", "NAME", "Force the format (see octavo formats)")
