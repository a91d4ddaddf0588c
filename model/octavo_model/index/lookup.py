"""From what a user writes to the paper meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.core.errors import UnknownPaperError
from octavo_model.core.identity import ARXIV, TITLE, arxiv_key, doi_key, title_key
from octavo_model.index import keys
from octavo_model.text.clean import clean_line, fold_title

if TYPE_CHECKING:
    import sqlite3

_COUNTED = 100


def resolve(db: sqlite3.Connection, text: str) -> int:
    """The paper that ``text`` means: see `octavo_model.library.Library.resolve`."""
    given = text.strip()
    # As titles and keys are kept; bytes that are no text stand in none of them.
    text = clean_line(text)
    exact = (text, text.casefold(), arxiv_key(text) or doi_key(text) or text)
    for key in exact:
        if (paper := keys.by_key(db, key)) is not None:
            return paper
    if arxiv_key(text) is not None:
        raise UnknownPaperError(given, "the library has no paper with this arXiv id")
    if doi_key(text) is not None:
        raise UnknownPaperError(given, "the library has no paper with this DOI")
    title = text[len(TITLE) :] if text.casefold().startswith(TITLE) else text
    wanted = fold_title(title)
    if not wanted or text.casefold() in (TITLE, ARXIV):
        raise UnknownPaperError(given or "''", "names no paper", "see `octavo list --json`")
    called = keys.by_titles(db, [wanted]).get(wanted, set())
    if len(called) == 1:
        return called.pop()
    shown = keys.shown_as(db, title)
    if len(shown) == 1:
        return shown.pop()
    starts = [text.casefold(), title_key(wanted), ARXIV + text.casefold()]
    found = keys.starting_with(db, starts, title, _COUNTED)
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

    best = process.extractOne(key, keys.all_keys(db), scorer=fuzz.ratio, score_cutoff=60)
    return best[0] if best else None
