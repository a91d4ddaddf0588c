"""Lists, counts and rows of the index."""

from __future__ import annotations

from array import array
from itertools import chain
from typing import TYPE_CHECKING

from octavo_model.core.ids import ids_of, is_placeholder_title
from octavo_model.core.views import Counts, Digest, PaperRow, Totals, ViewKind
from octavo_model.index import meta
from octavo_model.index.window import (
    AUTHORS,
    CATEGORY,
    DIGEST,
    FIRST_AUTHOR,
    LISTED,
    UPDATED,
)
from octavo_model.text.fold import fold_name
from octavo_model.text.names import family_name

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from octavo_model.core.ids import PaperIds


IDS = {
    ViewKind.ALL: "SELECT id FROM papers WHERE true{} ORDER BY place LIMIT ?",
    ViewKind.UNREAD: "SELECT id FROM papers WHERE NOT read{} ORDER BY place LIMIT ?",
    ViewKind.STARRED: "SELECT id FROM papers WHERE starred{} ORDER BY place LIMIT ?",
    ViewKind.DIGEST: "SELECT paper FROM entries WHERE digest = ?{} ORDER BY position LIMIT ?",
}
"""With a gap for the condition that `all_but` returns."""
LEFT_OUT = (
    "SELECT count(*), coalesce(sum(NOT read), 0) FROM papers INDEXED BY papers_listing"
    " WHERE listing AND listing IN ({}) AND NOT starred"
)
LEFT_OUT_OF_DIGESTS = (
    "SELECT digest, count(*), sum(NOT read) FROM papers INDEXED BY papers_listing"
    " CROSS JOIN entries ON entries.paper = papers.id"
    " WHERE listing AND listing IN ({}) AND NOT starred GROUP BY digest"
)
LEFT_OUT_OF_DIGEST = (
    "SELECT count(*), coalesce(sum(NOT read), 0) FROM entries"
    " CROSS JOIN papers ON papers.id = entries.paper"
    " WHERE digest = ? AND listing IN ({}) AND NOT starred"
)
# Without the hint, SQLite reads all unread papers.
UNREAD_AMONG_STARRED = (
    "SELECT count(*) FROM papers INDEXED BY papers_starred WHERE starred AND NOT read"
)
ROWS = (
    f"SELECT id, title, date, comment_count, read, starred, dating, {UPDATED}, readable,"
    f" CASE WHEN date IS NULL THEN {LISTED} END, {DIGEST}, upvotes, {FIRST_AUTHOR}, {AUTHORS},"
    f" {CATEGORY} FROM papers WHERE id IN (SELECT value FROM json_each(?))"
)
OF_DIGEST = f"SELECT {DIGEST} FROM papers WHERE id = ?"
KEYS = (
    "SELECT papers.id, keys.key FROM papers CROSS JOIN keys ON keys.id = papers.key"
    " WHERE papers.id IN (SELECT value FROM json_each(?))"
)
PAPER_IDS = "SELECT id FROM papers WHERE id <= ? ORDER BY id"
UNREAD = "SELECT id FROM papers WHERE NOT read AND id IN (SELECT value FROM json_each(?))"
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
DIGESTS_OF = (
    "SELECT DISTINCT digest FROM json_each(?) CROSS JOIN entries ON entries.paper = json_each.value"
)
NEWEST_PAPER = "SELECT coalesce(max(id), 0) FROM papers"
COUNTS_OF_DIGEST = "SELECT total, unread, starred FROM digests WHERE id = ?"
DIGESTS = (
    "SELECT id, name, format, date, date_inferred, total, unread FROM digests WHERE total"
    " ORDER BY base"
)

MAY_BE_UNTITLED = "(papers.title LIKE 'arxiv:%' OR papers.title LIKE 'doi:10.%')"
"""Part of a statement: whether the title of a paper may be an id, in place of one."""
UNTITLED = f"SELECT title FROM papers WHERE {MAY_BE_UNTITLED} ORDER BY place"
UNTITLED_IN = (
    "SELECT title FROM digests CROSS JOIN entries ON entries.digest = digests.id"
    " CROSS JOIN papers ON papers.id = entries.paper"
    f" WHERE digests.name = ? AND {MAY_BE_UNTITLED}"
)


def untitled(db: sqlite3.Connection, digest: str | None = None) -> list[PaperIds]:
    """Return the papers that are known by an id alone, of one digest or of all, newest first."""
    found = db.execute(UNTITLED) if digest is None else db.execute(UNTITLED_IN, (digest,))
    titles = (meta.text(title) for (title,) in found)
    ids = (ids_of(title) for title in titles if is_placeholder_title(title))
    return list(dict.fromkeys(one for one in ids if one.arxiv_id or one.doi))


def digests(db: sqlite3.Connection, without: str = "") -> list[Digest]:
    """Return all digests, newest first, those without a date last; ``without`` as for `ids`."""
    left_out = db.execute(LEFT_OUT_OF_DIGESTS.format(without)) if without else ()
    less = {digest: (papers, unread) for digest, papers, unread in left_out}
    nothing = (0, 0)
    return [
        Digest(
            number,
            meta.text(name),
            meta.text(format_),
            meta.day(date),
            bool(inferred),
            total - less.get(number, nothing)[0],
            unread - less.get(number, nothing)[1],
        )
        for number, name, format_, date, inferred, total, unread in db.execute(DIGESTS)
    ]


def digest_id(db: sqlite3.Connection, name: str) -> int | None:
    """Return the number of the digest with this name, or None."""
    found = db.execute("SELECT id FROM digests WHERE name = ?", (name,)).fetchone()
    return None if found is None else int(found[0])


def digest_source(db: sqlite3.Connection, name: str) -> str | None:
    """Return the name in the archive of the digest with this name, or None."""
    found = db.execute("SELECT source FROM digests WHERE name = ?", (name,)).fetchone()
    return None if found is None else meta.text(found[0])


def counts(db: sqlite3.Connection, kind: ViewKind, digest: int | None, without: str = "") -> Counts:
    """Return the counts of a view, mostly from counters; ``without`` is as for `ids`."""
    known = _counts(db, kind, digest)
    if not without or kind is ViewKind.STARRED:
        return known
    sql, values = (LEFT_OUT, ()) if digest is None else (LEFT_OUT_OF_DIGEST, (digest,))
    papers, unread = db.execute(sql.format(without), values).fetchone()
    left_out = unread if kind is ViewKind.UNREAD else papers
    return Counts(known.total - left_out, known.unread - unread, known.starred)


def _counts(db: sqlite3.Connection, kind: ViewKind, digest: int | None) -> Counts:
    if digest is not None:
        return Counts(*db.execute(COUNTS_OF_DIGEST, (digest,)).fetchone())
    papers, unread, starred = (meta.get(db, name) for name in ("papers", "unread", "starred"))
    if kind is ViewKind.ALL:
        return Counts(papers, unread, starred)
    (both,) = db.execute(UNREAD_AMONG_STARRED).fetchone()
    is_starred = kind is ViewKind.STARRED
    return Counts(starred, both, starred) if is_starred else Counts(unread, unread, both)


def totals(db: sqlite3.Connection, papers: Sequence[int], without: str = "") -> Totals:
    """Return what lists hold after a mark of ``papers``. ``without`` as for `ids`."""
    digests = chain.from_iterable(db.execute(DIGESTS_OF, (meta.as_set(papers),)).fetchall())
    return Totals(
        counts(db, ViewKind.ALL, None, without),
        counts(db, ViewKind.STARRED, None, without),
        {digest: counts(db, ViewKind.DIGEST, digest, without) for digest in digests},
    )


def all_but(kind: ViewKind, without: str) -> str:
    """Return the condition for the gap in `IDS`: as `octavo_model.index.window.shown`."""
    if not without or kind is ViewKind.STARRED:
        return ""
    paper = "paper" if kind is ViewKind.DIGEST else "id"
    return (
        f" AND {paper} NOT IN (SELECT left_out.id FROM papers AS left_out"
        f" INDEXED BY papers_listing WHERE left_out.listing AND left_out.listing IN ({without})"
        " AND NOT left_out.starred)"
    )


def ids(
    db: sqlite3.Connection, kind: ViewKind, digest: int | None, limit: int, without: str = ""
) -> array[int]:
    """Return the first ``limit`` papers of a view, -1 for all, in its order.

    Papers of the listings ``without`` are left out: see `octavo_model.index.window.shown`.
    """
    where = () if digest is None else (digest,)
    sql = IDS[kind].format(all_but(kind, without))
    return array("q", chain.from_iterable(db.execute(sql, (*where, limit))))


def rows(db: sqlite3.Connection, papers: Sequence[int]) -> list[PaperRow | None]:
    """Return the rows of ``papers`` in a list, in their order; None for one that is gone."""
    by_id = {
        row[0]: PaperRow(
            row[0],
            meta.text(row[1]),
            meta.day(row[2]),
            row[3],
            bool(row[4]),
            bool(row[5]),
            (dating := meta.dating(row[6]))[0],
            bool(row[7]),
            meta.optional_text(row[8]),
            dating[1],
            meta.day(row[9]),
            row[10],
            row[11],
            family_name(meta.text(row[12])),
            row[13],
            meta.text(row[14]),
        )
        for row in db.execute(ROWS, (meta.as_set(papers),))
    }
    return [by_id.get(paper) for paper in papers]


def starts(db: sqlite3.Connection, papers: Sequence[int]) -> list[int]:
    """Return the indexes in ``papers``, which are sorted by digest, at which another one starts.

    It reads few of the papers: each digest is searched for by steps that double, from the size of
    the one before on, then by halving.
    """

    def digest(index: int) -> int | None:
        found = db.execute(OF_DIGEST, (papers[index],)).fetchone()
        return None if found is None else int(found[0])

    count, found, at, size = len(papers), list[int](), 0, 1
    while at < count:
        found.append(at)
        here, low, high = digest(at), at, at + size
        while high < count and digest(high) == here:
            low, high = high, high + 2 * (high - at)
        high = min(high, count)
        while low + 1 < high:
            middle = (low + high) // 2
            low, high = (middle, high) if digest(middle) == here else (low, middle)
        at, size = high, high - at
    return found


def keys(db: sqlite3.Connection, papers: Sequence[int]) -> list[str | None]:
    """Return the keys of ``papers``, in their order; None for one that is gone."""
    by_id = dict(db.execute(KEYS, (meta.as_set(papers),)))
    return [meta.optional_text(by_id.get(paper)) for paper in papers]


def paper_ids(db: sqlite3.Connection, last: int) -> array[int]:
    """Return the ids of all papers up to ``last``, ascending."""
    return array("q", chain.from_iterable(db.execute(PAPER_IDS, (last,))))


def unread(db: sqlite3.Connection, papers: Sequence[int]) -> set[int]:
    """Return which of ``papers`` are unread."""
    return set(chain.from_iterable(db.execute(UNREAD, (meta.as_set(papers),))))


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


def _texts(found: sqlite3.Cursor) -> list[tuple[int, str, str]]:
    return [(paper, meta.text(title), meta.text(text)) for paper, title, text in found]


def tally(db: sqlite3.Connection, papers: Sequence[int]) -> Counts:
    """Return the counts of ``papers``."""
    return Counts(*db.execute(meta.TALLY, (meta.as_set(papers),)).fetchone())


def newest_paper(db: sqlite3.Connection) -> int:
    """Return the largest id of a paper; 0 in an empty library."""
    (number,) = db.execute(NEWEST_PAPER).fetchone()
    return int(number)
