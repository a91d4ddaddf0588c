"""The journal of marks: append-only, one JSON object a line, the truth about every mark.

A line tells one change: ``time`` (UTC), ``machine``, ``instance``, ``batch`` (all lines of one
action share it), ``key`` and ``title`` of the paper, ``field`` (``read`` or ``starred``),
``before`` and ``after``. An automatic change says ``"auto": true``, one that takes another
batch back ``"undo": BATCH``, one that brings it again ``"redo": BATCH``.

The last change by time counts, wherever its line is. A new line is never older than one that is
there (`octavo_model.core.dates.time_after`), and the lines of other journals may be appended in any
order (`octavo_model.index.write.journal_merge`).

A file whose last line has no end may still be copied by another program, so nothing is appended to
it: the next line starts ``marks.2.jsonl``, and so on. All files together, in the order of their
numbers, are the journal, and a byte offset counts through all of them.
"""

from __future__ import annotations

import json
import os
import re
import zlib
from json.encoder import encode_basestring
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from octavo_model.core.views import MarkField
from octavo_model.storage.files import (
    LARGEST_JOURNAL,
    is_writable,
    lines_at_once,
    may_hold_halves,
    open_regular,
    open_to_read,
    size_of,
    sync,
    sync_folder,
    write_all,
)
from octavo_model.storage.journal_record import JournalRecord, Known
from octavo_model.storage.versions import CHECKED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from octavo_model.storage.data_folder import Paths

_PIECE = 1 << 20
_BOM = b"\xef\xbb\xbf"
_LONGEST_LINE = 1 << 20
_LARGEST_SECTION = 8 << 20
_FIELDS = {one.value: one for one in MarkField}


class Change(NamedTuple):
    """One mark of one key, set or taken away.

    Attributes:
        key: Key of the paper.
        title: Its title, for whoever reads the journal.
        field: What was marked.
        before: What it was.
        after: What it is.
    """

    key: str
    title: str
    field: MarkField
    before: bool
    after: bool


Told = tuple[str, str, MarkField, bool, bool]
"""What a `Change` holds: where very many are written, plain tuples will do."""


class Heading(NamedTuple):
    """What the lines of one batch have in common.

    Attributes:
        time: As `octavo_model.core.dates.stamp` writes it.
        machine: Name of the computer.
        instance: Which Octavo did it; undo is each instance's own.
        batch: Name of the batch.
        auto: Whether no key press asked for it.
        undo: The batch that is taken back.
        redo: The batch that is brought again.
    """

    time: str
    machine: str
    instance: str
    batch: str
    auto: bool = False
    undo: str | None = None
    redo: str | None = None


class Section(NamedTuple):
    """Adjacent lines of one batch, and the byte range they take.

    A batch of very many has several, one after the other.
    """

    heading: Heading
    changes: list[Change]
    start: int
    end: int


class Damaged(NamedTuple):
    """A line of the journal that could not be read.

    Attributes:
        path: The file it is in.
        number: Its number in that file, from 1.
    """

    path: Path
    number: int


class _Line(NamedTuple):
    """A line, and what it holds.

    Attributes:
        path: Its file.
        skipped: How many bytes of that were not read.
        number: Its number in what was read of it.
        at: The byte of the journal at which it starts.
    """

    path: Path
    skipped: int
    number: int
    at: int
    end: int
    text: bytes
    told: dict[str, Any]


def write_lines(heading: Heading, changes: Iterable[Told]) -> bytes:
    """The lines that tell ``changes``; `read_line` understands them."""
    quote = encode_basestring  # json.dumps() of the whole line takes four times as long
    start = (
        f'{{"time": {quote(heading.time)}, "machine": {quote(heading.machine)}, '
        f'"instance": {quote(heading.instance)}, "batch": {quote(heading.batch)}, "key": '
    )
    end = ', "auto": true' if heading.auto else ""
    for name, batch in (("undo", heading.undo), ("redo", heading.redo)):
        if batch is not None:
            end += f', "{name}": {quote(batch)}'
    # By numbers, for an enumeration is slow to look up by: starred, before, after.
    ends = [
        [
            [
                f', "field": "{field.value}", "before": {before}, "after": {after}{end}}}\n'
                for after in ("false", "true")
            ]
            for before in ("false", "true")
        ]
        for field in (MarkField.READ, MarkField.STARRED)
    ]
    starred = MarkField.STARRED
    lines = [
        f'{start}{quote(key)}, "title": {quote(title)}{ends[field is starred][before][after]}'
        for key, title, field, before, after in changes
    ]
    return "".join(lines).encode(errors="replace")


def read_line(line: bytes) -> tuple[Heading, Change] | None:
    """What a line tells, or None where it is no line of a journal."""
    (told,) = _parse([line])
    common, change = _common(told), _change(told)
    if change is None or not _is_heading(common):
        return None
    return Heading(*common), change


def _parse(lines: list[bytes]) -> list[dict[str, Any]]:
    """The objects that ``lines`` hold; an empty one for a line that holds none."""
    if lines[0].startswith(_BOM):  # an editor, or Windows, has put it at the start of a file
        lines = [lines[0].removeprefix(_BOM), *lines[1:]]
    try:
        # All in one call: a call a line takes five times as long.
        text = (b"[" + b",".join(lines) + b"]").decode()
        told = json.loads(text)
    except (ValueError, RecursionError):
        told = []
    if len(told) == len(lines):
        doubtful = may_hold_halves(text)
        return [
            one if isinstance(one, dict) and (not doubtful or is_writable(one)) else {}
            for one in told
        ]
    if len(lines) <= 1:
        return [{} for _ in lines]
    half = len(lines) // 2
    return _parse(lines[:half]) + _parse(lines[half:])


_of_change = itemgetter("key", "title", "field", "before", "after")
_of_heading = itemgetter("time", "machine", "instance", "batch")


def _change(told: dict[str, Any]) -> Change | None:
    try:
        key, title, name, before, after = _of_change(told)
        field = _FIELDS[name]
    except (KeyError, TypeError):
        return None
    if type(key) is type(title) is str and type(before) is type(after) is bool:
        return Change(key, title, field, before, after)
    return None


def _common(told: dict[str, Any]) -> tuple[Any, ...]:
    """What a `Heading` holds, of whatever types it is."""
    try:
        get = told.get
        return *_of_heading(told), get("auto", False), get("undo"), get("redo")
    except KeyError:
        return (None,)


def _is_heading(common: tuple[object, ...]) -> bool:
    return (
        len(common) == len(Heading._fields)
        and all(isinstance(text, str) for text in common[:4])
        and isinstance(common[4], bool)
        and all(isinstance(batch, str | None) for batch in common[5:])
    )


class Journal:
    """The files of the journal. The writer holds the library's write lock.

    Args:
        path: The first file.
        record: Where its length is recorded; None records nothing.

    Attributes:
        path: The first file.
        record: See above.
        is_checked: Whether a loss of marks is refused; not in a copy of the index that is only
            read, nor once the user has accepted the loss.
    """

    def __init__(self, path: Path, record: JournalRecord | None = None) -> None:
        self.path = path
        self.record = record
        self.is_checked = True
        self._name = re.compile(rf"{re.escape(path.stem)}(?:\.([1-9]\d*))?{re.escape(path.suffix)}")
        self._appended: tuple[Path, int] | None = None

    @classmethod
    def of(cls, paths: Paths) -> Journal:
        """The journal of a library."""
        return cls(paths.journal, JournalRecord(paths.journal_record, paths.data))

    def files(self) -> list[tuple[Path, int]]:
        """The files that exist, in their order, and their lengths in bytes."""
        try:
            names = [path.name for path in self.path.parent.iterdir()]
        except FileNotFoundError:
            return []
        numbers = {
            int(match[1] or 1): name for name in names if (match := self._name.fullmatch(name))
        }
        found: list[tuple[Path, int]] = []
        for _, name in sorted(numbers.items()):
            path = self.path.with_name(name)
            if path.exists():  # not a link that leads nowhere
                found.append((path, size_of(path, LARGEST_JOURNAL)))
        return found

    def _after(self, path: Path) -> Path:
        """The file after ``path``."""
        match = self._name.fullmatch(path.name)
        number = int(match[1] or 1) if match else 1
        return self.path.with_stem(f"{self.path.stem}.{number + 1}")

    def size(self) -> int:
        """Its length in bytes; 0 where there is none yet."""
        return sum(size for _, size in self.files())

    def append(self, heading: Heading, changes: Iterable[Told]) -> tuple[int, int]:
        """Add ``changes``, on disk when this returns; all of them or, on an error, none.

        Returns:
            The byte range they take.

        Raises:
            OSError: As from the system; then the journal is what it was.
        """
        return self.append_pieces((write_lines(heading, changes),))

    def append_pieces(self, pieces: Iterable[bytes]) -> tuple[int, int]:
        """Like `append`, with lines that are written already, and need not be held together.

        Whatever is raised meanwhile, by ``pieces`` too, the journal is then what it was.
        """
        files = self.files()
        path = files[-1][0] if files else self.path
        if files and not _is_ended(*files[-1]):
            path = self._after(path)
        before = sum(size for one, size in files if one != path)
        is_new = not path.exists()
        descriptor = open_regular(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        try:
            start = end = os.fstat(descriptor).st_size
            self._appended = self._appended or (path, start)
            try:
                for piece in pieces:
                    write_all(descriptor, piece)
                    end += len(piece)
                sync(descriptor)
            except BaseException:
                os.ftruncate(descriptor, start)
                raise
        finally:
            os.close(descriptor)
        if is_new:
            sync_folder(path.parent)
        return before + start, before + end

    def begin(self) -> None:
        """Start what `take_back` takes back."""
        self._appended = None

    def take_back(self) -> None:
        """Remove what was appended since `begin`, before anyone was told of it."""
        if self._appended is None:
            return
        path, size = self._appended
        # First, for a record of more than there is looks like a loss.
        self.remember(shorter=self._appended)
        descriptor = open_regular(path, os.O_WRONLY)
        try:
            os.ftruncate(descriptor, size)
            sync(descriptor)
        finally:
            os.close(descriptor)
        self._appended = None

    def remember(
        self,
        *,
        shorter: tuple[Path, int] | None = None,
        dismissed: tuple[int, int] | None = None,
    ) -> None:
        """Record the length and the end of each file.

        Args:
            shorter: A file that is about to have this size.
            dismissed: What an index has read of another journal, and the user has given up.
        """
        if self.record is None:
            return
        sizes = dict(self.files())
        if shorter is not None:
            sizes[shorter[0]] = shorter[1]
        known = [Known(path.name, size, check_of(path, size)) for path, size in sizes.items()]
        self.record.write(known, dismissed, durable=shorter is not None)

    def sections(self, start: int = 0, end: int | None = None) -> Iterator[Section | Damaged]:
        """What stands from byte ``start`` to byte ``end``, in order; blank lines are left out."""
        section: Section | None = None
        last = start
        for line in self._lines(start, end):
            common, change = _common(line.told), _change(line.told)
            if (
                change is not None
                and section is not None
                and common == section.heading
                and line.at - section.start < _LARGEST_SECTION
            ):
                section.changes.append(change)
                last = line.end
                continue
            if section is not None:
                yield section._replace(end=last)
            section = None
            if change is not None and _is_heading(common):
                last = line.end
                section = Section(Heading(*common), [change], line.at, last)
            elif line.text.strip():
                yield Damaged(line.path, _lines_before(line.path, line.skipped) + line.number)
        if section is not None:
            yield section._replace(end=last)

    def _lines(self, start: int, end: int | None) -> Iterator[_Line]:
        base = 0
        for path, size in self.files():
            at, base = max(start, base), base + size
            if at >= base:
                continue
            skipped = at - (base - size)
            number = 0
            with open_to_read(path) as file:
                file.seek(skipped)
                for lines in lines_at_once(file, _LONGEST_LINE):
                    # Not beyond its size: what another program adds meanwhile would count twice.
                    if at >= base:
                        break
                    for text, told in zip(lines, _parse(lines), strict=True):
                        if at >= (base if end is None else min(base, end)):
                            break
                        number += 1
                        yield _Line(path, skipped, number, at, at + len(text), text, told)
                        at += len(text)

    def pieces(self, end: int | None = None) -> Iterator[bytes]:
        """The journal up to byte ``end`` as one file: each line of it is ended."""
        files = self.files()
        left = sum(size for _, size in files) if end is None else end
        last = b"\n"
        for path, size in files:
            rest = min(size, left)
            left -= rest
            with open_to_read(path) as file:
                if rest and not last.endswith(b"\n"):
                    yield b"\n"
                while rest and (piece := file.read(min(rest, _PIECE))):
                    yield piece
                    last = piece
                    rest -= len(piece)

    def check(self, offset: int) -> int:
        """A checksum of what stands before byte ``offset``: is it the journal it was?"""
        before: list[int] = []
        for path, size in self.files():
            inside = offset - sum(before)
            if 0 < inside <= size:
                check = check_of(path, inside)
                return zlib.crc32(repr(before).encode(), check) if before else check
            before.append(size)
        return 0


def check_of(path: Path, size: int) -> int:
    """A checksum of the end of the first ``size`` bytes of a file."""
    if not size:
        return 0
    with open_to_read(path) as file:
        file.seek(max(0, size - CHECKED))
        return zlib.crc32(file.read(min(CHECKED, size)))


def _is_ended(path: Path, size: int) -> bool:
    """Whether the last line of a file is whole."""
    with open_to_read(path) as file:
        file.seek(max(0, size - 1))
        return file.read(1) in (b"", b"\n")


def _lines_before(path: Path, offset: int) -> int:
    """How many lines of a file end before byte ``offset``: for naming a line in a message."""
    if offset == 0:
        return 0
    with open_to_read(path) as file:
        count, left = 0, offset
        while left and (chunk := file.read(min(left, _PIECE))):
            count += chunk.count(b"\n")
            left -= len(chunk)
    return count
