"""The index of the terms of a library: built when first needed, extended as papers are added.

It is saved in the library's folder. Similar papers and searches in abstracts share it.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Protocol

from octavo_model.search.array_file import release_memory
from octavo_model.search.similar.term_index import TermIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from octavo_model.search.similar.counting import Text

    Progress = Callable[[int, int], None]

_REBUILD_SHARE = 4
"""With one new paper for this many, phrases and words of single papers are searched again."""
_SMALL = 2_000
"""This many papers are counted almost at once."""
_WORTH_SAVING = 2_000
_AT_ONCE = 10_000
"""So many papers are counted in less than a second: a search may wait for that."""


class TextSource(Protocol):
    """Where titles and abstracts come from."""

    def texts(self, after: int) -> Iterable[Text]:
        """Return the texts of every paper with an id above ``after``, ascending."""

    def texts_of(self, ids: Sequence[int]) -> Mapping[int, Text]:
        """Return the texts of the papers ``ids`` that still exist."""

    def newest(self) -> int:
        """Return the largest id of a paper; 0 without papers."""

    def stamp(self) -> str:
        """Return what distinguishes these ids from those of any other index."""


class TermStore:
    """The index of the terms of all papers. Several threads may use it at once.

    It is saved at ``path``. A file there is only used if it is of this library; it may be deleted
    at any time.
    """

    def __init__(self, source: TextSource, path: Path) -> None:
        self.source = source
        self._path = path
        self._lock = Lock()
        self._index: TermIndex | None = None
        self._stamp = ""
        self._saved = 0
        self._is_preparing = False

    def prepare(self, progress: Progress) -> TermIndex:
        """Return the index of all papers: loaded, extended or built.

        ``progress`` is called with papers counted and papers to count.
        """
        with self._lock:
            self._is_preparing = True
            try:
                return self._prepare(progress)
            finally:
                self._is_preparing = False

    def at_hand(self) -> TermIndex | None:
        """Return the index of all papers if that takes less than a second, else None."""
        if self._is_preparing:
            return None
        with self._lock:
            index, newest = self._loaded(), self.source.newest()
            if newest > _last(index):
                known = len(index) if index is not None and _is_outdated(index, newest) else 0
                if known + newest - _last(index) > _AT_ONCE:
                    return None
            return self._prepare(lambda _done, _all: None)

    def _loaded(self) -> TermIndex | None:
        stamp = self.source.stamp()
        if self._index is None or stamp != self._stamp:
            # When the library's index is rebuilt, its papers get other ids.
            self._stamp = stamp
            self._index = TermIndex.load(self._path, stamp)
            self._saved = 0 if self._index is None else len(self._index)
        return self._index

    def _prepare(self, progress: Progress) -> TermIndex:
        newest, index = self.source.newest(), self._loaded()
        last = _last(index)
        if index is not None and newest <= last:
            return index
        if index is None or _is_outdated(index, newest):
            index = TermIndex.build(
                self.source.texts(0), lambda done: progress(done, max(done, newest))
            )
        else:
            index = index.extended(self.source.texts(last))
        self._index = index
        if len(index) - self._saved > max(_WORTH_SAVING, self._saved // 8):
            self._save(index)
        release_memory()
        return self._index

    def _save(self, index: TermIndex) -> None:
        try:
            index.save(self._path, self._stamp)
        except OSError:
            # A full or read-only disk: the next session builds the index again.
            return
        # Mapped from the file, it need not be in memory.
        self._index = TermIndex.load(self._path, self._stamp) or index
        self._saved = len(index)


def _is_outdated(index: TermIndex, newest: int) -> bool:
    """Return whether to count all papers again: that is quick, or many are new."""
    return len(index) < _SMALL or newest - _last(index) > len(index) // _REBUILD_SHARE


def _last(index: TermIndex | None) -> int:
    """Return the largest id of a paper in ``index``."""
    return int(index.ids[-1]) if index is not None and len(index) else 0
