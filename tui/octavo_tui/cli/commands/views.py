"""Commands about views: saved queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model import View
from octavo_model.settings import settings as settings_file
from octavo_model.text.clean import visible
from octavo_tui.cli.arguments import LENIENT, YES, CliCommand, add_json, argument
from octavo_tui.cli.exit_status import ExitStatus
from octavo_tui.cli.library import open_for_reading, open_library
from octavo_tui.cli.output import confirmed, print_json
from octavo_tui.cli.query_errors import read_query
from octavo_tui.terminal.streams import print_error

if TYPE_CHECKING:
    from octavo_model import Paths
    from octavo_model.core.views import Counts
    from octavo_tui.cli.arguments import Options


def list_views(options: Options, paths: Paths) -> int:
    """List the views with what is left in them."""
    _, problems = settings_file.load(paths.settings)
    problems = tuple(problem for problem in problems if problem.startswith("views"))
    for problem in problems:
        print_error(f"settings: {problem}")
    with open_for_reading(paths) as library:
        views = [
            (name, query, library.catalog.counts(View.of_query(query)))
            for name, query in library.views.all().items()
        ]
    if print_json(options, (_fields(*view) for view in views)):
        pass
    elif not views and not problems:
        print('No views yet. Add one: octavo view add "This week" "is:unread date:<7d"')
    else:
        width = max((len(visible(name)) for name, _, _ in views), default=0)
        for name, query, counts in views:
            left = f"{counts.undecided:5} of {counts.total:5} left"
            print(f"{visible(name):{width}}  {left}  {visible(query)}")
    return ExitStatus.FAILED if problems else ExitStatus.DONE


def _fields(name: str, query: str, counts: Counts) -> dict[str, object]:
    return {
        "name": name,
        "query": query,
        "papers": counts.total,
        "unread": counts.undecided,  # its name in Octavo 0.1
        "undecided": counts.undecided,
        "starred": counts.starred,
    }


def add_view(options: Options, paths: Paths) -> int:
    """Save a query under a name; refuse one that is wrong."""
    query = _checked_query(options)
    with open_library(paths) as library:
        library.views.save(options.name, query)
    print(visible(f"{options.name}: {query}"))
    return ExitStatus.DONE


def edit_view(options: Options, paths: Paths) -> int:
    """Change the query of a view; refuse one that is wrong."""
    query = _checked_query(options)
    with open_library(paths) as library:
        name = library.views.resolve(options.name)
        library.views.rename(name, name, query)
    print(visible(f"{name}: {query}"))
    return ExitStatus.DONE


def _checked_query(options: Options) -> str:
    """Return the query as it was typed; without its wrong parts if the options are lenient."""
    return read_query(" ".join(options.query), options).text.strip()


def remove_view(options: Options, paths: Paths) -> int:
    """Remove a view."""
    with open_library(paths) as library:
        name = library.views.resolve(options.name)
        if confirmed(f"Remove the view {name}", options):
            library.views.remove(name)
            print(f"{visible(name)}: removed; its papers stay")
    return ExitStatus.DONE


def rename_view(options: Options, paths: Paths) -> int:
    """Rename a view."""
    with open_library(paths) as library:
        library.views.rename(options.name, options.new)
        print(visible(f"{options.new}: {library.views.query(options.new)}"))
    return ExitStatus.DONE


def move_view(options: Options, paths: Paths) -> int:
    """Move a view, and print their names in the new order."""
    with open_library(paths) as library:
        library.views.move(options.name, options.place - 1)
        print("\n".join(map(visible, library.views.all())))
    return ExitStatus.DONE


_NAME = argument("name", "NAME", "Name of the view")
_QUERY = argument("query", "QUERY", "See octavo help query", nargs="+")

COMMANDS = (
    CliCommand(
        "view",
        "List saved views and what is left in them",
        list_views,
        (add_json,),
        'octavo view add "This week" "is:unread date:<7d"\noctavo view move "This week" 1',
        has_query=True,
        actions=(
            CliCommand("list", "List the views (the default)", list_views, (add_json,)),
            CliCommand(
                "add",
                "Save a query as a view; replaces one of that name",
                add_view,
                (_NAME, _QUERY, LENIENT),
            ),
            CliCommand("edit", "Change the query of a view", edit_view, (_NAME, _QUERY, LENIENT)),
            CliCommand("remove", "Remove a view; its papers stay", remove_view, (_NAME, YES)),
            CliCommand(
                "rename",
                "Rename a view",
                rename_view,
                (_NAME, argument("new", "NEW", "New name of the view")),
            ),
            CliCommand(
                "move",
                "Move a view",
                move_view,
                (_NAME, argument("place", "PLACE", "1 is the first", type=int)),
            ),
        ),
    ),
)
