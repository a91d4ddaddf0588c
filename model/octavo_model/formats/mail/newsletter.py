"""Newsletters and notes, in HTML, Markdown or plain text, in which titles link to papers.

A text about the paper may follow; their layouts have nothing else in common.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.core import identity
from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedPaper
from octavo_model.formats.common import dates
from octavo_model.formats.common.authors import people_in_byline
from octavo_model.formats.common.digest import gather
from octavo_model.formats.common.encoding import decode
from octavo_model.formats.mail.paper_links import links_in_html, links_in_text
from octavo_model.text.clean import clean_line, clean_text
from octavo_model.text.fold import fold_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model.core.parsed import ParsedDigest
    from octavo_model.formats import Source
    from octavo_model.formats.common.authors import People
    from octavo_model.formats.mail.paper_links import PaperLink

_SNIFFED = 1 << 18
_BEGINNING = 4096
_HTML = re.compile(
    r"<!doctype html|<(?:html|head|body|table|div|p|span|h[1-6]|ul|ol|li|a|br|center|style)[\s/>]",
    re.IGNORECASE,
)
# Data, feeds, programs, bibliographies, listings of arXiv, mails: others read them.
_OTHER = re.compile(
    r"\s*(?:<\?xml|<(?:rss|feed|rdf:RDF)\b|[\[{]\s*[\"'{\[\]}]|#!|%PDF|@\w+\s*[{(]|TY  -|From \S+@"
    r"|-{40,}|\"\"\"|[ru]\"\"\"|import |from \w+|[A-Z][\w-]*:[ \t]\S.*\n[A-Z][\w-]*:[ \t])"
)
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_PAGE_END = re.compile(
    r"unsubscribe|\byou (?:are |were )?receiv|view .{0,20}in (?:your |a )?browser"
    r"|all rights reserved|©|privacy policy|manage (?:your )?preferences",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…:。！？](?:[\"”’)\]]|\s|$)")
_FEWEST_LINKS = 2
_SHORTEST_PROSE = 60
_SURE_OF_HTML, _SURE_OF_MARKDOWN, _SURE_OF_TEXT = 0.5, 0.4, 0.3


def sniff(source: Source) -> float:
    """Return how likely ``source`` is one: at most half, as other formats know more."""
    text = source.beginning(_SNIFFED)
    if _OTHER.match(text) or _BINARY.search(text[:_BEGINNING]):
        return 0.0
    links, html = _links(text)
    if len({link.address for link in links}) < _FEWEST_LINKS:
        return 0.0
    if html:
        return _SURE_OF_HTML
    return _SURE_OF_MARKDOWN if "](http" in text else _SURE_OF_TEXT


def parse(source: Source) -> ParsedDigest:
    """Return the papers to which ``source`` links by their titles."""
    text, broken = decode(source.data)
    links, _ = _links(text)
    if not links:
        raise NotADigestError(source.name, "no link that is a paper's title")
    day = source.date or dates.in_name(source.name)
    return gather(_papers(links), day, broken=broken)


def _links(text: str) -> tuple[list[PaperLink], bool]:
    """The links in ``text``, and whether it is HTML."""
    html = bool(_HTML.search(text[:_BEGINNING]))
    return (links_in_html(text) if html else links_in_text(text)), html


def _papers(links: Sequence[PaperLink]) -> list[ParsedPaper]:
    """Each paper once, by the first title that leads to it, with the first words about it."""
    papers: dict[str, ParsedPaper] = {}
    for link in links:
        arxiv_id, doi = identity.arxiv_id(link.address), identity.doi(link.address)
        key = arxiv_id or doi or link.address
        if key not in papers:
            people, after = _byline(link.after)
            papers[key] = ParsedPaper(
                title=link.title,
                abstract=_prose(after, link.title),
                authors=people.names if people else (),
                author_count=people.total if people else None,
                arxiv_id=arxiv_id,
                doi=doi,
                version=identity.arxiv_version(link.address),
                line=link.line,
            )
    return list(papers.values())


def _byline(after: str) -> tuple[People | None, str]:
    """The people on the first line of ``after``, if it holds nothing else, and the text below."""
    first, _, below = after.lstrip().partition("\n")
    people = people_in_byline(clean_line(first))
    return (people, below) if people else (None, after)


def _prose(after: str, title: str) -> str:
    """The first paragraphs in ``after`` that are sentences; may be empty."""
    prose: list[str] = []
    for paragraph in clean_text(after).split("\n\n"):
        if _PAGE_END.search(paragraph):
            break
        is_prose = len(paragraph) >= _SHORTEST_PROSE and _SENTENCE_END.search(paragraph)
        if is_prose and fold_title(paragraph) != fold_title(title):
            prose.append(paragraph)
        elif prose:
            break
    return "\n\n".join(prose)
