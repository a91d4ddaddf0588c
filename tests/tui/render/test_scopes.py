"""What the filter says of its scope, as text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.style import Style

from octavo_model import View
from octavo_model.search.query.parser import parse
from octavo_model.search.results import SearchResult
from octavo_tui.render.list_head import HeadLine, head_columns, head_strip, text_strip
from octavo_tui.render.scopes import ScopeCounts, heading, line_message, scope_notes

TAB = HeadLine("3 in the whole library, 1 starred", "Tab", "search the library")
NONE = SearchResult(parse("state space"), (), ())


def texts(
    view: View, counts: ScopeCounts, *, query: str = "state space", near: bool = False
) -> list[HeadLine]:
    result = replace(NONE, query=parse(query), why="No paper here matches “is:starred”")
    return list(heading(view, result, counts, first="", near=near))


def test_counts_that_are_not_known_yet_leave_room_for_them() -> None:
    digest = View.of_digest("x")
    unknown = texts(digest, ScopeCounts())
    known = texts(digest, ScopeCounts(3, 1, 12))
    assert [line.text for line in unknown] == [
        "No title or author in this digest matches “state space”.",
        "… in the whole library",
        "… in this digest if abstracts count",
        "",
    ]
    assert known[1:] == [
        TAB,
        HeadLine("12 in this digest if abstracts count", "~", "search abstracts"),
        HeadLine("", "Esc", "clear the filter"),
    ]
    assert len(known) == len(unknown) == len(texts(digest, ScopeCounts(0, 0, 0)))


def test_a_key_that_finds_nothing_is_not_offered() -> None:
    lines = texts(View.starred(), ScopeCounts(0, 0, 0), near=True)
    assert [line.key for line in lines] == ["", "", ""]
    assert lines[0].text == "No title or author in Starred matches “state space”."


def test_a_list_of_all_papers_counts_abstracts_only() -> None:
    lines = texts(View.all(), ScopeCounts(None, 0, 1200))
    assert [line.text for line in lines][:2] == [
        "No title or author in the library matches “state space”.",
        "1,200 in the library if abstracts count",
    ]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("owls is:starred", "No paper here matches “is:starred”."),
        ("~owls", "No title, author or abstract in this digest matches “owls”."),
    ],
)
def test_the_first_line_says_what_was_searched(query: str, first: str) -> None:
    assert texts(View.of_digest("x"), ScopeCounts(), query=query)[0].text == first


def test_what_was_not_understood_is_said_in_full() -> None:
    result = replace(NONE, problems=parse("owls is:star").problems)
    lines = heading(View.all(), result, ScopeCounts(), first="", near=True)
    assert lines[1].text == "“is:star” is not known; did you mean starred?"


@pytest.mark.parametrize(
    ("room", "shown"),
    [
        (80, " this digest 9 · library 31 — Tab to widen "),
        (43, " this digest 9 · library 31 — Tab to widen "),
        (42, " 9 · library 31 "),
        (15, " 9 of 17 "),
        (2, " 9 of 17 "),
    ],
)
def test_the_longest_note_with_room_is_shown(room: int, shown: str) -> None:
    notes = (*scope_notes("this digest", 9, 17, 31, wide=False), "9 of 17")
    assert line_message(80, room, notes) == shown


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("agents is:star date:2025-13", "is:star → is:starred? · date:2025-13 → date:2025-12?"),
        ("!is:star", "!is:star → !is:starred?"),
        ("cats:cs.LG", "cats:cs.LG → cat:?"),
        ("up:many", "is not a number (e.g. >20, >=3, 5..10 or 7)"),
        ("up:many is:star", "up:many: is not a number · is:star → is:starred?"),
    ],
)
def test_parts_without_effect_are_corrected(query: str, shown: str) -> None:
    problems = parse(query).remarks
    assert line_message(100, 80, ("9 of 17",), problems) == f" {shown} · 9 of 17 "


def test_a_narrow_line_says_the_least_of_one_problem() -> None:
    (problem,) = parse("is:unraed").problems
    assert line_message(50, 20, ("1 of 12",), [problem]) == " → is:unread? · 1 of 12 "
    assert line_message(30, 5, ("1 of 12",), [problem]) == " →… · 1 of 12 "


@pytest.mark.parametrize("width", [12, 30, 46, 60, 100])
def test_lines_have_exactly_the_width_of_the_list(width: int) -> None:
    lines = [HeadLine("No title matches “深度 学习 of a rather long query”."), TAB]
    for columns in head_columns(lines, width - 4):
        assert head_strip(columns, width, Style(), Style(bold=True)).cell_length == width
    strip = text_strip("Nothing here.\nR   fetches papers", 2, width, Style())
    assert strip is not None
    assert strip.cell_length == width
    assert text_strip("Nothing", 2, 40, Style()) is None


def test_long_lines_are_wrapped_where_no_paper_is_listed() -> None:
    columns = head_columns([HeadLine("No title or author matches"), TAB], 20, wrapped=True)
    assert [text.strip() for text, _, _ in columns[:2]] == ["No title or author", "matches"]
    assert columns[2][1:] == ("Tab    ", "")
