"""Finding papers by their keys and by all their titles, with hashes.

An SQL index of keys would be as large as the keys. As they come in no order, nearly each of them
would change another page: two thirds of what an import wrote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.core.errors import UnknownPaperError
from octavo_model.core.identity import ARXIV, TITLE, arxiv_key, doi_key, title_key
from octavo_model.core.matching import fold_for_matching
from octavo_model.index import meta, window
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    from octavo_model.core.marks import MarkField

ASKED = "json_each(?) AS asked CROSS JOIN keys ON keys.hash = asked.value AND keys.key = asked.key"
"""Part of a statement: the rows of keys; `asked` makes its parameter."""

BY_KEY = f"SELECT keys.key, paper FROM {ASKED} WHERE paper IS NOT NULL"
BY_TITLE = (
    "SELECT asked.key, paper FROM json_each(?1) AS asked CROSS JOIN folds"
    " ON folds.hash = asked.value AND folds.paper IN"
    " (SELECT paper FROM folds AS first WHERE first.hash = asked.value ORDER BY paper LIMIT ?2)"
)
MOST_OF_ONE_TITLE = 101
"""Papers of one title to consider: without a limit, showing all of them takes quadratic time."""
ADD_KEYS = (
    "INSERT INTO keys (key, hash) SELECT asked.key, asked.value FROM json_each(?) AS asked"
    " WHERE NOT EXISTS (SELECT 1 FROM keys"
    " WHERE keys.hash = asked.value AND keys.key = asked.key)"
)
"""Adds missing keys."""
ADD_TITLES = "INSERT OR IGNORE INTO folds VALUES (?, ?)"
"""Takes hashes from `hashes_of_titles`, each with a paper."""

LATEST_VERDICT = (
    "SELECT verdict FROM keys WHERE keys.paper = papers.id ORDER BY verdict_time DESC, verdict DESC"
    " LIMIT 1"
)
"""Part of a statement: of the verdicts of a paper's keys, the one that counts."""

_DISTINCT = (
    "SELECT papers.id, keys.key FROM papers CROSS JOIN keys ON keys.id = papers.key"
    " WHERE keys.key GLOB ?"
)
_MARKED = f"SELECT keys.key FROM {ASKED} WHERE keys.{{}}"
_KEYS_FROM = "SELECT key, paper FROM keys WHERE key >= ? AND key < ? AND paper IS NOT NULL LIMIT ?"
TITLES_FROM = (
    "SELECT papers.title, papers.id FROM words CROSS JOIN papers ON papers.id = words.rowid"
    " WHERE words MATCH ? LIMIT ?"
)
SHOWN = "SELECT id FROM papers WHERE readable IS NOT NULL AND readable = ? COLLATE NOCASE"
"""Reads all papers with LaTeX in their title, those that are shown as this one."""


def hashes_of_keys(db: sqlite3.Connection, keys: Iterable[str]) -> dict[str, int]:
    """Return the hash of each of ``keys``."""
    modulus = meta.get(db, "modulus")
    return {key: window.of_key(key, modulus) for key in keys}


def asked(db: sqlite3.Connection, keys: Iterable[str]) -> str:
    """Return ``keys`` as the parameter of a statement with `ASKED`."""
    return meta.as_json(hashes_of_keys(db, keys))


def hashes_of_titles(db: sqlite3.Connection, folds: Iterable[str]) -> dict[str, int]:
    """Return the hash of each of the folded titles ``folds``."""
    modulus = meta.get(db, "modulus")
    return {fold: window.of_title(fold, modulus) for fold in folds}


def by_keys(db: sqlite3.Connection, keys: Iterable[str]) -> dict[str, int]:
    """Return the papers with exactly these keys."""
    return dict(db.execute(BY_KEY, (asked(db, keys),)))


def by_key(db: sqlite3.Connection, key: str) -> int | None:
    """Return the paper with exactly this key, or None."""
    return by_keys(db, (key,)).get(key)


def by_titles(db: sqlite3.Connection, folds: Iterable[str]) -> dict[str, set[int]]:
    """Return the papers that ever had exactly these folded titles; of very many, the first."""
    titles = {title_key(fold): fold for fold in folds}
    papers: dict[str, set[int]] = {}
    for key, paper in by_keys(db, titles).items():
        papers.setdefault(titles[key], set()).add(paper)
    for fold, paper in apart_from_keys(
        db, hashes_of_titles(db, titles.values()), MOST_OF_ONE_TITLE
    ):
        papers.setdefault(fold, set()).add(paper)
    return papers


def apart_from_keys(
    db: sqlite3.Connection, hashes: Mapping[str, int], most: int
) -> Iterable[tuple[str, int]]:
    """Return the first ``most`` papers of each title that no key made of the title has.

    ``hashes`` are those of the folded titles: see `hashes_of_titles`.
    """
    return db.execute(BY_TITLE, (meta.as_json(hashes), most))


def starting_with(
    db: sqlite3.Connection, keys: Sequence[str], title: str, limit: int
) -> dict[int, str]:
    """Return papers with a key that starts with one of ``keys``, or a title with ``title``."""
    papers: dict[int, str] = {}
    for start in keys:
        for name, paper in db.execute(_KEYS_FROM, (start, start + "\U0010ffff", limit)):
            papers.setdefault(paper, name)
    quoted = title.replace('"', '""')
    for name, paper in db.execute(TITLES_FROM, (f'title : ^ "{quoted}" *', limit)):
        papers.setdefault(paper, name)
    return papers


_COUNTED = 100


def resolve(db: sqlite3.Connection, text: str) -> int:
    """Return the paper that ``text`` means: a key, a title, or a unique beginning of one."""
    given = text.strip()
    # Cleaned like titles and keys, which hold no control characters.
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
    wanted = fold_for_matching(title)
    if not wanted or text.casefold() in (TITLE, ARXIV):
        raise UnknownPaperError(
            given or "''", "is not a key or title", "octavo list --json shows keys"
        )
    papers = by_titles(db, [wanted]).get(wanted, set())
    if len(papers) == 1:
        return papers.pop()
    shown = db.execute(SHOWN, (title,)).fetchall()
    if len(shown) == 1:
        return int(shown[0][0])
    starts = [text.casefold(), title_key(wanted), ARXIV + text.casefold()]
    matches = starting_with(db, starts, title, _COUNTED)
    if len(matches) == 1:
        return next(iter(matches))
    if matches:
        number = f"{_COUNTED} or more" if len(matches) >= _COUNTED else str(len(matches))
        hint = f"write more of it, e.g. {min(matches.values())}"
        raise UnknownPaperError(given, f"matches {number} papers", hint)
    near = _nearest(db, title_key(wanted))
    raise UnknownPaperError(given, "no paper matches it", f"the nearest is {near}" if near else "")


def _nearest(db: sqlite3.Connection, key: str) -> str | None:
    from rapidfuzz import fuzz, process

    rows = db.execute("SELECT key FROM keys WHERE paper IS NOT NULL")
    best = process.extractOne(key, [one for (one,) in rows], scorer=fuzz.ratio, score_cutoff=60)
    return best[0] if best else None


def of_split_titles(db: sqlite3.Connection, field: MarkField) -> list[int]:
    """Return papers without a mark that the key made only of their title has.

    Before authors and years counted, papers with one title were one, and marked by that key.
    """
    found = db.execute(_DISTINCT, (f"{TITLE}*@*",)).fetchall()
    plain = {key: key.partition("@")[0] for _, key in found}
    values = asked(db, set(plain.values()))
    marked = {key for (key,) in db.execute(_MARKED.format(field), (values,))}
    return [paper for paper, key in found if plain[key] in marked]
