"""What a query reads from the index: which papers its conditions select, and sort keys.

The SQL of fields is in their table, `octavo_model.search.query.fields`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from octavo_model.index import meta, told

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

STAMP = "SELECT name, value FROM meta WHERE name IN ('uid', 'changes', 'told')"
NEWEST = "SELECT coalesce(max(id), 0) FROM papers"

OF_DIGESTS = (
    "SELECT entries.paper FROM json_each(?) AS wanted"
    " CROSS JOIN entries ON entries.digest = wanted.value"
)
AUTHORS = "SELECT id, authors FROM papers WHERE authors IS NOT NULL ORDER BY id"
ORIGINS = "SELECT id, name, format, badge, origin FROM digests WHERE total ORDER BY base"
FULL_TEXT = "SELECT json_group_array(rowid) FROM words WHERE words MATCH ?"
# Sorted by whoever asks: that is faster than FTS5 does it.
RANKED = "SELECT rowid, rank FROM words WHERE words MATCH ?"


class Stamp(NamedTuple):
    """What tells a state of the index from any other; marks alone leave ``told`` as it is."""

    uid: int
    told: int
    changes: int


class Origin(NamedTuple):
    """A digest, and where it came from."""

    id: int
    name: str
    format: str
    badge: str
    origin: str | None


def stamp(db: sqlite3.Connection) -> Stamp:
    """The state the index is in."""
    known = dict(db.execute(STAMP))
    return Stamp(known["uid"], known["told"], known["changes"])


def newest(db: sqlite3.Connection) -> int:
    """The largest id of a paper; 0 where there is none."""
    (number,) = db.execute(NEWEST).fetchone()
    return int(number)


def papers(db: sqlite3.Connection, sql: str, values: Mapping[str, object]) -> list[int]:
    """Return the papers that the condition of a field selects, with ``values`` in its SQL."""
    return _ids(db.execute(sql, values))


def of_digests(db: sqlite3.Connection, digests: Iterable[int]) -> list[int]:
    """Papers that stand in any of ``digests``."""
    return _ids(db.execute(OF_DIGESTS, (meta.as_set(digests),)))


def authors(db: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    """Papers in the order of their ids, and their authors as JSON."""
    return db.execute(AUTHORS)


def names(db: sqlite3.Connection, sql: str) -> list[str]:
    """Return the names that the statement of a field lists."""
    return [told.line(name) for (name,) in db.execute(sql)]


def origins(db: sqlite3.Connection) -> list[Origin]:
    """All digests, newest first, and where they came from."""
    return [
        Origin(
            number, told.line(name), told.line(kind), told.line(badge), told.line_or_none(origin)
        )
        for number, name, kind, badge, origin in db.execute(ORIGINS)
    ]


def full_text(db: sqlite3.Connection, expression: str) -> str:
    """The papers that an FTS5 expression finds, as a JSON array."""
    (found,) = db.execute(FULL_TEXT, (expression,)).fetchone()
    return str(found)


def ranked(db: sqlite3.Connection, expression: str) -> list[tuple[int, float]]:
    """The papers that an FTS5 expression finds, with BM25: the lower, the better."""
    return db.execute(RANKED, (expression,)).fetchall()


def sort_keys(db: sqlite3.Connection, sql: str) -> list[tuple[int, int]]:
    """Return papers, and the number by which an order sorts each; without those that have none."""
    return db.execute(sql).fetchall()


def _ids(rows: Iterable[Sequence[int]]) -> list[int]:
    return [row[0] for row in rows]
