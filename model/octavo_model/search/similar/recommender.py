"""What to read next: papers like one, and papers like those that have a star.

The index of terms is made when it is first asked for, extended as papers come, and kept beside
the library between two sessions.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from octavo_model.core.views import ForYou, Suggestion
from octavo_model.search import array_file
from octavo_model.search.memory import give_back
from octavo_model.search.similar.preference import Taste, learn, reasons, shared, written
from octavo_model.search.similar.term_index import TermIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from octavo_model.search.similar.counting import Text

    Progress = Callable[[int, int], None]

LEAST_STARS = 5
"""From so many stars on papers are ranked by them.

With five of one topic 17 of the first 20 papers are of it, as many as with all that there are; with
fewer, one star given by chance would be a third of what is known.
"""
_ANEW = 4
"""With one new paper to so many, phrases and the words of single papers are looked for again."""
_SMALL = 2_000
"""So many papers are counted in the time of a glance."""
_WORTH_SAVING = 2_000


class Texts(Protocol):
    """Where titles and abstracts come from."""

    def texts(self, after: int) -> Iterable[Text]:
        """Those of every paper with an id above ``after``, ascending."""

    def some(self, ids: Sequence[int]) -> Mapping[int, Text]:
        """Those of the papers ``ids``, but of those that are gone."""

    def newest(self) -> int:
        """The largest id of a paper; 0 where there is none."""

    def stamp(self) -> str:
        """What tells these ids from those of any other index."""


class _Learned(NamedTuple):
    """A taste, and what it was learned from."""

    terms: TermIndex
    stars: NDArray[np.int64]
    seen: NDArray[np.int64]
    taste: Taste


class Suggester:
    """Suggests papers by id. Several threads may use it at once.

    Args:
        texts: The library's.
        path: Where the index is kept between two sessions. What lies there is only used if it
            is of this library, and can be thrown away at any time.
    """

    def __init__(self, texts: Texts, path: Path) -> None:
        self._texts = texts
        self._path = path
        self._lock = Lock()
        self._index: TermIndex | None = None
        self._stamp = ""
        self._saved = 0
        self._taste: _Learned | None = None

    def prepare(self, progress: Progress) -> TermIndex:
        """The index of all papers: loaded, extended or made anew.

        Args:
            progress: Called with papers counted and papers to count.
        """
        with self._lock:
            newest, stamp = self._texts.newest(), self._texts.stamp()
            if self._index is None or stamp != self._stamp:
                # Whoever makes the library's index anew gives its papers other ids.
                self._stamp = stamp
                self._index = array_file.load(self._path, stamp)
                self._saved = 0 if self._index is None else len(self._index)
            index = self._index
            last = int(index.ids[-1]) if index is not None and len(index) else 0
            if index is not None and newest <= last:
                return index
            if index is None or newest - last > len(index) // _ANEW or len(index) < _SMALL:
                index = TermIndex.build(
                    self._texts.texts(0), lambda done: progress(done, max(done, newest))
                )
            else:
                index = index.extended(self._texts.texts(last))
            self._index = index
            if len(index) - self._saved > max(_WORTH_SAVING, self._saved // 8):
                self._save(index)
            give_back()
            return self._index

    def _save(self, index: TermIndex) -> None:
        try:
            array_file.save(index, self._path, self._stamp)
        except OSError:
            # A full or read-only disk: the next session makes the index again.
            return
        # From the file, it need not be in memory.
        self._index = array_file.load(self._path, self._stamp) or index
        self._saved = len(index)

    def related(self, paper: int, limit: int, progress: Progress) -> list[Suggestion]:
        """The ``limit`` papers most like ``paper``, the nearest first.

        Fewer where fewer have any term in common with it.
        """
        index = self.prepare(progress)
        number = index.number(paper)
        if number is None:
            return []
        found = self._nearest(index, number, limit)
        texts = self._texts.some([int(index.ids[other]) for other, _ in found])
        told = []
        for other, score in found:
            text = texts.get(int(index.ids[other]))
            if text is not None:
                why = reasons(index, *shared(index, number, other))
                told.append(Suggestion(text.id, score, written(why, _parts(text))))
        return told

    def alike(self, paper: int, least: float, limit: int, progress: Progress) -> list[int]:
        """The papers whose likeness to ``paper`` is at least ``least``, at most ``limit``."""
        index = self.prepare(progress)
        number = index.number(paper)
        if number is None:
            return []
        nearest = self._nearest(index, number, limit)
        return [int(index.ids[other]) for other, score in nearest if score >= least]

    @staticmethod
    def _nearest(index: TermIndex, number: int, limit: int) -> list[tuple[int, float]]:
        products = index.products(*index.row(number))
        products[number] = 0.0
        best = np.argpartition(-products, min(limit, len(products) - 1))[:limit]
        best = best[np.lexsort((best, -products[best]))]
        return [(int(one), float(products[one])) for one in best if products[one] > 0.0]

    def for_you(
        self,
        starred: Sequence[int],
        unread: Sequence[int],
        among: Sequence[int],
        limit: int,
        progress: Progress,
    ) -> ForYou:
        """The papers of ``among`` that are most like the starred ones, and like no others.

        Args:
            starred: Papers with a star, those of the newest digests first.
            unread: All that are unread; what was read and got no star is not liked.
            among: The papers to choose from; equals keep their order.
            limit: How many at most.
            progress: As for `prepare`.
        """
        if len(starred) < LEAST_STARS:
            return ForYou((), LEAST_STARS - len(starred))
        index = self.prepare(progress)
        taste = self._learned(index, starred, unread)
        likings = taste.likings(index)
        chosen = _best(likings, index.numbers(among), taste.starred, limit)
        nearest = [self._nearest_star(index, taste, int(one)) for one in chosen]
        wanted = {int(index.ids[one]) for one in (*chosen, *nearest)}
        texts = self._texts.some(sorted(wanted))
        told = []
        for one, star in zip(chosen.tolist(), nearest, strict=True):
            text, like = texts.get(int(index.ids[one])), texts.get(int(index.ids[star]))
            if text is None:
                continue
            terms, values = index.row(one)
            why = reasons(index, terms, values * taste.weights[terms])
            told.append(
                Suggestion(
                    text.id,
                    float(likings[one]),
                    written(why, _parts(text)),
                    like.id if like else None,
                    like.title if like else "",
                )
            )
        give_back()
        return ForYou(tuple(told))

    def _learned(self, index: TermIndex, starred: Sequence[int], unread: Sequence[int]) -> Taste:
        """What the stars tell; learned again only where something has changed."""
        stars = index.numbers(starred)
        seen = np.setdiff1d(np.arange(len(index)), index.numbers(unread))
        known = self._taste
        if (
            known is not None
            and known.terms is index
            and np.array_equal(known.stars, stars)
            and np.array_equal(known.seen, seen)
        ):
            return known.taste
        taste = learn(index, stars, seen)
        self._taste = _Learned(index, stars, seen, taste)
        return taste

    @staticmethod
    def _nearest_star(index: TermIndex, taste: Taste, paper: int) -> int:
        terms, values = index.row(paper)
        whole = np.zeros(taste.rows.width)
        whole[terms] = values
        return int(taste.starred[int(np.argmax(taste.rows.times(whole)))])


def _best(
    likings: NDArray[np.float64],
    among: NDArray[np.int64],
    starred: NDArray[np.int64],
    limit: int,
) -> NDArray[np.int64]:
    """The best liked of ``among``, without those that are starred or have nothing liked."""
    papers = among[~np.isin(among, starred) & (likings[among] > 0.0)]
    return papers[np.argsort(-likings[papers], kind="stable")[:limit]]


def _parts(text: Text) -> tuple[str, str]:
    # The abstract first: titles are written with capitals.
    return text.abstract, text.title
