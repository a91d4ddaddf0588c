"""RIS: its fixture, records that do not end, and a round trip."""

from __future__ import annotations

import datetime as dt
import io
import string
from itertools import chain, repeat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.dates import Precision
from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedDigest, ParsedPaper, ParseWarning
from octavo_model.formats import Source
from octavo_model.formats.records.tagged import RIS
from octavo_model.formats.registry import choose, known_format

FIXTURE = Path(__file__).parents[4] / "fixtures" / "ris" / "citations.ris"
NOW = dt.datetime(2025, 11, 12, 9, 30, tzinfo=dt.UTC)
BIBLIOGRAPHIES = known_format("ris")


def source(data: bytes | str, name: str = "citations.ris", date: dt.date | None = None) -> Source:
    return Source(data.encode() if isinstance(data, str) else data, name, NOW, date)


def parse(text: str) -> ParsedDigest:
    return BIBLIOGRAPHIES.parse(source(text))


def test_all_fields_of_records_are_read() -> None:
    found = source(FIXTURE.read_bytes())
    assert choose(found).name == "ris"
    digest = BIBLIOGRAPHIES.parse(found)
    assert digest.date is None
    assert digest.papers[0] == ParsedPaper(
        "A Census of Thresholds",
        "Nobody remembers why. It is AI - a survey.",
        authors=("Ada Penhaligon", "Inês D'Ávila, Jr."),
        date=dt.date(2024, 3, 7),
        doi="10.1000/census.3",
        comments="12 pages",
        journal="Journal of Forgetting",
        keywords=("memory", "thresholds"),
        page="https://example.org/census",
        line=1,
    )
    assert digest.papers[1] == ParsedPaper(
        "Counting Gulls",
        "We count.",
        authors=("Bo Quays",),
        date=dt.date(2025, 1, 1),
        date_precision=Precision.YEAR,
        arxiv_id="2511.00001",
        version=2,
        line=18,
    )


def test_what_does_not_end_or_has_no_title_is_reported_with_its_line() -> None:
    digest = BIBLIOGRAPHIES.parse(source(FIXTURE.read_bytes()))
    assert [paper.title for paper in digest.papers[2:]] == ["It Does Not End", "Cut Off"]
    assert [(warning.line, "title" in warning.message) for warning in digest.warnings] == [
        (25, True),
        (28, False),
    ]
    assert digest.warnings[1].message.endswith("(and 1 more: line 31)")


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_lines_may_end_in_any_way(end: str) -> None:
    text = FIXTURE.read_text("utf-8").replace("\n", end)
    assert parse(text) == parse(FIXTURE.read_text("utf-8"))


def test_one_space_before_the_hyphen_will_do() -> None:
    digest = parse("\ufeffTY - JOUR\nTI - Gulls\nAU - Lone, A.\nER -\n")
    assert [(paper.title, paper.authors) for paper in digest.papers] == [("Gulls", ("A. Lone",))]
    assert digest.warnings == ()


def test_the_day_is_the_users_else_that_of_the_name() -> None:
    day = dt.date(2021, 5, 6)
    data = FIXTURE.read_bytes()
    assert BIBLIOGRAPHIES.parse(source(data, "2025-11-08.ris", day)).date == day
    assert BIBLIOGRAPHIES.parse(source(data, "2025-11-08.ris")).date == dt.date(2025, 11, 8)


@pytest.mark.parametrize("data", ["", "prose", "TI  - no start\nER  - \n", "@article{a, }", "TY"])
def test_other_files_are_no_bibliographies(data: str) -> None:
    assert BIBLIOGRAPHIES.sniff(source(data)) == 0
    with pytest.raises(NotADigestError, match="holds no record"):
        parse(data)


WORDS = st.text(string.ascii_letters + "éß中.:?!()-", min_size=1, max_size=9)
TEXTS = st.lists(WORDS, min_size=1, max_size=6).map(lambda words: "T" + " ".join(words))
NAMES = st.from_regex(r"[A-Z][a-z]{3,8} [A-Z][a-z]{3,8}", fullmatch=True)
PAPERS = st.builds(
    ParsedPaper,
    TEXTS,
    TEXTS,
    authors=st.lists(NAMES, unique=True).map(tuple),
    date=st.none() | st.dates(dt.date(1000, 1, 1)),
    doi=st.none() | st.integers(1, 99).map("10.1000/{}".format),
    journal=st.none() | TEXTS,
    keywords=st.lists(TEXTS, unique=True).map(tuple),
)


def record(paper: ParsedPaper) -> str:
    fields = [
        ("TY", "JOUR"),
        ("TI", paper.title),
        ("AB", paper.abstract.replace(" ", "\n      ", 1)),
        *(("AU", ", ".join(reversed(name.split()))) for name in paper.authors),
        ("DA", f"{paper.date:%Y/%m/%d}/" if paper.date else ""),
        ("DO", paper.doi or ""),
        ("JO", paper.journal or ""),
        *(("KW", word) for word in paper.keywords),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {text}\n" for tag, text in fields)


@given(st.lists(PAPERS, min_size=1, max_size=4))
def test_what_is_written_is_what_is_read(papers: list[ParsedPaper]) -> None:
    digest = parse("\n".join(map(record, papers)))
    assert digest.warnings == ()

    def seen(one: ParsedPaper) -> tuple[object, ...]:
        facts = (one.title, one.abstract, one.authors, one.date, one.doi)
        return (*facts, one.journal, one.keywords)

    assert [seen(one) for one in digest.papers] == [seen(one) for one in papers]


TAGS = st.sampled_from(
    ["TY  - JOUR", "ER  - ", "TI  - x", "AU  - ", "UK  - x", "ZZ  - y", "TY - A", ""]
)


@given(st.lists(TAGS | st.text(max_size=9)).map("\n".join))
def test_no_text_is_too_odd(text: str) -> None:
    found = source(text.encode("utf-8", "replace"))
    BIBLIOGRAPHIES.sniff(found)
    try:
        digest = BIBLIOGRAPHIES.parse(found)
    except NotADigestError:
        return
    assert digest.papers or digest.warnings
    assert all(paper.title and paper.line for paper in digest.papers)


@given(st.binary(max_size=200))
def test_no_bytes_are_too_odd(data: bytes) -> None:
    assert BIBLIOGRAPHIES.sniff(source(data)) <= 1
    assert parse_or_none(b"TY  - JOUR\nTI  - " + data) is not None


def parse_or_none(data: bytes) -> ParsedDigest | None:
    return BIBLIOGRAPHIES.parse(source(data))


# -- files that do not follow the standard ------------------------------------------------------

MERGED = FIXTURE.with_name("merged.ris")


def test_the_type_need_not_come_first_and_databases_write_lines_above() -> None:
    found = source(MERGED.read_bytes())
    assert choose(found).name == "ris"
    digest = BIBLIOGRAPHIES.parse(found)
    assert digest.warnings == ()
    assert [(one.title, one.authors, one.journal, one.line) for one in digest.papers] == [
        ("Gulls of the Old Pier", ("Bo Tern",), "Pier Studies", 6),
        ("Gulls in the Dunes", ("B. Tern", "D. K. Marsh"), "Shore Letters", 15),
        ("Gulls by Lamplight", ("Oda Núñez Fen", "Bo Tern"), None, 26),
    ]


def test_what_programs_write_for_nothing_is_nothing() -> None:
    pier, dunes, lamps = BIBLIOGRAPHIES.parse(source(MERGED.read_bytes())).papers
    assert (pier.comments, dunes.abstract, lamps.keywords) == ("", "", ("gulls", "lamps"))


@pytest.mark.parametrize("tag", ["DO", "L3", "M3", "UR", "AN"])
def test_a_doi_may_be_in_any_of_these(tag: str) -> None:
    (paper,) = parse(
        f"TY  - JOUR\nTI  - Gulls\n{tag}  - https://doi.org/10.5555/X\nER  - \n"
    ).papers
    assert paper.doi == "10.5555/x"


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (["Kelp, D. et al."], ("D. Kelp",)),
        (["Quill, A.", "et al."], ("A. Quill",)),
        (["Kelp, D., Quill, A."], ("D. Kelp", "A. Quill")),
        (["Kelp, Dora and Quill, Ann"], ("Dora Kelp", "Ann Quill")),
        (["García Marsh, Inés María"], ("Inés María García Marsh",)),
        (["Kelp D", "Quill AM"], ("D Kelp", "AM Quill")),
        (["The Lichen Consortium", "Kelp, D."], ("The Lichen Consortium", "D. Kelp")),
    ],
)
def test_authors_are_read_however_they_are_put(lines: list[str], names: tuple[str, ...]) -> None:
    written = "".join(f"AU  - {line}\n" for line in lines)
    (paper,) = parse(f"TY  - JOUR\nTI  - Gulls\n{written}ER  - \n").papers
    assert paper.authors == names


@pytest.mark.parametrize("name", ["citations.ris", "merged.ris"])
def test_a_file_says_the_same_as_its_stream(name: str) -> None:
    data = FIXTURE.with_name(name).read_bytes()
    found = list(RIS.stream(io.BytesIO(data), source("")))
    digest = BIBLIOGRAPHIES.parse(source(data))
    assert [one for one in found if isinstance(one, ParsedPaper)] == list(digest.papers)
    assert [one for one in found if isinstance(one, ParseWarning)] == list(digest.warnings)


def test_a_record_without_end_takes_bounded_memory() -> None:
    lines = chain([b"TY  - JOUR\n", b"TI  - Gulls\n"], repeat(b"x" * 1000 + b"\n", 9_000))
    (paper, warning) = RIS.stream(lines, source(""))
    assert isinstance(paper, ParsedPaper)
    assert isinstance(warning, ParseWarning)
    assert len(paper.title) < 5 << 20


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (["Hang LI"], ("Hang LI",)),
        (["Suma V", "Dora Kelp", "Ann Quill"], ("Suma V", "Dora Kelp", "Ann Quill")),
        (["Kelp D", "Quill AM"], ("D Kelp", "AM Quill")),
        (["Collaboration, ATLAS"], ("ATLAS Collaboration",)),
        (["Antwerp, University of"], ("University of Antwerp",)),
        (["Liu, Sa", "de la O, F. Chavez"], ("Sa Liu", "F. Chavez de la O")),
    ],
)
def test_initials_are_put_first_only_if_most_names_end_with_them(
    lines: list[str], names: tuple[str, ...]
) -> None:
    written = "".join(f"AU  - {line}\n" for line in lines)
    (paper,) = RIS.parse(source(f"TY  - JOUR\nTI  - Gulls\n{written}ER  - \n")).papers
    assert paper.authors == names
