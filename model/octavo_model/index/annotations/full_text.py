"""The words of the full texts that are kept, in a database of their own beside the texts.

It can be made again from the texts, and lives as long as they do, so it is not in the index of the
library, which is rebuilt more often. The texts themselves are not stored a second time: the words
of a text that is gone cannot be taken out, so all is made again when most of it is of such texts.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from octavo_model.core.errors import OctavoError
from octavo_model.storage.failures import explained, is_damage
from octavo_model.storage.files import make_folder
from octavo_model.text.fold import fold, fold_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_SCHEMA = (
    # A number is never used again: the words of a text that is gone stay, and are of no text.
    "CREATE TABLE IF NOT EXISTS texts (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE)",
    """
    CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5
    (text, content='', columnsize=0, tokenize='unicode61 remove_diacritics 2')
    """,
)
_REMOVE = "DELETE FROM texts WHERE name = ?"
_ADD = "INSERT INTO texts (name) VALUES (?)"
_ADD_WORDS = "INSERT INTO words (rowid, text) VALUES (?, ?)"
_NAMES = "SELECT name FROM texts"
_FIND = (
    "SELECT texts.name FROM words CROSS JOIN texts ON texts.id = words.rowid WHERE words MATCH ?"
)
_COUNTS = "SELECT (SELECT count(*) FROM texts), seq FROM sqlite_sequence WHERE name = 'texts'"
_CLEAR = ("DROP TABLE words", "DROP TABLE texts")
_MOST_GONE = 100
"""Texts that are gone beside as many as there are, before all is made again."""
_WAIT = 10.0
"""Seconds to wait for another process that writes."""


class FullTextWords:
    """Finds the full texts with words. Any thread and several processes may use it.

    Args:
        path: The database; it need not exist. A damaged one is replaced.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def version(self) -> int:
        """A number that changes with the texts; 0 while no text is kept."""
        try:
            return self._path.stat().st_mtime_ns
        except OSError:
            return 0

    def put(self, name: str, text: str) -> None:
        """Find the text with this name by the words of ``text`` from now on.

        Raises:
            OctavoError: The database cannot be written.
        """
        with self._changing() as db:
            db.execute(_REMOVE, (name,))
            number = db.execute(_ADD, (name,)).lastrowid
            db.execute(_ADD_WORDS, (number, fold(text)))

    def remove(self, names: Iterable[str]) -> None:
        """Find these texts no more; no text at all, if most words were of texts that are gone.

        Raises:
            OctavoError: The database cannot be written.
        """
        if self._path.exists():
            with self._changing() as db:
                db.executemany(_REMOVE, [(name,) for name in names])
                texts, used = db.execute(_COUNTS).fetchone() or (0, 0)
                if used > 2 * texts + _MOST_GONE:
                    for statement in (*_CLEAR, *_SCHEMA):
                        db.execute(statement)

    def names(self) -> set[str]:
        """Return the names of all texts that can be found."""
        return set(self._read(_NAMES, ()))

    def find(self, words: str) -> list[str]:
        """Return the names of the texts that have these words one after the other.

        The last word may be the start of one. A damaged database finds nothing.
        """
        folded = fold_title(words)
        return self._read(_FIND, (f'"{folded}" *',)) if folded else []

    def _read(self, statement: str, values: tuple[str, ...]) -> list[str]:
        if not self._path.exists():
            return []
        try:
            with closing(self._connect()) as db:
                return [name for (name,) in db.execute(statement, values)]
        except sqlite3.DatabaseError:
            return []

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        with explained(self._path):
            make_folder(self._path.parent)
            try:
                with closing(self._begun()) as db, db:
                    yield db
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
                self._discard()
                why = "was damaged, and is removed"
                raise OctavoError(str(self._path), why, "try again") from error

    def _begun(self) -> sqlite3.Connection:
        """Return a connection in a transaction; a file that is no database is replaced."""
        db = self._connect()
        try:
            db.execute("BEGIN IMMEDIATE")
            for statement in _SCHEMA:
                db.execute(statement)
        except sqlite3.DatabaseError as error:
            db.close()
            if not is_damage(error):
                raise
            self._discard()
            return self._begun()
        return db

    def _discard(self) -> None:
        # A journal that stays would be applied to the next database.
        for suffix in ("", "-journal"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=_WAIT, isolation_level=None)
