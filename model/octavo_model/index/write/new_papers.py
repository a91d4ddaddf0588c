"""New papers that nothing else in their batch may be, and that the index does not know at all.

These are most of what is imported, so they are written without what merging takes, and by plain
statements: one that SQLite may have to take back alone (``OR REPLACE``, ``ON CONFLICT``) makes it
write all words so far to the disk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.index import keys as key_index
from octavo_model.index.write import incoming as details
from octavo_model.index.write import rows
from octavo_model.index.write.merge import BY_IDS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from octavo_model.index.write.incoming import IncomingPaper

ADD_KEYS = "INSERT INTO keys (key, id, paper, why, hash) VALUES (?, ?, ?, ?, ?)"
ADD_TEXTS = "INSERT INTO abstracts VALUES (?, ?)"
ADD_WORDS = "INSERT INTO words (rowid, title, abstract) VALUES (?, ?, ?)"
ADD_ENTRIES = "INSERT INTO entries VALUES (?, ?, ?, ?, ?)"


class NewPapers:
    """Collects such papers of a digest, and writes them."""

    def __init__(self, digest: int) -> None:
        self._digest = digest
        self._rows: list[tuple[object, ...]] = []
        self._keys: list[tuple[str, int, int, str | None]] = []
        self._titles: list[tuple[str, int]] = []
        self._texts: list[tuple[int, str]] = []
        self._words: list[tuple[int, str, str | None]] = []
        self._details: list[tuple[object, ...]] = []
        self._entries: list[tuple[int, int, int, str | None, int]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, paper: int, first: int, place: int, position: int, entry: IncomingPaper) -> int:
        """Add ``entry`` as the paper with this number; return the number after that of its keys.

        Its keys have the numbers from ``first`` on.
        """
        parsed, day = entry.parsed, rows.day_of(entry.parsed)
        names, ids = entry.keys, entry.ids
        for place_of_key, name in enumerate(names):
            why = BY_IDS if 0 < place_of_key < len(ids) else None
            self._keys.append((name, first + place_of_key, paper, why))
        if ids or names[0] != entry.fold_key:
            self._titles.append((entry.fold, paper))
        edition = first + names.index(entry.editions[0]) if entry.editions else None
        self._rows.append(rows.new_row(paper, first, edition, place, parsed, day))
        abstract = parsed.abstract or None
        if abstract is not None:
            self._texts.append((paper, abstract))
        self._words.append((paper, parsed.title, abstract))
        if (known := details.details_of(paper, parsed)) is not None:
            self._details.append(known)
        self._entries.append((self._digest, position, paper, *day))
        return first + len(names)

    def write(
        self, db: sqlite3.Connection, hashes: Mapping[str, int], titles: Mapping[str, int]
    ) -> None:
        """Write the papers; ``hashes`` are those of keys, and ``titles`` those of folded titles."""
        db.executemany(rows.INSERT, self._rows)
        db.executemany(ADD_TEXTS, self._texts)
        db.executemany(details.INSERT, self._details)
        db.executemany(ADD_KEYS, [(*key, hashes[key[0]]) for key in self._keys])
        db.executemany(key_index.ADD_TITLES, [(titles[one], paper) for one, paper in self._titles])
        db.executemany(ADD_ENTRIES, self._entries)
        db.executemany(ADD_WORDS, self._words)
