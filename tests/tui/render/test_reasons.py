from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from tests.tui.render.test_rows import TODAY

from octavo_model import PaperRow
from octavo_model.search.evaluation import highlights_of
from octavo_model.search.query.nodes import Highlights
from octavo_model.search.query.parser import parse
from octavo_model.search.results import SearchResult
from octavo_tui.render.reasons import PageHighlights, Reason, of_near, row_reason
from octavo_tui.render.rows import RowStyles, render_row, rule_text

TITLE = "Owls Hunt Mice"
AUTHORS = [r"N\'ora Quill", "Ada Strix", "Quim Ray"]
ABSTRACT = "Barn owls are quiet. Their ears hear a mouse below snow. They hunt in the dark."
MATCH = Style(bold=True, underline=True)
PLAIN = Style()
STYLES = RowStyles._make([*[PLAIN] * 7, MATCH, *[PLAIN] * 3])


def reason_of(query: str) -> Reason:
    return row_reason(highlights_of(parse(query)), TITLE, lambda: (AUTHORS, ABSTRACT))


def marked(text: str, ranges: object) -> str:
    for start, end in reversed(list(ranges)):  # type: ignore[call-overload]
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("owls hunt", ""),
        ("owls quill", "Nóra [Quill]"),
        ("owls qui", "Nóra [Qui]ll, [Qui]m Ray"),
        ("owls dark", "They hunt in the [dark]."),
        ("owls quill dark", "Nóra [Quill] · They hunt in the [dark]."),
        ("owls zebra", ""),
        # Words that say nothing are no reason.
        ("how are owls quiet", "Barn owls are [quiet]. Their ears hear…"),
        ("the owls", ""),
        ('"owls hunt"', ""),
        ("in:abstract owls", ""),
        ("au:qui owls", "Nóra [Qui]ll, [Qui]m Ray"),
        ('au:"nora quill"', "[Nóra] [Quill]"),
        ("!au:nora", ""),
        ("in:abstract snow", "Their ears hear a mouse below [snow]."),
    ],
)
def test_what_the_title_lacks_is_shown(query: str, note: str) -> None:
    shown = reason_of(query).note(38)

    assert marked(shown.text, shown.ranges) == note


def test_texts_are_read_only_for_what_the_title_lacks() -> None:
    def texts() -> tuple[list[str], str]:
        raise AssertionError

    assert row_reason(Highlights("owls mice"), TITLE, texts).title == ((0, 4), (10, 14))


def test_near_matches_show_the_words_they_were_searched_by() -> None:
    result = SearchResult(parse("x"), (), (), near=(1,), read_as="owls hunt")

    assert row_reason(of_near(result), TITLE, lambda: ((), "")).title == ((0, 4), (5, 9))


def test_a_page_shows_no_words_that_say_nothing() -> None:
    found = PageHighlights(Highlights("how do the owls hunt in snow"))

    assert marked(ABSTRACT, found.in_text(ABSTRACT)) == (
        "Barn [owls] are quiet. Their ears hear a mouse below [snow]. They [hunt] in the dark."
    )
    assert found.in_names(["Theo Howard", "Ada Owlson"]) == [(17, 21)]
    assert PageHighlights(Highlights("the")).in_names(["Theo Howard"]) == [(0, 3)]


@pytest.mark.parametrize("width", [20, 40, 60, 80, 140])
@pytest.mark.parametrize("title", ["Owls", "深度学习 " * 12, "Long " * 30])
@pytest.mark.parametrize("note", ["Nóra Quill", "深度 name " * 20, ""])
def test_a_row_with_a_note_has_its_width(width: int, title: str, note: str) -> None:
    row = PaperRow(1, title, TODAY, 3, read=False, starred=False)
    strip = render_row(row, width, STYLES, TODAY, reason=Reason([(0, 2)], note, [(0, 2)]))

    assert strip.cell_length == cell_len(strip.text) == width
    assert strip.text[4:7] == title[:3]  # at least three fifths of the room are the title's
    if note and width >= 40:
        assert note[:2] in [one.text for one in strip if one.style == MATCH]


def test_the_line_between_has_its_width() -> None:
    assert rule_text("3 of 102,538 · near:", 30) == "    3 of 102,538 · near: ─────"
    assert rule_text("3 of 102,538 · near:", 10) == "    3 of …"


@given(
    st.text("owls quińÉ深度\"~^'! ", max_size=24),
    st.text("Owls, quiNÉ深度. ", max_size=60),
    st.lists(st.text("Owls quiNÉ深度", max_size=12), max_size=3),
    st.integers(1, 60),
)
def test_ranges_are_in_the_texts_that_they_mark(
    query: str, text: str, names: list[str], width: int
) -> None:
    highlights = highlights_of(parse(query))
    title = " ".join(text.split())
    reason = row_reason(highlights, title, lambda: (names, text))
    note = reason.note(width)
    page = PageHighlights(highlights)
    for shown, ranges in (
        (title, reason.title),
        (note.text, note.ranges),
        (title, page.in_text(title)),
        (", ".join(names), page.in_names(names)),
    ):
        assert all(0 <= start < end <= len(shown) for start, end in ranges)
        assert all(end <= start for (_, end), (start, _) in pairwise(ranges))
