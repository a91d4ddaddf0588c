"""The table of digests: what is known of them apart from their papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.errors import OctavoError
from octavo_model.index.schema import place_base
from octavo_model.storage.archive import WELCOME
from octavo_model.storage.versions import MOST_DIGESTS

if TYPE_CHECKING:
    import sqlite3

    from octavo_model.storage.archive_record import Record

_BEFORE_FREE = """
SELECT coalesce(max(id), :most - 1) FROM (SELECT 0 AS id UNION ALL SELECT id FROM digests) AS one
WHERE id + 1 < :most AND NOT EXISTS (SELECT 1 FROM digests WHERE digests.id = one.id + 1)
"""


def register(
    db: sqlite3.Connection, source: str, record: Record, badge: str, *, clean: bool = False
) -> int:
    """Take in a digest, still without papers.

    Args:
        db: The index.
        source: Its name in the archive.
        record: What is settled about it.
        badge: Where its papers come from, for people.
        clean: Whether it was read without a warning.

    Returns:
        Its number: that of ``record``, or the next one where that is taken.
    """
    seq = record.seq
    if db.execute("SELECT 1 FROM digests WHERE id = ?", (seq,)).fetchone():
        seq = next_number(db)
    if not 0 < seq < MOST_DIGESTS:
        raise OctavoError(record.name, "the library cannot hold any more digests")
    db.execute(
        "INSERT INTO digests"
        " (id, source, name, format, badge, origin, date, date_inferred, base, clean)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            seq,
            source,
            free_name(db, record.name),
            record.format,
            "" if record.name == WELCOME else badge,  # its lessons come from nowhere
            record.origin,
            record.date.isoformat() if record.date else None,
            record.date_inferred,
            place_base(record.date, seq, last=record.name == WELCOME),
            clean,
        ),
    )
    return seq


def next_number(db: sqlite3.Connection) -> int:
    """The number that the next digest gets: that after all others.

    Where there is none, for an odd record has the last, the highest free one after another; where
    all are taken, `MOST_DIGESTS`.
    """
    (last,) = db.execute("SELECT coalesce(max(id), 0) FROM digests").fetchone()
    if last + 1 >= MOST_DIGESTS:
        (last,) = db.execute(_BEFORE_FREE, {"most": MOST_DIGESTS}).fetchone()
    return int(last) + 1


def free_name(db: sqlite3.Connection, wanted: str) -> str:
    """``wanted``, or with ``-2``, ``-3``, … if there is a digest of that name."""

    def name(number: int) -> str:
        return wanted if number == 1 else f"{wanted}-{number}"

    def is_free(number: int) -> bool:
        found = db.execute("SELECT 1 FROM digests WHERE name = ?", (name(number),))
        return found.fetchone() is None

    # A folder can hold thousands of files of one name, so the numbers are not tried one by one.
    taken, free = 0, 1
    while not is_free(free):
        taken, free = free, 2 * free
    while free - taken > 1:
        middle = (taken + free) // 2
        if is_free(middle):
            free = middle
        else:
            taken = middle
    return name(free)


def rename(db: sqlite3.Connection, number: int, name: str) -> None:
    """Call the digest ``number`` by a ``name`` that is free."""
    db.execute("UPDATE digests SET name = ? WHERE id = ?", (name, number))


class Standing(NamedTuple):
    """What is known of a digest that came before.

    Attributes:
        number: Of the digest.
        name: Its name.
        format: Name of its format.
        date: Its day, in ISO format, or None.
        total: How many papers it has.
        complete: Whether all of it is in.
        quiet: Whether it is known that importing it again gives no warning.
    """

    number: int
    name: str
    format: str
    date: str | None
    total: int
    complete: bool
    quiet: bool


def of_source(db: sqlite3.Connection, source: str) -> Standing | None:
    """The digest with this content."""
    found = db.execute(
        "SELECT id, name, format, date, total, complete, complete AND clean AND total = done"
        " FROM digests WHERE source = ?",
        (source,),
    ).fetchone()
    return None if found is None else Standing(*found)


def standing(db: sqlite3.Connection, number: int) -> tuple[str, int, int]:
    """Name, number of papers, and how many of them the library gained by it."""
    found = db.execute("SELECT name, total, added FROM digests WHERE id = ?", (number,)).fetchone()
    name, total, added = found
    return name, total, added


def sources(db: sqlite3.Connection) -> set[str]:
    """The names in the archive of all digests."""
    return {source for (source,) in db.execute("SELECT source FROM digests")}


def unfinished(db: sqlite3.Connection) -> list[tuple[int, str]]:
    """Number and source of digests whose import was cut off or goes on elsewhere."""
    return db.execute("SELECT id, source FROM digests WHERE NOT complete ORDER BY id").fetchall()


def all_done(db: sqlite3.Connection) -> bool:
    """Whether no import was cut off, or goes on elsewhere."""
    return db.execute("SELECT 1 FROM digests WHERE NOT complete LIMIT 1").fetchone() is None


def positions(db: sqlite3.Connection, number: int) -> set[int]:
    """The positions of a digest at which a paper stands for the first time."""
    return {
        position
        for (position,) in db.execute("SELECT position FROM entries WHERE digest = ?", (number,))
    }
