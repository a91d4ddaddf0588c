"""Commands that look after the library: check, back up, restore, repair."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from octavo_model import View
from octavo_model.text.clean import visible
from octavo_tui.cli.arguments import CliCommand, add_json, argument
from octavo_tui.cli.exit_status import ExitStatus
from octavo_tui.cli.library import open_library
from octavo_tui.cli.output import print_errors, print_json
from octavo_tui.cli.progress import ProgressBar
from octavo_tui.render.labels import plural
from octavo_tui.terminal.streams import print_error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from octavo_model import Paths
    from octavo_model.library.doctor import Finding
    from octavo_model.settings.settings import Settings
    from octavo_tui.cli.arguments import Options

_REBUILDING = "Rebuilding the index…"


def check(options: Options, paths: Paths) -> int:
    """Print what was checked; fail where something is wrong, not for advice."""
    from octavo_model.library.doctor import State, look_over
    from octavo_tui.terminal.capabilities import check_terminal

    signs = {State.OK: "✓", State.WARNING: "!", State.ERROR: "✗"}
    states: set[State] = set()

    def findings() -> Iterator[Finding]:
        for finding in chain(look_over(paths, faults_in=_setting_problems), check_terminal()):
            states.add(finding.state)
            yield finding

    # Each is printed when its check ends.
    if not print_json(options, ({**one._asdict(), "hint": one.hint or None} for one in findings())):
        for finding in findings():
            print(f"{signs[finding.state]} {finding.part:9} {finding.text}")
            if finding.hint:
                print(f"{'':11} → {finding.hint}")
    return ExitStatus.FAILED if State.ERROR in states else ExitStatus.DONE


def _setting_problems(settings: Settings) -> list[str]:
    """Return what is wrong with the settings that only the reader knows."""
    from octavo_tui.keys import check_keys, own_commands
    from octavo_tui.render.colours.themes import check_theme

    keys, problems_of_keys = check_keys(settings.keys)
    own = own_commands(settings.commands, keys)[1]
    problems = [check_theme(settings.theme), *problems_of_keys, *own]
    return [problem for problem in problems if problem]


def back_up(options: Options, paths: Paths) -> int:
    """Write a backup; fail where something in it is damaged or lost."""
    from pathlib import Path

    with open_library(paths) as library, ProgressBar("Packing digests…") as progress:
        report = library.backup(Path(options.file), progress)
    for problem in report.problems:
        print_error(f"{problem}; the backup has it as it is")
    if report.older is not None:
        why = "the earlier backup has digests or marks that the library no longer has"
        print_error(f"{options.file}: {why}; it is now {report.older}")
    what = f"{plural(report.digests, 'digest')}, {plural(report.marks, 'line')} of the journal"
    print(f"{visible(options.file)}: {what}, {report.size / 1e6:.1f} MB")
    return ExitStatus.FAILED if report.problems or report.older else ExitStatus.DONE


def restore(options: Options, paths: Paths) -> int:
    """Restore a backup; fail where some of it could not be used."""
    from pathlib import Path

    from octavo_model.library.backup.restore import restore

    is_new = not any(path.exists() for path in (paths.index, paths.journal, paths.digests))
    with ProgressBar("Reading digests…") as progress:
        report = restore(paths, Path(options.file), progress=progress)
    print_errors(options.file, report.problems)
    for note in report.notes:
        print_error(note)
    with open_library(paths, is_new=is_new, finish=is_new) as library:
        if not library.rebuilt:
            with ProgressBar(_REBUILDING) as progress:
                library.rebuild(progress)
    known = f" ({report.known} already there)" if report.known else ""
    what = f"{plural(report.digests, 'digest')}{known}, {plural(report.marks, 'line')}"
    print(f"restored {what} of the journal")
    return ExitStatus.FAILED if report.problems else ExitStatus.DONE


def add_from_index(_options: Options, paths: Paths) -> int:
    """Add the marks of the index to what is left of the journal."""
    from octavo_model.library.backup.journal_repair import rebuild

    number = rebuild(paths)
    with open_library(paths):
        print(f"added {plural(number, 'mark')} of the index to the journal")
    return ExitStatus.DONE


def start_journal(_options: Options, paths: Paths) -> int:
    """Start a new journal with what is left of the old one."""
    from octavo_model.library.backup.journal_repair import renew

    changes, saved = renew(paths)
    with open_library(paths):
        print(f"started a new journal with the {plural(changes, 'change')} that could be read")
        for path in saved:
            print(f"saved {visible(str(path))} (octavo restore accepts it)")
    return ExitStatus.DONE


def rebuild_index(_options: Options, paths: Paths) -> int:
    """Rebuild the index; fail where something had to be left out."""
    with open_library(paths) as library:
        known = library.problems
        with ProgressBar(_REBUILDING) as progress:
            library.rebuild(progress)
        print_errors("library", [one for one in library.problems if one not in known])
        papers = library.catalog.counts(View.all()).total
        print(f"{plural(len(library.catalog.digests()), 'digest')}, {plural(papers, 'paper')}")
        return ExitStatus.FAILED if library.problems else ExitStatus.DONE


_DOCTOR_NOTES = "✗ is a fault: the exit status is 3 then. ! is advice, or passes by itself."
_JOURNAL_NOTES = """\
Octavo writes nothing while marks.jsonl is missing, shorter than it was, or
changed by another program. Restore a copy of it (octavo restore FILE), or
repair it. After "new", the old file and the marks of the index stay beside it;
octavo restore accepts both."""

COMMANDS = (
    CliCommand(
        "doctor",
        "Check your installation and suggest fixes",
        check,
        (add_json,),
        "octavo doctor",
        lambda: _DOCTOR_NOTES,
    ),
    CliCommand(
        "backup",
        "Back up digests, marks and settings",
        back_up,
        (argument("file", "FILE", "e.g. ~/octavo.zip; an older backup there is replaced"),),
        "octavo backup ~/octavo.zip",
    ),
    CliCommand(
        "restore",
        "Restore a backup; keeps what you have",
        restore,
        (argument("file", "FILE", "A backup, a daily copy, or a copy of marks.jsonl"),),
        "octavo restore ~/octavo.zip",
    ),
    CliCommand(
        "journal",
        "Repair a journal that lost marks",
        None,
        (),
        "octavo journal rebuild",
        lambda: _JOURNAL_NOTES,
        actions=(
            CliCommand("rebuild", "Add the marks that only the index has", add_from_index),
            CliCommand("new", "Start a new journal with what can be read", start_journal),
        ),
    ),
    CliCommand(
        "rebuild", "Rebuild the index from digests and marks", rebuild_index, (), "octavo rebuild"
    ),
)
