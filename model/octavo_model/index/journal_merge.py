"""Merging two journals, as when a backup is restored.

The journal gains the lines that it does not have, unchanged. The last change by time counts
(`octavo_model.index.write.marks`), so the order of restores does not matter.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from hashlib import blake2b
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.dates import exact_stamp, micros
from octavo_model.core.marks import MarkField
from octavo_model.core.views import SavedView
from octavo_model.storage.files import PIECE
from octavo_model.storage.journal_format import (
    Heading,
    JournalRecord,
    Section,
    read_line,
    write_lines,
)
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from octavo_model.storage.journal import Journal

    Line = tuple[Heading, JournalRecord]


class Merged(NamedTuple):
    """How many lines the journal gained, and how many of the other one were damaged."""

    gained: int
    damaged: int


def merge(
    journal: Journal, theirs: Callable[[], Iterable[bytes]], *, in_file_order: bool = False
) -> Merged:
    """Append the lines of another journal that ``journal`` does not have, durably.

    Its lock is held. Memory is bounded. After an error, the journal is unchanged. ``in_file_order``
    says that in the other journal the last line counted, and not the last time: then its
    `corrections` are appended too.
    """
    damaged = gained = 0

    def missing() -> Iterator[bytes]:
        nonlocal damaged, gained
        for line in theirs():
            parsed = _read(line)
            if parsed is None:
                damaged += bool(line.strip())
            elif seen.add(parsed):
                gained += 1
                yield line if line.endswith(b"\n") else line + b"\n"
        if in_file_order:
            for correction in corrections(lambda: filter(None, map(_read, theirs()))):
                if seen.add(correction):
                    gained += 1
                    yield _format(correction)

    with closing(_Seen()) as seen:
        for known in _lines(journal):
            seen.add(known)
        chunks = _in_chunks(missing())
        if first := next(chunks, b""):
            journal.append_chunks(chain([first], chunks))
    return Merged(gained, damaged)


def keep_file_order(journal: Journal) -> None:
    """Append its `corrections` to a journal; its lock is held."""
    if lines := corrections(lambda: _lines(journal)):
        journal.append_chunks(map(_format, lines))


def corrections(read: Callable[[], Iterable[Line]]) -> list[Line]:
    """Return lines that give each mark the value of its last line, if its latest change differs.

    In journals of an earlier Octavo the last line counts. If the clock was set back before it was
    written, its time is not the latest. The time of a correction is just after the change that it
    overrides, so a later change of another computer still counts.
    """
    if not _goes_back(read()):
        return []
    latest: dict[tuple[str, str], tuple[int, bool]] = {}
    last: dict[tuple[str, str], Line] = {}
    for heading, change in read():
        if not isinstance(change.field, MarkField):
            continue  # those journals had marks only
        mark = change.key, change.field
        value = micros(heading.time), change.after
        latest[mark] = max(value, latest.get(mark, value))
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
    """Return whether a batch has a time that is not later than that of the one before it."""
    latest, last = -1, None
    for heading, _ in lines:
        if heading != last:
            time = micros(heading.time)
            if time <= latest:
                return True
            latest, last = time, heading
    return False


class _Seen:
    """The lines seen so far, in a temporary file of SQLite."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA temp_store = FILE")
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("CREATE TABLE lines (hash BLOB PRIMARY KEY) WITHOUT ROWID")
        self._db.execute("BEGIN")

    def add(self, line: Line) -> bool:
        """Add ``line``, and return whether it is new."""
        digest = blake2b(_format(line), digest_size=16).digest()
        return self._db.execute("INSERT OR IGNORE INTO lines VALUES (?)", (digest,)).rowcount == 1

    def close(self) -> None:
        """Remove the file."""
        self._db.close()


def _lines(journal: Journal) -> Iterator[Line]:
    for part in journal.sections():
        if isinstance(part, Section):
            for change in part.changes:
                yield part.heading, change


def _format(line: Line) -> bytes:
    heading, change = line
    return write_lines(heading, [change])


def _in_chunks(lines: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for line in lines:
        held += line
        if len(held) >= PIECE:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)


def _read(line: bytes) -> Line | None:
    """Return what a line holds; None if it is damaged, or holds control characters."""
    parsed = read_line(line)
    if parsed is None:
        return None
    heading, change = parsed
    queries = [view.query for view in change[3:] if isinstance(view, SavedView)]
    texts = (*change[:3], *queries, *heading[:4], heading.undo or "", heading.redo or "")
    return parsed if all(clean_line(text) == text for text in texts) else None
