"""The table of digests: what is known of them apart from their papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.archive import WELCOME
from octavo_model.errors import OctavoError
from octavo_model.index.schema import MOST_DIGESTS, place_base

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3

    from octavo_model.archive import Record


def register(db: sqlite3.Connection, source: str, record: Record) -> int:
    """Take in a digest, still without papers.

    Returns:
        Its number: that of ``record``, or the next one where that is taken.
    """
    seq = record.seq
    if db.execute("SELECT 1 FROM digests WHERE id = ?", (seq,)).fetchone():
        seq = next_number(db)
    if not 0 < seq < MOST_DIGESTS:
        raise OctavoError(record.name, "the library cannot hold any more digests")
    db.execute(
        "INSERT INTO digests (id, source, name, format, date, date_inferred, base)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            seq,
            source,
            free_name(db, record.name),
            record.format,
            record.date.isoformat() if record.date else None,
            record.date_inferred,
            place_base(record.date, seq, last=record.name == WELCOME),
        ),
    )
    return seq


def next_number(db: sqlite3.Connection) -> int:
    """The number that the next digest gets."""
    (last,) = db.execute("SELECT coalesce(max(id), 0) FROM digests").fetchone()
    return int(last) + 1


def free_name(db: sqlite3.Connection, wanted: str) -> str:
    """``wanted``, or with ``-2``, ``-3``, … where a digest is already called so."""
    taken = {
        name
        for (name,) in db.execute(
            "SELECT name FROM digests WHERE name >= ? AND name < ?",
            (wanted, wanted + "\U0010ffff"),
        )
    }
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name


def of_source(db: sqlite3.Connection, source: str) -> tuple[int, str, dt.date | None, bool] | None:
    """Number, name, date and completeness of the digest with this content."""
    import datetime as dt

    found = db.execute(
        "SELECT id, name, date, complete FROM digests WHERE source = ?", (source,)
    ).fetchone()
    if found is None:
        return None
    number, name, date, complete = found
    return number, name, dt.date.fromisoformat(date) if date else None, bool(complete)


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
