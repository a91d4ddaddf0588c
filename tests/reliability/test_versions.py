"""Versions: what an earlier Octavo wrote opens; what a newer one wrote is refused and untouched."""

from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from tests.model.conftest import Desk

from octavo_model import Library, OctavoError, Paths, View
from octavo_model import layout as layouts
from octavo_model.index.version import SCHEMA
from octavo_model.layout import LAYOUT, NewerOctavoError
from octavo_tui.cli import run

# Data folders as the first Octavo of each schema wrote them, on the same two invented pages.
EARLIER = sorted((Path(__file__).parents[2] / "fixtures" / "earlier").glob("schema-*.zip"))


def unpacked(archive: Path, paths: Paths) -> None:
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(paths.data)
    for path in paths.data.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)


def contents(paths: Paths) -> dict[str, bytes]:
    """Every file below the data folder, and what is in it."""
    return {
        str(path.relative_to(paths.data)): path.read_bytes()
        for path in paths.data.rglob("*")
        if path.is_file()
    }


def test_there_is_a_folder_of_every_earlier_schema() -> None:
    # A new schema: put what the last one wrote beside the others.
    assert {f"schema-{number}" for number in range(1, SCHEMA)} <= {one.stem for one in EARLIER}


@pytest.mark.parametrize("archive", EARLIER, ids=lambda one: one.stem)
def test_versions_that_are_earlier_open_with_all_marks(paths: Paths, archive: Path) -> None:
    unpacked(archive, paths)
    journal = paths.journal.read_bytes()
    with Library.open(paths, machine="desk") as library:
        assert (library.problems, library.repairs) == ((), ())
        assert {one.name: (one.total, one.unread) for one in library.digests()} == {
            "daily-papers-2025-03-12": (3, 1),
            "daily-papers-2025-03-14": (3, 2),
        }
        rows = library.rows(library.ids(View.all()))
        marks = {row.title.split()[0]: (row.read, row.starred) for row in rows if row is not None}
        assert marks == {
            "Owls": (False, True),
            "Larks": (True, False),
            "Terns": (True, False),
            "Gulls": (False, False),
        }
        # The undo of then can still be redone.
        redone = library.redo()
        assert redone is not None
        assert redone.title.startswith("Gulls")
        assert library.check(60)
    assert paths.journal.read_bytes().startswith(journal)
    Desk(paths).check()
    assert layouts.read(paths.data) == (LAYOUT, SCHEMA)


@pytest.mark.parametrize("newer", [f"{LAYOUT + 1} {SCHEMA}", f"{LAYOUT} {SCHEMA + 1}"])
def test_versions_that_are_newer_are_refused_and_untouched(
    paths: Paths, newer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    unpacked(EARLIER[-1], paths)
    (paths.data / "layout").write_text(f"{newer} octavo 9.0\n")
    before = contents(paths)
    with pytest.raises(NewerOctavoError, match="was written by a newer Octavo"):
        Library.open(paths)
    for verb in (["list"], ["star", "owls"], ["import", "page.txt"], ["rebuild"]):
        assert run(verb, paths) == 1
        told = capsys.readouterr().err
        assert "written by a newer Octavo (use that one; nothing was changed)" in told
    assert contents(paths) == before


def test_versions_without_a_layout_are_known_by_their_index(paths: Paths) -> None:
    unpacked(EARLIER[-1], paths)
    (paths.data / "layout").unlink(missing_ok=True)
    with closing(sqlite3.connect(paths.index)) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    before = contents(paths)
    with pytest.raises(NewerOctavoError):
        Library.open(paths)
    assert contents(paths) == before


def test_a_newer_octavo_that_comes_while_the_library_is_open_is_not_undone(paths: Paths) -> None:
    unpacked(EARLIER[-1], paths)
    with Library.open(paths, machine="desk") as library:
        # What a newer one does when it opens the library: first its layout, then its index.
        (paths.data / "layout").write_text(f"{LAYOUT} {SCHEMA + 1} octavo 9.0\n")
        draft = paths.index.with_name("library.db.new")
        with closing(sqlite3.connect(draft)) as db:
            db.execute(f"PRAGMA user_version = {SCHEMA + 1}")
        draft.replace(paths.index)
        index, journal = paths.index.read_bytes(), paths.journal.read_bytes()
        with pytest.raises(NewerOctavoError):
            library.mark(library.ids(View.all()), read=True)
        assert (paths.index.read_bytes(), paths.journal.read_bytes()) == (index, journal)


def test_a_flipped_bit_is_no_newer_octavo(paths: Paths) -> None:
    unpacked(EARLIER[-1], paths)
    Library.open(paths).close()
    data = bytearray(paths.index.read_bytes())
    data[62] ^= 1
    paths.index.write_bytes(data)
    with Library.open(paths) as library:
        assert len(library.repairs) == 1
        assert library.counts(View.starred()).total == 1


def test_a_layout_that_makes_no_sense_is_written_anew(paths: Paths) -> None:
    unpacked(EARLIER[-1], paths)
    (paths.data / "layout").write_bytes(b"\xff\xfe nonsense")
    Library.open(paths).close()
    assert layouts.read(paths.data) == (LAYOUT, SCHEMA)


def test_a_newer_octavo_is_told_of_in_a_single_line() -> None:
    assert isinstance(NewerOctavoError("x"), OctavoError)
    assert str(NewerOctavoError("x")).count("\n") == 0
