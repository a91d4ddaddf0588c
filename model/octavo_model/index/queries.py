"""Everything that is asked of the index."""

from __future__ import annotations

import datetime as dt
import json
from array import array
from itertools import chain
from typing import TYPE_CHECKING

from octavo_model.index import meta
from octavo_model.index.window import UPDATED
from octavo_model.view import Counts, Digest, PaperRow, ViewKind

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from octavo_model.paper import Paper


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
    f"SELECT id, title, date, comment_count, read, starred, date_inferred, {UPDATED} FROM papers"
    " WHERE id IN (SELECT value FROM json_each(?))"
)
KEYS = (
    "SELECT papers.id, keys.key FROM papers CROSS JOIN keys ON keys.id = papers.key"
    " WHERE papers.id IN (SELECT value FROM json_each(?))"
)
PAPER_IDS = "SELECT id FROM papers WHERE id <= ? ORDER BY id"
UNREAD = "SELECT id FROM papers WHERE NOT read AND id IN (SELECT value FROM json_each(?))"
TITLES = "SELECT id, title FROM papers WHERE id > ? ORDER BY id LIMIT ?"
NEWEST_PAPER = "SELECT coalesce(max(id), 0) FROM papers"
DIGESTS = "SELECT id, name, format, date, date_inferred, total, unread FROM digests WHERE total"
PAPERS = (
    "SELECT papers.id, keys.key, title, coalesce(text, ''), authors, author_count, organization,"
    " submitted_by, date, date_inferred, comment_count, papers.read, papers.starred,"
    f" version, {UPDATED}, upvotes,"
    " EXISTS (SELECT 1 FROM editions WHERE editions.paper = papers.id),"
    " doi, revised, categories, comments, journal, keywords, ai_summary, page, code, project"
    " FROM papers CROSS JOIN keys ON keys.id = papers.key"
    " LEFT JOIN abstracts ON abstracts.id = papers.id"
    " LEFT JOIN details ON details.id = papers.id"
    " WHERE papers.id IN (SELECT value FROM json_each(?))"
)
STANDS_IN = (
    "SELECT entries.paper, digests.name, digests.badge FROM json_each(?)"
    " CROSS JOIN entries ON entries.paper = json_each.value"
    " CROSS JOIN digests ON digests.id = entries.digest ORDER BY digests.base"
)
NAMED = (
    "SELECT title, keys.key FROM papers CROSS JOIN keys ON keys.id = papers.key WHERE papers.id = ?"
)
SHARED = (
    "SELECT json_each.key FROM json_each(?) CROSS JOIN folds ON fold = json_each.value"
    " GROUP BY json_each.key HAVING count(*) > 1"
)
EDITIONS = "SELECT version, text FROM editions WHERE paper = ? ORDER BY version DESC"
KEYS_FROM = "SELECT key, paper FROM keys WHERE key >= ? AND key < ? AND paper IS NOT NULL LIMIT ?"
FOLDS_FROM = (
    "SELECT fold, paper FROM folds CROSS JOIN papers ON papers.id = paper"
    " WHERE fold >= ? AND fold < ? LIMIT ?"
)
FOLD = "SELECT paper FROM folds CROSS JOIN papers ON papers.id = paper WHERE fold = ?"


def _day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)


def _several(text: str | None) -> tuple[str, ...]:
    return tuple(json.loads(text)) if text else ()


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
            name,
            format_,
            _day(date),
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
    return None if found is None else int(found[0])


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
        row[0]: PaperRow(row[0], row[1], _day(row[2]), row[3], *map(bool, row[4:]))
        for row in db.execute(ROWS, (meta.as_set(papers),))
    }
    return [found.get(paper) for paper in papers]


def keys(db: sqlite3.Connection, papers: Sequence[int]) -> list[str | None]:
    """The keys of ``papers``, in their order; None where one is gone."""
    found = dict(db.execute(KEYS, (meta.as_set(papers),)))
    return [found.get(paper) for paper in papers]


def paper_ids(db: sqlite3.Connection, last: int) -> array[int]:
    """The ids of all papers up to ``last``, ascending."""
    return array("q", chain.from_iterable(db.execute(PAPER_IDS, (last,))))


def uid(db: sqlite3.Connection) -> int:
    """What tells this index from any other: the same papers have other ids in another."""
    return meta.get(db, "uid")


def unread(db: sqlite3.Connection, papers: Sequence[int]) -> set[int]:
    """Which of ``papers`` are unread."""
    return set(chain.from_iterable(db.execute(UNREAD, (meta.as_set(papers),))))


def paper_of_key(db: sqlite3.Connection, key: str) -> int | None:
    """The paper that a key leads to, if there is one."""
    found = db.execute("SELECT paper FROM keys WHERE key = ?", (key,)).fetchone()
    return None if found is None or found[0] is None else int(found[0])


def titles(db: sqlite3.Connection, after: int, limit: int) -> list[tuple[int, str]]:
    """The next ``limit`` papers' ids and titles in the order of ids."""
    return db.execute(TITLES, (after, limit)).fetchall()


def newest_paper(db: sqlite3.Connection) -> int:
    """The largest id of a paper; 0 where there is none."""
    (number,) = db.execute(NEWEST_PAPER).fetchone()
    return int(number)


def papers(db: sqlite3.Connection, wanted: Sequence[int]) -> list[Paper]:
    """All that is known of the papers ``wanted``, in their order; those gone are left out."""
    # Imported here: a list shows rows, and starts sooner without these.
    from octavo_model.identity import id_of_key
    from octavo_model.links import links_of
    from octavo_model.paper import Paper

    which = meta.as_set(wanted)
    stands_in: dict[int, dict[str, str]] = {}
    for paper, name, badge in db.execute(STANDS_IN, (which,)):
        stands_in.setdefault(paper, {})[name] = badge

    rows_ = db.execute(PAPERS, (which,)).fetchall()
    shared = _sharing_titles(db, [(row[0], row[2]) for row in rows_])
    found = {
        row[0]: Paper(
            id=row[0],
            key=row[1],
            title=row[2],
            abstract=row[3],
            authors=_several(row[4]),
            author_count=row[5],
            organization=row[6],
            submitted_by=row[7],
            date=_day(row[8]),
            date_inferred=bool(row[9]),
            comment_count=row[10],
            arxiv_id=id_of_key(row[1]),
            links=links_of(row[3], code=row[25], project=row[26], page=row[24]),
            digests=tuple(stands_in.get(row[0], ())),
            read=bool(row[11]),
            starred=bool(row[12]),
            badges=tuple(dict.fromkeys(filter(None, stands_in.get(row[0], {}).values()))),
            version=row[13] or None,
            updated=bool(row[14]),
            upvotes=row[15],
            earlier=bool(row[16]),
            doi=row[17],
            revised=_day(row[18]),
            categories=_several(row[19]),
            comments=row[20] or "",
            journal=row[21],
            keywords=_several(row[22]),
            ai_summary=row[23] or "",
            namesakes=tuple(namesakes(db, row[0])) if row[0] in shared else (),
            page=row[24],
            code=row[25],
            project=row[26],
        )
        for row in rows_
    }
    return [found[paper] for paper in wanted if paper in found]


def namesakes(db: sqlite3.Connection, paper: int) -> list[int]:
    """Other papers that were ever called as ``paper`` is, in the order they came, which may be it.

    Those that arXiv tells from it by their ids are left out.
    """
    from octavo_model.identity import may_be_one
    from octavo_model.text import fold_title

    found = db.execute(NAMED, (paper,)).fetchone()
    if found is None:
        return []
    title, key = found
    others = sorted(of_fold(db, fold_title(title)) - {paper})
    known = db.execute(KEYS, (meta.as_set(others),)).fetchall() if others else ()
    return sorted(other for other, its_key in known if may_be_one(key, its_key))


def editions(db: sqlite3.Connection, paper: int) -> list[tuple[int, str]]:
    """Version and abstract of other versions of ``paper``, the latest first."""
    return db.execute(EDITIONS, (paper,)).fetchall()


def _sharing_titles(db: sqlite3.Connection, titled: Sequence[tuple[int, str]]) -> set[int]:
    """Those of ``titled`` whose folded titles several papers bear, as few do."""
    from octavo_model.text import fold_title

    folds = [fold_title(title) for _, title in titled]
    return {titled[place][0] for (place,) in db.execute(SHARED, (meta.as_set(folds),))}


def of_key(db: sqlite3.Connection, key: str) -> int | None:
    """The paper that exactly this key leads to."""
    found = db.execute("SELECT paper FROM keys WHERE key = ?", (key,)).fetchone()
    return None if found is None or found[0] is None else int(found[0])


def of_fold(db: sqlite3.Connection, fold: str) -> set[int]:
    """The papers that were ever called by exactly this folded title."""
    return {row[0] for row in db.execute(FOLD, (fold,))}


def starting_with(
    db: sqlite3.Connection, keys: Sequence[str], fold: str, limit: int
) -> dict[int, str]:
    """Papers with a key that begins like one of ``keys``, or a folded title like ``fold``."""
    found: dict[int, str] = {}
    asked = [(KEYS_FROM, start) for start in keys] + ([(FOLDS_FROM, fold)] if fold else [])
    for sql, start in asked:
        for name, paper in db.execute(sql, (start, start + "\U0010ffff", limit)):
            found.setdefault(paper, name)
    return found


def all_keys(db: sqlite3.Connection) -> list[str]:
    """Every key of the library: for finding the nearest to one that is none."""
    return [key for (key,) in db.execute("SELECT key FROM keys WHERE paper IS NOT NULL")]
