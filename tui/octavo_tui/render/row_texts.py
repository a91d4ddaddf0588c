"""The texts of a row and of a digest's name, for lists on screen and for printed ones.

It imports nothing of Textual: the command line prints the same texts.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rich.cells import cell_len

from octavo_tui.render import digest_names
from octavo_tui.render.columns import row_parts

if TYPE_CHECKING:
    import datetime as dt

    from octavo_model import Digest, PaperRow
    from octavo_tui.render.columns import Rank


def parts_of(
    row: PaperRow,
    width: int,
    year: int,
    *,
    digest: str | None = None,
    at_cursor: bool = False,
    selected: bool = False,
    raw: bool = False,
    rank: Rank | None = None,
) -> list[tuple[str, str]]:
    """Return a row as `octavo_tui.render.columns.row_parts` does, in the ``year`` of now."""
    return row_parts(
        row.title if raw else row.shown,
        row.day_or_listed,
        guess=row.is_guess,
        comments=row.comment_count,
        votes=row.upvotes,
        author=row.first_author,
        authors=row.author_count,
        category=row.category,
        digest=digest,
        read=row.read,
        starred=row.starred,
        updated=row.updated,
        verdict=row.verdict.code if row.verdict else 0,
        at_cursor=at_cursor,
        selected=selected,
        followed=bool(row.followed),
        muted=bool(row.muted),
        noted=row.noted,
        width=width,
        year=year,
        measure=cell_len,
        rank=rank,
    )


@lru_cache(1_000)
def digest_in_column(digest: Digest | None, today: dt.date) -> str:
    """Return what the column of digests has for a paper; nothing for an unknown one."""
    return (
        "" if digest is None else digest_names.short_digest(*_named(digest), today.year, cell_len)
    )


def digest_in_text(digest: Digest, today: dt.date) -> str:
    """Return the name of a digest on the page of a paper."""
    return digest_names.digest_in_text(*_named(digest), today.year)


def heading_of(digest: Digest | None, today: dt.date) -> str:
    """Return the heading above the papers of a digest."""
    return "" if digest is None else digest_names.heading(*_named(digest), today.isoformat())


def _named(digest: Digest) -> tuple[str, str | None, bool]:
    day = digest.date.isoformat() if digest.date else None
    return digest.name, day, digest.date_inferred
