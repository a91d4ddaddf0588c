"""The fuzzy index of a library's titles: built when first needed, extended as papers are added."""

from __future__ import annotations

import time
from array import array
from contextlib import suppress
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from octavo_model.search.array_file import release_memory
from octavo_model.search.titles import FuzzyIndex, SearchCancelledError
from octavo_model.storage.files import write_atomically
from octavo_model.text.latex import plainly

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from octavo_model.search.query.nodes import Anchor

_WORTH_SAVING = 5_000
"""Titles whose indexing takes noticeable time."""
_SECONDS_PER_PAPER = 5e-8
"""About how long it takes to look one up in the index."""


class TitleSource(Protocol):
    """Where titles come from."""

    def titles(self, after: int) -> Iterable[tuple[int, str]]:
        """Return id and title of every paper with an id above ``after``, ascending."""

    def paper_ids(self, last: int) -> Sequence[int]:
        """Return the ids of all papers up to ``last``, ascending."""

    def stamp(self) -> str:
        """Return what distinguishes these ids from those of any other index."""


class Ranked(NamedTuple):
    """Papers, best first.

    Attributes:
        ids: Paper ids.
        scores: How well each matches, 0 to 100, in the same order.
    """

    ids: Sequence[int]
    scores: Sequence[float]


class TitleSearch:
    """Searches titles by paper id. Several threads may use it at once.

    Args:
        source: The library's titles.
        path: Where the index is saved. A file there is only used if it is of these papers; it may
            be deleted at any time.
    """

    def __init__(self, source: TitleSource, path: Path) -> None:
        self._source = source
        self._path = path
        self._lock = Lock()
        self._index: FuzzyIndex | None = None
        self._ids: NDArray[np.int64] = np.empty(0, np.int64)
        self._listed: _ListedTitles | None = None

    @property
    def is_ready(self) -> bool:
        """Whether there is an index, even if the newest papers are missing."""
        return self._index is not None

    def search(self, query: str, among: Sequence[int], newest: int) -> Ranked:
        """Rank ``among`` by how well their titles match ``query``; ties keep their order.

        Args:
            query: As typed; LaTeX in it is read as in titles.
            among: Paper ids, in the order that breaks ties.
            newest: The largest paper id of the library: titles up to it are indexed first.
        """
        return self._rank(query, among, self.prepare(newest), None)

    def search_within(
        self, query: str, among: Sequence[int], newest: int, timeout: float
    ) -> Ranked | None:
        """Search like `search`; return None if it takes more than ``timeout`` seconds."""
        index = self._index
        if index is None or not self._is_current(newest) or self._lock.locked():
            return None
        if not self._is_listed(among, index) and len(among) * _SECONDS_PER_PAPER > timeout:
            return None
        end = time.perf_counter() + timeout
        try:
            return self._rank(
                query, among, index, lambda seconds: time.perf_counter() + seconds > end
            )
        except SearchCancelledError:
            return None

    def make_ready(self, newest: int) -> None:
        """Prepare everything, so that the first query is as fast as the next."""
        self.prepare(newest).warm()

    def containing(self, text: str, anchor: Anchor, newest: int) -> NDArray[np.int64]:
        """Return the papers whose titles contain ``text``: see `FuzzyIndex.containing`."""
        index = self.prepare(newest)
        return self._ids[index.containing(text, anchor)]

    def scored(self, query: str, newest: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return all papers that `search` would find, and how well each matches, 0 to 100."""
        index = self.prepare(newest)
        ranking = index.search(query)
        return self._ids[ranking.docs], ranking.scores

    def alphabetical(self, newest: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return all papers, and the alphabetical ranks of their titles; equal ones share one."""
        index = self.prepare(newest)
        bare = [title.lstrip(" \"'([{“‘«") for title in index.folded_titles().tolist()]
        ranks = {title: rank for rank, title in enumerate(sorted(set(bare)))}
        return self._ids[: len(index)], np.fromiter(map(ranks.__getitem__, bare), np.int64)

    def prepare(self, newest: int) -> FuzzyIndex:
        """Return the index of all titles up to the paper ``newest``: loaded, built or extended.

        It is saved when building it again would take noticeable time.
        """
        with self._lock:
            saved = 0
            if self._index is None:
                self._load()
                saved = len(self._ids)
            if self._index is None or not self._is_current(newest):
                added = list(self._source.titles(self._last_id()))
                titles = [title for _, title in added]
                ids = np.fromiter((paper for paper, _ in added), np.int64, len(added))
                index = self._index
                extended = FuzzyIndex.build(titles) if index is None else index.extended(titles)
                self._ids = np.concatenate((self._ids, ids))
                self._index = extended
                if len(self._ids) - saved > max(_WORTH_SAVING, saved // 8):
                    self._save(extended)
                    release_memory()
            return self._index

    def _load(self) -> None:
        try:
            ids = np.load(self._path.with_suffix(".ids.npy"), allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return
        if ids.dtype != np.int64 or ids.ndim != 1 or not len(ids):
            return
        now = np.asarray(self._source.paper_ids(int(ids[-1])), dtype=np.int64)
        index = FuzzyIndex.load(self._path, self._source.stamp())
        if index is not None and len(index) == len(ids) and np.array_equal(ids, now):
            self._index, self._ids = index, ids

    def _save(self, index: FuzzyIndex) -> None:
        try:
            index.save(self._path, self._source.stamp())
            data = BytesIO()
            np.save(data, self._ids)
            write_atomically(self._path.with_suffix(".ids.npy"), data.getvalue())
        except OSError:
            # A full or read-only disk: the next session builds the index again.
            with suppress(OSError):
                self._path.unlink(missing_ok=True)

    def _last_id(self) -> int:
        return int(self._ids[-1]) if len(self._ids) else 0

    def _is_current(self, newest: int) -> bool:
        return newest <= self._last_id()

    def _rank(
        self,
        query: str,
        among: Sequence[int],
        index: FuzzyIndex,
        cancelled: Callable[[float], bool] | None,
    ) -> Ranked:
        listed = self._list(among, index)
        ranking = index.search(plainly(query), listed.docs, cancelled)
        ids, scores = array("q"), array("f")
        ids.frombytes(listed.ids.take(ranking.positions).data.cast("B"))
        scores.frombytes(ranking.scores.data.cast("B"))
        return Ranked(ids, scores)

    def _is_listed(self, among: Sequence[int], index: FuzzyIndex) -> bool:
        listed = self._listed
        return listed is not None and listed.among is among and listed.titles is index

    def _list(self, among: Sequence[int], index: FuzzyIndex) -> _ListedTitles:
        """Return where the papers ``among`` are in the index; cached while a filter is typed."""
        listed = self._listed
        if listed is not None and listed.among is among and listed.titles is index:
            return listed
        ids, wanted = self._ids[: len(index)], np.asarray(among, dtype=np.int64)
        docs = np.searchsorted(ids, wanted)
        present = docs < len(ids)
        present[present] = ids[docs[present]] == wanted[present]
        self._listed = listed = _ListedTitles(among, index, docs[present], wanted[present])
        return listed


class _ListedTitles(NamedTuple):
    """A list that is filtered.

    Attributes:
        among: Its papers, as given.
        titles: Where their titles are searched.
        docs: Their numbers there, without papers that are not indexed.
        ids: The papers of ``docs``.
    """

    among: Sequence[int]
    titles: FuzzyIndex
    docs: NDArray[np.intp]
    ids: NDArray[np.int64]


def position_of(paper_id: int, ids: Sequence[int]) -> int | None:
    """Return the first position of a paper in ``ids``, None if it is not there.

    For long lists: `array.index` makes an object of each element, which takes 20 ms for a million.
    """
    positions = np.flatnonzero(np.asarray(ids, dtype=np.int64) == paper_id)
    return int(positions[0]) if len(positions) else None
