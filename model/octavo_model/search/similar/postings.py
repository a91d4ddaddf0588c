"""Which papers of a run have which terms, both ways, in numpy arrays."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from octavo_model.search.similar.counting import FREQUENCIES, TermCounts
from octavo_model.search.titles.postings import starts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_LONGEST = 2**16 - 1
_BLOCK = 1 << 22

TYPES = {
    **dict.fromkeys(("starts", "term_starts"), "<i8"),
    **dict.fromkeys(("terms", "papers"), "<i4"),
    "sizes": "<u2",
    **dict.fromkeys(("counts", "paper_counts"), "u1"),
}
"""The arrays of `TermPostings` in a file."""


@dataclass(frozen=True, slots=True, eq=False)
class TermPostings:
    """The terms of papers, which are numbered from 0. Immutable."""

    sizes: NDArray[np.uint16]
    """How many words each paper has, as `TITLE_WEIGHT` counts them."""
    starts: NDArray[np.int64]
    """Where in ``terms`` each paper's start; one more than there are papers."""
    terms: NDArray[np.int32]
    """The terms of each paper that papers are compared by, each once."""
    counts: NDArray[np.uint8]
    """How often it has each: see `counting.IN_ABSTRACT`."""
    term_starts: NDArray[np.int64]
    """Where in ``papers`` each term's start; one more than there are terms."""
    papers: NDArray[np.int32]
    """The papers of each term, ascending."""
    paper_counts: NDArray[np.uint8]
    """How often each has the term."""

    def __len__(self) -> int:
        return len(self.sizes)

    @classmethod
    def assembled(
        cls,
        parts: Sequence[TermCounts],
        size: int,
        is_word: NDArray[np.bool_],
        left_out: NDArray[Any],
    ) -> TermPostings:
        """Return the postings of ``size`` papers.

        Args:
            parts: Their terms; the papers of a part come after those of the part before.
            size: The number of papers.
            is_word: For each term, whether it is a word.
            left_out: The terms that papers are not compared by.
        """
        compared = np.ones(len(is_word), np.bool_)
        compared[left_out] = False
        spread = np.zeros(len(is_word), np.int64)
        for part in parts:
            np.add.at(spread, part.terms, 1)
        term_starts = starts_of(spread)
        papers = np.empty(term_starts[-1], np.int32)
        paper_counts = np.empty(term_starts[-1], np.uint8)
        terms = np.empty(spread[compared].sum(), np.int32)
        counts = np.empty(len(terms), np.uint8)
        sizes, lengths = np.zeros((2, size), np.int64)
        ends, end = term_starts[:-1].copy(), 0
        for part in parts:
            np.add.at(sizes, part.papers, FREQUENCIES[part.counts] * is_word[part.terms])
            order = np.argsort(part.terms, kind="stable")
            sorted_terms = part.terms[order]
            runs = np.flatnonzero(np.diff(sorted_terms, prepend=-1))
            times = np.diff(np.append(runs, len(order)))
            these = sorted_terms[runs]
            into = np.arange(len(order)) + np.repeat(ends[these] - runs, times)
            papers[into], paper_counts[into] = part.papers[order], part.counts[order]
            ends[these] += times
            kept = order[compared[sorted_terms]]
            kept = kept[np.argsort(part.papers[kept], kind="stable")]
            np.add.at(lengths, part.papers[kept], 1)
            where = slice(end, end + len(kept))
            terms[where], counts[where] = part.terms[kept], part.counts[kept]
            end = where.stop
        words = np.minimum(sizes, _LONGEST).astype(np.uint16)
        return cls(words, starts_of(lengths), terms, counts, term_starts, papers, paper_counts)

    @classmethod
    def joined(cls, parts: Sequence[TermPostings], new: NDArray[np.int32]) -> TermPostings:
        """Return the postings of all ``parts`` as one, with the ``new`` numbers of terms.

        The last of the parts has all terms.
        """
        spread = np.zeros(len(new), np.int64)
        for part in parts:
            spread[new[: part.width]] += np.diff(part.term_starts)
        term_starts = starts_of(spread)
        papers = np.empty(term_starts[-1], np.int32)
        paper_counts = np.empty(term_starts[-1], np.uint8)
        ends, first, terms = term_starts[:-1].copy(), 0, []
        for part in parts:
            here, times = new[: part.width], np.diff(part.term_starts)
            moved = ends[here] - part.term_starts[:-1]
            # Not all at once, which takes much memory.
            bounds = np.searchsorted(part.term_starts, range(0, len(part.papers), _BLOCK))
            for low, high in pairwise([*bounds.tolist(), part.width]):
                where = part.of_terms(low, high)
                into = np.arange(where.start, where.stop)
                into += np.repeat(moved[low:high], times[low:high])
                papers[into] = part.papers[where] + np.int32(first)
                paper_counts[into] = part.paper_counts[where]
            ends[here] += times
            first += len(part)
            terms.append(here[part.terms])
        starts = starts_of(np.concatenate([np.diff(part.starts) for part in parts]))
        return cls(
            np.concatenate([part.sizes for part in parts]),
            starts,
            np.concatenate(terms),
            np.concatenate([part.counts for part in parts]),
            term_starts,
            papers,
            paper_counts,
        )

    @property
    def width(self) -> int:
        """The number of terms that are known here; later ones have no papers here."""
        return len(self.term_starts) - 1

    def counted(self) -> TermCounts:
        """Return the terms of the papers, as `assembled` takes them."""
        terms = np.arange(self.width, dtype=np.int32)
        return TermCounts(
            self.papers, np.repeat(terms, np.diff(self.term_starts)), self.paper_counts
        )

    def of_terms(self, low: int, high: int) -> slice:
        """Return where in ``papers`` those of the terms from ``low`` to before ``high`` are."""
        low, high = min(low, self.width), min(high, self.width)
        return slice(int(self.term_starts[low]), int(self.term_starts[high]))
