from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from octavo_model import Digest, PaperRow, View
from octavo_model.core.dates import Precision
from octavo_model.text.clean import clean_line
from octavo_tui.render.columns import short_date
from octavo_tui.render.digest_names import head_text
from octavo_tui.render.geometry import (
    CURSOR,
    FOLLOWED,
    MUTED,
    NOTE,
    SELECTED,
    STAR,
    UNREAD,
    UPDATED,
)
from octavo_tui.render.labels import view_label
from octavo_tui.render.reasons import Reason
from octavo_tui.render.row_texts import digest_in_column, digest_in_text, heading_of
from octavo_tui.render.rows import RowStyles, fit, render_row

TODAY = dt.date(2026, 5, 1)
PLAIN = Style()
MATCH = Style(bold=True)
STYLES = RowStyles._make([*[PLAIN] * 7, MATCH, *[PLAIN] * 3])


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
        (replace(row(), followed="au:quill"), False, " ●  ◆ A Paper"),
        (replace(row(), muted="paper"), False, " ●  · A Paper"),
        (replace(row(), followed="au:quill", muted="paper"), True, "▌●  ◆ A Paper"),
        (replace(row(read=True), noted=True), False, "    ✎ A Paper"),
        (replace(row(), followed="au:quill", noted=True), False, " ●  ◆ ✎ A Paper"),
    ],
)
def test_marks_and_cursor_have_shapes(paper: PaperRow, at_cursor: bool, start: str) -> None:
    strip = render_row(paper, 40, STYLES, TODAY, at_cursor=at_cursor)

    assert strip.text.rstrip() == start


def test_every_sign_is_one_column_wide() -> None:
    signs = (CURSOR, SELECTED, UNREAD, UPDATED, STAR, FOLLOWED, MUTED, NOTE)
    assert [cell_len(sign) for sign in signs] == [1] * len(signs)


@pytest.mark.parametrize(
    ("precision", "shown"),
    [
        (Precision.DAY, "   3 Apr"),
        (Precision.ABOUT, "  ~3 Apr"),
        (Precision.MONTH, "  Apr'26"),
        (Precision.YEAR, "    2026"),
    ],
)
def test_of_a_date_only_what_is_known_is_shown(precision: Precision, shown: str) -> None:
    paper = replace(row(), date_precision=precision)
    assert render_row(paper, 80, STYLES, TODAY).text.endswith(f" {shown}")


FULL = replace(
    row("Owls Hear in Two Dimensions", starred=True, comments=3),
    upvotes=163,
    first_author="Strix",
    author_count=17,
    category="cs.SD",
)
"""A paper that has something in every column."""


@pytest.mark.parametrize(
    ("pane", "end"),
    [
        (23, " in Two …"),
        (59, "  ▲163"),
        (60, "  ▲163   3 Apr"),
        (80, "  ▲163  Strix +16        3 Apr"),
        (96, "  ▲163  Strix +16      cs.SD      3 Apr"),
        (124, "  ▲163  Strix +16            cs.SD      3c   3 Apr"),
    ],
)
def test_each_width_of_the_pane_has_its_columns(pane: int, end: str) -> None:
    text = render_row(FULL, pane - 1, STYLES, TODAY).text

    assert text.startswith(" ●★ Owls Hear in ")
    assert text.endswith(end)
    assert cell_len(text) == pane - 1


@pytest.mark.parametrize("pane", [59, 60, 80, 96, 124])
def test_columns_keep_their_places_whatever_is_known(pane: int) -> None:
    texts = [render_row(one, pane - 1, STYLES, TODAY).text for one in (FULL, row(read=True))]
    wide = replace(FULL, title="王" * 90, first_author="王" * 30, category="cond-mat.mtrl-sci")
    texts.append(render_row(wide, pane - 1, STYLES, TODAY).text)

    assert {cell_len(text) for text in texts} == {pane - 1}
    assert len({cell_len(text.partition("▲")[0]) for text in (texts[0], texts[2])}) == 1
    if pane >= 60:
        assert all(text.endswith("   3 Apr") for text in texts)


def test_a_digest_has_the_place_of_the_category() -> None:
    text = render_row(FULL, 95, STYLES, TODAY, digest="HF Daily 20 Aug").text

    assert text.endswith("  ▲163  Strix +16      HF Daily 20 Aug     3 Apr")
    assert "HF" not in render_row(FULL, 79, STYLES, TODAY, digest="HF Daily 20 Aug").text


def test_a_guessed_date_has_a_tilde() -> None:
    guessed = replace(row(), date_inferred=True)
    without = replace(row(), date=None, listed=dt.date(2026, 4, 2))
    unknown = replace(row(), date=None)

    shown = [render_row(one, 70, STYLES, TODAY).text[-7:] for one in (guessed, without, unknown)]
    assert shown == [" ~3 Apr", " ~2 Apr", "       "]


def test_a_selected_paper_has_a_sign_which_gives_way_to_the_cursor() -> None:
    assert render_row(row(), 40, STYLES, TODAY, selected=True).text.startswith("┃●  A")
    both = render_row(row(), 40, STYLES, TODAY, selected=True, at_cursor=True)
    assert both.text.startswith("▌●  A")


def test_a_date_of_another_year_shows_the_year() -> None:
    assert short_date("2024-09-30", TODAY.year) == "Sep'24"


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


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("arxiv-q-fin", "arXiv q-fin"),
        ("arxiv-astro-ph-ga", "arXiv astro-ph ga"),
        ("arxiv-cs-lg-q-bio-nc", "arXiv cs.LG q-bio.NC"),
    ],
)
def test_an_archive_of_arxiv_has_one_name_everywhere(name: str, label: str) -> None:
    dated = Digest(1, f"{name}-2026-04-03", "", dt.date(2026, 4, 3), False, 1, 1)
    undated = Digest(2, f"{name}-undated", "", None, False, 1, 1)
    for digest in (dated, undated):
        for shown in (
            digest_in_text(digest, TODAY),
            heading_of(digest, TODAY),
            view_label(View.of_digest(digest.name), [digest]),
        ):
            assert label in shown


@pytest.mark.parametrize("name", ["ICML 2026 Picks", "COLT-2025", "owls-and larks", "Tides"])
def test_a_name_that_the_user_gave_is_shown_as_typed(name: str) -> None:
    dated = Digest(1, name, "", dt.date(2026, 4, 3), False, 1, 1)
    undated = Digest(2, name, "", None, False, 1, 1)

    assert [digest_in_text(one, TODAY) for one in (dated, undated)] == [f"{name} 3 Apr", name]
    assert [heading_of(one, TODAY) for one in (dated, undated)] == [f"{name} · Fri 3 Apr", name]
    labels = [view_label(View.of_digest(name), [one]) for one in (dated, undated)]
    assert labels == [f"3 Apr 2026 · {name}", name]


def test_a_digest_with_wide_characters_keeps_its_column_and_its_line() -> None:
    digest = Digest(1, "机器学习论文精选", "", dt.date(2026, 4, 3), False, 1, 1)

    assert digest_in_column(digest, TODAY) == "机器学习论… 3 Apr"
    assert cell_len(digest_in_column(digest, TODAY)) == 17
    assert head_text(heading_of(digest, TODAY), 14, cell_len) == "  机器学习论 …"


RANK = ("97", "agents · harness")


@pytest.mark.parametrize(
    ("pane", "end"),
    [
        (59, "  ▲163"),
        (75, "  ▲163   1 May"),
        (76, "  ▲163  agents · harness        "),
        (96, "  ▲163  agents · harness         cs.SD      1 May"),
        (124, "  ▲163  agents · harness         cs.SD      3c   1 May"),
    ],
)
def test_a_ranked_row_has_its_score_and_why(pane: int, end: str) -> None:
    day = replace(FULL, date=dt.date(2026, 5, 1))
    text = render_row(day, pane - 1, STYLES, TODAY, rank=RANK).text

    assert cell_len(text) == pane - 1
    assert text.startswith(" ●★ 97 Owls Hear in Two")
    assert text.endswith(end)


def test_reasons_are_cut_and_a_row_without_a_score_keeps_its_columns() -> None:
    long = render_row(FULL, 79, STYLES, TODAY, rank=("5", "state space · selective scan · owls"))
    none = render_row(FULL, 79, STYLES, TODAY, rank=("", ""))

    assert long.text.startswith(" ●★  5 Owls")
    assert long.text.endswith("  state space · selective…")
    assert none.text.startswith(" ●★    Owls")
    assert none.text.endswith(" " * 24)


def test_what_matches_in_a_title_is_highlighted_beside_a_score() -> None:
    strip = render_row(FULL, 79, STYLES, TODAY, rank=RANK, reason=Reason([(0, 4)]))

    assert [segment.text for segment in strip if segment.style == MATCH] == ["Owls"]
