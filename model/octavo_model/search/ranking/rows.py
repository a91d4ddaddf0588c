"""Papers as rows of a sparse matrix: vectors of length 1 of weighted terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from octavo_model.search.ranking.terms import SIZE, CountedRows
from octavo_model.search.similar.rows import sums_of_runs
from octavo_model.search.titles.postings import join_ranges, starts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_LEAST_PAPERS, _MOST_SHARE = 2, 0.95
"""A term of fewer papers says nothing, but makes its paper longer; one of more, not even that."""
GRAIN = 2.0**20
"""Values are multiples of 1 / GRAIN. Sums of rows, and of products of two, are then exact: a mark
that is undone leaves nothing behind, and the order of marks does not matter."""
_COMMON, _REST = -2, -1
"""In place of the column of a term that has none."""
_SLICE, _AT_ONCE = 1_000, 500
"""Papers that are weighted at once, and multiplied."""
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

    def __len__(self) -> int:
        return len(self.starts) - 1

    def row(self, number: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return the columns and values of one row; no column is repeated."""
        where = slice(int(self.starts[number]), int(self.starts[number + 1]))
        return self.terms[where], self.values[where]

    def taken(self, numbers: NDArray[np.int64]) -> Rows:
        """Return some of the rows."""
        where = join_ranges(self.starts, numbers)
        starts = starts_of(np.diff(self.starts)[numbers])
        return Rows(starts, self.terms[where], self.values[where], self.width)

    def sum(self) -> NDArray[np.float64]:
        """Return the sum of all rows."""
        return np.bincount(self.terms, self.values, self.width).astype(np.float64, copy=False)

    def times(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the product of each row with ``weights``."""
        small = weights.astype(np.float32)
        sums = np.empty(len(self))
        # In pieces that stay in the processor's cache.
        for first in range(0, len(self), _AT_ONCE):
            starts = self.starts[first : first + _AT_ONCE + 1]
            where = slice(int(starts[0]), int(starts[-1]))
            products = np.zeros(where.stop - where.start + 1, np.float32)
            np.multiply(small[self.terms[where]], self.values[where], out=products[:-1])
            sums[first : first + _AT_ONCE] = np.add.reduceat(products, starts[:-1] - starts[0])
        sums[self.starts[1:] == self.starts[:-1]] = 0.0
        return sums


class Weighting(NamedTuple):
    """What terms weigh in a corpus: the fewer of its papers have one, the more."""

    columns: NDArray[np.int64]
    """The terms that are columns of rows, ascending."""
    weights: NDArray[np.float64]
    """What each weighs."""
    common: NDArray[np.int64]
    """The terms that weigh nothing."""
    rest: float
    """What any other term weighs: it is no column, but makes its paper longer."""

    @classmethod
    def of(cls, corpus: CountedRows) -> Weighting:
        """Return what terms weigh in ``corpus``."""
        spread = np.zeros(SIZE, np.int32)
        for part in _slices(corpus):
            # With other types it is twenty times as slow.
            np.add.at(spread, part.terms.astype(np.intp), np.int32(1))
        size = len(corpus.ids)
        most = max(_LEAST_PAPERS, _MOST_SHARE * size)
        columns = np.flatnonzero((spread >= _LEAST_PAPERS) & (spread <= most))
        weights = np.log((1 + size) / (1 + spread[columns])) + 1
        rest = float(np.log((1 + size) / 2) + 1)
        return cls(columns, weights, np.flatnonzero(spread > most), rest)

    def rows(self, counted: CountedRows) -> Rows:
        """Return papers as rows."""
        numbers = np.full(SIZE, _REST, np.int32)
        numbers[self.columns] = np.arange(len(self.columns), dtype=np.int32)
        numbers[self.common] = _COMMON
        weights = np.concatenate((self.weights, (0.0, self.rest)))
        sizes = np.concatenate(
            [np.empty(0, np.int64)]
            + [
                sums_of_runs(numbers[part.terms] >= 0, part.starts).astype(np.int64)
                for part in _slices(counted)
            ]
        )
        ends = starts_of(sizes)
        columns, values = np.empty(ends[-1], np.int32), np.empty(ends[-1], np.float32)
        end = 0
        for part in _slices(counted):
            column = numbers[part.terms]
            value = _BY_COUNT[part.counts] * weights[column]
            length = np.sqrt(sums_of_runs(value**2, part.starts))
            length[length == 0.0] = 1.0
            value /= np.repeat(length, np.diff(part.starts))
            kept = column >= 0
            where = slice(end, end + int(np.count_nonzero(kept)))
            columns[where] = column[kept]
            values[where] = np.round(value[kept] * GRAIN) / GRAIN
            end = where.stop
        return Rows(ends, columns, values, len(self.columns))


def _slices(counted: CountedRows) -> Iterator[CountedRows]:
    """Yield some rows after the other, to need less memory."""
    for first in range(0, len(counted.ids), _SLICE):
        yield counted.between(first, min(first + _SLICE, len(counted.ids)))
