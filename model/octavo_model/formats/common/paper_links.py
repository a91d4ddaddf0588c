"""The links to papers in a page, a mail or a text, with their titles. Pure, in linear time.

In plain text the title is before the address, on its line or on the one above.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.formats.common.html import to_text, unescape
from octavo_model.formats.common.plain_links import (
    CLOSE,
    EDGE,
    ELSEWHERE,
    FEWEST_WORDS,
    HEADING,
    ITEM,
    MIDDLE,
    OPEN,
    RULE,
    SENTENCE,
    with_plain_links,
)
from octavo_model.formats.common.targets import LinkRole, Target, link_of, target_of
from octavo_model.formats.common.titles import title_of
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Sequence

_ANCHOR = re.compile(
    r"<a\s([^<>]*)>|</a\s*>|(?<=[^\s<>])</t[dh]>\s*<t[dh](?=[\s/>])|<(h[1-6]|li|hr|dt)(?=[\s/>])"
    r"|<(?:p|div|td)(?:\s[^<>]*)?>\s*<(?:b|strong)>"
    r"(?=[^<>]{3,150}</(?:b|strong)>\s*</(?:p|div|td)>)",
    re.IGNORECASE,
)
# The title of an item: what follows it has a line of its own.
_BOLD_IN_ITEM = re.compile(
    r"<li(?:\s[^<>]{0,300})?>\s*(?:<p>\s*)?<(b|strong)>[^<>]{3,300}</\1>(?!\s*<(?:/|br))",
    re.IGNORECASE,
)
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))", re.IGNORECASE)
_MARKDOWN = re.compile(r"\[([^\[\]\n]{1,500})\]\(<?(https?://[^\s<>()]{1,2000})>?[^()\n]{0,200}\)")
_CELL = "\ue005"  # between two cells of a row, of which the first ends with words
_MARKED = re.compile(f"{OPEN}(\\d{{1,7}}){MIDDLE}([^{OPEN}{MIDDLE}{CLOSE}]*){CLOSE}?")
_MARKS = re.compile(
    f"{OPEN}\\d{{0,7}}{MIDDLE}|{EDGE}\\d?|[{OPEN}{MIDDLE}{CLOSE}{ELSEWHERE}{_CELL}]"
)
_EDGES = re.compile(f"{EDGE}(\\d)")
_MARK_CHARS = f" {ELSEWHERE}{CLOSE}"
_ITEM_EDGE = f"{EDGE}{ITEM}"
_LONGEST_ITEM = 2000


class PaperLink(NamedTuple):
    """A link whose text is the title of the paper to which it leads."""

    title: str
    address: str
    target: Target
    after: str
    """The text about it, up to what is about something else: lines, not yet safe."""
    line: int  # 0 in HTML


class Untitled(NamedTuple):
    """A link to a paper whose title is not known."""

    address: str
    target: Target
    line: int


class Links(NamedTuple):
    """The links to papers in a text, in order."""

    titled: list[PaperLink]
    untitled: list[Untitled]

    def lost(self) -> list[Untitled]:
        """Return the links to papers that no other link names, each once."""
        known = {link.target.name for link in self.titled}
        return list(
            {one.target.name: one for one in self.untitled if one.target.name not in known}.values()
        )


def links_in_html(html: str) -> Links:
    """Return the links to papers in ``html``."""
    found: list[tuple[str, Target]] = []
    opened = False

    def mark(tag: re.Match[str]) -> str:
        nonlocal opened
        if tag[0].startswith(("</td", "</th", "</TD", "</TH")):
            return tag[0].replace("<", f"{_CELL}<", 2).replace(f"{_CELL}<", "<", 1)
        if tag[2] is not None or (tag[1] is None and not tag[0].startswith("</")):
            name = (tag[2] or "h6").lower()
            level = {"li": ITEM, "dt": ITEM, "hr": RULE}.get(name)
            level = int(name[1]) if level is None else level
            # Behind a tag that ends the line, before the text of the next one.
            return (
                f"<br>{EDGE}{level}<br>{tag[0]}"
                if name == "hr"
                else f"{tag[0]}".replace("<", f"<br>{EDGE}{level}<", 1)
            )
        # Of a link inside a link, the inner one counts.
        closing = CLOSE if opened else ""
        address = _href(tag[1] or "")
        target = target_of(address) if address else None
        opened = target is not None
        if target is None or address is None:
            elsewhere = ELSEWHERE if address else ""
            return f"{closing}{tag[0]}{elsewhere}"
        found.append((address, target))
        return f"{closing}{tag[0]}{OPEN}{len(found) - 1}{MIDDLE}"

    marked = _ANCHOR.sub(mark, _BOLD_IN_ITEM.sub(r"\g<0><br>", _unmarked(html)))
    return _collect(to_text(marked), found, numbered=False)


def links_in_text(text: str) -> Links:
    """Return the links to papers in plain text or Markdown."""
    found: list[tuple[str, Target]] = []

    def mark(link: re.Match[str]) -> str:
        target = target_of(link[2])
        if target is None:
            return f"{ELSEWHERE}{link[0]}"
        found.append((link[2], target))
        return f"{OPEN}{len(found) - 1}{MIDDLE}{link[1]}{CLOSE}"

    marked = _MARKDOWN.sub(mark, re.sub("\r\n?", "\n", _unmarked(text)))
    return _collect(with_plain_links(marked, found), found, numbered=True)


def _unmarked(text: str) -> str:
    # str.translate() takes a hundred times as long
    for mark in (OPEN, MIDDLE, CLOSE, EDGE, ELSEWHERE, _CELL):
        text = text.replace(mark, "")
    return text


def _href(attributes: str) -> str | None:
    found = _HREF.search(attributes)
    return unescape(found[1] or found[2] or found[3] or "").strip() if found else None


def _collect(text: str, found: list[tuple[str, Target]], *, numbered: bool) -> Links:
    """The marked links of ``text``, and the text after each that has a title."""
    titled: list[tuple[re.Match[str], str, int]] = []  # and where the text about it starts
    untitled: list[Untitled] = []
    line, counted = 1, 0
    lines: list[int] = []
    for mark in _MARKED.finditer(text):
        line += text.count("\n", counted, mark.start())
        counted = mark.start()
        number = int(mark[1])
        if number >= len(found):
            continue
        address, target = found[number]
        if title := _title_in(text, mark, address):
            titled.append((mark, title, mark.end()))
            lines.append(line if numbered else 0)
        elif not numbered and (
            item := _item_title(text, mark, titled)
            or _title_on_line(text, mark, address)
            or _heading_title(text, mark, address)
        ):
            titled.append((mark, *item))
            lines.append(0)
        else:
            untitled.append(Untitled(address, target, line if numbered else 0))
    links: list[PaperLink] = []
    following = [*(mark.start() for mark, _, _ in titled[1:]), len(text)]
    for (mark, title, start), stop, at in zip(titled, following, lines, strict=False):
        address, target = found[int(mark[1])]
        after = text[start : _end_of(text, mark, stop)]
        links.append(PaperLink(title, address, target, _MARKS.sub("", after), at))
    return Links(links, untitled)


def _item_title(
    text: str, mark: re.Match[str], titled: Sequence[tuple[re.Match[str], str, int]]
) -> tuple[str, int] | None:
    """The title on the first line of the item of the link ``mark``, and where that line ends.

    None if the link is on that line, if the item has a paper already, or in no item.
    """
    item = text.rfind(_ITEM_EDGE, max(0, mark.start() - _LONGEST_ITEM), mark.start())
    if item < 0 or (titled and titled[-1][0].start() > item):
        return None
    above = text[item + len(_ITEM_EDGE) : text.rfind("\n", 0, mark.start()) + 1]
    first = above.lstrip()
    line, end, _ = first.partition("\n")
    title = title_of(line, is_marked=True) if end and not _MARKS.search(line) else ""
    return (title, item + len(_ITEM_EDGE) + len(above) - len(first) + len(line)) if title else None


def _title_on_line(text: str, mark: re.Match[str], address: str) -> tuple[str, int] | None:
    """The title on the line of the link ``mark``, which says no more than ``pdf``.

    It is in a cell before, or a bracket or a bar is between: ``Owls at Noon (pdf)``.
    """
    label = clean_line(_MARKS.sub("", mark[2]))
    if link_of(address, label).role is not LinkRole.PAPER:
        return None
    first = max(0, mark.start() - _LONGEST_ITEM)
    start = text.rfind("\n", first, mark.start()) + 1
    before = text[start : mark.start()]
    if OPEN in before or (not start and first):
        return None
    cells = before.split(_CELL)
    if len(cells) == 1 and not before.rstrip(_MARK_CHARS).endswith(
        ("(", "[", "|", "–", "—", "-", ":")
    ):
        return None
    if len(cells) == 1 and SENTENCE.search(before):
        return None
    found = (title_of(_MARKS.sub("", one)) for one in cells)
    title = next(filter(None, found), "")
    return (title, mark.end()) if title else None


def _heading_title(text: str, mark: re.Match[str], address: str) -> tuple[str, int] | None:
    """The heading above the link ``mark``, if it is the only link to a paper below it.

    The link says no more than ``paper`` or ``read it``.
    """
    label = clean_line(_MARKS.sub("", mark[2]))
    if link_of(address, label).role is not LinkRole.PAPER:
        return None
    edges = list(_EDGES.finditer(text, max(0, mark.start() - _LONGEST_ITEM), mark.start()))
    if not edges or not 1 <= int(edges[-1][1]) <= HEADING:
        return None
    start = edges[-1].end()
    last = mark.end() + _LONGEST_ITEM
    stop = _EDGES.search(text, mark.end(), last)
    below = text[start : stop.start() if stop else last]
    if len(_MARKED.findall(below)) != 1:
        return None
    line, end, _ = below.lstrip().partition("\n")
    at = start + len(below) - len(below.lstrip()) + len(line)
    title = title_of(_MARKS.sub("", line)) if end and at < mark.start() else ""
    return (title, at) if title else None


def _title_in(text: str, mark: re.Match[str], address: str) -> str:
    """The title that the link ``mark`` is, if it is one; a short one has its own line."""
    label = _MARKS.sub("", mark[2])
    if title := title_of(label):
        return title if link_of(address, clean_line(label)).role is LinkRole.TITLE else ""
    # Of a line without end only what is near: each of its links looks at it.
    first, last = max(0, mark.start() - _LONGEST_ITEM), mark.end() + _LONGEST_ITEM
    start = text.rfind("\n", first, mark.start()) + 1 or first
    end = text.find("\n", mark.end(), last)
    before = _MARKS.sub("", text[start : mark.start()])
    after = _MARKS.sub("", text[mark.end() : end if end >= 0 else last])
    is_alone = not any(map(str.isalpha, before)) and not any(map(str.isalpha, after))
    if not is_alone or len(label.split()) >= FEWEST_WORDS:
        return ""
    title = title_of(label, is_marked=True)
    return title if title and link_of(address, clean_line(label)).role is LinkRole.TITLE else ""


def _end_of(text: str, mark: re.Match[str], stop: int) -> int:
    """Where the text about the link ``mark`` ends: at the next item, heading or other news."""
    start = text.rfind("\n", 0, mark.start()) + 1
    before = _EDGES.search(text, max(0, start - 3), mark.start())
    level = (
        max(HEADING, int(before[1]))
        if before and int(before[1]) == ITEM
        else (int(before[1]) if before and before[1] != "0" else HEADING)
    )
    end = stop
    for edge in _EDGES.finditer(text, mark.end(), stop):
        if int(edge[1]) <= level:
            end = edge.start()
            break
    at = text.find(f"\n{ELSEWHERE}", mark.end(), end)
    while at >= 0:
        line = text[at + 1 : text.find("\n", at + 1) if text.find("\n", at + 1) >= 0 else len(text)]
        if title_of(_MARKS.sub("", line)):
            return at
        at = text.find(f"\n{ELSEWHERE}", at + 1, end)
    return end
