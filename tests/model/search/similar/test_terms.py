from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.search.similar.counting import Text
from octavo_model.search.similar.term_index import TermIndex
from octavo_model.search.similar.terms import TermText, is_noise, stem, words


@given(st.text())
def test_any_text_has_words(text: str) -> None:
    found = words(text)

    assert all(found)
    assert all(isinstance(is_noise(word), bool) and stem(word) for word in found)


@given(st.text(), st.lists(st.text(min_size=1), min_size=1, max_size=2))
def test_whatever_is_looked_for_is_written_somewhere_or_nowhere(text: str, term: list[str]) -> None:
    found = TermText(text).form_of(tuple(term))

    assert found is None or found


@pytest.mark.parametrize(
    ("text", "term", "way"),
    [
        (
            "Gaussian Splatting. A Gaussian splatting of",
            ("gaussian", "splatting"),
            "Gaussian splatting",
        ),
        ("Long LSTM Networks", ("lstm", "network"), "LSTM Networks"),
        ("We use view-synthesis", ("view", "synthesi"), None),
        ("out of distribution (OOD)", ("distribution", "ood"), None),
        ("Naïve Bayes", ("naive", "baye"), "Naïve Bayes"),
    ],
)
def test_a_term_is_written_as_in_the_paper(
    text: str, term: tuple[str, ...], way: str | None
) -> None:
    assert TermText(text).form_of(tuple(stem(part) for part in term)) == way


WORDS = ["owl", "kelp", "loom", "bell", "kite"]
texts = st.lists(
    st.tuples(
        st.lists(st.sampled_from(WORDS), max_size=6),
        st.lists(st.sampled_from([*WORDS, "mamba", "深度学习", "we", "."]), max_size=30),
    ),
    max_size=12,
).map(
    lambda some: [
        Text(3 * number + 1, " ".join(title), " ".join(abstract))
        for number, (title, abstract) in enumerate(some)
    ]
)


@given(texts, st.integers(0, 12))
def test_both_sides_of_an_index_agree(some: list[Text], cut: int) -> None:
    built = TermIndex.build(some[:cut], lambda _: None).extended(some[cut:])

    assert built.ids.tolist() == [text.id for text in some]
    by_paper = {
        (paper, int(term), int(count))
        for paper in range(len(built))
        for term, count in zip(
            built.terms[built.starts[paper] : built.starts[paper + 1]],
            built.counts[built.starts[paper] : built.starts[paper + 1]],
            strict=True,
        )
    }
    by_term = {
        (int(paper), term, int(count))
        for term in range(len(built.term_starts) - 1)
        for paper, count in zip(
            built.papers[built.term_starts[term] : built.term_starts[term + 1]],
            built.paper_counts[built.term_starts[term] : built.term_starts[term + 1]],
            strict=True,
        )
    }
    assert by_paper == by_term
    for paper in range(len(built)):
        terms, values = built.row(paper)
        assert sorted(terms.tolist()) == terms.tolist()
        assert len({built.term(term) for term in terms.tolist()}) == len(terms)
        if (values > 0).any():
            assert abs(float((values**2).sum()) - 1) < 1e-4
            assert abs(float(built.products(terms, values)[paper]) - 1) < 1e-4
