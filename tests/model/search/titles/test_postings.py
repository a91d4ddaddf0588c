"""Words of names, and hidden words: found, merged, saved."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from octavo_model.search.titles.candidates import hidden_words, names_misspelt, names_starting
from octavo_model.search.titles.postings import WordPostings
from octavo_model.search.titles.words import split_words
from octavo_model.text.fold import fold

NAMES = WordPostings.build(["Dora Kelp, Ann Quill", "", "Jürgen Schmidt", "D. Kelpie; Ann Quill"])

texts = st.lists(st.text("abcé -模", max_size=12), max_size=6)
typed_words = st.text("abc模", min_size=1, max_size=9).flatmap(
    lambda text: st.sampled_from(split_words(text))
)


def test_a_word_that_begins_a_name_finds_it_and_the_whole_name_is_better() -> None:
    assert names_starting(NAMES, "kelp").tolist() == [96, 0, 0, 84]
    assert names_starting(NAMES, "jurg").tolist() == [0, 0, 84, 0]
    assert names_starting(NAMES, "elp").tolist() == [0, 0, 0, 0]


def test_a_slip_in_a_name_of_five_letters_is_forgiven() -> None:
    assert names_misspelt(NAMES, "schmdit").tolist() == [0, 0, 75, 0]
    assert names_misspelt(NAMES, "kepl").tolist() == [0, 0, 0, 0]


def test_hidden_words_must_be_whole() -> None:
    hidden = WordPostings.build(["lstm", "", "long short term memory"])
    assert hidden_words(hidden, "lstm").tolist() == [90, 0, 0]
    assert hidden_words(hidden, "memo").tolist() == [0, 0, 0]


@given(typed_words, texts)
def test_all_texts_are_scored_as_their_words_are_one_by_one(typed: str, many: list[str]) -> None:
    scores = names_starting(WordPostings.build(many), typed).tolist()
    started = [any(word.startswith(typed) for word in split_words(fold(text))) for text in many]
    assert [score > 0 for score in scores] == started


@given(texts, texts, texts)
def test_merged_parts_are_as_one_built_of_all(
    first: list[str], second: list[str], third: list[str]
) -> None:
    merged = WordPostings.merged([WordPostings.build(part) for part in (first, second, third)])
    built = WordPostings.build([*first, *second, *third])
    assert merged.size == built.size
    assert merged.vocabulary.words == built.vocabulary.words
    assert merged.docs.tolist() == built.docs.tolist()
    assert merged.bounds.tolist() == built.bounds.tolist()


def test_a_saved_index_is_the_same_and_a_damaged_one_is_ignored(tmp_path: Path) -> None:
    path = tmp_path / "names.idx"
    NAMES.save(path, "one")
    loaded = WordPostings.load(path, "one")
    assert loaded is not None
    assert loaded.vocabulary.words == NAMES.vocabulary.words
    assert loaded.docs.tolist() == NAMES.docs.tolist()
    assert WordPostings.load(path, "other") is None
    path.write_bytes(path.read_bytes()[:-9])
    assert WordPostings.load(path, "one") is None
