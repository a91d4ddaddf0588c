"""What the verbs about sources take on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    import datetime as dt
    from collections.abc import Callable


def add_sources(parser: argparse.ArgumentParser, date: Callable[[str], dt.date]) -> None:
    """Teach ``parser`` what `octavo sources` takes; ``date`` reads a day."""
    from octavo_model.sources.spec import Kind

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
        "--kind", metavar="KIND", help=f"{', '.join(Kind)}; TARGET tells it but for a command"
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
