"""Everything that is asked of the index."""

from __future__ import annotations

from array import array
from itertools import chain
from typing import TYPE_CHECKING

from octavo_model.core.views import Counts, Digest, PaperRow, Totals, ViewKind
from octavo_model.index import meta, told
from octavo_model.index.window import UPDATED

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence


IDS = {
    ViewKind.ALL: "SELECT id FROM papers WHERE true{} ORDER BY place LIMIT ?",
    ViewKind.UNREAD: "SELECT id FROM papers WHERE NOT read{} ORDER BY place LIMIT ?",
    ViewKind.STARRED: "SELECT id FROM papers WHERE starred{} ORDER BY place LIMIT ?",
    ViewKind.DIGEST: "SELECT paper FROM entries WHERE digest = ?{} ORDER BY position LIMIT ?",
}
"""With a gap for what `all_but` tells."""
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
# Left to itself SQLite goes through all that is unread.
UNREAD_AMONG_STARRED = (
    "SELECT count(*) FROM papers INDEXED BY papers_starred WHERE starred AND NOT read"
)
ROWS = (
    f"SELECT id, title, date, comment_count, read, starred, dating, {UPDATED}, readable"
    " FROM papers WHERE id IN (SELECT value FROM json_each(?))"
)
KEYS = (
    "SELECT papers.id, keys.key FROM papers CROSS JOIN keys ON keys.id = papers.key"
    " WHERE papers.id IN (SELECT value FROM json_each(?))"
)
PAPER_IDS = "SELECT id FROM papers WHERE id <= ? ORDER BY id"
UNREAD = "SELECT id FROM papers WHERE NOT read AND id IN (SELECT value FROM json_each(?))"
TITLES = "SELECT id, coalesce(readable, title) FROM papers WHERE id > ? ORDER BY id LIMIT ?"
TEXTS = (
    "SELECT papers.id, coalesce(readable, title), coalesce(text, '') FROM papers"
    " LEFT JOIN abstracts USING (id)"
    " WHERE papers.id > ? ORDER BY papers.id LIMIT ?"
)
TEXTS_OF = (
    "SELECT papers.id, coalesce(readable, title), coalesce(text, '') FROM papers"
    " LEFT JOIN abstracts USING (id)"
    " WHERE papers.id IN (SELECT value FROM json_each(?))"
)
TALLY = (
    "SELECT count(*), coalesce(sum(NOT read), 0), coalesce(sum(starred), 0) FROM papers"
    " WHERE id IN (SELECT value FROM json_each(?))"
)
DIGESTS_OF = (
    "SELECT DISTINCT digest FROM json_each(?) CROSS JOIN entries ON entries.paper = json_each.value"
)
NEWEST_PAPER = "SELECT coalesce(max(id), 0) FROM papers"
DIGESTS = "SELECT id, name, format, date, date_inferred, total, unread FROM digests WHERE total"


def digests(db: sqlite3.Connection, without: str = "") -> list[Digest]:
    """All digests, newest first; those without a date last. ``without`` as for `ids`."""
    less: dict[int, tuple[int, int]] = {}
    if without:
        for digest, papers_, unread in db.execute(LEFT_OUT_OF_DIGESTS.format(without)):
            less[digest] = papers_, unread
    nothing = (0, 0)
    return [
        Digest(
            number,
            told.line(name),
            told.line(format_),
            told.day(date),
            bool(inferred),
            total - less.get(number, nothing)[0],
            unread - less.get(number, nothing)[1],
        )
        for number, name, format_, date, inferred, total, unread in db.execute(
            f"{DIGESTS} ORDER BY base"
        )
    ]


def digest_id(db: sqlite3.Connection, name: str) -> int | None:
    """The number of the digest called ``name``, if there is one."""
    found = db.execute("SELECT id FROM digests WHERE name = ?", (name,)).fetchone()
    if found is not None:
        return int(found[0])
    # Perhaps it is called so only as `digests` tells it, which is not for all of them as it stands.
    every = db.execute("SELECT id, name FROM digests")
    return next((int(number) for number, one in every if told.line(one) == name), None)


def counts(db: sqlite3.Connection, kind: ViewKind, digest: int | None, without: str = "") -> Counts:
    """How many papers a view holds; read from counters, but for starred papers unread.

    ``without`` as for `ids`.
    """
    if digest is not None:
        row = db.execute("SELECT total, unread, starred FROM digests WHERE id = ?", (digest,))
        found = Counts(*row.fetchone())
        sql = LEFT_OUT_OF_DIGEST
    else:
        found = _counts(db, kind)
        sql = LEFT_OUT
    if not without or kind is ViewKind.STARRED:
        return found
    values = () if digest is None else (digest,)
    papers_, unread = db.execute(sql.format(without), values).fetchone()
    if kind is ViewKind.UNREAD:
        papers_ = unread
    return Counts(found.total - papers_, found.unread - unread, found.starred)


def _counts(db: sqlite3.Connection, kind: ViewKind) -> Counts:
    if kind is ViewKind.ALL:
        return Counts(*(meta.get(db, name) for name in ("papers", "unread", "starred")))
    (both,) = db.execute(UNREAD_AMONG_STARRED).fetchone()
    if kind is ViewKind.STARRED:
        starred = meta.get(db, "starred")
        return Counts(starred, both, starred)
    unread = meta.get(db, "unread")
    return Counts(unread, unread, both)


def totals(db: sqlite3.Connection, papers: Sequence[int], without: str = "") -> Totals:
    """What lists hold after a mark of ``papers``. ``without`` as for `ids`."""
    digests = chain.from_iterable(db.execute(DIGESTS_OF, (meta.as_set(papers),)).fetchall())
    return Totals(
        counts(db, ViewKind.ALL, None, without),
        counts(db, ViewKind.STARRED, None, without),
        {digest: counts(db, ViewKind.DIGEST, digest, without) for digest in digests},
    )


def all_but(kind: ViewKind, without: str) -> str:
    """What `IDS` gets into its gap: as `octavo_model.index.window.shown`, for whole views."""
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
    """The papers of a view in its order.

    Args:
        db: The index.
        kind: Which view.
        digest: Number of the digest, where the view is one's.
        limit: How many at most; -1 for all.
        without: Listings whose papers are left out: see `octavo_model.index.window.shown`.
    """
    where = () if digest is None else (digest,)
    sql = IDS[kind].format(all_but(kind, without))
    return array("q", chain.from_iterable(db.execute(sql, (*where, limit))))


def rows(db: sqlite3.Connection, papers: Sequence[int]) -> list[PaperRow | None]:
    """What a list shows of ``papers``, in their order; None where one is gone."""
    found = {
        row[0]: PaperRow(
            row[0],
            told.line(row[1]),
            told.day(row[2]),
            row[3],
            bool(row[4]),
            bool(row[5]),
            (dating := told.dating(row[6]))[0],
            bool(row[7]),
            told.line_or_none(row[8]),
            dating[1],
        )
        for row in db.execute(ROWS, (meta.as_set(papers),))
    }
    return [found.get(paper) for paper in papers]


def keys(db: sqlite3.Connection, papers: Sequence[int]) -> list[str | None]:
    """The keys of ``papers``, in their order; None where one is gone."""
    found = dict(db.execute(KEYS, (meta.as_set(papers),)))
    return [told.line_or_none(found.get(paper)) for paper in papers]


def paper_ids(db: sqlite3.Connection, last: int) -> array[int]:
    """The ids of all papers up to ``last``, ascending."""
    return array("q", chain.from_iterable(db.execute(PAPER_IDS, (last,))))


def uid(db: sqlite3.Connection) -> int:
    """What tells this index from any other: the same papers have other ids in another."""
    return meta.get(db, "uid")


def unread(db: sqlite3.Connection, papers: Sequence[int]) -> set[int]:
    """Which of ``papers`` are unread."""
    return set(chain.from_iterable(db.execute(UNREAD, (meta.as_set(papers),))))


def titles(db: sqlite3.Connection, after: int, limit: int) -> list[tuple[int, str]]:
    """The next ``limit`` papers' ids and titles, as lists show them, in the order of ids."""
    found = db.execute(TITLES, (after, limit))
    return [(paper, told.line(title)) for paper, title in found]


def texts(db: sqlite3.Connection, after: int, limit: int) -> list[tuple[int, str, str]]:
    """The next ``limit`` papers' ids, titles and abstracts in the order of ids."""
    found = db.execute(TEXTS, (after, limit))
    return [(paper, told.line(title), told.paragraphs(text)) for paper, title, text in found]


def texts_of(db: sqlite3.Connection, papers: Sequence[int]) -> list[tuple[int, str, str]]:
    """Ids, titles and abstracts of ``papers``, but of those that are gone."""
    found = db.execute(TEXTS_OF, (meta.as_set(papers),))
    return [(paper, told.line(title), told.paragraphs(text)) for paper, title, text in found]


def tally(db: sqlite3.Connection, papers: Sequence[int]) -> Counts:
    """How many of ``papers`` there are, and how many of them carry which mark."""
    return Counts(*db.execute(TALLY, (meta.as_set(papers),)).fetchone())


def newest_paper(db: sqlite3.Connection) -> int:
    """The largest id of a paper; 0 where there is none."""
    (number,) = db.execute(NEWEST_PAPER).fetchone()
    return int(number)
