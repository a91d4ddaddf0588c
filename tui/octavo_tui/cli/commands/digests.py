"""Commands that manage digests, and papers that no list should show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model import OctavoError
from octavo_model.text.clean import visible
from octavo_tui.cli.arguments import KEY, KEYS, CliCommand, add_json, argument, flag
from octavo_tui.cli.library import find_paper, open_for_reading, open_library
from octavo_tui.cli.output import digest_fields, print_digests, print_json
from octavo_tui.render.labels import plural
from octavo_tui.terminal.streams import print_error

if TYPE_CHECKING:
    from octavo_model import Paths
    from octavo_tui.cli.arguments import Options

_WITHOUT_DAY = "-"


def list_digests(options: Options, paths: Paths) -> int:
    """List the digests, newest first, or those that were removed."""
    with open_for_reading(paths) as library:
        if getattr(options, "removed", False):
            removed = library.edits.removed_digests()
            days = [one.date.isoformat() if one.date else None for one in removed]
            found = zip(removed, days, strict=True)
            if not print_json(options, ({"name": one.name, "date": day} for one, day in found)):
                for one, day in zip(removed, days, strict=True):
                    print(visible(f"{day or _WITHOUT_DAY:10}  {one.name}"))
            return 0
        digests = library.catalog.digests()
    if not print_json(options, map(digest_fields, digests)):
        print_digests(digests)
    return 0


def show_digest(options: Options, paths: Paths) -> int:
    """Show what is known of a digest."""
    with open_for_reading(paths) as library:
        digest = library.catalog.digest(options.name)
        record = library.catalog.record(options.name)
    fields = digest_fields(digest) | {
        "file": record.path or record.file,
        "source": record.origin,
        "imported": record.imported.isoformat(timespec="seconds"),
    }
    if not print_json(options, [fields]):
        for name, value in fields.items():
            if value not in {None, ""}:
                print(visible(f"{name.replace('_', ' '):13} {value}"))
    return 0


def rename_digest(options: Options, paths: Paths) -> int:
    """Rename a digest."""
    with open_library(paths) as library:
        print(visible(library.edits.rename_digest(options.name, options.new)))
    return 0


def date_digest(options: Options, paths: Paths) -> int:
    """Set the day of a digest."""
    from octavo_tui.cli.arguments import day

    with open_library(paths) as library:
        date = None if options.date == _WITHOUT_DAY else day(options.date)
        library.edits.date_digest(options.name, date)
        print_digests([library.catalog.digest(options.name)])
    return 0


def remove_digest(options: Options, paths: Paths) -> int:
    """Remove a digest, or restore it."""
    with open_library(paths) as library:
        if options.restore:
            print_digests([library.catalog.digest(library.edits.restore_digest(options.name))])
            return 0
        digest = library.catalog.digest(options.name)
        library.edits.remove_digest(options.name)
    restore = f"octavo digests remove --restore {options.name}"
    print(visible(f"{options.name}: removed, {plural(digest.total, 'paper')}; undo: {restore}"))
    return 0


def merge_digests(options: Options, paths: Paths) -> int:
    """List the papers of some digests in another one."""
    with open_library(paths) as library:
        library.edits.merge_digests(options.name, options.others)
        print_digests([library.catalog.digest(options.name)])
    return 0


def remove_papers(options: Options, paths: Paths) -> int:
    """Remove papers, restore them, or list those that were removed."""
    status = 0
    with open_library(paths) as library:
        if not options.keys:
            for key, title in library.edits.removed_papers().items():
                print(f"{key}\t{visible(title)}")
            return 0
        for key in options.keys:
            try:
                if options.restore:
                    paper = library.edits.restore_paper(key)
                    print(visible(f"restored: {library.catalog.paper(paper).shown}"))
                else:
                    paper = find_paper(library, key)
                    title = library.catalog.paper(paper).shown
                    library.edits.remove_papers([paper])
                    print(visible(f"removed: {title}"))
            except OctavoError as error:
                print_error(str(error))
                status = 1
    return status


def merge_papers(options: Options, paths: Paths) -> int:
    """Merge papers into one."""
    with open_library(paths) as library:
        first, *others = (find_paper(library, key) for key in options.keys)
        for other in others:
            first = library.edits.merge(first, other)
        print(visible(f"merged: {library.catalog.paper(first).shown}"))
    return 0


def split_paper(options: Options, paths: Paths) -> int:
    """Split a paper that is several."""
    with open_library(paths) as library:
        parts = library.edits.split(find_paper(library, options.key), options.others)
        for paper, key in zip(parts, library.catalog.keys(parts), strict=True):
            print(f"{key}\t{visible(library.catalog.paper(paper).shown)}")
    return 0


_NAME = argument("name", "NAME", "Name of the digest")
_NEW_NAME = argument("new", "NEW", "New name of the digest")
_DAY = argument("date", "YYYY-MM-DD", f"Its day; {_WITHOUT_DAY} for the one it had at first")
_OTHERS = argument("others", "OTHER", "Digest whose papers it lists, too", nargs="+")
_OTHER_KEYS = "Keys of the other paper (see octavo show); by default each key is of its own"
_RESTORE = flag("--restore", "Restore what was removed")

COMMANDS = (
    CliCommand(
        "digests",
        "List and manage digests",
        list_digests,
        (add_json,),
        "octavo digests --json\noctavo digests rename bib-undated 'My library'",
        actions=(
            CliCommand(
                "list",
                "List the digests (the default)",
                list_digests,
                (flag("--removed", "List those that were removed"), add_json),
            ),
            CliCommand("show", "Show one digest", show_digest, (_NAME, add_json)),
            CliCommand("rename", "Rename a digest", rename_digest, (_NAME, _NEW_NAME)),
            CliCommand("date", "Set the day of a digest", date_digest, (_NAME, _DAY)),
            CliCommand(
                "remove",
                "Remove a digest; marks and file stay",
                remove_digest,
                (_NAME, _RESTORE),
            ),
            CliCommand("merge", "List several digests as one", merge_digests, (_NAME, _OTHERS)),
        ),
    ),
    CliCommand(
        "papers",
        "Remove, restore, merge or split papers",
        None,
        (),
        "octavo papers remove 2401.01234\noctavo papers merge 2401.01234 10.1000/xyz",
        actions=(
            CliCommand(
                "remove",
                "Remove papers for good; without KEY, list removed ones",
                remove_papers,
                (argument("keys", "KEY", "Key, arXiv id or title", nargs="*"), _RESTORE),
            ),
            CliCommand("merge", "Merge papers into one", merge_papers, (KEYS,)),
            CliCommand(
                "split",
                "Split a paper that is several, for good",
                split_paper,
                (KEY, argument("others", "OTHER", _OTHER_KEYS, nargs="*")),
            ),
        ),
    ),
)
