"""The index that a list of papers is filtered with."""

from __future__ import annotations

from string import ascii_lowercase
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from octavo_model.search.titles import candidates, ranking
from octavo_model.search.titles.matching import Fields, FilteredList, full_matches
from octavo_model.search.titles.near import near_matches
from octavo_model.search.titles.postings import WordPostings
from octavo_model.search.titles.segment import Segment
from octavo_model.search.titles.segments import Segments
from octavo_model.search.titles.words import TitleQuery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    from octavo_model.search.query.nodes import Anchor
    from octavo_model.search.titles.near import Frequency

NAMES = ".names.idx"
"""What the file of names ends with."""


class RankedTitles(NamedTuple):
    """The titles that match a query, best first; ties are in the order of the filtered list."""

    docs: NDArray[np.intp]
    """Numbers of the titles. Shape (n,)."""
    scores: NDArray[np.float32]
    """How well each matches, from 0 to 100, never rising. Shape (n,)."""


class FuzzyIndex:
    """Papers arranged for filtering while typing. Immutable, and safe to use from any thread.

    Papers are numbered from 0 in the order given. Words are compared, not titles: a hundred
    thousand titles have some thirty thousand distinct words, and the score of a word is spread
    over the papers that have it, in the title or among the names of the authors.

    >>> index = FuzzyIndex.build(["On the Collapse of Bridges", "Naïve Neural Clocks"])
    >>> index.search("nural cloks").docs.tolist()
    [1]
    """

    def __init__(self, fields: Fields) -> None:
        """Index the papers of ``fields``; use `build` or `load` instead."""
        self.fields = fields
        self._titles = fields.titles

    def __len__(self) -> int:
        return len(self._titles)

    @classmethod
    def build(cls, titles: Iterable[str], names: Iterable[str] | None = None) -> FuzzyIndex:
        """Return an index of papers by their ``titles``, and the ``names`` of their authors."""
        beside = None if names is None else Segments([WordPostings.build(names)])
        return cls(Fields(Segments([Segment.build(titles)]), beside))

    def extended(self, titles: Iterable[str], names: Iterable[str] = ()) -> FuzzyIndex:
        """Return an index of these papers and, after them, others without hidden words."""
        added = Segment.build(titles)
        if not len(added):
            return self
        _, beside, hidden = self.fields
        if beside is not None:
            beside = beside.extended(WordPostings.build(names))
        if hidden is not None:
            hidden = hidden.extended(WordPostings.build([""] * len(added)))
        return FuzzyIndex(Fields(self._titles.extended(added), beside, hidden))

    def with_hidden(self, hidden: Iterable[str]) -> FuzzyIndex:
        """Return this index with a text of hidden words for each paper: see `Fields`."""
        postings = Segments([WordPostings.build(hidden)])
        return FuzzyIndex(self.fields._replace(hidden=postings))

    def save(self, path: Path, stamp: str = "") -> None:
        """Write the index to ``path``: see `ArrayFile.save`. `load` needs the same ``stamp``.

        Names go to a file beside it. Hidden words are not saved.
        """
        self._titles.save(path, stamp)
        if self.fields.names is not None:
            self.fields.names.save(path.with_suffix(NAMES), stamp)

    @classmethod
    def load(cls, path: Path, stamp: str = "", *, names: bool = False) -> FuzzyIndex | None:
        """Return the index in ``path``; None if it is missing, damaged or of another stamp."""
        titles = Segment.load(path, stamp)
        if titles is None:
            return None
        beside = None
        if names:
            postings = WordPostings.load(path.with_suffix(NAMES), stamp)
            if postings is None or len(postings) != len(titles):
                return None
            beside = Segments([postings])
        return cls(Fields(Segments([titles]), beside))

    def search(
        self,
        query: str,
        order: NDArray[np.integer] | None = None,
        cancelled: Callable[[float], bool] | None = None,
    ) -> RankedTitles:
        """Return the papers that match ``query``, best first.

        A query without a letter or digit finds everything. ``order`` are the numbers of the papers
        to filter, in the order of the list, none twice; by default all in their own order.

        ``cancelled`` is called before every step with about how many seconds it will take. If it
        returns True, SearchCancelledError is raised.
        """
        parsed = TitleQuery.parse(query)
        docs = np.arange(len(self)) if order is None else np.asarray(order, np.intp)
        if not parsed.words:
            return RankedTitles(docs, np.full(len(docs), 100, np.float32))
        matches = full_matches(parsed.words, FilteredList(self.fields, docs, cancelled))
        if not len(matches.positions):
            return RankedTitles(np.empty(0, np.intp), np.empty(0, np.float32))
        positions, scores = ranking.rank(
            matches,
            parsed,
            lambda chosen: self._of_titles(docs[chosen], Segment.title_lengths, np.int64),
            lambda chosen: self._of_titles(docs[chosen], Segment.folded_titles, object),
        )
        return RankedTitles(docs.take(positions), scores)

    def near(
        self,
        query: str,
        order: NDArray[np.integer],
        excluded: NDArray[np.integer],
        limit: int,
        frequency: Frequency = lambda _word: 0,
        cancelled: Callable[[float], bool] | None = None,
    ) -> NDArray[np.intp]:
        """Return the ``limit`` papers of ``order`` that have most of ``query``, best first.

        See `octavo_model.search.titles.near`. The papers ``excluded`` are left out.
        ``cancelled`` is that of `search`.
        """
        parsed = TitleQuery.parse(query)
        docs = np.asarray(order, np.intp)
        return near_matches(
            parsed,
            FilteredList(self.fields, docs, cancelled),
            frequency,
            excluded,
            limit,
            lambda chosen: self._of_titles(chosen, Segment.folded_titles, object),
        )

    def warm(self) -> None:
        """Make the first letter of a word as fast as the others: most titles match it.

        Caches a byte a letter for each title.
        """
        for letter in ascii_lowercase:
            self._titles.scores(candidates.direct_matches, letter)

    def containing(self, text: str, anchor: Anchor) -> NDArray[np.intp]:
        """Return numbers of the titles that contain ``text`` at ``anchor``, ascending.

        Only case and accents may differ.

        >>> from octavo_model.search.query.nodes import Anchor
        >>> index = FuzzyIndex.build(["On Tides", "Tides"])
        >>> [index.containing("TIDES", at).tolist() for at in (Anchor.INSIDE, Anchor.START)]
        [[0, 1], [1]]
        """
        scorer = candidates.CONTAINING[anchor]
        return np.flatnonzero(self._titles.scores(scorer, candidates.squeezed(text)) > 0)

    def folded_titles(self) -> NDArray[np.object_]:
        """Return all titles as they are compared, in their order."""
        return self._of_titles(np.arange(len(self)), Segment.folded_titles, object)

    def _of_titles(
        self, docs: NDArray[np.intp], read: Callable[..., Any], kind: type
    ) -> NDArray[Any]:
        """Return what ``read`` returns of each title from its segment."""
        values: NDArray[Any] = np.empty(len(docs), kind)
        for part, start in zip(self._titles.parts, self._titles.starts[:-1].tolist(), strict=True):
            here = np.flatnonzero((docs >= start) & (docs < start + len(part)))
            values[here] = read(part, docs[here] - start)
        return values
