"""An unexpected error while a file is read costs that file alone, and is reported.

The parsers have no net themselves: fuzzers and Hypothesis see what they raise.
"""

from __future__ import annotations

import io
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from tests.model.conftest import NOW, Desk

from octavo_model.core.errors import NotADigestError, OctavoError
from octavo_model.core.parsed import (
    ImportOptions,
    ImportReport,
    ParsedDigest,
    ParsedPaper,
    ParseWarning,
)
from octavo_model.formats import Source
from octavo_model.library.importing.items import DigestReader, Item, LargeFile
from octavo_model.storage.crash_reports import ParserCrashedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from octavo_model import Library


class Fragile:
    """A format that reads titles, one a line, and breaks on a chosen line."""

    name = "invented-fragile"
    title = "invented"
    origin_label = "fragile"
    example = "a title"

    def sniff(self, source: Source) -> float:
        if b"break the nose" in source.data:
            raise KeyError("nose")
        return 0.0 if b"no digest" in source.data else 1.0

    def parse(self, source: Source) -> ParsedDigest:
        papers = self.stream(source.data.splitlines(), source)
        return ParsedDigest(None, False, tuple(p for p in papers if isinstance(p, ParsedPaper)))

    def stream(
        self, lines: Iterable[bytes], source: Source
    ) -> Iterator[ParsedPaper | ParseWarning]:
        for number, line in enumerate(lines, 1):
            if line.startswith(b"break"):
                raise ValueError("the line breaks \x1b[31m")
            yield ParsedPaper(line.decode().strip(), line=number)


@pytest.fixture
def library(desk: Desk) -> Library:
    return desk.open(formats=(Fragile(),))


def write(folder: Path, **files: str) -> Path:
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text)
    return folder


def logs(desk: Desk) -> list[Path]:
    return sorted(desk.paths.state.glob("crash-*.log"))


def test_a_file_that_breaks_its_reader_costs_itself_alone(
    desk: Desk, library: Library, tmp_path: Path
) -> None:
    folder = write(tmp_path / "all", a="Owls\n", b="Bats\nbreak\n", c="break the nose\n", d="Eels")

    first, second, third, fourth = library.imports.import_path(folder)

    assert isinstance(first, ImportReport)
    assert isinstance(fourth, ImportReport)
    assert desk.titles(library) == ["Eels", "Owls"]
    assert isinstance(second, ParserCrashedError)
    assert second.what == str(folder / "b.txt")
    assert second.why == (
        r"reading it as invented-fragile failed: ValueError: the line breaks \x1b[31m"
    )
    assert isinstance(third, ParserCrashedError)
    assert third.what == str(folder / "c.txt")
    assert third.why == "finding out its format failed: KeyError: 'nose'"
    # Nothing of it is kept, nor are drafts.
    assert len(list(desk.paths.digests.glob("*.gz"))) == 2
    assert [path for path in desk.paths.digests.rglob("*") if ".tmp" in path.name] == []


def test_it_is_written_down_once_for_files_that_fail_alike(
    desk: Desk, library: Library, tmp_path: Path
) -> None:
    folder = write(tmp_path / "all", **{f"n{number}": f"break {number}" for number in range(9)})

    results = library.imports.import_path(folder)

    (log,) = logs(desk)
    assert "in stream" in log.read_text()
    assert {one.hint for one in results if isinstance(one, OctavoError)} == {
        f"report what is in {log}"
    }


def test_where_it_cannot_be_written_down_it_is_told_all_the_same(
    desk: Desk, library: Library, tmp_path: Path
) -> None:
    desk.paths.state.parent.mkdir(parents=True, exist_ok=True)
    desk.paths.state.write_text("no folder")
    folder = write(tmp_path / "all", a="break", b="Owls")

    failed, read = library.imports.import_path(folder)

    assert isinstance(failed, ParserCrashedError)
    assert failed.hint == "report it"
    assert isinstance(read, ImportReport)


def test_alone_it_is_the_error_of_the_import(library: Library) -> None:
    with pytest.raises(ParserCrashedError, match="page: reading it as") as caught:
        library.imports.import_bytes(b"break", ImportOptions(name="page"))

    assert isinstance(caught.value.__cause__, ValueError)


def test_the_parsers_themselves_have_no_net() -> None:
    source = Source(b"break", "a.txt", NOW)

    with pytest.raises(ValueError, match="the line breaks"):
        Fragile().parse(source)
    with pytest.raises(ParserCrashedError):
        DigestReader((Fragile(),)).parse(Fragile(), source, source.name)


def test_members_of_an_archive_and_mails_of_a_mailbox_fail_one_by_one(
    desk: Desk, library: Library, tmp_path: Path
) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in (("a.txt", "Owls"), ("b.txt", "break"), ("c.txt", "Eels")):
            archive.writestr(name, text)

    results = library.imports.import_stream(BytesIO(held.getvalue()), ImportOptions(name="all.zip"))

    assert [type(one) for one in results] == [ImportReport, ParserCrashedError, ImportReport]
    assert str(results[1]).startswith("all.zip: b.txt: reading it as")


def test_what_breaks_the_unpacking_leaves_the_other_files(
    desk: Desk, library: Library, tmp_path: Path
) -> None:
    def unpacking() -> Iterator[object]:
        raise IndexError("out of range")
        yield

    (found,) = DigestReader().guarded(unpacking(), "a.zip")  # type: ignore[arg-type]

    assert str(found.source) == ("a.zip: unpacking it failed: IndexError: out of range (report it)")


def test_an_archive_of_nothing_but_hidden_files_is_no_digest(library: Library) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(".hidden", "x")

    with pytest.raises(NotADigestError, match="it has no files"):
        library.imports.import_stream(BytesIO(held.getvalue()), ImportOptions(name="a.zip"))


def test_a_stream_that_breaks_keeps_what_came_before_and_is_not_tried_again(
    desk: Desk, library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "large.txt"
    path.write_text("Owls\nBats\nbreak\nEels\n")
    form = Fragile()
    with path.open("rb") as file:
        large = LargeFile(Source(b"", path.name, NOW), form, file)
        with pytest.raises(ParserCrashedError, match="reading it as invented-fragile"):
            library.imports._import_items(
                iter([Item(str(path), large)]), str(path), lambda *_: None
            )

    assert sorted(desk.titles(library)) == ["Bats", "Owls"]
    library = desk.reopen(library, formats=(form,))
    assert library.problems == ()
    assert sorted(desk.titles(library)) == ["Bats", "Owls"]


def test_a_rebuild_goes_on_where_a_kept_digest_breaks_its_reader(
    desk: Desk, library: Library
) -> None:
    for title in ("Owls", "Bats", "Eels"):
        library.imports.import_bytes(title.encode(), ImportOptions(name=f"{title}.txt"))

    class Changed(Fragile):
        def parse(self, source: Source) -> ParsedDigest:
            if source.data == b"Bats":
                raise AttributeError("as a later version may")
            return super().parse(source)

    library.close()
    desk.paths.index.unlink()
    library = desk.open(formats=(Changed(),))

    assert desk.titles(library) == ["Eels", "Owls"]
    assert any("AttributeError: as a later version may" in one for one in library.problems)
