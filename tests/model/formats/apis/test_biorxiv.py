"""Answers of bioRxiv and medRxiv: their fixtures, and what is odd in others."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import Announcement, ParsedDigest, ParsedPaper
from octavo_model.formats import Source
from octavo_model.formats.apis.biorxiv import readable
from octavo_model.formats.registry import choose, known_format

FIXTURES = Path(__file__).parents[4] / "fixtures" / "biorxiv-api"
NOW = dt.datetime(2026, 11, 12, 9, 30, tzinfo=dt.UTC)
FORMAT = known_format("biorxiv-api")
DAY = dt.date(2026, 8, 21)


def read(data: bytes, name: str = "answer.json", date: dt.date | None = None) -> ParsedDigest:
    source = Source(data, name, NOW, date)
    assert choose(source).name == "biorxiv-api"
    return FORMAT.parse(source)


def paper(**fields: Any) -> ParsedPaper:
    record = {"doi": "10.1101/2026.08.20.1", "title": "A", "version": "1", "server": "bioRxiv"}
    (only,) = read(answer({**record, **fields})).papers
    return only


def answer(*records: Any, **message: Any) -> bytes:
    head = {"status": "ok", "total": len(records), **message}
    return json.dumps({"messages": [head], "collection": records}).encode()


def test_a_day_of_biorxiv_is_read() -> None:
    digest = read((FIXTURES / "2026-08-21.json").read_bytes())
    first, second, withdrawn, last = digest.papers

    assert (digest.date, digest.date_inferred, digest.slug) == (DAY, False, "biorxiv")
    assert digest.warnings == ()
    assert first == ParsedPaper(
        "Tidal rhythms of β-cells in barn owls",
        "We record β-cells of MUSE-type owls over 12 tides. Firing rises by 0·4 ~ 0.5 Hz.",
        authors=("D. Kelp", "A. B. Quill", "T. van der Moss"),
        date=DAY,
        doi="10.64898/2026.08.19.700001",
        version=1,
        announced=Announcement.NEW,
        categories=("neuroscience",),
        page="https://www.biorxiv.org/content/10.64898/2026.08.19.700001v1",
    )
    assert (second.authors, second.comments) == (("O. Fern",), "published as doi:10.1000/moss.77")
    assert second.abstract.split("\n\n")[1:] == [
        "Highlights",
        "What is new:",
        "A map of 40 genomes.",
        "A list of 2 < 3 genes.",
    ]
    assert (withdrawn.comments, withdrawn.authors[1]) == ("withdrawn", "J.-P. Skua")
    assert (last.title, last.authors) == ("Plover in vitro", ("The Plover Atlas Consortium",))


def test_a_new_version_is_dated_by_its_revision_and_is_not_new() -> None:
    second = read((FIXTURES / "2026-08-21.json").read_bytes()).papers[1]

    assert (second.version, second.revised, second.date) == (3, DAY, None)
    assert second.announced is Announcement.REPLACE
    assert second.page is not None
    assert second.page.endswith("v3")


def test_an_interval_of_medrxiv_is_dated_by_its_newest_posting() -> None:
    digest = read((FIXTURES / "medrxiv.json").read_bytes())

    assert (digest.date, digest.slug) == (dt.date(2026, 8, 22), "medrxiv")
    assert digest.papers[0].page == "https://www.medrxiv.org/content/10.1101/2026.08.20.26300001v1"


def test_preprints_that_a_journal_published_are_read() -> None:
    (only,) = read((FIXTURES / "pubs.json").read_bytes()).papers

    assert (only.title, only.authors) == ("A map of moss genomes", ("O. Fern", "W. Liver"))
    assert (only.doi, only.date) == ("10.1101/2025.03.02.600002", dt.date(2025, 3, 4))
    assert (only.journal, only.comments) == (
        "Journal of Moss",
        "published as doi:10.1000/moss.77",
    )


def test_a_day_without_postings_is_a_digest_without_papers() -> None:
    assert read((FIXTURES / "no_posts.json").read_bytes()).papers == ()


def test_a_saved_collection_alone_is_read() -> None:
    whole = json.loads((FIXTURES / "2026-08-21.json").read_bytes())
    digest = read(json.dumps(whole["collection"]).encode())

    assert (len(digest.papers), digest.date, digest.slug) == (4, DAY, "biorxiv")


def test_an_answer_that_is_cut_off_keeps_the_whole_records() -> None:
    whole = (FIXTURES / "2026-08-21.json").read_bytes()
    digest = read(whole[: whole.index(b"Plover <i>")])

    assert len(digest.papers) == 3
    assert [str(one) for one in digest.warnings] == [
        "line 1: cut off here; the whole records before were read"
    ]


@pytest.mark.parametrize(
    ("authors", "names"),
    [
        ("Kelp, D.", ("D. Kelp",)),
        ("Kelp, D.; Quill, A. B.", ("D. Kelp", "A. B. Quill")),
        ("van der Moss, T.; de la Cruz, J.", ("T. van der Moss", "J. de la Cruz")),
        ("The Plover Consortium; Kelp, D.", ("The Plover Consortium", "D. Kelp")),
        ("Moss", ("Moss",)),
        ("", ()),
        (None, ()),
    ],
)
def test_authors(authors: str | None, names: tuple[str, ...]) -> None:
    assert paper(authors=authors).authors == names


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("ABSTRACT We count.", "We count."),
        ("Abstract: We count.", "We count."),
        ("Abstractions matter.", "Abstractions matter."),
        ("{Delta}F and {alpha}{beta}, {unknown}", "ΔF and αβ, {unknown}"),
        ("p [&le;] 0.05 at 20 {degrees}C, {+/-} 3", "p ≤ 0.05 at 20 °C, ± 3"),
        ("A [citation] stays", "A [citation] stays"),
        ("EndO_FIG O_LINKSMALLFIG WIDTH=200 HEIGHT=46 SRC=", "End"),
        ("EndO_TBL View this table: org.highwire C_TBL More", "End\n\nMore"),
        ("O_LIOwlsC_LIO_LIBatsC_LI", "Owls\n\nBats"),
        ("DO_SCPLOWNAC_SCPLOW", "DNA"),
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
    ],
)
def test_the_codes_of_its_typesetting_are_removed(raw: str, shown: str) -> None:
    assert readable(raw) == shown


@pytest.mark.parametrize(
    ("fields", "version"), [({"version": 2}, 2), ({"version": "02"}, 2), ({"version": "x"}, None)]
)
def test_versions(fields: dict[str, Any], version: int | None) -> None:
    assert paper(**fields).version == version


def test_records_without_titles_are_left_out_with_a_warning() -> None:
    digest = read(answer({"doi": "10.1101/1", "title": "A"}, {"doi": "10.1101/2"}, 7))

    assert [one.title for one in digest.papers] == ["A"]
    assert [one.message for one in digest.warnings] == [
        "record 2 has no title and is left out",
        "record 3 has no title and is left out",
    ]


def test_an_error_is_raised_with_what_the_server_answers() -> None:
    data = b'{"messages":[{"status":"Server not recognized"}],"collection":[]}'
    with pytest.raises(NotADigestError, match="the server answers: Server not recognized"):
        FORMAT.parse(Source(data, "a.json", NOW))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=5,
)
RECORDS = st.dictionaries(
    st.sampled_from(("title", "doi", "authors", "date", "version", "abstract", "published")),
    VALUES | st.sampled_from(("2026-08-21", "1", "NA", "O_LI", "{beta}", "A, B.; C")),
)


@given(st.lists(RECORDS, max_size=4), st.dictionaries(st.sampled_from(("status",)), VALUES))
def test_no_record_crashes_it(records: list[dict[str, Any]], message: dict[str, Any]) -> None:
    data = json.dumps({"messages": [message], "collection": records}).encode()
    try:
        digest = FORMAT.parse(Source(data, "a.json", NOW))
    except NotADigestError:
        return
    assert len(digest.papers) + len(digest.warnings) == len(records)


@given(st.text(alphabet="O_CLIFGST ABSPW{}[]beta\n", max_size=200))
def test_no_abstract_crashes_it(text: str) -> None:
    assert readable(readable(text)) is not None
