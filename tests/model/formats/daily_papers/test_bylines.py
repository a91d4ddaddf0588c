"""Bylines in every way they are printed and saved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.formats.common.dates import PrintedDate
from octavo_model.formats.daily_papers.bylines import Byline, display_name, read_byline

SEP_10 = PrintedDate(9, 10)


def read(text: str, blocks: int = 2) -> tuple[Byline, int]:
    """Read lines; as on a page, blank lines are only known by what is not tight below them."""
    lines = text.split("\n")
    kept = [(line.strip(), n > 0 and bool(lines[n - 1])) for n, line in enumerate(lines) if line]
    return read_byline([line for line, _ in kept], [tight for _, tight in kept], blocks)


@pytest.mark.parametrize(
    ("text", "byline"),
    [
        ("• 7 authors\n·\nSep 10", Byline(7, None, SEP_10)),
        ("• 1 author\n·\nSep 10", Byline(1, None, SEP_10)),
        ("7 authors\nSep 10", Byline(7, None, SEP_10)),
        ("•\n7 authors\n·\nSep 10", Byline(7, None, SEP_10)),
        ("• 7 authors ·\nSep 10", Byline(7, None, SEP_10)),
        ("• 7 authors\n· Sep 10 2", Byline(7, None, SEP_10, 2)),
        ("• 7 authors · Sep 10 · 2 comments", Byline(7, None, SEP_10, 2)),
        ("• 7 authors\n\n·\n\nSep 10 2", Byline(7, None, SEP_10, 2)),
        ("• 7 authors\n·\nSep 10\n2", Byline(7, None, SEP_10, 2)),
        ("• 7 authors\n·\nDec 29, 2024 1", Byline(7, None, PrintedDate(12, 29, 2024), 1)),
        ("openbmb OpenBMB\n·\nSep 10 2", Byline(None, "OpenBMB", SEP_10, 2)),
        ("Open Sea\n\n·\n\nSep 10", Byline(None, "Open Sea", SEP_10)),
        ("Open Sea · Sep 10", Byline(None, "Open Sea", SEP_10)),
        ("·\nSep 10", Byline(None, None, SEP_10)),
        ("Sep 10 2", Byline(None, None, SEP_10, 2)),
    ],
)
def test_a_byline_reads_however_it_is_laid_out(text: str, byline: Byline) -> None:
    used = sum(1 for line in text.split("\n") if line)
    assert read(f"{text}\n\nThe Next Title\n\nIts abstract.\n\nAnother") == (byline, used)


@given(
    count=st.integers(0, 1_000_000).map(str) | st.sampled_from(["007", "٣", "", "all"]),
    dot=st.sampled_from("·•∙⋅"),
    date=st.sampled_from(["Sep 10", "Feb 30", "Sept. 5, 2023", "Dec 29 2024", "Soon", "May 1"]),
    comments=st.sampled_from(["", " 2", " 0", " 2 comments", " 1234567", " ∙ 3"]),
    below=st.sampled_from(["", "\n4", "\n\n4", "\nfour"]),
)
def test_the_usual_layout_is_read_like_any_other(
    count: str, dot: str, date: str, comments: str, below: str
) -> None:
    # With its dot on the line of the authors it has one line less, and is read the long way.
    authors, rest = f"{dot} {count} authors", f"{date}{comments}{below}\n\nA Title\n\nAbout it."
    usual, used = read(f"{authors}\n{dot}\n{rest}")
    other, used_of_other = read(f"{authors} {dot}\n{rest}")
    if other.date is not None:
        assert (usual, used) == (other, used_of_other + 1)
    else:
        assert usual.date is None


def test_a_number_after_a_blank_line_is_no_count_of_comments() -> None:
    byline, used = read("• 7 authors\n·\nSep 10\n\n42\n\nThe Next Title")
    assert (byline.comment_count, used) == (None, 3)


@pytest.mark.parametrize(
    ("text", "count", "organization"),
    [
        ("•", None, None),
        ("• 1", None, None),
        ("• 12 auth", 12, None),
        ("• 12 authors", 12, None),
        ("• 12 authors\n·", 12, None),
        ("• 12 authors\n·\nSe", 12, None),
        ("• 12 authors\n·\nSep 10, 20", 12, None),
        ("Open Sea\n·", None, "Open Sea"),
        ("Open Sea\n·\nSep", None, "Open Sea"),
    ],
)
def test_a_byline_may_be_cut_anywhere(
    text: str, count: int | None, organization: str | None
) -> None:
    byline, used = read(text)
    assert used == text.count("\n") + 1
    assert (byline.author_count, byline.organization, byline.date) == (count, organization, None)
    assert byline.note == "the capture ends inside this byline"


def test_authors_without_a_date_inside_the_page_are_odd() -> None:
    byline, used = read("• 7 authors\n\nThe Next Title\n\nIts abstract.\n\nAnother")
    assert (byline, used) == (Byline(7, note="a byline without a date"), 1)


@pytest.mark.parametrize(
    "text",
    [
        *("A Title", "Sep 10", "Seven authors\nwrote this", "A Title · With a Dot", "42"),
        *("• 7 authors in search of a title\n·\nThe Next", "• first\n• second\n• third\n• fourth"),
    ],
)
def test_what_is_no_byline(text: str) -> None:
    assert read(text) == (Byline(), 0)


def test_a_title_above_a_date_is_no_organisation() -> None:
    assert read("A Title\n·\nSep 10", blocks=0)[1] == 0
    assert read("A short abstract.\n·\nSep 10", blocks=1)[1] == 0


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("openbmb OpenBMB", "OpenBMB"),
        ("deepseek-ai DeepSeek", "DeepSeek"),
        ("hkust Hong Kong University of Science and Technology",) * 2,
        ("nyu New York University", "New York University"),
        ("Carnegie Mellon University",) * 2,
        ("Nowhere",) * 2,
        ("— —",) * 2,
    ],
)
def test_a_handle_goes_only_where_it_repeats_the_name(printed: str, name: str) -> None:
    expected = name.removeprefix("hkust ")
    assert display_name(printed) == expected
