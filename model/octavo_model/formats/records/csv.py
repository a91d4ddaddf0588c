"""Papers as a table in text (CSV, RFC 4180, and its cousins), with the names of its columns first.

The separator is the one with which the first line names most known columns, unless a line
``sep=;`` of a spreadsheet comes before.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParseWarning
from octavo_model.formats.common.author_styles import NameOrder
from octavo_model.formats.common.authors import read_people
from octavo_model.formats.common.digest import rationed
from octavo_model.formats.common.encoding import DecodedLines, decode
from octavo_model.formats.records.columns import Plan, adjusted, named, not_used, unused
from octavo_model.formats.records.names import order_of_column
from octavo_model.formats.records.record import digest_of_file, likeness, paper_of, plan_of
from octavo_model.formats.records.values import line_of
from octavo_model.text.cells import COLUMNS, COLUMNS_OF_0_1, from_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from octavo_model.core.parsed import ParsedDigest, ParsedPaper
    from octavo_model.formats import Source

_DELIMITERS = (",", ";", "\t", "|")
# What Dimensions writes above its table.
_ABOUT = re.compile(r"\"?About the data\b", re.IGNORECASE)
# Below the header of a table in Markdown: |---|:--:|
_RULE = re.compile(r"\s*(?:\|\s*)?:?-+:?\s*(?:\|\s*:?-+:?\s*)*(?:\|\s*)?")
_LONGEST_HEADER = 10_000
_MOST_PUT_BACK = 100


class _Header(NamedTuple):
    columns: tuple[str, ...]
    names: tuple[str, ...]
    """The columns, some by other names; see `named`."""
    delimiter: str
    known: int


def sniff(source: Source) -> float:
    """Return how likely ``source`` is such a table, judging by the names of its columns."""
    lines = io.StringIO(source.beginning(), newline="")
    header, _ = _header(lines)
    first = next(filter(str.strip, lines), "")
    return likeness(header.names) if header and first and not _RULE.fullmatch(first) else 0.0


def parse(source: Source) -> ParsedDigest:
    """Return the papers in the rows; rows without a title become warnings."""
    text, broken = decode(source.data)
    return digest_of_file(source, _read(io.StringIO(text, newline=""), source), broken)


def stream(lines: Iterable[bytes], source: Source) -> Iterator[ParsedPaper | ParseWarning]:
    """Yield what ``lines``, with their ends, hold; of very many warnings only the first."""
    texts = DecodedLines(lines)
    yield from _read(iter(texts), source)
    yield from texts.odd


def _read(lines: Iterator[str], source: Source) -> Iterator[ParsedPaper | ParseWarning]:
    header, before = _header(lines)
    if header is None:
        raise NotADigestError(source.name, "its first line names no column “title”")
    if header.delimiter == "|":
        first = next(filter(str.strip, lines), "")
        if _RULE.fullmatch(first):
            raise NotADigestError(source.name, "a table of Markdown, not CSV")
        lines = chain((first,), lines)
    return rationed(_papers(header, lines, before, _people_order(header, source)))


def _header(lines: Iterator[str]) -> tuple[_Header | None, int]:
    """The columns, and the number of the line with their names, the last one read."""
    separator = ""
    for number, line in enumerate(lines, 1):
        bare = line.strip(" \r\n")
        if not bare:
            continue
        if not separator and bare[:4].lower() == "sep=" and len(bare) <= len("sep=;"):
            separator = bare[4:] or "\t"
            continue
        if len(bare) > _LONGEST_HEADER or "\0" in bare:
            break
        if _ABOUT.match(bare):
            continue
        tries = [_columns(bare, one) for one in ((separator,) if separator else _DELIMITERS)]
        best = max(tries, key=lambda one: one.known)
        return (best if best.known else None), number
    return None, 0


def _columns(line: str, delimiter: str) -> _Header:
    """The columns that ``line`` names; none is known without a column of titles."""
    columns: tuple[str, ...] = ()
    with suppress(csv.Error, TypeError, ValueError):
        columns = tuple(next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), ()))
    names = named(columns)
    plan = plan_of(names)
    return _Header(columns, names, delimiter, len(_keys(plan)) if "title" in plan else 0)


def _keys(plan: Plan) -> set[str]:
    return {key for keys in plan.values() for key in keys}


def _people_order(header: _Header, source: Source) -> NameOrder:
    """How the names of people are written, by the rows at the beginning of ``source``."""
    keys = plan_of(header.names).get("authors", ())
    if not keys:
        return NameOrder.ANY
    at = header.names.index(keys[0])
    with suppress(csv.Error):
        lines = io.StringIO(source.beginning(), newline="")
        rows = csv.reader(lines, delimiter=header.delimiter, skipinitialspace=True)
        cells = [row[at] for row in rows if len(row) == len(header.names)]
        return order_of_column(cell for cell in cells if cell != header.columns[at])
    return NameOrder.ANY


def _papers(
    header: _Header, lines: Iterator[str], before: int, order: NameOrder
) -> Iterator[ParsedPaper | ParseWarning]:
    held = _HeldLines(lines, before)
    rows = csv.reader(held, delimiter=header.delimiter, skipinitialspace=True)
    width = len(header.columns)
    is_ours = header.columns in (COLUMNS, COLUMNS_OF_0_1)
    waiting = {} if is_ours else unused(header.names, _keys(plan_of(header.names)))
    ignored: dict[int, str] = {}
    while True:
        line = held.begin()
        try:
            cells = next(rows)
        except StopIteration:
            break
        except csv.Error:
            yield ParseWarning(line, "broken; a quotation mark is never closed; left out")
            held.put_back()
            continue
        if not any(cells):
            continue
        if len(cells) > width and any(cells[width:]):
            more = len(cells) - width
            yield ParseWarning(line, f"{more} more cell{'s' if more > 1 else ''} than columns")
        row: Mapping[str, object]
        if is_ours:
            row = _our_row(cells)
        else:
            row = adjusted(dict(zip(header.names, cells, strict=False)))
            if order is not NameOrder.ANY:
                row = _with_people(row, order)
            for at in [at for at in waiting if at < len(cells) and cells[at]]:
                ignored[at] = waiting.pop(at)
        paper = paper_of(row, line)
        yield paper or ParseWarning(line, "a row without a title", "rows have no title")
    if ignored:
        yield ParseWarning(before, not_used([ignored[at] for at in sorted(ignored)]))


def _with_people(row: Mapping[str, object], order: NameOrder) -> Mapping[str, object]:
    """``row`` with the names of its people as a list, if it names them all."""
    for key in plan_of(tuple(row)).get("authors", ())[:1]:
        people = read_people(line_of(row[key]), order)
        if people.names and people.total is None and not people.cut:
            return {**row, key: [*people.names]}
    return row


def _our_row(cells: list[str]) -> dict[str, object]:
    """A row of an exported table; its names of authors are as they were."""
    row: dict[str, object] = dict(zip(COLUMNS, map(from_cell, cells), strict=False))
    row["authors"] = [*filter(None, str(row.get("authors", "")).split("; "))]
    return row


class _HeldLines:
    """Lines, of which those in a row whose quotation mark is never closed can be put back."""

    def __init__(self, lines: Iterator[str], before: int) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self._row: list[str] = []
        self._number = before
        self._times = 0

    def __iter__(self) -> _HeldLines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self._number += 1
        self._row.append(line)
        return line

    def begin(self) -> int:
        """Start a row, and return the number of its first line."""
        self._row.clear()
        return self._number + 1

    def put_back(self) -> None:
        """Read the lines of this row except its first again; not endlessly."""
        self._times += 1
        if self._times <= _MOST_PUT_BACK:
            self._number -= len(self._row) - 1
            self._again.extendleft(reversed(self._row[1:]))
