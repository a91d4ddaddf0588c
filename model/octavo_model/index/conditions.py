"""Conditions of a query: which papers match a field, and the numbers to sort by."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from octavo_model.index import meta
from octavo_model.index.window import UPDATED

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

STAMP = "SELECT name, value FROM meta WHERE name IN ('uid', 'changes', 'told')"

MARKED = {
    "unread": "SELECT id FROM papers INDEXED BY papers_unread WHERE NOT read",
    "starred": "SELECT id FROM papers INDEXED BY papers_starred WHERE starred",
    "updated": f"SELECT id FROM papers WHERE {UPDATED}",
}
"""Papers by marks; the read ones are all others than the unread."""

_CODE = 'abstract : ("github com" OR "gitlab com" OR "bitbucket org")'
_PROJECT = 'abstract : ("github io" OR "gitlab io")'
HAVING = {
    "code": "SELECT id FROM details WHERE code IS NOT NULL"
    " UNION ALL SELECT rowid FROM words WHERE words MATCH :words",
    "project": "SELECT id FROM details WHERE project IS NOT NULL"
    " UNION ALL SELECT rowid FROM words WHERE words MATCH :words",
    "comments": "SELECT id FROM papers WHERE comment_count > 0",
    "abstract": "SELECT id FROM papers WHERE abstract_length > 0",
}
"""Papers by the details they have."""
_WORDS = {"code": _CODE, "project": _PROJECT}

NUMBERS = {
    "up": "upvotes",
    "comments": "comment_count",
    "authors": "coalesce(author_count, json_array_length(authors))",
}
"""Columns of the numeric fields."""
BETWEEN = "SELECT id FROM papers WHERE {} BETWEEN ? AND ?"
# If only the month or the year is known, all of it must be between the bounds.
_LAST_DAY = (
    "CASE WHEN dating >= 6 THEN substr(date, 1, 4) || '-12-31'"
    " ELSE coalesce(date(date, '+1 month', '-1 day'), date) END"
)
DATED = (
    "SELECT id FROM papers WHERE date BETWEEN :low AND :high"
    f" AND (dating < 4 OR {_LAST_DAY} <= :high)"
)
OF_DIGESTS = (
    "SELECT entries.paper FROM json_each(?) AS wanted"
    " CROSS JOIN entries ON entries.digest = wanted.value"
)
IN_CATEGORY = r"SELECT id FROM details WHERE categories LIKE ? ESCAPE '\'"
AUTHORS = "SELECT id, authors FROM papers WHERE authors IS NOT NULL ORDER BY id"
CATEGORIES = (
    "SELECT name.value FROM details CROSS JOIN json_each(categories) AS name"
    " WHERE categories IS NOT NULL GROUP BY name.value ORDER BY count(*) DESC, name.value"
)
ORIGINS = "SELECT id, name, format, badge, origin FROM digests WHERE total ORDER BY base"

FULL_TEXT = "SELECT json_group_array(rowid) FROM words WHERE words MATCH ?"
# The caller sorts: that is faster than FTS5.
RANKED = "SELECT rowid, rank FROM words WHERE words MATCH ?"

KEYS_OF_ORDERS = {
    "date": "SELECT id, CAST(replace(date, '-', '') AS INTEGER) FROM papers WHERE date IS NOT NULL",
    "up": "SELECT id, upvotes FROM papers WHERE upvotes IS NOT NULL",
    "comments": "SELECT id, comment_count FROM papers WHERE comment_count IS NOT NULL",
}
"""The numbers by which papers are sorted; titles and arrivals are sorted elsewhere."""

_MOST = 2**62


class Stamp(NamedTuple):
    """The state of an index: ``content`` counts all changes but those of marks."""

    uid: int
    content: int
    changes: int


class Origin(NamedTuple):
    """A digest and its source."""

    id: int
    name: str
    format: str
    badge: str
    origin: str | None


def stamp(db: sqlite3.Connection) -> Stamp:
    """Return the state of the index."""
    known = dict(db.execute(STAMP))
    return Stamp(known["uid"], known["told"], known["changes"])


def marked(db: sqlite3.Connection, mark: str) -> list[int]:
    """Return papers that are ``unread``, ``starred`` or ``updated``."""
    return _ids(db.execute(MARKED[mark]))


def having(db: sqlite3.Connection, what: str) -> list[int]:
    """Return papers with ``code``, ``project``, ``comments`` or ``abstract``."""
    sql = HAVING[what]
    return _ids(db.execute(sql, {"words": _WORDS[what]} if what in _WORDS else {}))


def between(db: sqlite3.Connection, field: str, low: int | None, high: int | None) -> list[int]:
    """Return papers with the number ``field`` between two bounds."""
    bounds = (-_MOST if low is None else low, _MOST if high is None else high)
    return _ids(db.execute(BETWEEN.format(NUMBERS[field]), bounds))


def dated(db: sqlite3.Connection, low: str, high: str) -> list[int]:
    """Return papers of the days from ``low`` to ``high``, in ISO format.

    If only the month or the year of a paper is known, all of it must be between them.
    """
    return _ids(db.execute(DATED, {"low": low, "high": high}))


def of_digests(db: sqlite3.Connection, digests: Iterable[int]) -> list[int]:
    """Return papers of any of ``digests``."""
    return _ids(db.execute(OF_DIGESTS, (meta.as_set(digests),)))


def in_category(db: sqlite3.Connection, name: str) -> list[int]:
    """Return papers with a category that starts with ``name``, in any case."""
    escaped = "".join(f"\\{char}" if char in "\\%_" else char for char in name if char != '"')
    return _ids(db.execute(IN_CATEGORY, (f'%"{escaped}%',)))


def authors(db: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    """Return papers by id, with their authors as JSON."""
    return db.execute(AUTHORS)


def categories(db: sqlite3.Connection) -> list[str]:
    """Return all categories, the most frequent first."""
    return [meta.text(name) for (name,) in db.execute(CATEGORIES)]


def origins(db: sqlite3.Connection) -> list[Origin]:
    """Return all digests with their sources, newest first."""
    return [
        Origin(
            number, meta.text(name), meta.text(kind), meta.text(badge), meta.optional_text(origin)
        )
        for number, name, kind, badge, origin in db.execute(ORIGINS)
    ]


def full_text(db: sqlite3.Connection, expression: str) -> str:
    """Return the papers that match an FTS5 expression, as a JSON array."""
    (papers,) = db.execute(FULL_TEXT, (expression,)).fetchone()
    return str(papers)


def ranked(db: sqlite3.Connection, expression: str) -> list[tuple[int, float]]:
    """Return the papers that match an FTS5 expression, with BM25: lower is better."""
    return db.execute(RANKED, (expression,)).fetchall()


def keys_of_order(db: sqlite3.Connection, order: str) -> list[tuple[int, int]]:
    """Return papers with the number by which ``order`` sorts, if they have it."""
    return db.execute(KEYS_OF_ORDERS[order]).fetchall()


def _ids(rows: Iterable[Sequence[int]]) -> list[int]:
    return [row[0] for row in rows]
