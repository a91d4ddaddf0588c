"""Marks, and the replay of the journal: the last change by time counts, wherever its line is.

So lines that a restore appends later, or in another order, give the same marks. Of two changes at
the same time, the one that sets the mark counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.core.changes import Property
from octavo_model.core.dates import micros
from octavo_model.core.identity import is_edition
from octavo_model.core.marks import MarkField
from octavo_model.index import keys as key_index
from octavo_model.index import meta
from octavo_model.index.write import effects, properties, undo
from octavo_model.storage.journal_format import Damaged
from octavo_model.storage.journal_loss import refuse_loss

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Sequence

    from octavo_model.index.write.properties import Changed
    from octavo_model.index.write.undo import Pending
    from octavo_model.storage.journal import Journal
    from octavo_model.storage.journal_format import Heading, JournalRecord

_TABLES = (
    "changes", "batches", "properties", "property_changes", "view_imports", "tags", "notes",
)  # fmt: skip
"""What the journal fills, besides the marks of keys and papers."""
_AT_ONCE = 50_000
_LARGEST = 32 << 20


def _per_field(sql: str) -> dict[MarkField, str]:
    return {field: sql.replace("FIELD", field.value) for field in MarkField}


_SET_PAPERS = _per_field("UPDATE papers SET FIELD = ? WHERE id IN (SELECT value FROM json_each(?))")
_SET_DIGESTS = {
    MarkField.READ: "UPDATE digests SET unread = unread - ? WHERE id = ?",
    MarkField.STARRED: "UPDATE digests SET starred = starred + ? WHERE id = ?",
}
# Both sides of the comparison are as of now: the verdict of the latest change counts.
_LATEST_VERDICT = (
    "SELECT verdict FROM keys WHERE keys.paper = papers.id ORDER BY verdict_time DESC, verdict DESC"
    " LIMIT 1"
)
_SET_KEYS = _per_field(
    "UPDATE keys SET FIELD = ?, FIELD_time = ? WHERE id IN (SELECT value FROM json_each(?))"
)
_SET_IF_LATER = _per_field(
    "UPDATE keys SET FIELD = ?1, FIELD_time = ?2 WHERE hash = ?3 AND key = ?4"
    " AND (FIELD_time < ?2 OR (FIELD_time = ?2 AND FIELD < ?1))"
)
_NOTE = (
    "INSERT OR REPLACE INTO changes (batch, field, key, before, after)"
    " SELECT ?, ?, value, ?, ? FROM json_each(?)"
)
_NOTE_BY_NAME = (
    "INSERT OR REPLACE INTO changes (batch, field, before, after, key)"
    " SELECT ?, ?, ?, ?, id FROM keys WHERE hash = ? AND key = ?"
)
# A paper is marked if any of its keys is; of their verdicts the latest counts.
_DIFFERING = _per_field(
    "SELECT papers.id, max(keys.FIELD) AS wanted FROM papers"
    " CROSS JOIN keys ON keys.paper = papers.id WHERE papers.id IN ("
    f"SELECT paper FROM {key_index.ASKED})"
    " GROUP BY papers.id HAVING wanted != papers.FIELD"
)
_DIFFERING[MarkField.VERDICT] = (
    f"SELECT id, ({_LATEST_VERDICT}) AS wanted FROM papers"
    f" WHERE id IN (SELECT paper FROM {key_index.ASKED}) AND wanted != papers.verdict"
)
_TO_SET = _per_field(
    "SELECT papers.id, keys.id, keys.key, title, keys.FIELD, ?2, 1 FROM json_each(?1)"
    " CROSS JOIN papers ON papers.id = json_each.value"
    " CROSS JOIN keys ON keys.id = papers.key WHERE papers.FIELD != ?2"
)
# A paper that was read and then revised has an unread revision.
_TO_SET[MarkField.READ] += (
    " UNION ALL SELECT papers.id, keys.id, keys.key, title, 0, 1, 0 FROM json_each(?1)"
    " CROSS JOIN papers ON papers.id = json_each.value"
    " CROSS JOIN keys ON keys.id = papers.edition WHERE NOT keys.read"
)
_TO_CLEAR = _per_field(
    "SELECT papers.id, keys.id, keys.key, title, keys.FIELD, 0, 1 FROM json_each(?1)"
    " CROSS JOIN papers ON papers.id = json_each.value"
    " CROSS JOIN keys ON keys.paper = papers.id WHERE papers.FIELD AND keys.FIELD"
)


def set_papers(
    db: sqlite3.Connection, field: MarkField, value: int, papers: Collection[int]
) -> None:
    """Set a mark of ``papers`` to ``value``, which none of them has, and update the counters."""
    if not papers:
        return
    ids = meta.as_set(papers)
    db.execute(_SET_PAPERS[field], (value, ids))
    if field is MarkField.VERDICT:
        return  # it has no counter: see `octavo_model.index.counts`
    sign = 1 if value else -1
    touched = db.execute(
        "SELECT count(*), digest FROM json_each(?)"
        " CROSS JOIN entries ON entries.paper = json_each.value GROUP BY digest",
        (ids,),
    ).fetchall()
    db.executemany(_SET_DIGESTS[field], [(sign * number, digest) for number, digest in touched])
    if field is MarkField.READ:
        meta.add(db, "unread", -sign * len(papers))
    else:
        meta.add(db, "starred", sign * len(papers))


def derive(db: sqlite3.Connection, field: MarkField, keys: Iterable[str]) -> list[int]:
    """Derive a mark of the papers of ``keys`` from all of their keys; return the changed papers."""
    differing = db.execute(_DIFFERING[field], (key_index.asked(db, keys),)).fetchall()
    for value in {wanted for _, wanted in differing}:
        set_papers(db, field, value, [paper for paper, wanted in differing if wanted == value])
    return [paper for paper, _ in differing]


def to_change(
    db: sqlite3.Connection, papers: Iterable[int], field: MarkField, value: int
) -> list[Pending]:
    """Return what must change so that ``papers`` have this ``value``, in their order.

    To set a mark, the current key of a paper is marked, and to mark it read, also that of its
    latest revision; to clear it, every key that has it.
    """
    sql = (_TO_SET if value else _TO_CLEAR)[field]
    ids = meta.as_set(dict.fromkeys(papers))
    pending: list[Pending] = db.execute(sql, (ids, value) if value else (ids,)).fetchall()
    return pending


def apply(
    db: sqlite3.Connection,
    field: MarkField,
    changes: Sequence[Pending],
    batch: int,
    heading: Heading,
) -> list[int]:
    """Make ``changes`` as ``batch``, and return the changed papers.

    An automatic batch cannot be undone. Its time is later than that of any change in the journal.
    """
    time = micros(heading.time)
    changed: list[int] = []
    apart: list[tuple[int | None, str]] = []
    alike: dict[tuple[int, int], list[Pending]] = {}
    for change in changes:
        alike.setdefault(change[4:6], []).append(change)
    for (before, after), same in alike.items():
        # Sorted, as in the table: very many changes then touch each page once.
        keys = meta.as_set(sorted([key for _, key, *_ in same]))
        db.execute(_SET_KEYS[field], (after, time, keys))
        if not heading.auto:
            db.execute(_NOTE, (batch, field.value, before, after, keys))
        papers = {paper: None for paper, *_, follows in same if follows and paper is not None}
        set_papers(db, field, after, sorted(papers))
        changed += papers
        apart += [(paper, key) for paper, _, key, *_, follows in same if not follows]
    if apart:
        changed += derive(db, field, [key for _, key in apart])
    # A paper changes with the mark of its revision even if its own stays.
    changed += [paper for paper, key in apart if paper is not None and is_edition(key)]
    return list(dict.fromkeys(changed))


def set_properties(
    db: sqlite3.Connection, heading: Heading, batch: int, changes: Iterable[JournalRecord]
) -> None:
    """Apply changes of properties, and what follows from them."""
    effects.follow(db, properties.apply(db, heading, batch, changes))


def set_position(db: sqlite3.Connection, journal: Journal, offset: int, time: int) -> None:
    """Record that the journal is applied up to byte ``offset``, its lines up to ``time``."""
    meta.put(db, "journal_offset", offset)
    meta.put(db, "journal_check", journal.check(offset))
    meta.put(db, "journal_time", max(time, meta.get(db, "journal_time")))
    journal.remember()


def is_known(db: sqlite3.Connection, journal: Journal) -> bool:
    """Return whether the journal still starts with what has been applied."""
    offset = meta.get(db, "journal_offset")
    return journal.size() >= offset and journal.check(offset) == meta.get(db, "journal_check")


def catch_up(db: sqlite3.Connection, journal: Journal) -> list[str]:
    """Apply what other processes have written to the journal.

    All marks are derived again if a file before the last one grew, as one that is still copied
    does, or if the user accepted another journal. It returns a message for each damaged line, and
    raises `LostMarksError` if marks are missing and the user has not accepted that.
    """
    offset = meta.get(db, "journal_offset")
    refuse_loss(journal, offset, meta.get(db, "journal_check"))
    size = journal.size()
    before: list[Changed] = []
    if not is_known(db, journal):
        before = properties.every_set(db)
        _remove_all(db)
        offset = 0
    elif size == offset:
        return []
    problems, latest = _replay(db, journal, offset, size)
    gone = [one for one in before if properties.value_of(db, one.name, one.key) is None]
    effects.follow(db, [one._replace(now=None) for one in gone])
    set_position(db, journal, size, latest)
    return problems


def _remove_all(db: sqlite3.Connection) -> None:
    """Remove all marks and properties."""
    for table in _TABLES:
        db.execute(f"DELETE FROM {table}")
    db.execute("DELETE FROM keys WHERE paper IS NULL")
    for field in MarkField:
        db.execute(f"UPDATE keys SET {field} = 0, {field}_time = 0")
        db.execute(f"UPDATE papers SET {field} = 0 WHERE {field}")
    db.execute("UPDATE digests SET unread = total, starred = 0")
    meta.put(db, "unread", meta.get(db, "papers"))
    meta.put(db, "starred", 0)
    meta.put(db, "journal_time", 0)


def _replay(
    db: sqlite3.Connection, journal: Journal, start: int, end: int
) -> tuple[list[str], int]:
    """Apply a part of the journal; return messages for damaged lines, and the latest time."""
    problems: list[str] = []
    pending: list[_Applied] = []
    heading: Heading | None = None
    batch, size, time, latest = start, 0, 0, 0
    for part in journal.sections(start, end):
        if isinstance(part, Damaged):
            problems.append(f"{part.path}: line {part.number} is damaged and was left out")
            continue
        if part.heading != heading:  # else a damaged line split the batch
            heading = part.heading
            batch = undo.note_batch(db, heading, part.start)
            time = micros(heading.time)
            latest = max(latest, time)
        pending += [
            (change, batch, time, heading.auto)
            for change in part.changes
            if isinstance(change.field, MarkField)
        ]
        others = [change for change in part.changes if isinstance(change.field, Property)]
        if others:
            set_properties(db, heading, batch, others)
        size += part.end - part.start
        if len(pending) >= _AT_ONCE or size >= _LARGEST:
            _apply_pending(db, pending)
            size = 0
    _apply_pending(db, pending)
    return problems, latest


_Applied = tuple["JournalRecord", int, int, bool]
"""A change, the number of its batch, its time, and whether it was automatic."""


def _apply_pending(db: sqlite3.Connection, pending: list[_Applied]) -> None:
    hashes = key_index.hashes_of_keys(db, {change.key for change, *_ in pending})
    db.execute(key_index.ADD_KEYS, (key_index.asked(db, hashes),))
    for field in MarkField:
        last: dict[str, tuple[int, int]] = {}
        for change, _, time, _ in pending:
            if change.field is field:
                value = (time, change.after)
                last[change.key] = max(value, last.get(change.key, value))
        db.executemany(
            _SET_IF_LATER[field],
            [(after, time, hashes[key], key) for key, (time, after) in last.items()],
        )
        derive(db, field, last)
    db.executemany(
        _NOTE_BY_NAME,
        [
            (batch, change.field, change.before, change.after, hashes[change.key], change.key)
            for change, batch, _, auto in pending
            if not auto
        ],
    )
    pending.clear()
