"""Taking papers and digests out of the index, so that they can be read from the archive again.

Keys stay with their marks: a paper that comes back has them again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.index import meta
from octavo_model.index.write.rows import derive_place_and_date

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable

_AMONG = "IN (SELECT value FROM json_each(?))"
_REMOVE_TEXTS = (
    "INSERT INTO words (words, rowid, title, abstract)"
    f" SELECT 'delete', id, title, abstract FROM texts WHERE id {_AMONG}"
)
_REMOVE = (
    f"DELETE FROM abstracts WHERE id {_AMONG}",
    f"DELETE FROM editions WHERE paper {_AMONG}",
    f"DELETE FROM details WHERE id {_AMONG}",
    f"DELETE FROM entries WHERE paper {_AMONG}",
    f"DELETE FROM folds WHERE paper {_AMONG}",
    f"UPDATE keys SET paper = NULL, why = NULL WHERE paper {_AMONG}",
    f"DELETE FROM papers WHERE id {_AMONG}",
)
_DIGESTS_OF = f"SELECT DISTINCT digest FROM entries WHERE paper {_AMONG}"
_UNLISTED = (
    "SELECT value FROM json_each(?) WHERE NOT EXISTS"
    " (SELECT 1 FROM entries WHERE entries.paper = json_each.value)"
)
_REOPEN = f"UPDATE digests SET done = 0, complete = 0 WHERE id {_AMONG}"


def remove_papers(db: sqlite3.Connection, papers: Collection[int]) -> None:
    """Remove ``papers``, with all that is known of them but keys and marks."""
    if not papers:
        return
    ids = meta.as_set(papers)
    meta.count(db, papers, -1)
    db.execute(_REMOVE_TEXTS, (ids,))
    for sql in _REMOVE:
        db.execute(sql, (ids,))


def remove_digest(db: sqlite3.Connection, number: int) -> None:
    """Remove a digest, and the papers that no other digest lists."""
    papers = [one for (one,) in db.execute("SELECT paper FROM entries WHERE digest = ?", (number,))]
    db.execute("DELETE FROM entries WHERE digest = ?", (number,))
    db.execute("DELETE FROM skipped WHERE digest = ?", (number,))
    db.execute("DELETE FROM digests WHERE id = ?", (number,))
    remove_unlisted(db, papers)


def remove_unlisted(db: sqlite3.Connection, papers: Collection[int]) -> None:
    """Remove those of ``papers`` that no digest lists; the others have new places."""
    gone = {paper for (paper,) in db.execute(_UNLISTED, (meta.as_set(papers),))}
    remove_papers(db, gone)
    derive_place_and_date(db, set(papers) - gone)


def reopen(db: sqlite3.Connection, digests: Iterable[int]) -> None:
    """Make the papers of ``digests`` due to be read again; those that are there stay."""
    db.execute(_REOPEN, (meta.as_set(digests),))


def read_again(db: sqlite3.Connection, papers: Collection[int]) -> None:
    """Remove ``papers``, and make all digests that list them due to be read again."""
    digests = digests_of(db, papers)
    remove_papers(db, papers)
    reopen(db, digests)


def digests_of(db: sqlite3.Connection, papers: Iterable[int]) -> list[int]:
    """Return the digests that list one of ``papers``."""
    return [digest for (digest,) in db.execute(_DIGESTS_OF, (meta.as_set(papers),))]
