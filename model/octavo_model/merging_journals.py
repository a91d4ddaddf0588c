"""Two journals of one person's marks made one, as when a backup comes back."""

from __future__ import annotations

from contextlib import closing
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.index.last_marks import LastMarks
from octavo_model.journal import Change, Heading, Section, Told, read_line, write_lines
from octavo_model.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from octavo_model.journal import Journal

RESTORED = "restored"
"""The instance under which marks that a backup brought stand in the journal."""
_PIECE = 1 << 20
_AT_ONCE = 1_000


class Merged(NamedTuple):
    """What came of it.

    Attributes:
        gained: Lines that the journal gained.
        damaged: Lines of the other one that could not be read.
    """

    gained: int
    damaged: int


class _Theirs:
    """The lines of the other journal, looked at one by one.

    Attributes:
        sound: How many could be read.
        damaged: How many could not.
    """

    def __init__(self, lines: Iterable[bytes]) -> None:
        self.sound = self.damaged = 0
        self._lines = lines

    def __iter__(self) -> Iterator[tuple[bytes, Heading, Change]]:
        for line in self._lines:
            found = _sound(line)
            if found is not None:
                self.sound += 1
                yield line, *found
            else:
                self.damaged += bool(line.strip())


def merge(journal: Journal, theirs: Iterable[bytes], time: str, machine: str) -> Merged:
    """Bring the marks of another journal into ``journal``, which is on disk when this returns.

    A journal that is empty takes the other line by line, with all that can be undone; else each
    mark becomes what it was made last, here or there, in one batch. The lines that are there stay.
    Memory does not grow with either journal.

    Args:
        journal: The journal; its lock is held.
        theirs: The lines of the other one.
        time: When this happens, as `octavo_model.clock.stamp` writes it.
        machine: Name of this computer.

    Raises:
        OSError: As from the system; then the journal is what it was.
        sqlite3.OperationalError: There is no room for temporary files; then it is, too.
    """
    told = _Theirs(theirs)
    if journal.size() == 0:
        lines = (line if line.endswith(b"\n") else line + b"\n" for line, _, _ in told)
        pieces = _joined(lines)
        if first := next(pieces, b""):
            journal.append_pieces(chain([first], pieces))
        return Merged(told.sound, told.damaged)
    with closing(LastMarks()) as marks:
        for _, heading, change in told:
            marks.note_theirs(heading.time, change)
        for part in journal.sections():
            if isinstance(part, Section):
                for change in part.changes:
                    marks.note_mine(part.heading.time, change)
        gained = marks.count()
        if gained:
            heading = Heading(time, machine, RESTORED, f"{RESTORED}/{journal.size()}")
            journal.append_pieces(_written(heading, marks.news()))
    return Merged(gained, told.damaged)


def _written(heading: Heading, changes: Iterable[Told]) -> Iterator[bytes]:
    some: list[Told] = []
    size = 0
    for one in changes:
        some.append(one)
        size += len(one[0]) + len(one[1])
        if len(some) == _AT_ONCE or size > _PIECE:
            yield write_lines(heading, some)
            some, size = [], 0
    if some:
        yield write_lines(heading, some)


def _joined(lines: Iterable[bytes]) -> Iterator[bytes]:
    """``lines`` in pieces that are worth a write."""
    held = bytearray()
    for line in lines:
        held += line
        if len(held) >= _PIECE:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)


def _sound(line: bytes) -> tuple[Heading, Change] | None:
    """What a line tells; None where it is damaged, or would do something to a terminal."""
    found = read_line(line)
    if found is None:
        return None
    heading, change = found
    texts = (change.key, change.title, *heading[:4], heading.undo or "", heading.redo or "")
    return found if all(clean_line(text) == text for text in texts) else None
