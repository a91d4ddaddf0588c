from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.journal import Change, Heading, Journal, Section, write_lines
from octavo_model.marks import Field
from octavo_model.merging_journals import RESTORED, merge

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = "2025-06-01T12:30:00.000Z"
Line = tuple[Heading, Change]
Marks = dict[tuple[str, Field], tuple[str, bool]]

headings = st.sampled_from(["2025", "2026", "2027"]).map(lambda time: Heading(time, "d", "a", "b"))
changes = st.builds(
    Change,
    st.sampled_from(["title:a", "title:b", "arxiv:1"]),
    st.sampled_from(["A", "Über 🦉"]),
    st.sampled_from(Field),
    st.booleans(),
    st.booleans(),
)
journals = st.lists(st.tuples(headings, changes), max_size=9)


def written(lines: list[Line]) -> list[bytes]:
    return [write_lines(heading, [change]) for heading, change in lines]


def last(lines: list[Line]) -> Marks:
    return {(one.key, one.field): (heading.time, one.after) for heading, one in lines}


def standing(journal: Journal) -> dict[tuple[str, Field], bool]:
    marks = {}
    for part in journal.sections():
        assert isinstance(part, Section)
        for one in part.changes:
            marks[one.key, one.field] = one.after
    return marks


@given(journals, journals)
def test_each_mark_becomes_what_it_was_made_last(mine: list[Line], theirs: list[Line]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder) / "marks.jsonl")
        before = b"".join(written(mine))
        journal.path.write_bytes(before)
        done = merge(journal, written(theirs), NOW, "desk")
        after = journal.path.read_bytes()
        assert after.startswith(before)
        assert done.damaged == 0
        if not mine:
            assert (after, done.gained) == (b"".join(written(theirs)), len(theirs))
            return
        wanted = {key: value for key, (_, value) in last(mine).items()}
        for key, (time, value) in last(theirs).items():
            if (key in wanted and time > last(mine)[key][0]) or (key not in wanted and value):
                wanted[key] = value
        assert standing(journal) == wanted
        added = list(journal.sections(len(before)))
        assert len(added) <= 1
        assert done.gained == sum(len(one.changes) for one in added if isinstance(one, Section))
        for one in added:
            assert isinstance(one, Section)
            assert one.heading == Heading(NOW, "desk", RESTORED, f"{RESTORED}/{len(before)}")
            assert all(change.before is not change.after for change in one.changes)
        assert merge(journal, written(theirs), NOW, "desk").gained == 0


@pytest.mark.parametrize(
    "before",
    [b"", b"".join(written([(Heading(*"1234"), Change("k", "", Field.READ, False, True))]))],
)
def test_what_breaks_off_leaves_the_journal_as_it_was(tmp_path: Path, before: bytes) -> None:
    journal = Journal(tmp_path / "marks.jsonl")
    journal.path.write_bytes(before)

    def broken() -> Iterator[bytes]:
        for number in range(20_000):
            change = Change(f"title:{number}", "owls " * 20, Field.STARRED, False, True)
            yield write_lines(Heading(NOW, "desk", "a", "b"), [change])
        raise EOFError

    with pytest.raises(EOFError):
        merge(journal, broken(), NOW, "desk")
    assert journal.path.read_bytes() == before
