"""Words in names and acronyms, and papers that have a part of a query."""

from __future__ import annotations

import numpy as np
import pytest

from octavo_model.search.titles import FuzzyIndex

PAPERS = {
    "Attention Is All You Need": "Vaswani, Shazeer, Parmar",
    "Attention in Cats": "Dora Kelp",
    "Kelp Forests of the North": "Ann Quill",
    "Deep Residual Learning for Image Recognition": "He, Zhang, Ren, Sun",
    "A Survey of Kelp": "Jun Ito",
    "Long Short-Term Memory for Tides": "Emil Fox",
    "LSTM Nets at Sea": "Bo Eze",
    "How to Count Owls": "Hana Berg",
}
TITLES = list(PAPERS)
INDEX = FuzzyIndex.build(TITLES, PAPERS.values()).with_hidden(
    ["", "", "", "", "", "lstm", "long short term memory", ""]
)
EVERY = np.arange(len(TITLES))


def found(query: str) -> list[str]:
    return [TITLES[doc] for doc in INDEX.search(query).docs]


def near(query: str, limit: int = 20) -> list[str]:
    full = INDEX.search(query).docs
    return [TITLES[doc] for doc in INDEX.near(query, EVERY, full, limit)]


def test_a_title_with_all_words_comes_before_a_name() -> None:
    assert found("kelp") == ["A Survey of Kelp", "Kelp Forests of the North", "Attention in Cats"]


def test_words_may_be_partly_names() -> None:
    assert found("kelp attention") == ["Attention in Cats"]
    assert found("vaswan need") == ["Attention Is All You Need"]
    assert found("vaswnai attention") == ["Attention Is All You Need"]


def test_acronyms_and_long_forms_find_each_other() -> None:
    assert set(found("lstm")) == {"LSTM Nets at Sea", "Long Short-Term Memory for Tides"}
    assert found("long short term memory sea") == ["LSTM Nets at Sea"]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("deep residual learning giraffe", "Deep Residual Learning for Image Recognition"),
        ("how do we count owls at night?", "How to Count Owls"),
        (
            "Vaswani, A., Shazeer, N. (2017). Attention is all you need. NIPS, 30, 5998-6008.",
            "Attention Is All You Need",
        ),
        ("deep risidual learning zebra", "Deep Residual Learning for Image Recognition"),
    ],
)
def test_a_wrong_word_does_not_empty_the_list(query: str, first: str) -> None:
    assert found(query) == []
    assert near(query)[0] == first


def test_near_papers_have_half_of_what_is_asked() -> None:
    assert near("giraffe zebra lion owls") == []
    assert near("count owls zebra") == ["How to Count Owls"]


def test_two_words_have_no_near_papers() -> None:
    assert near("owls zebra") == []


def test_full_matches_are_not_near_and_no_more_than_asked_for_are_returned() -> None:
    assert near("attention is all you need") == []
    assert len(near("kelp attention zebra survey forests", 1)) <= 1


def test_an_extended_index_keeps_names() -> None:
    index = FuzzyIndex.build(["Owls"], ["Dora Kelp"]).extended(["Moths"], ["Ann Quill"])
    assert index.search("quill").docs.tolist() == [1]
    assert index.search("kelp owls").docs.tolist() == [0]


def test_an_extended_index_keeps_hidden_words() -> None:
    index = INDEX.extended(["Memory of Elephants"], ["Ann Quill"])
    assert len(index.search("lstm").docs) == 2
    assert index.search("memory").docs[0] == len(TITLES)
