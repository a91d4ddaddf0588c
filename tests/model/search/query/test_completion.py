from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.search.query.completion import KnownNames, advice, author_prefix, completions
from octavo_model.search.query.fields import FIELDS
from octavo_model.search.query.parser import parse

NAMES = KnownNames(
    {
        "digest": ("daily-papers-2025-05-01", "owl letter", "arxiv-cs-lg-2025-05-02"),
        "source": ("mail", "HF"),
        "cat": ("cs.LG", "cs.CL", "stat.ML"),
        "org": ("Harbour Lab",),
    },
    authors=("Nora Quill", "Plato"),
)


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("owls i", ["is:", "id:", "in:"]),
        ("owls a", ["au:", "abs:", "id:", "authors:"]),
        ("-so", ["source:", "sort:"]),
        ("by", ["au:"]),
        ("is:u", ["undecided ", "unread ", "updated "]),
        ("starred:", ["today ", "<7d ", "<4w ", "<1y "]),
        ("-read:", ["today ", "<7d ", "<4w ", "<1y "]),
        ("org:lab", ['"Harbour Lab" ']),
        ("venue:", []),
        ("ti", ["ti:"]),
        ("~ti", ["ti:"]),
        ("~ au:q", ['"Nora Quill" ']),
        ("sort:s", ["starred ", "score ", "comments "]),
        ("is:re", ["read ", "unread ", "starred "]),
        ("-sort:c", ["comments ", "relevance ", "score "]),
        ("digest:ow", ['"owl letter" ']),
        ('digest:"owl l', ['"owl letter" ']),
        ("digest:2025-05", ["daily-papers-2025-05-01 ", "arxiv-cs-lg-2025-05-02 "]),
        ("source:h", ["HF "]),
        ("cat:cs", ["cs.LG ", "cs.CL "]),
        ("date:", ["today ", "<7d ", "<4w ", "<1y "]),
        ("up:", [">", ">=", "<"]),
        ("up:>", []),
        ("up:x", []),
        ("au:zzz", []),
        ("au:q", ['"Nora Quill" ']),
        ('au:"nora q', ['"Nora Quill" ']),
        ("au:", ['"Nora Quill" ', "Plato "]),
        ("id:", []),
        ('"is', []),
    ],
)
def test_what_is_typed_may_become(text: str, offered: list[str]) -> None:
    assert [one.text for one in completions(text, len(text), NAMES)] == offered


def test_the_part_under_the_cursor_is_completed() -> None:
    text = "owls is:unr tide"
    (one,) = completions(text, 11, NAMES)
    assert text[: one.start] + one.text + text[one.end :] == "owls is:unread tide"


@pytest.mark.parametrize(
    ("text", "cursor"),
    [("xyz", 3), ("owls tide", 2), ("'is", 3), ('"is"', 4), ("a |", 3), ("up:>3", 5)],
)
def test_where_nothing_can_be_completed_fields_are_offered(text: str, cursor: int) -> None:
    offered = completions(text, cursor, NAMES)
    assert [one.label for one in offered] == [f"{spec.name}:" for spec in FIELDS]
    for one in offered:
        head = text[: one.start] + one.text
        assert parse(f"{head}x {text[one.end :]}") == parse(f"{head}x{text[one.end :]}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("au:zzz", "au: no matching value"),
        ("au:", "au: the start of a name"),
        ("up:many", "up: e.g. >20, >=3, 5..10 or 7"),
        ("is:unraed", "is: undecided, starred, no, later, …"),
        ("venue:", "venue: a part of the name of a journal or conference"),
        ("ti:", "ti: a word, or words in quotes"),
        ("org:zzz", "org: no matching value"),
        ('"tidal ba', "the quotation mark is not closed"),
        ("", ""),
    ],
)
def test_where_nothing_is_offered_it_is_said_why(text: str, said: str) -> None:
    assert advice(text, len(text)) == said


@pytest.mark.parametrize(
    ("text", "started"),
    [("au:", ""), ('by:"nora q', "nora q"), ("-au:q", "q"), ("au:q ", None), ("cat:q", None)],
)
def test_the_beginning_of_an_author_is_seen(text: str, started: str | None) -> None:
    assert author_prefix(text, len(text)) == started
    assert author_prefix(text, 1) is None


def test_after_a_space_every_field_is_offered() -> None:
    offered = completions("owls ", 5)
    assert [one.text for one in offered] == [f"{spec.name}:" for spec in FIELDS]
    assert all(one.start == one.end == 5 and one.help for one in offered)


@given(st.text(), st.integers(0, 20))
def test_any_text_can_be_completed(text: str, cursor: int) -> None:
    cursor = min(cursor, len(text))
    for one in completions(text, cursor, NAMES):
        assert 0 <= one.start <= one.end <= len(text)
        parse(text[: one.start] + one.text + text[one.end :])
    advice(text, cursor)
    author_prefix(text, cursor)
