"""The undo list of each instance: its batches, in the order of their times."""

from __future__ import annotations

import datetime as dt
from functools import partial
from heapq import merge
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.changes import LoggedChange, changed_by
from octavo_model.core.dates import exact_stamp, micros
from octavo_model.core.marks import NO, Decision, MarkField, verdict_of
from octavo_model.index import meta
from octavo_model.index.write import properties

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from octavo_model.storage.journal_format import Heading

Pending = tuple[int | None, int, str, str, int, int, int]
"""A mark to change; a plain tuple, as there may be one for each paper of a library.

It holds the paper, None if the library has no paper with that key; the number of the key; the key;
the title of the paper; the value of the mark before and after; and whether the paper changes with
this key alone.
"""

_TO_REVERSE = (
    "SELECT papers.id, keys.id, keys.key, coalesce(title, keys.key), after, before,"
    " papers.FIELD = after AND NOT EXISTS ("
    "SELECT 1 FROM keys AS other WHERE other.paper = papers.id AND other.id != keys.id)"
    " FROM changes CROSS JOIN keys ON keys.id = changes.key"
    " LEFT JOIN papers ON papers.id = keys.paper"
    " WHERE batch = ? AND field = 'FIELD' AND keys.FIELD = after"
)
# Of papers that were starred, or marked unread, after a time; without what is undone.
_STARRED_OR_UNREAD_SINCE = (
    "SELECT DISTINCT paper FROM batches CROSS JOIN changes ON batch = coalesce(last, start)"
    " CROSS JOIN keys ON keys.id = changes.key"
    " WHERE NOT undone AND coalesce(last_time, time) > ?"
    f" AND (after, field) IN (VALUES (1, '{MarkField.STARRED}'), (0, '{MarkField.READ}'))"
    " AND paper IN (SELECT value FROM json_each(?))"
)
_NOTE_BATCH = (
    "INSERT INTO batches (name, instance, time, start) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO"
    " UPDATE SET instance = excluded.instance, time = excluded.time, start = excluded.start"
    " WHERE time IS NULL"
)
_NOTE_UNDO = (
    "INSERT INTO batches (name, undone, last, last_time) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO"
    " UPDATE SET undone = excluded.undone, last = excluded.last, last_time = excluded.last_time"
    " WHERE last IS NULL OR excluded.last_time >= last_time"
)
_TO_UNDO = (
    "SELECT time, start, name, start, coalesce(last, start), coalesce(last_time, time) FROM batches"
    " WHERE instance = ? AND undone = 0 ORDER BY time DESC, start DESC"
)
_TO_REDO = (
    "SELECT last_time, last, name, start, last, last_time FROM batches"
    " WHERE instance = ? AND undone = 1 AND last_time >= ? ORDER BY last_time DESC, last DESC"
)
_ONE = (
    "SELECT name, start, coalesce(last, start), coalesce(last_time, time) FROM batches"
    " WHERE name = ? AND undone = ? AND start IS NOT NULL"
)
# Instances are named after their home, with a colon; a semicolon is the next character.
_OF_HOME = (
    "SELECT name, instance, time, start, undone FROM batches"
    " WHERE (instance BETWEEN ?1 || ':' AND ?1 || ';')"
    " OR (instance BETWEEN ?2 || ':' AND ?2 || ';' AND name = instance || '/' || start)"
    " ORDER BY time DESC, start DESC LIMIT ?3"
)
_MARKS = (
    f"SELECT id, {', '.join(MarkField)} FROM papers WHERE id IN (SELECT value FROM json_each(?))"
)
_FIRST_TITLE = (  # by its key: numbers are others after a rebuild
    "SELECT coalesce(title, keys.key), min(keys.key) FROM changes"
    " CROSS JOIN keys ON keys.id = changes.key"
    " LEFT JOIN papers ON papers.id = keys.paper WHERE batch = ?"
)
_MARKS_SET = "SELECT DISTINCT field, after FROM changes WHERE batch = ? ORDER BY after"
_CHANGED = (
    "SELECT count(DISTINCT keys.paper) FROM changes JOIN keys ON keys.id = changes.key"
    " WHERE batch = ?"
)
_NEWEST = "SELECT max(time) FROM batches WHERE instance = ? AND undone = ?"


class Batch(NamedTuple):
    """A batch in an undo list.

    Attributes:
        name: Its name in the journal.
        start: Its number, under which its changes are.
        last: The number of its last undo or redo; its own without one.
        time: When that was made, in microseconds since 1970.
    """

    name: str
    start: int
    last: int
    time: int


def note_batch(db: sqlite3.Connection, heading: Heading, start: int) -> int:
    """Add the batch that starts at byte ``start`` of the journal to the undo list of its instance.

    It returns the number of the batch: ``start``, or that of earlier lines of the same batch.
    """
    time = micros(heading.time)
    if heading.undo is not None or heading.redo is not None:
        undone = heading.undo is not None
        about = heading.undo or heading.redo
        known = "SELECT last FROM batches WHERE name = ? AND undone = ? AND last_time = ?"
        found = db.execute(known, (about, undone, time)).fetchone()
        if found is None:
            db.execute(_NOTE_UNDO, (about, undone, start, time))
    elif heading.auto:
        return start
    else:
        known = "SELECT start FROM batches WHERE name = ? AND instance = ? AND time = ?"
        found = db.execute(known, (heading.batch, heading.instance, time)).fetchone()
        if found is None:
            db.execute(_NOTE_BATCH, (heading.batch, heading.instance, time, start))
    return start if found is None else int(found[0])


def named(db: sqlite3.Connection, name: str, *, undone: bool) -> Iterator[Batch]:
    """Yield the batch with this name, of any instance, if it can be undone, or redone."""
    yield from (Batch(*found) for found in db.execute(_ONE, (name, undone)))


def batches(db: sqlite3.Connection, instance: str, former: str, *, undone: bool) -> Iterator[Batch]:
    """Yield the batches of an instance that can be undone, or redone if ``undone``, next first.

    Before instances had a random id, they were named after the computer, ``former``, and their
    batches after the byte at which they start: a batch that starts there is our own, and not that
    of a computer with the same name.
    """
    names = (instance, former)
    if undone:
        # After a new mark, nothing before it can be redone.
        newest = max(
            db.execute(_NEWEST, (name, state)).fetchone()[0] or 0
            for name in names
            for state in (0, 1)
        )
        lists = [db.execute(_TO_REDO, (name, newest)) for name in names]
    else:
        lists = [db.execute(_TO_UNDO, (name,)) for name in names]
    own = filter(lambda row: row[2] == f"{former}/{row[3]}", lists[1])
    for _, _, *found in merge(lists[0], own, reverse=True):
        yield Batch(*found)


def log(db: sqlite3.Connection, home: str, machine: str, limit: int) -> Iterator[LoggedChange]:
    """Yield the last changes that a home of the library made, newest first.

    ``machine`` is what its instances were named after before they had a random id.
    """
    for name, instance, time, start, undone in db.execute(_OF_HOME, (home, machine, limit)):
        moment = dt.datetime.fromisoformat(exact_stamp(time))
        made = partial(LoggedChange, name, moment, instance.rpartition(":")[2], bool(undone))
        if found := properties.change_of(db, start):
            yield made(found, len(changed_by(found)), found.title)
        elif marks := marks_set(db, start):
            verdict = verdict_of(marks.get(MarkField.VERDICT, 0))
            title, _ = db.execute(_FIRST_TITLE, (start,)).fetchone()
            number = max(1, _papers(db, start))  # of one that the library no longer has, one
            until = verdict.until if verdict else None
            yield made(Decision.of(marks), number, meta.text(title), until)


def to_reverse(db: sqlite3.Connection, batch: Batch) -> dict[MarkField, list[Pending]]:
    """Return what must change to reverse ``batch``, without marks that were changed since.

    A paper is left as it is if what was decided since would then contradict its other marks. It
    may be unread with a star, but not because the undo gives it one of both, and a later change
    the other.
    """
    found: dict[MarkField, list[Pending]] = {
        field: db.execute(_TO_REVERSE.replace("FIELD", field.value), (batch.last,)).fetchall()
        for field in MarkField
    }
    after: dict[int, dict[MarkField, int]] = {}
    for field, changes in found.items():
        for paper, *_, value, follows in changes:
            if paper is not None and follows:
                after.setdefault(paper, {})[field] = value
    stays: set[int | None] = set()
    unread_with_star = []
    for paper, *marks in db.execute(_MARKS, (meta.as_set(after),)).fetchall():
        now = dict(zip(MarkField, marks, strict=True)) | after[paper]
        verdict = now[MarkField.VERDICT]
        if verdict and (
            not now[MarkField.READ] or (now[MarkField.STARRED] and verdict_of(verdict) == NO)
        ):
            stays.add(paper)
        elif now[MarkField.STARRED] and not now[MarkField.READ]:
            unread_with_star.append(paper)
    if unread_with_star:
        which = (batch.time, meta.as_set(unread_with_star))
        stays.update(paper for (paper,) in db.execute(_STARRED_OR_UNREAD_SINCE, which))
    kept = {
        field: [one for one in changes if one[0] not in stays] for field, changes in found.items()
    }
    return {field: changes for field, changes in kept.items() if changes}


def marks_set(db: sqlite3.Connection, batch: int) -> dict[MarkField, int]:
    """Return the marks that ``batch`` set; of several values the highest."""
    return {MarkField(field): after for field, after in db.execute(_MARKS_SET, (batch,))}


def left(db: sqlite3.Connection, batch: int, changes: dict[MarkField, list[Pending]]) -> int:
    """Return how many papers of ``batch`` its reversal by ``changes`` leaves as they are."""
    reversed_ = {paper for pending in changes.values() for paper, *_ in pending}
    return _papers(db, batch) - len(reversed_ - {None})


def _papers(db: sqlite3.Connection, batch: int) -> int:
    """Return how many papers of the library ``batch`` changed."""
    (number,) = db.execute(_CHANGED, (batch,)).fetchone()
    return int(number)
