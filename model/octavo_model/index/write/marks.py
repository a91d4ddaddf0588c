"""Marks as they stand: each is what the last change by time made it, wherever its line is.

So lines that a restore appends late, or that come in another order, give the same marks. Of two
changes of the same time, the one that sets the mark counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.core.dates import micros
from octavo_model.core.identity import is_edition
from octavo_model.core.views import Field
from octavo_model.index import keys as names
from octavo_model.index import meta
from octavo_model.index.write import undo
from octavo_model.storage.journal import Damaged
from octavo_model.storage.journal_record import refuse_loss

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Sequence

    from octavo_model.storage.journal import Change, Heading, Journal

_AT_ONCE = 50_000
_LARGEST = 32 << 20


def _per_field(sql: str) -> dict[Field, str]:
    return {field: sql.replace("FIELD", field.value) for field in Field}


_SET_PAPERS = _per_field("UPDATE papers SET FIELD = ? WHERE id IN (SELECT value FROM json_each(?))")
_SET_DIGESTS = {
    Field.READ: "UPDATE digests SET unread = unread - ? WHERE id = ?",
    Field.STARRED: "UPDATE digests SET starred = starred + ? WHERE id = ?",
}
_SET_KEYS = _per_field(
    "UPDATE keys SET FIELD = ?, FIELD_time = ? WHERE id IN (SELECT value FROM json_each(?))"
)
_SET_IF_LATER = _per_field(
    "UPDATE keys SET FIELD = ?1, FIELD_time = ?2 WHERE hash = ?3 AND key = ?4"
    " AND (FIELD_time < ?2 OR (FIELD_time = ?2 AND FIELD < ?1))"
)
_NOTE = (
    "INSERT OR REPLACE INTO changes (batch, field, key, after)"
    " SELECT ?, ?, value, ? FROM json_each(?)"
)
_NOTE_BY_NAME = (
    "INSERT OR REPLACE INTO changes (batch, field, after, key)"
    " SELECT ?, ?, ?, id FROM keys WHERE hash = ? AND key = ?"
)
# A paper is marked if any of its keys is.
_DIFFERING = _per_field(
    "SELECT papers.id, max(keys.FIELD) AS wanted FROM papers"
    " CROSS JOIN keys ON keys.paper = papers.id WHERE papers.id IN ("
    f"SELECT paper FROM {names.ASKED})"
    " GROUP BY papers.id HAVING wanted != papers.FIELD"
)
_TO_SET = _per_field(
    "SELECT papers.id, keys.id, keys.key, title, 0, 1 FROM json_each(?1)"
    " CROSS JOIN papers ON papers.id = json_each.value"
    " CROSS JOIN keys ON keys.id = papers.key WHERE NOT papers.FIELD"
)
# Who has read a paper that was revised since has not read the revision.
_TO_SET[Field.READ] += (
    " UNION ALL SELECT papers.id, keys.id, keys.key, title, 0, 0 FROM json_each(?1)"
    " CROSS JOIN papers ON papers.id = json_each.value"
    " CROSS JOIN keys ON keys.id = papers.edition WHERE NOT keys.read"
)
_TO_CLEAR = _per_field(
    "SELECT papers.id, keys.id, keys.key, title, 1, 1 FROM json_each(?)"
    " CROSS JOIN papers ON papers.id = json_each.value"
    " CROSS JOIN keys ON keys.paper = papers.id WHERE papers.FIELD AND keys.FIELD"
)

Pending = tuple[int | None, int, str, str, int, int]
"""A mark that is to change; a plain tuple, for there may be one for each paper of a library.

The paper it is of, None where the library has none of that key; the number of the key; the key;
the title of the paper; what the mark is; and whether the paper changes with this key alone, else
that has to be derived.
"""


def set_papers(db: sqlite3.Connection, field: Field, value: bool, papers: Collection[int]) -> None:
    """Give ``papers``, none of which has it yet, this ``value``; counters follow."""
    if not papers:
        return
    ids = meta.as_set(papers)
    db.execute(_SET_PAPERS[field], (value, ids))
    sign = 1 if value else -1
    touched = db.execute(
        "SELECT count(*), digest FROM json_each(?)"
        " CROSS JOIN entries ON entries.paper = json_each.value GROUP BY digest",
        (ids,),
    ).fetchall()
    db.executemany(_SET_DIGESTS[field], [(sign * number, digest) for number, digest in touched])
    if field is Field.READ:
        meta.add(db, "unread", -sign * len(papers))
    else:
        meta.add(db, "starred", sign * len(papers))


def derive(db: sqlite3.Connection, field: Field, keys: Iterable[str]) -> list[int]:
    """Let the papers that ``keys`` lead to be what their keys say.

    Returns:
        The papers that changed.
    """
    differing = db.execute(_DIFFERING[field], (names.asked(db, keys),)).fetchall()
    for value in (False, True):
        set_papers(db, field, value, [paper for paper, wanted in differing if wanted == value])
    return [paper for paper, _ in differing]


def to_change(
    db: sqlite3.Connection, papers: Iterable[int], field: Field, value: bool
) -> list[Pending]:
    """What has to change so that ``papers`` have this ``value``, in their order.

    To set a mark, the present key of a paper is marked, and to mark it as read that of its latest
    revision too; to clear it, every key that carries it.
    """
    sql = (_TO_SET if value else _TO_CLEAR)[field]
    found: list[Pending] = db.execute(sql, (meta.as_set(dict.fromkeys(papers)),)).fetchall()
    return found


def apply(
    db: sqlite3.Connection,
    field: Field,
    changes: Sequence[Pending],
    batch: int,
    time: int,
    *,
    auto: bool,
) -> list[int]:
    """Turn each of ``changes`` round, as ``batch``; an automatic one can't be undone.

    ``time`` is later than that of any change in the journal.

    Returns:
        The papers that changed.
    """
    changed: list[int] = []
    apart: list[tuple[int | None, str]] = []
    for before in (0, 1):
        some = [one for one in changes if one[4] == before]
        if not some:
            continue
        # In the order of the tables: of very many, neighbours are changed one after another.
        keys = meta.as_set(sorted([key for _, key, *_ in some]))
        db.execute(_SET_KEYS[field], (not before, time, keys))
        if not auto:
            db.execute(_NOTE, (batch, field.value, not before, keys))
        papers = {
            paper: None for paper, _, _, _, _, follows in some if follows and paper is not None
        }
        set_papers(db, field, not before, sorted(papers))
        changed += papers
        apart += [(paper, key) for paper, _, key, _, _, follows in some if not follows]
    if apart:
        changed += derive(db, field, [key for _, key in apart])
    # A paper changes with the mark of its revision even where its own stays.
    changed += [paper for paper, key in apart if paper is not None and is_edition(key)]
    return list(dict.fromkeys(changed))


def moved_on(db: sqlite3.Connection, journal: Journal, offset: int, time: int) -> None:
    """Remember that the journal is applied up to byte ``offset``, its lines up to ``time``."""
    meta.put(db, "journal_offset", offset)
    meta.put(db, "journal_check", journal.check(offset))
    meta.put(db, "journal_time", max(time, meta.get(db, "journal_time")))
    journal.remember()


def is_known(db: sqlite3.Connection, journal: Journal) -> bool:
    """Whether the journal still begins with what has been applied."""
    offset = meta.get(db, "journal_offset")
    return journal.size() >= offset and journal.check(offset) == meta.get(db, "journal_check")


def catch_up(db: sqlite3.Connection, journal: Journal) -> list[str]:
    """Apply what others, or a process that died, have written to the journal.

    All marks are derived again if a file of the journal grew before its end, as when the copying of
    it goes on, or if the user accepted a journal that is not the one applied before.

    Returns:
        What was wrong with it, in words.

    Raises:
        LostMarksError: Marks are missing in it, and the user has not accepted that.
    """
    offset = meta.get(db, "journal_offset")
    refuse_loss(journal, offset, meta.get(db, "journal_check"))
    size = journal.size()
    problems: list[str] = []
    if not is_known(db, journal):
        _forget(db)
        offset = 0
    elif size == offset:
        return problems
    found, latest = _replay(db, journal, offset, size)
    problems += found
    moved_on(db, journal, size, latest)
    return problems


def _forget(db: sqlite3.Connection) -> None:
    """Be as if nothing had ever been marked."""
    db.execute("DELETE FROM changes")
    db.execute("DELETE FROM batches")
    db.execute("DELETE FROM keys WHERE paper IS NULL")
    db.execute("UPDATE keys SET read = 0, starred = 0, read_time = 0, starred_time = 0")
    db.execute("UPDATE papers SET read = 0, starred = 0 WHERE read OR starred")
    db.execute("UPDATE digests SET unread = total, starred = 0")
    meta.put(db, "unread", meta.get(db, "papers"))
    meta.put(db, "starred", 0)
    meta.put(db, "journal_time", 0)


def _replay(
    db: sqlite3.Connection, journal: Journal, start: int, end: int
) -> tuple[list[str], int]:
    """Apply what stands from ``start`` to ``end``.

    Returns:
        What was wrong with it, in words, and the latest time of its lines.
    """
    damaged: list[Damaged] = []
    pending: list[_Applied] = []
    heading: Heading | None = None
    batch, size, time, latest = start, 0, 0, 0
    for part in journal.sections(start, end):
        if isinstance(part, Damaged):
            damaged.append(part)
            continue
        if part.heading != heading:  # else a damaged line split the batch
            heading = part.heading
            batch = undo.note_batch(db, heading, part.start)
            time = micros(heading.time)
            latest = max(latest, time)
        pending += [(change, batch, time, heading.auto) for change in part.changes]
        size += part.end - part.start
        if len(pending) >= _AT_ONCE or size >= _LARGEST:
            _settle(db, pending)
            size = 0
    _settle(db, pending)
    problems = [f"{one.path}: line {one.number} is damaged and was left out" for one in damaged]
    return problems, latest


_Applied = tuple["Change", int, int, bool]
"""A change, the number of its batch, its time, and whether no key press asked for it."""


def _settle(db: sqlite3.Connection, pending: list[_Applied]) -> None:
    hashes = names.hashes_of_keys(db, {change.key for change, *_ in pending})
    db.execute(names.ADD_KEYS, (names.asked(db, hashes),))
    for field in Field:
        last: dict[str, tuple[int, bool]] = {}
        for change, _, time, _ in pending:
            if change.field is field:
                found = (time, change.after)
                last[change.key] = max(found, last.get(change.key, found))
        db.executemany(
            _SET_IF_LATER[field],
            [(after, time, hashes[key], key) for key, (time, after) in last.items()],
        )
        derive(db, field, last)
    db.executemany(
        _NOTE_BY_NAME,
        [
            (batch, change.field.value, change.after, hashes[change.key], change.key)
            for change, batch, _, auto in pending
            if not auto
        ],
    )
    pending.clear()
