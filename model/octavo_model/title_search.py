"""The fuzzy index over a library's titles: made when first needed, extended as papers come."""

from __future__ import annotations

import time
from array import array
from contextlib import suppress
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from octavo_model.files import write_atomically
from octavo_model.fuzzy import FuzzyIndex, SearchCancelledError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray


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


class Found(NamedTuple):
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
        self._view: tuple[Sequence[int], FuzzyIndex, NDArray[np.intp]] | None = None

    @property
    def is_ready(self) -> bool:
        """Whether there is an index, be it short of the newest papers."""
        return self._index is not None

    def search(self, query: str, among: Sequence[int], newest: int) -> Found:
        """Rank ``among`` by how well their titles fit ``query``; equals keep their order.

        Args:
            query: As typed.
            among: Paper ids, in the order that breaks ties.
            newest: The largest paper id of the library: titles up to it are taken in first.
        """
        return self._ranked(query, among, self.prepare(newest), None)

    def search_within(
        self, query: str, among: Sequence[int], newest: int, patience: float
    ) -> Found | None:
        """Like `search`, if that takes no more than ``patience`` seconds; else None."""
        index = self._index
        if index is None or not self._is_current(newest) or self._lock.locked():
            return None
        end = time.perf_counter() + patience
        try:
            return self._ranked(query, among, index, lambda: time.perf_counter() > end)
        except SearchCancelledError:
            return None

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
        cancelled: Callable[[], bool] | None,
    ) -> Found:
        ids = self._ids[: len(index)]
        ranking = index.search(query, self._docs(among, index, ids), cancelled)
        return Found(array("q", ids[ranking.docs].tobytes()), array("f", ranking.scores.tobytes()))

    def _docs(
        self, among: Sequence[int], index: FuzzyIndex, ids: NDArray[np.int64]
    ) -> NDArray[np.intp]:
        """The index's numbers of the papers ``among``; the same at every key of a filter."""
        view = self._view
        if view is not None and view[0] is among and view[1] is index:
            return view[2]
        wanted = np.asarray(among, dtype=np.int64)
        docs = np.searchsorted(ids, wanted)
        present = docs < len(ids)
        present[present] = ids[docs[present]] == wanted[present]
        found: NDArray[np.intp] = docs[present]
        self._view = (among, index, found)
        return found
