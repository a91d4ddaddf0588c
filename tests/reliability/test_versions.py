"""Versions: what an earlier Octavo wrote opens; what a newer one wrote is refused and untouched."""

from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from tests.model.conftest import Desk

from octavo_model import ImportOptions, Library, OctavoError, Paths, View
from octavo_model.core.changes import MarkChange
from octavo_model.core.marks import MarkField
from octavo_model.library.backup.restore import restore
from octavo_model.settings import settings as settings_file
from octavo_model.storage import data_folder as layouts
from octavo_model.storage.data_folder import NewerOctavoError
from octavo_model.storage.versions import BY_TIME, LAYOUT, LAYOUT_OF_MARKS, SCHEMA
from octavo_tui.cli.run import run
from octavo_tui.keys import Keymap, check_keys
from octavo_tui.render.colours.themes import check_theme

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
        assert {one.name: (one.total, one.undecided) for one in library.catalog.digests()} == {
            "daily-papers-2025-03-12": (3, 0),
            "daily-papers-2025-03-14": (3, 1),
        }
        rows = library.catalog.rows(library.catalog.ids(View.all()))
        marks = {row.title.split()[0]: (row.read, row.starred) for row in rows if row is not None}
        assert marks == {
            "Owls": (False, True),
            "Larks": (True, False),
            "Terns": (True, False),
            "Gulls": (False, False),
        }
        # The undo of then can still be redone.
        redone = library.marks.redo()
        assert isinstance(redone, MarkChange)
        assert redone.title.startswith("Gulls")
        library.check()
    assert paths.journal.read_bytes().startswith(journal)
    Desk(paths).check()
    assert layouts.read_versions(paths.data) == (LAYOUT_OF_MARKS, SCHEMA)


SETTINGS_OF_0_1 = """\
theme = "octavo-paper"
read_after = 3
measure = 100

[keys]
star = "asterisk"
unread = "2"
first = "g"

[views]
code = "has:code is:unread"
"""


def test_marks_views_keys_and_settings_of_0_1_are_in_place(paths: Paths) -> None:
    unpacked(EARLIER[0], paths)
    paths.config.mkdir(parents=True)
    paths.settings.write_text(SETTINGS_OF_0_1)
    with Library.open(paths, machine="desk") as library:
        assert library.views.all() == {"code": "has:code is:unread"}
        assert library.catalog.counts(View.starred()).total == 1
        assert library.catalog.counts(View.of_query("is:read")).total == 2

    settings, faults = settings_file.load(paths.settings)
    assert (faults, settings.read_after, settings.measure) == ((), 3, 100)
    assert check_theme(settings.theme) == ""
    keys, clashes = check_keys(settings.keys)
    assert [one for one in clashes if "unknown" in one] == []
    runs = {key: Keymap(keys).command((key,)) for key in ("asterisk", "2", "g")}
    assert {key: one and one.name for key, one in runs.items()} == {
        "asterisk": "star", "2": "inbox", "g": "first",
    }  # fmt: skip
    assert paths.settings.read_text() == SETTINGS_OF_0_1


@pytest.fixture
def with_lessons(paths: Paths) -> Paths:
    """A folder of Octavo 0.1: a page, and the lessons it added to a new library.

    Of each a paper is starred, and a lesson was starred twice.
    """
    unpacked(Path(__file__).parents[2] / "fixtures" / "earlier" / "lessons.zip", paths)
    return paths


def test_lessons_of_an_earlier_octavo_are_hidden_for_good(
    with_lessons: Paths, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = with_lessons
    journal = paths.journal.read_bytes()
    page = ["daily-papers-2025-03-12"]
    with Library.open(paths) as library:
        for _ in range(2):
            assert (library.problems, library.repairs) == ((), ())
            assert [one.name for one in library.catalog.digests()] == page
            assert library.catalog.counts(View.all()) == (2, 1, 1)
            assert list(library.search.find("lesson", View.all()).ids) == []
            library.rebuild()
        assert library.backup(tmp_path / "b.zip").digests == 1
    assert paths.journal.read_bytes() == journal
    assert run(["doctor"], paths) == 0
    assert "1 stored and OK" in capsys.readouterr().out
    other = Paths.under(tmp_path / "other")
    assert restore(other, tmp_path / "b.zip").digests == 1
    with Library.open(other) as library:
        assert library.catalog.counts(View.all()) == (2, 1, 1)


def test_lessons_alone_make_an_empty_library_without_an_alarm(with_lessons: Paths) -> None:
    paths = with_lessons
    for path in paths.digests.glob("669d1520b4bc7a4f.*"):
        path.unlink()
    paths.index.unlink()
    for _ in range(2):
        with Library.open(paths) as library:
            assert library.problems == ()
            assert library.catalog.counts(View.all()) == (0, 0, 0)
            assert library.catalog.digests() == []


def test_a_backup_with_lessons_is_restored_without_them_and_replaced(
    with_lessons: Paths, tmp_path: Path
) -> None:
    backup, other = tmp_path / "b.zip", Paths.under(tmp_path / "other")
    with zipfile.ZipFile(backup, "w") as packed:
        packed.write(with_lessons.data / "layout", "octavo-backup")
        for path in with_lessons.digests.iterdir():
            packed.write(path, f"digests/{path.name}")
    report = restore(other, backup)
    assert (report.digests, report.known, report.problems) == (1, 0, ())
    with Library.open(other) as library:
        assert library.catalog.counts(View.all()).total == 2
        assert library.backup(backup).older is None


def set_back(journal: Path) -> None:
    """Add what an earlier Octavo wrote after its clock was set back by a year."""
    star, larks = (journal.read_bytes().splitlines(keepends=True)[one] for one in (0, 1))
    unstar = star.replace(b'"before": false, "after": true', b'"before": true, "after": false')
    unread = larks.replace(b'"before": false, "after": true', b'"before": true, "after": false')
    with journal.open("ab") as file:
        for line in (unstar, star, unread):
            old = line.replace(b"2025-", b"2024-")
            file.write(old.replace(b"desk:0/0", b"desk:0/%d" % journal.stat().st_size))


@pytest.mark.parametrize("is_restored", [False, True])
def test_marks_of_a_clock_that_was_set_back_stay_as_they_were(
    paths: Paths, tmp_path: Path, is_restored: bool
) -> None:
    archive = next(one for one in EARLIER if one.stem == f"schema-{BY_TIME - 1}")
    unpacked(archive, paths)
    set_back(paths.journal)
    if is_restored:
        # Into a library of its own, from a backup that the earlier one made.
        backup = tmp_path / "b.zip"
        with zipfile.ZipFile(backup, "w") as packed:
            packed.write(paths.data / "layout", "octavo-backup")
            packed.write(paths.journal, "marks.jsonl")
            for path in paths.digests.iterdir():
                packed.write(path, f"digests/{path.name}")
        paths = Paths.under(tmp_path / "other")
        with Library.open(paths) as library:
            library.imports.import_bytes(b"@misc{b, title={Bats at Noon}}", ImportOptions("b.bib"))
            library.marks.mark(library.catalog.ids(View.all()), MarkField.STARRED, True)
            own = library.catalog.counts(View.starred()).total
        restore(paths, backup)
        assert restore(paths, backup).marks == 0
    with Library.open(paths) as library:
        library.rebuild()
        rows = {
            row.title.split()[0]: row
            for row in library.catalog.rows(library.catalog.ids(View.all()))
            if row
        }
        assert rows["Owls"].starred
        assert not rows["Larks"].read
        assert rows["Terns"].read
        assert library.catalog.counts(View.starred()).total == 1 + (own if is_restored else 0)


def test_marks_of_an_earlier_octavo_are_put_in_order_before_a_restore(
    paths: Paths, tmp_path: Path
) -> None:
    other = Paths.under(tmp_path / "other")
    unpacked(EARLIER[-1], other)
    with Library.open(other, machine="lap") as library:
        library.marks.mark(
            [library.catalog.resolve("title:owls-at-dusk-listening-to-attention")],
            MarkField.STARRED,
            False,
        )
        library.backup(tmp_path / "b.zip")
    unpacked(EARLIER[-1], paths)
    lines = paths.journal.read_bytes().splitlines(keepends=True)
    star = lines[0].replace(b"2025-", b"2027-").replace(b"desk:0/0", b"desk:0/9999")
    paths.journal.write_bytes(b"".join([*lines, star]))
    restore(paths, tmp_path / "b.zip")
    with Library.open(paths) as library:
        library.rebuild()
        assert library.catalog.paper(
            library.catalog.resolve("title:owls-at-dusk-listening-to-attention")
        ).starred


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
        assert run(verb, paths) == 4
        reported = capsys.readouterr().err
        assert "written by a newer Octavo (use that one; nothing was changed)" in reported
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
            library.marks.mark(library.catalog.ids(View.all()), MarkField.READ, True)
        assert (paths.index.read_bytes(), paths.journal.read_bytes()) == (index, journal)


def test_a_flipped_bit_is_no_newer_octavo(paths: Paths) -> None:
    unpacked(EARLIER[-1], paths)
    Library.open(paths).close()
    data = bytearray(paths.index.read_bytes())
    data[62] ^= 1
    paths.index.write_bytes(data)
    with Library.open(paths) as library:
        assert len(library.repairs) == 1
        assert library.catalog.counts(View.starred()).total == 1


def test_a_layout_that_makes_no_sense_is_written_anew(paths: Paths) -> None:
    unpacked(EARLIER[-1], paths)
    (paths.data / "layout").write_bytes(b"\xff\xfe nonsense")
    with Library.open(paths) as library:
        assert layouts.read_versions(paths.data) == (LAYOUT_OF_MARKS, SCHEMA)
        library.views.save("week", "is:unread")
    (paths.data / "layout").write_bytes(b"\xff\xfe nonsense")
    Library.open(paths).close()
    assert layouts.read_versions(paths.data) == (LAYOUT, SCHEMA)


def test_a_newer_octavo_is_told_of_in_a_single_line() -> None:
    assert isinstance(NewerOctavoError("x"), OctavoError)
    assert str(NewerOctavoError("x")).count("\n") == 0


def test_marks_of_papers_that_were_one_by_their_title_go_to_all_of_them(paths: Paths) -> None:
    unpacked(EARLIER[-1].with_name("same-titles.zip"), paths)
    for _ in range(2):
        with Library.open(paths, machine="desk") as library:
            papers = list(library.catalog.papers(library.catalog.ids(View.all())))
            # Title, first author, star, read; the star of Waves at Night has the key of its id.
            assert sorted((one.title, one.authors[0], one.starred, one.read) for one in papers) == [
                ("A Survey of Tides", "Ada Sowa", True, False),
                ("A Survey of Tides", "Dora Kelp", True, False),
                ("Preface", "Dora Kelp", True, True),
                ("Preface", "Ilse Brandt", True, True),
                ("Waves at Night", "Ann Quill", True, False),
                ("Waves at Night", "Mei Larkspur", False, False),
            ]
            library.rebuild()
    with Library.open(paths) as library:
        library.marks.mark(
            [library.catalog.resolve("title:preface@brandt-2021")], MarkField.STARRED, False
        )
        library.rebuild()
    with Library.open(paths) as library:
        assert library.catalog.counts(View.starred()).total == 4
