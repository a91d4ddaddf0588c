"""Papers as a table in text (CSV, RFC 4180, and its cousins), with the names of its columns first.

Commas, semicolons, tabs or bars part the columns: those between which the first line names
most columns that are known. Spreadsheets may say so before, on a line ``sep=;``.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParseWarning
from octavo_model.export.csv import COLUMNS, from_cell
from octavo_model.formats.common import dates, digest
from octavo_model.formats.common.digest import gather, rationed
from octavo_model.formats.common.encoding import DecodedLines, decode
from octavo_model.formats.records.record import likeness, paper_of, plan_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from octavo_model.core.parsed import ParsedDigest, ParsedPaper
    from octavo_model.formats import Source

_SNIFFED = 1 << 16
_DELIMITERS = (",", ";", "\t", "|")
_LONGEST_HEADER = 10_000
_MOST_PUT_BACK = 100


class _Header(NamedTuple):
    columns: tuple[str, ...]
    delimiter: str
    known: int


class CsvTable:
    """Reads such a table.

    Attributes:
        name: On the command line.
        title: For people.
        badge: For the papers.
        example: What one looks like.
    """

    name = "csv"
    title = "CSV table of papers"
    badge = "CSV"
    example = "title,abstract,authors,id,date on the first line, a paper on each line below"

    def sniff(self, source: Source) -> float:
        """How sure it is that ``source`` is such a table, by the names of its columns."""
        text, _ = decode(source.data[:_SNIFFED])
        header, _, rest = _header(io.StringIO(text, newline=""))
        if header is None or not any(line.strip() for line in rest):
            return 0.0
        return likeness(header.columns)

    def parse(self, source: Source) -> ParsedDigest:
        """Read ``source``; rows without a title become warnings.

        Raises:
            NotADigestError: Its first line names no column of titles.
        """
        text, broken = decode(source.data)
        date = source.date or dates.in_name(source.name)
        found = self._read(io.StringIO(text, newline=""), source)
        return gather(chain((broken,) if broken else (), found), date, digest.of_file(source.name))

    def stream(
        self, lines: Iterable[bytes], source: Source
    ) -> Iterator[ParsedPaper | ParseWarning]:
        """What ``lines`` hold, as it is read; of very many warnings only the first are told.

        Args:
            lines: With their ends, for a cell may go on over several; in UTF-8, and single ones
                that are not as their bytes give away.
            source: What is known of them; its ``data`` is not looked at.

        Raises:
            NotADigestError: As for `parse`, when the first item is asked for.
        """
        texts = DecodedLines(lines)
        yield from self._read(texts, source)
        yield from texts.odd

    def _read(self, lines: Iterable[str], source: Source) -> Iterator[ParsedPaper | ParseWarning]:
        header, before, rest = _header(lines)
        if header is None:
            raise NotADigestError(source.name, "its first line names no column “title”")
        return rationed(_papers(header, rest, before))


def _header(lines: Iterable[str]) -> tuple[_Header | None, int, Iterator[str]]:
    """The names of the columns, how many lines they end, and the lines after them."""
    rest = iter(lines)
    said = ""
    for number, line in enumerate(rest, 1):
        bare = line.strip(" \r\n")
        if not bare:
            continue
        if not said and bare[:4].lower() == "sep=" and len(bare) <= len("sep=;"):
            said = bare[4:] or "\t"
            continue
        if len(bare) > _LONGEST_HEADER:
            break
        tries = [_columns(bare, one) for one in ((said,) if said else _DELIMITERS)]
        best = max(tries, key=lambda one: one.known)
        return (best if best.known else None), number, rest
    return None, 0, rest


def _columns(line: str, delimiter: str) -> _Header:
    """The columns that ``line`` names; none is known where none holds titles."""
    try:
        columns = tuple(next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), ()))
    except (csv.Error, TypeError, ValueError):
        columns = ()
    plan = plan_of(columns)
    named = {key for keys in plan.values() for key in keys}
    return _Header(columns, delimiter, len(named) if "title" in plan else 0)


def _papers(
    header: _Header, lines: Iterator[str], before: int
) -> Iterator[ParsedPaper | ParseWarning]:
    held = _HeldLines(lines, before)
    rows = csv.reader(held, delimiter=header.delimiter, skipinitialspace=True)
    width = len(header.columns)
    is_ours = header.columns == COLUMNS
    while True:
        line = held.begin()
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield ParseWarning(line, "broken; a quotation mark is never closed; left out")
            held.put_back()
            continue
        if not any(cells):
            continue
        if len(cells) > width and any(cells[width:]):
            more = len(cells) - width
            yield ParseWarning(line, f"{more} more cell{'s' if more > 1 else ''} than columns")
        if is_ours:
            cells = [from_cell(cell) for cell in cells]
        paper = paper_of(dict(zip(header.columns, cells, strict=False)), line)
        yield paper or ParseWarning(line, "a row without a title")


class _HeldLines:
    """Lines of which those of the row at hand can be put back, but for its first.

    A row that goes on for so long that the reader gives it up has most often a quotation mark
    that is never closed: what it took for the rest of a cell is rows.
    """

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
        """Begin a row; the number of its first line."""
        self._row.clear()
        return self._number + 1

    def put_back(self) -> None:
        """Read the lines of this row but its first once more; not without end."""
        self._times += 1
        if self._times <= _MOST_PUT_BACK:
            self._number -= len(self._row) - 1
            self._again.extendleft(reversed(self._row[1:]))
