"""Sums of runs of numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def sums_of_runs(values: NDArray[Any], starts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the sum of each run of ``values``; the last of ``starts`` is where all end."""
    sums: NDArray[np.float64] = np.add.reduceat(np.append(values, 0.0), starts[:-1])
    sums[starts[1:] == starts[:-1]] = 0.0
    return sums
