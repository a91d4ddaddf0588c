from __future__ import annotations

import datetime as dt
import gzip
import json
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from octavo_model import OctavoError, View
from octavo_model.core.parsed import ImportOptions
from octavo_model.storage import archive as archive_module
from octavo_model.storage.archive import Archive
from octavo_model.storage.archive_record import Record, base_name, source_of
from octavo_model.storage.files import write_synced

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.model.conftest import Desk

    from octavo_model import Library
    from octavo_model.core.parsed import ParsedDigest
    from octavo_model.formats import Source

RECORD = Record(
    seq=3,
    name="daily-papers-2025-10-28",
    file="page.txt",
    path="in/page.txt",
    format="daily-papers-text",
    imported=dt.datetime(2025, 11, 1, 8, 30, tzinfo=dt.UTC),
    modified=dt.datetime(2025, 10, 29, tzinfo=dt.UTC),
    date=dt.date(2025, 10, 28),
    date_inferred=True,
)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def test_bytes_and_record_come_back_as_they_went_in(archive: Archive) -> None:
    data = bytes(range(256)) * 10
    source = source_of(data)
    archive.publish({source: archive.draft(source, data)}, {})
    archive.publish({}, {source: RECORD})
    assert archive.data(source) == data
    assert archive.record(source) == RECORD
    assert archive.sources() == [source]


def test_bytes_without_a_record_do_not_count(archive: Archive) -> None:
    archive.publish({source_of(b"x"): archive.draft(source_of(b"x"), b"x")}, {})
    assert archive.sources() == []


def test_no_draft_is_left_behind(archive: Archive, tmp_path: Path) -> None:
    source = source_of(b"x")
    archive.publish({source: archive.draft(source, b"x")}, {})
    archive.publish({}, {source: RECORD})
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{source}.gz", f"{source}.json"]


@pytest.mark.parametrize("damage", [b"", b"not gzip", b"\x1f\x8b\x08\x00"])
def test_damaged_bytes_are_an_error_that_says_what_to_do(
    archive: Archive, tmp_path: Path, damage: bytes
) -> None:
    source = source_of(b"x")
    (tmp_path / f"{source}.gz").write_bytes(damage)
    with pytest.raises(OctavoError, match="import its file again"):
        archive.data(source)


def test_bytes_that_are_others_are_an_error(archive: Archive, tmp_path: Path) -> None:
    archive.publish({source_of(b"x"): archive.draft(source_of(b"x"), b"x")}, {})
    archive.publish({source_of(b"y"): archive.draft(source_of(b"y"), b"y")}, {})
    (tmp_path / f"{source_of(b'x')}.gz").replace(tmp_path / f"{source_of(b'y')}.gz")
    with pytest.raises(OctavoError, match="damaged"):
        archive.data(source_of(b"y"))


@pytest.mark.parametrize("damage", [b"", b"[]", b"{}", b'{"seq": "one"}', b"\xff", b"[" * 99_999])
def test_a_damaged_record_is_an_error_that_names_it(
    archive: Archive, tmp_path: Path, damage: bytes
) -> None:
    (tmp_path / "abc.json").write_bytes(damage)
    with pytest.raises(OctavoError, match=r"abc\.json"):
        archive.record("abc")


@pytest.mark.parametrize(
    ("format_name", "name"),
    [
        ("daily-papers-text", "daily-papers-2025-01-02"),
        ("daily-papers-json", "daily-papers-2025-01-02"),
        ("arxiv-mail", "arxiv-2025-01-02"),
        ("arxiv-rss", "arxiv-rss-2025-01-02"),
        ("bibtex", "bibtex-2025-01-02"),
    ],
)
def test_a_digest_is_named_by_where_it_comes_from_and_its_day(format_name: str, name: str) -> None:
    assert base_name(format_name, dt.date(2025, 1, 2)) == name


def test_a_record_is_plain_text_a_person_can_read(desk: Desk, library: Library) -> None:
    library.imports.import_bytes(
        desk.page("Owls"), ImportOptions(name="page.json", path="in/page.json")
    )
    (path,) = desk.paths.digests.glob("*.json")
    assert json.loads(path.read_text()) == {
        "seq": 1,
        "name": "invented-2025-01-01",
        "file": "page.json",
        "path": "in/page.json",
        "format": "invented-json",
        "imported": "2025-06-01T12:30:00.000Z",
        "modified": "2025-06-01T12:30:00.000Z",
        "date": "2025-01-01",
        "date_inferred": False,
    }


def test_a_damaged_digest_costs_itself_alone_and_is_named(desk: Desk, library: Library) -> None:
    for title, date in (("Owls", "2025-01-01"), ("Larks", "2025-02-02"), ("Terns", "2025-03-03")):
        desk.add_digest(library, title, date=date)
    library.close()
    lost = source_of(desk.page("Larks", date="2025-02-02"))
    blurred = source_of(desk.page("Terns", date="2025-03-03"))
    (desk.paths.digests / f"{lost}.gz").write_bytes(b"rubbish")
    (desk.paths.digests / f"{blurred}.json").write_bytes(b"rubbish")
    desk.paths.index.unlink()
    library = desk.open()
    assert desk.titles(library) == ["Owls"]
    assert [name in " ".join(library.problems) for name in (lost, blurred)] == [True, True]
    assert desk.add_digest(library, "Larks", date="2025-02-02").digest == "invented-2025-02-02"
    assert sorted(desk.titles(library)) == ["Larks", "Owls"]
    library.rebuild()
    assert sorted(desk.titles(library)) == ["Larks", "Owls"]


def test_a_damaged_record_is_put_right_by_importing_again(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "Owls")
    library.close()
    (record,) = desk.paths.digests.glob("*.json")
    record.write_bytes(b"rubbish")
    desk.paths.index.unlink()
    library = desk.open()
    assert library.catalog.digests() == []
    assert desk.add_digest(library, "Owls").known is False
    library.rebuild()
    assert desk.titles(library) == ["Owls"]


def test_a_digest_put_into_the_archive_by_another_is_taken_in_at_the_next_open(
    desk: Desk, library: Library
) -> None:
    desk.add_digest(library, "Owls")
    library.close()
    archive = Archive(desk.paths.digests)
    data = desk.page("Larks", date="2025-04-04")
    archive.publish({source_of(data): archive.draft(source_of(data), data)}, {})
    assert desk.titles(desk.reopen(library)) == ["Owls"]
    record = Record(
        seq=1,
        name="invented-2025-01-01",
        file="x",
        path=None,
        format="invented-json",
        imported=RECORD.imported,
        modified=RECORD.modified,
        date=dt.date(2025, 4, 4),
        date_inferred=False,
    )
    archive.publish({}, {source_of(data): record})
    library = desk.open()
    assert desk.titles(library) == ["Larks", "Owls"]
    assert [one.name for one in library.catalog.digests()] == [
        "invented-2025-01-01-2",
        "invented-2025-01-01",
    ]
    state = desk.state(library)
    assert library.catalog.counts(View.all()).total == 2
    desk.check()
    assert state["digests"][0].date == dt.date(2025, 4, 4)


def test_records_are_durable_after_the_bytes_they_are_about(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    replace, write = Path.replace, write_synced

    def note_replace(draft: Path, path: Path) -> Path:
        steps.append(f"put {path.suffix}")
        return replace(draft, path)

    def note_write(path: Path, chunks: Iterable[bytes]) -> None:
        steps.append(f"write {path.name.split('.')[2]}")
        write(path, chunks)

    monkeypatch.setattr(Path, "replace", note_replace)
    monkeypatch.setattr(archive_module, "write_synced", note_write)
    monkeypatch.setattr(archive_module, "sync_folder", lambda folder: steps.append("sync names"))
    sources = {source_of(data): data for data in (b"x", b"y")}
    drafts = {source: archive.draft(source, data) for source, data in sources.items()}
    archive.publish(drafts, dict.fromkeys(sources, RECORD))
    assert steps == [
        *("write gz", "write gz", "write json", "write json"),
        *("put .gz", "put .gz", "put .json", "put .json", "sync names"),
    ]


def test_writing_drafts_is_no_news_to_who_watches_the_archive(archive: Archive) -> None:
    before = archive.stamp()
    draft = archive.draft(source_of(b"x"), b"x")
    assert draft is not None
    assert archive.stamp() == before
    archive.clear_drafts()
    assert not draft.exists()


def test_importing_many_digests_never_goes_through_the_archive(
    desk: Desk, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(40):
        page = desk.page(*(f"Paper {number} {one}" for one in range(30)))
        (folder / f"{number:02}.json").write_bytes(page)
    listed: list[Archive] = []

    def note(archive: Archive) -> list[str]:
        listed.append(archive)
        return []

    monkeypatch.setattr(Archive, "sources", note)
    reports = library.imports.import_path(folder)
    assert [one.new for one in reports if not isinstance(one, OctavoError)] == [30] * 40
    assert listed == []
    desk.check()


def test_of_the_same_digest_twice_in_a_folder_the_second_is_known(
    desk: Desk, library: Library, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a.json", "c.json"):
        (folder / name).write_bytes(desk.page("Owls", "Larks"))
    (folder / "b.txt").write_text("no digest")
    one, wrong, other = library.imports.import_path(folder)
    assert isinstance(wrong, OctavoError)
    assert not isinstance(one, OctavoError)
    assert not isinstance(other, OctavoError)
    assert (one.new, one.known, other.new, other.known) == (2, False, 0, True)
    assert one.digest == other.digest
    assert list((desk.paths.data / "incoming").iterdir()) == []
    desk.check()


def test_a_known_digest_that_was_read_without_a_warning_is_not_read_again(
    desk: Desk, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet, odd = desk.page("Owls"), desk.page("Larks", warnings=("odd",))
    for data in (quiet, odd):
        library.imports.import_bytes(data, ImportOptions(name="page.json"))
    read: list[bytes] = []
    (form,) = library._reader.formats or ()
    parse = type(form).parse

    def note(self: object, source: Source) -> ParsedDigest:
        read.append(source.data)
        return parse(form, source)

    monkeypatch.setattr(type(form), "parse", note)
    assert library.imports.import_bytes(quiet, ImportOptions(name="page.json")).warnings == ()
    assert [
        str(one)
        for one in library.imports.import_bytes(odd, ImportOptions(name="page.json")).warnings
    ] == ["odd"]
    assert read == [odd]


@pytest.mark.parametrize("most", [20, 19])
def test_a_large_draft_has_its_bytes_if_they_take_little_memory(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(archive_module, "PIECE", 7)
    monkeypatch.setattr(archive_module, "_HELD", most)
    data = b"one\ntwo\n3\n4\n5\n6\n7\n89"
    assert len(data) == 20
    draft = archive.draft_from(BytesIO(data), "large")
    assert (draft.source, draft.size, draft.lines) == (source_of(data), len(data), 7)
    assert b"".join(draft.data) == (data if most == 20 else b"")
    assert gzip.decompress(draft.path.read_bytes()) == data
    draft.path.unlink()
