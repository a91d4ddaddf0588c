"""A journal that is missing, empty, shortened or changed: nothing is written before the user chose.

Each kind of damage meets each state of the index, with daily copies and without.
"""

from __future__ import annotations

import datetime as dt
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.reliability.victims import page

from octavo_model import Library, Paths, View
from octavo_model.core.marks import MarkField
from octavo_model.core.parsed import ImportOptions
from octavo_model.library.doctor import State, look_over
from octavo_model.storage.journal_format import Heading, JournalRecord, write_lines
from octavo_model.storage.journal_loss import LostMarksError
from octavo_tui.cli.run import run

Capture = pytest.CaptureFixture[str]
Damage = Callable[[Path], None]

MONDAY = dt.datetime(2025, 6, 2, 12, tzinfo=dt.UTC)
TUESDAY = MONDAY + dt.timedelta(days=1)
EARLY, ALL = 5, 20
"""Stars in the daily copy, and stars."""


def opened(paths: Paths, now: dt.datetime = TUESDAY) -> Library:
    return Library.open(paths, clock=lambda: now, machine="desk", instance="test")


def key(number: int) -> str:
    return f"title:invented-title-0-{number}"


def stars(paths: Paths) -> set[str]:
    with opened(paths) as library:
        return {
            one
            for one in library.catalog.keys(library.catalog.ids(View.starred()))
            if one is not None
        }


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with 20 stars, of which the copy of Monday has 5 and one that was removed."""
    folder = tmp_path_factory.mktemp("sound")
    paths = Paths.under(folder)
    with opened(paths, MONDAY) as library:
        library.imports.import_bytes(page(0, 40), ImportOptions(name="page.txt"))
        for number in [*range(EARLY), 39]:
            library.marks.mark([library.catalog.resolve(key(number))], MarkField.STARRED, True)
    with opened(paths) as library:
        library.marks.mark([library.catalog.resolve(key(39))], MarkField.STARRED, False)
        for number in range(EARLY, ALL):
            library.marks.mark([library.catalog.resolve(key(number))], MarkField.STARRED, True)
    (paths.copies / "2025-06-03.zip").unlink()
    return folder


@pytest.fixture
def home(sound: Path, tmp_path: Path) -> Paths:
    """A copy of it. Its record is that of the new folder, as a mark there would write it."""
    shutil.copytree(sound, tmp_path / "home")
    paths = Paths.under(tmp_path / "home")
    shutil.rmtree(paths.state)
    with opened(paths) as library:
        library.marks.mark([library.catalog.resolve(key(0))], MarkField.READ, True)
    (paths.copies / "2025-06-03.zip").unlink()
    return paths


WANTED = {key(number) for number in range(ALL)}


def missing(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def shortened(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:3]))


def torn(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-700])


def changed(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-400:] = bytes(400)
    path.write_bytes(data)


def replaced(path: Path) -> None:
    """As by a program that synchronizes: the journal of another computer, which is longer."""
    heading = Heading("2025-06-03T13:00:00.000Z", "lap", "lap:0", "lap:0/0")
    other = [
        JournalRecord(key(number), "Other", MarkField.STARRED, False, True)
        for number in range(30, 39)
    ]
    path.write_bytes(write_lines(heading, other) * 20)


DAMAGE = [missing, empty, shortened, torn, changed, replaced]


def whole(path: Path) -> None:
    pass


def damaged(path: Path) -> None:
    path.write_bytes(bytes(5_000) + path.read_bytes()[5_000:])


INDEX = [whole, missing, damaged]


def spoil(home: Paths, damage: Damage, index: Damage, copies: bool, record: bool = True) -> None:
    damage(home.journal)
    index(home.index)
    if not copies:
        shutil.rmtree(home.copies)
    if not record:
        home.journal_record.unlink()


def kept(home: Paths) -> dict[str, bytes]:
    """What the user has, byte for byte."""
    files = [home.journal, home.merge_log, home.journal_record, *home.digests.iterdir()]
    files += home.copies.glob("*")
    return {str(path): path.read_bytes() for path in files if path.exists()}


def mark(home: Paths) -> None:
    with opened(home) as library:
        assert library.read_only
        library.marks.mark([library.catalog.resolve(key(22))], MarkField.STARRED, True)


def ways(text: str) -> list[list[str]]:
    """The ways out that a message names, as arguments of ``octavo``."""
    return [
        shlex.split(way)
        for way in re.findall(r"octavo ((?:restore|journal) (?:'[^']+'|\S+)) \(", text)
    ]


@pytest.mark.parametrize("copies", [True, False])
@pytest.mark.parametrize("index", INDEX)
@pytest.mark.parametrize("damage", DAMAGE)
def test_nothing_is_written_before_the_user_chose(
    home: Paths, capsys: Capture, damage: Damage, index: Damage, copies: bool
) -> None:
    spoil(home, damage, index, copies)
    before = kept(home)
    index_before = home.index.read_bytes() if home.index.exists() else None

    for verb in (["star", key(21)], ["import", __file__], ["rebuild"]):
        assert run(verb, home) == 4
        err = capsys.readouterr().err
        assert "nothing is written until you choose" in err
    with pytest.raises(LostMarksError) as caught:
        mark(home)
    assert ["journal", "new"] in ways(str(caught.value))
    assert (["journal", "rebuild"] in ways(str(caught.value))) == (index is whole)
    assert ("2025-06-02.zip" in str(caught.value)) == copies
    if copies:
        assert "(6 changes)" in caught.value.hint
    if index is whole:
        assert f"{ALL + 1} marks" in caught.value.hint
        # The lists come from the index, which still has the marks.
        assert stars(home) == WANTED
    assert run(["list"], home) == (0 if index is whole else 4)
    assert len(capsys.readouterr().out.splitlines()) == (40 if index is whole else 0)
    found = [one for one in look_over(home) if one.part == "marks"]
    (ill,) = [one for one in found if one.state is State.ERROR]
    assert str(home.journal) in ill.text
    assert "octavo journal new" in ill.hint
    assert run(["doctor"], home) == 3
    assert kept(home) == before
    assert (home.index.read_bytes() if home.index.exists() else None) == index_before


@pytest.mark.slow
@pytest.mark.parametrize("record", [True, False])
@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("damage", DAMAGE)
def test_each_way_leads_back(
    home: Paths, capsys: Capture, damage: Damage, number: int, record: bool
) -> None:
    spoil(home, damage, whole, copies=True, record=record)
    with opened(home) as library:
        found = ways(library.read_only)
    assert [way[:1] if way[0] == "restore" else way for way in found] == [
        ["restore"],
        ["journal", "rebuild"],
        ["journal", "new"],
    ]

    assert run(found[number], home) == 0

    if found[number] == ["journal", "new"]:
        # What it left out is beside it, and comes back as well.
        asides = sorted(home.data.glob("marks.jsonl.*"))
        assert asides
        for aside in asides:
            run(["restore", str(aside)], home)
    assert stars(home) >= WANTED
    assert key(39) not in stars(home) or damage is replaced
    capsys.readouterr()
    assert run(["star", key(25)], home) == 0
    assert capsys.readouterr().err == ""
    run(["rebuild"], home)
    assert stars(home) >= WANTED | {key(25)}
    with opened(home) as library:
        assert library.read_only == ""
        library.check()


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("index", [missing, damaged])
def test_without_the_index_the_copy_brings_back_what_it_has(
    home: Paths, damage: Damage, index: Damage
) -> None:
    spoil(home, damage, index, copies=True)

    # Once more, for what of the index is damaged is reported after the first time.
    run(["restore", str(home.copies / "2025-06-02.zip")], home)
    assert run(["restore", str(home.copies / "2025-06-02.zip")], home) == 0

    assert stars(home) >= {key(number) for number in range(EARLY)}
    with opened(home) as library:
        assert library.read_only == ""


@pytest.mark.parametrize("damage", [missing, empty, shortened, replaced])
@pytest.mark.parametrize("index", [missing, damaged])
def test_without_index_and_record_a_copy_shows_the_loss(
    home: Paths, damage: Damage, index: Damage
) -> None:
    spoil(home, damage, index, copies=True, record=False)
    with pytest.raises(LostMarksError, match=r"2025-06-02\.zip"):
        opened(home)


def test_where_nothing_is_left_the_error_names_the_copy(home: Paths, capsys: Capture) -> None:
    spoil(home, missing, missing, copies=True)
    shutil.rmtree(home.digests)
    assert run(["list"], home) == 4
    assert "2025-06-02.zip" in capsys.readouterr().err
