"""The example of docs/formats.md: its parser, row, fixture and fuzz target work as shown there."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from pathlib import Path

from docs.example_format import reading_log
from hypothesis import given
from hypothesis import strategies as st
from tests.fuzz.mutating import inputs
from tests.fuzz.safety import check_digest
from tests.fuzz.targets import Target

from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedPaper
from octavo_model.formats import Parser, Source
from octavo_model.formats.registry import FORMATS, KnownFormat, choose

FIXTURE = Path(__file__).parents[3] / "docs" / "example_format" / "log.txt"
NOW = dt.datetime(2026, 8, 23, 9, 30, tzinfo=dt.UTC)
WORDS = b"# Reading log\n|2026-08-21 | | | |arXiv:2608.01234|https://doi.org/10.1000/|\n"


class _Row(KnownFormat):
    """A row of a format that is not in the registry."""

    __slots__ = ()

    @property
    def parser(self) -> Parser:
        return reading_log


ROW = _Row(
    "reading-log", "reading log", "log",
    "# Reading log, then DAY | TITLE | AUTHORS | ID on a line for each paper",
    "lists.reading_log", r"# Reading log",
)  # fmt: skip


def source(data: bytes, name: str = "log 2026-08-23.txt") -> Source:
    return Source(data, name, NOW)


def test_a_reading_log_is_read() -> None:
    found = source(FIXTURE.read_bytes())
    assert choose(found, (ROW, *FORMATS)) is ROW
    digest = ROW.parse(found)
    assert digest.date == dt.date(2026, 8, 23)
    assert digest.papers == (
        ParsedPaper(
            "Owls That Count",
            authors=("Ada Penhaligon", "Bo Quays"),
            date=dt.date(2026, 8, 21),
            arxiv_id="2608.01234",
            line=2,
        ),
        ParsedPaper(
            "A Hedgehog's Guide to Winter",
            authors=("B. Quays",),
            date=dt.date(2026, 8, 22),
            doi="10.1000/hedgehog.7",
            page="https://doi.org/10.1000/hedgehog.7",
            line=3,
        ),
    )
    assert [str(one) for one in digest.warnings] == ["line 5: not a paper; left out"]


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    check_digest(ROW.parse(source(f"# Reading log\n{text}".encode("utf-8", "replace"))))


def test_the_fuzz_target_finds_nothing() -> None:
    def run(data: bytes) -> None:
        assert 0.0 <= ROW.parser.sniff(source(data)) <= 1.0
        try:
            check_digest(ROW.parse(source(data)))
        except NotADigestError:
            assert not data.startswith(b"# Reading log")

    target = Target(ROW.name, run, (FIXTURE.read_bytes(),), words=tuple(WORDS.split(b"|")))
    for data in islice(inputs(target, seed=1), 120):
        run(data)
