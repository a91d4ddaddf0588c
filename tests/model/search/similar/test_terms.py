from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
