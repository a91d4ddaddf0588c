"""All details of single papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.index import meta
from octavo_model.index.keys import by_titles
from octavo_model.index.queries import KEYS
from octavo_model.index.window import LISTED, marks

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from octavo_model.core.paper import Edition, Link, Paper, PaperKey

TAGS = (
    "(SELECT json_group_array(tags.name) FROM keys AS own CROSS JOIN tags ON tags.key = own.id"
    " WHERE own.paper = papers.id)"
)
"""A column with the tags of all keys of a paper, for `tags_of`."""
NOTES = (
    "(SELECT json_group_array(own.key || char(10) || notes.text) FROM keys AS own"
    " CROSS JOIN notes ON notes.key = own.id WHERE own.paper = papers.id)"
)
"""A column with the notes of all keys of a paper, each below its key, for `note_of`."""
PAPERS = (
    "SELECT papers.id, keys.key, title, coalesce(text, ''), authors, author_count, organization,"
    " submitted_by, date, dating, comment_count, version, upvotes,"
    " EXISTS (SELECT 1 FROM editions WHERE editions.paper = papers.id),"
    " doi, revised, categories, comments, journal, keywords, ai_summary, page, code, project,"
    f" readable, CASE WHEN date IS NULL THEN {LISTED} END, {TAGS}, {NOTES}, {{}}"
    " FROM papers CROSS JOIN keys ON keys.id = papers.key"
    " LEFT JOIN abstracts ON abstracts.id = papers.id"
    " LEFT JOIN details ON details.id = papers.id"
    " WHERE papers.id IN (SELECT value FROM json_each(?))"
)
DIGESTS_OF = (
    "SELECT entries.paper, digests.name, digests.badge FROM json_each(?)"
    " CROSS JOIN entries ON entries.paper = json_each.value"
    " CROSS JOIN digests ON digests.id = entries.digest ORDER BY digests.base"
)
ALL_KEYS = (
    "SELECT keys.key, why FROM keys CROSS JOIN papers ON papers.id = keys.paper"
    " WHERE papers.id = ? ORDER BY keys.id != papers.key, keys.id"
)
EDITIONS = "SELECT version, text FROM editions WHERE paper = ? ORDER BY version DESC"


def papers(db: sqlite3.Connection, wanted: Sequence[int], today: int) -> list[Paper]:
    """Return the papers ``wanted`` with all details, in order, without those that are gone.

    Their marks are those of the day ``today``, counted from the year 1.
    """
    # Imported here, as a list shows rows only, and starts faster without these.
    from octavo_model.core.identity import id_of_key
    from octavo_model.core.marks import verdict_of
    from octavo_model.core.paper import Paper

    which = meta.as_set(wanted)
    digests_of: dict[int, dict[str, str]] = {}
    for paper, name, label in db.execute(DIGESTS_OF, (which,)):
        digests_of.setdefault(paper, {})[meta.text(name)] = meta.text(label)

    rows = db.execute(PAPERS.format(marks(today)), (which,)).fetchall()
    same_titles = _same_title(db, [(row[0], meta.text(row[2]), meta.text(row[1])) for row in rows])
    found = {
        row[0]: Paper(
            id=row[0],
            key=meta.text(row[1]),
            title=meta.text(row[2]),
            abstract=meta.text(row[3]),
            authors=meta.texts(row[4]),
            author_count=row[5],
            organization=meta.optional_text(row[6]),
            submitted_by=meta.optional_text(row[7]),
            date=meta.day(row[8]),
            date_inferred=(dating := meta.dating(row[9]))[0],
            date_precision=dating[1],
            comment_count=row[10],
            arxiv_id=id_of_key(meta.text(row[1])),
            links=_links(row[3], code=row[22], project=row[23], page=row[21]),
            digests=tuple(digests_of.get(row[0], ())),
            badges=tuple(dict.fromkeys(filter(None, digests_of.get(row[0], {}).values()))),
            version=row[11] or None,
            upvotes=row[12],
            earlier=bool(row[13]),
            doi=meta.optional_text(row[14]),
            revised=meta.day(row[15]),
            categories=meta.texts(row[16]),
            comments=meta.text(row[17] or ""),
            journal=meta.optional_text(row[18]),
            keywords=meta.texts(row[19]),
            ai_summary=meta.text(row[20] or ""),
            same_title=same_titles.get(row[0], ()),
            page=meta.optional_text(row[21]),
            code=meta.optional_text(row[22]),
            project=meta.optional_text(row[23]),
            readable=meta.optional_text(row[24]),
            listed=meta.day(row[25]),
            tags=tags_of(row[26]),
            note=note_of(row[27]),
            read=bool(row[28]),
            starred=bool(row[29]),
            updated=bool(row[30]),
            verdict=verdict_of(row[31]),
        )
        for row in rows
    }
    return [found[paper] for paper in wanted if paper in found]


def tags_of(names: str) -> tuple[str, ...]:
    """Return the tags in the column `TAGS`, sorted."""
    return tuple(sorted(set(meta.texts(names))))


def note_of(notes: str) -> str:
    """Return the notes in the column `NOTES` as one: a merged paper may have several."""
    found = (one.partition("\n")[2] for one in sorted(meta.texts(notes)))
    return "\n\n".join(dict.fromkeys(found))


def editions(db: sqlite3.Connection, paper: int) -> list[Edition]:
    """Return the abstracts of other versions of ``paper``, the latest first."""
    from octavo_model.core.paper import Edition

    return [Edition(version, meta.text(text)) for version, text in db.execute(EDITIONS, (paper,))]


def keys_of(db: sqlite3.Connection, paper: int) -> list[PaperKey]:
    """Return all keys of ``paper``, its present one first, without those of its revisions."""
    from octavo_model.core.identity import is_edition
    from octavo_model.core.paper import PaperKey

    found = [PaperKey(meta.text(key), why or "") for key, why in db.execute(ALL_KEYS, (paper,))]
    return [one for one in found if not is_edition(one.key)]


def _same_title(
    db: sqlite3.Connection, titled: Sequence[tuple[int, str, str]]
) -> dict[int, tuple[int, ...]]:
    """Return other papers that ever had the title of one, and may be it; at most a hundred."""
    from octavo_model.core.identity import may_be_one
    from octavo_model.core.matching import fold_for_matching

    folds = {paper: fold_for_matching(title) for paper, title, _ in titled}
    by_fold = by_titles(db, folds.values())
    several = {fold: sorted(ids) for fold, ids in by_fold.items() if len(ids) > 1}
    if not several:
        return {}
    wanted = {paper for ids in several.values() for paper in ids}
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
