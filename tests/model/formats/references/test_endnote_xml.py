"""EndNote XML: its fixture, and records that are broken."""

from __future__ import annotations

import datetime as dt
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.dates import Precision
from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedDigest, ParsedPaper
from octavo_model.formats import Source
from octavo_model.formats.references import endnote_xml
from octavo_model.formats.registry import choose

FIXTURE = Path(__file__).parents[4] / "fixtures" / "endnote-xml" / "library.xml"
NOW = dt.datetime(2025, 11, 12, 9, 30, tzinfo=dt.UTC)


def source(data: bytes | str) -> Source:
    return Source(data.encode() if isinstance(data, str) else data, "library.xml", NOW)


def parse(*records: str) -> ParsedDigest:
    inside = "".join(f"<record>{one}</record>" for one in records)
    return endnote_xml.parse(source(f"<xml><records>{inside}</records></xml>"))


def test_all_fields_of_records_are_read() -> None:
    found = source(FIXTURE.read_bytes())
    assert choose(found).name == "endnote-xml"
    feathers, bats, handbook = endnote_xml.parse(found).papers
    assert feathers == ParsedPaper(
        "Feathers of Strix minor & H2O",
        "Feathers are light.\n\nWe weighed them.",
        authors=("Ada Penhaligon", "Inês D'Ávila"),
        date=dt.date(2020, 3, 7),
        doi="10.5555/owl.2020.1",
        journal="Journal of Forgetting",
        keywords=("owls", "feathers"),
        page="https://example.org/feathers",
        line=1,
    )
    assert (bats.title, bats.arxiv_id, bats.date, bats.authors) == (
        "Owls & Bats",
        "2311.99003",
        dt.date(2023, 11, 5),
        ("Bo Quays",),
    )
    assert (handbook.title, handbook.authors, handbook.date_precision) == (
        "A Handbook of Owls",
        ("Oda Fen",),
        Precision.YEAR,
    )


def test_a_broken_record_costs_only_itself() -> None:
    assert [str(one) for one in endnote_xml.parse(source(FIXTURE.read_bytes())).warnings] == [
        "line 3: a record that is not well-formed XML is left out",
        "line 4: a record without a title is left out: 4",
    ]
    cut = FIXTURE.read_bytes().partition(b"A Handbook")[0]
    digest = endnote_xml.parse(source(cut))
    assert len(digest.papers) == 2
    assert digest.warnings[-1].message == "a record that does not end is left out"


def test_entities_of_its_own_are_refused() -> None:
    bomb = '<!DOCTYPE xml [<!ENTITY a "aaaa">]><xml><records><record></record></records></xml>'
    with pytest.raises(NotADigestError, match="entities"):
        endnote_xml.parse(source(bomb))


TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "P", "S")), min_size=1, max_size=30)


@given(st.lists(TEXTS, min_size=1, max_size=5), st.booleans())
def test_titles_are_read_whatever_styles_they_have(pieces: list[str], styled: bool) -> None:
    written = (
        "".join(f'<style face="normal">{escape(one)}</style>' for one in pieces)
        if styled
        else escape("".join(pieces))
    )
    digest = parse(f"<titles><title>T{written}</title></titles>")
    (twin,) = parse(f"<titles><title>{escape('T' + ''.join(pieces))}</title></titles>").papers
    assert [one.title for one in digest.papers] == [twin.title]


@given(st.text(max_size=60))
def test_no_text_is_too_odd(text: str) -> None:
    whole = f"<xml><records><record><titles><title>{text}</title></titles></record></records></xml>"
    for data in (text, whole, whole[: len(text) * 2]):
        found = source(data.encode("utf-8", "replace"))
        assert 0 <= endnote_xml.sniff(found) <= 1
        try:
            assert all(one.title for one in endnote_xml.parse(found).papers)
        except NotADigestError:
            continue


@pytest.mark.parametrize("data", ["", "<rss></rss>", "<xml><records></records></xml>", "<record>"])
def test_other_files_are_not_in_it(data: str) -> None:
    assert endnote_xml.sniff(source(data)) == 0
