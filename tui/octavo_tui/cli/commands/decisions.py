"""Commands that decide about papers, list what was changed, and undo it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from octavo_model import OctavoError
from octavo_model.core.changes import PropertyChange
from octavo_model.core.dates import local_day, utc_now
from octavo_model.core.marks import Decision
from octavo_tui.cli.arguments import KEYS, OFF, CliCommand, add_json, argument, count
from octavo_tui.cli.exit_status import ExitStatus, refuse
from octavo_tui.cli.library import find_paper, open_for_reading, open_to_change
from octavo_tui.cli.output import print_json
from octavo_tui.render.decisions import (
    day_for_later,
    describe_change,
    describe_logged,
    describe_undo,
    later_day,
    left_words,
    logged_time,
)
from octavo_tui.terminal.streams import print_error

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from octavo_model import Library, Paths
    from octavo_model.core.changes import LoggedChange
    from octavo_model.core.marks import Verdict
    from octavo_tui.cli.arguments import Options

_LISTED, _KNOWN = 20, 10_000
"""Changes that are listed without ``--limit``, and those among which an id is looked for."""


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


def put_off(options: Options, paths: Paths) -> int:
    """Put papers off to a later day, or take that back."""
    today = local_day(utc_now)
    until = later_day(today) if options.until is None else day_for_later(options.until, today)
    if until is None:
        refuse(f"--until {options.until}: not a future day (use 2026-12-24, mon, 3d or 2w)")
    with open_to_change(paths) as library:
        ids, status = found(library, options.keys)
        if options.off:
            _take_back(library, ids, lambda verdict: verdict.until is not None)
        else:
            decide(library, ids, ids, Decision.LATER, until)
    return status


def dismiss(options: Options, paths: Paths) -> int:
    """Say no to papers, or take that back."""
    with open_to_change(paths) as library:
        ids, status = found(library, options.keys)
        if options.off:
            _take_back(library, ids, lambda verdict: verdict.until is None)
        else:
            decide(library, ids, ids, Decision.DISMISS)
    return status


def _take_back(library: Library, ids: list[int], is_meant: Callable[[Verdict], bool]) -> None:
    """Make those papers undecided that have a verdict of this kind."""
    rows = library.catalog.rows(ids)
    wanted = [row.id for row in rows if row and row.verdict and is_meant(row.verdict)]
    decide(library, ids, wanted, Decision.UNREAD)


def undo(options: Options, paths: Paths) -> int:
    """Undo the last change made on this computer, or the one with an id."""
    with open_to_change(paths) as library:
        log = library.marks.log(_KNOWN)
        if options.id is None:
            for one in log:
                if not one.undone:
                    if _undo(library, one):
                        return ExitStatus.DONE
                    print_error(_left(one))
            print("Nothing to undo")
            return ExitStatus.DONE
        chosen = [one for one in log if one.id.startswith(options.id)]
        if len(chosen) != 1:
            why = "several changes have this id" if chosen else "no change has this id"
            print_error(f"{options.id}: {why} (octavo log lists them)")
            return ExitStatus.FAILED
        (one,) = chosen
        if not one.undone and _undo(library, one):
            return ExitStatus.DONE
        print_error(_left(one))
        return ExitStatus.FAILED


def _left(one: LoggedChange) -> str:
    """Return why a change is not undone."""
    why = "already undone" if one.undone else "changed since, left as it is"
    return f"{one.id}: {why}: {describe_logged(one)}"


def _undo(library: Library, one: LoggedChange) -> bool:
    """Undo a change, print what that did, and return whether it did anything."""
    change = library.marks.undo(one.name)
    if isinstance(change, PropertyChange):
        print(describe_change(change))
        return True
    if change is None or not change.states:
        return False
    title = f": {change.title}" if len(change.states) == 1 else ""
    done = f"{describe_undo(change)}{title}"
    print(" · ".join(filter(None, (done, left_words(change.left)))))
    return True


def list_changes(options: Options, paths: Paths) -> int:
    """List the last changes made on this computer, newest first."""
    with open_for_reading(paths) as library:
        log = library.marks.log(_LISTED if options.limit is None else options.limit)
        if not print_json(options, map(_fields, log)):
            today = library.catalog.today
            for one in log:
                print(_line(one, today))
    return ExitStatus.DONE


def _line(one: LoggedChange, today: dt.date) -> str:
    undone = "undone: " if one.undone else ""
    return f"{one.id}  {logged_time(one.time, today)}  {undone}{describe_logged(one)}"


def _fields(one: LoggedChange) -> dict[str, Any]:
    what = one.what.property if isinstance(one.what, PropertyChange) else one.what
    return {
        "id": one.id,
        "time": one.time.isoformat(),
        "instance": one.instance,
        "what": str(what),
        "number": one.number,
        "title": one.title,
        "until": one.until.isoformat() if one.until else None,
        "undone": one.undone,
        "text": describe_logged(one),
    }


_UNTIL = argument("--until", "DAY", "The day: 2026-12-24, mon, 3d or 2w; else Monday")
_ID = argument("id", "ID", "The change, as octavo log lists it; else the last one", nargs="?")
_LIMIT = argument("--limit", "N", f"Show at most N changes; else {_LISTED}", type=count)


def _mark(name: str, what: str, on: Decision, off: Decision) -> CliCommand:
    run = partial(mark_papers, on=on, off=off)
    example = f"octavo {name} 2401.01234\noctavo {name} --off 2401.01234"
    return CliCommand(name, what, run, (KEYS, OFF), example)


COMMANDS = (
    _mark("star", "Star papers, or remove the star", Decision.STAR, Decision.UNSTAR),
    _mark("read", "Mark papers read or unread", Decision.READ, Decision.UNREAD),
    CliCommand(
        "later",
        "Put papers off to a later day",
        put_off,
        (KEYS, _UNTIL, OFF),
        "octavo later 2401.01234 --until 3d\noctavo later --off 2401.01234",
    ),
    CliCommand(
        "dismiss",
        "Dismiss papers that are not for you",
        dismiss,
        (KEYS, OFF),
        "octavo dismiss 2401.01234",
    ),
    CliCommand("undo", "Undo a change", undo, (_ID,), "octavo undo\noctavo undo 3f2a9c1"),
    CliCommand(
        "log",
        "List the last changes",
        list_changes,
        (_LIMIT, add_json),
        "octavo log --limit 50",
    ),
)
