"""Digests that the user merged: the papers of one are listed in another.

The positions of a digest's own papers are below the number of its papers; those of others follow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.index import meta
from octavo_model.index.write import properties, removal
from octavo_model.index.write.rows import derive_place_and_date

if TYPE_CHECKING:
    import sqlite3

_COMPLETE = "SELECT id, done FROM digests WHERE source = ? AND complete"
_PAPERS = "SELECT paper FROM entries WHERE digest = ?"
_NEXT = "SELECT coalesce(max(position), -1) + 1 FROM entries WHERE digest = ?"
_MOVE = "UPDATE OR IGNORE entries SET digest = ?, position = position + ? WHERE digest = ?"
_COUNT = """
UPDATE digests SET (total, unread, starred) = (
    SELECT count(*), coalesce(sum(NOT read), 0), coalesce(sum(starred), 0)
    FROM entries CROSS JOIN papers ON papers.id = entries.paper WHERE digest = digests.id
) WHERE id IN (?, ?)
"""
_OTHERS = "SELECT paper FROM entries WHERE digest = ? AND position >= ?"
_OF_SOURCES = "SELECT id FROM digests WHERE source IN (SELECT value FROM json_each(?))"


def follow(db: sqlite3.Connection, source: str) -> None:
    """Move the papers of ``source`` to the digest that shows them, and to it those it shows."""
    target = properties.shown_in(db, source)
    if target == source:
        for part in properties.parts_of(db, source):
            _move(db, part, source)
    else:
        _move(db, source, target)


def _move(db: sqlite3.Connection, source: str, target: str) -> None:
    """Move the papers of one digest to another, if both are complete."""
    found, there = (db.execute(_COMPLETE, (one,)).fetchone() for one in (source, target))
    if found is None or there is None:
        return
    (part, _), (whole, done) = found, there
    papers = [paper for (paper,) in db.execute(_PAPERS, (part,))]
    (after,) = db.execute(_NEXT, (whole,)).fetchone()
    db.execute(_MOVE, (whole, max(after, done), part))
    db.execute("DELETE FROM entries WHERE digest = ?", (part,))
    db.execute(_COUNT, (part, whole))
    derive_place_and_date(db, papers)


def change(db: sqlite3.Connection, source: str, before: str | None, now: str | None) -> None:
    """List the papers of ``source`` in ``now`` and no longer in ``before``; None is no other."""
    if before is not None:
        whole = properties.shown_in(db, before)
        _leave_only_own(db, whole)
        reopen_parts(db, whole)
        reopen_parts(db, source)
        removal.reopen(db, _numbers(db, [source]))
    if now is not None:
        follow(db, source)


def reopen_parts(db: sqlite3.Connection, source: str) -> None:
    """Make the digests whose papers ``source`` shows due to be read again."""
    removal.reopen(db, _numbers(db, properties.parts_of(db, source)))


def _leave_only_own(db: sqlite3.Connection, source: str) -> None:
    for number, done in db.execute(_COMPLETE, (source,)).fetchall():
        papers = [paper for (paper,) in db.execute(_OTHERS, (number, done))]
        db.execute("DELETE FROM entries WHERE digest = ? AND position >= ?", (number, done))
        db.execute(_COUNT, (number, number))
        removal.remove_unlisted(db, papers)


def _numbers(db: sqlite3.Connection, sources: list[str]) -> list[int]:
    return [number for (number,) in db.execute(_OF_SOURCES, (meta.as_set(sources),))]
