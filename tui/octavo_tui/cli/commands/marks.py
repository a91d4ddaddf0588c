"""Commands that mark papers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from octavo_model import OctavoError
from octavo_model.core.views import MarkField
from octavo_tui.cli.arguments import KEYS, OFF, CliCommand
from octavo_tui.cli.exit_status import ExitStatus
from octavo_tui.cli.library import find_paper, open_for_reading
from octavo_tui.cli.output import print_errors
from octavo_tui.terminal.streams import print_error

if TYPE_CHECKING:
    from octavo_model import Paths
    from octavo_tui.cli.arguments import Options

_WORDS = {
    (MarkField.STARRED, True): "starred",
    (MarkField.STARRED, False): "not starred",
    (MarkField.READ, True): "read",
    (MarkField.READ, False): "unread",
}


def mark_papers(options: Options, paths: Paths, *, field: MarkField) -> int:
    """Mark the papers that are found; print errors for the others."""
    status, value = ExitStatus.DONE, not options.off
    with open_for_reading(paths) as library:
        known = library.problems
        ids: list[int] = []
        for key in options.keys:
            try:
                ids.append(find_paper(library, key))
            except OctavoError as error:
                print_error(str(error))
                status = ExitStatus.FAILED
        changed = set(library.marks.mark(ids, field, value).papers) if ids else ()
        for paper_id, row in zip(ids, library.catalog.rows(ids), strict=True):
            if row is not None:
                already = "" if paper_id in changed else " already"
                print(f"{_WORDS[field, value]}{already}: {row.shown}")
    print_errors("library", [one for one in library.problems if one not in known])
    return status


def _mark(name: str, what: str, field: MarkField) -> CliCommand:
    run = partial(mark_papers, field=field)
    example = f"octavo {name} 2401.01234\noctavo {name} --off 2401.01234"
    return CliCommand(name, what, run, (KEYS, OFF), example)


COMMANDS = (
    _mark("star", "Star papers, or remove the star", MarkField.STARRED),
    _mark("read", "Mark papers read or unread", MarkField.READ),
)
