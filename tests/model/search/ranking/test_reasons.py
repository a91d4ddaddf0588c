from __future__ import annotations

from octavo_model.search.ranking.reasons import reasons
from octavo_model.search.similar.counting import Text

TEXT = Text(1, "State Spaces", "We map a State-Space model of Naïve owls; these are ours, 2 of 2.")


def test_the_largest_shares_are_named_as_the_paper_writes_them() -> None:
    shares: dict[tuple[str, ...], float] = {
        ("owls",): 0.2,
        ("naive",): 0.3,
        ("map",): 0.1,
        ("model",): 0.05,
        ("ours",): 0.01,
    }

    assert reasons(TEXT, shares) == (("Naïve", "owls", "map"), "")


def test_a_pair_that_says_much_is_named_for_its_words() -> None:
    shares = {("state",): 0.1, ("space",): 0.1, ("state", "space"): 0.08, ("owls",): 0.2}

    assert reasons(TEXT, shares)[0] == ("State-Space", "owls")


def test_a_pair_that_says_little_beside_its_word_is_not() -> None:
    shares = {("owls",): 0.2, ("naive", "owls"): 0.05, ("naive",): 0.01}

    assert reasons(TEXT, shares)[0] == ("owls",)


def test_function_words_and_numbers_are_not_named() -> None:
    shares = {
        ("we",): 0.9,
        ("we", "map"): 0.8,
        ("of", "naive"): 0.7,
        ("owls",): 0.1,
        ("the",): -0.9,
    }

    assert reasons(TEXT, shares) == (("owls",), "")


def test_the_word_most_against_is_named() -> None:
    assert reasons(TEXT, {("model",): -0.1, ("owls",): -0.3}) == ((), "owls")


def test_words_that_are_not_side_by_side_are_no_reason() -> None:
    # “map a state” has a word between.
    assert reasons(TEXT, {("map", "state"): 0.5, ("map",): 0.1})[0] == ("map",)


def test_weak_reasons_are_left_out() -> None:
    shares: dict[tuple[str, ...], float] = {("owls",): 0.5, ("map",): 0.02, ("model",): -0.02}

    assert reasons(TEXT, shares) == (("owls",), "")
    assert reasons(TEXT, {**shares, ("model",): -0.2}) == (("owls",), "model")
