"""Texts are found in lines and over their ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.model.fulltext.layout.documents import PAPER, link, math, paragraph, table

from octavo_model.fulltext.document import Document
from octavo_model.fulltext.layout.lay_out import lay_out
from octavo_model.fulltext.layout.search import FoundPart, matches, occurrences


def found(needle: str, *texts: str, width: int = 20) -> list[list[str]]:
    """The parts of each place where ``needle`` is in paragraphs of ``texts``."""
    layout = lay_out(Document(blocks=tuple(map(paragraph, texts))), width)
    return [
        [layout.lines[line].text[start:end] for line, start, end in parts]
        for parts in occurrences(layout, needle)
    ]


@pytest.mark.parametrize(
    ("needle", "parts"),
    [
        ("owls", [["Owls"], ["owls"]]),
        ("Owls", [["Owls"]]),
        ("naive", [["naïve"]]),
        ("naïve", [["naïve"]]),
        ("owls in kelp", [["owls", "in kelp"]]),
        ("  in   kelp ", [["in kelp"]]),
        ("kelp owls", []),
        (".", [["."], ["."]]),
        ("cafe", [["Cafe\u0301"]]),
        ("", []),
        (" ", []),
    ],
)
def test_case_accents_and_ends_of_lines(needle: str, parts: list[list[str]]) -> None:
    assert found(needle, "Owls are naïve: owls in kelp.", "Cafe\u0301s, owl.") == parts


def test_a_text_does_not_go_over_the_end_of_a_block() -> None:
    assert found("one two", "one", "two") == []


def test_capital_letters_are_compared_over_the_ends_of_lines() -> None:
    assert found("In Kelp", "Owls live a life In Kelp, in kelp") == [["In", "Kelp"]]


def test_words_are_found_where_they_are_split() -> None:
    address = "https://owl.example/page/of/owls"
    layout = lay_out(Document(blocks=(paragraph(link(address, address)),)), 20)
    assert [part.line for part in matches(layout, address)] == [0, 1]
    assert layout.lines[0].text == "https://owl.example/"
    assert matches(layout, "example/page") == (FoundPart(0, 12, 20), FoundPart(1, 0, 4))


def test_letters_of_formulas_are_found_plain() -> None:
    layout = lay_out(Document(blocks=(paragraph("In ", math(r"\mathcal{O}(n)"), "."),)), 40)
    assert matches(layout, "o(n)") == (FoundPart(0, 3, 7),)
    assert matches(layout, "O(n)") == (FoundPart(0, 3, 7),)


def test_cells_of_a_table_are_found() -> None:
    layout = lay_out(Document(blocks=(table(("Owl", "Call"), ("Barn owl", "shriek")),)), 40)
    assert matches(layout, "barn OWL") == ()
    assert matches(layout, "barn owl") == (FoundPart(3, 2, 10),)


@given(st.integers(20, 100), st.integers(0, 400), st.integers(1, 30))
def test_what_is_in_the_text_is_found(width: int, start: int, size: int) -> None:
    words = "Owls hear kelp grow below the sea, and they call it foam. " * 8
    layout = lay_out(Document(blocks=(paragraph(words.strip()),)), width)
    needle = words[start : start + size].strip()
    if needle:
        places = occurrences(layout, needle)
        assert places
        for parts in places:
            shown = " ".join(layout.lines[line].text[a:b] for line, a, b in parts)
            assert shown.lower() == needle.lower()


@pytest.mark.parametrize("width", [20, 40, 72])
def test_matches_are_in_their_lines_in_order(width: int) -> None:
    layout = lay_out(PAPER, width)
    spots = matches(layout, "e")
    assert list(spots) == sorted(spots)
    assert {layout.lines[line].text[start:end] for line, start, end in spots} == {"e", "E"}
