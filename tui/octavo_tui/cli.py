"""The command line: which verb was meant, with what; the verbs themselves are in `verbs`.

Nothing here imports Textual: the reader is loaded when it is to be opened.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from typing import TYPE_CHECKING, NoReturn

from octavo_model import OctavoError, Paths, __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Verb = Callable[[argparse.Namespace, Paths], int]

_DESCRIPTION = """\
Read digests of research papers in the terminal.

  octavo [PATH...]          open the reader, importing files or folders first
  cat page.txt | octavo     the same from standard input
"""
_EPILOG = "octavo VERB --help tells more of a verb. A file called like a verb: octavo ./list"


class _Parser(argparse.ArgumentParser):
    """Errors in one line, in Octavo's form, exit status 2."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"octavo: usage: {message} (see {self.prog} --help)\n")


def run(arguments: Sequence[str], paths: Paths | None = None) -> int:
    """Run ``octavo`` with ``arguments``, on the library below ``paths`` (the user's own).

    Returns:
        The exit status: 0 all went well, 1 something failed, 2 the call was not understood,
        130 interrupted.
    """
    parser = _parser()
    known = parser.get_default("verbs") | {"-h", "--help", "--version"}
    is_verb = bool(arguments) and arguments[0] in known
    options = parser.parse_args(arguments if is_verb else ["open", *arguments])
    for stream in (sys.stdout, sys.stderr):
        # A title in a script that the terminal's encoding lacks is no reason to fail.
        getattr(stream, "reconfigure", lambda **_: None)(errors="replace")
    from octavo_tui import verbs

    verb: Verb = getattr(verbs, f"run_{options.verb}")
    try:
        status = verb(options, paths or Paths.of_user())
        sys.stdout.flush()
    except OctavoError as error:
        verbs.complain(error)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output (head, less) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="octavo",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"octavo {__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)

    opening = verbs.add_parser("open", help="open the reader (what octavo does without a verb)")
    opening.add_argument("paths", nargs="*", metavar="PATH", help="digests to import first")
    _add_date(opening)

    importing = verbs.add_parser("import", help="import digests: files, folders, - for stdin")
    importing.add_argument("paths", nargs="+", metavar="PATH")
    _add_date(importing)
    _add_json(importing)

    listing = verbs.add_parser("list", help="list papers")
    listing.add_argument("--digest", metavar="NAME", help="only those of one digest")
    listing.add_argument("--unread", action="store_true", help="only the unread")
    listing.add_argument("--starred", action="store_true", help="only the starred")
    listing.add_argument("--filter", metavar="TEXT", help="fuzzy filter on titles, best first")
    listing.add_argument("--limit", metavar="N", type=_count, help="at most N papers")
    _add_json(listing)

    showing = verbs.add_parser("show", help="show one paper")
    showing.add_argument("key", metavar="KEY", help="its key, its arXiv id, or its title")
    _add_json(showing)

    for name, what in (
        ("star", "star papers"),
        ("unstar", "take the star from papers"),
        ("read", "mark papers read"),
        ("unread", "mark papers unread"),
    ):
        marking = verbs.add_parser(name, help=what)
        marking.add_argument("keys", nargs="+", metavar="KEY")

    digests = verbs.add_parser("digests", help="list the digests")
    _add_json(digests)
    verbs.add_parser("paths", help="tell where data and settings lie")
    verbs.add_parser("rebuild", help="make the index anew from digests and marks")
    parser.set_defaults(verbs=frozenset(verbs.choices))
    return parser


def _add_date(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--date",
        metavar="YYYY-MM-DD",
        type=_date,
        help="the day of the digest, whatever it says itself",
    )


def _add_json(parser: argparse.ArgumentParser) -> None:
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--json", action="store_true", help="as one JSON array")
    group.add_argument("--jsonl", action="store_true", help="as JSON, one object a line")


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date like 2025-10-28") from None


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is no number of papers")
    return int(text)
