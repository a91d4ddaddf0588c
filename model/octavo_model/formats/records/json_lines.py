"""Papers as JSON Lines (https://jsonlines.org): an object a line, as any script can write them.

An array of such objects is read too. The names of columns that are understood are those of
`octavo_model.formats.records.record`. Nothing but the line at hand is held, so that a dump of a
gigabyte can be read; see `papers_in`.
"""

from __future__ import annotations

import io
from itertools import chain
from typing import TYPE_CHECKING

from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParseWarning
from octavo_model.formats.common import dates
from octavo_model.formats.common import digest as slugs
from octavo_model.formats.common.digest import gather, quoted, rationed
from octavo_model.formats.common.encoding import DecodedLines, decode
from octavo_model.formats.common.json import LONGEST_ELEMENT, elements, load
from octavo_model.formats.records.record import likeness, paper_of
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from octavo_model.core.parsed import ParsedDigest, ParsedPaper
    from octavo_model.formats import Source

_SNIFFED = 1 << 18
_SHOWN = 200


class JsonLines:
    """Reads JSON Lines, and an array of objects.

    Attributes:
        name: On the command line.
        title: For people.
        badge: For the papers.
        example: What one looks like.
    """

    name = "json-lines"
    title = "JSON Lines of papers"
    badge = "JSON"
    example = '{"title": "…", "abstract": "…", "authors": ["…"], "id": "2401.01234"} on each line'

    def sniff(self, source: Source) -> float:
        """How sure it is that ``source`` holds papers as objects, by the first of them."""
        text, _ = decode(source.data[:_SNIFFED])
        text = text.lstrip("\ufeff \t\r\n")
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

    def parse(self, source: Source) -> ParsedDigest:
        """Read ``source``; lines that are no papers become warnings.

        Raises:
            NotADigestError: It holds something, but no paper.
        """
        text, broken = decode(source.data)
        date = source.date or dates.in_name(source.name)
        found = rationed(_papers(io.StringIO(text)))
        digest = gather(chain((broken,) if broken else (), found), date, slugs.of_file(source.name))
        if not digest.papers and text.strip():
            why = f" ({digest.warnings[-1]})" if digest.warnings else ""
            raise NotADigestError(source.name, f"no papers as JSON{why}")
        return digest

    def stream(
        self, lines: Iterable[bytes], source: Source
    ) -> Iterator[ParsedPaper | ParseWarning]:
        """What ``lines`` hold, as it is read; of very many warnings only the first are told.

        Args:
            lines: As for `papers_in`.
            source: What is known of them; its ``data`` is not looked at.
        """
        return rationed(papers_in(lines))


def papers_in(lines: Iterable[bytes]) -> Iterator[ParsedPaper | ParseWarning]:
    r"""The paper of each line, or a warning where there is none. Holds one line at a time.

    Args:
        lines: With or without their ends, in UTF-8; single ones that are not are read as their
            bytes give away.

    >>> [str(one) if isinstance(one, ParseWarning) else one.title
    ...  for one in papers_in([b'{"title": "A"}\n', b"oops\n"])]
    ['A', 'line 2: no JSON: “oops”']
    """
    texts = DecodedLines(lines)
    yield from _papers(texts)
    yield from texts.odd


def _papers(lines: Iterable[str]) -> Iterator[ParsedPaper | ParseWarning]:
    rest = iter(lines)
    begun = False
    for number, line in enumerate(rest, 1):
        text = line.strip()
        if not text:
            continue
        if not begun and text.startswith("["):
            yield from _in_array(chain((line,), rest), number - 1)
            return
        begun = True
        yield _read(text, number)


def _in_array(lines: Iterable[str], before: int) -> Iterator[ParsedPaper | ParseWarning]:
    """What stands in the array that begins after so many lines."""
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
        return ParseWarning(line, f"no JSON: {quoted(clean_line(text[:_SHOWN]))}")
    if not isinstance(value, dict):
        return ParseWarning(line, f"no object: {quoted(clean_line(text[:_SHOWN]))}")
    return paper_of(value, line) or ParseWarning(line, "an object without a title")
