"""``octavo tag``: tags of papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.text.clean import visible
from octavo_tui.cli.arguments import KEYS, YES, CliCommand, add_json, argument, names
from octavo_tui.cli.commands.decisions import found
from octavo_tui.cli.exit_status import ExitStatus
from octavo_tui.cli.library import open_for_reading, open_to_change
from octavo_tui.cli.output import confirmed, print_json
from octavo_tui.render.decisions import describe_change
from octavo_tui.render.labels import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model import Library, Paths
    from octavo_tui.cli.arguments import Options


def list_tags(options: Options, paths: Paths) -> int:
    """List the tags and how many papers have each."""
    with open_for_reading(paths) as library:
        tags = library.tags.all()
    if print_json(options, (one._asdict() for one in tags)):
        pass
    elif not tags:
        print("No tags yet. Add one: octavo tag add agents 2401.01234")
    else:
        width = max(len(one.name) for one in tags)
        for one in tags:
            print(f"{visible(one.name):{width}}  {plural(one.papers, 'paper'):>12}")
    return ExitStatus.DONE


def add_tags(options: Options, paths: Paths) -> int:
    """Add tags to papers."""
    with open_to_change(paths) as library:
        ids, status = found(library, options.keys)
        _change(library, ids, add=options.names)
    return status


def remove_tags(options: Options, paths: Paths) -> int:
    """Remove tags from papers; one tag without papers from all of them."""
    with open_to_change(paths) as library:
        if options.keys:
            ids, status = found(library, options.keys)
            _change(library, ids, remove=options.names)
            return status
        for name in options.names:
            tag = library.tags.named(name)
            if confirmed(f"Remove the tag {tag.name} from {plural(tag.papers, 'paper')}", options):
                print(visible(describe_change(library.tags.remove(tag.name))))
    return ExitStatus.DONE


def rename_tag(options: Options, paths: Paths) -> int:
    """Rename a tag of all papers, or merge it with another."""
    with open_to_change(paths) as library:
        library.tags.rename(options.name, options.new)
        tag = library.tags.named(options.new)
        print(f"{visible(tag.name)}: {plural(tag.papers, 'paper')}")
    return ExitStatus.DONE


def _change(
    library: Library, ids: Sequence[int], add: Sequence[str] = (), remove: Sequence[str] = ()
) -> None:
    """Change the tags of papers, and print what all of them are now."""
    before = library.tags.of(ids)
    library.tags.change(ids, add, remove)
    after = library.tags.of(ids)
    verb = "tagged" if add else "untagged"
    for row in library.catalog.rows(ids):
        if row is not None:
            already = "" if before.get(row.id) != after.get(row.id) else " already"
            tags = ", ".join(after.get(row.id, ())) or "no tags"
            print(visible(f"{verb}{already}: {row.shown} ({tags})"))


_NAMES = argument("names", "NAME,…", "Names of tags, with commas between them", type=names)
_OLD, _NEW = argument("name", "NAME", "Name of the tag"), argument("new", "NEW", "Its new name")

COMMANDS = (
    CliCommand(
        "tag",
        "List tags, or tag papers",
        list_tags,
        (add_json,),
        "octavo tag add agents,to-do 2401.01234\noctavo tag rename agent agents",
        actions=(
            CliCommand("list", "List the tags (the default)", list_tags, (add_json,)),
            CliCommand("add", "Add tags to papers", add_tags, (_NAMES, KEYS)),
            CliCommand(
                "remove",
                "Remove tags from papers; without papers, from all",
                remove_tags,
                (_NAMES, argument("keys", "KEY", "Key, arXiv id or title", nargs="*"), YES),
            ),
            CliCommand(
                "rename",
                "Rename a tag; one of that name is merged with it",
                rename_tag,
                (_OLD, _NEW),
            ),
        ),
    ),
)
