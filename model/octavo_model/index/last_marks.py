"""What each key was marked last, in two journals: kept by SQLite in a file of its own.

The file is a temporary one that SQLite makes when memory would grow, and nobody else sees.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from octavo_model.marks import Field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from octavo_model.journal import Change, Told

_TABLE = """
CREATE TABLE marks (
    number INTEGER PRIMARY KEY,      -- their order, by the first mark of each
    key TEXT NOT NULL,
    field TEXT NOT NULL,
    title TEXT NOT NULL,
    time TEXT NOT NULL,
    after INTEGER NOT NULL,
    my_time TEXT,                    -- NULL where my journal does not tell of it
    my_after INTEGER,
    UNIQUE (key, field)
)
"""
_THEIRS = (
    "INSERT INTO marks (key, field, title, time, after) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (key, field) DO UPDATE"
    " SET title = excluded.title, time = excluded.time, after = excluded.after"
)
_MINE = "UPDATE marks SET my_time = ?, my_after = ? WHERE key = ? AND field = ?"
_IS_NEWS = "CASE WHEN my_time IS NULL THEN after ELSE after != my_after AND time > my_time END"
_NEWS = f"SELECT key, title, field, after FROM marks WHERE {_IS_NEWS} ORDER BY number"
_COUNT = f"SELECT count(*) FROM marks WHERE {_IS_NEWS}"


class LastMarks:
    """The marks of another journal, and what mine says of the same. Theirs come first."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA temp_store = FILE")
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute(_TABLE)
        self._db.execute("BEGIN")

    def note_theirs(self, time: str, change: Change) -> None:
        """Note a line of the other journal; they come in their order."""
        key, title, field, _, after = change
        self._db.execute(_THEIRS, (key, field.value, title, time, after))

    def note_mine(self, time: str, change: Change) -> None:
        """Note a line of my journal; they come in their order."""
        self._db.execute(_MINE, (time, change.after, change.key, change.field.value))

    def news(self) -> Iterator[Told]:
        """What mine has to say in addition, so that each mark is what it was made last."""
        for key, title, field, after in self._db.execute(_NEWS):
            yield key, title, Field(field), not after, bool(after)

    def count(self) -> int:
        """How many `news` there are."""
        (number,) = self._db.execute(_COUNT).fetchone()
        return int(number)

    def close(self) -> None:
        """Forget all of it."""
        self._db.close()
