"""What is in the place of an index and is not one: folders, pipes, links that lead nowhere."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.reliability.test_disks import STAR
from tests.reliability.victims import page

from octavo_model import Library, OctavoError, Paths, View
from octavo_model.core.marks import MarkField
from octavo_model.core.parsed import ImportOptions
from octavo_tui.cli.run import run

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def full(paths: Paths) -> Iterator[Paths]:
    """A library of 30 papers and a star, all of which is there again afterwards."""
    with Library.open(paths, machine="desk") as library:
        library.imports.import_bytes(page(0, 30), ImportOptions(name="page.txt"))
        library.marks.mark([library.catalog.resolve(STAR)], MarkField.STARRED, True)
    yield paths
    with Library.open(paths) as library:
        assert (library.repairs, library.problems, library.read_only) == ((), (), "")
        assert library.catalog.counts(View.all()).total == 30
        assert library.catalog.counts(View.starred()).total == 1
        library.check()


def folder(path: Path) -> None:
    path.mkdir()
    (path / "mine").write_bytes(b"years of work")


def circle(path: Path) -> None:
    path.symlink_to(path.name)


def to_a_folder(path: Path) -> None:
    folder(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def to_nowhere(path: Path) -> None:
    path.symlink_to("/nowhere/at/all")


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm"])
@pytest.mark.parametrize("put", [folder, circle, to_a_folder, os.mkfifo, to_nowhere])
def test_what_is_no_index_is_kept_aside_and_told(
    full: Paths, capsys: Capture, put: Callable[[Path], None], suffix: str
) -> None:
    path = full.index.with_name(f"library.db{suffix}")
    path.unlink(missing_ok=True)
    put(path)
    what = path.lstat()

    assert run(["list"], full) == 0

    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 30
    assert f"{full.index} was damaged" in err
    assert "moved to library.db.damaged and rebuilt from the archived digests" in err
    aside = path.with_name(f"{path.name}.damaged")
    assert os.path.samestat(aside.lstat(), what)
    assert full.index.is_file()
    if put is folder:
        assert (aside / "mine").read_bytes() == b"years of work"


@pytest.mark.parametrize("put", [folder, circle, os.mkfifo])
def test_what_was_put_aside_before_stays(
    full: Paths, capsys: Capture, put: Callable[[Path], None]
) -> None:
    for _ in range(2):
        full.index.unlink()
        folder(full.index)
        assert run(["list"], full) == 0
    assert "moved to library.db.damaged-2 and rebuilt" in capsys.readouterr().err
    for name in ("library.db.damaged", "library.db.damaged-2"):
        assert (full.data / name / "mine").exists()
    # And what is in the way of a new one.
    put(full.data / "library.db.new")
    full.index.write_bytes(bytes(5000))
    assert run(["list"], full) == 0
    assert "moved to library.db.damaged-3 and rebuilt" in capsys.readouterr().err
    assert (full.data / "library.db.damaged-3").read_bytes() == bytes(5000)
    assert os.path.lexists(full.data / "library.db.new.damaged")


def test_a_folder_in_the_place_of_the_layout_is_named(full: Paths, capsys: Capture) -> None:
    layout = full.data / "layout"
    layout.unlink()
    layout.mkdir()

    for verb in (["list"], ["star", STAR], ["rebuild"]):
        assert run(verb, full) == 4
        out, err = capsys.readouterr()
        assert out == ""
        reported = "is a folder, though Octavo keeps a file there (move it away)"
        assert err == f"octavo: {layout}: {reported}\n"

    layout.rmdir()


def test_a_folder_in_the_place_of_a_file_is_told_by_the_name_of_that(full: Paths) -> None:
    from octavo_model.storage.failures import explained
    from octavo_model.storage.files import write_atomically

    (full.data / "there").mkdir()
    with pytest.raises(OctavoError, match="/there: is a folder"), explained("something"):
        write_atomically(full.data / "there", b"")
    shutil.rmtree(full.data / "there")
    assert not list(full.data.glob(".*"))
