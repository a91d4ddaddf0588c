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

LISTED = "CASE WHEN place >> 41 < 4194303 THEN date(4194303 - (place >> 41) + 1721424.5) END"
"""A column with the day of the newest digest of a paper, which its place holds: see `schema`."""
DAY = f"coalesce(date, {LISTED})"
"""A column with the date of a paper; without one, the day of its digest."""
_KNOWN = "CASE WHEN dating >= 6 THEN 4 WHEN dating >= 4 THEN 7 ELSE 10 END"
WRITTEN = f"CASE WHEN date IS NULL THEN {LISTED} ELSE substr(date, 1, {_KNOWN}) END"
"""A column with that date as far as it is known; as `octavo_model.core.dates.written`."""
IS_GUESS = "(date IS NULL OR dating & 1 OR dating = 2)"
"""A column that is true for a date that is not certain; as `octavo_model.core.views.Titled`."""

DIGEST = "524288 - (place >> 22 & 524287)"
"""A column with the number of the newest digest of a paper, which its place holds."""
FIRST_AUTHOR = "coalesce(json_extract(authors, '$[0]'), '')"
AUTHORS = "coalesce(author_count, json_array_length(authors))"
CATEGORY = (
    "coalesce((SELECT json_extract(categories, '$[0]') FROM details WHERE details.id = papers.id),"
    " '')"
)
NOTED = (
    "EXISTS (SELECT 1 FROM keys AS own CROSS JOIN notes ON notes.key = own.id"
    " WHERE own.paper = papers.id)"
)
"""The columns of a list: the first author, the number of authors, the first category, and whether
the user has a note."""


def undecided(today: int) -> str:
    """Return a condition on papers that the user has still to decide on.

    ``today`` counts the days from the year 1: on the day up to which a paper was put off, it is
    undecided again.
    """
    return (
        f"(papers.verdict BETWEEN 2 AND {today}"
        " OR NOT (papers.read OR papers.starred OR papers.verdict))"
    )


def marks(today: int) -> str:
    """Return columns with the marks of a paper on a day: read, starred, updated, verdict, due.

    They are those of `octavo_model.core.marks.MarkState`, the verdict as a number.
    """
    is_due = f"papers.verdict BETWEEN 2 AND {today}"
    return (
        f"papers.read AND NOT {is_due}, papers.starred, {UPDATED} AND NOT {is_due},"
        f" CASE WHEN {is_due} THEN 0 ELSE papers.verdict END, {is_due}"
    )


def in_inbox(today: int, days: int) -> str:
    """Return the source of the papers of the Inbox, whose digests are at most ``days`` old."""
    return (
        "(SELECT entries.paper FROM digests CROSS JOIN entries ON entries.digest = digests.id"
        f" WHERE digests.inbox > {today - days} UNION SELECT id FROM papers"
        f" WHERE verdict > 0 AND verdict BETWEEN 2 AND {today}) AS listed"
        f" CROSS JOIN papers ON papers.id = listed.paper WHERE {undecided(today)}"
    )


def has_news(
    db: sqlite3.Connection, seen: int, day: int, today: int, days: int, without: str = ""
) -> bool:
    """Return whether the Inbox has undecided papers that it did not have at an earlier look.

    ``seen`` was the highest number of a digest then, and ``day`` the day; ``days`` is as for
    `in_inbox`, and ``without`` as for `shown`.
    """
    sql = (
        "SELECT EXISTS (SELECT 1 FROM (SELECT entries.paper FROM digests CROSS JOIN entries"
        " ON entries.digest = digests.id WHERE digests.id > ?"
        f" AND digests.inbox > {today - days}) AS listed"
        f" CROSS JOIN papers ON papers.id = listed.paper WHERE {undecided(today)}"
        f"{shown('inbox', without)} AND NOT EXISTS (SELECT 1 FROM entries AS known"
        " CROSS JOIN digests AS earlier ON earlier.id = known.digest"
        " WHERE known.paper = papers.id AND earlier.id <= ? AND earlier.inbox IS NOT NULL))"
        f" OR EXISTS (SELECT 1 FROM papers WHERE verdict > 0 AND verdict BETWEEN ? AND {today}"
        f"{shown('inbox', without)})"
    )
    return bool(db.execute(sql, (seen, seen, max(2, day + 1))).fetchone()[0])


VIEWS = frozenset(("inbox", "all", "starred", "later", "digest"))
"""The kinds of views of which the first page is read early."""


def source(kind: str, today: int, days: int) -> tuple[str, str, str]:
    """Return the column of the paper, that of its place in a view, and where they are.

    ``days`` is as for `in_inbox`; ``:of`` is the number of the digest, or the name of the tag.
    """
    if kind == "digest":
        return "paper", "position", "entries WHERE digest = :of"
    if kind == "later":
        return "id", "(verdict << 22 | id)", f"papers WHERE verdict > 0 AND verdict > {today}"
    return (
        "id",
        "place",
        {
            "inbox": in_inbox(today, days),
            "all": "papers WHERE true",
            "starred": "papers WHERE starred",
            "tag": "papers WHERE id IN (SELECT keys.paper FROM tags CROSS JOIN keys"
            " ON keys.id = tags.key WHERE tags.name = :of)",
        }[kind],
    )


def shown(kind: str, without: str) -> str:
    """Return what to add to the condition of a statement that reads a view.

    ``without`` has the numbers of listings whose papers are left out unless they are starred:
    ``1,2``. Papers with a star or a tag were chosen by the user.
    """
    if not without or kind in {"starred", "tag"}:
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
    of: int | str | None,
    paper: int | None,
    reach: int,
    today: int,
    days: int,
    without: str = "",
) -> tuple[list[int], int, bool]:
    """Return the ``reach`` papers of a view before ``paper``, and as many from it on, in order.

    None, or a paper that is not in the view, means the first. Also returned are the position of the
    paper among those, and whether they are the whole view. ``of`` is the number of the digest or
    the name of the tag, for its view; ``today`` and ``days`` are as for `source`, and ``without``
    as for `shown`.
    """
    column, by, where = source(kind, today, days)
    where += shown(kind, without)
    wanted: dict[str, object] = {"paper": paper, "of": of, "most": reach + 1, "place": -1}
    found = db.execute(f"SELECT {by} FROM {where} AND {column} = :paper", wanted).fetchone()
    earlier: list[int] = []
    view = f"SELECT {column} FROM {where} AND {by}"
    if found is not None:
        wanted["place"] = found[0]
        rows = db.execute(f"{view} < :place ORDER BY {by} DESC LIMIT :most", wanted)
        earlier = [row[0] for row in rows]
    rows = db.execute(f"{view} >= :place ORDER BY {by} LIMIT :most", wanted)
    later = [row[0] for row in rows]
    whole = len(earlier) <= reach and len(later) <= reach
    earlier = earlier[:reach][::-1]
    return earlier + later[:reach], len(earlier), whole


_KEY_BITS = (1 << 31) - 1  # what SQLite keeps in four bytes


def of_key(key: str, modulus: int) -> int:
    """Return the hash of ``key`` in an index with this ``modulus``; a few keys may share it."""
    number = int.from_bytes(key.encode("utf-8", "surrogatepass"), "big") % modulus
    # All bits count, so that the hash of any damaged key differs.
    return (number ^ number >> 30) & _KEY_BITS


def of_title(fold: str, modulus: int) -> int:
    """Return the hash of a folded title; two titles practically never share it."""
    return int.from_bytes(fold.encode("utf-8", "surrogatepass"), "big") % modulus
