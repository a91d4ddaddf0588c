"""What leads to a paper: its keys and the titles it was ever called by, found by hashes.

An index of keys would take as much room as they do, and since they come in no order nearly each
of them would change a page of its own; that was two thirds of all that an import wrote.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from octavo_model.core.errors import UnknownPaperError
from octavo_model.core.identity import ARXIV, TITLE, arxiv_key, doi_key, title_key
from octavo_model.index import meta, window
from octavo_model.text.clean import clean_line
from octavo_model.text.fold import fold_title

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

ASKED = "json_each(?) AS asked CROSS JOIN keys ON keys.hash = asked.value AND keys.key = asked.key"
"""Part of a statement: the rows of keys; the parameter is what `asked` makes of them."""

BY_KEY = f"SELECT keys.key, paper FROM {ASKED} WHERE paper IS NOT NULL"
BY_TITLE = (
    "SELECT asked.key, paper FROM json_each(?1) AS asked CROSS JOIN folds"
    " ON folds.hash = asked.value AND folds.paper IN"
    " (SELECT paper FROM folds AS some WHERE some.hash = asked.value ORDER BY paper LIMIT ?2)"
)
MOST_OF_ONE_TITLE = 101
"""Papers of one title that are looked at. A title can have any number of papers, so without a limit
the time to show all of them grows with the square of that number.
"""
ADD_KEYS = (
    "INSERT INTO keys (key, hash) SELECT asked.key, asked.value FROM json_each(?) AS asked"
    " WHERE NOT EXISTS (SELECT 1 FROM keys"
    " WHERE keys.hash = asked.value AND keys.key = asked.key)"
)
"""Adds those keys that there are not."""
ADD_TITLES = "INSERT OR IGNORE INTO folds VALUES (?, ?)"
"""Takes hashes as `hashes_of_titles` has them, each with a paper."""

_KEYS_FROM = "SELECT key, paper FROM keys WHERE key >= ? AND key < ? AND paper IS NOT NULL LIMIT ?"
TITLES_FROM = (
    "SELECT papers.title, papers.id FROM words CROSS JOIN papers ON papers.id = words.rowid"
    " WHERE words MATCH ? LIMIT ?"
)

SHOWN = "SELECT id FROM papers WHERE readable IS NOT NULL AND readable = ? COLLATE NOCASE"


def hashes_of_keys(db: sqlite3.Connection, keys: Iterable[str]) -> dict[str, int]:
    """The hash of each of ``keys``."""
    modulus = meta.get(db, "modulus")
    return {key: window.of_key(key, modulus) for key in keys}


def asked(db: sqlite3.Connection, keys: Iterable[str]) -> str:
    """``keys`` as a statement with `ASKED` takes them."""
    return json.dumps(hashes_of_keys(db, keys), ensure_ascii=False)


def hashes_of_titles(db: sqlite3.Connection, folds: Iterable[str]) -> dict[str, int]:
    """The hash of each of the folded titles ``folds``."""
    modulus = meta.get(db, "modulus")
    return {fold: window.of_title(fold, modulus) for fold in folds}


def by_keys(db: sqlite3.Connection, keys: Iterable[str]) -> dict[str, int]:
    """The papers that exactly these keys lead to."""
    return dict(db.execute(BY_KEY, (asked(db, keys),)))


def by_key(db: sqlite3.Connection, key: str) -> int | None:
    """The paper that exactly this key leads to."""
    return by_keys(db, (key,)).get(key)


def by_titles(
    db: sqlite3.Connection, folds: Iterable[str], most: int = MOST_OF_ONE_TITLE
) -> dict[str, set[int]]:
    """The papers that were ever called by exactly these folded titles, ``most`` of each at least.

    Of a title with more papers, those that came last may be missing.
    """
    titles = {title_key(fold): fold for fold in folds}
    found: dict[str, set[int]] = {}
    for key, paper in by_keys(db, titles).items():
        found.setdefault(titles[key], set()).add(paper)
    for fold, paper in apart_from_keys(db, titles.values(), most):
        found.setdefault(fold, set()).add(paper)
    return found


def apart_from_keys(
    db: sqlite3.Connection, folds: Iterable[str], most: int
) -> Iterable[tuple[str, int]]:
    """Those of ``folds`` and their papers that no key tells; of each title the first ``most``."""
    wanted = json.dumps(hashes_of_titles(db, folds), ensure_ascii=False)
    return db.execute(BY_TITLE, (wanted, most))


def shown_as(db: sqlite3.Connection, title: str) -> set[int]:
    """The papers whose title has LaTeX and is shown as ``title``; goes through all of those."""
    return {paper for (paper,) in db.execute(SHOWN, (title,))}


def starting_with(
    db: sqlite3.Connection, keys: Sequence[str], title: str, limit: int
) -> dict[int, str]:
    """Papers with a key that begins like one of ``keys``, or a title like ``title``.

    This goes through all keys: it is asked once, by someone who wrote a part of one.
    """
    found: dict[int, str] = {}
    for start in keys:
        for name, paper in db.execute(_KEYS_FROM, (start, start + "\U0010ffff", limit)):
            found.setdefault(paper, name)
    quoted = title.replace('"', '""')
    for name, paper in db.execute(TITLES_FROM, (f'title : ^ "{quoted}" *', limit)):
        found.setdefault(paper, name)
    return found


def all_keys(db: sqlite3.Connection) -> list[str]:
    """Every key of the library: for finding the nearest to one that is none."""
    return [key for (key,) in db.execute("SELECT key FROM keys WHERE paper IS NOT NULL")]


_COUNTED = 100


def resolve(db: sqlite3.Connection, text: str) -> int:
    """The paper that ``text`` means: see `octavo_model.library.Library.resolve`."""
    given = text.strip()
    # As titles and keys are kept; bytes that are no text stand in none of them.
    text = clean_line(text)
    exact = (text, text.casefold(), arxiv_key(text) or doi_key(text) or text)
    for key in exact:
        if (paper := by_key(db, key)) is not None:
            return paper
    if arxiv_key(text) is not None:
        raise UnknownPaperError(given, "the library has no paper with this arXiv id")
    if doi_key(text) is not None:
        raise UnknownPaperError(given, "the library has no paper with this DOI")
    title = text[len(TITLE) :] if text.casefold().startswith(TITLE) else text
    wanted = fold_title(title)
    if not wanted or text.casefold() in (TITLE, ARXIV):
        raise UnknownPaperError(given or "''", "names no paper", "see `octavo list --json`")
    called = by_titles(db, [wanted]).get(wanted, set())
    if len(called) == 1:
        return called.pop()
    shown = shown_as(db, title)
    if len(shown) == 1:
        return shown.pop()
    starts = [text.casefold(), title_key(wanted), ARXIV + text.casefold()]
    found = starting_with(db, starts, title, _COUNTED)
    if len(found) == 1:
        return next(iter(found))
    if found:
        number = f"{_COUNTED} or more" if len(found) >= _COUNTED else str(len(found))
        hint = f"write more of it, such as {min(found.values())}"
        raise UnknownPaperError(given, f"fits {number} papers", hint)
    near = _nearest(db, title_key(wanted))
    raise UnknownPaperError(
        given, "names no paper of the library", f"the nearest is {near}" if near else ""
    )


def _nearest(db: sqlite3.Connection, key: str) -> str | None:
    from rapidfuzz import fuzz, process

    best = process.extractOne(key, all_keys(db), scorer=fuzz.ratio, score_cutoff=60)
    return best[0] if best else None
