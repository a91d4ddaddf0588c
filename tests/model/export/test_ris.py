"""RIS that goes out, and comes back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.model.export.papers import BARE, OWLS, papers

from octavo_model import ImportOptions, Library, Paper, Paths, View
from octavo_model.core.dates import Precision
from octavo_model.core.marks import NO, Decision, Verdict
from octavo_model.export import ris
from octavo_model.formats import Source
from octavo_model.formats.registry import choose, known_format
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from pathlib import Path

    from octavo_model.core.parsed import ParsedPaper

NOW = dt.datetime(2025, 11, 12, tzinfo=dt.UTC)
JOURNAL = replace(
    OWLS,
    authors=("Ada Strix", "Bo van der Tyto", "The Lichen Consortium", "Acme, Inc.", "Lin"),
    journal="Journal of Estuaries",
    comments="12 pages",
    keywords=("owls", "night flight"),
)


def read(*some: Paper) -> tuple[ParsedPaper, ...]:
    data = "".join(ris.pieces(some)).encode(errors="replace")
    return known_format("ris").parse(Source(data, "mine.ris", NOW)).papers


def values(paper: Paper, tag: str) -> list[str]:
    lines = "".join(ris.pieces([paper])).splitlines()
    return [line[6:] for line in lines if line.startswith(f"{tag}  - ")]


def test_a_record_has_what_is_known() -> None:
    assert "".join(ris.pieces([JOURNAL])) == (
        "TY  - JOUR\n"
        "TI  - Owls Hear in Two Dimensions: BERT & Friends\n"
        "AU  - Strix, Ada\n"
        "AU  - van der Tyto, Bo\n"
        "AU  - The Lichen Consortium,\n"
        "AU  - Acme, Inc.,\n"
        "AU  - Lin\n"
        "PY  - 2025\n"
        "DA  - 2025/11/02/\n"
        "T2  - Journal of Estuaries\n"
        "DO  - 10.1000/owls_1\n"
        "UR  - https://arxiv.org/abs/2511.00047\n"
        "ID  - arxiv:2511.00047\n"
        "KW  - owls\n"
        "KW  - night flight\n"
        "AB  - Owls find mice. At *night*.\n"
        "N1  - 12 pages\n"
        "N1  - Octavo decision: starred\n"
        "ER  - \n"
    )


@pytest.mark.parametrize(
    ("marks", "decision"),
    [
        ({}, "unread"),
        ({"read": True}, "read"),
        ({"read": True, "starred": True}, "starred"),
        ({"read": True, "verdict": NO}, "no"),
        ({"read": True, "verdict": Verdict(dt.date(2026, 1, 5))}, "later"),
        ({"starred": True, "verdict": Verdict(dt.date(2026, 1, 5))}, "starred"),
    ],
)
def test_the_decision_is_the_last_note(marks: dict[str, object], decision: str) -> None:
    assert values(replace(JOURNAL, **{"starred": False, **marks}), "N1")[-1] == (  # type: ignore[arg-type]
        f"Octavo decision: {decision}"
    )


def test_octavo_reads_its_own_records_again() -> None:
    (again,) = read(JOURNAL)
    for name in ("title", "authors", "date", "arxiv_id", "doi", "journal", "comments", "keywords"):
        assert getattr(again, name) == getattr(JOURNAL, name)
    assert again.abstract == "Owls find mice. At *night*."


def test_tags_and_note_are_for_others_and_do_not_come_back() -> None:
    paper = replace(JOURNAL, tags=("agents", "wrong-population"), note="Ask Bo.\n\nSee *Fig. 2*.")
    assert values(paper, "KW") == ["agents", "wrong-population", "owls", "night flight"]
    assert values(paper, "N1") == [
        "12 pages",
        "Octavo decision: starred; tags: agents, wrong-population",
        "Octavo note: Ask Bo. See *Fig. 2*.",
    ]
    (again,) = read(paper)
    assert (again.keywords, again.comments) == (JOURNAL.keywords, JOURNAL.comments)


def test_a_decision_is_no_comment_of_the_authors() -> None:
    (again,) = read(OWLS)
    assert again.comments == ""


@pytest.mark.parametrize("precision", [Precision.DAY, Precision.MONTH, Precision.YEAR])
def test_a_date_is_written_as_far_as_it_is_known(precision: Precision) -> None:
    first = {Precision.DAY: dt.date(2024, 5, 3), Precision.MONTH: dt.date(2024, 5, 1)}
    day = first.get(precision, dt.date(2024, 1, 1))
    (again,) = read(replace(BARE, date=day, date_precision=precision))
    assert (again.date, again.date_precision) == (day, precision)


@pytest.mark.parametrize(
    ("paper", "kind"),
    [(JOURNAL, "JOUR"), (OWLS, "UNPB"), (BARE, "GEN")],
)
def test_the_type_of_a_record(paper: Paper, kind: str) -> None:
    assert values(paper, "TY") == [kind]


@pytest.mark.parametrize(
    "name",
    [
        "Ada Strix", "Bo van der Tyto", "Ana de la Cruz", "Li Wei", "José Núñez",
        "J. R. R. Tolkien", "Bo Tyto, Jr.", "Bo Tyto, III", "Dora K.", "Lin", "DeepTide Team",
        "Acme, Inc.",
        "Andr\\'e Weil", "The Buoy and Bell Group",
    ],
)  # fmt: skip
def test_a_name_comes_back_as_it_was(name: str) -> None:
    assert read(replace(BARE, authors=(name, "Ada Strix")))[0].authors == (name, "Ada Strix")


@given(st.lists(papers(), min_size=1, max_size=3))
def test_every_paper_is_one_record(some: list[Paper]) -> None:
    data = "".join(ris.pieces(some))
    lines = data.splitlines()
    assert sum(line.startswith("TY  - ") for line in lines) == len(some)
    assert [line for line in lines if line.startswith("TI  - ")] == [
        f"TI  - {clean_line(paper.title)}" for paper in some
    ]
    assert len([line for line in lines if line == "ER  - "]) == len(some)


def test_a_library_read_from_its_own_records_has_the_same_papers(tmp_path: Path) -> None:
    page = "\n".join(
        f'{{"title": "Tide number {number}", "abstract": "On tides.", "doi": "{doi}"}}'
        for number, doi in enumerate(("10.1000/a", "", "10.1000/c"))
    )
    with Library.open(Paths.under(tmp_path / "one")) as library:
        library.imports.import_bytes(page.encode(), ImportOptions(name="tides.jsonl"))
        ids = library.catalog.ids(View.all())
        library.marks.decide(ids[:1], Decision.STAR)
        first = list(library.catalog.papers(ids))
    data = "".join(ris.pieces(first)).encode()
    assert choose(Source(data, "tides.ris", NOW)).name == "ris"
    with Library.open(Paths.under(tmp_path / "two")) as library:
        library.imports.import_bytes(data, ImportOptions(name="tides.ris"))
        again = list(library.catalog.papers(library.catalog.ids(View.all())))
    assert [one.key for one in again] == [one.key for one in first]
    assert [one.abstract for one in again] == [one.abstract for one in first]
