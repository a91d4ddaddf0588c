"""The lines of the journal: one JSON object for each change of a mark or of a property.

A line holds ``time`` (UTC), ``machine``, ``instance``, ``batch`` (the same for all lines of one
action), ``key`` and ``title`` of the paper, ``field`` (``read``, ``starred`` or ``verdict``),
``before`` and ``after``. A verdict is ``"no"``, the day up to which a paper is put off, or null. An
automatic change has ``"auto": true``, an undo ``"undo": BATCH``, a redo ``"redo": BATCH``. The
order of the keys and their names never change: see `write_lines`.

For a property, ``field`` is its name, and ``before`` and ``after`` are values as
`octavo_model.core.changes` has them. Lines with other fields are from a newer Octavo: they are
kept, and mean nothing here.
"""

from __future__ import annotations

import json
from json.encoder import encode_basestring
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from octavo_model.core.changes import Property, format_value, read_value
from octavo_model.core.marks import MarkField, read_verdict, write_verdict
from octavo_model.storage.files import (
    PIECE,
    is_writable,
    line_batches,
    open_to_read,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_BOM = b"\xef\xbb\xbf"
_LONGEST_LINE = 1 << 20
_LARGEST_SECTION = 8 << 20
_PLAIN = (MarkField.READ, MarkField.STARRED)
"""Marks that are true or false."""
_FIELDS: dict[str, MarkField | Property] = {field.value: field for field in (*MarkField, *Property)}


class JournalRecord(NamedTuple):
    """A change of one mark of one key, or of one property.

    Attributes:
        key: Key of the paper, or of the property.
        title: Title of the paper or name of the digest, for people who read the journal.
        field: A `MarkField`, a `Property`, or a name that only a newer Octavo knows.
        before: The value before: of a mark a bool, of a verdict its number
            (`octavo_model.core.marks.Verdict.code`), of a property its value or None.
        after: The value after.
    """

    key: str
    title: str
    field: str
    before: Any
    after: Any


RecordFields = tuple[str, str, str, Any, Any]
"""The fields of a `JournalRecord`: plain tuples are faster where very many are written."""


class Heading(NamedTuple):
    """What the lines of one batch have in common.

    ``time`` is as `octavo_model.core.dates.stamp` writes it. Each ``instance`` has its own undo.
    ``undo`` and ``redo`` name the batch that this one undoes or redoes. An ``auto`` change was not
    asked for by a key.
    """

    time: str
    machine: str
    instance: str
    batch: str
    auto: bool = False
    undo: str | None = None
    redo: str | None = None


class Section(NamedTuple):
    """Adjacent lines of one batch, and their byte range; a large batch has several."""

    heading: Heading
    changes: list[JournalRecord]
    start: int
    end: int


class Damaged(NamedTuple):
    """A line of the journal that could not be read: its file, and its number there from 1."""

    path: Path
    number: int


def write_lines(heading: Heading, changes: Iterable[RecordFields]) -> bytes:
    """Return the lines of ``changes``; `read_line` reads them."""
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
        for field in _PLAIN
    ]
    starred = MarkField.STARRED
    lines = []
    for key, title, field, before, after in changes:
        if field in _PLAIN:
            rest = ends[field is starred][before][after]
        else:
            if field is MarkField.VERDICT:
                before, after = write_verdict(before), write_verdict(after)  # noqa: PLW2901
            values = f'"before": {format_value(before)}, "after": {format_value(after)}'
            rest = f', "field": {quote(field)}, {values}{end}}}\n'
        lines.append(f'{start}{quote(key)}, "title": {quote(title)}{rest}')
    return "".join(lines).encode(errors="replace")


def read_line(line: bytes) -> tuple[Heading, JournalRecord] | None:
    """Return what a line holds, or None if it is not a line of a journal."""
    (fields,) = _parse([line])
    common, change = _common(fields), _change(fields)
    if change is None or not _is_heading(common):
        return None
    return Heading(*common), change


def read_sections(
    files: Sequence[tuple[Path, int]], start: int, end: int | None
) -> Iterator[Section | Damaged]:
    """Yield what ``files``, each with its size, hold from byte ``start`` to ``end``, in order."""
    section: Section | None = None
    last = start
    for line in _lines(files, start, end):
        common, change = _common(line.fields), _change(line.fields)
        if (
            change is not None
            and section is not None
            and common == section.heading
            and line.start - section.start < _LARGEST_SECTION
        ):
            section.changes.append(change)
            last = line.end
            continue
        if section is not None:
            yield section._replace(end=last)
        section = None
        if change is not None and _is_heading(common):
            last = line.end
            section = Section(Heading(*common), [change], line.start, last)
        elif line.text.strip():
            yield Damaged(line.path, _lines_before(line.path, line.skipped) + line.number)
    if section is not None:
        yield section._replace(end=last)


class _Line(NamedTuple):
    """A line, and what it holds.

    ``number`` counts from the byte ``skipped`` of the file, at which reading started; ``start`` and
    ``end`` are bytes of the journal.
    """

    path: Path
    skipped: int
    number: int
    start: int
    end: int
    text: bytes
    fields: dict[str, Any]


def _lines(files: Sequence[tuple[Path, int]], start: int, end: int | None) -> Iterator[_Line]:
    base = 0
    for path, size in files:
        at, base = max(start, base), base + size
        if at >= base:
            continue
        skipped = at - (base - size)
        number = 0
        with open_to_read(path) as file:
            file.seek(skipped)
            for lines in line_batches(file, _LONGEST_LINE):
                # Not beyond its size: what another program adds meanwhile would count twice.
                if at >= base:
                    break
                for text, fields in zip(lines, _parse(lines), strict=True):
                    if at >= (base if end is None else min(base, end)):
                        break
                    number += 1
                    yield _Line(path, skipped, number, at, at + len(text), text, fields)
                    at += len(text)


def _parse(lines: list[bytes]) -> list[dict[str, Any]]:
    """Return the object in each of ``lines``; an empty one for a damaged line."""
    if lines[0].startswith(_BOM):  # an editor, or Windows, has put it at the start of a file
        lines = [lines[0].removeprefix(_BOM), *lines[1:]]
    try:
        # One call for all lines: a call for each takes five times as long.
        text = (b"[" + b",".join(lines) + b"]").decode()
        values = json.loads(text)
    except (ValueError, RecursionError):
        values = []
    if len(values) == len(lines):
        doubtful = "\\u" in text  # it may hold half a surrogate pair
        return [
            value if isinstance(value, dict) and (not doubtful or is_writable(value)) else {}
            for value in values
        ]
    if len(lines) <= 1:
        return [{} for _ in lines]
    half = len(lines) // 2
    return _parse(lines[:half]) + _parse(lines[half:])


_of_change = itemgetter("key", "title", "field", "before", "after")
_of_heading = itemgetter("time", "machine", "instance", "batch")


def _change(fields: dict[str, Any]) -> JournalRecord | None:
    try:
        key, title, name, before, after = _of_change(fields)
        field = _FIELDS.get(name, name)
        if isinstance(field, Property):
            before, after = read_value(field, before), read_value(field, after)
        elif field is MarkField.VERDICT:
            before, after = read_verdict(before), read_verdict(after)
    except (KeyError, TypeError, ValueError):
        return None
    if not type(key) is type(title) is str:
        return None
    is_plain = field in _PLAIN
    is_valid = type(before) is type(after) is bool if is_plain else isinstance(field, str)
    return JournalRecord(key, title, field, before, after) if is_valid else None


def _common(fields: dict[str, Any]) -> tuple[Any, ...]:
    """Return the fields of a `Heading`, of any type."""
    try:
        get = fields.get
        return *_of_heading(fields), get("auto", False), get("undo"), get("redo")
    except KeyError:
        return (None,)


def _is_heading(common: tuple[object, ...]) -> bool:
    return (
        len(common) == len(Heading._fields)
        and all(isinstance(text, str) for text in common[:4])
        and isinstance(common[4], bool)
        and all(isinstance(batch, str | None) for batch in common[5:])
    )


def _lines_before(path: Path, offset: int) -> int:
    """Return how many lines of a file end before byte ``offset``: for naming a line."""
    if offset == 0:
        return 0
    with open_to_read(path) as file:
        count, left = 0, offset
        while left and (chunk := file.read(min(left, PIECE))):
            count += chunk.count(b"\n")
            left -= len(chunk)
    return count
