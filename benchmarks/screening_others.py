"""What else learns while one screens: the default model of ASReview 2, in scikit-learn."""

from __future__ import annotations

import warnings
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_C, _RATIO = 0.11, 9.8
"""Of ASReview's ``elas_u4``, found by its authors on the reviews of SYNERGY."""


class U4:
    """ELAS u4: TF-IDF of words and pairs of words, a linear SVM with squared hinge, balanced.

    The settings are ASReview's; of its program nothing runs. Ties go to the first record.
    """

    def __init__(self, texts: Sequence[tuple[str, str]]) -> None:
        # Installed for benchmarks alone.
        text: Any = import_module("sklearn.feature_extraction.text")
        vectors = text.TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=1, max_df=0.95)
        self._rows = vectors.fit_transform([f"{title} {abstract}" for title, abstract in texts])
        self._svm: Any = import_module("sklearn.svm").LinearSVC
        self._numbers, self._kept = list[int](), list[bool]()

    def start(self) -> None:
        """Forget all marks."""
        self._numbers.clear()
        self._kept.clear()

    def mark(self, number: int, *, kept: bool) -> None:
        """Keep or refuse a record."""
        self._numbers.append(number)
        self._kept.append(kept)

    def scores(self) -> NDArray[np.float64]:
        """Learn from all marks and return a score for every record."""
        numbers, relevant = np.array(self._numbers), np.array(self._kept, np.int64)
        kept = int(relevant.sum())
        weights = np.where(relevant == 1, 1.0, kept / (_RATIO * (len(numbers) - kept)))
        weights *= len(weights) / weights.sum()
        model = self._svm(C=_C, loss="squared_hinge")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of steps that did not suffice
            model.fit(self._rows[numbers], relevant, sample_weight=weights)
        scores: NDArray[np.float64] = model.decision_function(self._rows)
        return scores
