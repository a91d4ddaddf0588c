"""Which papers of a run have which terms, both ways, in numpy arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from octavo_model.search.similar.counting import FREQUENCIES, TermCounts
from octavo_model.search.titles.postings import starts_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LONGEST = 2**16 - 1

TYPES = {
    **dict.fromkeys(("starts", "term_starts"), "<i8"),
    **dict.fromkeys(("terms", "papers"), "<i4"),
    "sizes": "<u2",
    **dict.fromkeys(("counts", "paper_counts"), "u1"),
}
"""The arrays of `Postings` in a file."""


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """The terms of papers, which are numbered from 0. Immutable."""

    sizes: NDArray[np.uint16]
    """How many words each paper has, as `TITLE_WEIGHT` counts them."""
    starts: NDArray[np.int64]
    """Where in ``terms`` each paper's start; one more than there are papers."""
    terms: NDArray[np.int32]
    """The terms of each paper that papers are compared by, ascending."""
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
        cls, counted: TermCounts, size: int, is_word: NDArray[np.bool_], left_out: NDArray[Any]
    ) -> Postings:
        """Return the postings of ``size`` papers.

        Args:
            counted: Their terms; those of one paper, and the papers of one term, ascend.
            size: The number of papers.
            is_word: For each term, whether it is a word.
            left_out: The terms that papers are not compared by.
        """
        terms = counted.terms.astype(np.int32, copy=False)
        weights = FREQUENCIES[counted.counts] * is_word[terms]
        sizes = np.bincount(counted.papers, weights, minlength=size)
        order = np.argsort(terms, kind="stable")
        term_starts = starts_of(np.bincount(terms, minlength=len(is_word)))
        papers, paper_counts = counted.papers[order], counted.counts[order]
        compared = np.ones(len(is_word), np.bool_)
        compared[left_out] = False
        kept = np.flatnonzero(compared[terms])
        kept = kept[np.argsort(counted.papers[kept], kind="stable")]
        return cls(
            np.minimum(sizes, _LONGEST).astype(np.uint16),
            starts_of(np.bincount(counted.papers[kept], minlength=size)),
            terms[kept],
            counted.counts[kept],
            term_starts,
            papers,
            paper_counts,
        )

    def counted(self, first: int) -> TermCounts:
        """Return what `assembled` takes, with papers numbered from ``first``."""
        terms = np.arange(len(self.term_starts) - 1, dtype=np.int32)
        return TermCounts(
            self.papers + np.int32(first),
            np.repeat(terms, np.diff(self.term_starts)),
            self.paper_counts,
        )

    def of_terms(self, low: int, high: int) -> slice:
        """Return where in ``papers`` those of the terms from ``low`` to before ``high`` are."""
        last = len(self.term_starts) - 1
        return slice(int(self.term_starts[min(low, last)]), int(self.term_starts[min(high, last)]))
