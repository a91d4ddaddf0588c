"""The counted terms of papers, saved in the library's folder: each paper is counted once."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Protocol

import numpy as np

from octavo_model.search.array_file import ArrayFile, release_mapped, release_memory
from octavo_model.search.ranking.terms import NO_ROWS, CountedRows, RowCounter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from octavo_model.search.similar.counting import Text
    from octavo_model.search.similar.store import Progress

FILE = ArrayFile(
    "octavo-rows",
    version=2,  # to be raised, too, when terms or folding change
    types={"ids": "<i8", "letters": "<u4", "starts": "<i8", "terms": "<u4", "counts": "u1"},
)
_SLICE = 200
"""Papers that are counted at once, in about a twentieth of a second."""
_WORTH_SAVING = 2_000


class RowSource(Protocol):
    """Where titles and abstracts come from."""

    def texts_of(self, ids: Sequence[int]) -> Mapping[int, Text]:
        """Return the texts of the papers ``ids`` that still exist."""

    def letters_of(self, ids: Sequence[int]) -> Mapping[int, int]:
        """Return how many letters the texts of these papers have, of those that still exist."""

    def stamp(self) -> str:
        """Return what distinguishes these ids from those of any other index."""


class RowStore:
    """The counted terms of the papers that were asked for. Several threads may use it at once.

    They are saved at ``path``. A file there is only used if it is of this library; it may be
    deleted at any time.
    """

    def __init__(self, source: RowSource, path: Path) -> None:
        self._source = source
        self._path = path
        self._lock = Lock()
        self._stamp = ""
        self._saved = self._recent = NO_ROWS  # ids ascend in both

    def rows(self, ids: Sequence[int], progress: Progress) -> CountedRows:
        """Return the terms of the papers ``ids``, in their order.

        Papers that are new, or have a text of another length, are counted in slices; ``progress``
        is called after each, with papers counted and papers to count. A paper that is gone has the
        terms it was last counted with, or none.
        """
        wanted = np.asarray(ids, np.int64)
        with self._lock:
            self._load()
            self._count(self._outdated(wanted), progress)
            recent = _those(self._recent, wanted)
            saved = _those(self._saved, np.setdiff1d(wanted, recent.ids))
            release_mapped(self._saved.terms)
        gone = np.setdiff1d(wanted, np.concatenate((saved.ids, recent.ids)))
        nothing = np.zeros(len(gone) + 1, np.int64)
        blank = NO_ROWS._replace(ids=gone, letters=nothing[1:].astype(np.uint32), starts=nothing)
        rows = CountedRows.joined((saved, recent, blank))
        order = np.argsort(rows.ids)
        return rows.taken(order[np.searchsorted(rows.ids[order], wanted)])

    def texts_of(self, papers: Sequence[int]) -> Mapping[int, Text]:
        """Return the texts of ``papers``, without those that are gone."""
        return self._source.texts_of(papers)

    def _load(self) -> None:
        # When the library's index is rebuilt, its papers get other ids.
        if (stamp := self._source.stamp()) != self._stamp:
            self._stamp, self._recent = stamp, NO_ROWS
            self._saved = self._read() or NO_ROWS

    def _read(self) -> CountedRows | None:
        arrays = FILE.load(self._path, self._stamp)
        return None if arrays is None else CountedRows(**arrays)

    def _outdated(self, wanted: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the papers that are not counted, or had another text then."""
        letters = self._source.letters_of(np.unique(wanted).tolist())
        known: dict[int, int] = {}
        for part in (self._saved, self._recent):
            here = np.flatnonzero(np.isin(part.ids, wanted))
            known |= dict(zip(part.ids[here].tolist(), part.letters[here].tolist(), strict=True))
        new = [paper for paper, count in letters.items() if known.get(paper) != count]
        return np.array(sorted(new), np.int64)

    def _count(self, new: NDArray[np.int64], progress: Progress) -> None:
        if not len(new):
            return
        counter, counted = RowCounter(), [_without(self._recent, new)]
        for start in range(0, len(new), _SLICE):
            texts = self._source.texts_of(new[start : start + _SLICE].tolist())
            counted.append(counter.count(texts.values()))
            progress(min(start + _SLICE, len(new)), len(new))
        self._recent = _by_id(counted)
        if len(self._recent.ids) > max(_WORTH_SAVING, len(self._saved.ids) // 8):
            self._save(_by_id((_without(self._saved, self._recent.ids), self._recent)))
        release_memory()

    def _save(self, rows: CountedRows) -> None:
        try:
            FILE.save(self._path, self._stamp, rows._asdict())
        except OSError:
            # A full or read-only disk: the next session counts them again.
            return
        if (saved := self._read()) is not None:
            # Mapped from the file, they need not be in memory.
            self._saved, self._recent = saved, NO_ROWS


def _those(part: CountedRows, papers: NDArray[np.int64]) -> CountedRows:
    """Return the rows of ``papers``, each once."""
    return part.taken(np.flatnonzero(np.isin(part.ids, papers)))


def _without(part: CountedRows, papers: NDArray[np.int64]) -> CountedRows:
    return part.taken(np.flatnonzero(np.isin(part.ids, papers, invert=True)))


def _by_id(parts: Sequence[CountedRows]) -> CountedRows:
    rows = CountedRows.joined(parts)
    return rows.taken(np.argsort(rows.ids))
