"""Titles and abstracts, classified as letters: T and t, A and a (t and a continue)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.formats.daily_papers.classifier import TextBlock, classify_lines

TITLE = "Beacons That Dim Themselves"
LONG = "So we measured it again, more slowly, with two lamps instead of one. " * 8
SHORT = "To appear"
LINK = "Code: https://github.com/saltmarsh-lab/beacons"
LETTERS = "TtAa"


def roles(*texts: str, ends_page: bool = True) -> str:
    blocks = [
        TextBlock(text.strip().lstrip("+"), line, inner=text.startswith("+"))
        for line, text in enumerate(texts)
    ]
    return "".join(LETTERS[role] for role in classify_lines(blocks, ends_page=ends_page))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], ""),
        ([TITLE], "T"),
        ([TITLE, LONG], "TA"),
        ([LONG, TITLE], "TA"),
        ([TITLE, LONG, TITLE, LONG], "TATA"),
        ([TITLE, SHORT, TITLE, SHORT, TITLE, SHORT], "TATATA"),
        ([TITLE, LONG, LONG], "TAa"),
        ([TITLE, LONG, LONG, LONG, TITLE, LONG], "TAaaTA"),
        ([TITLE, LONG, LINK, TITLE, LONG], "TAaTA"),
        ([TITLE, TITLE, LONG], "TTA"),
        ([TITLE, LONG, TITLE, TITLE, LONG, TITLE, LONG], "TATTATA"),
        ([TITLE, LONG, LONG, TITLE, TITLE, LONG], "TAaTTA"),
        ([TITLE, LONG[:300] + "and", "so the rest is small.", TITLE, LONG], "TAaTA"),
        ([TITLE, "+and Its Second Line", LONG], "TtA"),
        ([TITLE, "+and Its Second Line", "+and Its Third", LONG, TITLE, LONG], "TttATA"),
        ([TITLE, LONG, "+1) first", "+2) second", "+3) third", TITLE, LONG], "TAaaaTA"),
        ([TITLE, "+" + LONG, TITLE, "+" + LONG], "TATA"),
    ],
)
def test_roles_on_a_page_without_bylines(texts: list[str], expected: str) -> None:
    assert roles(*texts) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [([LONG], "A"), ([TITLE], "T"), ([TITLE, LONG, TITLE], "TAT"), ([TITLE, LONG, LONG], "TAa")],
)
def test_roles_above_a_byline(texts: list[str], expected: str) -> None:
    assert roles(*texts, ends_page=False) == expected


@given(
    st.lists(st.sampled_from([TITLE, LONG, SHORT, LINK, "+" + TITLE, "+" + LONG]), max_size=30),
    st.booleans(),
)
def test_what_goes_on_has_something_to_go_on_from(texts: list[str], ends_page: bool) -> None:
    read = roles(*texts, ends_page=ends_page)
    assert len(read) == len(texts)
    for above, below in zip("^" + read, read, strict=False):
        assert above + below not in {"^t", "^a", "At", "at", "Ta", "ta", "AA", "aA"}


@given(st.lists(st.sampled_from([LONG, SHORT, LINK, LONG[:200]]), min_size=1, max_size=12))
def test_no_abstract_is_odd_enough_to_break_the_rhythm_where_titles_are_titles(
    abstracts: list[str],
) -> None:
    texts = [text for abstract in abstracts for text in (TITLE, abstract)]
    assert roles(*texts) == "TA" * len(abstracts)
