"""Two journals of one person's marks made one, as when a backup comes back."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, NamedTuple

from octavo_model.journal import Change, Heading, Section, read_line
from octavo_model.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from octavo_model.journal import Journal
    from octavo_model.marks import Field

_PIECE = 1 << 20
_LONGEST_LINE = 1 << 20
RESTORED = "restored"
"""The instance under which marks that a backup brought stand in the journal."""


class Merged(NamedTuple):
    """What came of it.

    Attributes:
        gained: Lines that the journal gained.
        damaged: Lines of the other one that could not be read.
    """

    gained: int
    damaged: int


class _Last(NamedTuple):
    """What a key was marked last."""

    time: str
    title: str
    after: bool


_Marks = dict[tuple[str, "Field"], _Last]


def merge(journal: Journal, theirs: IO[bytes], time: str, machine: str) -> Merged:
    """Bring the marks of another journal into ``journal``, which is on disk when this returns.

    A journal that is empty takes the other line by line, with all that can be undone; else each
    mark becomes what it was made last, here or there, in one batch. The lines that are there stay.

    Args:
        journal: The journal; its lock is held.
        theirs: The other one.
        time: When this happens, as `octavo_model.clock.stamp` writes it.
        machine: Name of this computer.

    Raises:
        OSError: As from the system; then the journal is what it was.
    """
    if journal.size() == 0:
        return _taken_whole(journal, theirs)
    told: _Marks = {}
    damaged = 0
    while line := theirs.readline(_LONGEST_LINE):
        found = _sound(line)
        if found is not None:
            _note(told, found[0].time, [found[1]])
        else:
            damaged += bool(line.strip())
    mine: _Marks = {}
    for part in journal.sections():
        if isinstance(part, Section):
            _note(mine, part.heading.time, part.changes)
    journal.heal()
    changes = [
        Change(key, one.title, field, not one.after, one.after)
        for (key, field), one in told.items()
        if _is_news(one, mine.get((key, field)))
    ]
    if changes:
        batch = f"{RESTORED}/{journal.size()}"
        journal.append(Heading(time, machine, RESTORED, batch), changes)
    return Merged(len(changes), damaged)


def _is_news(theirs: _Last, mine: _Last | None) -> bool:
    if mine is None:
        return theirs.after
    return theirs.after != mine.after and theirs.time > mine.time


def _note(marks: _Marks, time: str, changes: Iterable[Change]) -> None:
    for one in changes:
        marks[one.key, one.field] = _Last(time, one.title, one.after)


def _sound(line: bytes) -> tuple[Heading, Change] | None:
    """What a line tells; None where it is damaged, or would do something to a terminal."""
    found = read_line(line)
    if found is None:
        return None
    heading, change = found
    texts = (change.key, change.title, *heading[:4])
    return found if all(clean_line(text) == text for text in texts) else None


def _taken_whole(journal: Journal, theirs: IO[bytes]) -> Merged:
    lines, gained, damaged = [], 0, 0
    while line := theirs.readline(_LONGEST_LINE):
        if _sound(line) is not None:
            lines.append(line if line.endswith(b"\n") else line + b"\n")
            gained += 1
        else:
            damaged += bool(line.strip())
    if lines:
        journal.append_lines(b"".join(lines))
    return Merged(gained, damaged)
