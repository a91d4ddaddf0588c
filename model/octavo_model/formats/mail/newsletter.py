"""Newsletters and notes, in HTML or plain text, in which titles link to papers.

A text about the paper may follow; their layouts have nothing else in common.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.core.errors import NotADigestError
from octavo_model.core.ids import page_of
from octavo_model.core.parsed import ParsedPaper
from octavo_model.formats.common import dates
from octavo_model.formats.common.authors import people_in_byline
from octavo_model.formats.common.digest import gather, without_title
from octavo_model.formats.common.encoding import decode
from octavo_model.formats.common.paper_links import links_in_html, links_in_text
from octavo_model.formats.common.titles import authors_of, described
from octavo_model.text.clean import clean_line, clean_text
from octavo_model.text.fold import fold_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model.core.parsed import ParsedDigest
    from octavo_model.formats import Source
    from octavo_model.formats.common.paper_links import Links, PaperLink

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
_INVITES = re.compile(r"(?:read|see|view|click|check|download|get|find|watch|subscribe)\b", re.I)
_FEWEST_LINKS = 2
_SHORTEST_PROSE, _FEWEST_WORDS = 60, 3
_SURE_OF_HTML, _SURE_OF_MARKDOWN, _SURE_OF_TEXT, _SURE_OF_ONE = 0.5, 0.4, 0.3, 0.16


def sniff(source: Source) -> float:
    """Return how likely ``source`` is one: at most half, as other formats know more."""
    text = source.beginning(_SNIFFED)
    if _OTHER.match(text) or _BINARY.search(text[:_BEGINNING]):
        return 0.0
    links, html = _links(text)
    known = {one.target.name for one in links.titled if _is_sure(one)}
    if len(known) < _FEWEST_LINKS:
        # A mail with a link to one paper is no digest; a file with nothing else may be.
        return _SURE_OF_ONE if known and not html else 0.0
    if html:
        return _SURE_OF_HTML
    return _SURE_OF_MARKDOWN if "](http" in text else _SURE_OF_TEXT


def parse(source: Source) -> ParsedDigest:
    """Return the papers to which ``source`` links by their titles."""
    text, broken = decode(source.data)
    links, _ = _links(text)
    if not links.titled:
        raise NotADigestError(source.name, "no link that is a paper's title")
    day = source.date or dates.in_name(source.name)
    lost = without_title([(one.line, one.address) for one in links.lost()])
    return gather([*_papers(links.titled), *lost], day, broken=broken)


def _is_sure(link: PaperLink) -> bool:
    """Whether it is known to lead to a paper, and not only to a PDF."""
    ids = link.target.ids
    return bool(ids.arxiv_id or ids.doi or page_of(link.address))


def _links(text: str) -> tuple[Links, bool]:
    """The links in ``text``, and whether it is HTML."""
    html = bool(_HTML.search(text[:_BEGINNING]))
    return (links_in_html(text) if html else links_in_text(text)), html


def _papers(links: Sequence[PaperLink]) -> list[ParsedPaper]:
    """Each paper once, by the first title that leads to it, with the first words about it."""
    papers: dict[str, ParsedPaper] = {}
    for link in links:
        if link.target.name in papers:
            continue
        authors, venue, total, after = _byline(link.after)
        papers[link.target.name] = ParsedPaper(
            title=link.title,
            abstract=_prose(after, link.title),
            authors=authors,
            author_count=total,
            arxiv_id=link.target.ids.arxiv_id,
            doi=link.target.ids.doi,
            version=link.target.ids.version,
            journal=venue or None,
            page=link.target.page,
            line=link.line,
        )
    return list(papers.values())


def _byline(after: str) -> tuple[tuple[str, ...], str, int | None, str]:
    """The authors on the first line of ``after``, the venue, how many they are, and the rest."""
    lines = after.split("\n")
    at = next((n for n, line in enumerate(lines) if any(map(str.isalnum, line))), len(lines))
    first = lines[at].strip(" -–—|·,.;:") if at < len(lines) else ""
    if people := people_in_byline(clean_line(first)):
        return people.names, "", people.total, "\n".join(lines[at + 1 :])
    if authors := authors_of(first):
        return authors, "", None, "\n".join(lines[at + 1 :])
    found = described(first) if len(first) < 3_000 else None
    if found and (found.authors or found.venue):
        return found.authors, found.venue, None, "\n".join([_ended(found.rest), *lines[at + 1 :]])
    return (), "", None, after


def _ended(text: str) -> str:
    return f"{text}." if text and text[-1].isalnum() else text


def _prose(after: str, title: str) -> str:
    """The first paragraphs in ``after`` that are sentences; may be empty."""
    prose: list[str] = []
    for paragraph in clean_text(after).split("\n\n"):
        if _PAGE_END.search(paragraph):
            break
        if _is_prose(paragraph) and fold_title(paragraph) != fold_title(title):
            prose.append(paragraph.lstrip("-–—:)]| "))
        elif prose:
            break
    return "\n\n".join(prose)


def _is_prose(text: str) -> bool:
    if len(text) >= _SHORTEST_PROSE:
        return bool(_SENTENCE_END.search(text))
    is_sentence = text.endswith((".", "!", "?", "…", "。")) and len(text.split()) >= _FEWEST_WORDS
    return is_sentence and not _INVITES.match(text) and not authors_of(text)
