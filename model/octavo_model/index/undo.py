"""What can be undone: the batches of each instance, in the order of their times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.clock import micros
from octavo_model.marks import Field

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from octavo_model.index.marks import Pending
    from octavo_model.journal import Heading

_STANDING = (
    "SELECT papers.id, keys.id, keys.key, coalesce(title, keys.key), after,"
    " papers.FIELD = after AND NOT EXISTS ("
    "SELECT 1 FROM keys AS other WHERE other.paper = papers.id AND other.id != keys.id)"
    " FROM changes CROSS JOIN keys ON keys.id = changes.key"
    " LEFT JOIN papers ON papers.id = keys.paper"
    " WHERE batch = ? AND field = 'FIELD' AND keys.FIELD = after"
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
# Before instances had a random id they were named by the computer, and so were their batches, by
# the byte at which they start. A batch that stands where its name says was written here, and not
# by another computer of the same name.
_OWN = (
    "time IS NOT NULL AND (instance = :instance"
    " OR (instance = :former AND name = :former || '/' || start))"
)
_TO_UNDO = (
    f"SELECT name, coalesce(last, start) FROM batches WHERE {_OWN} AND NOT undone"
    " ORDER BY time DESC, start DESC"
)
# A new mark ends what could be brought again.
_TO_REDO = (
    f"SELECT name, last FROM batches WHERE {_OWN} AND undone"
    f" AND last_time >= (SELECT max(time) FROM batches WHERE {_OWN})"
    " ORDER BY last_time DESC, last DESC"
)


def note_batch(db: sqlite3.Connection, heading: Heading, start: int) -> int:
    """Take the batch that starts at ``start`` in the journal into its instance's undo list.

    Returns:
        Its number: ``start``, or that of lines of the same batch that were read before.
    """
    time = micros(heading.time)
    about = heading.undo or heading.redo
    if about is not None:
        undone = heading.undo is not None
        same = (about, undone, time)
        known = "SELECT last FROM batches WHERE name = ? AND undone = ? AND last_time = ?"
        db_change = (_NOTE_UNDO, (about, undone, start, time))
    elif not heading.auto:
        same = (heading.batch, heading.instance, time)
        known = "SELECT start FROM batches WHERE name = ? AND instance = ? AND time = ?"
        db_change = (_NOTE_BATCH, (heading.batch, heading.instance, time, start))
    else:
        return start
    found = db.execute(known, same).fetchone()
    if found is not None:
        return int(found[0])
    db.execute(*db_change)
    return start


def batches(
    db: sqlite3.Connection, instance: str, former: str, *, undone: bool
) -> Iterator[tuple[str, int]]:
    """The batches of an instance that can be undone, or redone if ``undone``, next first.

    ``former`` is what it was called before instances had a random id.

    Yields:
        Its name, and the number of what was last done about it.
    """
    who = {"instance": instance, "former": former}
    return iter(db.execute(_TO_REDO if undone else _TO_UNDO, who))


def to_reverse(db: sqlite3.Connection, batch: int) -> dict[Field, list[Pending]]:
    """What has to change to reverse ``batch``, where its changes still stand."""
    return {
        field: found
        for field in Field
        if (found := db.execute(_STANDING.replace("FIELD", field.value), (batch,)).fetchall())
    }
