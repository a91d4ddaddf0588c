"""Two journals of one person's marks joined, as when a backup is restored.

The journal gains the lines that it does not have, each byte for byte. The last change by time
counts (`octavo_model.index.write.marks`), so the order of restores does not matter.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from hashlib import blake2b
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.dates import exact_stamp, micros
from octavo_model.storage.journal import Change, Heading, Section, read_line, write_lines
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from octavo_model.storage.journal import Journal

    Line = tuple[Heading, Change]

_PIECE = 1 << 20


class Merged(NamedTuple):
    """What came of it.

    Attributes:
        gained: Lines that the journal gained.
        damaged: Lines of the other one that could not be read.
    """

    gained: int
    damaged: int


def merge(
    journal: Journal, theirs: Callable[[], Iterable[bytes]], *, in_file_order: bool = False
) -> Merged:
    """Append the lines of another journal that ``journal`` does not have.

    They are on disk when this returns. Memory does not grow with either journal.

    Args:
        journal: The journal; its lock is held.
        theirs: Reads the lines of the other one.
        in_file_order: Whether it was written when the last line counted, and not the last time;
            then its `corrections` are appended too.

    Raises:
        OSError: As from the system; then the journal is what it was.
        sqlite3.OperationalError: There is no room for temporary files; then it is, too.
    """
    damaged = gained = 0

    def missing() -> Iterator[bytes]:
        nonlocal damaged, gained
        for line in theirs():
            found = _sound(line)
            if found is None:
                damaged += bool(line.strip())
            elif seen.add(found):
                gained += 1
                yield line if line.endswith(b"\n") else line + b"\n"
        if in_file_order:
            for one in corrections(lambda: filter(None, map(_sound, theirs()))):
                if seen.add(one):
                    gained += 1
                    yield _written(one)

    with closing(_Seen()) as seen:
        for one in _lines(journal):
            seen.add(one)
        pieces = _joined(missing())
        if first := next(pieces, b""):
            journal.append_pieces(chain([first], pieces))
    return Merged(gained, damaged)


def keep_file_order(journal: Journal) -> None:
    """Append its `corrections` to a journal; its lock is held."""
    if found := corrections(lambda: _lines(journal)):
        journal.append_pieces(map(_written, found))


def corrections(read: Callable[[], Iterable[Line]]) -> list[Line]:
    """Lines that make each mark what the last line made it, where the last time says otherwise.

    In journals of an earlier Octavo the last line counts. If the clock was set back before it was
    written, its time is not the latest. A correction comes just after the change that it
    overrules, so a change that another computer made later still counts.

    Args:
        read: Reads the lines of the journal, in their order.
    """
    if not _goes_back(read()):
        return []
    latest: dict[tuple[str, str], tuple[int, bool]] = {}
    last: dict[tuple[str, str], Line] = {}
    for heading, change in read():
        mark = change.key, change.field.value
        found = micros(heading.time), change.after
        latest[mark] = max(found, latest.get(mark, found))
        last[mark] = heading, change
    return [
        (
            Heading(exact_stamp(time + 1), heading.machine, "octavo", f"octavo/{time + 1}", True),
            change._replace(before=after),
        )
        for (time, after), (heading, change) in zip(latest.values(), last.values(), strict=True)
        if after != change.after
    ]


def _goes_back(lines: Iterable[Line]) -> bool:
    """Whether the time of a batch is not later than that of one before it."""
    latest, last = -1, None
    for heading, _ in lines:
        if heading != last:
            time = micros(heading.time)
            if time <= latest:
                return True
            latest, last = time, heading
    return False


class _Seen:
    """Lines that were seen: kept by SQLite in a temporary file that nobody else sees."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA temp_store = FILE")
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("CREATE TABLE lines (hash BLOB PRIMARY KEY) WITHOUT ROWID")
        self._db.execute("BEGIN")

    def add(self, line: Line) -> bool:
        """Add ``line``; returns whether it is new."""
        digest = blake2b(_written(line), digest_size=16).digest()
        return self._db.execute("INSERT OR IGNORE INTO lines VALUES (?)", (digest,)).rowcount == 1

    def close(self) -> None:
        """Forget them."""
        self._db.close()


def _lines(journal: Journal) -> Iterator[Line]:
    for part in journal.sections():
        if isinstance(part, Section):
            for change in part.changes:
                yield part.heading, change


def _written(line: Line) -> bytes:
    heading, change = line
    return write_lines(heading, [change])


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


def _sound(line: bytes) -> Line | None:
    """What a line tells; None where it is damaged, or would do something to a terminal."""
    found = read_line(line)
    if found is None:
        return None
    heading, change = found
    texts = (change.key, change.title, *heading[:4], heading.undo or "", heading.redo or "")
    return found if all(clean_line(text) == text for text in texts) else None
