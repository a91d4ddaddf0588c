"""What a ranked list says in words."""

from __future__ import annotations

import pytest

from octavo_model.core.suggestions import Remaining, Why
from octavo_tui.render.labels import left_words, reasons_of, score_explained


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (Why(), "For you 87"),
        (Why(("state space", "scan")), "For you 87: state space · scan"),
        (Why(("scan",), "survey"), "For you 87: scan — against: survey"),
        (Why((), "survey"), "For you 87 — against: survey"),
        (Why(("scan",), "", "mine"), "For you 87: mine · scan"),
        (Why(("scan",), "", "mine", "au:quill"), "For you 87: followed: au:quill · mine · scan"),
        (Why(("scan",), "", "", "", "survey"), "For you 87: muted: survey · scan"),
    ],
)
def test_the_page_says_why(why: Why, said: str) -> None:
    assert score_explained(87, why) == said


def test_the_row_says_what_speaks_for_it() -> None:
    assert reasons_of(Why(("state space", "scan"), "survey", "mine")) == "mine · state space · scan"


@pytest.mark.parametrize(
    ("remaining", "said"),
    [
        (Remaining(3, 7, 12, 40), "about 3 left, at most 7 · 12 without abstract"),
        (Remaining(1_200, 2_100, 0, 40), "about 1,200 left, at most 2,100"),
    ],
)
def test_what_is_left_is_an_estimate_with_a_bound(remaining: Remaining, said: str) -> None:
    assert left_words(remaining) == said
