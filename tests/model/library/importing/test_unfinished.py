"""Imports that were killed: what is in can be read at once, and the rest is finished later."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cut_off import cut_off, write_papers
from tests.model.conftest import Desk

from octavo_model import Library, View
from octavo_model.core.parsed import ImportOptions
from octavo_model.library.importing.streaming import BATCH
from octavo_model.storage import archive

PAPERS = 3 * BATCH
FILLER = "x" * 4_000
LARGE = archive.LARGE // len(FILLER) + 100


@pytest.fixture(params=["small", pytest.param("large", marks=pytest.mark.slow)])
def papers(request: pytest.FixtureRequest, desk: Desk, tmp_path: Path) -> int:
    """A killed import of so many papers, of which some are in."""
    is_large = request.param == "large"
    count = LARGE if is_large else PAPERS
    file = write_papers(tmp_path / "papers.jsonl", count, FILLER if is_large else "")
    cut_off(desk.paths, file, archive.LARGE // 2 if is_large else BATCH)
    return count


def count(library: Library) -> int:
    return len(library.catalog.ids(View.all()))


def test_what_is_in_can_be_read_before_the_rest_is_finished(desk: Desk, papers: int) -> None:
    library = desk.open(formats=None, finish=False)
    assert library.unfinished() == 1
    assert not library.is_importing()
    assert 0 < count(library) < papers
    noted: list[tuple[int, int]] = []
    library.finish(lambda done, total: noted.append((done, total)))
    assert noted
    assert library.unfinished() == 0
    assert count(library) == papers
    assert library.problems == ()
    desk.check()


def test_finishing_can_be_stopped_and_goes_on_later(desk: Desk, papers: int) -> None:
    library = desk.open(formats=None, finish=False)
    before = count(library)
    asked = iter([False, True])
    library.finish(cancelled=lambda: next(asked, True))
    assert before <= count(library) < papers
    assert library.unfinished() == 1
    assert not library.is_importing()
    library.finish()
    assert (library.unfinished(), count(library)) == (0, papers)
    desk.check()


def test_others_can_import_while_it_is_finished(desk: Desk, papers: int) -> None:
    library, other = (desk.open(formats=None, finish=False) for _ in range(2))
    titles: list[str] = []

    def meddle(_done: int, _total: int) -> None:
        if not titles:
            assert other.is_importing()
            other.finish()  # leaves it to the one that began
            titles.append("Owls")
            other.imports.import_bytes(
                b'{"title": "Owls", "abstract": "They see."}\n', ImportOptions(name="owls.jsonl")
            )

    library.finish(meddle)
    assert titles
    assert count(other) == papers + 1
    assert other.unfinished() == 0
    desk.check()


def test_the_same_file_again_is_finished_too(desk: Desk, papers: int, tmp_path: Path) -> None:
    library = desk.open(formats=None, finish=False)
    library.imports.import_path(tmp_path / "papers.jsonl")
    assert (library.unfinished(), count(library)) == (0, papers)
    desk.check()


def test_an_import_that_is_running_is_left_alone(desk: Desk, tmp_path: Path) -> None:
    library, other = (desk.open(formats=None, finish=False) for _ in range(2))
    seen: list[int] = []

    def look(done: int, _total: int) -> None:
        if done < PAPERS:
            assert other.is_importing()
            assert other.unfinished() == 1
            other.finish()
            seen.append(count(other))

    library.imports.import_path(write_papers(tmp_path / "papers.jsonl", PAPERS), progress=look)
    assert seen
    assert all(number < PAPERS for number in seen)
    assert not other.is_importing()
    assert count(other) == PAPERS
