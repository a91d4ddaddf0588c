"""Merging two papers of the index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.core.identity import TITLE, may_be_one
from octavo_model.core.ids import is_placeholder_title
from octavo_model.core.matching import fold_for_matching
from octavo_model.index import keys, meta
from octavo_model.index.write import incoming, properties
from octavo_model.index.write.rows import derive_place_and_date

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable

    from octavo_model.storage.merge_log import MergeLog

BY_IDS, BY_TITLE, BY_USER = "ids", "title", "user"
"""How it is known that two keys are of one paper."""
_FILL = """
UPDATE papers SET
    authors = coalesce(papers.authors, gone.authors),
    author_count = coalesce(papers.author_count, gone.author_count),
    organization = coalesce(papers.organization, gone.organization),
    submitted_by = coalesce(papers.submitted_by, gone.submitted_by),
    comment_count = max(coalesce(papers.comment_count, gone.comment_count),
                        coalesce(gone.comment_count, papers.comment_count)),
    upvotes = max(coalesce(papers.upvotes, gone.upvotes), coalesce(gone.upvotes, papers.upvotes)),
    version = max(papers.version, gone.version),
    edition = coalesce(papers.edition, gone.edition),
    listing = min(papers.listing, gone.listing)
FROM (SELECT * FROM papers WHERE id = :gone) AS gone WHERE papers.id = :keep
"""
_TO_MERGE = (
    f"SELECT keys.key, papers.id, present.key, papers.title FROM {keys.ASKED}"
    " CROSS JOIN papers ON papers.id = keys.paper"
    " CROSS JOIN keys AS present ON present.id = papers.key"
)
_TAKE_KEY = "UPDATE papers SET key = (SELECT key FROM papers WHERE id = :gone) WHERE id = :keep"
_KEYS = "SELECT key FROM keys WHERE paper = ?"
_TITLES = "SELECT hash, paper FROM folds WHERE paper IN (SELECT value FROM json_each(?))"


Pair = tuple[int, int, str | None]
"""The paper that stays, the one that goes, and how it is known that they are the same."""


def merge(db: sqlite3.Connection, pairs: Iterable[Pair]) -> None:
    """Merge pairs of papers, in order."""
    moved: dict[int, int] = {}
    for keep, gone, why in pairs:
        if _has_only_titles(db, gone):
            _move_title(db, keep, gone)
        else:
            moved[gone] = keep
        _merge(db, keep, gone, why)
    if moved:
        _move_titles(db, moved)


def _merge(db: sqlite3.Connection, keep: int, gone: int, why: str | None) -> None:
    meta.count(db, (keep, gone), -1)
    which = {"keep": keep, "gone": gone}
    db.execute(_FILL, which)
    _move_text(db, keep, gone)
    incoming.move_details(db, keep, gone)
    db.execute("UPDATE OR IGNORE editions SET paper = :keep WHERE paper = :gone", which)
    db.execute("DELETE FROM editions WHERE paper = :gone", which)
    # If a digest has both, the first place stays, and the surer day.
    db.execute(
        "UPDATE entries SET (date, dating) = (SELECT date, dating"
        " FROM entries AS other WHERE other.digest = entries.digest"
        " AND other.paper IN (:keep, :gone) ORDER BY date IS NULL, dating, position LIMIT 1)"
        " WHERE paper IN (:keep, :gone)",
        which,
    )
    db.execute(
        "DELETE FROM entries WHERE (digest, position) IN (SELECT digest, max(position)"
        " FROM entries WHERE paper IN (:keep, :gone) GROUP BY digest HAVING count(*) > 1)",
        which,
    )
    db.execute("UPDATE entries SET paper = :keep WHERE paper = :gone", which)
    moved = "UPDATE keys SET paper = :keep, why = coalesce(why, :why) WHERE paper = :gone"
    db.execute(moved, {**which, "why": why})
    db.execute(
        "UPDATE papers"
        " SET read = papers.read OR gone.read, starred = papers.starred OR gone.starred,"
        f" verdict = ({keys.LATEST_VERDICT})"
        " FROM (SELECT read, starred FROM papers WHERE id = :gone) AS gone WHERE id = :keep",
        which,
    )
    db.execute("DELETE FROM papers WHERE id = :gone", which)
    derive_place_and_date(db, [keep])
    meta.count(db, [keep], 1)


def follow_all(db: sqlite3.Connection, merge_log: MergeLog) -> list[str]:
    """Apply what the merge log has gained; return a message for each damaged line."""
    size = merge_log.size()
    if size == meta.get(db, "decisions"):
        return []
    merges, problems = merge_log.read_merges()
    for keys_ in merges:
        merge_keys(db, *keys_)
    meta.put(db, "decisions", size)
    return problems


def merge_new(db: sqlite3.Connection, new: Collection[str]) -> None:
    """Merge the papers of ``new`` keys with those that the user says are the same."""
    for same, keep in properties.merges_and_splits(db).same.items():
        if same in new or keep in new:
            merge_keys(db, keep, same)


def merge_keys(db: sqlite3.Connection, keep: str, same: str) -> None:
    """Merge the papers of two keys, as the user decided, if there are two."""
    papers: dict[str, tuple[int, str, str]] = {
        asked: (paper, key, title)
        for asked, paper, key, title in db.execute(_TO_MERGE, (keys.asked(db, (keep, same)),))
    }
    if keep in papers and same in papers:
        (kept, its_key, title), (gone, other_key, other_title) = papers[keep], papers[same]
        if kept != gone and may_be_one(its_key, other_key):
            if is_placeholder_title(title) and not is_placeholder_title(other_title):
                # Indices of titles know a paper by its number: the one with the title keeps it.
                db.execute(_TAKE_KEY, {"keep": gone, "gone": kept})
                kept, gone = gone, kept
            merge(db, [(kept, gone, BY_USER)])


def _has_only_titles(db: sqlite3.Connection, paper: int) -> bool:
    """Return whether all keys of ``paper`` are titles; then all of them fold to the same."""
    return all(key.startswith(TITLE) for (key,) in db.execute(_KEYS, (paper,)))


def _move_title(db: sqlite3.Connection, keep: int, gone: int) -> None:
    """Move the title of a paper that has only that one."""
    (title,) = db.execute("SELECT title FROM papers WHERE id = ?", (gone,)).fetchone()
    for hash_ in keys.hashes_of_titles(db, [fold_for_matching(title)]).values():
        which = {"hash": hash_, "keep": keep, "gone": gone}
        db.execute(
            "UPDATE OR IGNORE folds SET paper = :keep WHERE hash = :hash AND paper = :gone", which
        )
        db.execute("DELETE FROM folds WHERE hash = :hash AND paper = :gone", which)


def _move_titles(db: sqlite3.Connection, moved: dict[int, int]) -> None:
    """Move the titles of merged papers; once for all, as it reads the whole table."""
    folds = db.execute(_TITLES, (meta.as_set(moved),)).fetchall()
    for hash_, gone in folds:
        keep = moved[gone]
        while keep in moved:
            keep = moved[keep]
        db.execute("INSERT OR IGNORE INTO folds VALUES (?, ?)", (hash_, keep))
        db.execute("DELETE FROM folds WHERE hash = ? AND paper = ?", (hash_, gone))


def _move_text(db: sqlite3.Connection, keep: int, gone: int) -> None:
    db.execute(
        "INSERT INTO words (words, rowid, title, abstract)"
        " SELECT 'delete', id, title, abstract FROM texts WHERE id IN (?, ?)",
        (keep, gone),
    )
    (has_text,) = db.execute("SELECT count(*) FROM abstracts WHERE id = ?", (keep,)).fetchone()
    if has_text:
        db.execute("DELETE FROM abstracts WHERE id = ?", (gone,))
    else:
        db.execute("UPDATE abstracts SET id = ? WHERE id = ?", (keep, gone))
        db.execute(
            "UPDATE papers SET text_version = (SELECT text_version FROM papers WHERE id = :gone),"
            " abstract_length = coalesce("
            "(SELECT length(text) FROM abstracts WHERE id = :keep), 0) WHERE id = :keep",
            {"keep": keep, "gone": gone},
        )
    db.execute(
        "INSERT INTO words (rowid, title, abstract)"
        " SELECT id, title, abstract FROM texts WHERE id = ?",
        (keep,),
    )
