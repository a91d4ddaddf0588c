"""Alerts of Google Scholar: https://scholar.google.com/intl/en/scholar/help.html#alerts.

A mail in HTML, in any language: for each paper a link of the class ``gse_alrt_title``, a line
``D Kelp, A Quill - Journal, 2024 - publisher`` and a snippet of the text.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.addresses import normal
from octavo_model.core.dates import Precision
from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedPaper
from octavo_model.formats.common import dates
from octavo_model.formats.common.authors import split_people
from octavo_model.formats.common.digest import find_ids, gather, without_title
from octavo_model.formats.common.encoding import decode
from octavo_model.formats.common.html import to_text, unescape
from octavo_model.formats.common.targets import Target, safe_address, target_of
from octavo_model.text.clean import clean_line, clean_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from octavo_model.core.parsed import ParsedDigest, ParseWarning
    from octavo_model.formats import Source
    from octavo_model.formats.common.dates import LooseDay

_SNIFFED = 1 << 18
_MARK = re.compile(r"gse_alrt_title|scholar\.google\.[a-z.]{2,6}/scholar_url\?", re.IGNORECASE)
# A link to a paper goes through scholar_url, or has the class of titles; a mere citation has no
# link.
_LINK = re.compile(
    r"<a\s(?P<tag>[^<>]{1,6000})>(?P<text>.{0,2000}?)</a\s*>"
    r"|<span\s(?P<plain_tag>[^<>]{0,300}gse_alrt_title[^<>]{0,300})>(?P<plain>[^<>]{1,1000})</span\s*>",
    re.IGNORECASE | re.DOTALL,
)
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_REDIRECT = re.compile(r"scholar\.google\.[a-z.]{2,6}/scholar_url\?", re.IGNORECASE)
_OTHER_LINK = re.compile(r"scholar_share|scholar_alerts|/citations\?|/scholar\?|/scholar_settings")
_TITLE_CLASS = re.compile(r"gse_alrt_title|gs_rt", re.IGNORECASE)
_END = re.compile(
    r"<h3\b|gse_alrt_title|<hr\b|class=[\"']?gse_alrt_hdr|scholar_alerts\?", re.IGNORECASE
)
_SNIPPET = re.compile(r"<div[^<>]*gse_alrt_sni[^<>]*>", re.IGNORECASE)
_FORM = re.compile(r"^(?:\[[A-Za-z]{3,12}\]\s*)+")
_DASH = re.compile(r"\s+[-–—]\s+")
_YEAR = re.compile(r"(?:^|,?\s)((?:19|20)\d\d)$")
_CUT = re.compile(r"\s*(?:…|\.\.\.)\s*$")
_ARCHIVE = re.compile(r"arxiv|preprint|biorxiv|medrxiv|ssrn", re.IGNORECASE)
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_SURE = 0.94
_ONLY_LINKS = 0.6
_LONGEST_TITLE = 1_000
_FEWEST_WORDS = 4


class _AlertLine(NamedTuple):
    authors: tuple[str, ...] = ()
    journal: str = ""
    day: LooseDay | None = None
    text: str = ""


def sniff(source: Source) -> float:
    """Return how likely ``source`` is an alert: it has the links of Google Scholar."""
    text = source.beginning(_SNIFFED)
    if "<" not in text or not _MARK.search(text):
        return 0.0
    if not any(_is_title(found) for found in _LINK.finditer(text)):
        return 0.0
    return _SURE if _TITLE_CLASS.search(text) else _ONLY_LINKS


def parse(source: Source) -> ParsedDigest:
    """Return the papers of the alert."""
    html, broken = decode(source.data)
    links = [found for found in _LINK.finditer(html) if _is_title(found)]
    has_class = any(_TITLE_CLASS.search(_tag(found)) for found in links)
    if has_class:
        links = [found for found in links if _TITLE_CLASS.search(_tag(found))]
    papers = list(_papers(html, links))
    if not any(isinstance(one, ParsedPaper) for one in papers):
        raise NotADigestError(source.name, "an alert of Google Scholar without papers")
    day = source.date or dates.in_name(source.name)
    return gather(papers, day, "google-scholar", broken)


def _is_title(link: re.Match[str]) -> bool:
    """Whether ``link`` is the title of a paper, and not a button."""
    if _TITLE_CLASS.search(_tag(link)):
        return True
    href = _href(_tag(link))
    words = clean_line(to_text(_words(link)))
    return bool(_REDIRECT.search(href)) and not _OTHER_LINK.search(href) and " " in words


def _tag(link: re.Match[str]) -> str:
    return link["tag"] or link["plain_tag"] or ""


def _words(link: re.Match[str]) -> str:
    return link["text"] or link["plain"] or ""


def _href(attributes: str) -> str:
    found = _HREF.search(attributes)
    return unescape(found[1] or found[2] or "").strip() if found else ""


def _papers(html: str, links: list[re.Match[str]]) -> Iterator[ParsedPaper | ParseWarning]:
    seen: set[str] = set()
    lost: list[tuple[int, str]] = []
    for number, link in enumerate(links):
        limit = links[number + 1].start() if number + 1 < len(links) else len(html)
        edge = _END.search(html, link.end(), limit)
        after = html[link.end() : edge.start() if edge else limit]
        address = _href(_tag(link))
        title = _FORM.sub("", clean_line(to_text(_words(link)[:_LONGEST_TITLE]))).strip()
        target = target_of(address, is_paper=True) or Target(page=_page(address))
        key = target.name or title
        if not title:
            lost.append((0, address))
        elif key not in seen:
            seen.add(key)
            yield _paper(title, target, after)
    yield from without_title(lost)


def _page(address: str) -> str | None:
    """The address of a paper that is at no publisher; a page of Scholar itself is none."""
    page = safe_address(normal(address) or "")
    return None if page is None or "scholar.google." in page else page


def _paper(title: str, target: Target, after: str) -> ParsedPaper:
    byline = _byline(after)
    named = find_ids([_arxiv_in(byline.text)])
    found = target.ids if target.ids.arxiv_id or not named.arxiv_id else named
    return ParsedPaper(
        title=title,
        abstract=_snippet(after),
        authors=byline.authors,
        date=byline.day.date if byline.day else None,
        date_precision=byline.day.precision if byline.day else Precision.DAY,
        arxiv_id=found.arxiv_id,
        version=found.version,
        doi=target.ids.doi,
        journal=byline.journal or None,
        page=None if found.arxiv_id or target.ids.doi else target.page,
    )


def _arxiv_in(text: str) -> str:
    """The arXiv id in ``arXiv preprint arXiv:2401.01234, 2024``."""
    found = re.search(
        r"arxiv:\s?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})", text, re.IGNORECASE
    )
    return found[1] if found else ""


def _byline(after: str) -> _AlertLine:
    """The line of authors, journal, year and publisher, which is the first below a title."""
    before_snippet = _SNIPPET.split(after, maxsplit=1)[0]
    line = next(
        (bare for part in to_text(before_snippet).split("\n") if (bare := clean_line(part))), ""
    )
    parts = _DASH.split(line)
    if len(parts) == 1 and not _YEAR.search(line):
        # With neither year nor place it may be the snippet of a page without authors.
        is_names = len(line) < 200 and "," in line and not line.endswith((".", "…"))
        return _AlertLine(split_people(line) if is_names else ())
    authors = split_people(_CUT.sub("", parts[0]))
    place = " - ".join(parts[1:-1] if len(parts) > 2 else parts[1:])
    year = _YEAR.search(place)
    journal = place[: year.start()] if year else place if len(parts) > 2 else ""
    journal = _CUT.sub("", journal.strip(" ,…"))
    if _ARCHIVE.search(journal) or _HOST.fullmatch(journal):
        journal = ""
    return _AlertLine(authors, journal, dates.from_parts(year[1], None) if year else None, place)


def _is_text(line: str) -> bool:
    """Whether a line below authors and journal is of the snippet, and not ``Save``."""
    return len(line.split()) >= _FEWEST_WORDS


def _snippet(after: str) -> str:
    """The words of the paper that the alert shows; they end with an ellipsis."""
    found = _SNIPPET.search(after)
    if found is None:
        lines = [line for part in to_text(after).split("\n") if (line := clean_line(part))]
        end = next((at for at, line in enumerate(lines) if at and _CUT.search(line)), 0)
        snippet = " ".join(lines[1 : end + 1] if end else takewhile(_is_text, lines[1:]))
        return clean_text(snippet) if len(snippet.split()) >= _FEWEST_WORDS else ""
    end = after.find("</div", found.end())
    text = to_text(after[found.end() : end if end >= 0 else len(after)])
    return clean_text(clean_line(text.replace("\n", " ")))
