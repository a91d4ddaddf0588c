"""Commands that manage digests, and papers that no list should show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model import OctavoError
from octavo_model.text.clean import visible
from octavo_tui.cli.arguments import KEY, KEYS, YES, CliCommand, add_json, argument, day, flag
from octavo_tui.cli.exit_status import ExitStatus
from octavo_tui.cli.library import find_paper, open_for_reading, open_library
from octavo_tui.cli.output import confirmed, digest_fields, print_digests, print_json
from octavo_tui.render.labels import plural
from octavo_tui.terminal.streams import print_error

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

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
            return ExitStatus.DONE
        digests = library.catalog.digests()
    if not print_json(options, map(digest_fields, digests)):
        print_digests(digests)
    return ExitStatus.DONE


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
        del fields["unread"]  # the same as undecided
        for name, value in fields.items():
            if value not in {None, ""}:
                print(visible(f"{name.replace('_', ' '):13} {value}"))
    return ExitStatus.DONE


def rename_digest(options: Options, paths: Paths) -> int:
    """Rename a digest."""
    with open_library(paths) as library:
        print(visible(library.edits.rename_digest(options.name, options.new)))
    return ExitStatus.DONE


def date_digest(options: Options, paths: Paths) -> int:
    """Set the day of a digest."""
    with open_library(paths) as library:
        library.edits.date_digest(options.name, options.date)
        print_digests([library.catalog.digest(options.name)])
    return ExitStatus.DONE


def _day(text: str) -> dt.date | None:
    return None if text == _WITHOUT_DAY else day(text)


def remove_digest(options: Options, paths: Paths) -> int:
    """Remove a digest."""
    with open_library(paths) as library:
        digest = library.catalog.digest(options.name)
        what = f"{options.name} with {plural(digest.total, 'paper')}"
        if confirmed(f"Remove {what}", options):
            library.edits.remove_digest(options.name)
            print(visible(f"removed {what}; undo: octavo digest restore '{options.name}'"))
    return ExitStatus.DONE


def restore_digest(options: Options, paths: Paths) -> int:
    """Restore a digest that was removed."""
    with open_library(paths) as library:
        print_digests([library.catalog.digest(library.edits.restore_digest(options.name))])
    return ExitStatus.DONE


def merge_digests(options: Options, paths: Paths) -> int:
    """List the papers of some digests in another one."""
    with open_library(paths) as library:
        library.edits.merge_digests(options.name, options.others)
        print_digests([library.catalog.digest(options.name)])
    return ExitStatus.DONE


def list_removed_papers(options: Options, paths: Paths) -> int:
    """List the papers that were removed."""
    with open_for_reading(paths) as library:
        removed = library.edits.removed_papers()
    fields = [{"key": key, "title": title} for key, title in removed.items()]
    if not print_json(options, fields):
        for one in fields:
            print(f"{one['key']}\t{visible(one['title'])}")
    return ExitStatus.DONE


def remove_papers(options: Options, paths: Paths) -> int:
    """Remove papers."""
    with open_library(paths) as library:
        if not confirmed(f"Remove {plural(len(options.keys), 'paper')}", options):
            return ExitStatus.DONE

        def remove(key: str) -> str:
            paper = find_paper(library, key)
            title = library.catalog.paper(paper).shown
            library.edits.remove_papers([paper])
            return f"removed: {title}"

        return _for_each(options.keys, remove)


def restore_papers(options: Options, paths: Paths) -> int:
    """Restore papers that were removed."""
    with open_library(paths) as library:

        def restore(key: str) -> str:
            return f"restored: {library.catalog.paper(library.edits.restore_paper(key)).shown}"

        return _for_each(options.keys, restore)


def _for_each(keys: Iterable[str], change: Callable[[str], str]) -> int:
    """Print what ``change`` says of each key; an error does not stop the others."""
    status = ExitStatus.DONE
    for key in keys:
        try:
            print(visible(change(key)))
        except OctavoError as error:
            print_error(str(error))
            status = ExitStatus.FAILED
    return status


def merge_papers(options: Options, paths: Paths) -> int:
    """Merge papers into one."""
    with open_library(paths) as library:
        first, *others = (find_paper(library, key) for key in options.keys)
        for other in others:
            first = library.edits.merge(first, other)
        print(visible(f"merged: {library.catalog.paper(first).shown}"))
    return ExitStatus.DONE


def split_paper(options: Options, paths: Paths) -> int:
    """Split a paper that is several."""
    with open_library(paths) as library:
        parts = library.edits.split(find_paper(library, options.key), options.others)
        for paper, key in zip(parts, library.catalog.keys(parts), strict=True):
            print(f"{key}\t{visible(library.catalog.paper(paper).shown)}")
    return ExitStatus.DONE


_NAME = argument("name", "NAME", "Name of the digest")
_NEW_NAME = argument("new", "NEW", "New name of the digest")
_DAY = argument("date", "YYYY-MM-DD", f"Its day; {_WITHOUT_DAY} for its first one", type=_day)
_OTHERS = argument("others", "OTHER", "Digest whose papers it lists, too", nargs="+")
_OTHER_KEYS = "Keys of the other paper (see octavo show); by default each key is of its own"

COMMANDS = (
    CliCommand(
        "digest",
        "List and manage digests",
        list_digests,
        (add_json,),
        "octavo digest list --json\noctavo digest rename bib-undated 'My library'",
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
                (_NAME, YES),
            ),
            CliCommand("restore", "Restore a digest that was removed", restore_digest, (_NAME,)),
            CliCommand("merge", "List several digests as one", merge_digests, (_NAME, _OTHERS)),
        ),
    ),
    CliCommand(
        "merge",
        "Merge papers into one",
        merge_papers,
        (KEYS,),
        "octavo merge 2401.01234 10.1000/xyz",
    ),
    CliCommand(
        "paper",
        "Remove, restore, merge or split papers",
        None,
        (),
        "octavo paper remove 2401.01234\noctavo paper merge 2401.01234 10.1000/xyz",
        actions=(
            CliCommand(
                "remove",
                "Remove papers, also when they are added again",
                remove_papers,
                (KEYS, YES),
            ),
            CliCommand("restore", "Restore papers that were removed", restore_papers, (KEYS,)),
            CliCommand("removed", "List removed papers", list_removed_papers, (add_json,)),
            CliCommand("merge", "Merge papers into one", merge_papers, (KEYS,)),
            CliCommand(
                "split",
                "Split a paper that is several",
                split_paper,
                (KEY, argument("others", "OTHER", _OTHER_KEYS, nargs="*")),
            ),
        ),
    ),
)
