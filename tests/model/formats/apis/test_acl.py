"""Collections of the ACL Anthology: their fixtures, ids of all ages, and damage."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.dates import Precision
from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedDigest, ParsedPaper
from octavo_model.formats import Source
from octavo_model.formats.apis.acl import only_volumes, paper_id, read_collection
from octavo_model.formats.registry import choose, known_format

FIXTURES = Path(__file__).parents[4] / "fixtures" / "acl-xml"
OWL = (FIXTURES / "2026.owl.xml").read_bytes()
NOW = dt.datetime(2026, 11, 12, 9, 30, tzinfo=dt.UTC)
FORMAT = known_format("acl-xml")


def read(data: bytes) -> ParsedDigest:
    source = Source(data, "a.xml", NOW)
    assert choose(source).name == "acl-xml"
    return FORMAT.parse(source)


def volume(inside: str, meta: str = "<year>2026</year>") -> bytes:
    parts = f'<volume id="1"><meta>{meta}</meta>{inside}</volume>'
    return f'<collection id="2026.owl">{parts}</collection>'.encode()


def paper(inside: str, meta: str = "<year>2026</year>") -> ParsedPaper:
    (only,) = read(volume(f'<paper id="1"><title>A</title>{inside}</paper>', meta)).papers
    return only


def test_a_collection_is_read() -> None:
    digest = read(OWL)
    first, retracted, short = digest.papers

    assert (digest.date, digest.date_inferred) == (dt.date(2026, 7, 1), True)
    assert digest.slug == "acl-2026-owl"
    assert first == ParsedPaper(
        "HootLM: A Small Model with $O(n\\log n)$ Hoots",
        "We train HootLM & show 3$\\times$ fewer hoots. Code: https://github.com/mira-dusk/hoot.",
        authors=("Mira Dusk", "Wen Li", "Mausam"),
        date=dt.date(2026, 7, 1),
        date_precision=Precision.MONTH,
        doi="10.1000/v1/2026.owl-long.1",
        comments="Outstanding Paper Award",
        journal="Proceedings of the 3rd Meeting on Owl Linguistics (Volume 1: Long Papers)",
        page="https://aclanthology.org/2026.owl-long.1",
        code="https://github.com/mira-dusk/hoot",
        line=19,
    )
    assert retracted.comments == "retracted: The owls did not agree."
    assert retracted.page == "https://aclanthology.org/2026.owl-long.2"
    assert (short.title, short.date_precision) == ("Über kurze Eulen", Precision.YEAR)
    assert [str(one) for one in digest.warnings] == [
        "line 41: paper 3 has no title and is left out"
    ]


def test_a_collection_before_2020_is_read() -> None:
    first, elsewhere = read((FIXTURES / "O19.xml").read_bytes()).papers

    assert (first.page, first.doi) == ("https://aclanthology.org/O19-1001", "10.1000/v1/o19-1001")
    assert elsewhere.page == "http://www.example.org/words/02.pdf"


def test_the_title_of_a_journal_is_that_without_its_issue() -> None:
    (only,) = read((FIXTURES / "2026.tol.xml").read_bytes()).papers

    assert (only.journal, only.authors) == ("Transactions on Owls", ("Ronja M. Uhu",))


@pytest.mark.parametrize(
    ("collection", "number", "paper", "id_"),
    [
        ("2020.acl", "main", "12", "2020.acl-main.12"),
        ("P19", "1", "1", "P19-1001"),
        ("W19", "3", "1", "W19-0301"),
        ("W04", "12", "7", "W04-1207"),
        ("D19", "1", "670", "D19-1670"),
        ("D19", "55", "3", "D19-5503"),
        ("C69", "1", "1", "C69-0101"),
    ],
)
def test_ids_of_papers(collection: str, number: str, paper: str, id_: str) -> None:
    assert paper_id(collection, number, paper) == id_


@pytest.mark.parametrize(
    ("meta", "day", "precision"),
    [
        ("<month>August</month><year>2024</year>", dt.date(2024, 8, 1), Precision.MONTH),
        ("<month>28 July--2 August</month><year>2024</year>", dt.date(2024, 7, 1), Precision.MONTH),
        ("<month>jun</month><year>2024</year>", dt.date(2024, 6, 1), Precision.MONTH),
        ("<month>Spring</month><year>2024</year>", dt.date(2024, 1, 1), Precision.YEAR),
        ("<year>2024</year>", dt.date(2024, 1, 1), Precision.YEAR),
        ("<year>soon</year>", None, Precision.DAY),
    ],
)
def test_months(meta: str, day: dt.date | None, precision: Precision) -> None:
    found = paper("", meta)
    assert (found.date, found.date_precision) == (day, precision)


def test_a_paper_may_have_a_year_and_a_book_of_its_own() -> None:
    found = paper("<booktitle>The <i>Book</i></booktitle><year>2019</year><month>May</month>")
    assert (found.journal, found.date) == ("The Book", dt.date(2019, 5, 1))


def test_where_the_file_is_cut_the_papers_before_are_read() -> None:
    digest = read(OWL[: OWL.index(b"Where Owls Agree")])

    assert len(digest.papers) == 1
    assert digest.warnings[-1].message == (
        "not well-formed XML: no element found; the papers before were read"
    )


def test_a_collection_says_how_many_papers_it_has_and_whether_it_is_whole() -> None:
    whole = read_collection(OWL, "a.xml")
    cut = read_collection(OWL[: OWL.index(b"Where Owls Agree")], "a.xml")

    assert (whole.papers, whole.is_whole) == (4, True)
    assert whole.events == {"owl-2026": ("2026.findings-owl", "2026.batnlp-1")}
    assert (cut.papers, cut.is_whole) == (2, False)


def test_a_volume_can_be_cut_out() -> None:
    alone = only_volumes(OWL, frozenset({"short"}))

    assert [one.title for one in read(alone).papers] == ["Über kurze Eulen"]
    assert read_collection(alone, "a.xml").is_whole
    assert only_volumes(OWL, frozenset({"none"})).count(b"<paper") == 0


def test_entities_of_its_own_are_refused() -> None:
    bomb = b'<!DOCTYPE c [<!ENTITY a "b">]>' + volume("")
    with pytest.raises(NotADigestError, match="declares entities of its own"):
        FORMAT.parse(Source(bomb, "a.xml", NOW))


@given(st.text(alphabet='<>/&;"= papertitlvoumd\n', max_size=300))
def test_no_text_crashes_it(text: str) -> None:
    for data in (text.encode(), volume(text), volume(f"<paper id='1'>{text}</paper>")):
        try:
            FORMAT.parse(Source(data, "a.xml", NOW))
        except NotADigestError:
            continue


@given(st.integers(0, len(OWL)))
def test_no_cut_crashes_it(end: int) -> None:
    try:
        collection = read_collection(OWL[:end], "a.xml")
    except NotADigestError:
        return
    assert collection.is_whole == (end >= OWL.rindex(b"</collection>") + len(b"</collection>"))
