"""Words typed as one, and that the fast way over all titles computes the same as for one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.search.titles.compounds import best_fit, compound_scores, partial_scores
from octavo_model.search.titles.segment import Segment
from octavo_model.search.titles.words import find_words, split_words
from octavo_model.text.fold import fold

titles = st.lists(st.text("abcd -模型的", max_size=20), max_size=6)
typed_words = st.text("abcd模型的", min_size=1, max_size=9).flatmap(
    lambda text: st.sampled_from(split_words(text))
)


@pytest.mark.parametrize(
    ("typed", "title", "score", "letters"),
    [
        ("moth4", "On MOTH-4", 88, "moth4"),
        ("quilclr", "G-Quil CLRs", 82, "quilclr"),
        ("lanpap", "Lanterns paper", 0, ""),
        ("inter", "In Terms of Moths", 0, ""),
        ("interms", "In Terms of Moths", 88, "interms"),
        ("format", "For Matrices", 0, ""),
        ("3dmot", "On 3D Moths", 82, "3dmot"),
        ("llm", "Little lost moths", 62, "llm"),
        ("lm", "Little moths", 0, ""),
        ("习深度学", "深度学习", 40, "深度学"),
        ("习深", "深度学习", 0, ""),
        ("moths", "lamp", 0, ""),
    ],
)
def test_the_table_of_scores(typed: str, title: str, score: int, letters: str) -> None:
    folded = fold(title)
    fit = best_fit(typed, tuple(find_words(folded)))
    assert fit.score == score
    assert "".join(folded[place] for place in sorted(set(fit.letters))) == letters


@given(typed_words, titles)
def test_all_titles_are_scored_as_they_are_one_by_one(typed: str, many: list[str]) -> None:
    segment = Segment.build(many)
    scores = np.maximum(compound_scores(segment, typed), partial_scores(segment, typed))
    expected = [best_fit(typed, tuple(find_words(fold(title)))).score for title in many]
    assert scores.tolist() == expected
