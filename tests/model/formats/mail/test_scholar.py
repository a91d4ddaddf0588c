"""Alerts of Google Scholar, in mails and saved, in any language."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.dates import Precision
from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedDigest
from octavo_model.formats import Source
from octavo_model.formats.registry import choose, known_format

FIXTURES = Path(__file__).parents[4] / "fixtures"
NOW = dt.datetime(2025, 11, 20, 9, 30, tzinfo=dt.UTC)
SCHOLAR = known_format("google-scholar")


def source(data: bytes | str, name: str = "alert.html") -> Source:
    return Source(data if isinstance(data, bytes) else data.encode(), name, NOW)


def read(name: str) -> ParsedDigest:
    found = source((FIXTURES / name).read_bytes(), name)
    return choose(found).parse(found)


@pytest.mark.parametrize("name", ["google-scholar/alert.html", "mail/scholar_alert.eml"])
def test_an_alert_has_papers_with_authors_and_snippets(name: str) -> None:
    digest = read(name)
    assert [(one.title, one.authors) for one in digest.papers] == [
        ("Tide Pools as Reservoir Computers", ("D Kelp", "A Quill")),
        ("Barnacles and the edge of computation", ("I Brandt", "R Tamarind")),
        ("Herons plan ahead", ("M Larkspur",)),
        ("Slow currents under fast ferries", ("T Verhoeven", "M Larkspur", "D Kelp")),
    ]
    tides, barnacles, herons, ferries = digest.papers
    assert tides.arxiv_id == "2409.90041"
    assert tides.abstract == (
        "Tide pools compute. We show that a pool of crabs keeps a memory of waves …"
    )
    assert (barnacles.doi, barnacles.journal) == ("10.1007/s99999-024-00777-8", "Journal of Shore")
    assert barnacles.abstract == "Barnacles compute slowly …"
    assert (herons.page, herons.abstract, herons.journal) == (None, "", None)
    assert ferries.page == "https://repository.example.edu/handle/1/23"
    assert {(one.date and one.date.year, one.date_precision) for one in digest.papers} == {
        (2024, Precision.YEAR),
        (2023, Precision.YEAR),
    }
    assert digest.warnings == ()


def test_a_mail_program_may_have_removed_all_classes() -> None:
    tides, barnacles = read("google-scholar/forwarded.html").papers
    assert (tides.title, tides.authors) == (
        "Tide Pools as Reservoir Computers",
        ("D Kelp", "A Quill"),
    )
    assert barnacles.abstract == "Barnacles compute slowly …"


def test_the_day_of_the_mail_is_that_of_the_digest() -> None:
    assert read("mail/scholar_alert.eml").date == dt.date(2024, 9, 17)


@pytest.mark.parametrize(
    ("line", "authors", "journal", "year"),
    [
        ("D Kelp, A Quill - Nature, 2024 - nature.com", ("D Kelp", "A Quill"), "Nature", 2024),
        ("D Kelp - 2023 - Springer", ("D Kelp",), None, 2023),
        ("D Kelp, A Quill… - … and Sea, 2022 - ACM", ("D Kelp", "A Quill"), "and Sea", 2022),
        ("D Kelp - bioRxiv, 2024 - Cold Spring Harbor", ("D Kelp",), None, 2024),
        ("D Kelp, JM Quill-Brandt", ("D Kelp", "JM Quill-Brandt"), None, None),
        ("D Kelp - repository.example.edu", ("D Kelp",), None, None),
    ],
)  # fmt: skip
def test_authors_journal_and_year_are_on_one_line(
    line: str, authors: tuple[str, ...], journal: str | None, year: int | None
) -> None:
    (paper,) = SCHOLAR.parse(
        source(
            f'<h3><a href="https://scholar.google.com/scholar_url?url=https://example.org/1" '
            f'class="gse_alrt_title">Owls at Noon</a></h3><div>{line}</div>'
            '<div class="gse_alrt_sni">Owls …</div>'
        )
    ).papers
    assert (paper.authors, paper.journal) == (authors, journal)
    assert (paper.date and paper.date.year) == year


def test_other_pages_are_not_taken_for_one() -> None:
    for text in (
        "",
        "<p>Hello</p>",
        "gse_alrt_title",
        "<a href='https://scholar.google.com/'>x</a>",
    ):
        assert SCHOLAR.sniff(source(text)) == 0
    with pytest.raises(NotADigestError, match="an alert of Google Scholar without papers"):
        SCHOLAR.parse(source("<p>Hello</p>"))


PIECES = st.sampled_from(
    (
        *('<a class="gse_alrt_title" href="', "https://scholar.google.com/scholar_url?url=", '">'),
        *('<div class="gse_alrt_sni">', "</div>", " - ", "2024", "…", "[PDF]", "\x1b", "&#27;"),
        *("</a>", "x", "<h3>", "<br>"),
    )
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_text_is_too_odd(text: str) -> None:
    assert 0 <= SCHOLAR.sniff(source(text)) <= 0.95
    with suppress(NotADigestError):
        assert all(one.title for one in SCHOLAR.parse(source(text)).papers)
