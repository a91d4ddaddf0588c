"""Answers about ids: they add to the papers that digests list, and list none themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.core.ids import ids_of, is_placeholder_title
from octavo_model.core.parsed import ANSWER
from octavo_model.index import meta
from octavo_model.index.write import removal

if TYPE_CHECKING:
    import sqlite3

    from octavo_model.core.ids import PaperIds

_PAPERS = "SELECT paper FROM entries WHERE digest = ?"
_ADD_DAYS = """
UPDATE entries SET (date, dating) = (answer.date, answer.dating)
FROM (SELECT paper, date, dating FROM entries WHERE digest = :answer) AS answer
WHERE entries.paper = answer.paper AND entries.digest != :answer AND answer.date IS NOT NULL
    AND (entries.date IS NULL OR entries.dating > answer.dating)
"""
_NOTE_KEYS = """
INSERT OR IGNORE INTO skipped SELECT keys.key, entries.digest
FROM entries CROSS JOIN keys ON keys.paper = entries.paper
WHERE entries.digest = ? AND (keys.key GLOB 'arxiv:*' OR keys.key GLOB 'doi:*')
"""
_LIST_NONE = "UPDATE digests SET total = 0, unread = 0, starred = 0, added = 0 WHERE id = ?"
_IS_ANSWER = "SELECT 1 FROM digests WHERE id = ? AND origin = ?"
_MAY_BE_ID = "(papers.title LIKE 'arxiv:%' OR papers.title LIKE 'doi:10.%')"
_ANSWERS_FOR = f"""
SELECT DISTINCT answer.id FROM entries CROSS JOIN papers ON papers.id = entries.paper
CROSS JOIN keys ON keys.paper = papers.id CROSS JOIN skipped ON skipped.key = keys.key
CROSS JOIN digests AS answer ON answer.id = skipped.digest
WHERE entries.digest = ? AND answer.origin = ? AND (entries.date IS NULL OR {_MAY_BE_ID})
"""
_TITLES = f"SELECT title FROM papers WHERE {_MAY_BE_ID} ORDER BY place"
_TITLES_IN = (
    "SELECT title FROM digests CROSS JOIN entries ON entries.digest = digests.id"
    f" CROSS JOIN papers ON papers.id = entries.paper WHERE digests.name = ? AND {_MAY_BE_ID}"
)


def settle(db: sqlite3.Connection, number: int) -> None:
    """Do what is left when all papers of a digest are written.

    An answer no longer lists its papers; those that no digest lists are removed again. Of any other
    digest, the papers without a title may have answers, which are then due to be read again.
    """
    if db.execute(_IS_ANSWER, (number, ANSWER)).fetchone():
        papers = [paper for (paper,) in db.execute(_PAPERS, (number,))]
        db.execute(_ADD_DAYS, {"answer": number})
        db.execute(_NOTE_KEYS, (number,))
        db.execute("DELETE FROM entries WHERE digest = ?", (number,))
        removal.remove_unlisted(db, papers)
        db.execute(_LIST_NONE, (number,))
    else:
        found = db.execute(_ANSWERS_FOR, (number, ANSWER)).fetchall()
        removal.reopen(db, [answer for (answer,) in found])


def untitled(db: sqlite3.Connection, digest: str | None = None) -> list[PaperIds]:
    """Return the papers that are known by an id alone, of one digest or of all, newest first."""
    found = db.execute(_TITLES) if digest is None else db.execute(_TITLES_IN, (digest,))
    titles = (meta.text(title) for (title,) in found)
    ids = (ids_of(title) for title in titles if is_placeholder_title(title))
    return list(dict.fromkeys(one for one in ids if one.arxiv_id or one.doi))
