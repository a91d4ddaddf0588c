"""The verbs that keep the library elsewhere and bring it back: backup, restore and journal."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from octavo_model.library.doctor import Finding, State, look_over
from octavo_model.text.clean import visible
from octavo_tui.cli import output
from octavo_tui.cli.output import ProgressBar, counted
from octavo_tui.commands import check_keys
from octavo_tui.render.themes import check_theme
from octavo_tui.terminal import streams
from octavo_tui.terminal.capabilities import check_terminal

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable
    from types import SimpleNamespace

    from octavo_model import Library, Paths

    Options = Namespace | SimpleNamespace
    from octavo_model.settings.settings import Settings


def run_backup(options: Options, library: Callable[[], Library]) -> int:
    """Put all that cannot be made anew into one file; 1 where some of it is damaged or lost."""
    with library() as opened, ProgressBar("putting digests in") as progress:
        report = opened.backup(Path(options.file), progress)
    for problem in report.problems:
        streams.print_error(f"{problem}; it is in the backup as it is")
    if report.older is not None:
        told = "the backup that was there has digests or marks that the library has no more"
        streams.print_error(f"{options.file}: {told}; it is kept as {report.older}")
    what = f"{counted(report.digests, 'digest')}, {counted(report.marks, 'line')} of the journal"
    print(f"{visible(options.file)}: {what}, {report.size / 1e6:.1f} MB")
    return 1 if report.problems or report.older else 0


def run_restore(
    options: Options, paths: Paths, library: Callable[[], Library], begun: Callable[[], Library]
) -> int:
    """Bring a backup back; 1 where some of it could not be used.

    Args:
        options: Name the file.
        paths: Where the library lies, or is to.
        library: Opens it.
        begun: Opens one that was begun just now, and has no index yet because of that.
    """
    from octavo_model.library.backup.restore import restore

    is_new = not any(one.exists() for one in (paths.index, paths.journal, paths.digests))
    with ProgressBar("looking at digests") as progress:
        report = restore(paths, Path(options.file), progress=progress)
    for problem in report.problems:
        streams.print_error(f"{options.file}: {problem}")
    for note in report.notes:
        streams.print_error(note)
    with (begun if is_new else library)() as opened:
        if not opened.rebuilt:
            with ProgressBar("making the index anew") as progress:
                opened.rebuild(progress)
    known = f" ({report.known} there already)" if report.known else ""
    what = f"{counted(report.digests, 'digest')}{known}, {counted(report.marks, 'line')}"
    print(f"gained {what} of the journal")
    return 1 if report.problems else 0


def run_journal(options: Options, paths: Paths, library: Callable[[], Library]) -> int:
    """Repair a journal that lost marks, then bring the index up to date with it."""
    from octavo_model.library.backup.journal_repair import rebuild, renew

    if options.action == "rebuild":
        said = [f"added {counted(rebuild(paths), 'mark')} of the index to the journal"]
    else:
        changes, kept = renew(paths)
        said = [f"started a new journal with the {counted(changes, 'change')} that could be read"]
        said += [f"kept {visible(str(one))} (octavo restore accepts it)" for one in kept]
    with library():
        print("\n".join(said))
    return 0


_SIGNS = {State.WELL: "✓", State.ODD: "!", State.ILL: "✗"}


def run(options: Options, paths: Paths) -> int:
    """Look at everything and tell; 1 where something is wrong, 0 where there is advice only."""
    findings = chain(look_over(paths, faults_in=_faults_in), check_terminal())
    ill = False
    if options.json or options.jsonl:
        told = []
        for one in findings:
            ill |= one.state is State.ILL
            told.append(_fields(one))
        output.as_json(told, lines=options.jsonl)
        return int(ill)
    for one in findings:
        ill |= one.state is State.ILL
        print(f"{_SIGNS[one.state]} {one.part:9} {one.text}")
        if one.hint:
            print(f"{'':11} → {one.hint}")
    return int(ill)


def _faults_in(settings: Settings) -> list[str]:
    """What of the settings the reader alone can judge."""
    fault = check_theme(settings.theme)
    return [*([fault] if fault else []), *check_keys(settings.keys)[1]]


def _fields(finding: Finding) -> dict[str, str | None]:
    return {
        "part": finding.part,
        "state": finding.state.value,
        "text": finding.text,
        "hint": finding.hint or None,
    }
