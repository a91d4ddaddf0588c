"""The links to papers in a page, a mail or a note, with their titles. Pure, in linear time.

In plain text the title is before the address, on its line or on the one above.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

from octavo_model.core import identity
from octavo_model.formats.common.html import to_text, unescape
from octavo_model.text.clean import clean_line
from octavo_model.text.fold import is_word

_ANCHOR = re.compile(r"<a\s([^<>]*)>|</a\s*>", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))", re.IGNORECASE)
_MARKDOWN = re.compile(r"\[([^\[\]\n]{1,500})\]\(<?(https?://[^\s<>()]{1,2000})>?[^()\n]{0,200}\)")
_IN_LINE = re.compile(
    r"<?\bhttps?://[^\s<>\"]{1,2000}>?|\barxiv:\s?\d{4}\.\d{4,5}(?:v\d+)?\b", re.I
)
# In a tracker's address the paper's own is quoted.
_PAPER = re.compile(
    r"(?:https?://)?(?:[a-z-]{1,20}\.)?(?:arxiv\.org|alphaxiv\.org)"
    r"/(?:abs|pdf|html|format|e-print)/(?:[a-z-]{1,20}(?:\.[a-z]{2})?/)?[\d.]{5,12}(?:v\d{1,4})?"
    r"|(?:www\.)?(?:huggingface\.co|hf\.co)/papers/[\d.]{9,11}"
    r"|https?://(?:dx\.|www\.)?doi\.org/10\.\d{4,9}/[^\s&?#\"'<>]{1,300}|arxiv:\s?[\d.]{9,11}",
    re.IGNORECASE | re.ASCII,
)
# Private characters mark links on their way through `to_text`; those of the page go first.
_OPEN, _MIDDLE, _CLOSE = "\ue000", "\ue001", "\ue002"
_MARKED = re.compile(f"{_OPEN}(\\d{{1,7}}){_MIDDLE}([^{_OPEN}{_MIDDLE}{_CLOSE}]*){_CLOSE}?")
_MARKS = re.compile(f"{_OPEN}\\d{{0,7}}{_MIDDLE}|[{_OPEN}{_MIDDLE}{_CLOSE}]")
# Bullets, numbers, ids in brackets and emphasis before a title.
_PREFIX = re.compile(
    r"^(?:[-*+•·▪#]+\s+|\d{1,3}[.)]\s+|\[(?:arxiv:)?\d[\d.]{0,11}(?:v\d{1,4})?\]\s*|\*{1,3}|__?)+",
    re.IGNORECASE,
)
_BEHIND = " :|([*_–—-"
_LABELS = frozenset({"url", "link", "paper", "pdf", "arxiv", "abs", "html"})
_QUOTES = {'"': '"', "“": "”", "‘": "’", "«": "»"}
_NO_TITLE = re.compile(r"(?:https?:|www\.).*|.*[,;={\\]", re.IGNORECASE)
_SENTENCE = re.compile(r"[^\W\d]{2}\. +[A-Z]")
# Words of links that are not titles; a title has other words, too.
_NOT_TITLE_WORDS = frozenset(
    """
    a abs abstract all and article arxiv at blog browse check click continue discuss discussion
    doi download entire face find for from full get go here html hugging huggingface in it learn
    link more now of on online open original our out page paper papers pdf post preprint publication
    read reading see show site source story text the this to version view visit website
    """.split()  # noqa: SIM905
)
_WORDS = re.compile(r"\w+")
_FEWEST_WORDS, _MOST_WORDS = 3, 60
_LONGEST_TITLE = 1000
_MOST_LINES_BETWEEN = 2


class PaperLink(NamedTuple):
    """A link whose text is the title of the paper at ``address``."""

    title: str
    address: str
    after: str
    """The text up to the next such link: lines and paragraphs, not yet safe."""
    line: int  # 0 in HTML


def links_in_html(html: str) -> list[PaperLink]:
    """Return the links to papers in ``html``, in order."""
    addresses: list[str] = []
    opened = False

    def mark(found: re.Match[str]) -> str:
        nonlocal opened
        # Of a link inside a link, the inner one counts.
        closing = _CLOSE if opened else ""
        address = _href(found[1] or "")
        opened = address is not None
        if address is None:
            return f"{closing}{found[0]}"
        addresses.append(address)
        return f"{closing}{found[0]}{_OPEN}{len(addresses) - 1}{_MIDDLE}"

    marked = _ANCHOR.sub(mark, _unmarked(html))
    return _collect(to_text(marked), addresses, numbered=False)


def links_in_text(text: str) -> list[PaperLink]:
    """Return the links to papers in plain text or Markdown, in order."""
    addresses: list[str] = []

    def mark(found: re.Match[str]) -> str:
        address = paper_address(found[2])
        if address is None:
            return found[0]
        addresses.append(address)
        return f"{_OPEN}{len(addresses) - 1}{_MIDDLE}{found[1]}{_CLOSE}"

    marked = _MARKDOWN.sub(mark, re.sub("\r\n?", "\n", _unmarked(text)))
    return _collect(_with_plain_links(marked, addresses), addresses, numbered=True)


def _unmarked(text: str) -> str:
    for mark in (_OPEN, _MIDDLE, _CLOSE):  # str.translate() takes a hundred times as long
        text = text.replace(mark, "")
    return text


def paper_address(address: str) -> str | None:
    """Return the address of a paper in ``address``, if there is one.

    >>> paper_address("https://track.example/?u=https%3A%2F%2Farxiv.org%2Fpdf%2F2401.01234v2&x=1")
    'https://arxiv.org/pdf/2401.01234v2'
    """
    if "." not in address and ":" not in address:
        return None
    found = _PAPER.search(unquote(address))
    if found is None:
        return None
    paper = found[0].rstrip(".,;)")
    return paper if identity.arxiv_id(paper) or identity.doi(paper) else None


def _href(attributes: str) -> str | None:
    found = _HREF.search(attributes)
    return paper_address(unescape(found[1] or found[2] or found[3] or "")) if found else None


def _collect(text: str, addresses: list[str], *, numbered: bool) -> list[PaperLink]:
    """The marked links of ``text`` that have a title, and the text after each."""
    named = [
        (found, title)
        for found in _MARKED.finditer(text)
        if int(found[1]) < len(addresses) and (title := _title(found[2]))
    ]
    links: list[PaperLink] = []
    line, counted = 1, 0
    following = [*(found.start() for found, _ in named[1:]), len(text)]
    for (found, title), stop in zip(named, following, strict=False):
        line += text.count("\n", counted, found.start())
        counted = found.start()
        after = _MARKS.sub("", text[found.end() : stop])
        links.append(PaperLink(title, addresses[int(found[1])], after, line if numbered else 0))
    return links


def _with_plain_links(text: str, addresses: list[str]) -> str:
    """``text`` with a mark where an address follows its title."""
    lines = text.split("\n")
    above = -1
    for at, line in enumerate(lines):
        found = _IN_LINE.search(line) if ":" in line and _OPEN not in line else None
        address = paper_address(found[0].strip("<>")) if found else None
        if found and address:
            before = line[: found.start()]
            is_short = len(clean_line(before).split()) < _FEWEST_WORDS
            number, rest = len(addresses), line[found.end() :].removeprefix(")")
            # In the middle of a sentence an address does not follow a title.
            if any(map(is_word, rest)) or _SENTENCE.search(before):
                pass
            elif _title(before):
                lines[at] = f"{_OPEN}{number}{_MIDDLE}{before}{_CLOSE}{rest}"
                addresses.append(address)
            elif above >= 0 and is_short and _title(lines[above]):
                lines[above] = f"{_OPEN}{number}{_MIDDLE}{lines[above]}{_CLOSE}"
                lines[at] = rest
                addresses.append(address)
            above = -1
        elif _OPEN in line:
            above = -1
        elif line.strip():
            # Authors may be between a title and its address, but not a paragraph.
            if not (at and lines[at - 1].strip()):
                above = at
            elif at - above > _MOST_LINES_BETWEEN:
                above = -1
        elif above >= 0 and not lines[at - 1].strip():
            above = -1
    return "\n".join(lines)


def _title(text: str) -> str:
    """``text`` as a title, without markup; empty if it is not one."""
    title = _without_markup(clean_line(text[:_LONGEST_TITLE]))
    words = title.split()
    if not _FEWEST_WORDS <= len(words) <= _MOST_WORDS or _NO_TITLE.fullmatch(title):
        return ""
    is_sentence = title.endswith(".") and not title.endswith("...")
    # A link in a sentence starts in lower case; the first word of a title has a capital.
    starts_small = words[0].isascii() and words[0].islower()
    if is_sentence or starts_small or not any(map(is_word, words[0])):
        return ""
    return "" if _NOT_TITLE_WORDS.issuperset(_WORDS.findall(title.lower())) else title


def _without_markup(text: str) -> str:
    title = _PREFIX.sub("", text).strip()
    labelled = title.endswith((":", "(", "["))
    title = title.rstrip(_BEHIND)
    head, _, last = title.rpartition(" ")
    if labelled and last.lower() in _LABELS:
        title = head.rstrip(_BEHIND)
    if len(title) > 1 and _QUOTES.get(title[0]) == title[-1]:
        title = title[1:-1].strip()
    return title
