from __future__ import annotations

import datetime as dt
import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from octavo_model import OctavoError, View
from octavo_model.core.changes import MarkChange
from octavo_model.core.marks import MarkField
from octavo_model.core.parsed import ImportOptions
from octavo_model.storage.versions import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.model.conftest import Desk

    from octavo_model import Library


@pytest.fixture
def library(desk: Desk) -> Library:
    """Three digests that share papers, some marked, one of them undone."""
    library = desk.open()
    desk.add_digest(library, "Owls", "Larks", {"title": "Terns", "abstract": "x" * 3_000})
    desk.add_digest(
        library, {"title": "Owls", "arxiv_id": "2401.00001"}, "Gulls", date="2025-02-02"
    )
    desk.add_digest(library, *(f"Paper {number}" for number in range(200)), date=None)
    library.marks.mark(
        [library.catalog.resolve("owls"), library.catalog.resolve("terns")], MarkField.STARRED, True
    )
    library.marks.mark(library.catalog.ids(View.all())[3:9], MarkField.READ, True)
    library.marks.mark([library.catalog.resolve("gulls")], MarkField.STARRED, True)
    library.marks.undo()
    return library


def _zeros(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:10_000])


def _emptied(path: Path) -> None:
    path.write_bytes(b"")


def _not_a_database(path: Path) -> None:
    path.write_text("Dear diary, " * 2_000)


def _zeros_but_the_header(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:4096] + bytes(len(data) - 4096))


def _other_schema(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA - 1}")


def _of_another_program(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE songs (title)")


def _deleted(path: Path) -> None:
    path.unlink()


DAMAGES = [
    _zeros,
    _truncated,
    _emptied,
    _not_a_database,
    _zeros_but_the_header,
    _other_schema,
    _of_another_program,
    _deleted,
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_an_unusable_index_is_made_anew_and_all_is_there_again(
    desk: Desk, library: Library, damage: Callable[[Path], None]
) -> None:
    before = desk.state(library)
    library.close()
    damage(desk.paths.index)
    seen: list[tuple[int, int]] = []
    library = desk.open(progress=lambda *far: seen.append(far))
    assert desk.state(library) == before
    assert library.rebuilt
    assert library.problems == ()
    desk.check()
    redone = library.marks.redo()
    assert isinstance(redone, MarkChange)
    assert redone.title == "Gulls"
    assert not desk.reopen(library).rebuilt


def test_a_rebuild_at_open_shows_how_far_it_is(desk: Desk, library: Library) -> None:
    library.close()
    desk.paths.index.unlink()
    seen: list[tuple[int, int]] = []
    desk.open(progress=lambda *far: seen.append(far))
    total = sum(path.stat().st_size for path in desk.paths.digests.glob("*.gz"))
    assert seen[0] == (0, total)
    assert seen[-1] == (total, total)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


@pytest.mark.parametrize("damage", [_zeros, _truncated, _not_a_database])
def test_a_damaged_index_is_kept_aside_for_a_look(
    desk: Desk, library: Library, damage: Callable[[Path], None]
) -> None:
    library.close()
    damage(desk.paths.index)
    remains = desk.paths.index.read_bytes()
    desk.open()
    assert desk.paths.index.with_name("library.db.damaged").read_bytes() == remains


def test_an_index_of_another_schema_is_just_replaced(desk: Desk, library: Library) -> None:
    library.close()
    _other_schema(desk.paths.index)
    desk.open()
    assert sorted(path.name for path in desk.paths.data.iterdir() if path.is_file()) == [
        "layout",
        "library.db",
        "library.db-shm",
        "library.db-wal",
        "marks.jsonl",
    ]


@pytest.mark.parametrize("damage", [_zeros, _truncated, _not_a_database, _deleted])
def test_damage_met_while_open_is_repaired_on_the_spot(
    desk: Desk, library: Library, damage: Callable[[Path], None]
) -> None:
    before = desk.state(library)
    desk.reopen(library).close()  # so that nothing is left in the log
    library = desk.open()
    damage(desk.paths.index)
    star = library.catalog.resolve("larks")
    library.marks.mark([star], MarkField.STARRED, True)
    library.marks.mark([star], MarkField.STARRED, False)
    library.version()
    assert desk.state(library) == before
    desk.check()


def test_damage_in_the_middle_is_met_when_it_is_read(desk: Desk, library: Library) -> None:
    before = desk.state(library)
    library.close()
    _zeros_but_the_header(desk.paths.index)
    library = desk.open()
    assert list(library.catalog.papers(before["ids"])) == before["papers"]
    assert library.rebuilt


def test_a_stale_log_is_not_applied_to_a_new_index(desk: Desk, library: Library) -> None:
    before = desk.state(library)
    log = desk.paths.index.with_name("library.db-wal")
    stale = log.read_bytes()
    assert stale
    library.close()
    _zeros(desk.paths.index)
    log.write_bytes(stale)
    assert desk.state(desk.open()) == before
    desk.check()


def test_a_rebuild_by_hand_changes_nothing(desk: Desk, library: Library) -> None:
    before = desk.state(library)
    library.rebuild()
    assert desk.state(library) == before
    desk.check()


def test_who_has_the_old_index_open_goes_on_with_the_new(desk: Desk, library: Library) -> None:
    other = desk.open()
    before = desk.state(other)
    library.rebuild()
    assert desk.state(other) == before
    larks = other.catalog.resolve("larks")
    other.marks.mark([larks], MarkField.STARRED, True)
    paper = library.catalog.paper(library.catalog.resolve("larks"))
    assert paper.starred
    library.rebuild()
    other.version()
    assert other.catalog.paper(larks).starred
    desk.add_digest(other, "Late", date="2025-05-05")
    assert desk.titles(library)[0] == "Late"
    desk.check()


def test_two_that_find_the_damage_at_once_repair_it_once(desk: Desk, library: Library) -> None:
    before = desk.state(library)
    library.close()
    _zeros(desk.paths.index)
    opened: list[Library] = []
    threads = [threading.Thread(target=lambda: opened.append(desk.open())) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [desk.state(one) for one in opened] == [before] * 3
    assert sum(one.rebuilt for one in opened) == 1
    desk.check()


def test_marks_and_imports_made_during_a_rebuild_are_in_it(desk: Desk, library: Library) -> None:
    other = desk.open()
    done: list[Any] = []

    def meddle(read: int, total: int) -> None:
        if read == total and not done:
            done.append(other.marks.mark([other.catalog.resolve("larks")], MarkField.STARRED, True))
            desk.add_digest(other, "Late", date="2025-05-05")

    library.rebuild(meddle)
    assert done
    assert library.catalog.paper(library.catalog.resolve("larks")).starred
    assert desk.titles(library)[0] == "Late"
    desk.check()


def test_a_rebuild_that_was_cut_off_leaves_nothing_in_the_way(desk: Desk, library: Library) -> None:
    before = desk.state(library)

    class CutOffError(Exception):
        pass

    def cut(read: int, total: int) -> None:
        raise CutOffError

    with pytest.raises(CutOffError):
        library.rebuild(cut)
    assert desk.state(library) == before
    draft = desk.paths.index.with_name("library.db.new")
    assert not draft.exists()
    draft.write_bytes(b"left by a process that was killed")
    library.rebuild()
    assert desk.state(library) == before


def test_settled_names_and_dates_survive_though_a_parser_may_change_its_mind(desk: Desk) -> None:
    library = desk.open()
    data = desk.page("Owls", date="2025-10-01", inferred=True)
    library.imports.import_bytes(
        data, ImportOptions(name="page.json", modified=dt.datetime(2025, 10, 2, tzinfo=dt.UTC))
    )
    desk.add_digest(library, "Larks", date="2025-10-01")
    before = library.catalog.digests()
    assert [(one.name, one.date_inferred) for one in before] == [
        ("invented-2025-10-01-2", False),
        ("invented-2025-10-01", True),
    ]
    library.rebuild()
    assert library.catalog.digests() == before


def test_a_digest_in_a_format_no_longer_known_is_named(desk: Desk, library: Library) -> None:
    library.close()
    for path in desk.paths.digests.glob("*.json"):
        path.write_text(path.read_text().replace("invented-json", "future-json"))
    desk.paths.index.unlink()
    library = desk.open()
    assert library.catalog.digests() == []
    assert len(library.problems) == 3
    assert "future-json" in library.problems[0]


def test_an_import_that_was_cut_off_is_finished_at_the_next_open(desk: Desk) -> None:
    library = desk.open()
    data = desk.page(*(f"Paper {number}" for number in range(1_200)))

    class CutOffError(Exception):
        pass

    def cut(done: int, total: int) -> None:
        raise CutOffError

    with pytest.raises(CutOffError):
        library.imports.import_bytes(data, ImportOptions(name="big.json"), progress=cut)
    assert 0 < library.catalog.counts(View.all()).total <= 500
    desk.check()
    library = desk.reopen(library)
    assert library.catalog.counts(View.all()).total == 1_200
    assert desk.titles(library) == [f"Paper {number}" for number in range(1_200)]
    desk.check()
    report = library.imports.import_bytes(data, ImportOptions(name="big.json"))
    assert (report.papers, report.new, report.known) == (1_200, 0, True)


def test_an_import_that_was_cut_off_is_finished_by_importing_again(desk: Desk) -> None:
    library = desk.open()
    data = desk.page(*(f"Paper {number}" for number in range(700)))

    class CutOffError(Exception):
        pass

    def cut(done: int, total: int) -> None:
        raise CutOffError

    with pytest.raises(CutOffError):
        library.imports.import_bytes(data, ImportOptions(name="big.json"), progress=cut)
    report = library.imports.import_bytes(data, ImportOptions(name="big.json"))
    assert (report.papers, report.known) == (700, True)
    assert library.catalog.counts(View.all()).total == 700
    desk.check()


def test_an_import_that_goes_on_elsewhere_is_left_to_who_does_it(desk: Desk) -> None:
    library = desk.open()
    seen: list[int] = []

    def look(done: int, total: int) -> None:
        if done < total:
            seen.append(desk.open().catalog.counts(View.all()).total)

    library.imports.import_bytes(
        desk.page(*(f"Paper {number}" for number in range(1_100))),
        ImportOptions(name="p"),
        progress=look,
    )
    assert seen == [500, 1_000]


def test_an_error_of_the_disk_is_told_and_nothing_is_rebuilt(desk: Desk, library: Library) -> None:
    def fail(_db: sqlite3.Connection) -> None:
        raise OSError(28, "No space left on device", "library.db")

    with pytest.raises(OctavoError, match="disk is full"):
        library._repository.write(fail)
    assert not library.rebuilt
    desk.check()
