"""Where lines end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.fulltext.layout.flow import FIRM
from octavo_model.fulltext.layout.wrapping import wrap
from octavo_model.text.clean import clean_line
from octavo_model.text.widths import width

TEXTS = st.one_of(st.text(max_size=80), st.text(alphabet="ab .,(-/鳥。「e\u0301", max_size=80)).map(
    clean_line
)


def lines(text: str, room: int, guide: str = "") -> list[str]:
    return [text[start:end] for start, end, _ in wrap(text, guide or text, room, room)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("owls hear kelp", ["owls hear", "kelp"]),
        ("owls  hear   kelp", ["owls  hear", "kelp"]),
        ("  owls ", ["owls"]),
        ("", []),
        ("abcdefghijklmno", ["abcdefghij", "klmno"]),
        ("owl abcdefghijklmno", ["owl", "abcdefghij", "klmno"]),
        ("abcdefg/hijklmn", ["abcdefg/", "hijklmn"]),
        ("a/bcdefghijklmn", ["a/bcdefghi", "jklmn"]),
        ("abcdefghij, owl", ["abcdefghi", "j, owl"]),
        ("鳥鳥鳥鳥鳥鳥", ["鳥鳥鳥鳥鳥", "鳥"]),
        ("鳥鳥鳥鳥鳥。", ["鳥鳥鳥鳥", "鳥。"]),
        ("鳥鳥鳥鳥「鳥鳥」", ["鳥鳥鳥鳥", "「鳥鳥」"]),
        ("owl 鳥鳥鳥鳥", ["owl 鳥鳥鳥", "鳥"]),
        ("abcdefghije\u0301f", ["abcdefghij", "e\u0301f"]),
        ("abcdefghie\u0301f", ["abcdefghie\u0301", "f"]),
    ],
)
def test_lines_of_ten_cells(text: str, expected: list[str]) -> None:
    assert lines(text, 10) == expected


def test_a_line_ends_at_no_firm_space_if_it_can() -> None:
    assert lines("owls hear [1]", 10, f"owls hear{FIRM}[1]") == ["owls", "hear [1]"]
    assert lines("something [1]", 10, f"something{FIRM}[1]") == ["something", "[1]"]


def test_lines_that_end_inside_a_word_are_marked() -> None:
    assert [inside for _, _, inside in wrap("abcdef gh", "abcdef gh", 4, 4)] == [True, False, False]


def test_the_first_line_may_be_shorter() -> None:
    text = "owls hear kelp"
    found = [text[start:end] for start, end, _ in wrap(text, text, 5, 20)]
    assert found == ["owls", "hear kelp"]


@given(TEXTS, st.integers(2, 30), st.integers(2, 30))
def test_every_letter_is_on_one_line_that_is_not_too_wide(text: str, first: int, rest: int) -> None:
    room, end = first, 0
    for stretch in wrap(text, text, first, rest):
        assert text[end : stretch.start].strip(" ") == ""
        assert stretch.end > stretch.start
        assert width(text[stretch.start : stretch.end]) <= room
        room, end = rest, stretch.end
    assert text[end:].strip(" ") == ""


@given(TEXTS)
def test_a_text_that_fits_is_one_line(text: str) -> None:
    assert lines(text, max(2, width(text))) == ([text] if text else [])
