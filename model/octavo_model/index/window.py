"""The papers around one paper of a view: what a screen shows, without reading the view.

Light on purpose, down to `typing`: the first page is painted before anything is imported that
can wait.
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    import sqlite3

UPDATED = (
    "papers.read AND papers.edition IS NOT NULL AND NOT"
    " (SELECT latest.read FROM keys AS latest WHERE latest.id = papers.edition)"
)
"""A column that tells whether a paper is read, but not its latest revision."""

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
"""The kinds of views of which this tells a part."""
_BY = {"all": "place", "unread": "place", "starred": "place", "digest": "position"}


def shown(kind: str, without: str) -> str:
    """What to add to the condition of a statement that reads a view.

    Args:
        kind: Name of a `ViewKind`.
        without: Numbers of listings, with commas between them, whose papers are left out unless
            they have a star: ``1,2``. Empty for none.
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
    """The papers of a view around one.

    Args:
        db: The index.
        kind: Name of a `ViewKind`.
        digest: Number of the digest, where the view is one's.
        paper: The wanted paper; None, or one that the view lacks, means the first.
        reach: How many papers on either side.
        without: As for `shown`.

    Returns:
        The ``reach`` papers before the wanted one, and as many from it on, in order; where the
        wanted one stands among them; and whether they are the whole view.
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
    """The hash of ``key`` in the index that drew ``modulus``; a few keys may have the same."""
    number = of_title(key, modulus)
    # All bits count: what a damaged index holds for a key is told from it, whichever letter it is.
    return (number ^ number >> 30) & _KEY_BITS


def of_title(fold: str, modulus: int) -> int:
    """The hash of a folded title. That two have the same is as good as impossible."""
    return int.from_bytes(fold.encode(errors="surrogatepass"), "big") % modulus
