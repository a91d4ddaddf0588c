"""Papers written in each format are read again as the same papers: real ones, where they are."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import os
import random
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

import pytest
from tests.model.formats import round_trips
from tests.model.formats.round_trips import Record

from octavo_model.core.parsed import ParsedPaper
from octavo_model.formats import LineFormat, Source
from octavo_model.formats.registry import choose
from octavo_model.text.clean import clean_line
from octavo_model.text.latex import plainly

PAPERS = os.environ.get("OCTAVO_CORPUS_PAPERS")
MODIFIED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
PORTION = 10_000
"""So many real papers are in one file, so that a failure names few and memory stays small."""
WRITERS = {
    "csv": round_trips.csv_table,
    "csv with commas": round_trips.csv_with_commas,
    "csv, family names first": round_trips.csv_inverted,
    "bibtex": round_trips.bibtex,
    "bibtex, family names first": round_trips.bibtex_inverted,
    "ris": round_trips.ris,
    "ris, given names first": round_trips.ris_given_first,
    "nbib": round_trips.nbib,
    "csl-json": round_trips.csl_json,
}
GIVEN = ("Ada", "Jean-Luc", "J. P.", "Æthel", "Łucja", "Ann Marie", "Wei", "D.", "José")
FAMILY = ("Kelp", "van der Zee", "O'Neil", "Núñez-Abreu", "Li", "de la Fuente", "Sowa", "Müller")
SUFFIX = ("", "", "", "", " Jr.", " III")
WORDS = ("Tides", "of $n$ Gulls", "and", "Salt & Sand:", "50%", "for", "C#", "Erdős", "--", "Moss")


def invented(number: int) -> Iterator[Record]:
    """As many papers, always the same."""
    rolls = random.Random(17)
    for at in range(number):
        people = [
            f"{rolls.choice(GIVEN)} {rolls.choice(FAMILY)}{rolls.choice(SUFFIX)}"
            for _ in range(rolls.randrange(1, 9))
        ]
        title = " ".join(["On", *rolls.choices(WORDS, k=5), f"Part {at}"])
        day = dt.date(2019, 1, 1) + dt.timedelta(rolls.randrange(1500))
        doi = f"10.5555/shore_{at}" if at % 3 else ""
        names = tuple(dict.fromkeys(people))
        yield Record(f"2401.{at:05}", doi, title, f"{title}. It is so.", names, str(day))


def real(path: Path) -> Iterator[Record]:
    """The papers of a dump of arXiv, JSON Lines in gzip."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for paper in map(json.loads, file):
            doi = (paper.get("doi") or "").partition(" ")[0]
            yield Record(
                paper["id"], doi, paper["title"], paper["abstract"], tuple(paper["authors"]),
                paper["created"],
            )  # fmt: skip


def read(text: str) -> list[ParsedPaper]:
    """The papers in a file with ``text``, read as an import reads it."""
    data = text.encode()
    source = Source(data[: 1 << 20], "a.file", MODIFIED)
    chosen = choose(source)
    if isinstance(chosen, LineFormat):
        found = chosen.stream(io.BytesIO(data), source)
        return [one for one in found if isinstance(one, ParsedPaper)]
    return list(chosen.parse(Source(data, "a.file", MODIFIED)).papers)


def plain(text: str) -> str:
    """``text`` without what formats write in their own ways: LaTeX, and braces around letters."""
    bare = re.sub(r"[{}~]", lambda sign: " " * (sign[0] == "~"), text)
    return " ".join(plainly(plainly(bare)).replace("$", "").split())


def _without_end(title: str) -> str:
    """A title as it is compared; in PubMed all of them end with a full stop."""
    return plain(title).removesuffix(".")


def person(name: str) -> str:
    """A name without its full stops, and without the comma before ``Jr.``."""
    bare = " ".join(plain(name).replace(".", " ").split())
    return re.sub(r", (?=(?:Jr|Sr|II|III|IV)$)", " ", bare)


NO_NAME = re.compile(r"\band$|\sAnd\s|\d|Ph\. D|^\W*$")
"""Of names in the dump that are none, or several: ``A And B``, ``50-370 Wroclaw``."""


def check(records: list[Record], writer: Callable[[Iterable[Record]], str]) -> int:
    """Write what JSON Lines say, read it, and compare; return how many papers were compared."""
    listed = read(round_trips.json_lines(records))
    assert len(listed) == len(records)
    clean = [
        one._replace(
            title=paper.title.replace(r"\$", "$"),
            abstract=paper.abstract,
            authors=paper.authors,
            doi=paper.doi or "",
        )
        for one, paper in zip(records, listed, strict=True)
    ]
    papers = read(writer(clean))
    assert len(papers) == len(records)
    for one, paper in zip(clean, papers, strict=True):
        same = plainly(paper.title) == plainly(one.title)
        assert same or _without_end(paper.title) == _without_end(one.title)
        if not any(map(NO_NAME.search, map(plain, one.authors))):
            assert [*map(person, paper.authors)] == [*map(person, one.authors)]
        assert (paper.arxiv_id, paper.doi or "") == (one.arxiv_id, one.doi)
        assert str(paper.date) == one.date
    return len(papers)


@pytest.mark.parametrize("writer", WRITERS.values(), ids=[*WRITERS])
def test_200_papers_are_the_same_in_every_format(
    writer: Callable[[Iterable[Record]], str],
) -> None:
    assert check(list(invented(200)), writer) == 200


def test_json_lines_keep_titles_names_ids_and_days() -> None:
    records = list(invented(200))
    for one, paper in zip(records, read(round_trips.json_lines(records)), strict=True):
        assert (paper.title, paper.authors) == (clean_line(one.title), one.authors)
        assert (paper.arxiv_id, paper.doi or "") == (one.arxiv_id, one.doi)
        assert str(paper.date) == one.date


@pytest.mark.slow
@pytest.mark.skipif(not PAPERS, reason="OCTAVO_CORPUS_PAPERS does not name a file of real papers")
@pytest.mark.parametrize("writer", WRITERS.values(), ids=[*WRITERS])
def test_all_real_papers_are_the_same_in_every_format(
    writer: Callable[[Iterable[Record]], str],
) -> None:
    papers = real(Path(PAPERS or ""))
    compared = 0
    while portion := list(islice(papers, PORTION)):
        compared += check(portion, writer)
    assert compared == 102_538
