"""A paper of a digest on its way into the index, and its details, which no list shows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.identity import arxiv_key, doi_key, edition_keys, page_key, title_key
from octavo_model.core.ids import is_placeholder_title
from octavo_model.index.write.rows import REPLACED, listing_of
from octavo_model.text.fold import fold_title

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
_ADD = f"INSERT INTO details VALUES ({', '.join('?' * (len(COLUMNS) + 1))}) {_UPSERT}"
_MOVE = f"INSERT INTO details SELECT ?, {', '.join(COLUMNS)} FROM details WHERE id = ? {_UPSERT}"


def details_of(paper: int, parsed: ParsedPaper) -> tuple[object, ...] | None:
    """Return the row of details for ``paper``; None if there are no details."""
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
    return json.dumps(values, ensure_ascii=False) if values else None


class IncomingPaper(NamedTuple):
    """A paper of a digest with its keys."""

    parsed: ParsedPaper
    ids: tuple[str, ...]  # keys of its ids, the arXiv id first; most papers have one
    editions: tuple[str, ...]  # keys of its revision; empty for a first version
    fold: str  # its folded title
    title: str  # the key made of its title
    page: str | None = None  # the key of its page, if it has a title and no id

    @property
    def keys(self) -> tuple[str, ...]:
        """All its keys, the lasting one first."""
        page = (self.page,) if self.page else ()
        return (*(self.ids or (self.title,)), *self.editions, *page)

    @classmethod
    def of(cls, parsed: ParsedPaper) -> IncomingPaper:
        """Return ``parsed`` with its keys."""
        fold = fold_title(parsed.title)
        title = title_key(fold)
        if parsed.arxiv_id is None and parsed.doi is None:
            page = page_key(parsed.page) if parsed.page else None
            if page and is_placeholder_title(parsed.title):
                return cls(parsed, (page,), (), fold, title)
            return cls(parsed, (), (), fold, title, page)
        arxiv = arxiv_key(parsed.arxiv_id) if parsed.arxiv_id else None
        doi = doi_key(parsed.doi) if parsed.doi else None
        editions: tuple[str, ...] = ()
        if arxiv is not None and (parsed.version or 2) > 1:
            is_revision = parsed.version or listing_of(parsed) == REPLACED
            editions = edition_keys(arxiv, parsed.version, parsed.revised if is_revision else None)
        return cls(parsed, tuple(key for key in (arxiv, doi) if key), editions, fold, title)
