"""The papers around one paper of a view, without reading the whole view; hashes of keys.

It imports nothing, not even `typing`, as the first page is painted before any other import.
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    import sqlite3

UPDATED = (
    "papers.read AND papers.edition IS NOT NULL AND NOT"
    " (SELECT latest.read FROM keys AS latest WHERE latest.id = papers.edition)"
)
"""A column that is true for a paper that is read, but whose latest revision is not."""

WRITTEN = "substr(date, 1, CASE WHEN dating >= 6 THEN 4 WHEN dating >= 4 THEN 7 ELSE 10 END)"
"""A column with the date as far as it is known; as `octavo_model.core.dates.written`."""

_PLACE = {
    "all": "SELECT place FROM papers WHERE id = :paper",
    "unread": "SELECT place FROM papers WHERE id = :paper AND NOT read",
    "starred": "SELECT place FROM papers WHERE id = :paper AND starred",
    "digest": "SELECT position FROM entries WHERE paper = :paper AND digest = :digest",
}
_IN = {
    "all": "SELECT id FROM papers WHERE true",
    "unread": "SELECT id FROM papers WHERE NOT read",
    "starred": "SELECT id FROM papers WHERE starred",
    "digest": "SELECT paper FROM entries WHERE digest = :digest",
}
VIEWS = frozenset(_IN)
"""The kinds of views that `around` can read."""
_BY = {"all": "place", "unread": "place", "starred": "place", "digest": "position"}


def shown(kind: str, without: str) -> str:
    """Return what to add to the condition of a statement that reads a view.

    ``without`` has the numbers of listings whose papers are left out unless they are starred:
    ``1,2``.
    """
    if not without or kind == "starred":
        return ""
    if kind == "digest":
        return (
            " AND NOT EXISTS (SELECT 1 FROM papers AS left_out WHERE left_out.id = entries.paper"
            f" AND left_out.listing IN ({without}) AND NOT left_out.starred)"
        )
    return f" AND NOT (listing IN ({without}) AND NOT starred)"


def around(
    db: sqlite3.Connection,
    kind: str,
    digest: int | None,
    paper: int | None,
    reach: int,
    without: str = "",
) -> tuple[list[int], int, bool]:
    """Return the papers of a view around one.

    Args:
        db: The index.
        kind: Name of a `ViewKind`.
        digest: Number of the digest, for the view of a digest.
        paper: The wanted paper; None, or a paper that is not in the view, means the first.
        reach: How many papers on either side.
        without: As for `shown`.

    Returns:
        The ``reach`` papers before the wanted one, and as many from it on, in order; the position
        of the wanted one; and whether they are the whole view.
    """
    wanted: dict[str, object] = {"paper": paper, "digest": digest, "most": reach + 1, "place": -1}
    view, by = _IN[kind] + shown(kind, without), _BY[kind]
    found = db.execute(_PLACE[kind] + shown(kind, without), wanted).fetchone()
    earlier: list[int] = []
    if found is not None:
        wanted["place"] = found[0]
        earlier = _first(db, f"{view} AND {by} < :place ORDER BY {by} DESC LIMIT :most", wanted)
    later = _first(db, f"{view} AND {by} >= :place ORDER BY {by} LIMIT :most", wanted)
    whole = len(earlier) <= reach and len(later) <= reach
    earlier = earlier[:reach][::-1]
    return earlier + later[:reach], len(earlier), whole


def _first(db: sqlite3.Connection, sql: str, wanted: dict[str, object]) -> list[int]:
    return [row[0] for row in db.execute(sql, wanted)]


_KEY_BITS = (1 << 31) - 1  # what SQLite keeps in four bytes


def of_key(key: str, modulus: int) -> int:
    """Return the hash of ``key`` in an index with this ``modulus``; a few keys may share it."""
    number = of_title(key, modulus)
    # All bits count, so that the hash of any damaged key differs.
    return (number ^ number >> 30) & _KEY_BITS


def of_title(fold: str, modulus: int) -> int:
    """Return the hash of a folded title; two titles practically never share it."""
    return int.from_bytes(fold.encode(errors="surrogatepass"), "big") % modulus
