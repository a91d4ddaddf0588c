"""Commands that mark papers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from octavo_model import OctavoError
from octavo_model.core.marks import Decision
from octavo_tui.cli.arguments import KEYS, OFF, CliCommand
from octavo_tui.cli.exit_status import ExitStatus
from octavo_tui.cli.library import find_paper, open_for_reading
from octavo_tui.cli.output import print_errors
from octavo_tui.terminal.streams import print_error

if TYPE_CHECKING:
    from octavo_model import Paths
    from octavo_tui.cli.arguments import Options

_WORDS = {
    Decision.STAR: "starred",
    Decision.UNSTAR: "not starred",
    Decision.READ: "read",
    Decision.UNREAD: "unread",
}


def mark_papers(options: Options, paths: Paths, *, on: Decision, off: Decision) -> int:
    """Mark the papers that are found; print errors for the others."""
    status, decision = ExitStatus.DONE, off if options.off else on
    with open_for_reading(paths) as library:
        known = library.problems
        ids: list[int] = []
        for key in options.keys:
            try:
                ids.append(find_paper(library, key))
            except OctavoError as error:
                print_error(str(error))
                status = ExitStatus.FAILED
        changed = set(library.marks.decide(ids, decision).papers) if ids else ()
        for paper_id, row in zip(ids, library.catalog.rows(ids), strict=True):
            if row is not None:
                already = "" if paper_id in changed else " already"
                print(f"{_WORDS[decision]}{already}: {row.shown}")
    print_errors("library", [one for one in library.problems if one not in known])
    return status


def _mark(name: str, what: str, on: Decision, off: Decision) -> CliCommand:
    run = partial(mark_papers, on=on, off=off)
    example = f"octavo {name} 2401.01234\noctavo {name} --off 2401.01234"
    return CliCommand(name, what, run, (KEYS, OFF), example)


COMMANDS = (
    _mark("star", "Star papers, or remove the star", Decision.STAR, Decision.UNSTAR),
    _mark("read", "Mark papers read or unread", Decision.READ, Decision.UNREAD),
)
