"""A paper of a digest on its way into the index, and its details, which no list shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.identity import arxiv_key, doi_key, edition_keys, page_key, title_key
from octavo_model.core.ids import is_placeholder_title
from octavo_model.core.matching import (
    Evidence,
    distinction,
    evidence_of,
    fold_for_matching,
    is_generic,
)
from octavo_model.index.meta import texts_as_json
from octavo_model.index.write.rows import REPLACED, listing_of
from octavo_model.text.fold import fold_title
from octavo_model.text.latex import is_plain

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from octavo_model.core.parsed import ParsedPaper

COLUMNS = (
    "doi", "revised", "categories", "comments", "journal", "keywords", "ai_summary", "page",
    "code", "project",
)  # fmt: skip
"""In the order of the table, after the paper's number."""

# A known value stays, except the day of the latest revision.
_MERGED = ", ".join(
    f"{name} = coalesce(details.{name}, excluded.{name})" for name in COLUMNS if name != "revised"
)
_LATEST = (
    "revised = max(coalesce(details.revised, excluded.revised),"
    " coalesce(excluded.revised, details.revised))"
)
_UPSERT = f"ON CONFLICT (id) DO UPDATE SET {_MERGED}, {_LATEST}"
INSERT = f"INSERT INTO details VALUES ({', '.join('?' * (len(COLUMNS) + 1))})"
"""Takes what `details_of` returns."""
_ADD = f"{INSERT} {_UPSERT}"
_MOVE = f"INSERT INTO details SELECT ?, {', '.join(COLUMNS)} FROM details WHERE id = ? {_UPSERT}"


def details_of(paper: int, parsed: ParsedPaper) -> tuple[object, ...] | None:
    """Return the row of details for ``paper``; None if it has none."""
    values = (
        parsed.doi, parsed.revised and parsed.revised.isoformat(), _as_json(parsed.categories),
        parsed.comments or None, parsed.journal, _as_json(parsed.keywords),
        parsed.ai_summary or None, parsed.page, parsed.code, parsed.project,
    )  # fmt: skip
    return (paper, *values) if any(values) else None


def add_details(db: sqlite3.Connection, rows: Sequence[tuple[object, ...]]) -> None:
    """Add rows of details, as `details_of` returns them, in order."""
    db.executemany(_ADD, rows)


def move_details(db: sqlite3.Connection, keep: int, gone: int) -> None:
    """Add the details of ``gone`` to those of ``keep``."""
    db.execute(_MOVE, (keep, gone))
    db.execute("DELETE FROM details WHERE id = ?", (gone,))


def _as_json(values: tuple[str, ...]) -> str | None:
    return texts_as_json(values) if values else None


class IncomingPaper(NamedTuple):
    """A paper of a digest with its keys."""

    parsed: ParsedPaper
    ids: tuple[str, ...]  # keys of its ids, the arXiv id first; most papers have one
    editions: tuple[str, ...]  # keys of its revision; empty for a first version
    fold: str  # its folded title, for finding others with this title
    fold_key: str  # the key made of that
    title: str  # the key made of its title
    other: str = ""  # the one to use if another paper has ``title``; only without ids
    page: str | None = None  # the key of its page, if it has a title and no id

    @property
    def keys(self) -> tuple[str, ...]:
        """All its keys, the lasting one first."""
        keys = self.ids or (self.title,)
        if not self.editions and not self.page:
            return keys
        return (*keys, *self.editions, *((self.page,) if self.page else ()))

    @property
    def all_keys(self) -> set[str]:
        """All keys by which it, or another paper of its title, may be known."""
        keys = {self.fold_key, self.title, *self.keys}
        if self.other:
            keys.add(self.other)
        return keys

    @property
    def year(self) -> int | None:
        """Its year."""
        return self.parsed.date.year if self.parsed.date else None

    @property
    def evidence(self) -> Evidence:
        """What it says beside its title."""
        return evidence_of(self.parsed.authors, self.year)

    @classmethod
    def of(cls, parsed: ParsedPaper) -> IncomingPaper:
        """Return ``parsed`` with its keys."""
        fold = fold_title(parsed.title)
        title = fold_key = title_key(fold)
        if not is_plain(parsed.title):
            fold = fold_for_matching(parsed.title)
            fold_key = title_key(fold)
        if parsed.arxiv_id is None and parsed.doi is None:
            page = page_key(parsed.page) if parsed.page else None
            if page and is_placeholder_title(parsed.title):
                return cls(parsed, (page,), (), fold, fold_key, title)
            year = parsed.date.year if parsed.date else None
            distinct = distinction(parsed.authors, year, parsed.page)
            other = f"{title}@{distinct}" if distinct else ""
            if is_generic(fold) and other:
                return cls(parsed, (), (), fold, fold_key, other, "", page)
            return cls(parsed, (), (), fold, fold_key, title, other, page)
        arxiv = arxiv_key(parsed.arxiv_id) if parsed.arxiv_id else None
        doi = doi_key(parsed.doi) if parsed.doi else None
        editions: tuple[str, ...] = ()
        if arxiv is not None and (parsed.version or listing_of(parsed) == REPLACED):
            editions = edition_keys(arxiv, parsed.version, parsed.revised)
        ids = (arxiv, doi) if arxiv and doi else tuple(filter(None, (arxiv, doi)))
        return cls(parsed, ids, editions, fold, fold_key, title)
