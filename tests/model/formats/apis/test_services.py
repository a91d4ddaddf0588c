"""Answers of services for papers: every field of a paper, under any name."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from octavo_model.core.dates import Precision
from octavo_model.core.parsed import ParsedDigest, ParsedPaper
from octavo_model.formats import Source
from octavo_model.formats.apis.services import SERVICES, translated
from octavo_model.formats.registry import choose

FIXTURES = Path(__file__).parents[4] / "fixtures" / "json-lines"
MODIFIED = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)
MONTH, YEAR = Precision.MONTH, Precision.YEAR


def read(name: str) -> ParsedDigest:
    source = Source((FIXTURES / name).read_bytes(), name, MODIFIED)
    chosen = choose(source)
    assert chosen.name == "json-lines"
    return chosen.parse(source)


def test_semantic_scholar() -> None:
    digest = read("semantic_scholar.json")
    assert digest.warnings == ()
    assert digest.papers == (
        ParsedPaper(
            title="Herding Gulls with Language Models",
            abstract="We herd gulls.",
            authors=("Dora Kelp", "Ann Quill"),
            author_count=2,
            date=dt.date(2024, 7, 8),
            arxiv_id="2407.05501",
            journal="ArXiv",
            ai_summary="Gulls follow prompts.",
        ),
        ParsedPaper(
            title="A Gull is not a Goose",
            authors=("Ilse Brandt",),
            author_count=1,
            date=dt.date(2023, 1, 1),
            date_precision=YEAR,
            doi="10.5555/sl.2023.9",
            journal="Shore Letters",
        ),
        ParsedPaper(
            title="Geese Unnumbered",
            date=dt.date(2022, 1, 1),
            date_precision=YEAR,
            page="https://www.semanticscholar.org/paper/00000000000000000000000000000000000000a3",
        ),
    )


def test_citations_of_semantic_scholar() -> None:
    digest = read("semantic_scholar_citations.json")
    assert [(one.title, one.arxiv_id, one.doi) for one in digest.papers] == [
        ("Who Cites the Sea", "2406.07701", None),
        ("The Sea Cites Back", None, "10.5555/sea.2"),
    ]
    assert [str(one) for one in digest.warnings] == ["record 2 of “citingPaper” has no title"]


def test_openalex() -> None:
    digest = read("openalex.json")
    assert digest.warnings == ()
    assert digest.papers == (
        ParsedPaper(
            title="Weighing the Tide",
            abstract="We weigh the tide; the tide wins.",
            authors=("Dora Kelp", "Łucja Sowa"),
            author_count=2,
            date=dt.date(2024, 5, 3),
            arxiv_id="2404.90001",
            doi="10.5555/oa.2024.1",
            journal="Shore Letters",
            keywords=("Tide",),
        ),
        ParsedPaper(
            title="Tides that Weigh Themselves",
            date=dt.date(2023, 1, 1),
            date_precision=YEAR,
            page="https://openalex.org/W4400000002",
        ),
    )


def test_crossref() -> None:
    digest = read("crossref.json")
    assert [str(one) for one in digest.warnings] == ["record 3 of “items” has no title"]
    assert digest.papers == (
        ParsedPaper(
            title="Limpets & Patella at Work: A Field Study",
            abstract="Limpets graze at night.\n\nThey rest < 6 h.",
            authors=("Dora Kelp", "Ann Quill Jr.", "Department of Tides, Fjord University"),
            author_count=3,
            date=dt.date(2024, 9, 3),
            doi="10.5555/jsl.2024.31",
            journal="Journal of Shore Life",
        ),
        ParsedPaper(
            title="Limpets at Rest",
            date=dt.date(2024, 9, 1),
            date_precision=MONTH,
            doi="10.5555/jsl.2024.32",
        ),
    )


def test_dblp() -> None:
    digest = read("dblp.json")
    assert digest.warnings == ()
    assert digest.papers == (
        ParsedPaper(
            title="Shore Leave & Language Models",
            authors=("Dora Kelp", "Ann Quill"),
            author_count=2,
            date=dt.date(2024, 1, 1),
            date_precision=YEAR,
            arxiv_id="2408.11111",
            journal="CoRR",
        ),
        ParsedPaper(
            title="Leave no Shore?",
            authors=("Ilse Brandt",),
            author_count=1,
            date=dt.date(2023, 1, 1),
            date_precision=YEAR,
            journal="SHORE",
            page="https://shore.example.org/23/8",
        ),
    )


def test_citation_processors() -> None:
    digest = read("citations.csl.json")
    assert digest.warnings == ()
    assert [one.authors for one in digest.papers] == [
        ("Dora Kelp", "Pim van der Zee", "Ro van der Meer III"),
        ("The Dune Group, North",),
        ("Ilse Brandt",),
        (),
    ]
    assert [(one.date, one.date_precision) for one in digest.papers] == [
        (dt.date(2022, 4, 9), Precision.DAY),
        (dt.date(2021, 3, 1), MONTH),
        (dt.date(2020, 1, 1), YEAR),
        (dt.date(2019, 1, 1), YEAR),
    ]
    assert [one.arxiv_id for one in digest.papers] == [
        None, "2103.09901", "2003.09901", "1903.09901",
    ]  # fmt: skip
    first = digest.papers[0]
    assert (first.doi, first.journal, first.abstract) == (
        "10.5555/sand.2022.5",
        "Sand",
        "Dunes tick.",
    )


@pytest.mark.parametrize(
    ("name", "paper"),
    [
        (
            "inspire.json",
            ParsedPaper(
                title="A warp drive for boats",
                abstract="We show waves.",
                authors=("Dora Kelp", "Pim van der Zee"),
                author_count=2,
                date=dt.date(1994, 5, 1),
                date_precision=MONTH,
                arxiv_id="gr-qc/0000001",
                doi="10.5555/example.1",
                categories=("gr-qc", "hep-th"),
                journal="Boats.Quant.Grav.",
            ),
        ),
        (
            "hal.json",
            ParsedPaper(
                title="Deep currents: a search",
                abstract="We swim.",
                authors=("Bruno Kelp", "Jeanne Quill"),
                author_count=2,
                date=dt.date(2021, 4, 2),
                arxiv_id="2104.90001",
                doi="10.5555/hal.1",
                journal="Neural Tides",
                keywords=("tide", "search"),
            ),
        ),
        (
            "europe_pmc.json",
            ParsedPaper(
                title="Tides & E. crispus",
                abstract="Background\n\nMoss grows.\n\nMethods\n\nWe wait.",
                authors=("Wei Du", "Tide Study Group"),
                author_count=2,
                date=dt.date(2026, 4, 2),
                doi="10.5555/epmc.1",
                journal="Journal of Tides",
                keywords=("moss", "tide"),
            ),
        ),
        (
            "datacite.json",
            ParsedPaper(
                title="Data of Tides",
                abstract="We measure.",
                authors=("Dora Kelp", "Ann Quill", "Shore Group"),
                author_count=3,
                date=dt.date(2024, 2, 1),
                doi="10.5555/dryad.1",
                journal="Dry Land",
                keywords=("tide",),
            ),
        ),
    ],
)
def test_other_services(name: str, paper: ParsedPaper) -> None:
    digest = read(name)
    assert digest.warnings == ()
    assert digest.papers[0] == paper


def test_rows_of_markdown_that_are_kept_under_their_ids() -> None:
    digest = read("cv_arxiv_daily.json")
    assert digest.warnings == ()
    assert digest.papers == (
        ParsedPaper(
            title="Foam-SLAM: Mapping the Shore from its Foam",
            authors=("Dora Kelp",),
            date=dt.date(2024, 9, 17),
            arxiv_id="2409.91101",
        ),
        ParsedPaper(
            title="Where [the] Tide Turns",
            authors=("Ann Quill",),
            date=dt.date(2024, 9, 16),
            arxiv_id="2409.90102",
            version=2,
            code="https://github.com/quill/tideturn",
        ),
        ParsedPaper(
            title="Moss at Noon",
            authors=("Ilse Brandt",),
            date=dt.date(2024, 9, 15),
            arxiv_id="2409.90103",
            code="https://github.com/brandt/moss",
        ),
    )


def test_a_record_of_no_known_service_keeps_its_names() -> None:
    record: dict[str, object] = {"title": "T", "venue": "V", "type": "article", "abstract": "A"}
    assert translated(record) is record


def test_each_service_is_known_by_keys_of_its_own() -> None:
    for service in SERVICES:
        for together in service.keys.split():
            record: dict[str, object] = dict.fromkeys(together.split("+"), "x")
            assert translated(record) is not record
