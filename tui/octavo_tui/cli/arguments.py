"""Parts of queries on the command line that begin with a dash, as options do: ``-is:read``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.search.query.fields import examples

if TYPE_CHECKING:
    import argparse
    import datetime as dt
    from collections.abc import Callable, Sequence

_OPTION = re.compile(r"(?<![\w-])--?[a-z][\w-]*")
_WITH_VALUE = re.compile(r"(?<![\w-])(--?[a-z][\w-]*)\s+[A-Z]")
_MARK = "\0"
"""Before an argument it says that this is no option; no argument can hold it."""


def parse_with_query(
    parser: argparse.ArgumentParser, arguments: Sequence[str], *, mixed: bool
) -> argparse.Namespace:
    """Parse ``arguments``, of which those that are no options may be parts of a query.

    ``-word`` and ``-field:…`` are such parts: no option has a single dash and several letters.

    Args:
        parser: Knows the options.
        arguments: From the command line.
        mixed: Whether options may stand among the parts of the query.
    """
    marked = _marked(parser, arguments)
    found = (parser.parse_intermixed_args if mixed else parser.parse_args)(marked)
    for name, value in vars(found).items():
        if isinstance(value, str):
            setattr(found, name, value.removeprefix(_MARK))
        elif isinstance(value, list):
            setattr(found, name, [one.removeprefix(_MARK) for one in value])
    return found


def _marked(parser: argparse.ArgumentParser, arguments: Sequence[str]) -> list[str]:
    usage = parser.format_usage()
    options, valued = set(_OPTION.findall(usage)), set(_WITH_VALUE.findall(usage))
    # As in -oFILE.
    glued = {one for one in valued if not one.startswith("--")}
    end = arguments.index("--") if "--" in arguments else len(arguments)
    for one in arguments[end + 1 :]:
        if one.partition("=")[0] in options:
            parser.error(f"{one} stands behind --, where all is query: write it before")
    marked: list[str] = []
    for place, one in enumerate(arguments[:end]):
        is_value = place > 0 and arguments[place - 1] in valued
        if len(one) > len("-o") and one[0] == "-" != one[1] and not is_value:
            if f"-{one}" in options:
                parser.error(f"{one} is no option: did you mean -{one}?")
            marked.append(one if one[:2] in glued else _MARK + one)
        else:
            marked.append(one)
    return [*marked, *(_MARK + one for one in arguments[end + 1 :])]


def add_sources(parser: argparse.ArgumentParser, date: Callable[[str], dt.date]) -> None:
    """Teach ``parser`` what `octavo sources` takes; ``date`` reads a day."""
    from octavo_model.sources.spec import SourceKind

    parser.set_defaults(action="list", json=False, jsonl=False)
    actions = parser.add_subparsers(metavar="ACTION", dest="action_name")
    told = actions.add_parser("list", help="list the sources (as without an action)")
    group = told.add_mutually_exclusive_group()
    group.add_argument("--json", action="store_true", help="as one JSON array")
    group.add_argument("--jsonl", action="store_true", help="as JSON, one object a line")
    told.set_defaults(action="list")
    added = actions.add_parser(
        "add", help="add a source", description="Add a source that octavo fetch asks from now on."
    )
    added.add_argument("name", metavar="NAME", help="what to call it, such as hf")
    added.add_argument(
        "target",
        metavar="TARGET",
        help="daily-papers; arXiv categories (cs.LG+cs.CL); a URL; a folder; a command in quotes",
    )
    added.add_argument(
        "--kind",
        metavar="KIND",
        help=f"{', '.join(SourceKind)}; guessed from TARGET, except command",
    )
    added.add_argument("--every", metavar="6h", help="how often it is due: 30m, 6h, 1d, 1w")
    added.add_argument(
        "--since", metavar="YYYY-MM-DD", type=date, help="for daily-papers, the first day to bring"
    )
    added.set_defaults(action="add")
    removed = actions.add_parser("remove", help="remove a source; its papers stay")
    removed.add_argument("name", metavar="NAME", help="what it is called")
    removed.set_defaults(action="remove")


def add_fetch(parser: argparse.ArgumentParser) -> None:
    """Teach ``parser`` what `octavo fetch` takes, but for the form of its output."""
    parser.add_argument("names", nargs="*", metavar="NAME", help="a source; without one, all")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--due", action="store_true", help="only those whose time has come")
    which.add_argument(
        "--all-now", action="store_true", help="those too whose server wants to be left alone"
    )


_WIDTH = 26
_INTRODUCTION = """\
A query is what the reader's filter understands: words find titles, slips forgiven, and

"""
_CLOSING = """
Words and parts must all fit. What is not understood is told, and the rest still counts. Parts may
begin with -, as -is:read does; options are written in full, with two dashes, and not behind --.
Put the query in quotation marks: the shell has a mind of its own about !, ~, | and >.
"""


def lines() -> list[str]:
    """Every example and what it finds, a line each."""
    return [f"  {one.query:{_WIDTH}}{one.finds}" for one in examples()]


def epilog() -> str:
    """What ``octavo list --help`` tells of queries."""
    return _INTRODUCTION + "\n".join(lines()) + "\n" + _CLOSING
