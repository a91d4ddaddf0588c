"""Loss of marks: a journal that is shorter than it was, or was replaced, and what to do about it.

The recorded state of the journal, the index and the daily backups know what the journal was. A
journal that lost marks is not written to until the user has chosen how to continue.
"""

from __future__ import annotations

import shlex
import sqlite3
import zlib
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from octavo_model.storage.failures import UnwritableError
from octavo_model.storage.files import pieces
from octavo_model.storage.journal import check_of
from octavo_model.storage.versions import APPLICATION_ID, CHECKED, SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import Any

    from octavo_model.storage.journal import Journal

MEMBER = "marks.jsonl"
"""Name of the journal in a backup."""


class LostMarksError(UnwritableError):
    """The journal lost marks. Nothing is written before the user has chosen how to continue."""


def refuse_loss(journal: Journal, offset: int, check: int) -> None:
    """Raise `LostMarksError`, with the options of the user, if ``journal`` lost marks.

    ``offset`` is how many bytes of it the index has applied, ``check`` the checksum of their end;
    both are 0 without an index.
    """
    if journal.is_checked and (loss := find_loss(journal, offset, check)):
        raise LostMarksError(*loss, recovery_options(journal))


def find_loss(journal: Journal, offset: int, check: int) -> tuple[str, str] | None:
    """Return the file that lost marks, and how; see `refuse_loss`."""
    record = journal.state.read_state() if journal.state else None
    sizes = {path.name: size for path, size in journal.files()}
    for known in record[0] if record else ():
        path = journal.path.with_name(known.name)
        if (why := _shorter(sizes.get(known.name), known.size)) is not None:
            return str(path), why
        if check_of(path, known.size) != known.check:
            return str(path), "was replaced or changed by another program"
    size = sum(sizes.values())
    # A record that knows more than the index was compared above.
    if offset and (
        record is None
        or (sum(file.size for file in record[0]) < offset and record[1] != (offset, check))
    ):
        if (why := _shorter(size if sizes else None, offset)) is not None:
            return str(journal.path), why
        if journal.check(offset) != check:
            return str(journal.path), "was replaced or changed by another program"
    if record is None and not offset:
        return _lost_since_backup(journal, size if sizes else None)
    return None


def _shorter(size: int | None, known: int) -> str | None:
    """Return why a file of ``size`` bytes (None if missing) is not one that had ``known`` bytes."""
    if known <= (size or 0):
        return None
    if size is None:
        return "is missing"
    return f"lost marks: it has {size:,} of {known:,} bytes" if size else "is empty"


def _lost_since_backup(journal: Journal, size: int | None) -> tuple[str, str] | None:
    """Return what ``journal`` lost of what the largest daily backup has."""
    backups = daily_backups(journal)
    if not backups:
        return None
    largest = max(backups, key=size_in_backup)
    known = size_in_backup(largest)
    if (why := _shorter(size, known)) is not None:
        return str(journal.path), why
    if _check_of_chunks(journal.chunks(), known) != _check_of_chunks(_in_backup(largest), known):
        return str(journal.path), "was replaced or changed by another program"
    return None


def size_in_backup(path: Path) -> int:
    """Return the size of the journal in a backup; 0 if it cannot be read."""
    import zipfile

    try:
        with zipfile.ZipFile(path) as packed:
            return packed.getinfo(MEMBER).file_size
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return 0


def _in_backup(path: Path) -> Iterator[bytes]:
    """Yield the journal in a backup, as far as it can be read."""
    import zipfile

    readable = (OSError, KeyError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error)
    with suppress(*readable), zipfile.ZipFile(path) as packed, packed.open(MEMBER) as member:
        yield from pieces(member)


def _check_of_chunks(chunks: Iterable[bytes], size: int) -> int:
    """Return the checksum of the first ``size`` bytes, as `check_of` does; 0 if there are fewer."""
    end, left = b"", size
    for chunk in chunks:
        end = (end + chunk[:left])[-CHECKED:]
        left -= min(left, len(chunk))
        if not left:
            return zlib.crc32(end) if size else 0
    return 0


def daily_backups(journal: Journal) -> list[Path]:
    """Return the daily backups, newest first."""
    return sorted((journal.path.parent / "copies").glob("*.zip"), reverse=True)


def conflict_copies(journal: Journal) -> list[Path]:
    """Return files that look like copies of ``journal``, as programs that synchronize make them."""
    own = {path for path, _ in journal.files()}
    stem, suffix = journal.path.stem, journal.path.suffix
    paths = journal.path.parent.glob(f"{stem}*{suffix}*")
    return sorted(path for path in paths if path not in own and path.is_file())


def recovery_options(journal: Journal) -> str:
    """Return what the user can do about a loss, as a hint."""
    files = [(path, _lines(_in_backup(path))) for path in daily_backups(journal)]
    files += [(path, _lines(_in_file(path))) for path in conflict_copies(journal)]
    options = [
        f"octavo restore {shlex.quote(str(path))} ({many(count, 'change')})"
        for path, count in files
    ]
    if known := _known_by_index(journal):
        options.append(f"octavo journal rebuild (has {known} of the index)")
    left = _lines(journal.chunks())
    options.append(f"octavo journal new (continues with the {many(left, 'change')} that are left)")
    return f"nothing is written until you choose: {'; or '.join(options)}"


def position_of_index(journal: Journal) -> tuple[int, int]:
    """Return how many bytes of the journal the index has applied, and the checksum of their end.

    They are 0 without a readable index.
    """
    numbers = dict(_ask_index(journal, "SELECT name, value FROM meta WHERE name LIKE 'journal%'"))
    return numbers.get("journal_offset", 0), numbers.get("journal_check", 0)


def _known_by_index(journal: Journal) -> str:
    """Return how many marks, views, tags, notes and other changes the index has; empty if none."""
    named = ("view", "tag", "note")
    those = "SELECT count(*) FROM properties WHERE value != 'null' AND name"
    counts = {
        "mark": "SELECT coalesce(sum(read + starred + (verdict > 0)), 0) FROM keys",
        **{name: f"{those} = '{name}'" for name in named},
        "other change": f"{those} NOT IN {named}",
    }
    found = [(count, what) for what, sql in counts.items() for (count,) in _ask_index(journal, sql)]
    return " and ".join(many(count, what) for count, what in found if count)


def _ask_index(journal: Journal, sql: str) -> list[tuple[Any, ...]]:
    """Return the rows of the index beside ``journal``; no rows if it cannot be read."""
    index = journal.path.absolute().with_name("library.db").as_uri()
    versions = (("application_id", APPLICATION_ID), ("user_version", SCHEMA))
    try:
        with closing(sqlite3.connect(f"{index}?mode=ro", uri=True)) as db:
            if any(db.execute(f"PRAGMA {name}").fetchone() != (value,) for name, value in versions):
                return []
            return db.execute(sql).fetchall()
    except (sqlite3.Error, UnicodeDecodeError):
        return []


def many(count: int, what: str) -> str:
    """Return how many there are: ``1 mark``, ``2 marks``."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _in_file(path: Path) -> Iterator[bytes]:
    with suppress(OSError), path.open("rb") as file:
        yield from pieces(file)


def _lines(chunks: Iterable[bytes]) -> int:
    return sum(chunk.count(b"\n") for chunk in chunks)
