from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from octavo_model import PaperRow
from octavo_model.core.dates import Precision
from octavo_model.text.clean import clean_line
from octavo_tui.render.geometry import CURSOR, STAR, UNREAD, UPDATED, short_date
from octavo_tui.render.reasons import Reason
from octavo_tui.render.rows import RowStyles, fit, render_row

TODAY = dt.date(2026, 5, 1)
PLAIN = Style()
MATCH = Style(bold=True)
STYLES = RowStyles(PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, MATCH, PLAIN)


def row(
    title: str = "A Paper",
    *,
    read: bool = False,
    starred: bool = False,
    updated: bool = False,
    comments: int = 0,
) -> PaperRow:
    date = dt.date(2026, 4, 3)
    return PaperRow(1, title, date, comments, read, starred, updated=updated)


@pytest.mark.parametrize(
    ("paper", "at_cursor", "start"),
    [
        (row(), False, " ●  A Paper"),
        (row(read=True), False, "    A Paper"),
        (row(starred=True), False, " ●★ A Paper"),
        (row(read=True, starred=True), True, "▌ ★ A Paper"),
        (row(read=True, updated=True), False, " ↻  A Paper"),
        (row(read=True, updated=True, starred=True), True, "▌↻★ A Paper"),
    ],
)
def test_marks_and_cursor_have_shapes(paper: PaperRow, at_cursor: bool, start: str) -> None:
    strip = render_row(paper, 40, STYLES, TODAY, at_cursor=at_cursor)

    assert strip.text.rstrip() == start


def test_every_sign_is_one_column_wide() -> None:
    assert [cell_len(sign) for sign in (CURSOR, UNREAD, UPDATED, STAR)] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("precision", "shown"),
    [
        (Precision.DAY, "   3 Apr"),
        (Precision.ABOUT, "   3 Apr"),
        (Precision.MONTH, "Apr 2026"),
        (Precision.YEAR, "    2026"),
    ],
)
def test_of_a_date_only_what_is_known_is_shown(precision: Precision, shown: str) -> None:
    paper = replace(row(), date_precision=precision)
    assert render_row(paper, 80, STYLES, TODAY).text.endswith(f" {shown}")


def test_date_and_comments_stand_at_the_right_where_there_is_room() -> None:
    assert render_row(row(comments=3), 80, STYLES, TODAY).text.endswith("   3c    3 Apr")
    assert "3c" not in render_row(row(comments=3), 60, STYLES, TODAY).text
    assert "Apr" not in render_row(row(comments=3), 50, STYLES, TODAY).text


def test_a_date_of_another_year_shows_the_year() -> None:
    assert short_date("2024-09-30", TODAY.year) == "Sep 2024"


def test_a_long_title_ends_in_an_ellipsis() -> None:
    assert render_row(row("long " * 30), 40, STYLES, TODAY).text.rstrip().endswith("…")


def test_markup_in_a_title_is_shown_as_it_is() -> None:
    assert "[Re] [/] [bold]x" in render_row(row("[Re] [/] [bold]x"), 60, STYLES, TODAY).text


def test_what_a_filter_found_is_lit() -> None:
    strip = render_row(row("Neural Collapse"), 60, STYLES, TODAY, reason=Reason([(0, 6), (7, 10)]))

    assert [one.text for one in strip if one.style == MATCH] == ["Neural", "Col"]


@given(st.text(max_size=80).map(clean_line), st.integers(1, 120), st.booleans())
def test_a_row_is_exactly_as_wide_as_it_should_be(title: str, width: int, at_cursor: bool) -> None:
    strip = render_row(
        row(title), width, STYLES, TODAY, at_cursor=at_cursor, reason=Reason([(0, 2)])
    )

    assert strip.cell_length == width


@given(st.text("ab深度 é", max_size=40), st.integers(0, 50))
def test_fitted_text_has_the_width(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width
