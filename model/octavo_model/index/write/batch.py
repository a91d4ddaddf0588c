"""A batch of papers on its way into the index.

It reads all it may touch in a few statements, decides in memory, and writes in a few statements.
That is what makes it fast; a statement for each paper is slow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.core.identity import is_later
from octavo_model.core.ids import is_placeholder_title
from octavo_model.core.marks import MarkField
from octavo_model.index import keys as key_index
from octavo_model.index import meta
from octavo_model.index.write import incoming as details
from octavo_model.index.write import marks, merge, rows
from octavo_model.index.write.known import KnownPapers
from octavo_model.index.write.new_papers import (
    ADD_ENTRIES,
    ADD_KEYS,
    ADD_TEXTS,
    ADD_WORDS,
    NewPapers,
)
from octavo_model.index.write.rows import Day, PendingRow, day_of, listing_of, surer

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from octavo_model.core.parsed import ParsedPaper
    from octavo_model.index.write.incoming import IncomingPaper

_ALREADY_IN = (
    "SELECT paper, date, dating FROM json_each(?) CROSS JOIN entries"
    " ON entries.paper = json_each.value AND entries.digest = ?"
)
_SET_DAY = "UPDATE entries SET date = ?, dating = ? WHERE digest = ? AND paper = ?"


class ImportBatch:
    """What a batch may touch, read before, and what it decided."""

    def __init__(self, db: sqlite3.Connection, digest: int, base: int) -> None:
        self._db = db
        self._digest = digest
        self._base = base
        self._known = KnownPapers(db)
        self._next = meta.get(db, "next_paper")
        (last,) = db.execute("SELECT coalesce(max(id), 0) FROM keys").fetchone()
        self._next_key = last + 1
        self._new_keys: list[tuple[str, int, int, str | None]] = []
        self._lent: list[str] = []
        self._new_folds: list[tuple[str, int]] = []
        self._entries: dict[int, tuple[int, Day]] = {}
        self._absorbed: list[merge.Pair] = []
        self._new = NewPapers(digest)
        self._details: list[tuple[object, ...]] = []
        self._moved: dict[int, int] = {}
        self._skipped: list[tuple[str, int]] = []
        self._renamed = 0

    def read(self, incoming: Sequence[IncomingPaper]) -> None:
        """Load every paper that ``incoming`` may be."""
        self._known.read(incoming)

    def add(self, position: int, entry: IncomingPaper) -> None:
        """Find or create the paper of ``entry``, and add what it says."""
        known = self._known
        if known.is_single(entry):
            place = self._base + position
            self._next_key = self._new.add(self._next, self._next_key, place, position, entry)
            self._next += 1
            return
        parsed, fold, key = entry.parsed, entry.fold, entry.keys[0]
        if not known.removed.isdisjoint(entry.all_keys):
            removed = known.removed & entry.all_keys
            self._skipped += [(one, self._digest) for one in removed]
            return
        match = known.judge(entry)
        by_ids = {known.holders.get(key) for key in entry.ids}
        why = merge.BY_IDS if match.paper in by_ids else merge.BY_TITLE
        day = day_of(parsed)
        place = self._base + position
        if match.paper is None:
            row = self._create(parsed, known.new_key(entry), place)
        else:
            row = self._named(known.rows[match.paper], parsed, place)
            if place < row.place:
                row.place = place
                self._moved[row.id] = place
        row.fill(parsed, day)
        if match.adopts:
            row.key = self._number(key)
        for gone in match.absorbs:
            self._absorb(row.id, gone, merge.BY_IDS if gone in by_ids else merge.BY_TITLE)
        for name in entry.ids:
            if not known.are_apart(name, key):
                self._add_key(row, name, why)
                why = merge.BY_IDS
        if not entry.ids:
            name = known.new_key(entry) if known.holders.get(key) != row.id else key
            self._add_key(row, name, merge.BY_TITLE)
        if entry.page is not None:
            self._add_key(row, entry.page)
        if entry.editions:
            self._revise(row, entry.editions)
        if (more := details.details_of(row.id, parsed)) is not None:
            self._details.append(more)
        if row.id not in known.same_title.setdefault(fold, {}):
            known.same_title[fold][row.id] = None
            if known.holders.get(entry.fold_key) != row.id:
                self._new_folds.append((fold, row.id))
        first, so_far = self._entries.get(row.id, (position, (None, 0)))
        self._entries[row.id] = (first, surer(so_far, day))

    def _revise(self, row: PendingRow, editions: tuple[str, ...]) -> None:
        """Add a revision to ``row``, unless one of its keys is known."""
        is_new = not any(key in self._known.holders for key in editions)
        for key in editions:
            self._add_key(row, key)
        if is_new and (
            row.edition is None or is_later(editions[0], self._known.key_name(row.edition))
        ):
            row.edition = self._number(editions[0])

    def _add_key(self, row: PendingRow, key: str, why: str | None = None) -> None:
        if key in self._known.holders:
            return
        self._known.hold(key, row.id)
        number = self._number(key)
        self._new_keys.append((key, number, row.id, None if number == row.key else why))
        # Marks may have come before their paper: from another machine, or on a rebuild.
        read, starred, verdict = self._known.waiting.get(key, (0, 0, 0))
        if row.is_new:
            row.read |= read
            row.starred |= starred
        elif read or starred:
            self._lent.append(key)
        if verdict:
            self._lent.append(key)

    def _number(self, key: str) -> int:
        """Return the number of a key, which may be new."""
        number = self._known.key_ids.get(key)
        if number is None:
            number = self._next_key
            self._known.add_key(key, number)
            self._next_key += 1
        return number

    def _create(self, parsed: ParsedPaper, key: str, place: int) -> PendingRow:
        number = self._number(key)
        listing = listing_of(parsed)
        row = PendingRow(self._next, parsed.title, number, listing=listing, place=place)
        self._next += 1
        self._known.rows[row.id] = row
        return row

    def _named(self, row: PendingRow, parsed: ParsedPaper, place: int) -> PendingRow:
        """Return ``row`` with the title of ``parsed``, if it had only an id in place of one."""
        if not is_placeholder_title(row.title) or is_placeholder_title(parsed.title):
            return row
        if row.is_new:
            row.title = parsed.title
            return row
        # Indices of titles know a paper by its number: with another title it gets another one.
        named = self._create(parsed, self._known.key_name(row.key), place)
        self._absorb(named.id, row.id, None)
        self._renamed += 1
        return named

    def _absorb(self, keep: int, gone: int, why: str | None) -> None:
        row = self._known.rows[keep]
        if row.edition is None:
            row.edition = self._known.rows[gone].edition
        self._absorbed.append((keep, gone, why))
        self._known.absorb(keep, gone)

    def write(self) -> int:
        """Write everything to the index, and return how many papers it gained."""
        db = self._db
        self._new.write(db, self._known.hashes, self._known.title_hashes)
        texts, others = rows.choose_texts(db, self._known.rows.values())
        new = [row for row in self._known.rows.values() if row.is_new]
        db.executemany(rows.INSERT, [row.columns() for row in new])
        db.executemany(
            "INSERT INTO words (words, rowid, title, abstract) VALUES ('delete', ?, ?, ?)",
            [(row.id, row.title, old) for row, old, _ in texts if not row.is_new],
        )
        # A paper without a text has no row.
        db.executemany(
            "INSERT OR REPLACE INTO abstracts VALUES (?, ?)",
            [(row.id, text) for row, _, text in texts if not row.is_new],
        )
        db.executemany(ADD_TEXTS, [(row.id, text) for row, _, text in texts if row.is_new])
        words = {row.id: (row.id, row.title, text) for row, _, text in texts}
        without = [(row.id, row.title, None) for row in new if row.id not in words]
        db.executemany(ADD_WORDS, [*words.values(), *without])
        db.executemany("INSERT OR IGNORE INTO editions VALUES (?, ?, ?)", others)
        known = [(row, rows.changeable(row)) for row in self._known.rows.values() if not row.is_new]
        db.executemany(rows.UPDATE, [now for row, now in known if now != row.before])
        details.add_details(db, self._details)
        db.executemany(
            "UPDATE papers SET place = ? WHERE id = ?",
            [(place, paper) for paper, place in self._moved.items()],
        )
        self._write_names()
        self._write_entries()
        meta.put(db, "next_paper", self._next)
        single = len(self._new)
        meta.add(db, "papers", single + len(new))
        meta.add(db, "unread", single + sum(not row.read for row in new))
        meta.add(db, "starred", sum(row.starred for row in new))
        for field in MarkField if self._lent else ():
            marks.derive(db, field, self._lent)
        merge.merge(db, self._absorbed)
        merge.merge_new(db, {key for key, *_ in self._new_keys})
        db.executemany("INSERT OR IGNORE INTO skipped VALUES (?, ?)", self._skipped)
        gone = sum(self._known.rows[gone].is_new for _, gone, _ in self._absorbed)
        return single + len(new) - gone - self._renamed

    def _write_names(self) -> None:
        db, known = self._db, self._known
        hashes, titles = known.hashes, known.title_hashes
        # Marks may have come before their paper: then the key is there.
        waiting = [(*rest, number) for key, number, *rest in self._new_keys if key in known.waiting]
        db.executemany("UPDATE keys SET paper = ?, why = ? WHERE id = ?", waiting)
        new = [key for key in self._new_keys if key[0] not in known.waiting]
        db.executemany(ADD_KEYS, [(*key, hashes[key[0]]) for key in new])
        db.executemany(
            key_index.ADD_TITLES, [(titles[fold], paper) for fold, paper in self._new_folds]
        )

    def _write_entries(self) -> None:
        db, digest = self._db, self._digest
        older = [paper for paper in self._entries if not self._known.rows[paper].is_new]
        there = db.execute(_ALREADY_IN, (meta.as_set(older), digest)).fetchall()
        for paper, date, dating in there:
            _, day = self._entries.pop(paper)
            db.execute(_SET_DAY, (*surer((date, dating), day), digest, paper))
        if there:  # a digest that is read again, perhaps with another date
            rows.derive_place_and_date(db, [paper for paper, *_ in there])
        db.executemany(
            ADD_ENTRIES,
            [(digest, first, paper, *day) for paper, (first, day) in self._entries.items()],
        )
        single, new = len(self._new), [self._known.rows[paper] for paper in self._entries]
        unread, starred = sum(not row.read for row in new), sum(row.starred for row in new)
        db.execute(
            "UPDATE digests SET total = total + ?, unread = unread + ?, starred = starred + ?"
            " WHERE id = ?",
            (single + len(new), single + unread, starred, digest),
        )
