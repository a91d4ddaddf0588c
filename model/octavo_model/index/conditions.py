"""What a query's fields ask of the index: which papers fit, and what they are sorted by."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from octavo_model.index import meta, told
from octavo_model.index.window import UPDATED

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

STAMP = "SELECT name, value FROM meta WHERE name IN ('uid', 'changes', 'told')"
NEWEST = "SELECT coalesce(max(id), 0) FROM papers"

MARKED = {
    "unread": "SELECT id FROM papers INDEXED BY papers_unread WHERE NOT read",
    "starred": "SELECT id FROM papers INDEXED BY papers_starred WHERE starred",
    "updated": f"SELECT id FROM papers WHERE {UPDATED}",
}
"""Papers by marks, but for the read: they are all others than the unread."""

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
"""Papers by what is known of them."""
_WORDS = {"code": _CODE, "project": _PROJECT}

NUMBERS = {
    "up": "upvotes",
    "comments": "comment_count",
    "authors": "coalesce(author_count, json_array_length(authors))",
}
"""What the fields of numbers compare."""
BETWEEN = "SELECT id FROM papers WHERE {} BETWEEN ? AND ?"
# Where only the month or the year is known, all of it must lie in the bounds.
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
    "SELECT told.value FROM details CROSS JOIN json_each(categories) AS told"
    " WHERE categories IS NOT NULL GROUP BY told.value ORDER BY count(*) DESC, told.value"
)
ORIGINS = "SELECT id, name, format, badge, origin FROM digests WHERE total ORDER BY base"

FULL_TEXT = "SELECT json_group_array(rowid) FROM words WHERE words MATCH ?"
# Sorted by whoever asks: that is faster than FTS5 does it.
RANKED = "SELECT rowid, rank FROM words WHERE words MATCH ?"

KEYS_OF_ORDERS = {
    "date": "SELECT id, CAST(replace(date, '-', '') AS INTEGER) FROM papers WHERE date IS NOT NULL",
    "up": "SELECT id, upvotes FROM papers WHERE upvotes IS NOT NULL",
    "comments": "SELECT id, comment_count FROM papers WHERE comment_count IS NOT NULL",
}
"""By which numbers papers are sorted; titles and arrivals are sorted elsewhere."""

_MOST = 2**62


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


def marked(db: sqlite3.Connection, mark: str) -> list[int]:
    """Papers that are ``unread``, ``starred`` or ``updated``."""
    return _ids(db.execute(MARKED[mark]))


def having(db: sqlite3.Connection, what: str) -> list[int]:
    """Papers of which ``code``, ``project``, ``comments`` or ``abstract`` are known."""
    sql = HAVING[what]
    return _ids(db.execute(sql, {"words": _WORDS[what]} if what in _WORDS else {}))


def between(db: sqlite3.Connection, field: str, low: int | None, high: int | None) -> list[int]:
    """Papers of which the number ``field`` is known and lies in bounds."""
    bounds = (-_MOST if low is None else low, _MOST if high is None else high)
    return _ids(db.execute(BETWEEN.format(NUMBERS[field]), bounds))


def dated(db: sqlite3.Connection, low: str, high: str) -> list[int]:
    """Papers of the days from ``low`` to ``high``, in ISO format; they compare as texts.

    A paper of which only the month or the year is known is among them if all of that is.
    """
    return _ids(db.execute(DATED, {"low": low, "high": high}))


def of_digests(db: sqlite3.Connection, digests: Iterable[int]) -> list[int]:
    """Papers that stand in any of ``digests``."""
    return _ids(db.execute(OF_DIGESTS, (meta.as_set(digests),)))


def in_category(db: sqlite3.Connection, name: str) -> list[int]:
    """Papers with a category that begins with ``name``, whatever the case."""
    escaped = "".join(f"\\{char}" if char in "\\%_" else char for char in name if char != '"')
    return _ids(db.execute(IN_CATEGORY, (f'%"{escaped}%',)))


def authors(db: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    """Papers in the order of their ids, and their authors as JSON."""
    return db.execute(AUTHORS)


def categories(db: sqlite3.Connection) -> list[str]:
    """All categories, the commonest first."""
    return [told.line(name) for (name,) in db.execute(CATEGORIES)]


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


def keys_of_order(db: sqlite3.Connection, order: str) -> list[tuple[int, int]]:
    """Papers with the number by which ``order`` sorts them; without those that have none."""
    return db.execute(KEYS_OF_ORDERS[order]).fetchall()


def _ids(rows: Iterable[Sequence[int]]) -> list[int]:
    return [row[0] for row in rows]
