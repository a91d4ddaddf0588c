"""Notes about papers. A paper has the notes of all of its keys, as one text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.index import keys, meta
from octavo_model.index.papers import NOTES, note_of

if TYPE_CHECKING:
    import sqlite3

_PUT = f"INSERT OR REPLACE INTO notes SELECT keys.id, ? FROM {keys.ASKED}"
_REMOVE = f"DELETE FROM notes WHERE key IN (SELECT keys.id FROM {keys.ASKED})"
_KEYS = (
    "SELECT keys.key, papers.title FROM papers CROSS JOIN keys ON keys.id = papers.key"
    " WHERE papers.id = ?1 UNION ALL SELECT keys.key, papers.title FROM papers CROSS JOIN keys"
    " ON keys.paper = papers.id CROSS JOIN notes ON notes.key = keys.id WHERE papers.id = ?1"
)
_OF = f"SELECT {NOTES} FROM papers WHERE id = ?"
NOTED = (
    "SELECT keys.paper, notes.text FROM notes CROSS JOIN keys ON keys.id = notes.key"
    " WHERE keys.paper IS NOT NULL"
)
"""The papers with a note, and the note; a merged paper perhaps twice."""


def put(db: sqlite3.Connection, key: str, text: str | None) -> None:
    """Set the note of a key; None removes it."""
    asked = keys.asked(db, (key,))
    if text is None:
        db.execute(_REMOVE, (asked,))
    else:
        db.execute(keys.ADD_KEYS, (asked,))
        db.execute(_PUT, (text, asked))


def keys_of(db: sqlite3.Connection, paper: int) -> dict[str, str]:
    """Return the present key of a paper, and those with a note, with its title; none if gone."""
    return {meta.text(key): meta.text(title) for key, title in db.execute(_KEYS, (paper,))}


def of(db: sqlite3.Connection, paper: int) -> str:
    """Return the note of a paper; empty if it has none or is gone."""
    return "".join(note_of(found) for (found,) in db.execute(_OF, (paper,)))


def every(db: sqlite3.Connection) -> list[tuple[int, str]]:
    """Return all papers with a note, and the note; a merged paper perhaps twice."""
    return [(paper, meta.text(text)) for paper, text in db.execute(NOTED)]
