from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from octavo_model.search.similar.counting import IN_ABSTRACT, TITLE_WEIGHT, Text
from octavo_model.search.similar.term_index import TermIndex
from octavo_model.search.similar.terms import COMMON_STEMS, is_noise, stem, words
from octavo_model.search.similar.word_list import WordList

if TYPE_CHECKING:
    from pathlib import Path


WORDS = ["owl", "kelp", "loom", "bell", "kite", "method"]
texts = st.lists(
    st.tuples(
        st.lists(st.sampled_from(WORDS), max_size=6),
        st.lists(st.sampled_from([*WORDS, "mamba", "kelps", "深度学习", "we", "."]), max_size=30),
    ),
    max_size=12,
).map(
    lambda some: [
        Text(3 * number + 1, " ".join(title), " ".join(abstract))
        for number, (title, abstract) in enumerate(some)
    ]
)


def in_steps(some: list[Text], cuts: list[int]) -> TermIndex:
    """An index of ``some`` texts, extended at each of ``cuts``."""
    bounds = [0, *sorted(min(cut, len(some)) for cut in cuts), len(some)]
    index = TermIndex.build(some[: bounds[1]], lambda _: None)
    for start, end in pairwise(bounds[1:]):
        index = index.extended(some[start:end])
    return index


def counts(index: TermIndex) -> dict[tuple[int, str], tuple[int, int]]:
    """How often each paper, by id, has each word in title and abstract."""
    found = {}
    for part, first in zip(index.parts, index.starts.tolist(), strict=False):
        for term in range(len(index.phrases), len(part.term_starts) - 1):
            where = part.of_terms(term, term + 1)
            papers = part.papers[where].tolist()
            assert papers == sorted(papers)
            for paper, count in zip(papers, part.paper_counts[where].tolist(), strict=True):
                key = int(index.ids[first + paper]), index.term(term)[0]
                found[key] = count // (IN_ABSTRACT + 1), count & IN_ABSTRACT
    return found


def stems(text: str) -> Counter[str]:
    return Counter(stem(word) for word in words(text) if not is_noise(word))


@given(texts, st.lists(st.integers(0, 12), min_size=1, max_size=3))
def test_it_counts_the_words_of_titles_and_abstracts(some: list[Text], cuts: list[int]) -> None:
    index = in_steps(some, cuts)

    expected = {}
    for text in some:
        title, abstract = stems(text.title), stems(text.abstract)
        for word in title | abstract:
            expected[text.id, word] = min(title[word], 3), abstract[word]
    assert counts(index) == expected
    assert index.sizes.tolist() == [
        sum(TITLE_WEIGHT * min(count, 3) for count in stems(text.title).values())
        + stems(text.abstract).total()
        for text in some
    ]


@given(texts, st.lists(st.integers(0, 12), min_size=1, max_size=3))
def test_extended_it_has_the_words_of_a_rebuilt_one(some: list[Text], cuts: list[int]) -> None:
    rebuilt, extended = TermIndex.build(some, lambda _: None), in_steps(some, cuts)

    merged = extended.merged()
    assert counts(rebuilt) == counts(extended) == counts(merged)
    assert list(rebuilt.words) == list(merged.words) == sorted(merged.words)
    assert rebuilt.ids.tolist() == extended.ids.tolist()
    for paper in range(len(some)):
        terms, values = extended.row(paper)
        others, same = merged.row(paper)
        before = {extended.term(term): value for term, value in zip(terms, values, strict=True)}
        after = {merged.term(term): value for term, value in zip(others, same, strict=True)}
        assert before.keys() == after.keys()
        assert all(abs(before[term] - after[term]) < 1e-5 for term in before)


@given(texts, st.integers(0, 12))
def test_both_sides_of_an_index_agree(some: list[Text], cut: int) -> None:
    index = in_steps(some, [cut])

    by_paper = {
        (first + paper, int(term), int(count))
        for part, first in zip(index.parts, index.starts.tolist(), strict=False)
        for paper in range(len(part))
        for term, count in zip(
            part.terms[part.starts[paper] : part.starts[paper + 1]],
            part.counts[part.starts[paper] : part.starts[paper + 1]],
            strict=True,
        )
    }
    by_term = {
        (first + int(paper), term, int(count))
        for part, first in zip(index.parts, index.starts.tolist(), strict=False)
        for term in range(len(part.term_starts) - 1)
        for paper, count in zip(
            part.papers[part.of_terms(term, term + 1)],
            part.paper_counts[part.of_terms(term, term + 1)],
            strict=True,
        )
        if COMMON_STEMS.isdisjoint(index.term(term))
    }
    assert by_paper == by_term
    for paper in range(len(index)):
        terms, values = index.row(paper)
        assert len({index.term(term) for term in terms.tolist()}) == len(terms)
        if (values > 0).any():
            assert abs(float((values**2).sum()) - 1) < 1e-4
            assert abs(float(index.products(terms, values)[paper]) - 1) < 1e-4


def test_a_phrase_of_three_papers_is_a_term(tmp_path: Path) -> None:
    some = [Text(number, f"paper{number}", "barn owls. method owls") for number in range(1, 4)]
    TermIndex.build(some, lambda _: None).save(tmp_path / "terms", "stamp")
    index = TermIndex.load(tmp_path / "terms", "stamp")

    assert index is not None
    assert [index.term(phrase) for phrase in range(len(index.phrases))] == [("barn", "owl")]
    barn, owl = (index.words.number(word) for word in ("barn", "owl"))
    assert barn is not None
    assert owl is not None
    assert index.phrase(barn + 1, owl + 1) == 0
    assert index.phrase(owl + 1, barn + 1) is None
    assert index.word_numbers(0) == (barn + 1, owl + 1)


@given(
    st.sets(st.text(st.characters(exclude_characters="\n", codec="utf-8"), min_size=1)),
    st.sets(st.text(st.characters(exclude_characters="\n", codec="utf-8"), min_size=1)),
    st.text(max_size=2),
)
def test_a_list_of_words_finds_them(some: set[str], more: set[str], start: str) -> None:
    added = sorted(more - some, key=len)
    known = WordList.of(sorted(some)).extended(added)

    assert list(known) == [*sorted(some), *added]
    assert all(known.number(word) == number for number, word in enumerate(known))
    assert known.number("\n") is None
    run, others = known.starting_with(start)
    expected = [number for number, word in enumerate(known) if word.startswith(start)]
    assert [*run, *others] == expected


@given(
    st.sets(st.text("abé模", min_size=1, max_size=7)),
    st.sets(st.text("abé模", min_size=1, max_size=7)),
    st.text("abé模", min_size=5, max_size=6),
)
def test_words_with_one_error_are_alike(some: set[str], more: set[str], word: str) -> None:
    known = WordList.of(sorted(some)).extended(more - some)
    near = set(known.alike(word))

    for number, other in enumerate(known):
        if other[0] == word[0] and OSA.distance(word, other) == 1:
            assert number in near
