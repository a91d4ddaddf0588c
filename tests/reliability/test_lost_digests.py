"""Digests that cannot be read: an archive that is out of reach is not an empty one.

After any fault of the folder of digests, the index that was made of it stays until another one
can be, and a command that makes a new one says what it lacks.
"""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.reliability import test_disks as disks
from tests.reliability.test_disks import STAR
from tests.reliability.victims import page

from octavo_model import Library, OctavoError, Paths, View
from octavo_model.core.marks import MarkField
from octavo_model.core.parsed import ImportOptions
from octavo_model.index.rebuild import Rebuild
from octavo_model.storage.archive import Archive
from octavo_tui.cli.run import run

Capture = pytest.CaptureFixture[str]

UNLISTABLE = """
from octavo_model.core.parsed import ImportOptions
from octavo_model.core.marks import MarkField
with Library.open(paths, machine="desk") as library:
    for number in range(2):
        library.imports.import_bytes(page(number, 30), ImportOptions(name=f"page-{number}.txt"))
    library.marks.mark([library.catalog.resolve(STAR)], MarkField.STARRED, True)
done = octavo("backup", str(folder / "b.zip"))
assert done.returncode == 0, done.stderr
backup, index = (folder / "b.zip").read_bytes(), paths.index.read_bytes()

def fails(*verb, status=3):
    done = octavo(*verb)
    assert done.returncode == status, done
    assert done.stdout == "", done.stdout
    assert f"{paths.digests}: no permission (check who owns it)" in done.stderr, done.stderr

paths.digests.chmod(0)
# What there is goes on: reading, marks, undo.
reads("")
done = octavo("star", OTHER)
assert (done.returncode, done.stderr) == (0, ""), done
# What would make an empty one of it does not.
fails("rebuild")
fails("backup", str(folder / "b.zip"))
assert (folder / "b.zip").read_bytes() == backup
done = octavo("doctor")
assert done.returncode == 3 and f"digests   {paths.digests}: no permission" in done.stdout, done
# Nor where the index is gone: it is refused, and not made of nothing.
kept = paths.index.read_bytes()
paths.index.write_bytes(b"")
for verb in (["list"], ["digests"], ["rebuild"], ["backup", str(folder / "c.zip")]):
    fails(*verb, status=4)
assert paths.index.read_bytes() == b""
assert not (folder / "c.zip").exists()
paths.digests.chmod(0o700)
reads("")
assert len(octavo("list").stdout.splitlines()) == 60
assert octavo("rebuild").stdout == "2 digests, 60 papers\\n"

# One file or all of them: what is made of the rest is not the last word.
for path in paths.digests.iterdir():
    path.chmod(0)
done = octavo("rebuild")
assert done.returncode == 3, done
assert done.stderr.count(": no permission (check who owns it)") == 2, done.stderr
assert "is kept as library.db.damaged" in done.stderr, done.stderr
assert octavo("list").stderr.count(": no permission (check who owns it)") == 2
for path in paths.digests.glob("*.json"):
    path.chmod(0o600)
done = octavo("list")
assert "2 digests are not fully indexed yet" in done.stderr, done.stderr
with Library.open(paths, machine="desk") as library:
    reported = "\\n".join(library.problems)
    assert reported.count(".gz: no permission (check who owns it)") == 2, reported
for path in paths.digests.glob("*.gz"):
    path.chmod(0o600)
with Library.open(paths, machine="desk") as library:
    assert library.problems == ()
done = octavo("list")
assert (len(done.stdout.splitlines()), done.stderr) == (60, ""), done
assert len(octavo("list", "--starred").stdout.splitlines()) == 2
"""


FAILING = """
from octavo_model.core.parsed import ImportOptions
from octavo_model.core.marks import MarkField
import errno
good, calls = os.scandir, []

def fail(path="."):
    # As a disk with a bad sector does it, for the folder of digests alone.
    if str(path) == str(paths.digests):
        calls.append(path)
        raise OSError(errno.EIO, "Input/output error", str(path))
    return good(path)

with Library.open(paths, machine="desk") as library:
    library.imports.import_bytes(page(0, 30), ImportOptions(name="page.txt"))
    library.marks.mark([library.catalog.resolve(STAR)], MarkField.STARRED, True)
octavo("backup", str(folder / "b.zip"))
backup, index = (folder / "b.zip").read_bytes(), paths.index.read_bytes()
os.scandir = fail
reads("")
for verb in (["rebuild"], ["backup", str(folder / "b.zip")]):
    done = octavo(*verb)
    assert (done.returncode, done.stdout) == (3, ""), done
    assert f"{paths.digests}: the disk reports an error (check the disk" in done.stderr, done
assert (folder / "b.zip").read_bytes() == backup and paths.index.read_bytes() == index
assert len(calls) == 2
os.scandir = good
assert octavo("rebuild").stdout == "1 digest, 30 papers\\n"
"""


@pytest.mark.slow
def test_an_error_of_the_disk_makes_no_empty_library(tmp_path: Path) -> None:
    disks.run(FAILING, tmp_path / "home", apart=False)


class Vanishing(Archive):
    """An archive from which somebody else removes a digest while it is read."""

    def data(self, source: str) -> bytes:
        self.remove([source])
        return super().data(source)


def test_a_digest_that_somebody_removes_meanwhile_is_not_called_damaged(full: Paths) -> None:
    with Library.open(full) as library:
        engine = library._repository
        making = Rebuild(
            full.index,
            engine.locks,
            Vanishing(full.digests),
            engine.journal,
            engine.merge_log,
            engine.reader,
        )
        making.run(lambda _done, _total: None, keep_old=True)
    assert making.problems == []


@pytest.mark.slow
def test_a_folder_that_cannot_be_listed_is_not_an_empty_one(tmp_path: Path) -> None:
    command = []
    if os.name != "posix" or (os.getuid() == 0 and not shutil.which("setpriv")):
        pytest.skip("permissions do not bind us")
    if os.getuid() == 0:
        bound = "-dac_override,-dac_read_search"
        command = ["setpriv", "--bounding-set", bound, "--inh-caps", bound]
    disks.run(UNLISTABLE, tmp_path / "home", apart=False, within=command)


@pytest.fixture
def full(paths: Paths) -> Paths:
    """A library with two digests of 30 papers, and a star."""
    with Library.open(paths, machine="desk") as library:
        for number in range(2):
            library.imports.import_bytes(page(number, 30), ImportOptions(name=f"page-{number}.txt"))
        library.marks.mark([library.catalog.resolve(STAR)], MarkField.STARRED, True)
    return paths


def removed(paths: Paths) -> None:
    shutil.rmtree(paths.digests)


def emptied(paths: Paths) -> None:
    for path in paths.digests.iterdir():
        path.unlink()


@pytest.mark.parametrize("lose", [removed, emptied])
def test_digests_that_are_gone_are_told_and_what_was_made_of_them_is_kept(
    full: Paths, capsys: Capture, tmp_path: Path, lose: Callable[[Paths], None]
) -> None:
    file = tmp_path / "b.zip"
    assert run(["backup", str(file)], full) == 0
    backup = file.read_bytes()
    lose(full)
    capsys.readouterr()

    # The index is what is left of them.
    assert run(["list"], full) == 0
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 60
    none_left = f"{full.digests}: no digest is left (octavo restore restores a backup)"
    assert none_left in err
    assert run(["rebuild"], full) == 3
    out, err = capsys.readouterr()
    assert out == "0 digests, 0 papers\n"
    assert none_left in err
    assert "has lost daily-papers-" in err
    assert "the old one is kept as library.db.damaged" in err
    # It is empty now, and never silently so.
    for _ in range(2):
        assert run(["list"], full) == 0
        assert capsys.readouterr() == ("", f"octavo: library: {none_left}\n")

    # The backup that has them is not replaced by one that has not.
    assert run(["backup", str(file)], full) == 3
    assert f"it is now {tmp_path / 'b.older.zip'}" in capsys.readouterr().err
    older = tmp_path / "b.older.zip"
    assert older.read_bytes() == backup
    assert run(["restore", str(older)], full) == 0
    capsys.readouterr()
    assert run(["list"], full) == 0
    out, err = capsys.readouterr()
    assert (len(out.splitlines()), err) == (60, "")


def a_file(paths: Paths) -> None:
    paths.digests.rename(paths.digests.with_name("away"))
    paths.digests.write_bytes(b"")


def a_link_to_nowhere(paths: Paths) -> None:
    paths.digests.rename(paths.digests.with_name("away"))
    paths.digests.symlink_to("/nowhere/at/all")


@pytest.mark.parametrize(
    ("lose", "why"),
    [(a_file, "is not a folder, though"), (a_link_to_nowhere, "is a link to nowhere")],
)
def test_what_is_no_folder_is_not_an_empty_one(
    full: Paths, capsys: Capture, tmp_path: Path, lose: Callable[[Paths], None], why: str
) -> None:
    lose(full)

    assert run(["list"], full) == 0
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 60
    assert f"{full.digests}: {why}" in err
    for verb in (["rebuild"], ["backup", str(tmp_path / "b.zip")]):
        assert run(verb, full) == 3
        out, err = capsys.readouterr()
        assert out == ""
        assert f"{full.digests}: {why}" in err
    assert not (tmp_path / "b.zip").exists()
    full.index.write_bytes(b"")
    with pytest.raises(OctavoError, match=why):
        Library.open(full)

    full.digests.unlink()
    full.digests.with_name("away").rename(full.digests)
    with Library.open(full) as library:
        assert library.problems == ()
        assert library.catalog.counts(View.all()).total == 60


def test_a_library_that_never_had_a_digest_is_empty_and_has_no_problem(
    paths: Paths, capsys: Capture
) -> None:
    empty = "octavo: the library is empty: octavo FILE or octavo today adds papers\n"
    for verb, reported in ("list", empty), ("rebuild", ""), ("list", empty), ("doctor", ""):
        assert run([verb], paths) == 0
        assert capsys.readouterr().err == reported


def later(path: Path) -> None:
    path = path.with_suffix(".json")
    text = path.read_text()
    assert '"json-lines"' in text or '"daily-papers-text"' in text
    path.write_text(text.replace('"format": "', '"format": "later-'))


def spoilt(path: Path) -> None:
    path.write_bytes(b"xx")


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (spoilt, "an archived digest's bytes cannot be read (import its file again)"),
        (later, "which this version cannot read"),
        (lambda path: path.with_suffix(".json").write_text("{}"), "record is damaged"),
        (lambda path: path.unlink(), "an archived digest's bytes cannot be read"),
        (lambda path: path.with_suffix(".json").unlink(), "no record is beside it"),
    ],
)
def test_a_rebuild_and_the_doctor_name_what_is_lost(
    full: Paths, capsys: Capture, damage: Callable[[Path], None], why: str
) -> None:
    damage(sorted(full.digests.glob("*.gz"))[0])

    if why != "no record is beside it":  # which is reported where the index is made
        assert run(["doctor"], full) == 3
        assert why.partition(" (")[0] in capsys.readouterr().out
    capsys.readouterr()
    assert run(["rebuild"], full) == 3
    out, err = capsys.readouterr()
    assert out == "1 digest, 30 papers\n"
    assert why in err
    assert "has lost daily-papers-" in err
    # What was made of it, and is nowhere else now, can be looked at.
    assert full.index.with_name("library.db.damaged").exists()
    assert run(["rebuild"], full) == 3
    assert capsys.readouterr().out == "1 digest, 30 papers\n"


def test_a_rebuild_of_what_is_whole_keeps_nothing(full: Paths, capsys: Capture) -> None:
    assert run(["rebuild"], full) == 0
    assert capsys.readouterr() == ("2 digests, 60 papers\n", "")
    assert not full.index.with_name("library.db.damaged").exists()


# ---- backups


def held(file: Path) -> set[str]:
    with zipfile.ZipFile(file) as packed:
        return set(packed.namelist())


def test_a_backup_that_has_no_more_is_replaced_again_and_again(
    full: Paths, capsys: Capture, tmp_path: Path
) -> None:
    file = tmp_path / "b.zip"
    assert run(["backup", str(file)], full) == 0
    with Library.open(full) as library:
        library.imports.import_bytes(page(2, 3), ImportOptions(name="page-2.txt"))
        library.marks.mark(library.catalog.ids(View.all()), MarkField.READ, True)
    for _ in range(2):
        assert run(["backup", str(file)], full) == 0
    assert capsys.readouterr().err == ""
    assert sorted(tmp_path.glob("*.zip")) == [file]
    assert len(held(file)) == 2 * 3 + 2


def another_library(paths: Paths) -> None:
    shutil.rmtree(paths.data)
    # Else the journal counts as lost where the new folder gets the inode of the old one.
    paths.journal_record.unlink()
    with Library.open(paths) as library:
        library.imports.import_bytes(page(5, 30), ImportOptions(name="page.txt"))


def other_marks(paths: Paths) -> None:
    data = paths.journal.read_bytes()
    paths.journal.write_bytes(data.replace(b"desk", b"disk"))


def no_marks(paths: Paths) -> None:
    paths.journal.unlink()


def a_damaged_digest(paths: Paths) -> None:
    spoilt(sorted(paths.digests.glob("*.gz"))[0])


@pytest.mark.parametrize("lose", [another_library, other_marks, no_marks, a_damaged_digest])
def test_a_backup_that_has_more_stays_beside_the_new_one(
    full: Paths, capsys: Capture, tmp_path: Path, lose: Callable[[Paths], None]
) -> None:
    file, older = tmp_path / "b.zip", tmp_path / "b.older.zip"
    older.write_bytes(b"mine")
    assert run(["backup", str(file)], full) == 0
    before = file.read_bytes()
    lose(full)
    capsys.readouterr()

    assert run(["backup", str(file)], full) == 3
    assert "b.older-2.zip" in capsys.readouterr().err
    assert (tmp_path / "b.older-2.zip").read_bytes() == before
    assert older.read_bytes() == b"mine"
    # The next one has all of it that there is.
    run(["backup", str(file)], full)
    assert len(list(tmp_path.glob("*.zip"))) == 3


def test_a_backup_that_is_damaged_is_not_thrown_away(full: Paths, tmp_path: Path) -> None:
    file = tmp_path / "b.zip"
    assert run(["backup", str(file)], full) == 0
    file.write_bytes(file.read_bytes()[:-30])
    assert run(["backup", str(file)], full) == 3
    assert (tmp_path / "b.older.zip").exists()


def test_a_backup_makes_no_folder(full: Paths, capsys: Capture, tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "b.zip"
    assert run(["backup", str(file)], full) == 3
    assert f"{file}: no such file or folder" in capsys.readouterr().err
    assert not file.parent.exists()
    file.parent.write_bytes(b"")
    assert run(["backup", str(file)], full) == 3
    assert f"{file}: a part of the path is not a folder" in capsys.readouterr().err


def test_a_restore_into_nothing_tells_of_no_damage(
    full: Paths, capsys: Capture, tmp_path: Path
) -> None:
    file = tmp_path / "b.zip"
    assert run(["backup", str(file)], full) == 0
    capsys.readouterr()
    other = Paths.under(tmp_path / "elsewhere")
    assert run(["restore", str(file)], other) == 0
    assert capsys.readouterr() == ("restored 2 digests, 1 line of the journal\n", "")
    # Where there was a library, that its index was gone is reported as ever.
    other.index.unlink()
    assert run(["restore", str(file)], other) == 0
    assert "library.db was missing or empty" in capsys.readouterr().err
