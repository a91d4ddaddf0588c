"""What few digests tell of a paper, kept apart from its row: a table a list never reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.identity import arxiv_key, doi_key, edition_keys, title_key
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

# What is known stays, but the day of the latest revision.
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


def of_entry(paper: int, told: ParsedPaper) -> tuple[object, ...] | None:
    """The row that an entry makes for ``paper``; None where it tells nothing of the kind."""
    values = (
        told.doi, told.revised and told.revised.isoformat(), _listed(told.categories),
        told.comments or None, told.journal, _listed(told.keywords), told.ai_summary or None,
        told.page, told.code, told.project,
    )  # fmt: skip
    return (paper, *values) if any(values) else None


def add(db: sqlite3.Connection, rows: Sequence[tuple[object, ...]]) -> None:
    """Add what entries tell, as `of_entry` made it, in their order."""
    db.executemany(_ADD, rows)


def move(db: sqlite3.Connection, keep: int, gone: int) -> None:
    """Give ``keep`` what is known of ``gone``."""
    db.execute(_MOVE, (keep, gone))
    db.execute("DELETE FROM details WHERE id = ?", (gone,))


def _listed(values: tuple[str, ...]) -> str | None:
    return json.dumps(values, ensure_ascii=False) if values else None


class Entry(NamedTuple):
    """An entry of a digest with the names it gives its paper.

    Attributes:
        told: What it tells.
        ids: Keys of its ids, the arXiv id first; most entries have one.
        editions: Keys of the revision it speaks of; none for a first version.
        fold: Its folded title.
        title: The key that its title makes.
    """

    told: ParsedPaper
    ids: tuple[str, ...]
    editions: tuple[str, ...]
    fold: str
    title: str

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys it gives its paper, that of its lasting name first."""
        return (*(self.ids or (self.title,)), *self.editions)

    @classmethod
    def of(cls, told: ParsedPaper) -> Entry:
        """The entry that ``told`` is."""
        fold = fold_title(told.title)
        title = title_key(fold)
        if told.arxiv_id is None and told.doi is None:
            return cls(told, (), (), fold, title)
        arxiv = arxiv_key(told.arxiv_id) if told.arxiv_id else None
        doi = doi_key(told.doi) if told.doi else None
        editions: tuple[str, ...] = ()
        if arxiv is not None and (told.version or 2) > 1:
            is_revision = told.version or listing_of(told) == REPLACED
            editions = edition_keys(arxiv, told.version, told.revised if is_revision else None)
        return cls(told, tuple(key for key in (arxiv, doi) if key), editions, fold, title)
