"""Quadratic libraries: four times as many papers that have something in common take four times as
long, not sixteen times.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.parsed import import_parsed
from tests.timing import is_linear, took

from octavo_model import Library, Paths, View
from octavo_model.core.parsed import ParsedDigest, ParsedPaper
from octavo_model.index import schema
from octavo_model.index.write import digests
from octavo_model.storage.archive_record import Record

pytestmark = pytest.mark.clock

NOW = dt.datetime(2025, 11, 12, 9, 30, tzinfo=dt.UTC)
SIZE = 1_000

Papers = Sequence[ParsedPaper]


def arxiv(number: int, title: str = "Proceedings", doi: str | None = None) -> ParsedPaper:
    return ParsedPaper(title, "", arxiv_id=f"2401.{number:05}", doi=doi)


def doi(number: int, title: str = "Proceedings") -> ParsedPaper:
    return ParsedPaper(title, "", doi=f"10.1000/{number}")


def one_of_three(number: int) -> ParsedPaper:
    kinds = (arxiv(number), doi(number), ParsedPaper("Proceedings", ""))
    return kinds[number % 3]


def joined(count: int, title: str) -> list[Papers]:
    """Papers by DOI, the same papers by arXiv id, and entries that say that they are the same."""
    numbers = range(count // 3)
    titles = [title.format(number) for number in numbers]
    return [
        [doi(*one) for one in enumerate(titles)],
        [arxiv(*one) for one in enumerate(titles)],
        [arxiv(number, title, f"10.1000/{number}") for number, title in enumerate(titles)],
    ]


KINDS: dict[str, Callable[[int], list[Papers]]] = {
    "one title, DOIs": lambda count: [[*map(doi, range(count))]],
    "one title, all kinds of ids": lambda count: [[*map(one_of_three, range(count))]],
    "one title, merged": lambda count: joined(count, "Proceedings"),
    "many titles, merged": lambda count: joined(count, "Paper {}"),
    "one id, many titles": lambda count: [[doi(0, f"Paper {n}") for n in range(count)]],
}


def import_all(library: Library, several: list[Papers]) -> None:
    for number, papers in enumerate(several):
        parsed = ParsedDigest(NOW.date(), False, tuple(papers), ())
        import_parsed(library, parsed, f"digest-{number}", "bibtex")


@pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)
def test_an_import_is_linear(make: Callable[[int], list[Papers]]) -> None:
    def measure(size: int) -> float:
        with TemporaryDirectory() as home, Library.open(Paths.under(Path(home))) as library:
            return took(lambda: import_all(library, make(size)))

    assert is_linear(measure, SIZE)


@pytest.mark.parametrize("kind", ["one title, DOIs", "one title, all kinds of ids"])
def test_reading_every_paper_is_linear(kind: str) -> None:
    def measure(size: int) -> float:
        with TemporaryDirectory() as home, Library.open(Paths.under(Path(home))) as library:
            import_all(library, KINDS[kind](size))
            ids = library.catalog.ids(View.all())
            list(library.catalog.papers(ids[:1]))  # imports what it needs
            return took(lambda: list(library.catalog.papers(ids)))

    assert is_linear(measure, SIZE)


def test_naming_digests_of_one_name_is_linear(tmp_path: Path) -> None:
    record = Record(1, "library", "library.bib", None, "bibtex", NOW, NOW, None, False)

    def measure(size: int) -> float:
        path = tmp_path / "index.db"
        path.unlink(missing_ok=True)
        with closing(schema.create(path)) as db:

            def register() -> None:
                db.execute("BEGIN")
                for number in range(1, size + 1):
                    digests.register(db, str(number), record._replace(seq=number), "")
                db.execute("COMMIT")

            return took(register)

    assert is_linear(measure, SIZE)


def test_a_digest_gets_a_name_that_is_free(tmp_path: Path) -> None:
    with closing(schema.create(tmp_path / "index.db")) as db:
        record = Record(1, "owls", "owls.bib", None, "bibtex", NOW, NOW, None, False)
        for number in range(1, 12):
            digests.register(db, str(number), record._replace(seq=number), "")
        names = {name for (name,) in db.execute("SELECT name FROM digests")}
        assert names == {"owls", *(f"owls-{number}" for number in range(2, 12))}
        db.execute("DELETE FROM digests WHERE name = 'owls-5'")
        assert digests.free_name(db, "owls") in {"owls-5", "owls-12"}


def test_papers_of_a_title_are_judged_alike_however_many_there_are() -> None:
    """A title of many papers says nothing about one of them, in one digest or in several."""
    many = [arxiv(number) for number in range(300)]
    for parts in ([many], [many[:150], many[150:]]):
        with TemporaryDirectory() as home, Library.open(Paths.under(Path(home))) as library:
            import_all(library, [*parts, [ParsedPaper("Proceedings", ""), doi(1)]])
            assert len(library.catalog.ids(View.all())) == 302
            title = library.catalog.resolve("title:proceedings")
            assert not library.catalog.paper(title).arxiv_id
            assert len(library.catalog.paper(title).same_title) == 101
