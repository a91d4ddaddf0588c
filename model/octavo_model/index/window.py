"""The papers around one paper of a view: what a screen shows, without reading the view.

Light on purpose, down to `typing`: the first page is painted before anything is imported that
can wait.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3

_PLACE = {
    "all": "SELECT place FROM papers WHERE id = :paper",
    "unread": "SELECT place FROM papers WHERE id = :paper AND NOT read",
    "starred": "SELECT place FROM papers WHERE id = :paper AND starred",
    "digest": "SELECT position FROM entries WHERE paper = :paper AND digest = :digest",
}
_BEFORE = {
    "all": "SELECT id FROM papers WHERE place < :place ORDER BY place DESC LIMIT :most",
    "unread": (
        "SELECT id FROM papers WHERE NOT read AND place < :place ORDER BY place DESC LIMIT :most"
    ),
    "starred": (
        "SELECT id FROM papers WHERE starred AND place < :place ORDER BY place DESC LIMIT :most"
    ),
    "digest": (
        "SELECT paper FROM entries WHERE digest = :digest AND position < :place"
        " ORDER BY position DESC LIMIT :most"
    ),
}
_FROM_ON = {
    "all": "SELECT id FROM papers WHERE place >= :place ORDER BY place LIMIT :most",
    "unread": (
        "SELECT id FROM papers WHERE NOT read AND place >= :place ORDER BY place LIMIT :most"
    ),
    "starred": (
        "SELECT id FROM papers WHERE starred AND place >= :place ORDER BY place LIMIT :most"
    ),
    "digest": (
        "SELECT paper FROM entries WHERE digest = :digest AND position >= :place"
        " ORDER BY position LIMIT :most"
    ),
}


def around(
    db: sqlite3.Connection, kind: str, digest: int | None, paper: int | None, reach: int
) -> tuple[list[int], int, bool]:
    """The papers of a view around one.

    Args:
        db: The index.
        kind: Name of a `ViewKind`.
        digest: Number of the digest, where the view is one's.
        paper: The wanted paper; None, or one that the view lacks, means the first.
        reach: How many papers on either side.

    Returns:
        The ``reach`` papers before the wanted one, and as many from it on, in order; where the
        wanted one stands among them; and whether they are the whole view.
    """
    wanted = {"paper": paper, "digest": digest, "most": reach + 1, "place": -1}
    found = db.execute(_PLACE[kind], wanted).fetchone()
    earlier: list[int] = []
    if found is not None:
        wanted["place"] = found[0]
        earlier = [row[0] for row in db.execute(_BEFORE[kind], wanted)]
    later = [row[0] for row in db.execute(_FROM_ON[kind], wanted)]
    whole = len(earlier) <= reach and len(later) <= reach
    earlier = earlier[:reach][::-1]
    return earlier + later[:reach], len(earlier), whole
