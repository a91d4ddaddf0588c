"""Web of Science's plain text: its fixture, and what else it may have."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.dates import Precision
from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedDigest, ParsedPaper, ParseWarning
from octavo_model.formats import Source
from octavo_model.formats.references.web_of_science import WEB_OF_SCIENCE
from octavo_model.formats.registry import choose

FIXTURE = Path(__file__).parents[4] / "fixtures" / "web-of-science" / "savedrecs.txt"
NOW = dt.datetime(2025, 11, 12, 9, 30, tzinfo=dt.UTC)


def source(data: bytes | str) -> Source:
    return Source(data.encode() if isinstance(data, str) else data, "savedrecs.txt", NOW)


def parse(text: str) -> ParsedDigest:
    return WEB_OF_SCIENCE.parse(source(text))


def one(*lines: str) -> ParsedPaper:
    (paper,) = parse("\n".join(["PT J", "TI Mosses", *lines, "ER", "", "EF"])).papers
    return paper


def test_all_fields_of_records_are_read() -> None:
    found = source(FIXTURE.read_bytes())
    assert choose(found).name == "web-of-science"
    digest = WEB_OF_SCIENCE.parse(found)
    mosses, towers, early, book = digest.papers
    assert mosses == ParsedPaper(
        "Mosses on the north side: forty towers and their shadows",
        "Mosses grow in the shadow. PT is not a tag here. We climbed forty towers.",
        authors=("Ada Penhaligon", "Inga Maria D'Avila", "Lighthouse Moss Consortium"),
        date=dt.date(2018, 9, 14),
        doi="10.5555/forget.2018.201",
        journal="JOURNAL OF FORGETTING",
        keywords=("mosses", "towers", "shadow"),
        page="https://pubmed.ncbi.nlm.nih.gov/99900011/",
        line=3,
    )
    assert (towers.authors, towers.date, towers.date_precision) == (
        ("Bo Quays",),
        dt.date(2017, 5, 1),
        Precision.MONTH,
    )
    assert (early.date, early.date_precision) == (dt.date(2016, 1, 1), Precision.YEAR)
    assert (book.title, book.authors) == ("A Book of Towers", ("Oda Fen",))


def test_what_has_no_title_or_no_end_is_reported_with_its_line() -> None:
    assert [str(each) for each in WEB_OF_SCIENCE.parse(source(FIXTURE.read_bytes())).warnings] == [
        "line 62: a record without a title is left out: WOS:000000000000004",
        "line 67: a record that does not end is read as it is",
    ]


def test_a_file_without_its_header_is_known_too() -> None:
    text = "PT J\nAU Fen, O\n   Quays, B\nTI Mosses\nPY 2001\nER\n"
    assert choose(source(text)).name == "web-of-science"
    assert parse(text).papers[0].authors == ("O Fen", "B Quays")


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        (["PD JAN 5", "PY 2020"], "2020-01-05"),
        (["PD JAN-FEB", "PY 2020"], "2020-01-01"),
        (["PD SPR", "PY 2020"], "2020-01-01"),
        (["EA OCT 2021"], "2021-10-01"),
        (["DA 2024-03-01"], "None"),
    ],
)
def test_the_day_is_that_of_the_issue(lines: list[str], day: str) -> None:
    assert str(one(*lines).date) == day


def test_editors_are_read_where_there_are_no_authors() -> None:
    assert one("BE Marsh, DK", "   Fen, O").authors == ("DK Marsh", "O Fen")


def test_a_file_says_the_same_as_its_stream() -> None:
    data = FIXTURE.read_bytes()
    digest = WEB_OF_SCIENCE.parse(source(data))
    found = list(WEB_OF_SCIENCE.stream(io.BytesIO(data), source("")))
    assert [each for each in found if isinstance(each, ParsedPaper)] == list(digest.papers)
    assert [each for each in found if isinstance(each, ParseWarning)] == list(digest.warnings)


LINES = st.sampled_from(["PT J", "ER", "EF", "FN a", "TI x", "AU ", "   b", "PY 20", "PD SEP", ""])


@given(st.lists(LINES | st.text(max_size=9)).map("\n".join))
def test_no_text_is_too_odd(text: str) -> None:
    found = source(text.encode("utf-8", "replace"))
    assert 0 <= WEB_OF_SCIENCE.sniff(found) <= 1
    try:
        digest = WEB_OF_SCIENCE.parse(found)
    except NotADigestError:
        return
    assert all(paper.title and paper.line for paper in digest.papers)


@pytest.mark.parametrize("data", ["", "PT is short\nfor part", "PT\tAU\tTI\nJ\ta\tb\n"])
def test_other_files_are_not_in_it(data: str) -> None:
    assert WEB_OF_SCIENCE.sniff(source(data)) == 0
