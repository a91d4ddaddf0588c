"""The place of a paper in lists, and its date, as its digests give them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.index import meta

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

# A printed date beats a guessed one; of equals, the first digest counts.
_DERIVE = """
UPDATE papers SET
    place = (
        SELECT min(base + position) FROM entries JOIN digests ON digests.id = entries.digest
        WHERE entries.paper = papers.id
    ),
    (date, dating) = (
        SELECT date, dating FROM entries WHERE entries.paper = papers.id
        ORDER BY date IS NULL, dating, digest LIMIT 1
    )
WHERE id IN (SELECT value FROM json_each(?))
"""


def derive_place_and_date(db: sqlite3.Connection, papers: Iterable[int]) -> None:
    """Derive place and date of ``papers`` from their digests."""
    db.execute(_DERIVE, (meta.as_set(papers),))
