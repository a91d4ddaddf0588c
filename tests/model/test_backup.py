from __future__ import annotations

import datetime as dt
import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.model.conftest import NOW, Desk
from tests.reliability.victims import page

from octavo_model import Library, OctavoError, Paths, View
from octavo_model import backup as backups
from octavo_model.layout import LAYOUT, NewerOctavoError
from octavo_model.restoring import restore

DAY = dt.timedelta(days=1)


def opened(paths: Paths, now: dt.datetime = NOW) -> Library:
    return Library.open(paths, clock=lambda: now, machine="desk", instance="test")


def state(library: Library) -> dict[str, Any]:
    found = Desk.state(library)
    found.pop("ids")
    found.pop("starred")
    return found


@pytest.fixture
def full(paths: Paths) -> Paths:
    """A library with digests, marks, a decision, settings and sources."""
    with opened(paths) as library:
        for one in range(3):
            library.import_bytes(page(one, 5), name=f"page-{one}.txt")
        library.import_bytes(
            b'{"title": "Twins", "arxiv_id": "2401.00001"}\n{"title": "Twins", "doi": "10.1000/a"}',
            name="twins.jsonl",
        )
        twins = [one for one in library.ids(View.all()) if library.namesakes(one)]
        library.merge(*twins)
        library.mark([library.resolve("title:invented-title-0-1")], starred=True)
        library.mark([library.resolve("title:invented-title-1-1")], read=True)
        library.mark([library.resolve("title:invented-title-2-1")], starred=True)
        library.undo()
    paths.config.mkdir(parents=True, exist_ok=True)
    paths.settings.write_text("measure = 70  # mine\n")
    paths.sources.write_text("")
    return paths


def elsewhere(tmp_path: Path) -> Paths:
    return Paths.under(tmp_path / "elsewhere")


def test_a_backup_restores_everything_where_there_is_nothing(full: Paths, tmp_path: Path) -> None:
    file = tmp_path / "b.zip"
    with opened(full) as library:
        before = state(library)
        report = library.backup(file)
    assert (report.digests, report.marks, report.problems) == (4, 4, ())
    assert report.size == file.stat().st_size
    assert file.stat().st_mode & 0o777 == 0o600
    other = elsewhere(tmp_path)
    done = restore(other, file)
    assert (done.digests, done.known, done.marks, done.problems, done.notes) == (4, 0, 4, (), ())
    with opened(other) as library:
        assert library.problems == ()
        assert state(library) == before
        redone = library.redo()
        assert redone is not None
        assert redone.title == "Invented Title 2 1"
    assert other.settings.read_text() == "measure = 70  # mine\n"
    assert other.decisions.read_bytes() == full.decisions.read_bytes()
    Desk(other).check()


def test_restoring_twice_changes_nothing(full: Paths, tmp_path: Path) -> None:
    file = tmp_path / "b.zip"
    with opened(full) as library:
        library.backup(file)
        before = state(library)
    journal = full.journal.read_bytes()
    for _ in range(2):
        done = restore(full, file)
        assert (done.digests, done.known, done.marks, done.notes) == (0, 4, 0, ())
    assert full.journal.read_bytes() == journal
    with opened(full) as library:
        library.rebuild()
        assert state(library) == before


def test_a_library_that_went_its_own_way_gains_and_loses_nothing(
    full: Paths, tmp_path: Path
) -> None:
    file = tmp_path / "b.zip"
    with opened(full) as library:
        library.backup(file)
    other = elsewhere(tmp_path)
    with opened(other, NOW - DAY) as library:
        library.import_bytes(page(1, 5), name="page-1.txt")
        library.import_bytes(page(9, 5), name="page-9.txt")
        library.mark([library.resolve("title:invented-title-9-0")], starred=True)
        library.mark([library.resolve("title:invented-title-1-1")], read=True)
        library.mark([library.resolve("title:invented-title-1-1")], read=False)
    with opened(other, NOW + DAY) as library:
        library.mark([library.resolve("title:invented-title-1-1")], starred=True)
    other.config.mkdir(parents=True, exist_ok=True)
    other.settings.write_text("measure = 100\n")
    before = other.journal.read_bytes()
    done = restore(other, file)
    assert (done.digests, done.known) == (3, 1)
    assert len(done.notes) == 1
    assert other.settings.read_text() == "measure = 100\n"
    assert (other.config / "settings.restored.toml").read_text() == "measure = 70  # mine\n"
    assert other.journal.read_bytes().startswith(before)
    with opened(other) as library:
        library.rebuild()
        assert library.problems == ()
        starred = {library.paper(one).title for one in library.ids(View.starred())}
        assert starred == {"Invented Title 9 0", "Invented Title 1 1", "Invented Title 0 1"}
        # Made later in the backup than here.
        assert library.paper(library.resolve("title:invented-title-1-1")).read
        assert library.counts(View.all()).total == 4 * 5 + 1
        names = [one.name for one in library.digests()]
        assert len(set(names)) == 5
    Desk(other).check()


def test_what_was_unmarked_after_the_backup_stays_unmarked(full: Paths, tmp_path: Path) -> None:
    file = tmp_path / "b.zip"
    with opened(full) as library:
        library.backup(file)
    with opened(full, NOW + DAY) as library:
        library.mark([library.resolve("title:invented-title-0-1")], starred=False)
    assert restore(full, file).marks == 0
    with opened(full) as library:
        assert library.counts(View.starred()).total == 0


def test_a_damaged_digest_of_the_library_is_put_right(full: Paths, tmp_path: Path) -> None:
    file = tmp_path / "b.zip"
    with opened(full) as library:
        library.backup(file)
        before = state(library)
    spoilt = sorted(full.digests.glob("*.gz"))[0]
    spoilt.write_bytes(b"spoilt")
    restore(full, file)
    with opened(full) as library:
        library.rebuild()
        assert library.problems == ()
        assert state(library) == before


def test_a_backup_replaces_a_backup_and_nothing_else(full: Paths, tmp_path: Path) -> None:
    file = tmp_path / "thesis.zip"
    file.write_bytes(b"years of work")
    with opened(full) as library:
        with pytest.raises(OctavoError, match="is there already, and is no backup"):
            library.backup(file)
        assert file.read_bytes() == b"years of work"
        library.backup(tmp_path / "b.zip")
        assert library.backup(tmp_path / "b.zip").digests == 4
    assert not list(tmp_path.glob(".*"))


def test_a_damaged_digest_is_named_by_the_backup(full: Paths, tmp_path: Path) -> None:
    spoilt = sorted(full.digests.glob("*.gz"))[0]
    spoilt.write_bytes(b"spoilt")
    with opened(full) as library:
        (problem,) = library.backup(tmp_path / "b.zip").problems
    assert spoilt.name in problem
    done = restore(elsewhere(tmp_path), tmp_path / "b.zip")
    assert done.digests == 3
    assert spoilt.stem in done.problems[0]


def test_copies_are_made_once_a_day_and_seven_are_kept(full: Paths) -> None:
    paper = "title:invented-title-0-2"
    with opened(full) as library:
        assert not library.copy_daily()
    for day in range(1, 12):
        for turn in range(2):
            with opened(full, NOW + day * DAY) as library:
                library.mark([library.resolve(paper)], starred=turn == 0)
    names = sorted(path.name for path in full.copies.iterdir())
    assert len(names) == 7
    assert names[-1] == f"{(NOW + 11 * DAY).date()}.zip"
    assert names[0] == f"{(NOW + 5 * DAY).date()}.zip"


def test_the_copy_of_the_longest_journal_outlives_shorter_ones(full: Paths) -> None:
    (longest,) = full.copies.iterdir()
    lines = full.journal.read_bytes().splitlines(keepends=True)
    full.journal.write_bytes(lines[0])
    for day in range(1, 12):
        with opened(full, NOW + day * DAY) as library:
            assert library.copy_daily()
    assert len(list(full.copies.iterdir())) == 7
    assert longest.exists()


def test_a_copy_that_cannot_be_written_costs_no_mark(full: Paths) -> None:
    shutil.rmtree(full.copies)
    full.copies.write_bytes(b"in the way")
    library = opened(full, NOW + DAY)
    library.mark(library.ids(View.all()), read=True)
    library.close()
    assert any(str(full.copies) in one for one in library.problems)
    with opened(full) as library:
        assert library.counts(View.all()).unread == 0


# ---- what is no backup


def made(path: Path, *members: tuple[str, bytes], **how: Any) -> Path:
    with zipfile.ZipFile(path, "w", **how) as packed:
        for name, data in members:
            packed.writestr(name, data)
    return path


OURS = (backups.FIRST, f"{LAYOUT} 1 octavo".encode())


@pytest.mark.parametrize(
    "name",
    [
        "../marks.jsonl",
        "/etc/passwd",
        "digests/../../x.gz",
        "digests/0123456789abcdef.GZ",
        "digests/0123456789abcdef.gz/",
        "C:\\marks.jsonl",
        "library.db",
        "locks/write",
        "layout",
        "same.jsonl\n",
    ],
)
def test_a_name_that_octavo_does_not_give_is_refused(
    full: Paths, tmp_path: Path, name: str
) -> None:
    file = made(tmp_path / "b.zip", OURS, ("marks.jsonl", b""), (name, b"x"))
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(OctavoError, match="is no backup of Octavo's: it holds"):
        restore(full, file)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_bomb_is_refused_before_it_goes_off(full: Paths, tmp_path: Path) -> None:
    bomb = ("marks.jsonl", bytes(200 << 20))
    file = made(tmp_path / "b.zip", OURS, bomb, compression=zipfile.ZIP_DEFLATED)
    assert file.stat().st_size < 1 << 20
    journal = full.journal.read_bytes()
    with pytest.raises(OctavoError, match="unpacks to more than 200 times its size"):
        restore(full, file)
    assert full.journal.read_bytes() == journal


def test_a_digest_that_is_a_bomb_or_another_is_left_out(full: Paths, tmp_path: Path) -> None:
    import gzip

    (path, *_) = sorted(full.digests.glob("*.json"))
    record = path.read_bytes()
    other = path.stem[::-1]
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as bomb:
        for _ in range(300):
            bomb.write(bytes(1 << 20))
    file = made(
        tmp_path / "b.zip",
        OURS,
        (f"digests/{other}.gz", gzip.compress(b"something else")),
        (f"digests/{other}.json", record),
        ("digests/0000000000000000.gz", packed.getvalue()),
        ("digests/0000000000000000.json", record),
        ("digests/0000000000000001.json", record),
        ("digests/0000000000000002.json", b"[" * 100_000),
    )
    done = restore(full, file)
    assert (done.digests, len(done.problems)) == (0, 4)
    assert any("268,435,456 bytes" in one for one in done.problems)
    assert len(list(full.digests.iterdir())) == 8


def test_marks_that_would_move_a_terminal_are_left_out(full: Paths, tmp_path: Path) -> None:
    line = full.journal.read_bytes().splitlines(keepends=True)[0]
    evil = line.replace(b'"title": "', b'"title": "\\u001b]52;c;aGk=\\u0007')
    assert evil != line
    file = made(tmp_path / "b.zip", OURS, ("marks.jsonl", evil + b"nonsense\n" + line))
    other = elsewhere(tmp_path)
    done = restore(other, file)
    assert done.marks == 1
    assert done.problems == ("marks.jsonl: 2 of its lines are damaged and were left out",)
    assert b"u001b" not in other.journal.read_bytes()


def test_a_newer_backup_is_refused(tmp_path: Path) -> None:
    file = made(tmp_path / "b.zip", (backups.FIRST, f"{LAYOUT + 1} 99 octavo 9".encode()))
    other = elsewhere(tmp_path)
    with pytest.raises(NewerOctavoError):
        restore(other, file)
    assert not other.data.exists()


@pytest.mark.parametrize(
    "spoil", [lambda d: d[:-30], lambda d: d[:200], lambda d: b"", bytes.upper]
)
def test_what_is_no_backup_is_refused(
    full: Paths, tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    file = tmp_path / "b.zip"
    with opened(full) as library:
        library.backup(file)
    file.write_bytes(spoil(file.read_bytes()))
    other = elsewhere(tmp_path)
    with pytest.raises(OctavoError, match=r"is no backup of Octavo's|backup is damaged"):
        restore(other, file)


@given(st.binary(max_size=8), st.data())
def test_no_bytes_make_a_restore_fail_otherwise(junk: bytes, data: st.DataObject) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        file = made(Path(name) / "b.zip", OURS, ("marks.jsonl", b"{}\n" * 20), ("same.jsonl", b"x"))
        spoilt = bytearray(file.read_bytes())
        place = data.draw(st.integers(0, len(spoilt) - 1))
        spoilt[place : place + len(junk)] = junk
        file.write_bytes(spoilt)
        try:
            done = restore(Paths.under(Path(name) / "home"), file)
        except OctavoError:
            return
        assert done.marks == 0
