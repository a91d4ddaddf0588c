"""Lists and rows of the index."""

from __future__ import annotations

import json
from array import array
from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.ids import ids_of, is_placeholder_title
from octavo_model.core.marks import MarkState, verdict_of
from octavo_model.core.views import PaperRow, ViewKind
from octavo_model.index import meta, window
from octavo_model.index.window import AUTHORS, CATEGORY, DIGEST, FIRST_AUTHOR, LISTED, NOTED
from octavo_model.text.names import family_name

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from octavo_model.core.ids import PaperIds


_STEP = 128
"""The distance of the first papers that `starts` reads: about half of what a digest holds."""


class Shown(NamedTuple):
    """What lists show.

    Attributes:
        today: The day, counted from the year 1.
        days: How old the digests of the Inbox are at most.
        without: The listings whose papers are left out: see `octavo_model.index.window.shown`.
    """

    today: int
    days: int
    without: str = ""


ROWS = (
    "SELECT id, title, date, comment_count, dating, readable,"
    f" CASE WHEN date IS NULL THEN {LISTED} END, {DIGEST}, upvotes, {FIRST_AUTHOR}, {AUTHORS},"
    f" {CATEGORY}, {NOTED}, {{}} FROM papers WHERE id IN (SELECT value FROM json_each(?))"
)
DIGESTS_OF = f"SELECT id, {DIGEST} FROM papers WHERE id IN (SELECT value FROM json_each(?))"
STATES = "SELECT id, {} FROM papers WHERE id IN (SELECT value FROM json_each(?))"
UNDECIDED_OF = "SELECT id FROM papers WHERE {} AND id IN (SELECT value FROM json_each(?))"
UNDECIDED = "SELECT id FROM papers WHERE {} ORDER BY place"
KEYS = (
    "SELECT papers.id, keys.key FROM papers CROSS JOIN keys ON keys.id = papers.key"
    " WHERE papers.id IN (SELECT value FROM json_each(?))"
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


def digest_id(db: sqlite3.Connection, name: str) -> int | None:
    """Return the number of the digest with this name, or None."""
    found = db.execute("SELECT id FROM digests WHERE name = ?", (name,)).fetchone()
    return None if found is None else int(found[0])


def digest_source(db: sqlite3.Connection, name: str) -> str | None:
    """Return the name in the archive of the digest with this name, or None."""
    found = db.execute("SELECT source FROM digests WHERE name = ?", (name,)).fetchone()
    return None if found is None else meta.text(found[0])


def ids(
    db: sqlite3.Connection, kind: ViewKind, of: int | str | None, limit: int, shown: Shown
) -> array[int]:
    """Return the first ``limit`` papers of a view, -1 for all, in its order.

    ``of`` is the number of the digest or the name of the tag, for its view.
    """
    column, by, where = window.source(kind, shown.today, shown.days)
    sql = f"SELECT {column} FROM {where}{_all_but(kind, shown.without)} ORDER BY {by} LIMIT :limit"
    # A row for each of very many papers takes twice as long as one text with all of them.
    values = {"of": of, "limit": limit}
    (found,) = db.execute(f"SELECT json_group_array({column}) FROM ({sql})", values).fetchone()
    return array("q", json.loads(found))


def _all_but(kind: ViewKind, without: str) -> str:
    """Return the condition of `octavo_model.index.window.shown`, for a whole list."""
    if not without or kind in {ViewKind.STARRED, ViewKind.TAG}:
        return ""
    paper = "paper" if kind is ViewKind.DIGEST else "papers.id"
    return (
        f" AND {paper} NOT IN (SELECT left_out.id FROM papers AS left_out"
        f" INDEXED BY papers_listing WHERE left_out.listing AND left_out.listing IN ({without})"
        " AND NOT left_out.starred)"
    )


def rows(db: sqlite3.Connection, papers: Sequence[int], today: int) -> list[PaperRow | None]:
    """Return the rows of ``papers`` in a list, in their order; None for one that is gone."""
    sql = ROWS.format(window.marks(today))
    by_id = {
        row[0]: PaperRow(
            row[0],
            meta.text(row[1]),
            meta.day(row[2]),
            row[3],
            (marks := _state(*row[13:])).read,
            marks.starred,
            (dating := meta.dating(row[4]))[0],
            marks.updated,
            meta.optional_text(row[5]),
            dating[1],
            marks.verdict,
            meta.day(row[6]),
            row[7],
            row[8],
            family_name(meta.text(row[9])),
            row[10],
            meta.text(row[11]),
            marks.due,
            bool(row[12]),
        )
        for row in db.execute(sql, (meta.as_set(papers),))
    }
    return [by_id.get(paper) for paper in papers]


def _state(read: int, starred: int, updated: int, verdict: int, due: int) -> MarkState:
    return MarkState(bool(read), bool(starred), verdict_of(verdict), bool(updated), bool(due))


def states(db: sqlite3.Connection, papers: Sequence[int], today: int) -> dict[int, MarkState]:
    """Return the marks of ``papers``, in their order, without those that are gone."""
    found = db.execute(STATES.format(window.marks(today)), (meta.as_set(papers),)).fetchall()
    # Very many papers have few different states.
    known = {marks: _state(*marks) for marks in {row[1:] for row in found}}
    by_id = {row[0]: known[row[1:]] for row in found}
    return {paper: by_id[paper] for paper in papers if paper in by_id}


def starts(db: sqlite3.Connection, papers: Sequence[int]) -> list[int]:
    """Return the indexes in ``papers``, which are sorted by digest, at which another one starts.

    It reads few of the papers, in few statements: those at equal distances, then those halfway
    between two of different digests, until these are neighbours.
    """
    last = len(papers) - 1
    indexes = sorted({*range(0, last, _STEP), last}) if papers else []
    digests: dict[int, int | None] = {}
    pairs: list[tuple[int, int]] = list(pairwise(indexes))
    found = indexes[:1]
    while indexes:
        of_paper = dict(db.execute(DIGESTS_OF, (meta.as_set([papers[at] for at in indexes]),)))
        digests.update((at, of_paper.get(papers[at])) for at in indexes)
        differing = [(low, high) for low, high in pairs if digests[low] != digests[high]]
        found += [high for low, high in differing if high == low + 1]
        wider = [(low, (low + high) // 2, high) for low, high in differing if high > low + 1]
        indexes = [middle for _, middle, _ in wider]
        pairs = [half for low, at, high in wider for half in ((low, at), (at, high))]
    return sorted(found)


def keys(db: sqlite3.Connection, papers: Sequence[int]) -> list[str | None]:
    """Return the keys of ``papers``, in their order; None for one that is gone."""
    by_id = dict(db.execute(KEYS, (meta.as_set(papers),)))
    return [meta.optional_text(by_id.get(paper)) for paper in papers]


def undecided(db: sqlite3.Connection, papers: Sequence[int] | None, today: int) -> list[int]:
    """Return which of ``papers``, in any order, or of all, in theirs, are undecided."""
    condition = window.undecided(today)
    if papers is None:
        return list(chain.from_iterable(db.execute(UNDECIDED.format(condition))))
    found = db.execute(UNDECIDED_OF.format(condition), (meta.as_set(papers),))
    return list(chain.from_iterable(found))
