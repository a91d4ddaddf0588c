"""A batch of papers on its way into the index.

It reads all it may touch in a few statements, decides in memory, and writes in a few statements.
That is what makes it fast; a statement for each paper is slow.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from octavo_model.core.identity import (
    Verdict,
    is_later,
    judge_by_title,
    judge_with_id,
    may_be_one,
)
from octavo_model.core.views import MarkField
from octavo_model.index import keys as key_index
from octavo_model.index import meta
from octavo_model.index.write import incoming as details
from octavo_model.index.write import marks, merge, rows
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

_KEY = "SELECT key FROM keys WHERE id = ?"
_ALREADY_IN = (
    "SELECT paper, date, dating FROM json_each(?) CROSS JOIN entries"
    " ON entries.paper = json_each.value AND entries.digest = ?"
)
SET_DAY = "UPDATE entries SET date = ?, dating = ? WHERE digest = ? AND paper = ?"
"""Sets the day of a paper in a digest: date, how it is known, digest, paper."""


class ImportBatch:
    """What a batch may touch, read before, and what it decided."""

    def __init__(self, db: sqlite3.Connection, digest: int, base: int) -> None:
        self._db = db
        self._digest = digest
        self._base = base
        self._holders: dict[str, int] = {}
        self._key_ids: dict[str, int] = {}
        self._key_names: dict[int, str] = {}
        self._waiting: dict[str, tuple[int, int]] = {}
        self._same_title: dict[str, dict[int, None]] = {}
        self._rows: dict[int, PendingRow] = {}
        self._next = meta.get(db, "next_paper")
        (last,) = db.execute("SELECT coalesce(max(id), 0) FROM keys").fetchone()
        self._next_key = last + 1
        self._new_keys: list[tuple[str, int, int]] = []
        self._lent: list[str] = []
        self._new_folds: list[tuple[str, int]] = []
        self._entries: dict[int, tuple[int, Day]] = {}
        self._absorbed: list[tuple[int, int]] = []
        self._new = NewPapers(digest)
        self._shared: set[str] = set()  # keys that are known, or those of several entries
        self._hashes: dict[str, int] = {}
        self._title_hashes: dict[str, int] = {}
        self._details: list[tuple[object, ...]] = []
        self._moved: dict[int, int] = {}

    def read(self, incoming: Sequence[IncomingPaper]) -> None:
        """Load every paper that ``incoming`` may be."""
        keys = Counter(key for entry in incoming for key in {entry.title, *entry.keys})
        self._hashes = key_index.hashes_of_keys(self._db, keys)
        found = self._db.execute(rows.BY_KEY, (meta.as_json(self._hashes),))
        for key, number, read, starred, *columns in found:
            self._key_ids[key], self._key_names[number] = number, key
            if columns[0] is None:
                self._waiting[key] = (read, starred)
                continue
            self._holders[key] = columns[0]
            if columns[0] not in self._rows:
                self._rows[columns[0]] = PendingRow.known(columns)
        folds = {entry.fold: entry.title for entry in incoming}
        self._title_hashes = key_index.hashes_of_titles(self._db, folds)
        for fold, key in folds.items():
            if key in self._holders:
                self._same_title[fold] = {self._holders[key]: None}
        # Each incoming paper merges at most two, so enough papers of a title stay known.
        most = 2 * len(incoming) + 4
        for fold, paper in key_index.apart_from_keys(self._db, self._title_hashes, most):
            self._same_title.setdefault(fold, {})[paper] = None
        others = {paper for some in self._same_title.values() for paper in some} - self._rows.keys()
        for columns in self._db.execute(rows.BY_ID, (meta.as_set(others),)) if others else ():
            self._rows[columns[0]] = PendingRow.known(columns)
        repeated = {key for key, count in keys.items() if count > 1}
        self._shared = repeated | self._key_ids.keys()

    def add(self, position: int, entry: IncomingPaper) -> None:
        """Find or create the paper of ``entry``, and add what it says."""
        is_single = entry.fold not in self._same_title and entry.title not in self._shared
        if is_single and self._shared.isdisjoint(entry.keys):
            place = self._base + position
            self._next_key = self._new.add(self._next, self._next_key, place, position, entry)
            self._next += 1
            return
        parsed, fold, key = entry.parsed, entry.fold, entry.keys[0]
        verdict = self._judge(entry)
        day = day_of(parsed)
        place = self._base + position
        if verdict.paper is None:
            row = self._create(parsed, key, place)
        else:
            row = self._rows[verdict.paper]
            if place < row.place:
                row.place = place
                self._moved[row.id] = place
        row.fill(parsed, day)
        if verdict.adopts:
            row.key = self._number(key)
        for gone in verdict.absorbs:
            self._absorb(row.id, gone)
        for name in entry.ids or (key,):
            self._add_key(row, name)
        if entry.editions:
            self._revise(row, entry.editions)
        if (known := details.details_of(row.id, parsed)) is not None:
            self._details.append(known)
        if row.id not in self._same_title.setdefault(fold, {}):
            self._same_title[fold][row.id] = None
            if self._holders.get(entry.title) != row.id:
                self._new_folds.append((fold, row.id))
        first, so_far = self._entries.get(row.id, (position, (None, 0)))
        self._entries[row.id] = (first, surer(so_far, day))

    def _judge(self, entry: IncomingPaper) -> Verdict:
        holder = self._holders.get(entry.keys[0])
        papers = self._same_title.get(entry.fold, {})
        if holder is not None and len(entry.ids) < 2 and papers.keys() <= {holder}:
            return Verdict(holder)  # most papers
        few = islice(papers, len(entry.ids) + 2)
        same_title = [(paper, self._key_name(self._rows[paper].key)) for paper in few]
        if not entry.ids:
            return judge_by_title(holder, same_title)
        holders = [self._holder(key, entry.ids[0]) for key in entry.ids]
        return judge_with_id(holders, same_title)

    def _holder(self, key: str, first: str) -> int | None:
        """Return the paper with the id ``key``, if it can be the one with the id ``first``."""
        paper = self._holders.get(key)
        if paper is None or key == first:
            return paper
        return paper if may_be_one(self._key_name(self._rows[paper].key), first) else None

    def _key_name(self, number: int) -> str:
        name = self._key_names.get(number)
        if name is None:
            (name,) = self._db.execute(_KEY, (number,)).fetchone()
            self._key_names[number] = name
        return name

    def _revise(self, row: PendingRow, editions: tuple[str, ...]) -> None:
        """Add a revision to ``row``, unless one of its keys is known."""
        is_new = not any(key in self._holders for key in editions)
        for key in editions:
            self._add_key(row, key)
        if is_new and (row.edition is None or is_later(editions[0], self._key_name(row.edition))):
            row.edition = self._number(editions[0])

    def _add_key(self, row: PendingRow, key: str) -> None:
        if key in self._holders:
            return
        self._holders[key] = row.id
        self._new_keys.append((key, self._number(key), row.id))
        # Marks may have come before their paper: from another machine, or on a rebuild.
        read, starred = self._waiting.get(key, (0, 0))
        if row.is_new:
            row.read |= read
            row.starred |= starred
        elif read or starred:
            self._lent.append(key)

    def _number(self, key: str) -> int:
        """Return the number of a key, which may be new."""
        number = self._key_ids.get(key)
        if number is None:
            number = self._key_ids[key] = self._next_key
            self._key_names[number] = key
            self._next_key += 1
        return number

    def _create(self, parsed: ParsedPaper, key: str, place: int) -> PendingRow:
        number = self._number(key)
        listing = listing_of(parsed)
        row = PendingRow(self._next, parsed.title, number, listing=listing, place=place)
        self._next += 1
        self._rows[row.id] = row
        return row

    def _absorb(self, keep: int, gone: int) -> None:
        row = self._rows[keep]
        if row.edition is None:
            row.edition = self._rows[gone].edition
        self._absorbed.append((keep, gone))
        for key, paper in self._holders.items():
            if paper == gone:
                self._holders[key] = keep
        for papers in self._same_title.values():
            if gone in papers:
                del papers[gone]
                papers[keep] = None

    def write(self) -> int:
        """Write everything to the index, and return how many papers it gained."""
        db = self._db
        self._new.write(db, self._hashes, self._title_hashes)
        texts, others = rows.choose_texts(db, self._rows.values())
        new = [row for row in self._rows.values() if row.is_new]
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
        known = [(row, rows.changeable(row)) for row in self._rows.values() if not row.is_new]
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
        return single + len(new) - sum(self._rows[gone].is_new for _, gone in self._absorbed)

    def _write_names(self) -> None:
        db = self._db
        hashes, titles = self._hashes, self._title_hashes
        # Marks may have come before their paper: then the key is there.
        waiting = [(paper, number) for key, number, paper in self._new_keys if key in self._waiting]
        db.executemany("UPDATE keys SET paper = ? WHERE id = ?", waiting)
        new = [key for key in self._new_keys if key[0] not in self._waiting]
        db.executemany(ADD_KEYS, [(*key, hashes[key[0]]) for key in new])
        db.executemany(
            key_index.ADD_TITLES, [(titles[fold], paper) for fold, paper in self._new_folds]
        )

    def _write_entries(self) -> None:
        db, digest = self._db, self._digest
        older = [paper for paper in self._entries if not self._rows[paper].is_new]
        for paper, date, dating in db.execute(_ALREADY_IN, (meta.as_set(older), digest)).fetchall():
            _, day = self._entries.pop(paper)
            db.execute(SET_DAY, (*surer((date, dating), day), digest, paper))
        db.executemany(
            ADD_ENTRIES,
            [(digest, first, paper, *day) for paper, (first, day) in self._entries.items()],
        )
        single, rows = len(self._new), [self._rows[paper] for paper in self._entries]
        unread, starred = sum(not row.read for row in rows), sum(row.starred for row in rows)
        db.execute(
            "UPDATE digests SET total = total + ?, unread = unread + ?, starred = starred + ?"
            " WHERE id = ?",
            (single + len(rows), single + unread, starred, digest),
        )
