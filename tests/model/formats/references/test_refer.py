"""EndNote's tagged export and Refer: their fixtures, and what else they may have."""

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
from octavo_model.formats.references.refer import REFER
from octavo_model.formats.registry import choose

FIXTURES = Path(__file__).parents[4] / "fixtures" / "endnote"
NOW = dt.datetime(2025, 11, 12, 9, 30, tzinfo=dt.UTC)


def source(data: bytes | str) -> Source:
    return Source(data.encode() if isinstance(data, str) else data, "citations.enw", NOW)


def parse(text: str) -> ParsedDigest:
    return REFER.parse(source(text))


def one(*lines: str) -> ParsedPaper:
    (paper,) = parse("\n".join(["%0 Journal Article", "%T Bells", *lines])).papers
    return paper


def test_all_fields_of_an_endnote_file_are_read() -> None:
    found = source((FIXTURES / "citations.enw").read_bytes())
    assert choose(found).name == "endnote"
    digest = REFER.parse(found)
    census, night, book = digest.papers
    assert census == ParsedPaper(
        "A Census of Harbour Bells",
        "Bells ring in the fog.\n\nWe counted them twice.",
        authors=("Ada Penhaligon", "Inês D'Ávila"),
        date=dt.date(2024, 9, 12),
        comments="9 pages",
        doi="10.5555/bells.2024.11",
        journal="Journal of Forgetting",
        keywords=("bells", "harbours", "fog", "counting"),
        page="https://example.org/bells",
        line=1,
    )
    assert (night.authors, night.arxiv_id, night.version, night.journal, night.line) == (
        ("Bo Quays", "B. K. Tern"),
        "2311.99002",
        3,
        "Proceedings of the Fens",
        22,
    )
    assert (book.title, book.authors) == ("A Book of Bells", ("Oda Fen",))
    assert [str(each) for each in digest.warnings] == [
        "line 35: a record without a title is left out: lost2001"
    ]


def test_records_of_refer_end_at_a_blank_line() -> None:
    found = source((FIXTURES / "refer.txt").read_bytes())
    assert choose(found).name == "endnote"
    ropes, knots = REFER.parse(found).papers
    assert (ropes.title, ropes.authors, ropes.date) == (
        "Ropes that Sing",
        ("Ada Penhaligon", "Bo Quays"),
        dt.date(2021, 3, 1),
    )
    assert (knots.abstract, knots.authors) == ("No knot sang.", ("O. Fen", "Rope Makers' Guild"))


@pytest.mark.parametrize(
    ("lines", "day", "known"),
    [
        (["%D 2024", "%8 September 12"], "2024-09-12", Precision.DAY),
        (["%D 2024", "%8 2024/9/12/"], "2024-09-12", Precision.DAY),
        (["%D 2024", "%8 Sep"], "2024-09-01", Precision.MONTH),
        (["%D 2024", "%8 2019-01-01"], "2024-01-01", Precision.YEAR),
        (["%8 2019-01-01"], "2019-01-01", Precision.DAY),
        (["%D March 2021"], "2021-03-01", Precision.MONTH),
    ],
)
def test_the_day_is_that_of_the_year_and_the_date(
    lines: list[str], day: str, known: Precision
) -> None:
    paper = one(*lines)
    assert (str(paper.date), paper.date_precision) == (day, known)


@pytest.mark.parametrize("name", ["citations.enw", "refer.txt"])
def test_a_file_says_the_same_as_its_stream(name: str) -> None:
    data = (FIXTURES / name).read_bytes()
    digest = REFER.parse(source(data))
    found = list(REFER.stream(io.BytesIO(data), source("")))
    assert [each for each in found if isinstance(each, ParsedPaper)] == list(digest.papers)
    assert [each for each in found if isinstance(each, ParseWarning)] == list(digest.warnings)


LINES = st.sampled_from(["%0 Book", "%T x", "%A ", "%A a", "%D 2", "%8 Sep", "%K", "b", "%%", ""])


@given(st.lists(LINES | st.text(max_size=9)).map("\n".join))
def test_no_text_is_too_odd(text: str) -> None:
    found = source(text.encode("utf-8", "replace"))
    assert 0 <= REFER.sniff(found) <= 1
    try:
        digest = REFER.parse(found)
    except NotADigestError:
        return
    assert all(paper.title and paper.line for paper in digest.papers)


@pytest.mark.parametrize("data", ["", "%T alone", "%PDF-1.4", "% A comment\n%Title: x\n"])
def test_other_files_are_not_in_it(data: str) -> None:
    assert REFER.sniff(source(data)) == 0
