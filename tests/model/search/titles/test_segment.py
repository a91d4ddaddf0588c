from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.search.titles.segment import Segment
from octavo_model.search.titles.words import split_words
from octavo_model.text.fold import fold

titles = st.lists(st.text(max_size=30), max_size=8)


@given(titles)
def test_each_word_is_found_in_the_titles_that_have_it_and_in_no_other(many: list[str]) -> None:
    segment = Segment.build(many)
    assert len(segment) == len(many)
    for number, word in enumerate(segment.vocabulary.words):
        docs = segment.docs[segment.postings_between(number, number + 1)]
        having = [doc for doc, title in enumerate(many) if word in split_words(fold(title))]
        assert sorted(set(docs.tolist())) == having
        assert having


@given(titles)
def test_a_title_gets_the_best_score_of_its_words(many: list[str]) -> None:
    segment = Segment.build(many)
    count = len(segment.vocabulary)
    scores = (np.arange(count) * 37 % 101).astype(np.uint8)
    score_of = dict(zip(segment.vocabulary.words, scores.tolist(), strict=True))
    expected = [max((score_of[word] for word in split_words(fold(t))), default=0) for t in many]
    assert segment.spread(scores).tolist() == expected


@given(titles)
def test_folded_titles_are_kept(many: list[str]) -> None:
    segment = Segment.build(many)
    expected = [" ".join(fold(title).split()) for title in many]
    assert segment.folded_titles(np.arange(len(many))) == expected
    assert segment.title_lengths(np.arange(len(many))).tolist() == [
        len(title.encode("utf-8", "surrogatepass")) for title in expected
    ]


@given(titles, titles)
def test_merging_segments_is_building_one_of_all_their_titles(
    some: list[str], others: list[str]
) -> None:
    merged = Segment.merged([Segment.build(some), Segment.build(others)])
    built = Segment.build(some + others)
    assert merged.vocabulary.words == built.vocabulary.words
    assert bytes(merged.text) == bytes(built.text)
    for name in ("stream", "positions", "docs", "bounds", "ends", "initials", "text_bounds"):
        assert np.array_equal(getattr(merged, name), getattr(built, name)), name
