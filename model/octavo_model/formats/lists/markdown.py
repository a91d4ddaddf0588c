"""Reading lists in Markdown: ``awesome-*`` lists, tables of daily papers, notes with links.

The text is parted into blocks by markdown-it (https://markdown-it-py.readthedocs.io), which
follows https://spec.commonmark.org and the tables of GitHub.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.core.errors import NotADigestError
from octavo_model.formats.common import dates
from octavo_model.formats.common.digest import gather, of_file, without_title
from octavo_model.formats.common.encoding import decode
from octavo_model.formats.common.targets import target_of
from octavo_model.formats.lists.blocks import BlockReader
from octavo_model.text.fold import fold_title

if TYPE_CHECKING:
    from collections.abc import Iterable

    from octavo_model.core.parsed import ParsedDigest, ParsedPaper, ParseWarning
    from octavo_model.formats import Source
    from octavo_model.formats.lists.entries import ListEntry

_SNIFFED = 1 << 18
_BEGINNING = 4096
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# Data, feeds, pages, programs, bibliographies, mails: others read them.
_OTHER = re.compile(
    r"\s*(?:<\?xml|<!doctype|<(?:html|head|body|rss|feed|rdf:RDF)\b|[\[{]\s*[\"'{\]}]|#!|%PDF"
    r"|@\w+\s*[{(]|TY  -|From \S+@|-{40,}|\"\"\"|[ru]\"\"\"|import |from \w+"
    r"|(?!---)[A-Z][\w-]*:[ \t]\S.*\n[A-Z][\w-]*:[ \t])",
    re.IGNORECASE,
)
_TABLE = re.compile(
    r"^ {0,3}\|.*\|[ \t]*\r?\n {0,3}\|?[ \t]*:?-+:?[ \t]*\|[-:| \t]*$", re.MULTILINE
)
_LINK = re.compile(r"\]\(\s*<?(https?://[^\s()<>]{4,500})")
_ANCHOR = re.compile(
    r"^ {0,3}(?:[-*+]|\d{1,3}[.)]|#{1,6}|\|) ?.{0,400}?<a\s[^>]{0,200}href=", re.MULTILINE
)
_ITEM = re.compile(
    r"^ {0,8}(?:[-*+] |\d{1,3}[.)] |#{1,6} |\*\*|\|).*?(?:https?://|\]\()", re.MULTILINE
)
_NAMED = (".md", ".markdown", ".mdown", ".mkd", ".qmd", ".rmd")
_MOST_LOOKED_AT = 400
_SURE_OF_TABLE, _SURE_OF_LIST, _SURE_OF_NAME = 0.85, 0.55, 0.45


def sniff(source: Source) -> float:
    """Return how likely ``source`` is a list: it links to papers in the way of Markdown."""
    text = source.beginning(_SNIFFED)
    if _OTHER.match(text) or _BINARY.search(text[:_BEGINNING]):
        return 0.0
    links = [
        found[1] for found, _ in zip(_LINK.finditer(text), range(_MOST_LOOKED_AT), strict=False)
    ]
    has_papers = any(target_of(link) for link in links)
    if has_papers and _TABLE.search(text):
        return _SURE_OF_TABLE
    if has_papers and _ITEM.search(text):
        return _SURE_OF_LIST
    is_named = source.name.lower().endswith(_NAMED)
    if (is_named or _ANCHOR.search(text)) and "://" in text and _reads(text):
        return _SURE_OF_NAME
    return 0.0


def parse(source: Source) -> ParsedDigest:
    """Return the papers to which ``source`` links, and how many links have no title."""
    text, broken = decode(source.data)
    papers, warnings = _read(text)
    if not papers:
        raise NotADigestError(source.name, "no link to a paper with its title")
    day = source.date or dates.in_name(source.name)
    return gather([*papers, *warnings], day, of_file(source.name), broken)


def _reads(text: str) -> bool:
    return bool(_read(text)[0])


def _read(text: str) -> tuple[list[ParsedPaper], list[ParseWarning]]:
    reader = BlockReader(text)
    return papers_of(reader.entries())


def papers_of(entries: Iterable[ListEntry]) -> tuple[list[ParsedPaper], list[ParseWarning]]:
    """Return each paper once, by its first title, and a warning about links without a title."""
    papers: dict[str, ParsedPaper] = {}
    untitled: dict[str, tuple[int, str]] = {}
    for entry in entries:
        paper = entry.paper()
        if paper is not None:
            key = paper.arxiv_id or paper.doi or paper.page or fold_title(paper.title)
            papers.setdefault(key, paper)
        else:
            for link in entry.links:
                if link.target is not None:
                    untitled.setdefault(link.target.name, (entry.line, link.address))
    lost = [one for name, one in untitled.items() if name not in papers]
    return list(papers.values()), without_title(lost)
