"""The few numbers an index keeps about itself, and the counters of its lists."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from octavo_model.storage.failures import DamagedIndexError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable


def get(db: sqlite3.Connection, name: str) -> int:
    """The number called ``name``.

    Raises:
        DamagedIndexError: It is not there, or no number.
    """
    found = db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    if found is None or type(found[0]) is not int:
        raise DamagedIndexError(f"{name} is missing")
    return int(found[0])


def put(db: sqlite3.Connection, name: str, value: int) -> None:
    """Make ``value`` the number called ``name``."""
    db.execute("UPDATE meta SET value = ? WHERE name = ?", (value, name))


def add(db: sqlite3.Connection, name: str, value: int) -> None:
    """Add ``value`` to the number called ``name``."""
    db.execute("UPDATE meta SET value = value + ? WHERE name = ?", (value, name))


def as_set(values: Iterable[int] | Iterable[str]) -> str:
    """``values`` as the parameter of ``IN (SELECT value FROM json_each(?))``: any number."""
    return json.dumps(list(values), ensure_ascii=False)


def count(db: sqlite3.Connection, papers: Iterable[int], sign: int) -> None:
    """Put ``papers`` (``sign`` 1) into all counters or take them out (-1), as they are now."""
    ids = as_set(papers)
    for name, number in zip(
        ("papers", "unread", "starred"),
        db.execute(
            "SELECT count(*), coalesce(sum(NOT read), 0), coalesce(sum(starred), 0)"
            " FROM papers WHERE id IN (SELECT value FROM json_each(?))",
            (ids,),
        ).fetchone(),
        strict=True,
    ):
        add(db, name, sign * number)
    db.executemany(
        "UPDATE digests SET total = total + ?, unread = unread + ?, starred = starred + ?"
        " WHERE id = ?",
        [
            (sign * total, sign * unread, sign * starred, digest)
            for digest, total, unread, starred in db.execute(
                "SELECT digest, count(*), sum(NOT read), sum(starred)"
                " FROM json_each(?) CROSS JOIN entries ON entries.paper = json_each.value"
                " CROSS JOIN papers ON papers.id = entries.paper GROUP BY digest",
                (ids,),
            ).fetchall()
        ],
    )
