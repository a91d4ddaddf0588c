"""The fuzzy index over a library's titles: made when first needed, extended as papers come."""

from __future__ import annotations

from array import array
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from octavo_model.fuzzy import FuzzyIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    Titles = Callable[[int], Iterable[tuple[int, str]]]


class Found(NamedTuple):
    """What a filter found, best first.

    Attributes:
        ids: Paper ids.
        scores: How well each fits, 0 to 100, in the same order.
    """

    ids: Sequence[int]
    scores: Sequence[float]


class TitleSearch:
    """Searches titles by paper id.

    Args:
        titles: Gives ``(id, title)`` of every paper with an id above the one passed, ascending.
    """

    def __init__(self, titles: Titles) -> None:
        self._titles = titles
        self._lock = Lock()
        self._index: FuzzyIndex | None = None
        self._ids: NDArray[np.int64] = np.empty(0, np.int64)

    def search(self, query: str, among: Sequence[int], newest: int) -> Found:
        """Rank ``among`` by how well their titles fit ``query``; equals keep their order.

        Args:
            query: As typed.
            among: Paper ids, in the order that breaks ties.
            newest: The largest paper id of the library: titles up to it are taken in first.
        """
        index, ids = self._up_to(newest)
        wanted = np.asarray(among, dtype=np.int64)
        docs = np.searchsorted(ids, wanted)
        present = docs < len(ids)
        present[present] = ids[docs[present]] == wanted[present]
        ranking = index.search(query, docs[present].astype(np.int32))
        return Found(
            array("q", ids[ranking.docs].astype(np.int64).tobytes()), ranking.scores.tolist()
        )

    def _up_to(self, newest: int) -> tuple[FuzzyIndex, NDArray[np.int64]]:
        with self._lock:
            last = int(self._ids[-1]) if len(self._ids) else 0
            if self._index is None or newest > last:
                fresh = list(self._titles(last))
                titles = [title for _, title in fresh]
                if self._index is None:
                    self._index = FuzzyIndex.build(titles)
                else:
                    self._index = self._index.extended(titles)
                more = np.fromiter((one for one, _ in fresh), np.int64, len(fresh))
                self._ids = np.concatenate((self._ids, more))
            return self._index, self._ids
