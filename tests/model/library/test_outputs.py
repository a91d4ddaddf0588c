"""What commands printed: kept with their papers, clean, and on this computer only."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest

from octavo_model import OctavoError
from octavo_model.library.outputs import Output, Outputs

if TYPE_CHECKING:
    from tests.model.conftest import Desk

    from octavo_model import Library, Paths

NINE = dt.datetime(2025, 11, 30, 9, 12, tzinfo=dt.UTC)
FIRST = {"title": "Owls", "arxiv_id": "2401.00001"}
SECOND = {"title": "Owls", "arxiv_id": "2401.00002"}


def made(text: str, minutes: int = 0) -> Output:
    return Output("Summary", NINE + dt.timedelta(minutes=minutes), text)


def texts(outputs: list[Output]) -> list[str]:
    return [one.text for one in outputs]


def two_papers(desk: Desk, library: Library) -> tuple[int, int]:
    desk.add_digest(library, FIRST, SECOND)
    return library.catalog.resolve("2401.00001"), library.catalog.resolve("2401.00002")


def test_outputs_are_of_their_paper_and_the_newest_is_first(desk: Desk, library: Library) -> None:
    one, two = two_papers(desk, library)
    assert not library.outputs.exist()
    for output in (made("early"), made("late", 2), made("between", 1)):
        library.outputs.add("arxiv:2401.00001", output)

    assert texts(library.outputs.of(one)) == ["late", "between", "early"]
    assert library.outputs.of(two) == []
    assert library.outputs.exist()


def test_an_output_comes_back_as_it_was_saved(desk: Desk, library: Library, paths: Paths) -> None:
    one, _ = two_papers(desk, library)
    output = made("two\n    lines é")._replace(note="cut after 64 kB")
    saved = library.outputs.add("arxiv:2401.00001", output)

    assert library.outputs.of(one) == [saved]
    assert saved == output._replace(file=saved.file)
    (file,) = paths.outputs.iterdir()
    assert (file.name, file.stat().st_mode & 0o777) == (saved.file, 0o600)


def test_they_survive_a_rebuild(desk: Desk, library: Library) -> None:
    two_papers(desk, library)
    library.outputs.add("arxiv:2401.00002", made("saved"))
    library.rebuild()

    paper = library.catalog.resolve("2401.00002")
    assert texts(library.outputs.of(paper)) == ["saved"]


def test_a_merged_paper_has_those_of_both(desk: Desk, library: Library) -> None:
    desk.add_digest(library, FIRST, SECOND)
    third = desk.add_digest(library, {"title": "Owls", "abstract": "See."}, date="2025-01-02")
    assert third.new == 1
    one, other = (library.catalog.resolve(key) for key in ("2401.00001", "title:owls"))
    library.outputs.add("arxiv:2401.00001", made("one"))
    library.outputs.add("title:owls", made("other", 1))
    merged = library.edits.merge(one, other)

    assert texts(library.outputs.of(merged)) == ["other", "one"]
    library.marks.undo()
    assert texts(library.outputs.of(library.catalog.resolve("2401.00001"))) == ["one"]


def test_one_can_be_removed(desk: Desk, library: Library) -> None:
    one, _ = two_papers(desk, library)
    first = library.outputs.add("arxiv:2401.00001", made("same"))
    second = library.outputs.add("arxiv:2401.00001", made("same"))
    library.outputs.remove(first)
    library.outputs.remove(first)

    assert library.outputs.of(one) == [second]


@pytest.mark.parametrize(
    "change",
    [
        {"key": "arxiv:2401.00002"},
        {"time": "soon"},
        {"time": "2025-11-30T09:12:00"},
        {"time": "0001-01-01T00:00:00+00:00"},
        {"time": None},
        {"text": 1},
        {"title": None},
        {"note": []},
    ],
)
def test_a_damaged_file_costs_itself_alone(
    desk: Desk, library: Library, paths: Paths, change: dict[str, object]
) -> None:
    one, _ = two_papers(desk, library)
    good = library.outputs.add("arxiv:2401.00001", made("good"))
    bad = paths.outputs / library.outputs.add("arxiv:2401.00001", made("bad")).file
    bad.write_text(json.dumps({**json.loads(bad.read_text()), **change}))

    assert library.outputs.of(one) == [good]
    bad.write_bytes(b"{")
    assert library.outputs.of(one) == [good]


def test_a_file_that_was_changed_sends_nothing_to_the_terminal(
    desk: Desk, library: Library, paths: Paths
) -> None:
    one, _ = two_papers(desk, library)
    file = paths.outputs / library.outputs.add("arxiv:2401.00001", made("good")).file
    evil = {"title": "a\x1b[31m\nb", "text": "x\x1b]52;c;UFdO\x07y\x9b31m", "note": "\x07"}
    file.write_text(json.dumps({**json.loads(file.read_text()), **evil}))

    (output,) = library.outputs.of(one)
    assert (output.title, output.text, output.note) == ("a[31m b", "xy31m", "")


def test_where_nothing_can_be_written_it_says_so(library: Library, paths: Paths) -> None:
    paths.outputs.write_bytes(b"in the way")
    outputs = Outputs(paths.outputs, library.catalog)

    with pytest.raises(OctavoError, match="outputs"):
        outputs.add("arxiv:2401.00001", made("lost"))
    assert not outputs.exist()
