from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from octavo_model.search.titles.words import (
    Vocabulary,
    code_points,
    letter_mask,
    sort_words,
    split_words,
)
from octavo_model.text.fold import fold

word_lists = st.lists(st.text(max_size=20)).map(
    lambda texts: sort_words({word for text in texts for word in split_words(fold(text))})
)


@given(st.sets(st.text(min_size=1)))
def test_words_are_sorted_by_code_points(words: set[str]) -> None:
    assert sort_words(words) == sorted(words)


@given(word_lists, st.text("abс模", min_size=1, max_size=3))
def test_words_are_found_by_their_beginning_and_by_what_is_in_them(
    words: list[str], part: str
) -> None:
    vocabulary = Vocabulary(words)
    low, high = vocabulary.starting_with(part)
    assert words[low:high] == [word for word in words if word.startswith(part)]
    held = [words[number] for number in vocabulary.containing(part)]
    assert held == [word for word in words if part in word]


@given(word_lists)
def test_every_word_has_its_number(words: list[str]) -> None:
    vocabulary = Vocabulary(words)
    assert [vocabulary.number(word) for word in words] == list(range(len(words)))
    assert vocabulary.number("\U0010fffd") is None


@given(word_lists)
def test_what_is_known_of_a_word_is_what_it_is(words: list[str]) -> None:
    vocabulary = Vocabulary(words)
    assert vocabulary.array.tolist() == words
    assert vocabulary.lengths.tolist() == [len(word) for word in words]
    for place in range(3):
        expected = [ord((word + "\n\n")[place]) for word in words]
        assert vocabulary.first[place].tolist() == expected
    for number, word in enumerate(words):
        letters = 0
        for mask in letter_mask(code_points(word)).tolist():
            letters |= mask
        assert vocabulary.masks[number] == letters
