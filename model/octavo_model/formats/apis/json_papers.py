"""Papers as JSON: an object on each line, a list, or any answer of a service that holds a list.

JSON Lines: https://jsonlines.org. The names of fields are those of
`octavo_model.formats.records.record`; `octavo_model.formats.apis.services` has those of services.
A stream needs memory for one line, one element of a list, or one answer of 4 MB.
"""

from __future__ import annotations

import io
import re
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParseWarning
from octavo_model.formats.apis.envelopes import groups_in, paper_in
from octavo_model.formats.common.digest import quoted, rationed
from octavo_model.formats.common.encoding import DecodedLines, decode
from octavo_model.formats.common.json import (
    LONGEST_ELEMENT,
    Element,
    Salvage,
    load,
    salvage,
    values,
)
from octavo_model.formats.records.record import digest_of_file
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from octavo_model.core.parsed import ParsedDigest, ParsedPaper
    from octavo_model.formats import Source

    PaperOrWarning = ParsedPaper | ParseWarning

_SNIFFED = 1 << 18
_VALUES_SNIFFED = 20
_SHOWN = 200
_OF_JSON = frozenset('{["-0123456789tfnNI')
"""What a value begins with."""
_COMMENTS = re.compile(r"(?>(?:[\s\ufeff]*(?:#|//|--|;|null)[^\n]*\n)*)[\s\ufeff]*")
_CUT = "cut off here; the whole records before were read"


def sniff(source: Source) -> float:
    """Return how likely ``source`` has papers as JSON, judging by the first values in it."""
    text = source.beginning(_SNIFFED)
    comments = _COMMENTS.match(text)
    if not text.startswith(("[", "{"), comments.end() if comments else 0):
        return 0.0
    lines = io.StringIO(text.lstrip("\ufeff"))
    for part in islice(values(lines, _is_record), _VALUES_SNIFFED):
        with suppress(ValueError):
            try:
                value = load(part.text)
            except ValueError:
                value = salvage(part.text).value
            if groups := groups_in(value):
                return max(group.likeness for group in groups)
    return 0.0


def parse(source: Source) -> ParsedDigest:
    """Return the papers in JSON; others become warnings, without a paper NotADigestError."""
    text, broken = decode(source.data)
    digest = digest_of_file(source, _papers(io.StringIO(text)), broken)
    if not digest.papers and text.strip():
        why = f" ({digest.warnings[-1]})" if digest.warnings else ""
        raise NotADigestError(source.name, f"no papers as JSON{why}")
    return digest


def stream(lines: Iterable[bytes], _source: Source) -> Iterator[PaperOrWarning]:
    """Yield what ``lines``, with or without their ends, hold; warnings come last."""
    texts = DecodedLines(lines)
    yield from rationed(_papers(texts))
    yield from texts.odd


def _is_record(value: object) -> bool:
    return bool(groups_in([value]))


def _lists_in(text: str) -> Salvage | None:
    """What is left of the lists of papers in ``text``, which is cut off or broken."""
    with suppress(ValueError):
        got = salvage(text)
        # Of a paper that is cut off, only its references would be left.
        if groups_in(got.value) and not paper_in(got.value):
            return got
    return None


def _papers(lines: Iterable[str]) -> Iterator[PaperOrWarning]:
    for part in values(lines, _is_record):
        if part.kind == "long":
            limit = f"an object longer than {LONGEST_ELEMENT >> 20} MB"
            yield ParseWarning(part.line, f"{limit}; it and all after it are left out")
            continue
        got = None
        if part.kind != "cut" and part.text[0] not in _OF_JSON:
            yield _not_json(part)
            continue
        try:
            value = load(part.text)
        except ValueError:
            got = _lists_in(part.text)
            if got is None:
                yield ParseWarning(part.line, _CUT) if part.kind == "cut" else _not_json(part)
                continue
            value = got.value
        if got is None and (paper := paper_in(value, part.line)):
            yield paper
        else:
            yield from _in_groups(value, part)
        if got is not None:
            yield from _lost(got, part)


def _lost(got: Salvage, part: Element) -> Iterator[ParseWarning]:
    """What of ``part`` could not be read."""
    for broken in got.broken:
        if broken.kind != "cut":
            yield _not_json(broken._replace(line=part.line + broken.line - 1))
    if got.cut:
        yield ParseWarning(part.line + part.text.count("\n"), _CUT)


def _in_groups(value: object, part: Element) -> Iterator[PaperOrWarning]:
    """The papers in an answer, and what else is in their lists."""
    line = part.line if part.line > 1 else 0
    groups = groups_in(value, line) if value else []
    if not groups:
        if isinstance(value, dict):
            yield ParseWarning(part.line, "a record without a title", "records have no title")
        else:
            shown = quoted(clean_line(part.text[:_SHOWN]))
            yield ParseWarning(part.line, f"not an object: {shown}", "values are not objects")
        return
    best = max(group.rank for group in groups)
    for group in groups:
        of = f" of {quoted(clean_line(group.name[:_SHOWN]))}" if group.name else ""
        if group.rank < best:
            objects = f"{len(group.papers):,} object{'s' if len(group.papers) > 1 else ''}{of}"
            yield ParseWarning(line, f"{objects} less like papers than others; left out")
            continue
        yield from group.papers
        for number in group.untitled:
            what = f"record {number:,}{of} has no title"
            yield ParseWarning(line, what, f"records{of} have no title")
        for number in group.odd:
            what = f"record {number:,}{of} is not an object"
            yield ParseWarning(line, what, f"records{of} are not objects")


def _not_json(part: Element) -> ParseWarning:
    shown = quoted(clean_line(part.text[:_SHOWN]))
    return ParseWarning(part.line, f"not JSON: {shown}", "lines are not JSON")
