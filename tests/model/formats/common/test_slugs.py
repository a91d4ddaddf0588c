"""What digests are called."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.formats.common.digest import LONGEST, slug


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cs.LG updates on arXiv.org", "cs-lg-updates-on-arxiv-org"),
        ("  The   Gull's  Daily — Émigré edition ", "the-gull-s-daily-emigre-edition"),
        ("UPPER_and_lower 42", "upper-and-lower-42"),
        ("深度学习", ""),
        ("", ""),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_words_are_lower_case_ascii_and_joined(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_a_long_title_ends_with_a_whole_word() -> None:
    assert slug("proceedings of the society for slow computing") == (
        "proceedings-of-the-society-for-slow"
    )


def test_one_long_word_is_cut() -> None:
    assert slug("x" * 90) == "x" * LONGEST


@given(st.text())
def test_any_text_makes_a_name_that_files_can_have(text: str) -> None:
    made = slug(text)
    assert len(made) <= LONGEST
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", made)
    assert slug(made) == made
