"""What the index knows of the papers of a batch, and which of them an entry is about."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING

from octavo_model.core.changes import Property
from octavo_model.core.identity import ARXIV, TITLE, URL, PaperMatch
from octavo_model.core.ids import is_placeholder_title
from octavo_model.core.matching import (
    Candidate,
    agree,
    evidence_of,
    have_conflict,
    is_generic,
    judge_by_title,
    judge_with_id,
)
from octavo_model.index import keys as key_index
from octavo_model.index import meta
from octavo_model.index.write import properties, rows
from octavo_model.index.write.rows import PendingRow

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from octavo_model.index.write.incoming import IncomingPaper

_KEY = "SELECT key FROM keys WHERE id = ?"
_KEYS_OF = "SELECT key FROM keys WHERE paper = ?"
_MOST = 16
"""Papers of one title that are compared: of a title that very many have, the others are new."""


class KnownPapers:
    """The papers that a batch may touch.

    Attributes:
        holders: The paper of each key.
        key_ids: The number of each key that the index has.
        waiting: Marks of keys that have no paper yet: read, starred, verdict.
        same_title: The papers that ever had each folded title, in order.
        rows: The papers by number.
        hashes: Of keys.
        title_hashes: Of folded titles.
        removed: Keys of papers that the user removed.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.holders: dict[str, int] = {}
        self.key_ids: dict[str, int] = {}
        self.waiting: dict[str, tuple[int, int, int]] = {}
        self.same_title: dict[str, dict[int, None]] = {}
        self.rows: dict[int, PendingRow] = {}
        self.hashes: dict[str, int] = {}
        self.title_hashes: dict[str, int] = {}
        self.removed = properties.all_set(db, Property.PAPER_REMOVED).keys()
        same, self._apart = properties.merges_and_splits(db)
        self._decided = {*self.removed, *same, *same.values(), *frozenset().union(*self._apart)}
        self._shared: set[str] = set()  # keys that are known, or those of several entries
        self._key_names: dict[int, str] = {}
        self._merged: dict[int, list[int]] = {}
        self._held: dict[int, set[str]] = {}  # the keys of each paper, as far as they are loaded
        self._stored: dict[int, set[str]] = {}  # all its keys in the index

    def read(self, incoming: Sequence[IncomingPaper]) -> None:
        """Load every paper that ``incoming`` may be."""
        keys: set[str] = set()
        repeated: set[str] = set()
        for entry in incoming:
            its_keys = entry.all_keys
            repeated |= keys & its_keys
            keys |= its_keys
        self.hashes = key_index.hashes_of_keys(self._db, keys)
        found = self._db.execute(rows.BY_KEY, (meta.as_json(self.hashes),))
        for key, number, read, starred, verdict, *columns in found:
            self.key_ids[key], self._key_names[number] = number, key
            if columns[0] is None:
                self.waiting[key] = (read, starred, verdict)
                continue
            self.hold(key, columns[0])
            if columns[0] not in self.rows:
                self.rows[columns[0]] = PendingRow.known(columns)
        folds = {entry.fold: entry.fold_key for entry in incoming}
        self.title_hashes = key_index.hashes_of_titles(self._db, folds)
        for fold, key in folds.items() if self.holders else ():
            if (paper := self.holders.get(key)) is not None:
                self.same_title[fold] = {paper: None}
        # Each incoming paper merges at most two, so enough papers of a title stay known.
        most = 2 * len(incoming) + 4
        for fold, paper in key_index.apart_from_keys(self._db, self.title_hashes, most):
            self.same_title.setdefault(fold, {})[paper] = None
        others = {paper for some in self.same_title.values() for paper in some} - self.rows.keys()
        for columns in self._db.execute(rows.BY_ID, (meta.as_set(others),)) if others else ():
            self.rows[columns[0]] = PendingRow.known(columns)
        self._shared = repeated | self.key_ids.keys() | self._decided

    def is_single(self, entry: IncomingPaper) -> bool:
        """Return whether ``entry`` is a new paper, and no other of the batch may be it."""
        if entry.fold in self.same_title:
            return False
        return not self._shared or self._shared.isdisjoint(entry.all_keys)

    def key_name(self, number: int) -> str:
        """Return the key with this number."""
        name = self._key_names.get(number)
        if name is None:
            (name,) = self._db.execute(_KEY, (number,)).fetchone()
            self._key_names[number] = name
        return name

    def add_key(self, key: str, number: int) -> None:
        """Note that the new ``key`` has this number."""
        self.key_ids[key] = number
        self._key_names[number] = key

    def hold(self, key: str, paper: int) -> None:
        """Note that ``key`` leads to ``paper``."""
        self.holders[key] = paper
        self._held.setdefault(paper, set()).add(key)

    def absorb(self, keep: int, gone: int) -> None:
        """Note that ``gone`` is the paper ``keep``."""
        self._merged.setdefault(keep, []).extend([gone, *self._merged.pop(gone, ())])
        for key in self._held.pop(gone, ()):
            self.hold(key, keep)
        for papers in self.same_title.values():
            if gone in papers:
                del papers[gone]
                papers[keep] = None

    def new_key(self, entry: IncomingPaper) -> str:
        """Return the key of the new paper that ``entry`` is about."""
        key = entry.keys[0]
        return entry.other if entry.other and key in self.holders else key

    def are_apart(self, one: str, other: str) -> bool:
        """Return whether the user says that these keys are never one paper."""
        return frozenset((one, other)) in self._apart

    def judge(self, entry: IncomingPaper) -> PaperMatch:
        """Return which paper ``entry`` is about."""
        holder = self.holders.get(entry.keys[0])
        papers = self.same_title.get(entry.fold, {})
        is_sure = bool(entry.ids) or (
            holder is not None and self._agrees(entry, holder) is not False
        )
        if holder is not None and is_sure and len(entry.ids) < 2 and papers.keys() <= {holder}:
            return PaperMatch(holder)  # most papers
        candidates = [self._candidate(entry, paper) for paper in islice(papers, _MOST)]
        if is_generic(entry.fold):
            candidates = [one for one in candidates if one.agrees or one.paper == holder]
        if entry.ids:
            return judge_with_id(entry.ids, self._holders(entry), candidates)
        if (other := self.holders.get(entry.other)) is not None:
            return PaperMatch(other)
        match = judge_by_title(holder, candidates)
        return self._at_page(entry) if match.paper is None else match

    def _candidate(self, entry: IncomingPaper, paper: int) -> Candidate:
        key, agrees = self.key_name(self.rows[paper].key), self._agrees(entry, paper)
        return Candidate(paper, key, agrees, self._differs(entry, paper))

    def _holders(self, entry: IncomingPaper) -> list[int | None]:
        """Return the papers with the ids of ``entry``, without those that are not one."""
        first, *others = entry.ids
        found = [self.holders.get(first)]
        for key in others:
            paper = self.holders.get(key)
            if paper is not None and paper != found[0]:
                known = self._keys_of(paper)
                mine = {first} if found[0] is None else {first, *self._keys_of(found[0])}
                if have_conflict(mine, known) or self._some_apart(mine, known):
                    paper = None
            found.append(paper)
        return found

    def _differs(self, entry: IncomingPaper, paper: int) -> bool:
        """Return whether ids, or the user, say that ``paper`` is another one."""
        if self._apart and self._some_apart(entry.keys, self._keys_of(paper)):
            return True
        ids = set(entry.ids)
        if not ids or not ids.isdisjoint(self._held.get(paper, ())):
            return False
        # It has none of these ids: it differs if it has others of their kind.
        key = self.key_name(self.rows[paper].key)
        kinds = {one.partition(":")[0] for one in ids}
        if key.partition(":")[0] in kinds:
            return not key.startswith((TITLE, URL))
        return key.startswith(ARXIV) and have_conflict(ids, self._keys_of(paper))

    def _some_apart(self, some: Iterable[str], others: Iterable[str]) -> bool:
        if not self._apart:
            return False
        return any(self.are_apart(one, other) for one in some for other in others)

    def _keys_of(self, paper: int) -> set[str]:
        keys = set(self._held.get(paper, ()))
        for number in (paper, *self._merged.get(paper, ())):
            if number not in self._stored:
                found = self._db.execute(_KEYS_OF, (number,))
                self._stored[number] = {key for (key,) in found}
            keys |= self._stored[number]
        return keys

    def _agrees(self, entry: IncomingPaper, paper: int) -> bool | None:
        row = self.rows[paper]
        authors = json.loads(row.authors) if row.authors else ()
        known = evidence_of(authors, int(row.date[:4]) if row.date else None)
        return agree(entry.evidence, known, generic=is_generic(entry.fold))

    def _at_page(self, entry: IncomingPaper) -> PaperMatch:
        """Return the paper that is known only by the address of the page of ``entry``, if any."""
        paper = self.holders.get(entry.page) if entry.page else None
        if paper is None or not is_placeholder_title(self.rows[paper].title):
            return PaperMatch(None)
        return PaperMatch(paper)
