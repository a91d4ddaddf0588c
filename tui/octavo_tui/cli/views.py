"""The verb about views: queries with names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model import View
from octavo_model.settings import saved_views
from octavo_model.settings import settings as settings_file
from octavo_model.text.clean import visible
from octavo_tui.cli import output
from octavo_tui.terminal import streams

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from octavo_model import Library, Paths
    from octavo_model.core.views import Counts
    from octavo_tui.cli.run import Options


def add_views(parser: argparse.ArgumentParser) -> None:
    """Teach ``parser`` what `octavo views` takes."""
    parser.set_defaults(action="list", json=False, jsonl=False)
    actions = parser.add_subparsers(metavar="ACTION", dest="action_name")
    told = actions.add_parser("list", help="list the views (as without an action)")
    for one in (parser, told):
        group = one.add_mutually_exclusive_group()
        group.add_argument("--json", action="store_true", help="as one JSON array")
        group.add_argument("--jsonl", action="store_true", help="as JSON, one object a line")
    told.set_defaults(action="list")
    added = actions.add_parser("add", help="keep a query under a name, or give a view a new one")
    added.add_argument("name", metavar="NAME", help="what to call it")
    added.add_argument("query", nargs="+", metavar="QUERY", help="see octavo list --help")
    removed = actions.add_parser("remove", help="remove a view; its papers stay")
    removed.add_argument("name", metavar="NAME", help="what it is called")
    renamed = actions.add_parser("rename", help="give a view another name")
    renamed.add_argument("name", metavar="NAME", help="what it is called")
    renamed.add_argument("new", metavar="NEW", help="what to call it")
    moved = actions.add_parser("move", help="give a view another place")
    moved.add_argument("name", metavar="NAME", help="what it is called")
    moved.add_argument("place", metavar="PLACE", type=int, help="1 is the first")
    for action, one in (
        ("add", added), ("remove", removed), ("rename", renamed), ("move", moved),
    ):  # fmt: skip
        one.set_defaults(action=action)


def query_of(paths: Paths, name: str) -> str:
    """The query of the view that ``name`` means.

    Raises:
        OctavoError: There is none.
    """
    views = saved_views.load(paths.settings)
    return views[saved_views.named(views, name)]


def run_views(options: Options, paths: Paths, open_library: Callable[[], Library]) -> int:
    """List views with what is unread in them, or add, remove, rename or move one."""
    file = paths.settings
    if options.action == "list":
        return _list(options, paths, open_library)
    if options.action == "add":
        from octavo_model.search.query import parse

        query = " ".join(options.query)
        saved_views.add(file, options.name, query)
        for problem in parse(query).remarks:
            streams.print_error(f"query: {problem}")
        print(visible(f"{options.name}: {query}"))
    elif options.action == "remove":
        saved_views.remove(file, options.name)
        print(f"{visible(options.name)}: removed; its papers stay")
    elif options.action == "rename":
        saved_views.rename(file, options.name, options.new)
        print(visible(f"{options.new}: {query_of(paths, options.new)}"))
    else:
        saved_views.move(file, options.name, options.place - 1)
        print("\n".join(map(visible, saved_views.load(file))))
    return 0


def _list(options: Options, paths: Paths, open_library: Callable[[], Library]) -> int:
    settings, problems = settings_file.load(paths.settings)
    faults = [one for one in problems if one.startswith("views")]
    for fault in faults:
        streams.print_error(f"settings: {fault}")
    with open_library() as library:
        told = [
            (name, query, library.counts(View.of_query(query)))
            for name, query in settings.views.items()
        ]
    if options.json or options.jsonl:
        output.as_json((_fields(*one) for one in told), lines=options.jsonl)
    elif not told and not faults:
        print('no views yet; such as: octavo views add "This week" "is:unread date:<7d"')
    else:
        width = max((len(visible(name)) for name, _, _ in told), default=0)
        for name, query, counts in told:
            read = f"{counts.unread:5} of {counts.total:5} unread"
            print(f"{visible(name):{width}}  {read}  {visible(query)}")
    return 1 if faults else 0


def _fields(name: str, query: str, counts: Counts) -> dict[str, object]:
    return {
        "name": name,
        "query": query,
        "papers": counts.total,
        "unread": counts.unread,
        "starred": counts.starred,
    }
