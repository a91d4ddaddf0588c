from __future__ import annotations

from octavo_model.search.similar.reasons import TermReason, best_reasons


def named(*reasons: tuple[str, float]) -> list[str]:
    found = best_reasons(TermReason(term.split(), share, term) for term, share in reasons)
    return [one.term for one in found]


def test_no_word_is_repeated() -> None:
    assert named(("state space", 3.0), ("space", 2.0), ("owl", 1.0)) == ["state space", "owl"]


def test_three_are_named_at_most() -> None:
    assert named(("owl", 4.0), ("lark", 3.0), ("rail", 2.0), ("coot", 1.0)) == [
        "owl",
        "lark",
        "rail",
    ]


def test_what_says_much_less_than_the_first_is_left_out() -> None:
    assert named(("owl", 1.0), ("lark", 0.16), ("rail", 0.14)) == ["owl", "lark"]
    assert named() == []
