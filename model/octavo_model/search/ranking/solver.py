"""Rows of kept papers, their products with one another, and the system of equations of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from octavo_model.search.ranking.rows import Rows

_STEPS = 16
_TOLERANCE = 1e-12
_FIRST_SLOTS = 64


class KeptRows:
    """The rows of papers that are or were kept, each in a slot, and their products."""

    def __init__(self, width: int) -> None:
        self._whole = np.zeros(width)
        self._slots: dict[int, int] = {}
        self._terms, self._values = np.zeros(0, np.int32), np.zeros(0)
        self._starts = np.zeros(1, np.int64)
        self._products = np.zeros((_FIRST_SLOTS, _FIRST_SLOTS))

    def __contains__(self, paper: int) -> bool:
        return paper in self._slots

    def slots(self, papers: Iterable[int]) -> NDArray[np.int64]:
        """Return the slots of ``papers``, all of which are here."""
        return np.array([self._slots[paper] for paper in papers], np.int64)

    def products(self, slots: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the products of the rows in ``slots`` with one another, as a new array."""
        return self._products[np.ix_(slots, slots)]

    def add(self, papers: Sequence[int], rows: Rows) -> None:
        """Put the rows of new papers in the next slots."""
        first = len(self._slots)
        end = first + len(papers)
        if end > len(self._products):
            self._products = np.pad(self._products, (0, max(len(self._products), end)))
        self._slots.update(zip(papers, range(first, end), strict=True))
        self._starts = np.append(self._starts, rows.starts[1:] + len(self._terms))
        self._terms = np.append(self._terms, rows.terms)
        self._values = np.append(self._values, rows.values)
        for slot in range(first, end):
            terms, values = rows.row(slot - first)
            self._whole[terms] = values
            products = self.times(self._whole, slot + 1)
            self._whole[terms] = 0.0
            # With the terms that are no columns, too, its length is 1.
            products[slot] = 1.0
            self._products[slot, : slot + 1] = self._products[: slot + 1, slot] = products

    def times(self, weights: NDArray[np.float64], slots: int | None = None) -> NDArray[np.float64]:
        """Return the product of every row, or those in the first ``slots``, with ``weights``."""
        starts = self._starts[: None if slots is None else slots + 1]
        end = int(starts[-1])
        products = np.zeros(end + 1)
        np.multiply(self._values[:end], weights[self._terms[:end]], out=products[:-1])
        sums: NDArray[np.float64] = np.add.reduceat(products, starts[:-1])
        sums[starts[1:] == starts[:-1]] = 0.0
        return sums

    def weighted_sum(
        self, slots: NDArray[np.int64], shares: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return the sum of the rows in ``slots``, each times its share."""
        every = np.zeros(len(self._slots))
        every[slots] = shares
        factors = np.repeat(every, np.diff(self._starts))
        total = np.bincount(self._terms, self._values * factors, len(self._whole))
        return total.astype(np.float64, copy=False)


def solved(matrix: NDArray[np.float64], wanted: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the solution of a symmetric system, by a few steps of conjugate gradients."""
    scale = 1.0 / matrix.diagonal()
    found, rest = np.zeros(len(wanted)), wanted.copy()
    step = scale * rest
    size = _dot(rest, step)
    for _ in range(_STEPS):
        if size < _TOLERANCE:
            break
        moved = np.einsum("ij,j->i", matrix, step)
        by = size / _dot(step, moved)
        found, rest = found + by * step, rest - by * moved
        size, before = _dot(rest, scale * rest), size
        step = scale * rest + size / before * step
    return found


def _dot(vector: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    # Not by BLAS: it would start threads for this, and sum in another order with each number.
    return float(np.einsum("i,i->", vector, other))
