from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.search.titles.words import TitleQuery, find_words, is_dense, split_words
from octavo_model.text.fold import fold


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("?! --", []),
        ("G-QuilCLR : moths", ["g", "quilclr", "moths"]),
        ("[Re] Don't", ["re", "don", "t"]),
        ("C++, F# and 3D", ["c++", "f#", "and", "3d"]),
        ("++ # 4+1", ["4+", "1"]),
        ("snake_case", ["snake", "case"]),
        ("Être à l'Œuvre", ["etre", "a", "l", "oeuvre"]),
        ("Тихие реки Ἀθήνης", ["тихие", "реки", "αθηνησ"]),
        ("GPT模型的折叠", ["gpt", "模型的折叠"]),
        ("きつねの legs", ["きつねの", "legs"]),
        ("हिन्दी पाठ", ["हिन्दी", "पाठ"]),
        ("กาแฟร้อน", ["กาแฟร้อน"]),
    ],
)
def test_words_are_runs_of_letters_and_digits(text: str, words: list[str]) -> None:
    assert split_words(fold(text)) == words


@given(st.text())
def test_every_letter_and_digit_is_in_some_word(text: str) -> None:
    folded = fold(text)
    in_words = sorted("".join(split_words(folded)).replace("+", "").replace("#", ""))
    assert [c for c in in_words if c.isalnum()] == sorted(c for c in folded if c.isalnum())


@given(st.text())
def test_words_have_their_positions(text: str) -> None:
    folded = fold(text)
    found = list(find_words(folded))
    assert [word for word, _ in found] == split_words(folded)
    assert all(folded[place : place + len(word)] == word for word, place in found)


def test_scripts_without_spaces_are_dense() -> None:
    assert [is_dense(word) for word in ("模型", "きつね", "여우", "กา", "fox", "лиса", "3d")] == [
        *[True] * 4,
        *[False] * 3,
    ]


def test_a_query_keeps_its_punctuation_for_comparing_whole_titles() -> None:
    query = TitleQuery.parse("  [Re]\tÉtude ")
    assert (query.text, query.words, query.punctuated) == ("[re] etude", ("re", "etude"), True)
    assert not TitleQuery.parse("re etude").punctuated


def test_a_query_names_each_word_once() -> None:
    assert TitleQuery.parse("moth and moth").words == ("moth", "and")


def test_a_pasted_page_is_a_query_of_bounded_size() -> None:
    page = " ".join(f"word{number}" for number in range(10_000)) + "x" * 10_000
    query = TitleQuery.parse(page)
    assert len(query.words) == 32
    assert max(map(len, TitleQuery.parse("x" * 10_000).words)) == 200
