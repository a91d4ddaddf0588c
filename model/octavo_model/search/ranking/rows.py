"""Papers as rows of a sparse matrix: vectors of length 1 of weighted terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from octavo_model.search.ranking.terms import SIZE, CountedRows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_LEAST_PAPERS, _MOST_SHARE = 2, 0.95
"""A term of fewer papers says nothing, but makes its paper longer; one of more, not even that."""
GRAIN = 2.0**20
"""Values are multiples of 1 / GRAIN. Sums of rows, and of products of two, are then exact: a mark
that is undone leaves nothing behind, and the order of marks does not matter."""
_SLICE = 1_000
_BY_COUNT = 1.0 + np.log(np.maximum(np.arange(256), 1))
"""What a term counts that a paper has so many times."""


class Rows:
    """Some papers' vectors. ``values[n]`` is in column ``terms[n]``."""

    def __init__(
        self,
        starts: NDArray[np.int64],
        terms: NDArray[np.int32],
        values: NDArray[np.float32],
        width: int,
    ) -> None:
        self.starts = starts
        self.terms = terms
        self.values = values
        self.width = width
        self._is_empty = starts[1:] == starts[:-1]
        self._products = np.zeros(len(terms) + 1, np.float32)

    def __len__(self) -> int:
        return len(self._is_empty)

    def row(self, number: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return the columns and values of one row; no column is repeated."""
        where = slice(int(self.starts[number]), int(self.starts[number + 1]))
        return self.terms[where], self.values[where]

    def sum(self) -> NDArray[np.float64]:
        """Return the sum of all rows."""
        return np.bincount(self.terms, self.values, self.width).astype(np.float64, copy=False)

    def times(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the product of each row with ``weights``."""
        products = self._products[:-1]
        # Into the same memory each time, with the mode that does not copy it.
        np.take(weights.astype(np.float32), self.terms, out=products, mode="clip")
        products *= self.values
        sums = np.add.reduceat(self._products, self.starts[:-1]).astype(np.float64)
        sums[self._is_empty] = 0.0
        return sums


class Weighting(NamedTuple):
    """What terms weigh in a corpus: the fewer of its papers have one, the more."""

    columns: NDArray[np.int64]
    """The terms that are columns of rows, ascending; all others only make rows longer."""
    weights: NDArray[np.float64]
    """What each weighs."""
    rest: float
    """What any other term weighs."""

    @classmethod
    def of(cls, corpus: CountedRows) -> Weighting:
        """Return what terms weigh in ``corpus``."""
        spread = np.zeros(SIZE, np.int32)
        for terms, _, _ in _slices(corpus):
            np.add.at(spread, terms, 1)
        size = len(corpus.ids)
        columns = np.flatnonzero(spread >= _LEAST_PAPERS)
        papers = spread[columns]
        weights = np.log((1 + size) / (1 + papers)) + 1
        weights[papers > max(_LEAST_PAPERS, _MOST_SHARE * size)] = 0.0
        return cls(columns, weights, float(np.log((1 + size) / 2) + 1))

    def rows(self, counted: CountedRows) -> Rows:
        """Return papers as rows."""
        numbers = np.full(SIZE, -1, np.int32)
        numbers[self.columns] = np.arange(len(self.columns), dtype=np.int32)
        weights = np.append(self.weights, self.rest)  # -1 is the last
        sizes = np.zeros(len(counted.ids), np.int64)
        columns, values = [np.empty(0, np.int32)], [np.empty(0, np.float32)]
        first = 0
        for terms, counts, starts in _slices(counted):
            column = numbers[terms]
            value = _BY_COUNT[counts] * weights[column]
            paper = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
            length = np.sqrt(np.bincount(paper, value**2, len(starts) - 1))
            length[length == 0.0] = 1.0
            kept = (column >= 0) & (value > 0.0)
            value = np.round(value / length[paper] * GRAIN) / GRAIN
            columns.append(column[kept])
            values.append(value[kept].astype(np.float32))
            sizes[first : first + len(length)] = np.bincount(paper[kept], minlength=len(length))
            first += len(length)
        ends = np.concatenate(([0], np.cumsum(sizes)))
        return Rows(ends, np.concatenate(columns), np.concatenate(values), len(self.columns))


def _slices(
    counted: CountedRows,
) -> Iterator[tuple[NDArray[np.uint32], NDArray[np.uint8], NDArray[np.int64]]]:
    """Yield the terms, counts and starts of some papers after the other, to need less memory."""
    for first in range(0, len(counted.ids), _SLICE):
        starts = counted.starts[first : first + _SLICE + 1]
        where = slice(int(starts[0]), int(starts[-1]))
        yield counted.terms[where], counted.counts[where], starts - starts[0]
