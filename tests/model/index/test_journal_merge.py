from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.marks import MarkField
from octavo_model.index.journal_merge import corrections, merge
from octavo_model.storage.journal import Journal
from octavo_model.storage.journal_format import (
    Heading,
    JournalRecord,
    Section,
    read_line,
    write_lines,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = "2025-06-01T12:30:00.000Z"
Line = tuple[Heading, JournalRecord]

times = st.sampled_from(["2025-01-01", "2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.000001Z"])
headings = st.builds(
    Heading,
    times,
    st.just("desk"),
    st.sampled_from("ab"),
    st.sampled_from("xy"),
    st.booleans(),
    undo=st.none(),
    redo=st.none() | st.just("z"),
)
changes = st.builds(
    JournalRecord,
    st.sampled_from(["title:a", "title:b", "arxiv:1"]),
    st.sampled_from(["A", "Über 🦉"]),
    st.sampled_from(MarkField),
    st.booleans(),
    st.booleans(),
)
lines = st.tuples(headings, changes)
journals = st.lists(lines, max_size=9)


def written(lines: list[Line]) -> list[bytes]:
    return [write_lines(heading, [change]) for heading, change in lines]


@given(journals, journals)
def test_the_lines_that_are_missing_are_appended_as_they_are(
    mine: list[Line], theirs: list[Line]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder) / "marks.jsonl")
        before = b"".join(written(mine))
        journal.path.write_bytes(before)
        missing = [one for one in dict.fromkeys(theirs) if one not in mine]
        done = merge(journal, lambda: written(theirs))
        assert journal.path.read_bytes() == before + b"".join(written(missing))
        assert (done.gained, done.damaged) == (len(missing), 0)
        assert merge(journal, lambda: written(theirs)).gained == 0
        assert merge(journal, lambda: written(mine)).gained == 0


def test_a_line_that_another_program_wrote_otherwise_is_the_same_line(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "marks.jsonl")
    line = written(
        [(Heading(NOW, "d", "a", "b"), JournalRecord("k", "Ü", MarkField.READ, False, True))]
    )[0]
    other = line.replace(b": ", b":").replace("Ü".encode(), rb"\u00dc")
    assert other != line
    assert merge(journal, lambda: [other.rstrip(), b"\n"]).gained == 1
    assert journal.path.read_bytes() == other
    assert merge(journal, lambda: [line]) == (0, 0)


def test_what_comes_after_a_torn_end_is_whole(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "marks.jsonl")
    first, second = (
        written(
            [(Heading(NOW, "d", "a", "b"), JournalRecord(key, "", MarkField.READ, False, True))]
        )[0]
        for key in ("a", "b")
    )
    journal.path.write_bytes(first[:-9])
    assert merge(journal, lambda: [first, second]).gained == 2
    kept = [part for part in journal.sections() if isinstance(part, Section)]
    assert [change.key for part in kept for change in part.changes] == ["a", "b"]


@pytest.mark.parametrize(
    "before",
    [
        b"",
        b"".join(
            written([(Heading(*"1234"), JournalRecord("k", "", MarkField.READ, False, True))])
        ),
    ],
)
def test_what_breaks_off_leaves_the_journal_as_it_was(tmp_path: Path, before: bytes) -> None:
    journal = Journal(tmp_path / "marks.jsonl")
    journal.path.write_bytes(before)

    def broken() -> Iterator[bytes]:
        for number in range(20_000):
            change = JournalRecord(f"title:{number}", "owls " * 20, MarkField.STARRED, False, True)
            yield write_lines(Heading(NOW, "desk", "a", "b"), [change])
        raise EOFError

    with pytest.raises(EOFError):
        merge(journal, broken)
    assert journal.path.read_bytes() == before


# A batch marks each paper once.
@given(st.lists(lines, max_size=9, unique_by=lambda line: (line[0], line[1].key, line[1].field)))
def test_corrections_make_the_last_line_the_last_by_time(some: list[Line]) -> None:
    found = corrections(lambda: some)
    assert [read_line(one.rstrip()) for one in written(found)] == found
    last = {(one.key, one.field): one.after for _, one in some}
    by_time = sorted([*some, *found], key=lambda line: (moment(line[0].time), line[1].after))
    assert {(one.key, one.field): one.after for _, one in by_time} == last
    # They are the same wherever they are made, and there is nothing more to correct.
    assert corrections(lambda: some) == found
    assert corrections(lambda: [*some, *found]) == []


def moment(time: str) -> dt.datetime:
    return dt.datetime.fromisoformat(time).replace(tzinfo=dt.UTC)
