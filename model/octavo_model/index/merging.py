"""Two papers that turn out to be one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.index import meta

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

_FILL = """
UPDATE papers SET
    authors = coalesce(papers.authors, gone.authors),
    author_count = coalesce(papers.author_count, gone.author_count),
    organization = coalesce(papers.organization, gone.organization),
    submitted_by = coalesce(papers.submitted_by, gone.submitted_by),
    comment_count = max(coalesce(papers.comment_count, gone.comment_count),
                        coalesce(gone.comment_count, papers.comment_count))
FROM (SELECT * FROM papers WHERE id = :gone) AS gone WHERE papers.id = :keep
"""
# A printed date beats a concluded one; of equals, the digest that came first.
_SETTLE = """
UPDATE papers SET
    place = (
        SELECT min(base + position) FROM entries JOIN digests ON digests.id = entries.digest
        WHERE entries.paper = papers.id
    ),
    (date, date_inferred) = (
        SELECT date, date_inferred FROM entries WHERE entries.paper = papers.id
        ORDER BY date IS NULL, date_inferred, digest LIMIT 1
    )
WHERE id IN (SELECT value FROM json_each(?))
"""


def merge(db: sqlite3.Connection, keep: int, gone: int, fold: str) -> None:
    """Make one paper of two: entries, keys, titles and marks of ``gone`` go to ``keep``.

    Args:
        db: The index.
        keep: The paper that has an id.
        gone: The one known by its title alone.
        fold: That title, folded; a paper without id never has but one.
    """
    meta.count(db, (keep, gone), -1)
    which = {"keep": keep, "gone": gone, "fold": fold}
    db.execute(_FILL, which)
    _move_text(db, keep, gone)
    # Where a digest has both, the first place stays, and the surer day.
    db.execute(
        "UPDATE entries SET (date, date_inferred) = (SELECT date, date_inferred"
        " FROM entries AS other WHERE other.digest = entries.digest"
        " AND other.paper IN (:keep, :gone) ORDER BY date IS NULL, date_inferred, position LIMIT 1)"
        " WHERE paper IN (:keep, :gone)",
        which,
    )
    db.execute(
        "DELETE FROM entries WHERE (digest, position) IN (SELECT digest, max(position)"
        " FROM entries WHERE paper IN (:keep, :gone) GROUP BY digest HAVING count(*) > 1)",
        which,
    )
    db.execute("UPDATE entries SET paper = :keep WHERE paper = :gone", which)
    db.execute("UPDATE keys SET paper = :keep WHERE paper = :gone", which)
    db.execute("INSERT OR IGNORE INTO folds VALUES (:fold, :keep)", which)
    db.execute("DELETE FROM folds WHERE fold = :fold AND paper = :gone", which)
    db.execute(
        "UPDATE papers"
        " SET read = papers.read OR gone.read, starred = papers.starred OR gone.starred"
        " FROM (SELECT read, starred FROM papers WHERE id = :gone) AS gone WHERE id = :keep",
        which,
    )
    db.execute("DELETE FROM papers WHERE id = :gone", which)
    settle(db, [keep])
    meta.count(db, [keep], 1)


def _move_text(db: sqlite3.Connection, keep: int, gone: int) -> None:
    for paper in (keep, gone):
        db.execute(
            "INSERT INTO words (words, rowid, title, abstract)"
            " SELECT 'delete', id, title, abstract FROM texts WHERE id = ?",
            (paper,),
        )
    (has_text,) = db.execute("SELECT count(*) FROM abstracts WHERE id = ?", (keep,)).fetchone()
    if has_text:
        db.execute("DELETE FROM abstracts WHERE id = ?", (gone,))
    else:
        db.execute("UPDATE abstracts SET id = ? WHERE id = ?", (keep, gone))
        db.execute(
            "UPDATE papers SET abstract_length = coalesce("
            "(SELECT length(text) FROM abstracts WHERE id = :keep), 0) WHERE id = :keep",
            {"keep": keep},
        )
    db.execute(
        "INSERT INTO words (rowid, title, abstract)"
        " SELECT id, title, abstract FROM texts WHERE id = ?",
        (keep,),
    )


def settle(db: sqlite3.Connection, papers: Iterable[int]) -> None:
    """Derive place and date of ``papers`` from the digests they stand in."""
    db.execute(_SETTLE, (meta.as_set(papers),))
