from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.search.abstracts import AbstractRanker, neighbours
from octavo_model.search.similar.counting import TITLE_WEIGHT, Text
from octavo_model.search.similar.term_index import TermIndex

WORDS = ["owl", "kelp", "loom", "bell", "kite", "tide", "glass"]
sentences = st.lists(st.sampled_from(WORDS), max_size=12).map(" . ".join)
shelves = st.lists(st.tuples(sentences, sentences), min_size=1, max_size=10).map(
    lambda some: [
        Text(2 * number + 1, title, abstract) for number, (title, abstract) in enumerate(some)
    ]
)
queries = st.lists(st.sampled_from([*WORDS, "the", "walrus"]), max_size=5)

SHELF = [
    Text(3, "Owls", "Barn owls hear a mouse under deep snow."),
    Text(4, "Mice", "A mouse cannot hear owls. Deep water, and snow on it."),
    Text(6, "Deep learning of tides", "A regression of tidal basins by convolutions."),
    Text(9, "Convolutional kelp", "Kelp beds are mapped."),
]


def indexed(some: list[Text], split: int | None = None) -> TermIndex:
    index = TermIndex.build(some[:split], lambda _: None)
    return index if split is None else index.extended(some[split:])


def bm25(some: list[Text], asked: list[str], *, titles: bool) -> dict[int, float]:
    """What papers score for words, by the formula."""
    found: dict[int, Counter[str]] = {}
    sizes = {}
    for text in some:
        title, abstract = (Counter(part.split(" . ")) for part in (text.title, text.abstract))
        del title[""], abstract[""]
        counts = {
            word: TITLE_WEIGHT * min(title[word], 3) + abstract[word] for word in title | abstract
        }
        sizes[text.id] = sum(counts.values())
        found[text.id] = Counter(
            {word: count for word, count in counts.items() if titles or word in abstract}
        )
    mean = max(sum(sizes.values()) / len(some), 1)
    scores = dict.fromkeys(found, 0.0)
    for word in dict.fromkeys(asked):
        having = sum(word in counts for counts in found.values())
        idf = math.log(1 + (len(some) - having + 0.5) / (having + 0.5))
        for paper, counts in found.items():
            norm = 1.2 * (1 - 0.6 + 0.6 * sizes[paper] / mean)
            scores[paper] += idf * counts[word] * 2.2 / (counts[word] + norm)
    return scores


@given(shelves, queries, st.integers(0, 10), st.booleans())
def test_scores_are_bm25_and_full_matches_have_all_words(
    some: list[Text], asked: list[str], split: int, titles: bool
) -> None:
    ranker = AbstractRanker(indexed(some, split), titles=titles)
    meant = [word for word in asked if word != "the"]

    ranking = ranker.rank(" . ".join(asked), slips=False)

    if not meant:
        assert ranking is None
        return
    assert ranking is not None
    expected = bm25(some, meant, titles=titles)
    assert ranking.ids.tolist() == list(expected)
    assert ranking.scores.tolist() == pytest.approx(list(expected.values()), rel=1e-4)
    whole = [
        set(meant) <= set((titles * (text.title + " . ") + text.abstract).split(" . "))
        for text in some
    ]
    assert ranking.full.tolist() == whole
    assert (ranking.share[ranking.full] > 0.999).all()


def found(query: str, *, titles: bool = False, **how: bool) -> dict[int, bool]:
    """The papers of the shelf that match, and whether they do in full."""
    ranking = AbstractRanker(indexed(SHELF), titles=titles).rank(query, **how)
    assert ranking is not None
    return {
        int(paper): bool(full)
        for paper, score, full in zip(ranking.ids, ranking.scores, ranking.full, strict=True)
        if score > 0
    }


def test_words_match_in_their_forms_or_as_what_was_meant() -> None:
    assert found("owl") == {3: True, 4: True}
    assert found("owlz") == {}
    assert found("regressoin basin") == {6: True}
    assert found("regressoin basin", slips=False) == {6: False}
    # Only the last word may be incomplete, and only if it has four letters.
    assert found("convol", titles=True) == {6: True, 9: True}
    assert found("convol kelp", titles=True) == {9: False}
    assert found("convol", incomplete=False, titles=True) == {}
    assert found("con", titles=True) == {}


def test_titles_count_only_where_they_are_searched() -> None:
    assert found("kelp convolutional") == {9: False}
    assert found("kelp convolutional", titles=True) == {9: True}


def test_small_words_are_ignored_and_a_text_of_them_finds_nothing() -> None:
    assert found("how do we hear a mouse in the snow?") == {3: True, 4: True}
    assert AbstractRanker(indexed(SHELF), titles=False).rank("of the, and!") is None


def test_words_of_more_than_a_fifth_of_many_papers_say_nothing() -> None:
    some = [Text(number, "", "kelp tide" if number % 2 else "kelp") for number in range(1, 400)]
    some.append(Text(400, "", "glass"))
    ranker = AbstractRanker(indexed(some), titles=False)

    ranking, common = ranker.rank("kelp glass"), ranker.rank("kelp tide")

    assert ranking is not None
    assert common is not None
    assert np.flatnonzero(ranking.scores).tolist() == [399]
    assert ranking.full.tolist() == [False] * 399 + [True]
    # With nothing else they count.
    assert common.full.tolist() == [number % 2 == 1 for number in range(1, 401)]


def test_neighbours_count_if_they_are_neighbours_in_the_text() -> None:
    worth = neighbours("a mouse under deep snow", {text.id: text for text in SHELF})

    assert worth[3] > worth[4] > 0
    assert worth[9] == 0


@given(st.text(), st.text())
def test_any_text_can_be_searched(query: str, abstract: str) -> None:
    ranker = AbstractRanker(indexed([*SHELF, Text(10, "", abstract)]), titles=False)

    ranking = ranker.rank(query)
    worth = neighbours(query, {10: Text(10, "", abstract)})

    assert ranking is None or (ranking.scores >= 0).all()
    assert worth[10] >= 0


def test_frequencies_are_of_titles_and_abstracts() -> None:
    ranker = AbstractRanker(indexed(SHELF, 2), titles=True)

    assert [ranker.frequency(word) for word in ("owls", "deep", "walrus")] == [2, 3, 0]
    assert ranker.holding("Deep").tolist() == [0, 1, 2]
