"""Files too large to be held."""

from __future__ import annotations

import gc
import gzip
import json
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest

from octavo_model import OctavoError, View
from octavo_model.core.parsed import ImportReport, ParsedDigest, ParsedPaper, ParseWarning
from octavo_model.formats import LineFormat, Source
from octavo_model.library.importing.streaming import counted, lines_of
from octavo_model.storage import archive

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tests.model.conftest import Desk

    from octavo_model import Library

FILLER = "x" * 4000


class Lines:
    """A format that is read line by line: a JSON object a line, made by `write`."""

    name = "invented-lines"
    title = "invented lines"
    origin_label = "lines"
    example = "write()"

    def sniff(self, source: Source) -> float:
        return float(source.data.startswith(b'{"line": '))

    def parse(self, source: Source) -> ParsedDigest:
        noted = list(self.stream(source.data.splitlines(), source))
        return ParsedDigest(
            source.date,
            False,
            tuple(one for one in noted if isinstance(one, ParsedPaper)),
            tuple(one for one in noted if isinstance(one, ParseWarning)),
        )

    def stream(
        self, lines: Iterable[bytes], source: Source
    ) -> Iterator[ParsedPaper | ParseWarning]:
        for line in lines:
            noted = json.loads(line)
            if "title" in noted:
                yield ParsedPaper(noted["title"], line=noted["line"])
            else:
                yield ParseWarning(noted["line"], "no title")


def write(path: Path, count: int, *, without: frozenset[int] = frozenset()) -> int:
    """So many lines that the file is a large one; those ``without`` have no title."""
    with path.open("w") as file:
        for number in range(count):
            noted: dict[str, Any] = {"line": number + 1, "filler": FILLER}
            if number not in without:
                noted["title"] = f"Paper {number}"
            file.write(json.dumps(noted) + "\n")
    return path.stat().st_size


COUNT = archive.LARGE // len(FILLER) + 100


@pytest.fixture
def lines_library(desk: Desk) -> Library:
    return desk.open(formats=(Lines(),))


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "2025-01-02.jsonl"
    assert write(path, COUNT, without=frozenset({3})) > archive.LARGE
    return path


def test_a_large_file_is_taken_in_whole(desk: Desk, lines_library: Library, large: Path) -> None:
    assert isinstance(Lines(), LineFormat)
    noted: list[tuple[int, int]] = []
    (report,) = lines_library.imports.import_path(
        large, progress=lambda done, total: noted.append((done, total))
    )
    assert isinstance(report, ImportReport)
    assert (report.digest, report.papers, report.new) == (
        "invented-lines-2025-01-02",
        COUNT - 1,
        COUNT - 1,
    )
    assert report.warnings == (ParseWarning(4, "no title"),)
    assert noted[-1] == (large.stat().st_size, large.stat().st_size)
    assert noted == sorted(noted)
    assert lines_library.catalog.counts(View.all()).total == COUNT - 1
    desk.check()
    (again,) = lines_library.imports.import_path(large)
    assert isinstance(again, ImportReport)
    assert (again.known, again.new) == (True, 0)
    assert not list((desk.paths.data / "incoming").iterdir())


def test_a_large_digest_is_read_line_by_line_in_a_rebuild_too(
    desk: Desk, lines_library: Library, large: Path
) -> None:
    lines_library.imports.import_path(large)
    before = (desk.titles(lines_library), lines_library.catalog.digests())
    lines_library.rebuild()
    assert (desk.titles(lines_library), lines_library.catalog.digests()) == before
    assert lines_library.problems == ()


def test_an_import_that_was_cut_off_goes_on_at_the_next_start(
    desk: Desk, lines_library: Library, large: Path
) -> None:
    class CutOffError(BaseException):  # what the end of the process is
        pass

    form = Lines()

    class Torn(Lines):
        def stream(
            self, lines: Iterable[bytes], source: Source
        ) -> Iterator[ParsedPaper | ParseWarning]:
            yield from islice(form.stream(lines, source), 1200)
            raise CutOffError

    lines_library.close()
    torn = desk.open(formats=(Torn(),))
    with pytest.raises(CutOffError):
        torn.imports.import_path(large)
    assert 0 < torn.catalog.counts(View.all()).total < COUNT - 1
    torn.close()
    library = desk.open(formats=(form,))
    assert library.catalog.counts(View.all()).total == COUNT - 1
    assert library.catalog.digests()[0].total == COUNT - 1
    desk.check()


@pytest.mark.slow
def test_a_large_file_of_a_format_that_is_read_whole_has_a_limit(
    desk: Desk, library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "page.json"
    with path.open("wb") as file:
        file.write(desk.page("Owls"))
        file.truncate((256 << 20) + 1)
    with pytest.raises(OctavoError, match="larger than 256 MB"):
        library.imports.import_path(path)


def test_in_a_folder_a_large_file_stands_among_the_others(desk: Desk, large: Path) -> None:
    from tests.model.conftest import Invented

    library = desk.open(formats=(Lines(), Invented()))
    (large.parent / "a.json").write_bytes(desk.page("Owls"))
    (large.parent / "z.json").write_bytes(desk.page("Bats", date="2025-01-09"))
    reports = library.imports.import_path(large.parent)
    names = [one.path for one in reports if isinstance(one, ImportReport)]
    assert names == [str(large.parent / name) for name in ("2025-01-02.jsonl", "a.json", "z.json")]
    assert library.catalog.counts(View.all()).total == COUNT + 1


def test_a_damaged_archive_of_a_large_digest_costs_what_cannot_be_read(
    desk: Desk, lines_library: Library, large: Path
) -> None:
    lines_library.imports.import_path(large)
    (path,) = desk.paths.digests.glob("*.gz")
    data = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(data)[:-20] + bytes(8) + len(data).to_bytes(4, "little"))
    lines_library.rebuild()
    assert 0 < lines_library.catalog.counts(View.all()).total <= COUNT - 1
    assert any("cannot be read" in problem for problem in lines_library.problems)


def test_progress_is_told_a_hundred_times_at_most() -> None:
    noted: list[int] = []
    lines = counted([b"x" * 10] * 10_000, 100_000, lambda done, _total: noted.append(done))
    assert sum(map(len, lines)) == 100_000
    assert len(noted) <= 101
    assert noted[-1] == 100_000


def test_a_large_digest_is_read_alike_from_memory_and_from_the_archive(
    desk: Desk, lines_library: Library, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = gc.get_threshold()
    lines_library.imports.import_path(large)
    assert gc.get_threshold() == before
    titles = desk.titles(lines_library)
    monkeypatch.setattr(archive, "_HELD", 1_000)
    large.write_bytes(large.read_bytes() + b'{"line": 0, "title": "Paper 0"}\n')
    (report,) = lines_library.imports.import_path(large)
    assert isinstance(report, ImportReport)
    assert (report.papers, report.new, report.known) == (COUNT - 1, 0, False)
    assert desk.titles(lines_library) == titles


def test_lines_in_memory_are_bounded_as_those_of_a_file() -> None:
    data = b"a\n" + b"b" * 200_000 + b"\n\nlast"
    with lines_of([data[:100_000], data[100_000:]]) as lines:
        assert list(lines) == data.splitlines(keepends=True)
