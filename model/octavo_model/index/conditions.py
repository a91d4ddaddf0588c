"""What searches read from the index. The SQL of fields is in `octavo_model.search.query.fields`."""

from __future__ import annotations

from array import array
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.index import meta
from octavo_model.index.window import DAY
from octavo_model.text.fold import fold_name

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

STAMP = "SELECT name, value FROM meta WHERE name IN ('uid', 'changes', 'content')"

OF_DIGESTS = (
    "SELECT entries.paper FROM json_each(?) AS wanted"
    " CROSS JOIN entries ON entries.digest = wanted.value"
)
AUTHORS = "SELECT id, authors FROM papers WHERE authors IS NOT NULL ORDER BY id"
AUTHORS_OF = (
    "SELECT id, authors FROM papers WHERE authors IS NOT NULL"
    " AND id IN (SELECT value FROM json_each(?))"
)
ORIGINS = (
    "SELECT id, name, format, badge, origin, date, json_extract(recorded, '$[0]') FROM digests"
    " WHERE total ORDER BY base"
)
NOTICES = (
    "SELECT id, comments, coalesce(text, '') FROM details LEFT JOIN abstracts USING (id)"
    " WHERE comments LIKE '%withd%' OR comments LIKE '%retracted%'"
    " UNION ALL SELECT abstracts.id, coalesce(comments, ''), text FROM words"
    " CROSS JOIN abstracts ON abstracts.id = words.rowid LEFT JOIN details USING (id)"
    " WHERE words MATCH 'abstract : (withdrawn OR withdraw OR retracted)'"
)
"""Papers that may be withdrawn: the words are in their comments or in their abstract."""
FULL_TEXT = "SELECT json_group_array(rowid) FROM words WHERE words MATCH ?"
# The caller sorts: that is faster than FTS5.
RANKED = "SELECT rowid, rank FROM words WHERE words MATCH ?"
# If only the month or the year is known, all of it must be within the bounds.
DATED = (
    f"SELECT id FROM papers WHERE {DAY} BETWEEN :low AND :high AND (dating < 4 OR"
    " CASE WHEN dating >= 6 THEN substr(date, 1, 4) || '-12-31'"
    " ELSE coalesce(date(date, '+1 month', '-1 day'), date) END <= :high)"
)
OF_YEARS = (
    f"SELECT id FROM papers WHERE {DAY} BETWEEN"
    " CASE WHEN :low > 9999 THEN '~' ELSE printf('%04d-01-01', max(:low, 0)) END"
    " AND printf('%04d-12-31', min(:high, 9999))"
)
"""Papers of days, and of years."""
BY_DATE = f"SELECT id, CAST(replace({DAY}, '-', '') AS INTEGER) FROM papers WHERE {DAY} IS NOT NULL"
"""The order by date."""
LINKED = (
    "SELECT id FROM details WHERE {0} IS NOT NULL"
    " UNION ALL SELECT rowid FROM words WHERE words MATCH 'abstract : ({1})'"
)
STARRED = (
    "SELECT id FROM papers INDEXED BY papers_starred WHERE starred AND EXISTS (SELECT 1 FROM keys"
    " WHERE keys.paper = papers.id AND keys.starred AND starred_time BETWEEN :since AND :until)"
)
READ = (
    "SELECT paper FROM keys WHERE read AND paper IS NOT NULL"
    " AND read_time BETWEEN :since AND :until"
)

UNREAD = "SELECT id FROM papers INDEXED BY papers_unread WHERE NOT read"
DUE = "SELECT id FROM papers WHERE verdict > 0 AND verdict BETWEEN 2 AND :today"
"""Papers that are unread, and those that were put off and are due."""

PAPER_IDS = "SELECT id FROM papers WHERE id <= ? ORDER BY id"
TITLES = (
    "SELECT id, coalesce(readable, title), coalesce(authors, '') FROM papers"
    " WHERE id > ? ORDER BY id LIMIT ?"
)
_TEXTS = (
    "SELECT papers.id, coalesce(readable, title), coalesce(text, '') FROM papers"
    " LEFT JOIN abstracts USING (id) WHERE papers.id"
)
TEXTS = f"{_TEXTS} > ? ORDER BY papers.id LIMIT ?"
TEXTS_OF = f"{_TEXTS} IN (SELECT value FROM json_each(?))"
LETTERS_OF = (
    "SELECT papers.id, length(coalesce(readable, title)) + coalesce(length(text), 0) FROM papers"
    " LEFT JOIN abstracts USING (id) WHERE papers.id IN (SELECT value FROM json_each(?))"
)
NEWEST_PAPER = "SELECT coalesce(max(id), 0) FROM papers"


class Stamp(NamedTuple):
    """The state of an index: ``content`` counts all changes but those of marks."""

    uid: int
    content: int
    changes: int


class Origin(NamedTuple):
    """A digest, its source, and its day; its ``first_name`` is the one before it was renamed."""

    id: int
    name: str
    format: str
    origin_label: str
    origin: str | None
    date: dt.date | None
    first_name: str


def stamp(db: sqlite3.Connection) -> Stamp:
    """Return the state of the index."""
    return Stamp(**dict(db.execute(STAMP)))


def papers(db: sqlite3.Connection, sql: str, values: Mapping[str, object]) -> list[int]:
    """Return the papers that the condition of a field selects, with ``values`` in its SQL."""
    return _ids(db.execute(sql, values))


def notices(db: sqlite3.Connection) -> list[tuple[int, str, str]]:
    """Return papers that may be withdrawn, with their comments and abstracts; some twice."""
    found = db.execute(NOTICES)
    return [(paper, meta.text(comments), meta.text(text)) for paper, comments, text in found]


def of_digests(db: sqlite3.Connection, digests: Iterable[int]) -> list[int]:
    """Return papers of any of ``digests``."""
    return _ids(db.execute(OF_DIGESTS, (meta.as_set(digests),)))


def authors(db: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    """Return papers by id, with their authors as JSON."""
    return db.execute(AUTHORS)


def authors_of(db: sqlite3.Connection, papers: Iterable[int]) -> list[tuple[int, str]]:
    """Return ``papers`` with their authors as JSON, without those that name none."""
    return db.execute(AUTHORS_OF, (meta.as_set(papers),)).fetchall()


def names(db: sqlite3.Connection, sql: str) -> list[str]:
    """Return the names that the statement of a field lists."""
    return [meta.text(name) for (name,) in db.execute(sql)]


def origins(db: sqlite3.Connection) -> list[Origin]:
    """Return all digests with their sources, newest first."""
    return [
        Origin(
            number,
            meta.text(name),
            meta.text(kind),
            meta.text(label),
            meta.optional_text(origin),
            meta.day(date),
            meta.text(first),
        )
        for number, name, kind, label, origin, date, first in db.execute(ORIGINS)
    ]


def full_text(db: sqlite3.Connection, expression: str) -> str:
    """Return the papers that match an FTS5 expression, as a JSON array."""
    (papers,) = db.execute(FULL_TEXT, (expression,)).fetchone()
    return str(papers)


def ranked(db: sqlite3.Connection, expression: str) -> list[tuple[int, float]]:
    """Return the papers that match an FTS5 expression, with BM25: lower is better."""
    return db.execute(RANKED, (expression,)).fetchall()


def sort_keys(db: sqlite3.Connection, sql: str) -> list[tuple[int, int]]:
    """Return papers, and the number by which an order sorts each; without those that have none."""
    return db.execute(sql).fetchall()


def paper_ids(db: sqlite3.Connection, last: int) -> array[int]:
    """Return the ids of all papers up to ``last``, ascending."""
    return array("q", chain.from_iterable(db.execute(PAPER_IDS, (last,))))


def titles(db: sqlite3.Connection, after: int, limit: int) -> list[tuple[int, str, str]]:
    """Return the next ``limit`` papers by id, with their titles as lists show them, and names.

    The names of the authors are one text, to be split into words.
    """
    found = db.execute(TITLES, (after, limit))
    return [
        (paper, meta.text(title), _names(meta.text(authors))) for paper, title, authors in found
    ]


def _names(authors: str) -> str:
    """Return a JSON array of names as one text: its signs are not part of words."""
    return " ".join(map(fold_name, meta.texts(authors))) if "\\" in authors else authors


def texts(db: sqlite3.Connection, after: int, limit: int) -> list[tuple[int, str, str]]:
    """Return the next ``limit`` papers by id, with titles and abstracts."""
    return _texts(db.execute(TEXTS, (after, limit)))


def texts_of(db: sqlite3.Connection, papers: Sequence[int]) -> list[tuple[int, str, str]]:
    """Return ids, titles and abstracts of ``papers``, without those that are gone."""
    return _texts(db.execute(TEXTS_OF, (meta.as_set(papers),)))


def letters_of(db: sqlite3.Connection, papers: Sequence[int]) -> dict[int, int]:
    """Return how many letters title and abstract of ``papers`` have together."""
    letters = dict(db.execute(LETTERS_OF, (meta.as_set(papers),)))
    # SQLite keeps up to 16 MB of what it has read, for each thread.
    db.execute("PRAGMA shrink_memory")
    return letters


def _texts(found: sqlite3.Cursor) -> list[tuple[int, str, str]]:
    return [(paper, meta.text(title), meta.text(text)) for paper, title, text in found]


def newest_paper(db: sqlite3.Connection) -> int:
    """Return the largest id of a paper; 0 in an empty library."""
    (number,) = db.execute(NEWEST_PAPER).fetchone()
    return int(number)


def _ids(rows: Iterable[Sequence[int]]) -> list[int]:
    return [row[0] for row in rows]
