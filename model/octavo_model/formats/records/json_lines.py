"""Papers as JSON Lines (https://jsonlines.org): one object on each line.

An array of such objects is read too. The known names of fields are those of
`octavo_model.formats.records.record`. A stream needs memory for one line only.
"""

from __future__ import annotations

import io
from itertools import chain
from typing import TYPE_CHECKING

from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParseWarning
from octavo_model.formats.common.digest import quoted, rationed
from octavo_model.formats.common.encoding import DecodedLines, decode
from octavo_model.formats.common.json import LONGEST_ELEMENT, elements, load
from octavo_model.formats.records.record import digest_of_file, likeness, paper_of
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from octavo_model.core.parsed import ParsedDigest, ParsedPaper
    from octavo_model.formats import Source

_SNIFFED = 1 << 18
_SHOWN = 200


def sniff(source: Source) -> float:
    """Return how likely ``source`` has papers as objects, judging by the first of them."""
    text = source.beginning(_SNIFFED).lstrip("\ufeff \t\r\n")
    first = text.partition("\n")[0]
    if text.startswith("["):
        first = next((one.text for one in elements(io.StringIO(text))), "")
    if not first.startswith("{"):
        return 0.0
    try:
        value = load(first)
    except ValueError:
        return 0.0
    if not isinstance(value, dict) or isinstance(value.get("items"), list):
        return 0.0
    if isinstance(value.get("paper"), dict):
        return 0.8
    return likeness(tuple(value)) if paper_of(value) else 0.0


def parse(source: Source) -> ParsedDigest:
    """Return the papers in the lines; others become warnings, without a paper NotADigestError."""
    text, broken = decode(source.data)
    digest = digest_of_file(source, rationed(_papers(io.StringIO(text))), broken)
    if not digest.papers and text.strip():
        why = f" ({digest.warnings[-1]})" if digest.warnings else ""
        raise NotADigestError(source.name, f"no papers as JSON{why}")
    return digest


def stream(lines: Iterable[bytes], _source: Source) -> Iterator[ParsedPaper | ParseWarning]:
    """Yield what ``lines``, with or without their ends, hold; of many warnings only the first."""
    texts = DecodedLines(lines)
    yield from rationed(_papers(texts))
    yield from texts.odd


def _papers(lines: Iterable[str]) -> Iterator[ParsedPaper | ParseWarning]:
    rest = iter(lines)
    has_started = False
    for number, line in enumerate(rest, 1):
        text = line.strip()
        if not text:
            continue
        if not has_started and text.startswith("["):
            yield from _in_array(chain((line,), rest), number - 1)
            return
        has_started = True
        yield _read(text, number)


def _in_array(lines: Iterable[str], before: int) -> Iterator[ParsedPaper | ParseWarning]:
    """The papers of the array that starts after ``before`` lines."""
    for part in elements(lines):
        line = part.line + before
        if part.kind == "long":
            limit = f"an object longer than {LONGEST_ELEMENT >> 20} MB"
            yield ParseWarning(line, f"{limit}; it and all after it are left out")
        elif part.kind == "cut":
            yield ParseWarning(line, "cut off here; the whole objects before were read")
        else:
            yield _read(part.text, line)


def _read(text: str, line: int) -> ParsedPaper | ParseWarning:
    try:
        value = load(text)
    except ValueError:
        return ParseWarning(line, f"not JSON: {quoted(clean_line(text[:_SHOWN]))}")
    if not isinstance(value, dict):
        return ParseWarning(line, f"not an object: {quoted(clean_line(text[:_SHOWN]))}")
    return paper_of(value, line) or ParseWarning(line, "an object without a title")
