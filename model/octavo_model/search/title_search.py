"""The index of words of a library: built when first needed, extended as papers are added."""

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
from octavo_model.search.titles.matching import Fields
from octavo_model.search.titles.words import spelled
from octavo_model.storage.files import write_atomically
from octavo_model.text.latex import plainly

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from octavo_model.search.acronyms.index import Hidden
    from octavo_model.search.query.nodes import Anchor
    from octavo_model.search.titles.near import Frequency

_WORTH_SAVING = 5_000
"""Titles whose indexing takes noticeable time."""
_SECONDS_PER_PAPER = 5e-8
"""About how long it takes to look one up in the index."""


class TitleSource(Protocol):
    """Where titles and names come from."""

    def titles(self, after: int) -> Iterable[tuple[int, str, str]]:
        """Return id, title and authors of every paper with an id above ``after``, ascending."""

    def paper_ids(self, last: int) -> Sequence[int]:
        """Return the ids of all papers up to ``last``, ascending."""

    def stamp(self) -> str:
        """Return what distinguishes these ids from those of any other index."""


class Ranked(NamedTuple):
    """Papers, best first."""

    ids: Sequence[int]
    scores: Sequence[float]
    """How well each matches, 0 to 100."""


class TitleSearch:
    """Searches titles and names by paper id. Several threads may use it at once.

    The index is saved at ``path``. A file there is only used if it is of these papers; it may be
    deleted at any time.
    """

    def __init__(self, source: TitleSource, path: Path) -> None:
        self._source = source
        self._path = path
        self._lock = Lock()
        self._index: FuzzyIndex | None = None
        self._ids: NDArray[np.int64] = np.empty(0, np.int64)
        self._hidden: Hidden | None = None
        # The list that was last filtered, in which index, and the numbers of its titles there.
        self._listed: tuple[Sequence[int], FuzzyIndex, NDArray[np.intp]] | None = None

    @property
    def is_ready(self) -> bool:
        """Whether there is an index, even if the newest papers are missing."""
        return self._index is not None

    def search(
        self, query: str, among: Sequence[int], newest: int, end: float | None = None
    ) -> Ranked:
        """Rank ``among`` by how well they match the words of ``query``; ties keep their order.

        Titles up to the paper ``newest`` are indexed first. If it would take until after the time
        ``end`` of `time.perf_counter`, SearchCancelledError is raised.
        """
        index, is_late = self._within(among, newest, end)
        ranking = index.search(plainly(query), self._docs(among, index), is_late)
        papers = self._ids.take(ranking.docs)
        return Ranked(array("q", papers.tobytes()), array("f", ranking.scores.tobytes()))

    def _within(
        self, among: Sequence[int], newest: int, end: float | None
    ) -> tuple[FuzzyIndex, Callable[[float], bool] | None]:
        """Return the index, and what says whether so many more seconds are too many."""
        if end is None:
            return self.prepare(newest), None
        index = self._index
        if index is None or not self._is_current(newest) or self._lock.locked():
            raise SearchCancelledError

        def is_late(seconds: float) -> bool:
            return time.perf_counter() + seconds > end

        if self._known_docs(among, index) is None and is_late(len(among) * _SECONDS_PER_PAPER):
            raise SearchCancelledError
        return index, is_late

    def near(
        self,
        query: str,
        among: Sequence[int],
        found: Sequence[int],
        newest: int,
        limit: int,
        frequency: Frequency = lambda _word: 0,
        end: float | None = None,
    ) -> Sequence[int]:
        """Return the papers of ``among`` that have a good part of ``query``, best first.

        Those already ``found`` are left out, and no more than ``limit`` are returned. ``end`` is
        that of `search`.
        """
        index, is_late = self._within(among, newest, end)
        docs, known = self._docs(among, index), self._docs_of(found, index)
        near = index.near(plainly(query), docs, known, limit, frequency, is_late)
        return array("q", self._ids[near].tobytes())

    def hide(self, hidden: Hidden) -> None:
        """Let the ``hidden`` words of papers count as words of their titles: see `Fields`."""
        with self._lock:
            if self._index is None or self._hidden is hidden:
                return
            texts = dict(zip(hidden.ids.tolist(), hidden.texts, strict=True))
            words = [texts.get(paper, "") for paper in self._ids.tolist()]
            self._index, self._hidden = self._index.with_hidden(words), hidden

    def make_ready(self, newest: int) -> None:
        """Prepare everything, so that the first query is as fast as the next."""
        self.prepare(newest).warm()

    def containing(self, text: str, anchor: Anchor, newest: int) -> NDArray[np.int64]:
        """Return the papers whose titles contain ``text``: see `FuzzyIndex.containing`."""
        index = self.prepare(newest)
        return self._ids[index.containing(text, anchor)]

    def scored(
        self, query: str, newest: int, *, titles_only: bool = False
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return all papers that `search` would find, and how well each matches, 0 to 100."""
        index = self.prepare(newest)
        if titles_only:
            index = FuzzyIndex(Fields(index.fields.titles))
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
            index = self._index
            if index is None or not self._is_current(newest):
                added = list(self._source.titles(self._last_id()))
                titles = [title for _, title, _ in added]
                # Symbols, too, are found by names.
                names = [f"{names} {spelled(title)}" for _, title, names in added]
                if index is None:
                    index = FuzzyIndex.build(titles, names)
                else:
                    index = index.extended(titles, names)
                ids = np.array([row[0] for row in added], np.int64)
                self._ids = np.concatenate((self._ids, ids))
                self._index = index
                if len(self._ids) - saved > max(_WORTH_SAVING, saved // 8):
                    self._save(index)
                    release_memory()
            return index

    def _load(self) -> None:
        try:
            ids = np.load(self._path.with_suffix(".ids.npy"), allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return
        if ids.dtype != np.int64 or ids.ndim != 1 or not len(ids):
            return
        now = np.asarray(self._source.paper_ids(int(ids[-1])), dtype=np.int64)
        index = FuzzyIndex.load(self._path, self._source.stamp(), names=True)
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

    def _docs(self, among: Sequence[int], index: FuzzyIndex) -> NDArray[np.intp]:
        """Return where ``among`` are in the index; remembered for the next search."""
        docs = self._known_docs(among, index)
        if docs is None:
            docs = self._docs_of(among, index)
            self._listed = among, index, docs
        return docs

    def _docs_of(self, papers: Sequence[int], index: FuzzyIndex) -> NDArray[np.intp]:
        ids, wanted = self._ids[: len(index)], np.asarray(papers, dtype=np.int64)
        docs = np.searchsorted(ids, wanted)
        present = docs < len(ids)
        present[present] = ids[docs[present]] == wanted[present]
        return docs[present]

    def _known_docs(self, among: Sequence[int], index: FuzzyIndex) -> NDArray[np.intp] | None:
        """Return where ``among`` are in the index, if that list was filtered last."""
        if self._listed is None:
            return None
        listed, titles, docs = self._listed
        return docs if listed is among and titles is index else None


def position_of(paper_id: int, ids: Sequence[int]) -> int | None:
    """Return the first position of a paper in ``ids``, None if it is not there.

    For long lists: `array.index` makes an object of each element, which takes 20 ms for a million.
    """
    positions = np.flatnonzero(np.asarray(ids, dtype=np.int64) == paper_id)
    return int(positions[0]) if len(positions) else None
