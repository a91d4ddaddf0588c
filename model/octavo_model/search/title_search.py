"""The fuzzy index over a library's titles: made when first needed, extended as papers come."""

from __future__ import annotations

import time
from array import array
from contextlib import suppress
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from octavo_model.search.memory import give_back
from octavo_model.search.titles import FuzzyIndex, SearchCancelledError
from octavo_model.storage.files import write_atomically
from octavo_model.text.latex import plainly

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from octavo_model.search.query.nodes import How


class Titles(Protocol):
    """Where titles come from."""

    def titles(self, after: int) -> Iterable[tuple[int, str]]:
        """Id and title of every paper with an id above ``after``, ascending."""

    def paper_ids(self, last: int) -> Sequence[int]:
        """The ids of all papers up to ``last``, ascending."""

    def stamp(self) -> str:
        """What tells these ids from those of any other index."""


_WORTH_SAVING = 5_000
"""Titles that take long enough to index to be felt."""


_PER_PAPER = 5e-8
"""About how many seconds it takes to look one up in the index."""


class Ranked(NamedTuple):
    """What a filter found, best first.

    Attributes:
        ids: Paper ids.
        scores: How well each fits, 0 to 100, in the same order.
    """

    ids: Sequence[int]
    scores: Sequence[float]


class TitleSearch:
    """Searches titles by paper id. Several threads may use it at once.

    Args:
        titles: The library's.
        path: Where the index is kept between two sessions. What lies there is only used if it
            is of these very papers, and can be thrown away at any time.
    """

    def __init__(self, titles: Titles, path: Path) -> None:
        self._titles = titles
        self._path = path
        self._lock = Lock()
        self._index: FuzzyIndex | None = None
        self._ids: NDArray[np.int64] = np.empty(0, np.int64)
        self._view: _ViewOfIndex | None = None

    @property
    def is_ready(self) -> bool:
        """Whether there is an index, be it short of the newest papers."""
        return self._index is not None

    def search(self, query: str, among: Sequence[int], newest: int) -> Ranked:
        """Rank ``among`` by how well their titles fit ``query``; equals keep their order.

        Args:
            query: As typed; LaTeX in it is read as titles are.
            among: Paper ids, in the order that breaks ties.
            newest: The largest paper id of the library: titles up to it are taken in first.
        """
        return self._ranked(query, among, self.prepare(newest), None)

    def search_within(
        self, query: str, among: Sequence[int], newest: int, patience: float
    ) -> Ranked | None:
        """Like `search`, if that takes no more than ``patience`` seconds; else None."""
        index = self._index
        if index is None or not self._is_current(newest) or self._lock.locked():
            return None
        if not self._knows(among, index) and len(among) * _PER_PAPER > patience:
            return None
        end = time.perf_counter() + patience
        try:
            return self._ranked(
                query, among, index, lambda seconds: time.perf_counter() + seconds > end
            )
        except SearchCancelledError:
            return None

    def make_ready(self, newest: int) -> None:
        """Prepare, so that no letter of the first query is slower than the next."""
        self.prepare(newest).warm()

    def holding(self, text: str, how: How, newest: int) -> NDArray[np.int64]:
        """The papers whose titles hold ``text``: see `FuzzyIndex.holding`."""
        index = self.prepare(newest)
        return self._ids[index.holding(text, how)]

    def scored(self, query: str, newest: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Of all papers those that `search` would find, and how well each fits, 0 to 100."""
        index = self.prepare(newest)
        ranking = index.search(query)
        return self._ids[ranking.docs], ranking.scores

    def folded(self, newest: int) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
        """All papers, and their titles as they are compared."""
        index = self.prepare(newest)
        return self._ids[: len(index)], index.folded_titles()

    def prepare(self, newest: int) -> FuzzyIndex:
        """The index of all titles up to the paper ``newest``: loaded, made or extended.

        It is saved when so much is new in it that making it again would be felt.
        """
        with self._lock:
            kept = 0
            if self._index is None:
                self._load()
                kept = len(self._ids)
            if self._index is None or not self._is_current(newest):
                last = int(self._ids[-1]) if len(self._ids) else 0
                fresh = list(self._titles.titles(last))
                titles = [title for _, title in fresh]
                more = np.fromiter((one for one, _ in fresh), np.int64, len(fresh))
                index = self._index
                extended = FuzzyIndex.build(titles) if index is None else index.extended(titles)
                self._ids = np.concatenate((self._ids, more))
                self._index = extended
                if len(self._ids) - kept > max(_WORTH_SAVING, kept // 8):
                    self._save()
                    give_back()
            return self._index

    def _load(self) -> None:
        try:
            ids = np.load(self._path.with_suffix(".ids.npy"), allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return
        if ids.dtype != np.int64 or ids.ndim != 1 or not len(ids):
            return
        now = np.asarray(self._titles.paper_ids(int(ids[-1])), dtype=np.int64)
        index = FuzzyIndex.load(self._path, self._titles.stamp())
        if index is not None and len(index) == len(ids) and np.array_equal(ids, now):
            self._index, self._ids = index, ids

    def _save(self) -> None:
        if self._index is None:
            return
        try:
            self._index.save(self._path, self._titles.stamp())
            data = BytesIO()
            np.save(data, self._ids)
            write_atomically(self._path.with_suffix(".ids.npy"), data.getvalue())
        except OSError:
            # A full or read-only disk: the next session makes the index again.
            with suppress(OSError):
                self._path.unlink(missing_ok=True)

    def _is_current(self, newest: int) -> bool:
        return newest <= (int(self._ids[-1]) if len(self._ids) else 0)

    def _ranked(
        self,
        query: str,
        among: Sequence[int],
        index: FuzzyIndex,
        cancelled: Callable[[float], bool] | None,
    ) -> Ranked:
        view = self._view_of(among, index)
        ranking = index.search(plainly(query), view.docs, cancelled)
        ids, scores = array("q"), array("f")
        ids.frombytes(view.ids.take(ranking.places).data.cast("B"))
        scores.frombytes(ranking.scores.data.cast("B"))
        return Ranked(ids, scores)

    def _knows(self, among: Sequence[int], index: FuzzyIndex) -> bool:
        view = self._view
        return view is not None and view.among is among and view.titles is index

    def _view_of(self, among: Sequence[int], index: FuzzyIndex) -> _ViewOfIndex:
        """Where the papers ``among`` are in the index; the same at every key of a filter."""
        view = self._view
        if view is not None and view.among is among and view.titles is index:
            return view
        ids, wanted = self._ids[: len(index)], np.asarray(among, dtype=np.int64)
        docs = np.searchsorted(ids, wanted)
        present = docs < len(ids)
        present[present] = ids[docs[present]] == wanted[present]
        self._view = view = _ViewOfIndex(among, index, docs[present], wanted[present])
        return view


def place_of(paper_id: int, ids: Sequence[int]) -> int | None:
    """Where among ``ids`` a paper first stands; None where it does not.

    For long lists: `array.index` makes an object of each of them, at a million for 20 ms.
    """
    places = np.flatnonzero(np.asarray(ids, dtype=np.int64) == paper_id)
    return int(places[0]) if len(places) else None


class _ViewOfIndex(NamedTuple):
    """A list that is filtered.

    Attributes:
        among: It.
        titles: What its titles are found in.
        docs: Their numbers there, without those that are not there.
        ids: The papers of these.
    """

    among: Sequence[int]
    titles: FuzzyIndex
    docs: NDArray[np.intp]
    ids: NDArray[np.int64]
