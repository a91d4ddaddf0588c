"""A reading log: after its first line, ``DAY | TITLE | AUTHORS | ID`` on a line for each paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedPaper, ParseWarning
from octavo_model.formats import CERTAIN
from octavo_model.formats.common import dates
from octavo_model.formats.common.authors import split_people
from octavo_model.formats.common.digest import find_ids, gather, of_file, with_ids
from octavo_model.formats.common.encoding import decode
from octavo_model.text.clean import clean_line, split_lines

if TYPE_CHECKING:
    from octavo_model.core.parsed import ParsedDigest
    from octavo_model.formats import Source

_FIRST_LINE = "# Reading log"
_FIELDS = 4


def sniff(source: Source) -> float:
    """Return how likely ``source`` is a reading log, judging by its first line."""
    return CERTAIN if source.beginning().startswith(_FIRST_LINE) else 0.0


def parse(source: Source) -> ParsedDigest:
    """Return the papers of the log; any other line is left out with a warning."""
    text, broken = decode(source.data)
    if not text.startswith(_FIRST_LINE):
        raise NotADigestError(source.name, f"its first line is not {_FIRST_LINE}")
    lines = list(enumerate(split_lines(text), 1))[1:]
    found = [_paper(line, number) for number, line in lines if line.strip()]
    day = source.date or dates.in_name(source.name)
    return gather(found, day, of_file(source.name), broken)


def _paper(line: str, number: int) -> ParsedPaper | ParseWarning:
    fields = [clean_line(field) for field in line.split("|", _FIELDS - 1)]
    if len(fields) < _FIELDS or not fields[1]:
        return ParseWarning(number, "not a paper; left out", "lines are not papers")
    day, title, people, address = fields
    paper = ParsedPaper(title, authors=split_people(people), line=number)
    return with_ids(paper, find_ids([address]), dates.read(day), [address])
