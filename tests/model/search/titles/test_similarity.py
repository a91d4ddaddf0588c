"""The definition of what is alike, and that the fast way over a vocabulary computes the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import EXAMPLES

from octavo_model.search.titles.similarity import (
    inside_scores,
    prefix_scores,
    similarity,
    typo_scores,
)
from octavo_model.search.titles.words import Vocabulary, sort_words, split_words
from octavo_model.text.fold import fold

# Few letters make many near misses; s, + and 模 have rules of their own.
words = st.one_of(
    st.text("abces", min_size=1, max_size=12),
    st.text("abcns+模型é7", min_size=1, max_size=8),
    st.text(min_size=1, max_size=8),
).flatmap(lambda text: st.sampled_from(split_words(fold(text)) or ["abc"]))


@pytest.mark.parametrize(
    ("typed", "word", "score"),
    [
        ("moth", "moth", 100),
        ("moth", "moths", 93),
        ("m", "mothballs", 85),
        ("moths", "moth", 80),
        ("ram++", "ram", 80),
        ("lantern", "magiclantern", 68),
        ("型", "模型的折叠", 79),
        ("clps", "collapse", 0),
        ("colapse", "collapse", 75),
        ("collaspe", "collapse", 78),
        ("kollapse", "collapse", 70),
        ("colap", "collapse", 61),
        ("cola", "collapse", 51),
        ("mths", "moths", 55),
        ("moht", "moth", 0),
        ("pse", "collapse", 0),
        ("moth", "lamp", 0),
        ("qqqxz", "query", 0),
        ("a", "lamp", 0),
        ("am", "lamp", 0),
    ],
)
def test_the_table_of_scores(typed: str, word: str, score: int) -> None:
    assert similarity(typed, word) == score


def test_what_is_nearer_to_the_word_scores_higher() -> None:
    ladder = ["collapse", "collaps", "coll", "colapse", "lapse", "colaps", "zzz"]
    scores = [similarity(typed, "collapse") for typed in ladder]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


@given(words, words)
def test_a_score_is_between_0_and_100_and_100_is_the_word_itself(typed: str, word: str) -> None:
    score = similarity(typed, word)
    assert 0 <= score <= 100
    assert (score == 100) == (typed == word)


@given(st.text("abces", min_size=5, max_size=12), st.data())
def test_a_typo_behind_the_first_letters_never_hides_a_word(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(2, len(word) - 1))
    letter = data.draw(st.sampled_from("abcq"))
    for typed in (
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
    ):
        assert similarity(typed, word) > 0


@settings(max_examples=8 * EXAMPLES)
@given(words, st.lists(words))
def test_a_whole_vocabulary_is_scored_as_its_words_are_one_by_one(
    typed: str, others: list[str]
) -> None:
    vocabulary = Vocabulary(sort_words(set(others)))
    started, inside = prefix_scores(vocabulary, typed), inside_scores(vocabulary, typed)
    misspelt = typo_scores(vocabulary, typed)
    for number, word in enumerate(vocabulary.words):
        score = started[number] or max(inside[number], misspelt[number])
        assert score == similarity(typed, word), (typed, word)
