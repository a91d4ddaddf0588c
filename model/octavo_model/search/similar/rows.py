"""Some papers' vectors as a sparse matrix."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from octavo_model.search.titles.postings import starts_of

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Rows:
    """Some papers' vectors as a sparse matrix: ``values[n]`` is in column ``terms[n]``."""

    starts: NDArray[np.int64]
    """Where in ``terms`` each row starts; one more than there are rows."""
    terms: NDArray[np.int64]
    values: NDArray[np.float32]
    width: int

    @cached_property
    def _sizes(self) -> NDArray[np.int64]:
        return np.diff(self.starts)

    def narrowed(self) -> tuple[NDArray[np.int64], Rows]:
        """Return the columns that are not empty, and a matrix of these only."""
        columns, terms = np.unique(self.terms, return_inverse=True)
        return columns, Rows(self.starts, terms, self.values, len(columns))

    def only(self, wanted: NDArray[np.bool_]) -> Rows:
        """Return some of the rows."""
        these = np.repeat(wanted, self._sizes)
        return Rows(
            starts_of(self._sizes[wanted]), self.terms[these], self.values[these], self.width
        )

    def times(self, vector: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the product of each row with ``vector``."""
        return sums_of_runs(self.values * vector[self.terms], self.starts)

    def weighted_sum(self, factors: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the sum of all rows, each multiplied by its factor."""
        every = np.repeat(factors, self._sizes)
        sums = np.bincount(self.terms, self.values * every, minlength=self.width)
        return sums.astype(np.float64, copy=False)


def sums_of_runs(values: NDArray[Any], starts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the sum of each run of ``values``; the last of ``starts`` is where all end."""
    sums: NDArray[np.float64] = np.add.reduceat(np.append(values, 0.0), starts[:-1])
    sums[starts[1:] == starts[:-1]] = 0.0
    return sums
