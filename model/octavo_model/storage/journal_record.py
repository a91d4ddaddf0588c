"""What is known of the journal of marks besides itself, so that its loss is noticed.

After each change, the length and the end of each of its files are written to the state folder.
There they survive the loss of the index, and a program that synchronizes the data folder does not
replace them together with the journal. The index knows the same, and so do the daily copies.
"""

from __future__ import annotations

import json
import os
import shlex
import sqlite3
import zlib
from contextlib import closing, suppress
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.errors import OctavoError
from octavo_model.storage.files import PRIVATE_FILE, make_folder, sync, write_all
from octavo_model.storage.versions import CHECKED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import Any

    from octavo_model.storage.journal import Journal

_PIECE = 1 << 20
MEMBER = "marks.jsonl"
"""Name of the journal in a backup and in a daily copy."""


class LostMarksError(OctavoError):
    """The journal lost marks. Nothing is written before the user chose how to go on."""


class Known(NamedTuple):
    """What a file of the journal was when it was last written: its name, length and end."""

    name: str
    size: int
    check: int


class JournalRecord:
    """The record of one journal, written in place.

    Args:
        path: The file of the record.
        folder: The data folder. A record of another folder at the same path does not count.
    """

    def __init__(self, path: Path, folder: Path) -> None:
        self._path = path
        self._folder = folder

    def read(self) -> tuple[list[Known], tuple[int, int]] | None:
        """What is known of each file, and what was dismissed; None if there is no record."""
        try:
            told = json.loads(self._path.read_bytes())
            if told["folder"] != self._folder.stat().st_ino:
                return None
            files = [Known(str(name), int(size), int(check)) for name, size, check in told["files"]]
            offset, check = told["dismissed"]
            return files, (int(offset), int(check))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def write(
        self, files: list[Known], dismissed: tuple[int, int] | None, *, durable: bool = False
    ) -> None:
        """Record ``files``. What was dismissed before stays dismissed.

        A record that cannot be written is not worth an error: the mark itself is kept.
        """
        if dismissed is None:
            before = self.read()
            dismissed = before[1] if before else (0, 0)
        with suppress(OSError):
            told = {"folder": self._folder.stat().st_ino, "files": files, "dismissed": dismissed}
            text = json.dumps(told).encode() + b"\n"
            make_folder(self._path.parent)
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT, PRIVATE_FILE)
            try:
                write_all(descriptor, text)
                os.ftruncate(descriptor, len(text))
                if durable:
                    sync(descriptor)
            finally:
                os.close(descriptor)


def refuse_loss(journal: Journal, offset: int, check: int) -> None:
    """See that ``journal`` still has all that it is known to have had.

    Args:
        journal: The journal.
        offset: How many bytes of it the index has read; 0 if there is no index.
        check: The checksum of their end.

    Raises:
        LostMarksError: It does not; the error names the ways out.
    """
    if journal.is_checked and (found := find_loss(journal, offset, check)):
        raise LostMarksError(*found, ways_out(journal))


def find_loss(journal: Journal, offset: int, check: int) -> tuple[str, str] | None:
    """What of ``journal`` was lost, as a file and words; see `refuse_loss`."""
    from octavo_model.storage.journal import check_of

    record = journal.record.read() if journal.record else None
    sizes = {path.name: size for path, size in journal.files()}
    for known in record[0] if record else ():
        path = journal.path.with_name(known.name)
        if (why := _shorter(sizes.get(known.name), known.size)) is not None:
            return str(path), why
        if check_of(path, known.size) != known.check:
            return str(path), "was replaced or changed by another program"
    size = sum(sizes.values())
    # Else the record knows as much. An index alone cannot tell a copy that grew from a change.
    if offset and (
        record is None
        or (sum(one.size for one in record[0]) < offset and record[1] != (offset, check))
    ):
        if (why := _shorter(size if sizes else None, offset)) is not None:
            return str(journal.path), why
        if journal.check(offset) != check:
            return str(journal.path), "was replaced or changed by another program"
    if record is None and not offset:
        return _lost_since_copy(journal, size if sizes else None)
    return None


def _shorter(size: int | None, known: int) -> str | None:
    """Why a file of ``size`` bytes (None: there is none) is not one that had ``known`` bytes."""
    if known <= (size or 0):
        return None
    if size is None:
        return "is missing"
    return f"lost marks: it has {size:,} of {known:,} bytes" if size else "is empty"


def _lost_since_copy(journal: Journal, size: int | None) -> tuple[str, str] | None:
    """What ``journal`` lost of what the largest daily copy has."""
    copies = copies_of(journal)
    if not copies:
        return None
    largest = max(copies, key=size_of_copy)
    known = size_of_copy(largest)
    if (why := _shorter(size, known)) is not None:
        return str(journal.path), why
    if end_of(journal.pieces(), known) != end_of(pieces_of_copy(largest), known):
        return str(journal.path), "was replaced or changed by another program"
    return None


def size_of_copy(path: Path) -> int:
    """Bytes of the journal in a copy or a backup; 0 where it cannot be read."""
    import zipfile

    try:
        with zipfile.ZipFile(path) as packed:
            return packed.getinfo(MEMBER).file_size
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return 0


def pieces_of_copy(path: Path) -> Iterator[bytes]:
    """The journal in a copy or a backup, as far as it can be read."""
    import zipfile

    readable = (OSError, KeyError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error)
    with suppress(*readable), zipfile.ZipFile(path) as packed, packed.open(MEMBER) as member:
        while piece := member.read(_PIECE):
            yield piece


def end_of(pieces: Iterable[bytes], size: int) -> int:
    """A checksum of the end of the first ``size`` bytes, as `Journal.check`; 0 if there is less."""
    end, left = b"", size
    for piece in pieces:
        end = (end + piece[:left])[-CHECKED:]
        left -= min(left, len(piece))
        if not left:
            return zlib.crc32(end) if size else 0
    return 0


def copies_of(journal: Journal) -> list[Path]:
    """The daily copies, newest first."""
    return sorted((journal.path.parent / "copies").glob("*.zip"), reverse=True)


def beside(journal: Journal) -> list[Path]:
    """Files beside ``journal`` that look like copies of it, as programs that synchronize make."""
    mine = {path for path, _ in journal.files()}
    stem, suffix = journal.path.stem, journal.path.suffix
    found = journal.path.parent.glob(f"{stem}*{suffix}*")
    return sorted(path for path in found if path not in mine and path.is_file())


def ways_out(journal: Journal) -> str:
    """What the user can do about a loss, in words."""
    files = [(path, _lines(pieces_of_copy(path))) for path in copies_of(journal)]
    files += [(path, _lines(_pieces_of_file(path))) for path in beside(journal)]
    ways = [f"octavo restore {shlex.quote(str(path))} ({_changes(lines)})" for path, lines in files]
    if marks := _marks_in_index(journal):
        ways.append(f"octavo journal rebuild (has {marks:,} marks of the index)")
    left = _lines(journal.pieces())
    ways.append(f"octavo journal new (goes on with the {_changes(left)} that are left)")
    return f"nothing is written until you choose: {'; or '.join(ways)}"


def read_by_index(journal: Journal) -> tuple[int, int]:
    """How many bytes of the journal the index has read, and the checksum of their end.

    Zeros if there is no index that can be read.
    """
    told = dict(_asked(journal, "SELECT name, value FROM meta WHERE name LIKE 'journal%'"))
    return told.get("journal_offset", 0), told.get("journal_check", 0)


def _marks_in_index(journal: Journal) -> int:
    found = _asked(journal, "SELECT coalesce(sum(read + starred), 0) FROM keys")
    return sum(count for (count,) in found)


def _asked(journal: Journal, question: str) -> list[tuple[Any, ...]]:
    """What the index beside ``journal`` answers; nothing if it cannot."""
    from octavo_model.index import schema

    try:
        with closing(schema.connect(journal.path.with_name("library.db"), "mode=ro")) as db:
            return db.execute(question).fetchall() if schema.is_ours(db) else []
    except (sqlite3.Error, UnicodeDecodeError):
        return []


def _changes(count: int) -> str:
    return f"{count:,} change{'' if count == 1 else 's'}"


def _pieces_of_file(path: Path) -> Iterator[bytes]:
    with suppress(OSError), path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _lines(pieces: Iterable[bytes]) -> int:
    return sum(piece.count(b"\n") for piece in pieces)
