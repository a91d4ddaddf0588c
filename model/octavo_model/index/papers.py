"""Everything that is known of single papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.index import meta, told
from octavo_model.index.keys import by_titles
from octavo_model.index.queries import KEYS
from octavo_model.index.window import UPDATED

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from octavo_model.core.paper import Link, Paper

PAPERS = (
    "SELECT papers.id, keys.key, title, coalesce(text, ''), authors, author_count, organization,"
    " submitted_by, date, dating, comment_count, papers.read, papers.starred,"
    f" version, {UPDATED}, upvotes,"
    " EXISTS (SELECT 1 FROM editions WHERE editions.paper = papers.id),"
    " doi, revised, categories, comments, journal, keywords, ai_summary, page, code, project,"
    " readable FROM papers CROSS JOIN keys ON keys.id = papers.key"
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
EDITIONS = "SELECT version, text FROM editions WHERE paper = ? ORDER BY version DESC"


def papers(db: sqlite3.Connection, wanted: Sequence[int]) -> list[Paper]:
    """All that is known of the papers ``wanted``, in their order; those gone are left out."""
    # Imported here: a list shows rows, and starts sooner without these.
    from octavo_model.core.identity import id_of_key
    from octavo_model.core.paper import Paper

    which = meta.as_set(wanted)
    stands_in: dict[int, dict[str, str]] = {}
    for paper, name, badge in db.execute(STANDS_IN, (which,)):
        stands_in.setdefault(paper, {})[told.line(name)] = told.line(badge)

    rows_ = db.execute(PAPERS, (which,)).fetchall()
    abstracts = {row[0]: told.paragraphs(row[3]) for row in rows_}
    alike = _same_title(db, [(row[0], told.line(row[2]), told.line(row[1])) for row in rows_])
    found = {
        row[0]: Paper(
            id=row[0],
            key=told.line(row[1]),
            title=told.line(row[2]),
            abstract=abstracts[row[0]],
            authors=told.several(row[4]),
            author_count=row[5],
            organization=told.line_or_none(row[6]),
            submitted_by=told.line_or_none(row[7]),
            date=told.day(row[8]),
            date_inferred=(dating := told.dating(row[9]))[0],
            date_precision=dating[1],
            comment_count=row[10],
            arxiv_id=id_of_key(told.line(row[1])),
            links=_links(abstracts[row[0]], code=row[25], project=row[26], page=row[24]),
            digests=tuple(stands_in.get(row[0], ())),
            read=bool(row[11]),
            starred=bool(row[12]),
            badges=tuple(dict.fromkeys(filter(None, stands_in.get(row[0], {}).values()))),
            version=row[13] or None,
            updated=bool(row[14]),
            upvotes=row[15],
            earlier=bool(row[16]),
            doi=told.line_or_none(row[17]),
            revised=told.day(row[18]),
            categories=told.several(row[19]),
            comments=told.line(row[20] or ""),
            journal=told.line_or_none(row[21]),
            keywords=told.several(row[22]),
            ai_summary=told.paragraphs(row[23] or ""),
            same_title=alike.get(row[0], ()),
            page=told.line_or_none(row[24]),
            code=told.line_or_none(row[25]),
            project=told.line_or_none(row[26]),
            readable=told.line_or_none(row[27]),
        )
        for row in rows_
    }
    return [found[paper] for paper in wanted if paper in found]


def same_title(db: sqlite3.Connection, paper: int) -> list[int]:
    """Other papers that were ever called as ``paper`` is, in the order they came, which may be it.

    Those that arXiv tells from it by their ids are left out, and of very many those that came last.
    """
    found = db.execute(NAMED, (paper,)).fetchone()
    if found is None:
        return []
    title, key = found
    return list(_same_title(db, [(paper, told.line(title), key)]).get(paper, ()))


def editions(db: sqlite3.Connection, paper: int) -> list[tuple[int, str]]:
    """Version and abstract of other versions of ``paper``, the latest first."""
    found = db.execute(EDITIONS, (paper,))
    return [(version, told.paragraphs(text)) for version, text in found]


def _same_title(
    db: sqlite3.Connection, titled: Sequence[tuple[int, str, str]]
) -> dict[int, tuple[int, ...]]:
    """For papers, each with its title and key, their `same_title`; few papers have any."""
    from octavo_model.core.identity import may_be_one
    from octavo_model.text.fold import fold_title

    folds = {paper: fold_title(title) for paper, title, _ in titled}
    called = by_titles(db, folds.values())
    several = {fold: sorted(some) for fold, some in called.items() if len(some) > 1}
    if not several:
        return {}
    wanted = {paper for some in several.values() for paper in some}
    keys: dict[int, str] = dict(db.execute(KEYS, (meta.as_set(wanted),)))
    return {
        paper: tuple(
            other
            for other in several.get(folds[paper], ())
            if other != paper and other in keys and may_be_one(key, keys[other])
        )
        for paper, _, key in titled
    }


def _links(abstract: str, **named: str | None) -> tuple[Link, ...]:
    from octavo_model.core.paper import may_hold_links

    if not any(named.values()) and not may_hold_links(abstract):
        return ()
    from octavo_model.core.links import links_of

    return links_of(abstract, **named)
