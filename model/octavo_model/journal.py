"""The journal of marks: append-only, one JSON object a line, the truth about every mark.

A line tells one change: ``time`` (UTC), ``machine``, ``instance``, ``batch`` (all lines of one
action share it), ``key`` and ``title`` of the paper, ``field`` (``read`` or ``starred``),
``before`` and ``after``. An automatic change says ``"auto": true``, one that takes another
batch back ``"undo": BATCH``, one that brings it again ``"redo": BATCH``.
"""

from __future__ import annotations

import json
import os
import zlib
from json.encoder import encode_basestring
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from octavo_model.files import (
    LARGEST_JOURNAL,
    lines_at_once,
    open_regular,
    open_to_read,
    size_of,
    sync,
    sync_folder,
    write_all,
)
from octavo_model.index.version import CHECKED
from octavo_model.marks import Field
from octavo_model.strict_json import is_writable, may_hold_halves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_LONGEST_LINE = 1 << 20
_LARGEST_SECTION = 8 << 20
_FIELDS = {one.value: one for one in Field}


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
    field: Field
    before: bool
    after: bool


Told = tuple[str, str, Field, bool, bool]
"""What a `Change` holds: where very many are written, plain tuples will do."""


class Heading(NamedTuple):
    """What the lines of one batch have in common.

    Attributes:
        time: As `octavo_model.clock.stamp` writes it.
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
    """A line of the journal that could not be read; ``number`` counts from the start read."""

    number: int
    start: int
    end: int


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
        for field in (Field.READ, Field.STARRED)
    ]
    starred = Field.STARRED
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
    """The file. Who writes to it holds the library's write lock.

    Attributes:
        is_mended: Whether `heal` does anything; not where nothing can be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.is_mended = True

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self._path

    def size(self) -> int:
        """Its length in bytes; 0 where there is none yet."""
        return size_of(self._path, LARGEST_JOURNAL)

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
        is_new = not self._path.exists()
        descriptor = open_regular(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        try:
            start = end = os.fstat(descriptor).st_size
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
            sync_folder(self._path.parent)
        return start, end

    def cut(self, size: int) -> None:
        """Take back what was appended after ``size``, before anyone was told of it."""
        descriptor = open_regular(self._path, os.O_WRONLY)
        try:
            os.ftruncate(descriptor, size)
            sync(descriptor)
        finally:
            os.close(descriptor)

    def heal(self) -> None:
        """End a last line that was torn, so that it spoils no later one."""
        if self.size() == 0 or not self.is_mended:
            return
        descriptor = open_regular(self._path, os.O_RDWR | os.O_APPEND)
        try:
            os.lseek(descriptor, -1, os.SEEK_END)
            if os.read(descriptor, 1) != b"\n":
                write_all(descriptor, b"\n")
        finally:
            os.close(descriptor)

    def sections(self, start: int = 0, end: int | None = None) -> Iterator[Section | Damaged]:
        """What stands from byte ``start`` to byte ``end``, in order; blank lines are left out."""
        section: Section | None = None
        last = start
        for number, (at, line, told) in enumerate(self._lines(start, end), 1):
            common, change = _common(told), _change(told)
            if (
                change is not None
                and section is not None
                and common == section.heading
                and at - section.start < _LARGEST_SECTION
            ):
                section.changes.append(change)
                last = at + len(line)
                continue
            if section is not None:
                yield section._replace(end=last)
            section = None
            if change is not None and _is_heading(common):
                last = at + len(line)
                section = Section(Heading(*common), [change], at, last)
            elif line.strip():
                yield Damaged(number, at, at + len(line))
        if section is not None:
            yield section._replace(end=last)

    def _lines(self, start: int, end: int | None) -> Iterator[tuple[int, bytes, dict[str, Any]]]:
        if self.size() <= start:
            return
        with open_to_read(self._path) as file:
            file.seek(start)
            at = start
            for lines in lines_at_once(file, _LONGEST_LINE):
                for line, told in zip(lines, _parse(lines), strict=True):
                    if end is not None and at >= end:
                        return
                    yield at, line, told
                    at += len(line)

    def lines_before(self, offset: int) -> int:
        """How many lines end before byte ``offset``: for naming a line in a message."""
        if offset == 0:
            return 0
        with open_to_read(self._path) as file:
            count, left = 0, offset
            while left and (chunk := file.read(min(left, 1 << 20))):
                count += chunk.count(b"\n")
                left -= len(chunk)
        return count

    def check(self, offset: int) -> int:
        """A checksum of what stands before byte ``offset``: is it the journal it was?"""
        if offset == 0 or self.size() < offset:
            return 0
        with open_to_read(self._path) as file:
            file.seek(max(0, offset - CHECKED))
            return zlib.crc32(file.read(min(CHECKED, offset)))
