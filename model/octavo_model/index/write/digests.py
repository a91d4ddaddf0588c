"""The table of digests."""

from __future__ import annotations

import datetime as dt
import json
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.changes import Property
from octavo_model.core.errors import OctavoError
from octavo_model.core.parsed import ANSWER
from octavo_model.index import meta
from octavo_model.index.schema import place_base
from octavo_model.index.write import properties, removal
from octavo_model.index.write.rows import derive_place_and_date
from octavo_model.storage.versions import MOST_DIGESTS

if TYPE_CHECKING:
    import sqlite3

    from octavo_model.storage.archive_record import Record

_BEFORE_FREE = """
SELECT coalesce(max(id), :most - 1) FROM (SELECT 0 AS id UNION ALL SELECT id FROM digests) AS one
WHERE id + 1 < :most AND NOT EXISTS (SELECT 1 FROM digests WHERE digests.id = one.id + 1)
"""

_SET_INBOX = """
UPDATE digests SET inbox = CASE
    WHEN :wanted THEN :forever
    WHEN :wanted IS NULL AND origin IS NOT :answer AND (date IS NOT NULL OR origin IS NOT NULL)
    THEN coalesce(CAST(julianday(date) - 1721424.5 AS INTEGER), imported) END
WHERE source = :source
"""
_OTHER_STATE = (
    "SELECT 1 FROM digests AS new CROSS JOIN digests AS old"
    " ON old.series = new.series AND old.id != new.id WHERE new.id = ?"
)
_HAS_ANSWERS = "SELECT 1 FROM digests WHERE origin = ? LIMIT 1"
_UNFINISHED_ANSWERS = "SELECT id, source FROM digests WHERE NOT complete AND origin = ? ORDER BY id"


def register(
    db: sqlite3.Connection, source: str, record: Record, origin_label: str, *, clean: bool = False
) -> int:
    """Add the archived digest ``source``, still without papers, and return its number.

    That is the one in its record, or the next if that is taken. ``clean`` says that it was parsed
    without a warning.
    """
    seq = record.seq
    if db.execute("SELECT 1 FROM digests WHERE id = ?", (seq,)).fetchone():
        seq = next_number(db)
    if not 0 < seq < MOST_DIGESTS:
        raise OctavoError(record.name, "the library cannot hold any more digests")
    now = effective(db, source, record)
    db.execute(
        "INSERT INTO digests"
        " (id, source, name, format, badge, origin, series, date, date_inferred, recorded,"
        " imported, base, clean) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            seq,
            source,
            free_name(db, now.name),
            record.format,
            origin_label,
            record.origin,
            _series(record),
            now.date.isoformat() if now.date else None,
            now.date_inferred,
            _recorded(record),
            record.imported.date().toordinal(),
            place_base(now.date, seq),
            clean,
        ),
    )
    update_inbox(db, source)
    return seq


def effective(db: sqlite3.Connection, source: str, record: Record) -> Record:
    """Return ``record`` with the name and the date that the user gave the digest."""
    name = properties.value_of(db, Property.DIGEST_NAME, source)
    date = properties.value_of(db, Property.DIGEST_DATE, source)
    if name is not None:
        record = record._replace(name=name)
    return record if date is None else record._replace(date=date, date_inferred=False)


def update_inbox(db: sqlite3.Connection, source: str) -> None:
    """Set the day from which the papers of a digest are in the Inbox; none if they are not.

    Those of a digest that was fetched or has a date are, from its date on, unless the user decides
    otherwise; those of one that the user wants there are until the user takes them out.
    """
    wanted = properties.value_of(db, Property.DIGEST_INBOX, source)
    forever = dt.date.max.toordinal()
    values = {"source": source, "wanted": wanted, "answer": ANSWER, "forever": forever}
    db.execute(_SET_INBOX, values)


def removed(db: sqlite3.Connection) -> set[str]:
    """Return the names in the archive of the digests that the user removed, with their parts."""
    found = set(properties.all_set(db, Property.DIGEST_REMOVED))
    return found.union(*(properties.parts_of(db, source) for source in found))


def _series(record: Record) -> str | None:
    """Return what states of one page have in common: source and day, or file and format."""
    if record.origin == ANSWER:
        return None
    if record.origin is not None:
        return json.dumps([record.origin, record.date and record.date.isoformat()])
    is_file = record.path is not None and record.path != "-"
    return json.dumps([record.path, record.format]) if is_file else None


def _recorded(record: Record) -> str:
    date = record.date.isoformat() if record.date else None
    return json.dumps([record.name, date, record.date_inferred], ensure_ascii=False)


def next_number(db: sqlite3.Connection) -> int:
    """Return the number after all others, or the highest free one, or `MOST_DIGESTS`."""
    (last,) = db.execute("SELECT coalesce(max(id), 0) FROM digests").fetchone()
    if last + 1 >= MOST_DIGESTS:
        (last,) = db.execute(_BEFORE_FREE, {"most": MOST_DIGESTS}).fetchone()
    return int(last) + 1


def free_name(db: sqlite3.Connection, wanted: str) -> str:
    """Return ``wanted``, or with ``-2``, ``-3``, … if a digest has that name."""

    def name(number: int) -> str:
        return wanted if number == 1 else f"{wanted}-{number}"

    def is_free(number: int) -> bool:
        cursor = db.execute("SELECT 1 FROM digests WHERE name = ?", (name(number),))
        return cursor.fetchone() is None

    # A folder can hold thousands of files with one name, so this searches by halving.
    free = 1
    while not is_free(free):
        free *= 2
    return name(bisect_left(range(free), True, lo=free // 2 + 1, key=is_free))


def rename(db: sqlite3.Connection, number: int, name: str) -> None:
    """Name a digest ``name``, or like it if another one has that name."""
    (known,) = db.execute("SELECT name FROM digests WHERE id = ?", (number,)).fetchone()
    if known != name:
        name = free_name(db, name)
        db.execute("UPDATE digests SET name = ? WHERE id = ?", (name, number))


def record_again(db: sqlite3.Connection, source: str, record: Record) -> None:
    """Note that the archive has another ``record`` of a digest; its name is free."""
    name = effective(db, source, record).name
    values = (_recorded(record), name, source)
    db.execute("UPDATE digests SET recorded = ?, name = ? WHERE source = ?", values)


def exchange_names(db: sqlite3.Connection, records: dict[str, Record]) -> None:
    """Note new records of digests that exchange their names."""
    for source in records:
        db.execute("UPDATE digests SET name = source WHERE source = ?", (source,))
    for source, record in records.items():
        record_again(db, source, record)


class KnownDigest(NamedTuple):
    """A digest in the index."""

    number: int
    name: str
    format: str
    date: str | None  # in ISO format
    total: int  # how many papers it has
    complete: bool  # whether all of its papers are written
    quiet: bool  # whether importing it again gives no warning


def of_source(db: sqlite3.Connection, source: str) -> KnownDigest | None:
    """Return the digest with this content."""
    found = db.execute(
        "SELECT id, name, format, date, total, complete, complete AND clean AND total = done"
        " FROM digests WHERE source = ?",
        (source,),
    ).fetchone()
    return None if found is None else KnownDigest(*found)


def name_and_counts(db: sqlite3.Connection, number: int) -> tuple[str, int, int]:
    """Return the name of a digest, its papers, and how many of them were new to the library."""
    found = db.execute("SELECT name, total, added FROM digests WHERE id = ?", (number,)).fetchone()
    name, total, added = found
    return name, total, added


def sources(db: sqlite3.Connection) -> set[str]:
    """Return the names in the archive of all digests."""
    return {source for (source,) in db.execute("SELECT source FROM digests")}


def unfinished(db: sqlite3.Connection) -> list[tuple[int, str]]:
    """Return number and source of digests whose import was interrupted or is still running."""
    return db.execute("SELECT id, source FROM digests WHERE NOT complete ORDER BY id").fetchall()


def has_answers(db: sqlite3.Connection) -> bool:
    """Return whether there are answers about ids."""
    return db.execute(_HAS_ANSWERS, (ANSWER,)).fetchone() is not None


def unfinished_answers(db: sqlite3.Connection) -> list[tuple[int, str]]:
    """Return number and source of the answers about ids that are due to be read again."""
    return db.execute(_UNFINISHED_ANSWERS, (ANSWER,)).fetchall()


def has_other_state(db: sqlite3.Connection, number: int) -> bool:
    """Return whether there is another state of the same page or file."""
    return db.execute(_OTHER_STATE, (number,)).fetchone() is not None


def positions(db: sqlite3.Connection, number: int) -> set[int]:
    """Return the positions of a digest at which a paper comes for the first time."""
    found = db.execute("SELECT position FROM entries WHERE digest = ?", (number,))
    return {position for (position,) in found}


# Digests that the user merged: the papers of one are listed in another. The positions of a digest's
# own papers are below the number of its papers; those of others follow.
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


def move_papers(db: sqlite3.Connection, source: str) -> None:
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


def show_in(db: sqlite3.Connection, source: str, before: str | None, now: str | None) -> None:
    """List the papers of ``source`` in ``now`` and no longer in ``before``; None is no other."""
    if before is not None:
        whole = properties.shown_in(db, before)
        _leave_only_own(db, whole)
        reopen_parts(db, whole)
        reopen_parts(db, source)
        removal.reopen(db, _numbers(db, [source]))
    if now is not None:
        move_papers(db, source)


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
