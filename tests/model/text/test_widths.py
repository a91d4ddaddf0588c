"""Texts take as many cells as Rich draws, and never fewer."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from octavo_model.text.clean import clean_line
from octavo_model.text.widths import columns, is_narrow, width


def test_every_character_takes_the_cells_that_rich_draws() -> None:
    wrong = []
    for code in (*range(0x20, 0x3200), *range(0xFE00, 0x10000), *range(0x1F000, 0x1F3FB)):
        char = chr(code)
        if clean_line(f"a{char}b") != f"a{char}b":
            continue
        drawn = cell_len(char)
        is_new = unicodedata.category(char) == "Cn"
        if width(char) < drawn or (width(char) > drawn and not is_new):
            wrong.append((hex(code), width(char), drawn))
        if is_narrow(char) and drawn != 1:
            wrong.append((hex(code), 1, drawn))
    assert wrong == []


@pytest.mark.parametrize("text", ["⚠️ owls", "⭐️", "🕊️🕊️", "梟は夜に飛ぶ", "x̂ + ȳ"])
def test_signs_and_marks(text: str) -> None:
    assert width(text) == cell_len(text)


@given(st.text(max_size=30).map(clean_line))
def test_columns_end_where_the_text_does(text: str) -> None:
    starts = columns(text)
    assert len(starts) == len(text) + 1
    assert starts[-1] == width(text) >= 0
    assert starts == sorted(starts)
