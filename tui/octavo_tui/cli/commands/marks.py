"""Commands that mark papers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from octavo_model import OctavoError
from octavo_model.core.marks import Decision
from octavo_tui.cli.arguments import KEYS, OFF, CliCommand
from octavo_tui.cli.exit_status import ExitStatus
from octavo_tui.cli.library import find_paper, open_to_change
from octavo_tui.terminal.streams import print_error

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from octavo_model import Library, Paths
    from octavo_tui.cli.arguments import Options

_WORDS = {
    Decision.STAR: "starred",
    Decision.UNSTAR: "not starred",
    Decision.READ: "read",
    Decision.UNREAD: "unread",
    Decision.DISMISS: "not for you",
    Decision.LATER: "later",
}


def mark_papers(options: Options, paths: Paths, *, on: Decision, off: Decision) -> int:
    """Mark the papers that are found; print errors for the others."""
    with open_to_change(paths) as library:
        ids, status = found(library, options.keys)
        decide(library, ids, ids, off if options.off else on)
    return status


def found(library: Library, keys: Sequence[str]) -> tuple[list[int], ExitStatus]:
    """Return the papers with these keys, and the exit status; print errors for the others."""
    ids: list[int] = []
    status = ExitStatus.DONE
    for key in keys:
        try:
            ids.append(find_paper(library, key))
        except OctavoError as error:
            print_error(str(error))
            status = ExitStatus.FAILED
    return ids, status


def decide(
    library: Library,
    papers: Sequence[int],
    ids: Sequence[int],
    decision: Decision,
    until: dt.date | None = None,
) -> None:
    """Decide on those ``papers`` that are in ``ids``, and print what all of them are now."""
    changed = set(library.marks.decide(ids, decision, until).papers) if ids else ()
    for paper_id, row in zip(papers, library.catalog.rows(papers), strict=True):
        if row is not None:
            already = "" if paper_id in changed else " already"
            print(f"{_WORDS[decision]}{already}: {row.shown}")


def _mark(name: str, what: str, on: Decision, off: Decision) -> CliCommand:
    run = partial(mark_papers, on=on, off=off)
    example = f"octavo {name} 2401.01234\noctavo {name} --off 2401.01234"
    return CliCommand(name, what, run, (KEYS, OFF), example)


COMMANDS = (
    _mark("star", "Star papers, or remove the star", Decision.STAR, Decision.UNSTAR),
    _mark("read", "Mark papers read or unread", Decision.READ, Decision.UNREAD),
)
