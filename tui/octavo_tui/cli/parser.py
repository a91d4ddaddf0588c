"""The command line: which verb was meant, with what; the verbs themselves are in `verbs`.

Nothing here imports Textual: the reader is loaded when it is to be opened. And only the verb
that was meant gets a parser: to make all of them takes longer than most of them take to run.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, NoReturn

from octavo_model import Paths, __version__
from octavo_tui.cli import run as verbs
from octavo_tui.terminal import streams

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

_MOST = 2**31
"""As good as any larger number of papers, and one that SQLite knows."""
_USAGE = """\
usage: octavo [--date YYYY-MM-DD] [PATH ...]
       octavo VERB ...

Read digests of research papers in the terminal.

  octavo [PATH ...]         open the reader, importing files or folders first
  cat page.txt | octavo     the same from standard input

verbs:
{verbs}

octavo VERB --help tells more of a verb; octavo --version tells the version.
A file that is called like a verb: octavo ./list
Exit status: 0 all went well; 1 something failed, or nothing was found; 2 the call was
not understood. Where output is no terminal, octavo lists papers instead of the reader.
"""


class _Verb(NamedTuple):
    """A verb of the command line.

    Attributes:
        help: What it does.
        add_arguments: Tells a parser what it takes.
        query: Whether that is a query, and where options may stand: ``mixed`` with its parts, or
            ``before`` them, for parsers of actions cannot be mixed.
    """

    help: str
    add_arguments: Callable[[argparse.ArgumentParser], object]
    query: Literal["", "mixed", "before"] = ""


class _Parser(argparse.ArgumentParser):
    """Errors in one line, in Octavo's form, exit status 2; options by their whole names."""

    def __init__(self, **told: Any) -> None:
        # What is short for one option today could be short for two tomorrow.
        super().__init__(**{"allow_abbrev": False, **told})

    def error(self, message: str) -> NoReturn:
        from octavo_model.text.clean import visible

        self.exit(2, f"octavo: usage: {visible(message)} (see {self.prog} --help)\n")


def run(arguments: Sequence[str], paths: Paths | None = None) -> int:
    """Run ``octavo`` with ``arguments``, on the library below ``paths`` (the user's own).

    Returns:
        The exit status; `verbs.run` tells what it means. A call that was not understood is 2.
    """
    return streams.guarded(lambda: _run(arguments, paths), paths)


def _run(arguments: Sequence[str], paths: Paths | None) -> int:
    if arguments and arguments[0] in {"-h", "--help"}:
        lines = (f"  {name:9} {verb.help}" for name, verb in _VERBS.items())
        print(_USAGE.format(verbs="\n".join(lines)), end="")
        return 0
    if arguments and arguments[0] == "--version":
        print(f"octavo {__version__}")
        return 0
    return verbs.run(parse(arguments), paths or Paths.of_user())


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The verb that ``arguments`` name, as ``verb``, and its options.

    Raises:
        SystemExit: They were not understood, or asked for help; the user has been told.
    """
    if arguments and arguments[0] in _VERBS:
        name, rest = arguments[0], arguments[1:]
        verb, parser = _VERBS[name], _Parser(prog=f"octavo {name}")
        parser.description = verb.help
    else:
        name, rest = "open", arguments
        verb, parser = _OPEN, _Parser(prog="octavo")
    verb.add_arguments(parser)
    if verb.query:
        from octavo_tui.cli.arguments import parse_with_query

        options = parse_with_query(parser, rest, mixed=verb.query == "mixed")
    else:
        options = parser.parse_args(rest)
    options.verb = name
    return options


def _open_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="digests to import first")
    _add_date(parser)
    _add_format(parser)


def _import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH", help="file or folder; - is stdin")
    _add_date(parser)
    _add_format(parser)
    _add_json(parser)


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    from octavo_tui.cli.arguments import epilog

    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = epilog()
    _add_selection(parser)
    _add_json(parser).add_argument(
        "--keys", action="store_true", help="before each paper its key and a tab"
    )
    _add_raw(parser)


def _export_arguments(parser: argparse.ArgumentParser) -> None:
    _add_selection(parser)
    parser.add_argument(
        "--format",
        metavar="NAME",
        choices=("bibtex", "markdown", "csv", "json"),
        help="bibtex, markdown, csv or json; by default as FILE is called, else bibtex",
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="write to FILE; - is stdout")
    parser.add_argument("--force", action="store_true", help="replace FILE where it is there")


def _add_selection(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "query", nargs="*", metavar="QUERY", help="words, and parts such as is:unread"
    )
    parser.add_argument("--view", metavar="NAME", help="only those of a saved view")
    parser.add_argument("--digest", metavar="NAME", help="only those of one digest")
    parser.add_argument("--unread", action="store_true", help="only the unread")
    parser.add_argument("--starred", action="store_true", help="only the starred")
    parser.add_argument(
        "--for-you", action="store_true", help="unread papers like those you starred, best first"
    )
    parser.add_argument("--filter", metavar="TEXT", help="fuzzy filter on titles, best first")
    parser.add_argument("--limit", metavar="N", type=_count, help="at most N papers")


def _show_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", metavar="KEY", help="its key, its arXiv id, or its title")
    _add_json(parser)
    _add_raw(parser)


def _related_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", metavar="KEY", help="its key, its arXiv id, or its title")
    parser.add_argument("--limit", metavar="N", type=_count, help="at most N papers, not ten")
    _add_json(parser)


def _mark_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("keys", nargs="+", metavar="KEY", help="key, arXiv id or title")


def _sources_arguments(parser: argparse.ArgumentParser) -> None:
    from octavo_tui.cli.arguments import add_sources

    add_sources(parser, _date)


def _views_arguments(parser: argparse.ArgumentParser) -> None:
    from octavo_tui.cli.views import add_views

    add_views(parser)


def _fetch_arguments(parser: argparse.ArgumentParser) -> None:
    from octavo_tui.cli.arguments import add_fetch

    add_fetch(parser)
    _add_json(parser)


def _backup_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        metavar="FILE",
        help="such as ~/octavo.zip; a backup is replaced by one that has all of it",
    )


def _restore_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", help="a backup, a daily copy, or a copy of marks.jsonl"
    )


def _journal_arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = """\
Octavo writes nothing while marks.jsonl is missing, shorter than it was, or changed by
another program. Restore a copy of it (octavo restore FILE), or:

  rebuild  add the marks that the index still has to what is left of the journal
  new      go on with what is left; the old file, and the marks that only the index
           has, are kept beside it, and octavo restore accepts them
"""
    parser.add_argument("action", choices=("rebuild", "new"), help="how to go on, see below")


def _doctor_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "What is marked ✗ is to be put right: then the exit status is 1. What is marked ! is"
        " advice, or will pass by itself."
    )
    _add_json(parser)


def _no_arguments(parser: argparse.ArgumentParser) -> None:
    """Such a verb takes nothing but --help."""


def _add_date(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--date",
        metavar="YYYY-MM-DD",
        type=_date,
        help="the day of the digest, whatever it says itself",
    )


def _add_format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format", metavar="NAME", help="read them as this, whatever they look like (see formats)"
    )


def _add_json(parser: argparse.ArgumentParser) -> argparse._MutuallyExclusiveGroup:
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--json", action="store_true", help="as one JSON array")
    group.add_argument("--jsonl", action="store_true", help="as JSON, one object a line")
    return group


def _add_raw(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--raw", action="store_true", help="LaTeX as it came, not as it reads")


def _date(text: str) -> dt.date:
    import datetime as dt

    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date like 2025-10-28") from None


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is no number of papers")
    return min(int(text), _MOST)


_OPEN = _Verb("", _open_arguments)
"""What is meant without a verb."""
_VERBS = {
    "import": _Verb("import digests: files, folders, - for stdin", _import_arguments),
    "list": _Verb("list papers", _list_arguments, "mixed"),
    "export": _Verb("write papers as BibTeX, Markdown, CSV or JSON", _export_arguments, "mixed"),
    "show": _Verb("show one paper", _show_arguments),
    "star": _Verb("star papers", _mark_arguments),
    "unstar": _Verb("take the star from papers", _mark_arguments),
    "read": _Verb("mark papers read", _mark_arguments),
    "unread": _Verb("mark papers unread", _mark_arguments),
    "related": _Verb("list the papers nearest to one", _related_arguments),
    "digests": _Verb("list the digests", _add_json),
    "formats": _Verb("list what is read, with an example each", _add_json),
    "sources": _Verb("list, add or remove what is fetched from", _sources_arguments),
    "fetch": _Verb("bring what is new in the sources", _fetch_arguments),
    "views": _Verb(
        "list saved views and what is unread in them, or change them", _views_arguments, "before"
    ),
    "doctor": _Verb("look at data, settings and terminal; say what to do", _doctor_arguments),
    "paths": _Verb("tell where data and settings lie", _no_arguments),
    "backup": _Verb("put digests, marks and settings into one file", _backup_arguments),
    "restore": _Verb("bring a backup back; what is there stays", _restore_arguments),
    "journal": _Verb("repair a journal that lost marks", _journal_arguments),
    "rebuild": _Verb("make the index anew from digests and marks", _no_arguments),
}
