"""Formulas of real papers read, where the environment names some."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.model.text.latex.mathematics.real_formulas import formulas_of, left

from octavo_model.text.clean import clean_line, visible
from octavo_model.text.latex.mathematics import display, inline
from octavo_model.text.widths import width

SHARE = 0.995


@pytest.fixture
def formulas(corpus: Path) -> list[str]:
    folder = corpus.parent / "fulltext"
    if not folder.is_dir():
        pytest.skip("no pages of real papers beside OCTAVO_CORPUS")
    return list(dict.fromkeys(tex for _, tex in formulas_of(folder)))


def test_formulas_of_real_papers_read(formulas: list[str]) -> None:
    unread = [(tex, inline(tex)) for tex in formulas if left(tex, inline(tex))]
    assert len(formulas) > 500
    assert len(unread) <= (1 - SHARE) * len(formulas), unread[:20]


@pytest.mark.parametrize("room", [40, 72, 100])
def test_formulas_of_real_papers_fit(formulas: list[str], room: int) -> None:
    for tex in formulas[::3]:
        assert clean_line(inline(tex)) == inline(tex)
        for text in display(tex, room):
            assert width(text) <= room or " " not in text.strip(), tex
            assert visible(text) == text == text.rstrip()


def test_the_check_notices_what_it_is_for() -> None:
    assert left(r"\foo x", "foo x") == "foo"
    assert left(r"\frac12", "\\frac12") == "\\"
    assert left(r"\text{alpha}\alpha", "alpha α") == ""
    assert left("x", "") == "nothing"
