"""PubMed's format: its fixture, and records that break its rules."""

from __future__ import annotations

import datetime as dt
import io
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.dates import Precision
from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedDigest, ParsedPaper, ParseWarning
from octavo_model.formats import Source
from octavo_model.formats.references.pubmed import PUBMED
from octavo_model.formats.registry import choose

FIXTURE = Path(__file__).parents[4] / "fixtures" / "nbib" / "pubmed-set.nbib"
NOW = dt.datetime(2025, 11, 12, 9, 30, tzinfo=dt.UTC)


def source(data: bytes | str, name: str = "pubmed-set.nbib") -> Source:
    return Source(data.encode() if isinstance(data, str) else data, name, NOW)


def parse(text: str) -> ParsedDigest:
    return PUBMED.parse(source(text))


def one(*lines: str) -> ParsedPaper:
    (paper,) = parse("\n".join(["PMID- 9", "TI  - Tides", *lines])).papers
    return paper


def test_all_fields_of_records_are_read() -> None:
    found = source(FIXTURE.read_bytes())
    assert choose(found).name == "nbib"
    trial, sleep, network, early = PUBMED.parse(found).papers
    assert trial == ParsedPaper(
        "Tides in the resting knee of wading birds: a cross-over trial",
        "BACKGROUND: Knees rest. AU - is not a tag here. METHODS: We watched thirty waders at low"
        " tide.",
        authors=(
            "Ada Penhaligon",
            "Inês Maria D'Ávila",
            "Resting Knee Study Group",
            "Jan van der Berg Jr",
        ),
        date=dt.date(2024, 1, 5),
        doi="10.5555/tide.2024.21",
        journal="Journal of resting birds",
        keywords=("knee", "tides"),
        page="https://pubmed.ncbi.nlm.nih.gov/99900001/",
        line=2,
    )
    assert (sleep.title, sleep.date, sleep.doi) == (
        "Sleep on one leg",
        dt.date(2023, 11, 20),
        "10.5555/wat.2023.9",
    )
    assert (network.arxiv_id, network.version, network.doi) == ("2402.99001", 2, None)
    assert early.authors == ("DK Marsh", "O Fen")
    assert (early.date, early.date_precision) == (dt.date(1998, 1, 1), Precision.YEAR)


def test_a_record_without_a_title_is_reported_with_its_line_and_id() -> None:
    (warning,) = PUBMED.parse(source(FIXTURE.read_bytes())).warnings
    assert str(warning) == "line 91: a record without a title is left out: PMID 99900005"


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        (["DP  - 2024 Sep 12"], "2024-09-12"),
        (["DP  - 2024 Dec 24-31"], "2024-12-24"),
        (["DP  - 2024 Jan-Feb"], "2024-01-01"),
        (["DP  - 1998 Dec-1999 Jan"], "1998-12-01"),
        (["DP  - 2020 Spring"], "2020-01-01"),
        (["DP  - 2023 Nov", "DEP - 20231120"], "2023-11-20"),
        (["DP  - 2023 Nov", "DEP - 20230915"], "2023-11-01"),
        (["DEP - 20230915"], "2023-09-15"),
    ],
)
def test_the_day_is_that_of_the_issue_or_of_the_web_in_the_same_month(
    lines: list[str], day: str
) -> None:
    assert str(one(*lines).date) == day


@pytest.mark.parametrize(
    ("lines", "doi"),
    [
        (["LID - 10.5555/X.1 [doi]"], "10.5555/x.1"),
        (["AID - S1 [pii]", "AID - 10.5555/x(1)2 [doi]"], "10.5555/x(1)2"),
        (["AID - 10.1234/5678 [pii]"], None),
        (["SO  - Mud. 2024 Sep 12. doi: 10.5555/x.1. Epub 2024."], "10.5555/x.1"),
    ],
)
def test_a_doi_is_told_from_other_ids(lines: list[str], doi: str | None) -> None:
    assert one(*lines).doi == doi


def test_names_are_read_in_full_or_short_and_in_their_order() -> None:
    lines = ["AU  - Fen O", "CN  - The Group", "FAU - Quays, Bo", "AU  - Quays B", "AU  - Tern C"]
    assert one(*lines).authors == ("O Fen", "The Group", "Bo Quays", "C Tern")
    assert one("FED - Fen, Oda", "ED  - Fen O").authors == ("Oda Fen",)


def test_records_need_no_blank_line_between_them_and_may_have_some_inside() -> None:
    text = "PMID- 1\nTI  - A\nAB  - One.\n\n      Two.\nDP  - 2020\nPMID- 2\nTI  - B\n"
    first, second = parse(text).papers
    assert (first.title, first.abstract, second.title) == ("A", "One.\n\nTwo.", "B")
    assert first.date is not None


def test_a_file_says_the_same_as_its_stream() -> None:
    data = FIXTURE.read_bytes()
    digest = PUBMED.parse(source(data))
    found = list(PUBMED.stream(io.BytesIO(data), source("")))
    assert [each for each in found if isinstance(each, ParsedPaper)] == list(digest.papers)
    assert [each for each in found if isinstance(each, ParseWarning)] == list(digest.warnings)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_lines_may_end_in_any_way(end: str) -> None:
    text = FIXTURE.read_text("utf-8")
    assert parse(text.replace("\n", end)) == parse(text)


WORDS = st.text(string.ascii_letters + "éß中.:?!()-", min_size=1, max_size=9)
TEXTS = st.lists(WORDS, min_size=1, max_size=6).map(lambda words: f"T{' '.join(words)}x")
NAMES = st.from_regex(r"[A-Z][a-z]{3,8}, [A-Z][a-z]{3,8}", fullmatch=True)


DAYS = st.dates(dt.date(1500, 1, 1), dt.date(2099, 12, 31))


@given(st.lists(st.tuples(TEXTS, TEXTS, st.lists(NAMES, unique=True), DAYS), min_size=1))
def test_what_is_written_is_what_is_read(
    papers: list[tuple[str, str, list[str], dt.date]],
) -> None:
    records = [
        "\n".join(
            [
                f"PMID- {number}",
                f"DP  - {day.year} {day:%b} {day.day}",
                "TI  - " + title.replace(" ", "\n      ", 1),
                "AB  - " + abstract.replace(" ", "\n      "),
                *(f"FAU - {name}\nAU  - {name.split(',')[0]} X" for name in names),
            ]
        )
        for number, (title, abstract, names, day) in enumerate(papers)
    ]
    digest = parse("\n\n".join(records))
    assert digest.warnings == ()
    assert [(each.title, each.abstract, each.authors) for each in digest.papers] == [
        (title, abstract, tuple(" ".join(reversed(name.split(", "))) for name in names))
        for title, abstract, names, _ in papers
    ]
    for paper, (*_, day) in zip(digest.papers, papers, strict=True):
        assert paper.date == day


LINES = st.sampled_from(
    ["PMID- 1", "TI  - x", "AU  - ", "FAU - ", "DP  - 2", "AID - [doi]", "", " "]
)


@given(st.lists(LINES | st.text(max_size=9)).map("\n".join))
def test_no_text_is_too_odd(text: str) -> None:
    found = source(text.encode("utf-8", "replace"))
    assert 0 <= PUBMED.sniff(found) <= 1
    try:
        digest = PUBMED.parse(found)
    except NotADigestError:
        return
    assert all(paper.title and paper.line for paper in digest.papers)


@pytest.mark.parametrize("data", ["", "prose", "TY  - JOUR\nTI  - RIS\nER  - \n", "PMID: 1"])
def test_other_files_are_not_in_it(data: str) -> None:
    assert PUBMED.sniff(source(data)) == 0
