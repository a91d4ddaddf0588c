from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.query import Names, completions, parse
from octavo_model.query.fields import FIELDS

NAMES = Names(
    digests=("daily-papers-2025-05-01", "owl letter", "arxiv-cs-lg-2025-05-02"),
    sources=("mail", "HF"),
    categories=("cs.LG", "cs.CL", "stat.ML"),
)


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("owls i", ["is:", "in:"]),
        ("owls a", ["au:", "authors:"]),
        ("-so", ["source:", "sort:"]),
        ("by", ["au:"]),
        ("is:", ["unread ", "read ", "starred ", "updated "]),
        ("is:re", ["read ", "unread ", "starred "]),
        ("-sort:c", ["comments ", "relevance "]),
        ("digest:ow", ['"owl letter" ']),
        ('digest:"owl l', ['"owl letter" ']),
        ("digest:2025-05", ["daily-papers-2025-05-01 ", "arxiv-cs-lg-2025-05-02 "]),
        ("source:h", ["HF "]),
        ("cat:cs", ["cs.LG ", "cs.CL "]),
        ("date:", ["today ", "<7d ", "<4w ", "<1y "]),
        ("up:", [">", ">=", "<"]),
        ("up:>", []),
        ("'is", []),
        ('"is', []),
        ("xyz", []),
        ("au:q", []),
    ],
)
def test_what_is_typed_may_become(text: str, offered: list[str]) -> None:
    assert [one.text for one in completions(text, len(text), NAMES)] == offered


def test_the_part_under_the_cursor_is_completed() -> None:
    text = "owls is:un tide"
    (one,) = completions(text, 10, NAMES)
    assert text[: one.start] + one.text + text[one.end :] == "owls is:unread tide"
    assert completions(text, 2, NAMES) == ()


def test_where_nothing_stands_every_field_is_offered() -> None:
    offered = completions("owls ", 5)
    assert [one.text for one in offered] == [f"{spec.name}:" for spec in FIELDS]
    assert all(one.start == one.end == 5 and one.help for one in offered)


@given(st.text(), st.integers(0, 20))
def test_any_text_can_be_completed(text: str, cursor: int) -> None:
    cursor = min(cursor, len(text))
    for one in completions(text, cursor, NAMES):
        assert 0 <= one.start <= one.end <= len(text)
        parse(text[: one.start] + one.text + text[one.end :])
