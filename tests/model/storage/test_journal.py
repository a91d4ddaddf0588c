from __future__ import annotations

import json
import os
import resource
import signal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.model.conftest import Invented

from octavo_model import Library, OctavoError, Paths, View
from octavo_model.core.changes import MarkChange, Property
from octavo_model.core.marks import MarkField
from octavo_model.core.views import SavedView
from octavo_model.library.backup.journal_repair import renew
from octavo_model.library.backup.restore import restore
from octavo_model.storage.journal import Journal
from octavo_model.storage.journal_format import (
    Damaged,
    Heading,
    JournalRecord,
    Section,
    read_line,
    write_lines,
)
from octavo_model.storage.journal_loss import LostMarksError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.model.conftest import Desk

HEADING = Heading("2025-06-01T12:30:00.000Z", "desk", "desk:0", "desk:0/0")
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
names = text | st.none()
headings = st.builds(Heading, text, text, text, text, st.booleans(), names, names)
views = st.none() | st.builds(
    SavedView, text.filter(bool), st.integers(-9, 9) | st.floats(-1e9, 1e9)
)
names = st.none() | st.from_regex(r"[a-zé:/]{1,9}", fullmatch=True)
days = st.none() | st.dates()
flags = st.sampled_from([None, True])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | text,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(text, inner, max_size=2),
    max_leaves=4,
)
changes = st.one_of(
    st.builds(JournalRecord, text, text, st.sampled_from(MarkField), st.booleans(), st.booleans()),
    st.builds(JournalRecord, text, text, st.just(Property.VIEW), views, views),
    st.builds(JournalRecord, text, text, st.just(Property.DIGEST_NAME), names, names),
    st.builds(JournalRecord, text, text, st.just(Property.DIGEST_DATE), days, days),
    st.builds(JournalRecord, text, text, st.just(Property.APART), flags, flags),
    st.builds(JournalRecord, text, text, st.just(Property.INTEREST), names, names),
    st.builds(JournalRecord, text, text, st.just(Property.FOLLOW), flags, flags),
    st.builds(JournalRecord, text, text, st.just("newer"), json_values, json_values),
)


def star(title: str, value: bool = True) -> JournalRecord:
    return JournalRecord(f"title:{title.lower()}", title, MarkField.STARRED, not value, value)


@given(headings, st.lists(changes, min_size=1, max_size=5))
def test_what_is_written_reads_the_same(heading: Heading, some: list[JournalRecord]) -> None:
    lines = write_lines(heading, some).split(b"\n")
    assert lines.pop() == b""
    assert [read_line(line) for line in lines] == [(heading, change) for change in some]
    assert all(isinstance(json.loads(line), dict) for line in lines)


@given(st.binary(max_size=60))
def test_any_bytes_are_a_line_or_damaged(line: bytes) -> None:
    assert read_line(line) is None


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"\x00" * 300,
        b"[1]",
        b'{"key": "a"}',
        write_lines(HEADING, [star("A")])[:-20],
        write_lines(HEADING, [star("A")]).replace(b'"starred"', b"7"),
        write_lines(HEADING, [star("A")]).replace(b"true", b'"true"'),
        write_lines(HEADING, [star("A")]).replace(b'"desk:0/0"', b"7"),
        b"[" * 100_000,
        write_lines(HEADING, [star("A")]).replace(b"title:a", b"title:\xed\xb5\x9c"),
        write_lines(HEADING, [star("A")]).replace(b"title:a", rb"title:\ud800"),
        write_lines(HEADING, [star("A")]).replace(b'"A"', rb'"\udfff"'),
        write_lines(HEADING, [star("A")]).replace(b'"desk"', rb'"\ud800"'),
        write_lines(HEADING, [star("A")]).replace(b'"desk:0/0"', rb'"\ud800"'),
        write_lines(HEADING, [star("A")]).decode().encode("utf-16"),
    ],
)
def test_a_damaged_line_is_told_apart(broken: bytes) -> None:
    assert read_line(broken) is None


def test_lines_of_one_batch_are_one_section_even_far_apart(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "marks.jsonl")
    many = [star(f"Paper {number}") for number in range(2_500)]
    first = journal.append(HEADING, many)
    other = HEADING._replace(batch="desk:0/1")
    second = journal.append(other, [star("B")])
    sections = list(journal.sections())
    assert sections == [
        Section(HEADING, many, *first),
        Section(other, [star("B")], *second),
    ]
    assert list(journal.sections(second[0])) == sections[1:]
    assert list(journal.sections(0, first[1])) == sections[:1]


def test_damaged_lines_cost_themselves_alone(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "marks.jsonl")
    good = write_lines(HEADING, [star("A")])
    journal.path.write_bytes(good + b"\xff\xfe garbage\n" + b"\n" + good[:-1] + b"\n{}\n" + good)
    found = list(journal.sections())
    damaged = [part.number for part in found if isinstance(part, Damaged)]
    kept = [change for part in found if isinstance(part, Section) for change in part.changes]
    assert damaged == [2, 5]
    assert kept == [star("A")] * 3


OWLS = [star(title) for title in ("Eulen 🦉 über", "\u20ac\ud55c深度", 'quoted "\\u00e9" owls')]


@given(st.data())
def test_no_damage_brings_in_what_is_no_text(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    journal = Journal(tmp_path_factory.mktemp("journal") / "marks.jsonl")
    raw = bytearray(write_lines(HEADING, OWLS))
    place = data.draw(st.integers(0, len(raw) - 3))
    junk = st.sampled_from([b"\xed\xa0\x80", b"\xed\xb5\x9c", rb"\ud800", rb"\udfff", b"\xff"])
    raw[place : place + 3] = data.draw(junk | st.binary(min_size=1, max_size=3))
    journal.path.write_bytes(raw)
    for part in journal.sections():
        if isinstance(part, Section):
            for change in part.changes:
                write_lines(part.heading, [change]).decode()
                assert change.key.encode()
                assert change.title.encode()


@pytest.mark.parametrize("half", [b"\xed\xb5\x9c", rb"\ud800"])
@pytest.mark.parametrize("where", [b"title:b", b'"B"', b'"desk"', b":0/"])
def test_a_line_that_holds_what_is_no_text_costs_itself_and_is_named(
    desk: Desk, library: Library, half: bytes, where: bytes
) -> None:
    desk.add_digest(library, "A", "B", "C")
    for title in "ABC":
        library.marks.mark([library.catalog.resolve(title)], MarkField.STARRED, True)
    library.close()
    lines = desk.paths.journal.read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].replace(where, where[:-1] + half + where[-1:], 1)
    desk.paths.journal.write_bytes(b"".join(lines))
    desk.forget_journal()
    for _ in range(2):
        desk.paths.index.unlink()
        library = desk.open()
        assert desk.titles(library, View.starred()) == ["A", "C"]
        (problem,) = library.problems
        assert problem == f"{desk.paths.journal}: line 2 is damaged and was left out"
        library.rebuild()
        assert desk.titles(library, View.starred()) == ["A", "C"]
        library.close()


@pytest.mark.slow
def test_a_batch_of_many_bytes_is_read_in_parts_and_undone_as_one(
    desk: Desk, library: Library
) -> None:
    titles = [f"{number} {'owls ' * 3_000}" for number in range(800)]
    desk.add_digest(library, *titles)
    library.marks.mark(library.catalog.ids(View.all()), MarkField.STARRED, True)
    library.close()
    sections = list(Journal(desk.paths.journal).sections())
    assert len(sections) > 1
    assert sum(len(one.changes) for one in sections if isinstance(one, Section)) == 800
    desk.paths.index.unlink()
    library = desk.open()
    assert library.catalog.counts(View.starred()).total == 800
    batch = library.marks.undo()
    assert isinstance(batch, MarkChange)
    assert len(batch.papers) == 800
    desk.check()


def test_lines_that_come_in_pieces_are_all_there_or_none(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "marks.jsonl")
    journal.append(HEADING, [star("A")])
    before = journal.path.read_bytes()

    def pieces(breaks: bool) -> Iterator[bytes]:
        for title in "BCD":
            yield write_lines(HEADING, [star(title)])
        if breaks:
            raise EOFError

    with pytest.raises(EOFError):
        journal.append_chunks(pieces(breaks=True))
    assert journal.path.read_bytes() == before
    start, end = journal.append_chunks(pieces(breaks=False))
    assert (start, end) == (len(before), journal.size())
    assert list(journal.sections()) == [Section(HEADING, [star(t) for t in "ABCD"], 0, end)]


@given(st.data())
def test_one_flipped_byte_costs_one_line_at_most(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    journal = Journal(tmp_path_factory.mktemp("journal") / "marks.jsonl")
    some = [star(title) for title in "ABCDE"]
    raw = bytearray(write_lines(HEADING, some))
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= data.draw(st.sampled_from([1, 2, 4, 8, 16, 32, 64, 128]))
    journal.path.write_bytes(raw)
    kept = [
        change
        for part in journal.sections()
        if isinstance(part, Section)
        for change in part.changes
    ]
    ends_two = raw.count(b"\n") < len(some)
    assert len([change for change in some if change in kept]) >= len(some) - 1 - ends_two


def test_a_torn_last_line_is_set_aside_and_named(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "A", "B")
    library.marks.mark([library.catalog.resolve("A")], MarkField.STARRED, True)
    library.close()
    whole = desk.paths.journal.read_bytes()
    desk.paths.journal.write_bytes(whole + whole[: len(whole) // 2])
    library = desk.open()
    assert [problem for problem in library.problems if "line 2 is damaged" in problem]
    assert desk.titles(library, View.starred()) == ["A"]
    torn = desk.paths.journal.read_bytes()
    library.marks.mark([library.catalog.resolve("B")], MarkField.STARRED, True)
    assert desk.titles(desk.reopen(library), View.starred()) == ["A", "B"]
    assert desk.paths.journal.read_bytes() == torn
    (line,) = (desk.paths.data / "marks.2.jsonl").read_bytes().splitlines()
    assert read_line(line) is not None


def test_a_last_line_that_lacks_only_its_end_counts(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "A", "B")
    library.close()
    desk.paths.journal.write_bytes(write_lines(HEADING, [star("A")]).rstrip(b"\n"))
    library = desk.open()
    assert library.problems == ()
    library.marks.mark([library.catalog.resolve("B")], MarkField.STARRED, True)
    library.rebuild()
    assert desk.titles(library, View.starred()) == ["A", "B"]


def test_damaged_lines_in_the_middle_are_named_by_number(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "A", "B", "C")
    for title in "ABC":
        library.marks.mark([library.catalog.resolve(title)], MarkField.STARRED, True)
    library.close()
    lines = desk.paths.journal.read_bytes().splitlines(keepends=True)
    lines[1] = b"rubbish\n"
    desk.paths.journal.write_bytes(b"".join(lines))
    desk.paths.index.unlink()
    desk.forget_journal()
    library = desk.open()
    assert desk.titles(library, View.starred()) == ["A", "C"]
    (problem,) = library.problems
    assert problem == f"{desk.paths.journal}: line 2 is damaged and was left out"


def test_what_was_written_but_not_applied_is_applied_at_the_next_open(
    desk: Desk, library: Library
) -> None:
    desk.add_digest(library, "A", "B")
    library.marks.mark([library.catalog.resolve("A")], MarkField.STARRED, True)
    library.close()
    instance = desk.journal()[0]["instance"]
    heading = Heading("2025-06-01T12:31:00.000000Z", "desk", instance, "x")
    Journal(desk.paths.journal).append(heading, [star("B"), star("A", False)])
    library = desk.open()
    assert desk.titles(library, View.starred()) == ["B"]
    batch = library.marks.undo()
    assert isinstance(batch, MarkChange)
    assert desk.titles(library, View.starred()) == ["A"]
    desk.check()


def test_what_another_wrote_is_applied_before_the_next_mark(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "A", "B")
    Journal(desk.paths.journal).append(HEADING._replace(instance="lap:0"), [star("A")])
    assert library.marks.mark([library.catalog.resolve("A")], MarkField.STARRED, True).papers == ()
    assert desk.titles(library, View.starred()) == ["A"]


@pytest.mark.parametrize("has_record", [True, False])
def test_another_journal_in_its_place_counts_once_the_user_accepts_it(
    desk: Desk, library: Library, has_record: bool
) -> None:
    desk.add_digest(library, "A", "B")
    library.marks.mark(library.catalog.ids(View.all()), MarkField.STARRED, True)
    library.close()
    desk.paths.journal.write_bytes(write_lines(HEADING, [star("B")] * 5))
    if not has_record:
        desk.paths.journal_record.unlink()
    library = desk.open()
    assert desk.titles(library, View.starred()) == ["A", "B"]
    assert "was replaced or changed by another program" in library.read_only
    library.close()
    changes, kept = renew(desk.paths)
    assert changes == 5
    assert [path.name for path in kept] == ["marks.jsonl.index", "marks.jsonl.old"]
    library = desk.open()
    assert (library.read_only, library.problems) == ("", ())
    assert desk.titles(library, View.starred()) == ["B"]
    desk.check()


def test_a_journal_that_vanishes_while_it_is_open_is_not_begun_again(
    desk: Desk, library: Library
) -> None:
    desk.add_digest(library, "A", "B")
    library.marks.mark([library.catalog.resolve("A")], MarkField.STARRED, True)
    desk.paths.journal.rename(desk.paths.data / "away")
    with pytest.raises(LostMarksError, match="is missing"):
        library.marks.mark([library.catalog.resolve("B")], MarkField.STARRED, True)
    assert not desk.paths.journal.exists()
    assert desk.titles(library, View.starred()) == ["A"]
    (desk.paths.data / "away").rename(desk.paths.journal)
    library.marks.mark([library.catalog.resolve("B")], MarkField.STARRED, True)
    assert desk.titles(library, View.starred()) == ["A", "B"]


def test_a_mark_that_is_taken_back_leaves_no_longer_record(
    desk: Desk, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.add_digest(library, "A", "B")
    library.marks.mark([library.catalog.resolve("A")], MarkField.STARRED, True)
    with monkeypatch.context() as patched:

        def fail(*_: object) -> None:
            raise OSError(28, "No space left on device")

        patched.setattr("octavo_model.index.write.marks.meta.put", fail)
        with pytest.raises(OctavoError, match="full"):
            library.marks.mark([library.catalog.resolve("B")], MarkField.STARRED, True)
    library = desk.reopen(library)
    assert library.read_only == ""
    library.marks.mark([library.catalog.resolve("B")], MarkField.STARRED, True)
    assert desk.titles(library, View.starred()) == ["A", "B"]


def test_a_journal_that_is_still_copied_is_not_written_to(desk: Desk, library: Library) -> None:
    desk.add_digest(library, *"ABCDE")
    for title in "ABC":
        library.marks.mark([library.catalog.resolve(title)], MarkField.STARRED, True)
    library.close()
    whole = desk.paths.journal.read_bytes()
    # As on another computer: no index, no record, and two thirds of the journal are there yet.
    desk.paths.index.unlink()
    desk.forget_journal()
    half = whole[: len(whole) * 2 // 3 - 20]
    desk.paths.journal.write_bytes(half)
    library = desk.open()
    for title in "DE":
        library.marks.mark([library.catalog.resolve(title)], MarkField.STARRED, True)
    assert desk.paths.journal.read_bytes() == half
    assert desk.titles(library, View.starred()) == ["A", "D", "E"]
    library = desk.reopen(library)
    assert desk.titles(library, View.starred()) == ["A", "D", "E"]
    desk.paths.journal.write_bytes(whole)
    # A process that has it open learns of it with the next mark, others at the next start.
    library.marks.mark([library.catalog.resolve("E")], MarkField.STARRED, False)
    assert desk.titles(library, View.starred()) == ["A", "B", "C", "D"]
    assert desk.paths.journal.read_bytes() == whole
    library = desk.reopen(library)
    assert (library.read_only, library.problems) == ("", ())
    undone = library.marks.undo()
    assert isinstance(undone, MarkChange)
    assert undone.title == "E"
    library.rebuild()
    assert desk.titles(library, View.starred()) == ["A", "B", "C", "D", "E"]
    desk.check()
    assert Journal.of(desk.paths).size() == sum(
        (desk.paths.data / name).stat().st_size for name in ("marks.jsonl", "marks.2.jsonl")
    )


def test_all_files_of_a_journal_are_in_a_backup_as_one(
    desk: Desk, library: Library, tmp_path: Path
) -> None:
    desk.add_digest(library, *"ABC")
    library.marks.mark([library.catalog.resolve("A")], MarkField.STARRED, True)
    with desk.paths.journal.open("ab") as journal:
        journal.write(b'{"torn": ')
    library.marks.mark([library.catalog.resolve("B")], MarkField.STARRED, True)
    library.marks.mark([library.catalog.resolve("C")], MarkField.STARRED, True)
    assert len(Journal(desk.paths.journal).files()) == 2
    report = library.backup(tmp_path / "b.zip")
    other = Paths.under(tmp_path / "other")
    done = restore(other, tmp_path / "b.zip")
    assert (report.marks, done.marks) == (4, 3)
    assert done.problems == ("marks.jsonl: 1 of its lines are damaged and were left out",)
    with Library.open(other, formats=(Invented(),)) as restored:
        assert restored.catalog.counts(View.starred()).total == 3
        assert restored.problems == ()
    # And one that is there is known to begin with the same.
    library.marks.mark([library.catalog.resolve("A")], MarkField.STARRED, False)
    assert library.backup(tmp_path / "b.zip").older is None


def test_each_damaged_line_is_named_by_its_file(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "marks.jsonl")
    good = write_lines(HEADING, [star("A")])
    journal.path.write_bytes(good + b"bad\n" + good + b'{"torn')
    journal.append(HEADING, [star("B")])
    with (tmp_path / "marks.2.jsonl").open("ab") as file:
        file.write(b"bad\n")
    found = [one for one in journal.sections(len(good)) if isinstance(one, Damaged)]
    assert [(one.path.name, one.number) for one in found] == [
        ("marks.jsonl", 2),
        ("marks.jsonl", 4),
        ("marks.2.jsonl", 2),
    ]


def test_a_byte_order_mark_costs_no_mark(desk: Desk, library: Library) -> None:
    desk.add_digest(library, *"AB")
    library.close()
    desk.paths.journal.write_bytes(
        b"\xef\xbb\xbf" + write_lines(HEADING, [star("A"), star("B")]).replace(b"\n", b"\r\n")
    )
    library = desk.open()
    assert library.problems == ()
    assert desk.titles(library, View.starred()) == ["A", "B"]


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="no limit on file sizes here")
def test_a_mark_that_does_not_fit_the_disk_leaves_the_last_good_state(
    desk: Desk, library: Library
) -> None:
    desk.add_digest(library, "A", "B")
    library.marks.mark([library.catalog.resolve("A")], MarkField.STARRED, True)
    size = desk.paths.journal.stat().st_size
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 50, limits[1]))
    try:
        with pytest.raises(OctavoError, match=r"may not grow|full"):
            library.marks.mark([library.catalog.resolve("B")], MarkField.STARRED, True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert desk.paths.journal.stat().st_size == size
    assert desk.titles(library, View.starred()) == ["A"]
    library.marks.mark([library.catalog.resolve("B")], MarkField.STARRED, True)
    assert desk.titles(desk.reopen(library), View.starred()) == ["A", "B"]


@pytest.mark.skipif(os.geteuid() == 0, reason="permissions do not bind root")
def test_a_journal_that_may_not_be_written_is_a_clear_error(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "A")
    library.marks.mark(library.catalog.ids(View.all()), MarkField.STARRED, True)
    desk.paths.journal.chmod(0o400)
    with pytest.raises(OctavoError, match="no permission"):
        library.marks.mark(library.catalog.ids(View.all()), MarkField.STARRED, False)
    assert desk.titles(library, View.starred()) == ["A"]
