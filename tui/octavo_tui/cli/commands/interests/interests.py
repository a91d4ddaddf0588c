"""Commands about interests: groups of papers that recommendations start from."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from octavo_model.text.clean import visible
from octavo_tui.cli.arguments import FORMAT, LENIENT, YES, CliCommand, add_json, argument
from octavo_tui.cli.exit_status import ExitStatus, refuse
from octavo_tui.cli.library import open_for_reading, open_library
from octavo_tui.cli.output import confirmed, print_json
from octavo_tui.cli.query_errors import read_query
from octavo_tui.render.labels import plural
from octavo_tui.terminal.streams import print_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model import Library, Paths
    from octavo_model.library.interests.interests import Interest, InterestGroup
    from octavo_tui.cli.arguments import Options

_VIEW = "view:"
_FILES = (".bib", ".csv", ".json", ".nbib", ".ris", ".txt", ".xml", ".zip")
"""How names end that are files also if no such file exists."""


def list_interests(options: Options, paths: Paths) -> int:
    """List the interests, with how many papers each has."""
    with open_for_reading(paths) as library:
        groups = library.interests.groups()
        found = [(*one, groups[one.name]) for one in library.interests.all()]
    if print_json(options, (_fields(*one) for one in found)):
        return ExitStatus.DONE
    if not found:
        print("No interests yet. Add one: octavo interest add mine --from refs.bib")
    width = max((len(visible(name)) for name, _, _ in found), default=0)
    for name, query, group in found:
        papers = plural(len(group.papers), "paper")
        print(f"{visible(name):{width}}  {papers:>12}  {visible(query)}{_unknown(group)}")
    return ExitStatus.DONE


def _fields(name: str, query: str, group: InterestGroup) -> dict[str, object]:
    return {
        "name": name,
        "query": query,
        "papers": len(group.papers),
        "unknown": list(group.unknown),
    }


def _unknown(group: InterestGroup) -> str:
    """Return a remark about what the query of an interest names and the library does not have."""
    names = visible(", ".join(dict.fromkeys(group.unknown)))
    return f" (not in the library: {names})" if names else ""


def add_interest(options: Options, paths: Paths) -> int:
    """Add an interest from files, which are imported, or from a query; refuse a wrong one."""
    files = [one for one in options.source if _is_file(one)]
    if files and len(files) < len(options.source):
        refuse("--from: give files or a query (e.g. --from refs.bib, --from au:quill)")
    if files:
        return _add_files(options, paths, files)
    text = " ".join(options.source)
    is_view = text.startswith(_VIEW)
    query = "" if is_view else read_query(text, options).text.strip()
    with open_library(paths) as library:
        if is_view:
            query = library.views.query(text.removeprefix(_VIEW).strip('"'))
        before = library.interests.all()
        library.interests.add(options.name, query)
        _print_added(library, options.name, before)
    return ExitStatus.DONE


def _is_file(text: str) -> bool:
    return os.path.lexists(text) or text.lower().endswith(_FILES)


def _add_files(options: Options, paths: Paths, files: Sequence[str]) -> int:
    from octavo_model.core.parsed import ImportOptions
    from octavo_tui.cli.commands.imports import import_paths

    with open_library(paths, finish=True) as library:
        results = import_paths(library, files, ImportOptions(format=options.format))
        for message in [*results.errors, *results.warnings]:
            print_error(message)
        if not results.failures or results.reports:
            before = library.interests.all()
            library.interests.add_imported(options.name, results.reports)
            _print_added(library, options.name, before)
    return results.status


def _print_added(library: Library, name: str, before: Sequence[Interest] = ()) -> None:
    """Print an interest, what it replaces of those ``before``, and what it lacks."""
    name = library.interests.resolve(name)
    query = dict(library.interests.all())[name]
    group = library.interests.groups()[name]
    replaced = dict(before).get(name, query)
    former = "" if replaced == query else f", in place of {replaced}"
    papers = plural(len(group.papers), "paper")
    print(f"{visible(f'{name}: {papers} ({query}){former}')}{_unknown(group)}")


def rename_interest(options: Options, paths: Paths) -> int:
    """Rename an interest."""
    with open_library(paths) as library:
        library.interests.rename(options.name, options.new)
        _print_added(library, options.new)
    return ExitStatus.DONE


def remove_interest(options: Options, paths: Paths) -> int:
    """Remove an interest."""
    with open_library(paths) as library:
        name = library.interests.resolve(options.name)
        if confirmed(f"Remove the interest {name}", options):
            library.interests.remove(name)
            print(f"{visible(name)}: removed; its papers stay")
    return ExitStatus.DONE


_NAME = argument("name", "NAME", "Name of the interest")
_FROM = argument(
    "--from",
    "WHAT",
    "A file (BibTeX, RIS, CSV, JSON), a query (tag:agents, au:quill), or view:NAME; repeatable",
    action="append",
    dest="source",
    required=True,
)

COMMANDS = (
    CliCommand(
        "interest",
        "List groups of papers that recommendations start from",
        list_interests,
        (add_json,),
        "octavo interest add mine --from refs.bib\noctavo interest add nora --from au:quill",
        has_query=True,
        actions=(
            CliCommand("list", "List the interests (the default)", list_interests, (add_json,)),
            CliCommand(
                "add",
                "Add an interest; replaces one of that name",
                add_interest,
                (_NAME, _FROM, FORMAT, LENIENT),
            ),
            CliCommand(
                "rename",
                "Rename an interest",
                rename_interest,
                (_NAME, argument("new", "NEW", "New name of the interest")),
            ),
            CliCommand(
                "remove", "Remove an interest; its papers stay", remove_interest, (_NAME, YES)
            ),
        ),
    ),
)
