"""Notes of OpenReview in both of its APIs, and saved."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedDigest, ParsedPaper
from octavo_model.formats import Source
from octavo_model.formats.registry import choose, known_format

FIXTURES = Path(__file__).parents[4] / "fixtures" / "openreview-notes"
NOW = dt.datetime(2026, 11, 12, 9, 30, tzinfo=dt.UTC)
FORMAT = known_format("openreview-notes")
OWLS = ParsedPaper(
    "Owls Learn Faster at Dusk: A $\\lambda$-Study",
    "We teach owls.\n\nThey learn in $O(n \\log n)$ steps.",
    authors=("Mira Dusk", "Tomás Río"),
    date=dt.date(2026, 1, 25),
    categories=("learning on birds",),
    journal="ICLR 2026 Poster",
    keywords=("owls", "curriculum learning"),
    page="https://openreview.net/forum?id=Ab1cD2eF3g",
    code="https://github.com/mira-dusk/owls",
)


def read(data: bytes, name: str = "notes.json") -> ParsedDigest:
    source = Source(data, name, NOW)
    assert choose(source).name == "openreview-notes"
    return FORMAT.parse(source)


def paper(note: dict[str, Any] | None = None, **content: Any) -> ParsedPaper:
    whole = {"id": "a", "forum": "a", **(note or {}), "content": {"title": "A", **content}}
    (only,) = read(json.dumps({"notes": [whole], "count": 1}).encode()).papers
    return only


def test_an_answer_of_api_2_is_read() -> None:
    digest = read((FIXTURES / "api2.json").read_bytes())
    owls, bats, terns = digest.papers

    assert (digest.date, digest.slug) == (dt.date(2026, 1, 25), "iclr-2026-conference")
    assert owls == OWLS
    assert (bats.authors, bats.arxiv_id, bats.version) == (("Bo Quays",), "2509.01234", 2)
    assert bats.page == "https://openreview.net/forum?id=hI4jK5lM6n"
    assert (terns.abstract, terns.journal) == ("Short only.", None)
    assert (terns.comments, terns.date) == ("Submitted to ICLR 2026", dt.date(2025, 9, 16))
    assert [one.message for one in digest.warnings] == ["1 reply is not a paper; left out"]


def test_an_answer_of_api_1_is_read() -> None:
    digest = read((FIXTURES / "api1.json").read_bytes())
    known, anonymous = digest.papers

    assert known == ParsedPaper(
        "Kingfishers by Gradient Descent",
        "We dive.",
        authors=("Ana River",),
        date=dt.date(2017, 9, 21),
        journal="ICLR 2018 Poster",
        keywords=("diving", "descent"),
        page="https://openreview.net/forum?id=SyOld1x",
    )
    assert (anonymous.authors, anonymous.abstract) == ((), "A dive.")


@pytest.mark.parametrize(("name", "count"), [("dump.json", 2), ("lines.jsonl", 3)])
def test_saved_notes_are_read(name: str, count: int) -> None:
    digest = read((FIXTURES / name).read_bytes(), name)

    assert len(digest.papers) == count
    assert digest.papers[0] == OWLS
    assert digest.warnings == ()


def test_one_note_alone_is_read() -> None:
    note = json.loads((FIXTURES / "dump.json").read_bytes())[0]

    assert read(json.dumps(note).encode()).papers == (OWLS,)
    assert read(json.dumps(note, indent=2).encode()).papers == (OWLS,)


def test_an_answer_that_is_cut_off_keeps_the_whole_notes() -> None:
    whole = (FIXTURES / "api2.json").read_bytes()
    digest = read(whole[: whole.index(b"Terns")])

    assert len(digest.papers) == 2
    assert digest.warnings[0].message == "cut off here; the whole records before were read"


@pytest.mark.parametrize(
    ("times", "day"),
    [
        ({"pdate": 1769300000000, "odate": 1, "cdate": 1506000000000}, dt.date(2026, 1, 25)),
        ({"pdate": None, "odate": 1759900000000}, dt.date(2025, 10, 8)),
        ({"cdate": 1506000000000}, dt.date(2017, 9, 21)),
        ({"tcdate": 1506000000000}, dt.date(2017, 9, 21)),
        ({"cdate": "soon"}, None),
        ({}, None),
    ],
)
def test_the_date_is_that_of_publication_or_the_first(
    times: dict[str, Any], day: dt.date | None
) -> None:
    assert paper(times).date == day


@pytest.mark.parametrize(
    ("venue", "journal", "comments"),
    [
        ("ICLR 2024 spotlight", "ICLR 2024 spotlight", ""),
        ("Submitted to ICLR 2026", None, "Submitted to ICLR 2026"),
        ("ICLR 2026 Withdrawn Submission", None, "ICLR 2026 Withdrawn Submission"),
        ("Rejected by TMLR", None, "Rejected by TMLR"),
        ("", None, ""),
    ],
)
def test_only_a_venue_that_accepted_the_paper_is_its_journal(
    venue: str, journal: str | None, comments: str
) -> None:
    found = paper(venue={"value": venue})
    assert (found.journal, found.comments) == (journal, comments)


@pytest.mark.parametrize(
    ("authors", "names"),
    [
        ({"value": ["A B", "C D"]}, ("A B", "C D")),
        (["A B"], ("A B",)),
        ("A B, C D", ("A B", "C D")),
        ({"value": [{"fullname": "A B", "username": "~A_B1"}]}, ("A B",)),
        (["Anonymous"], ()),
        ({"value": None}, ()),
    ],
)
def test_authors(authors: Any, names: tuple[str, ...]) -> None:
    assert paper(authors=authors).authors == names


def test_an_id_cannot_lead_elsewhere() -> None:
    assert paper({"id": "a&b=c/../d", "forum": ""}).page == (
        "https://openreview.net/forum?id=a%26b%3Dc/../d"
    )


def test_an_error_is_raised_with_what_the_server_answers() -> None:
    data = b'{"name":"ForbiddenError","message":"This note is hidden","status":403}'
    with pytest.raises(NotADigestError, match="the server answers: This note is hidden"):
        FORMAT.parse(Source(data, "a.json", NOW))


def test_a_venue_without_notes_is_a_digest_without_papers() -> None:
    assert read(b'{"notes":[],"count":0}').papers == ()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.just("value"), inner),
    max_leaves=5,
)
NOTES = st.fixed_dictionaries(
    {"content": VALUES | st.dictionaries(st.sampled_from(("title", "authors", "pdf")), VALUES)},
    optional={"id": VALUES, "forum": VALUES, "replyto": VALUES, "pdate": VALUES},
)


@given(st.lists(NOTES | VALUES, max_size=4))
def test_no_note_crashes_it(notes: list[Any]) -> None:
    digest = FORMAT.parse(Source(json.dumps({"notes": notes}).encode(), "a.json", NOW))
    assert len(digest.papers) <= len(notes)
