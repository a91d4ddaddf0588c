"""Which papers the digests of one source list: what is fetched again is not listed twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.index import keys
from octavo_model.index.write import merge

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from octavo_model.index.write.entry import Entry

LISTED = (
    f"SELECT DISTINCT keys.key FROM {keys.ASKED}"
    " CROSS JOIN entries ON entries.paper = keys.paper"
    " CROSS JOIN digests ON digests.id = entries.digest"
    " WHERE digests.origin = ? AND digests.date IS NOT ?"
)
CONTAINED = (
    "SELECT old.id, old.source, old.name FROM digests AS new CROSS JOIN digests AS old"
    " ON old.origin = new.origin AND old.date IS new.date AND old.id < new.id"
    " WHERE new.id = ? AND old.complete AND NOT EXISTS ("
    "SELECT 1 FROM entries WHERE entries.digest = old.id AND NOT EXISTS ("
    "SELECT 1 FROM entries AS other"
    " WHERE other.paper = entries.paper AND other.digest = new.id)) ORDER BY old.id"
)


def has_all(
    db: sqlite3.Connection, origin: str, date: str | None, entries: Sequence[Entry]
) -> bool:
    """Whether digests of ``origin``, but for those of the day ``date``, list all ``entries``.

    A revision that none of them told of is not listed yet.
    """
    wanted = {key for entry in entries for key in (entry.keys[0], *entry.editions[:1])}
    found = {key for (key,) in db.execute(LISTED, (keys.asked(db, wanted), origin, date))}
    return found == wanted


def contained_in(db: sqlite3.Connection, number: int) -> list[tuple[int, str, str]]:
    """Earlier digests of the source and day of the digest ``number``, which lists all of them.

    Returns:
        Number, content and name of each.
    """
    return db.execute(CONTAINED, (number,)).fetchall()


def remove(db: sqlite3.Connection, number: int) -> None:
    """Remove a digest whose papers all stand in others."""
    papers = [
        paper for (paper,) in db.execute("SELECT paper FROM entries WHERE digest = ?", (number,))
    ]
    db.execute("DELETE FROM entries WHERE digest = ?", (number,))
    db.execute("DELETE FROM digests WHERE id = ?", (number,))
    merge.settle(db, papers)
