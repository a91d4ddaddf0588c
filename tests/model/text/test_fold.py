from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.text.fold import fold, fold_title, nearest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SF(DA)$^2$: Source-free", "SF(DA)^2: Source-Free"),
        ("G-SimCLR : X", "G-SimCLR: X"),
        ("DECOR:Decomposition", "DECOR: Decomposition"),
        ("Memorize, or be Naïve", "memorize or be naive"),
        (r"Na{\"i}ve", "Naïve"),
        (r"Andr\'e and \v{S}", "André and Š"),
        (r"\textbf{Deep} Nets", "Deep Nets"),
        ("Pre‐training", "Pre-training"),
        ("ﬁne ＡＢＣ", "fine ABC"),
    ],
)
def test_two_spellings_of_a_title_fold_to_one(one: str, other: str) -> None:
    assert fold_title(one) == fold_title(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Neural Collapse", "Neural Collapses"),
        ("深度学习", "深度"),
        ("हिंदी", "हदी"),
        ("???", "!!!"),
        ("Paper I", "Paper II"),
    ],
)
def test_different_titles_stay_apart(one: str, other: str) -> None:
    assert fold_title(one) != fold_title(other)


@given(st.text(min_size=1))
def test_folding_is_stable(title: str) -> None:
    assert fold_title(title) == fold_title(title + "  ")
    assert fold(title) == fold(title)


@given(st.text(max_size=20), st.lists(st.text(max_size=20)))
def test_the_nearest_word_is_a_known_one(word: str, known: list[str]) -> None:
    assert nearest(word, known) in (None, *known)
    assert nearest(word, [word, *known]) == word
