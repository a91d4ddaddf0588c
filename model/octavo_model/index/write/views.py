"""Saved views: for each name the last change by time counts, as for marks.

A view that was removed stays in the table, so that an older change of it does not count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.core.dates import micros
from octavo_model.core.views import SavedView
from octavo_model.index import meta
from octavo_model.storage.failures import DamagedIndexError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from octavo_model.storage.journal_format import Heading, JournalRecord

REMOVED = SavedView("", 0)
"""The state of a view that was removed: in the index, no column is null."""
_SET_IF_LATER = (
    "INSERT INTO views (name, query, position, time) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO"
    " UPDATE SET query = excluded.query, position = excluded.position, time = excluded.time"
    " WHERE (excluded.time, excluded.query, excluded.position)"
    " > (views.time, views.query, views.position)"
)
_NOTE = "INSERT OR REPLACE INTO view_changes VALUES (?, ?, ?, ?, ?, ?)"
_NOTE_IMPORT = "INSERT OR IGNORE INTO view_imports VALUES (?)"
_STATES = "SELECT name, query, position, time FROM views ORDER BY position, name"
_OF_BATCH = (
    "SELECT name, before_query, before_position, query, position FROM view_changes WHERE batch = ?"
)


def states(db: sqlite3.Connection) -> dict[str, tuple[int, SavedView]]:
    """Return the time of the last change of each view there ever was, and the view then."""
    return {
        meta.text(name): (time, _view(query, position))
        for name, query, position, time in db.execute(_STATES)
    }


def existing(view: SavedView) -> SavedView | None:
    """Return ``view`` as the journal has it: None if it was removed."""
    return view if view.query else None


def current(db: sqlite3.Connection) -> dict[str, SavedView]:
    """Return the views by name, in their order."""
    return {name: view for name, (_, view) in states(db).items() if view.query}


def apply(
    db: sqlite3.Connection,
    heading: Heading,
    batch: int,
    changes: Iterable[JournalRecord],
) -> None:
    """Apply changes of a batch."""
    time = micros(heading.time)
    if heading.auto:
        db.execute(_NOTE_IMPORT, (heading.instance.partition(":")[0],))
    for name, _, _, before, after in changes:
        db.execute(_SET_IF_LATER, (name, *(after or REMOVED), time))
        if not heading.auto:
            db.execute(_NOTE, (batch, name, *(before or REMOVED), *(after or REMOVED)))


def to_reverse(db: sqlite3.Connection, batch: int) -> dict[str, SavedView | None]:
    """Return what the views that ``batch`` changed were before.

    It is empty if one of them was changed since: half of a renaming would give two views.
    """
    now = current(db)
    before: dict[str, SavedView | None] = {}
    for name, *values in db.execute(_OF_BATCH, (batch,)).fetchall():
        if now.get(name, REMOVED) != _view(*values[2:]):
            return {}
        before[name] = existing(_view(*values[:2]))
    return before


def has_imported(db: sqlite3.Connection, home: str) -> bool:
    """Return whether the home of the library with this id has imported the views of settings."""
    found = db.execute("SELECT 1 FROM view_imports WHERE home = ?", (home,)).fetchone()
    return found is not None


def remove_all(db: sqlite3.Connection) -> None:
    """Remove all views and what is known about their changes."""
    for table in ("views", "view_changes", "view_imports"):
        db.execute(f"DELETE FROM {table}")


def _view(query: str, position: float) -> SavedView:
    if type(position) not in (int, float):
        raise DamagedIndexError("the position of a view is invalid")
    return SavedView(meta.text(query), position)
