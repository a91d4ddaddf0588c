"""Libraries that EndNote, Zotero, Mendeley and JabRef export as EndNote XML.

Its schema comes with EndNote (``RSXML.dtd``). Each record is read by itself, so that one that is
broken is the only one to be left out.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.parsers import expat

from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedPaper, ParseWarning
from octavo_model.formats.common.authors import read_listed
from octavo_model.formats.common.digest import find_ids, with_ids
from octavo_model.formats.feeds.entries import sniff_root
from octavo_model.formats.feeds.xml import decode_xml, escaped, root_name
from octavo_model.formats.records.record import digest_of_file
from octavo_model.formats.references.days import citation_day, most_precise
from octavo_model.text.clean import clean_line, clean_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from octavo_model.core.parsed import ParsedDigest
    from octavo_model.formats import Source

_ROOTS = ("xml", "records")
_RECORD = re.compile(r"<record(?:\s[^<>]{0,200})?>")
_END = "</record>"
_OWN_ELEMENT = re.compile(r"<(?:ref-type|rec-number|titles|source-app)[\s>]")
_LIST_SIGN = re.compile(r"[\r\n;]+")
_LONGEST_QUOTE = 60
_WANTED = {
    "titles/title": "title",
    "titles/short-title": "short title",
    "titles/secondary-title": "journal",
    "periodical/full-title": "journal",
    "titles/full-title": "journal",
    "authors/author": "authors",
    "secondary-authors/author": "editors",
    "dates/year": "year",
    "pub-dates/date": "day",
    "record/abstract": "abstract",
    "record/electronic-resource-num": "ids",
    "related-urls/url": "urls",
    "web-urls/url": "urls",
    "urls/url": "urls",
    "pdf-urls/url": "files",
    "record/accession-num": "ids",
    "keywords/keyword": "keywords",
    "record/notes": "comments",
    "record/rec-number": "number",
}
"""The fields of a paper, by the names of an element and the one that it is in."""

Values = dict[str, list[str]]


def sniff(source: Source) -> float:
    """Return how likely ``source`` is such a library."""
    root, head = sniff_root(source)
    if root not in _ROOTS or not _RECORD.search(head):
        return 0.0
    return 0.95 if _OWN_ELEMENT.search(head) else 0.0


def parse(source: Source) -> ParsedDigest:
    """Return the papers in ``source``; a record that is broken or has no title is left out."""
    text, broken = decode_xml(source.data)
    root_name(text, source.name)  # declares no entities
    found = list(_read(text))
    if not found:
        raise NotADigestError(source.name, "no EndNote library: it holds no record")
    return digest_of_file(source, found, broken)


def _read(text: str) -> Iterator[ParsedPaper | ParseWarning]:
    line, counted = 1, 0
    starts = [found.start() for found in _RECORD.finditer(text)]
    for start, following in pairwise([*starts, len(text)]):
        line += text.count("\n", counted, start)
        counted = start
        record, end, _ = text[counted:following].partition(_END)
        xml = record + _END
        values = (_values(xml) or _values(escaped(xml))) if end else None
        if values is None:
            why = "is not well-formed XML" if end else "does not end"
            yield ParseWarning(line, f"a record that {why} is left out")
            continue
        what = clean_line(" ".join(values.get("number", ())))[:_LONGEST_QUOTE]
        untitled = ParseWarning(line, f"a record without a title is left out: {what}")
        yield _paper(values, line) or untitled


def _values(xml: str) -> Values | None:
    """The texts in a record, by field; None if it is broken."""
    parser = expat.ParserCreate(encoding="utf-8")
    path: list[str] = []
    values: Values = {}
    target: list[list[str]] = []

    def start(name: str, _: dict[str, str]) -> None:
        path.append(name)
        if field := _WANTED.get("/".join(path[-2:])):
            target.append([])
            values.setdefault(field, []).append("")

    def end(_: str) -> None:
        if (field := _WANTED.get("/".join(path[-2:]))) and target:
            values[field][-1] = "".join(target.pop())
        path.pop()

    def characters(text: str) -> None:
        if target:
            target[-1].append(text)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    try:
        parser.Parse(xml.encode("utf-8", "replace"), True)
    except expat.ExpatError:
        return None
    return {field: texts for field, every in values.items() if (texts := [*filter(None, every)])}


def _paper(values: Values, line: int) -> ParsedPaper | None:
    def first(field: str) -> str:
        return next(iter(values.get(field, ())), "")

    def listed(field: str) -> list[str]:
        texts = values.get(field, ())
        return [one for text in texts for part in _LIST_SIGN.split(text) if (one := part.strip())]

    title = clean_line(first("title")) or clean_line(first("short title"))
    if not title:
        return None
    year, part = first("year"), first("day")
    exact = citation_day(f"{part} {year}") if part and year else citation_day(part)
    people = read_listed(listed("authors") or listed("editors"), turns=True)
    keywords = map(clean_line, listed("keywords"))
    paper = ParsedPaper(
        title,
        clean_text(first("abstract").replace("\r", "\n")),
        authors=tuple(dict.fromkeys(people.names)),
        author_count=people.total,
        comments=clean_line(first("comments")),
        journal=clean_line(first("journal")) or None,
        keywords=tuple(dict.fromkeys(filter(None, keywords))),
        line=line,
    )
    ids = find_ids([*values.get("ids", ()), *listed("urls"), first("journal")])
    day = most_precise(citation_day(year), citation_day(part) or exact)
    return with_ids(paper, ids, day, listed("urls"))
