from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import random
import shlex
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st
from tests.model.conftest import NOW, Desk
from tests.reliability.victims import page

from octavo_model import Library, OctavoError, Paths, View
from octavo_model.core.changes import MarkChange
from octavo_model.core.marks import MarkField
from octavo_model.core.parsed import ImportOptions
from octavo_model.library.backup import write as backups
from octavo_model.library.backup.journal_repair import renew
from octavo_model.library.backup.restore import restore
from octavo_model.library.backup.untrusted import LONGEST_LINE
from octavo_model.library.backup.write import make
from octavo_model.library.outputs import Output
from octavo_model.settings.settings import load
from octavo_model.sources import spec
from octavo_model.sources.source_list import SourceList, parse, without_programs
from octavo_model.storage.archive_record import source_of
from octavo_model.storage.data_folder import NewerOctavoError
from octavo_model.storage.files import LARGEST_MERGE_LOG, LARGEST_SETTINGS
from octavo_model.storage.journal_format import read_line
from octavo_model.storage.merge_log import MergeLog, PaperMerge
from octavo_model.storage.versions import LAYOUT

DAY = dt.timedelta(days=1)
SETTINGS = ("settings", "sources")


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
            library.imports.import_bytes(page(one, 5), ImportOptions(name=f"page-{one}.txt"))
        library.imports.import_bytes(
            b'{"title": "Twins", "arxiv_id": "2401.00001"}\n{"title": "Twins", "doi": "10.1000/a"}',
            ImportOptions(name="twins.jsonl"),
        )
        twins = [
            one for one in library.catalog.ids(View.all()) if library.catalog.paper(one).same_title
        ]
        # As an earlier Octavo stored it.
        keys = sorted(filter(None, library.catalog.keys(twins)))
        MergeLog(paths.merge_log).add(PaperMerge(*keys), "2025-06-01T12:30:00.000Z")
        library.marks.mark(
            [library.catalog.resolve("title:invented-title-0-1")], MarkField.STARRED, True
        )
        library.marks.mark(
            [library.catalog.resolve("title:invented-title-1-1")], MarkField.READ, True
        )
        library.marks.mark(
            [library.catalog.resolve("title:invented-title-2-1")], MarkField.STARRED, True
        )
        library.marks.undo()
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
    # The folder of state, which no backup holds, shows whose undo it is.
    other = replace(elsewhere(tmp_path), state=full.state)
    done = restore(other, file)
    assert (done.digests, done.known, done.marks, done.problems, done.notes) == (4, 0, 4, (), ())
    with opened(other) as library:
        assert library.problems == ()
        assert state(library) == before
        redone = library.marks.redo()
        assert isinstance(redone, MarkChange)
        assert redone.title == "Invented Title 2 1"
    assert other.settings.read_text() == "measure = 70  # mine\n"
    assert other.merge_log.read_bytes() == full.merge_log.read_bytes()
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
        library.imports.import_bytes(page(1, 5), ImportOptions(name="page-1.txt"))
        library.imports.import_bytes(page(9, 5), ImportOptions(name="page-9.txt"))
        library.marks.mark(
            [library.catalog.resolve("title:invented-title-9-0")], MarkField.STARRED, True
        )
        library.marks.mark(
            [library.catalog.resolve("title:invented-title-1-1")], MarkField.READ, True
        )
        library.marks.mark(
            [library.catalog.resolve("title:invented-title-1-1")], MarkField.READ, False
        )
    with opened(other, NOW + DAY) as library:
        library.marks.mark(
            [library.catalog.resolve("title:invented-title-1-1")], MarkField.STARRED, True
        )
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
        starred = {library.catalog.paper(one).title for one in library.catalog.ids(View.starred())}
        assert starred == {"Invented Title 9 0", "Invented Title 1 1", "Invented Title 0 1"}
        # Made later in the backup than here.
        assert library.catalog.paper(library.catalog.resolve("title:invented-title-1-1")).read
        assert library.catalog.counts(View.all()).total == 4 * 5 + 1
        names = [one.name for one in library.catalog.digests()]
        assert len(set(names)) == 5
    Desk(other).check()


def test_what_was_unmarked_after_the_backup_stays_unmarked(full: Paths, tmp_path: Path) -> None:
    file = tmp_path / "b.zip"
    with opened(full) as library:
        library.backup(file)
    with opened(full, NOW + DAY) as library:
        library.marks.mark(
            [library.catalog.resolve("title:invented-title-0-1")], MarkField.STARRED, False
        )
    assert restore(full, file).marks == 0
    with opened(full) as library:
        assert library.catalog.counts(View.starred()).total == 0


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
        with pytest.raises(OctavoError, match="is there already, and is not a backup"):
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
                library.marks.mark([library.catalog.resolve(paper)], MarkField.STARRED, turn == 0)
    names = sorted(path.name for path in full.copies.iterdir())
    assert len(names) == 7
    assert names[-1] == f"{(NOW + 11 * DAY).date()}.zip"
    assert names[0] == f"{(NOW + 5 * DAY).date()}.zip"


def test_the_copy_just_made_outlives_those_of_a_wrong_clock(full: Paths) -> None:
    for path in full.copies.iterdir():
        path.unlink()
    future = dt.datetime(2099, 3, 1, tzinfo=dt.UTC)
    for day in range(8):
        make(full, future + day * DAY, None)
    made = []
    for day in range(1, 9):
        made.append(make(full, NOW + day * DAY, None))
        kept = sorted(path.name for path in full.copies.iterdir())
        assert made[-1].exists()
        assert len(kept) == 7
    # Backups of days to come go first, except the one with the longest journal.
    assert [path for path in made if path.exists()] == made[-6:]


def test_the_copy_of_the_longest_journal_outlives_shorter_ones(full: Paths) -> None:
    (longest,) = full.copies.iterdir()
    lines = full.journal.read_bytes().splitlines(keepends=True)
    full.journal.write_bytes(lines[0])
    renew(full)
    for day in range(1, 12):
        with opened(full, NOW + day * DAY) as library:
            assert library.copy_daily()
    assert len(list(full.copies.iterdir())) == 7
    assert longest.exists()


def test_a_copy_that_cannot_be_written_costs_no_mark(full: Paths) -> None:
    shutil.rmtree(full.copies)
    full.copies.write_bytes(b"in the way")
    library = opened(full, NOW + DAY)
    library.marks.mark(library.catalog.ids(View.all()), MarkField.READ, True)
    library.close()
    assert any(str(full.copies) in one for one in library.problems)
    with opened(full) as library:
        assert library.catalog.counts(View.all()).undecided == 0


@pytest.mark.parametrize("year", [1, 1970, 1979, 2108, 9999])
def test_a_clock_that_zip_files_do_not_know_costs_no_copy(
    full: Paths, tmp_path: Path, year: int
) -> None:
    now = NOW.replace(year=year)
    library = opened(full, now)
    library.marks.mark(library.catalog.ids(View.all()), MarkField.READ, True)
    library.close()
    assert library.problems == ()
    assert (full.copies / f"{now.date().isoformat()}.zip").exists()
    with opened(full, now) as library:
        assert library.catalog.counts(View.all()).undecided == 0
        library.imports.import_bytes(page(7, 1), ImportOptions(name="page.txt"))
        report = library.backup(tmp_path / "b.zip")
    done = restore(elsewhere(tmp_path), tmp_path / "b.zip")
    assert (done.digests, done.marks, done.problems) == (report.digests, report.marks, ())


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
    with pytest.raises(OctavoError, match="is not a backup of Octavo: it holds"):
        restore(full, file)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.slow
def test_a_bomb_is_refused_before_it_goes_off(full: Paths, tmp_path: Path) -> None:
    bomb = ("marks.jsonl", bytes(200 << 20))
    file = made(tmp_path / "b.zip", OURS, bomb, compression=zipfile.ZIP_DEFLATED)
    assert file.stat().st_size < 1 << 20
    journal = full.journal.read_bytes()
    with pytest.raises(OctavoError, match="unpacks to more than 200 times its size"):
        restore(full, file)
    assert full.journal.read_bytes() == journal


@pytest.mark.slow
def test_a_digest_that_is_a_bomb_or_another_is_left_out(full: Paths, tmp_path: Path) -> None:
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


HALVES = (b"\xed\xb5\x9c", rb"\ud800")


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("is_empty", [True, False])
def test_what_is_no_text_is_left_out(
    full: Paths, tmp_path: Path, half: bytes, is_empty: bool
) -> None:
    line = full.journal.read_bytes().splitlines(keepends=True)[0]
    (path, *_) = sorted(full.digests.glob("*.json"))
    file = made(
        tmp_path / "b.zip",
        OURS,
        ("marks.jsonl", line.replace(b"title:", b"title:" + half) + line),
        ("same.jsonl", b'{"keep": "%s", "same": "b"}\n{"keep": "a", "same": "b"}\n' % half),
        (f"digests/{path.stem}.gz", path.with_suffix(".gz").read_bytes()),
        (f"digests/{path.stem}.json", path.read_bytes().replace(b'"page', b'"' + half)),
    )
    target = elsewhere(tmp_path) if is_empty else full
    done = restore(target, file)
    assert done.problems == (
        f"digests/{path.stem}: its record is damaged; it is left out",
        "marks.jsonl: 1 of its lines are damaged and were left out",
        "same.jsonl: 1 of its lines are damaged and were left out",
    )
    with opened(target) as library:
        library.rebuild()
        assert library.catalog.digests() or is_empty
        library.catalog.rows(library.catalog.ids(View.all()))
    assert all(half not in one.read_bytes() for one in target.data.glob("*.jsonl"))


@pytest.mark.parametrize(
    ("name", "value"),
    [("seq", "1e400"), ("seq", "1" * 30), ("path", "5"), ("origin", "[1]"), ("seq", str(2**63 - 1))]
    + [(name, '"0001-01-01T00:00:00+23:00"') for name in ("imported", "modified")],
)
def test_an_odd_record_costs_its_digest(full: Paths, tmp_path: Path, name: str, value: str) -> None:
    file = tmp_path / "b.zip"
    (path, *_) = sorted(full.digests.glob("*.json"))
    fields = json.loads(path.read_bytes()) | {name: None}
    path.write_text(json.dumps(fields).replace(f'"{name}": null', f'"{name}": {value}'))
    with opened(full) as library:
        library.backup(file)
    other = elsewhere(tmp_path)
    done = restore(other, file)
    assert done.problems == (f"digests/{path.stem}: its record is damaged; it is left out",)
    assert done.digests == 3
    assert len(list(other.digests.iterdir())) == 6
    with opened(other) as library:
        assert len(library.catalog.digests()) == 3
        assert library.problems == ()


def test_a_damaged_record_of_the_library_is_put_right(full: Paths, tmp_path: Path) -> None:
    file = tmp_path / "b.zip"
    with opened(full) as library:
        library.backup(file)
        before = state(library)
    spoilt = sorted(full.digests.glob("*.json"))[0]
    spoilt.write_bytes(b"spoilt")
    done = restore(full, file)
    assert (done.digests, done.known, done.problems) == (0, 4, ())
    with opened(full) as library:
        library.rebuild()
        assert library.problems == ()
        assert state(library) == before


@pytest.mark.parametrize("ending", [".gz", ".json"])
def test_a_flipped_bit_in_the_backup_costs_one_digest(
    full: Paths, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / "b.zip"
    with opened(full) as library:
        library.backup(file)
    (record,) = (one for one in full.digests.glob("*.json") if b'"twins' in one.read_bytes())
    spoilt = record.with_suffix(ending)
    data = bytearray(file.read_bytes())
    data[data.index(spoilt.read_bytes()) + 40] ^= 8
    file.write_bytes(data)
    other = elsewhere(tmp_path)
    done = restore(other, file)
    assert (done.digests, done.marks) == (3, 4)
    (problem,) = done.problems
    assert problem.startswith(f"digests/{spoilt.stem}")
    with opened(other) as library:
        assert library.catalog.counts(View.starred()).total == 1


def test_a_flipped_bit_in_the_marks_of_a_backup_leaves_the_others(
    full: Paths, tmp_path: Path
) -> None:
    line = full.journal.read_bytes().splitlines(keepends=True)[0]
    marks = b"".join(line.replace(b"0-1", b"%d" % number) for number in range(400))
    file = made(tmp_path / "b.zip", OURS, ("marks.jsonl", marks))
    data = bytearray(file.read_bytes())
    data[data.index(b'"key": "', len(data) // 2) + 3] ^= 0x80
    file.write_bytes(data)
    other = elsewhere(tmp_path)
    done = restore(other, file)
    # The last piece is lost, which is one of four kilobytes where nothing is squeezed.
    assert 380 <= done.marks < 399
    assert "marks.jsonl: is damaged; only its first lines could be read" in done.problems
    kept = other.journal.read_bytes().splitlines()
    assert [read_line(one) is not None for one in kept] == [True] * done.marks


def test_a_long_line_is_damaged_and_costs_itself(full: Paths, tmp_path: Path) -> None:
    line = full.journal.read_bytes().splitlines(keepends=True)[0]
    other_line = line.replace(b"0-1", b"0-2")
    long = line.replace(b'"title": "', b'"title": "' + b"owls " * (LONGEST_LINE // 2))
    file = made(tmp_path / "b.zip", OURS, ("marks.jsonl", long + line + long + other_line))
    done = restore(elsewhere(tmp_path), file)
    assert done.marks == 2
    assert done.problems == ("marks.jsonl: 2 of its lines are damaged and were left out",)


@pytest.mark.parametrize(
    ("name", "most"),
    [("same.jsonl", LARGEST_MERGE_LOG), *((f"{n}.toml", LARGEST_SETTINGS) for n in SETTINGS)],
)
def test_a_file_in_it_that_is_too_large_is_left_out(
    full: Paths, tmp_path: Path, name: str, most: int
) -> None:
    marks = ("marks.jsonl", full.journal.read_bytes())
    file = made(tmp_path / "b.zip", OURS, (name, b"\n" * (most + 1)), marks)
    other = elsewhere(tmp_path)
    done = restore(other, file)
    assert done.problems == (f"{name}: larger than {most:,} bytes; skipped",)
    assert done.marks == 4
    assert not (other.data / name).exists()
    assert not any(other.config.iterdir())


RESTORE = """
import json, resource, sys
from pathlib import Path
from octavo_model import Library, Paths
from octavo_model.library.backup.restore import restore
from octavo_model.sources import spec as source
from octavo_model.sources.source_list import SourceList, parse, without_programs
Library.open(Paths.under(Path(sys.argv[1] + "-"))).close()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
done = restore(Paths.under(Path(sys.argv[1])), Path(sys.argv[2]))
used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
megabytes = used / (1 << (20 if sys.platform == "darwin" else 10))
print(json.dumps([done.marks, done.problems, megabytes]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("is_empty", [True, False])
@pytest.mark.parametrize("length", [20, 500_000])
def test_a_restore_holds_neither_marks_nor_digests(
    full: Paths, tmp_path: Path, is_empty: bool, length: int
) -> None:
    line = full.journal.read_bytes().splitlines(keepends=True)[0]
    before, after = line.split(b"invented-title-0-1", 1)
    after = after.replace(b'"title": "', b'"title": "' + b"o" * length)
    number = ((60 if length > 1_000 else 16) << 20) // (len(line) + length)
    digest = random.Random(7).randbytes(30 << 20)
    record = sorted(full.digests.glob("*.json"))[0].read_bytes()
    file = tmp_path / "b.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr(*OURS)
        packed.writestr(f"digests/{source_of(digest)}.gz", gzip.compress(digest, 0))
        packed.writestr(f"digests/{source_of(digest)}.json", record)
        with packed.open("marks.jsonl", "w") as member:
            for one in range(number):
                member.write(b"%stitle-%d%s" % (before, one, after))
    paths = elsewhere(tmp_path)
    if not is_empty:
        paths.data.mkdir(parents=True)
        paths.journal.write_bytes(line)
    done = subprocess.run(
        [sys.executable, "-c", RESTORE, str(tmp_path / "elsewhere"), str(file)],
        capture_output=True,
        check=True,
    )
    marks, problems, megabytes = json.loads(done.stdout)
    assert (marks, problems) == (number, [])
    assert megabytes < 25


# ---- programs


PROGRAMS = """# Mine.
[[source]]
name = "ml"
kind = "arxiv"
target = "cs.LG"

# Of the lab.
[[source]]
name = "lab"
kind = "command"
target = "/usr/bin/touch 'a b'"
every = "12h"

[[source]]
name = "blog"
target = "https://example.org/feed.xml"
"""


def with_sources(tmp_path: Path, text: str) -> Path:
    return made(tmp_path / "b.zip", OURS, ("sources.toml", text.encode()))


def test_a_source_that_runs_a_program_is_left_out_and_told(tmp_path: Path) -> None:
    paths = elsewhere(tmp_path)
    beside = paths.config / "sources.restored.toml"
    done = restore(paths, with_sources(tmp_path, PROGRAMS))
    add = """octavo source add lab '/usr/bin/touch '"'"'a b'"'"'' --kind command --every 12h"""
    assert done.notes == (
        f"source lab runs a program and was left out: to add it, {add}",
        f"all sources of the backup are in {beside}, to look at",
    )
    assert done.problems == ()
    specs, problems = SourceList(paths).load()
    assert ([one.name for one in specs], problems) == (["ml", "blog"], ())
    assert "# Mine." in paths.sources.read_text()
    assert "lab" not in paths.sources.read_text()
    assert beside.read_text() == PROGRAMS
    # What it says to do does it.
    words = shlex.split(add)
    assert words[:3] == ["octavo", "source", "add"]
    assert words[5::2] == ["--kind", "--every"]
    SourceList(paths).add(spec.make(words[3], words[4], kind=words[6], every=words[8]))
    assert SourceList(paths).load()[0][-1] == parse(tomllib.loads(PROGRAMS))[0][1]


@pytest.mark.parametrize(
    "entry",
    [
        'source = [{name = "a", target = "true", kind = "command"}]',
        '[[source]]\nname = "A !"\ntarget = "true"\nkind = "command"',
        '[[source]]\nname = 5\ntarget = "true"\nkind = "command"',
        '[[source]]\nkind = "command"',
        '[[source]]\nname = "a"\ntarget = "\\u001b]0;x\\u0007"\nkind = "command"',
        '[[ source ]]\nname = "a"\ntarget = "true"\n"kind" = \'command\'',
        '[[source]]\nname = "a"\ntarget = "true"\nkind = "command"\n' * 200,
    ],
)
def test_no_way_of_writing_brings_a_program_in(tmp_path: Path, entry: str) -> None:
    paths = elsewhere(tmp_path)
    done = restore(paths, with_sources(tmp_path, f'{entry}\n\n[other]\nkey = "[[source]]"\n'))
    assert any("runs a program and was left out" in one for one in done.notes)
    assert all(one.isprintable() for one in done.notes)
    assert len(done.notes) < 25
    assert tomllib.loads(paths.sources.read_text()) == {"other": {"key": "[[source]]"}}
    assert SourceList(paths).load()[0] == ()


@pytest.mark.parametrize("text", ["[[source", "a" + ".a" * 2_000 + " = 1\n", "\x00"])
def test_settings_that_cannot_be_looked_at_are_put_beside(tmp_path: Path, text: str) -> None:
    paths = elsewhere(tmp_path)
    (note,) = restore(paths, with_sources(tmp_path, text)).notes
    assert "is put beside" in note
    assert not paths.sources.exists()
    assert (paths.config / "sources.restored.toml").read_text() == text


# ---- the user's own commands run programs too

OWN = """# mine
measure = 70

[commands.clean]
key = "X"
run = ["rm", "-r", "/"]
"""


def with_settings(tmp_path: Path, text: str) -> Path:
    return made(tmp_path / "b.zip", OURS, ("settings.toml", text.encode()))


def test_a_backup_has_neither_commands_nor_what_they_printed(full: Paths, tmp_path: Path) -> None:
    full.settings.write_text(OWN)
    file = tmp_path / "b.zip"
    with opened(full) as library:
        library.outputs.add("title:invented-title-0-1", Output("Clean", NOW, "all gone"))
        library.backup(file)
    for backup in (file, make(full, NOW + DAY, None)):
        with zipfile.ZipFile(backup) as packed:
            assert not [name for name in packed.namelist() if "outputs" in name]
            assert tomllib.loads(packed.read("settings.toml").decode()) == {"measure": 70}
    # Restored at home, it differs in nothing else.
    assert restore(full, file).notes == ()
    assert full.settings.read_text() == OWN


def test_a_restore_leaves_out_commands_and_names_them(tmp_path: Path) -> None:
    paths = elsewhere(tmp_path)
    done = restore(paths, with_settings(tmp_path, OWN))
    beside = paths.config / "settings.restored.toml"

    assert done.notes == (
        "the commands in settings.toml run programs and were left out: clean",
        f"all settings of the backup are in {beside}, to look at",
    )
    settings, problems = load(paths.settings)
    assert (settings.measure, dict(settings.commands), problems) == (70, {}, ())
    assert beside.read_text() == OWN


@pytest.mark.parametrize("text", ["[commands", "a = " + "[" * 900 + "]" * 900, "\x00"])
def test_settings_that_cannot_be_read_are_put_beside(tmp_path: Path, text: str) -> None:
    paths = elsewhere(tmp_path)
    (note,) = restore(paths, with_settings(tmp_path, text)).notes

    assert "is put beside" in note
    assert not paths.settings.exists()


KIND = st.sampled_from(["command", "Command", "arxiv", "feed"]) | st.text(max_size=8)
ENTRY = st.dictionaries(
    st.sampled_from(["name", "target", "every", "other"]), st.text(max_size=9), max_size=4
)


@given(st.lists(st.tuples(ENTRY, KIND), max_size=5), st.booleans())
def test_whatever_else_is_in_a_list_of_sources_stays(
    entries: list[tuple[dict[str, str], str]], comments: bool
) -> None:
    table = {"source": [{**entry, "kind": kind} for entry, kind in entries]}
    text = tomli_w.dumps(table)
    if comments:
        text = text.replace("[[source]]", "# one more\n[[source]]")
    kept, programs = without_programs(text.encode())
    assert tomllib.loads(kept.decode()).get("source", []) == [
        one for one in table["source"] if one["kind"] != "command"
    ]
    assert len(programs) == sum(kind == "command" for _, kind in entries)


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
    with pytest.raises(OctavoError, match=r"is not a backup of Octavo|backup is damaged"):
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
