"""The lines of a Daily Papers page: page headings and menus, bylines, and text."""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.formats.common.dates import PrintedDate, parse_date
from octavo_model.formats.daily_papers.bylines import LONGEST, Byline, read_byline
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_INVITATION = re.compile(
    r"Get trending papers in your email inbox(?: once a day)?(?:!|$) ?", re.IGNORECASE
)
_CREDIT = re.compile(r"by ?AK and the research community ?", re.IGNORECASE)
_HEADING_BEFORE_CREDIT = re.compile(r"Daily Papers ?(?=by ?AK and the)", re.IGNORECASE)
# The first title may be joined to it: "SubscribeA Title". Right after the invitation it is always
# the button; elsewhere "Subscribe Less, Learn More" would be a title.
_SUBSCRIBE = re.compile(r"Subscribe(?!(?:d|s|rs?)\b) ?")
_SUBSCRIBE_GLUED = re.compile(r"Subscribe(?=[^\W_a-z])")
# The site's menus at the top and the bottom, as a page saved whole has them.
_CHROME = {
    *("hugging face", "models", "datasets", "spaces", "buckets", "community", "docs"),
    *("enterprise", "pricing", "log in", "sign up", "posts", "blog", "new", "papers"),
    *("daily", "weekly", "monthly", "trending", "trending papers", "previous", "next"),
    *("today", "back to today", "company", "© hugging face", "tos", "terms", "privacy"),
    *("about", "careers", "jobs", "website", "system theme"),
}
_NUMBER = re.compile(r"[-–—+▲]? ?\d[\d.,]{0,11} ?[kKmM]?|[-–—]")
_DOT = re.compile("[·•∙⋅ ]+")
_SUBMITTED = re.compile(r"Submitted by\b:? ?", re.IGNORECASE)
_DOTS = frozenset("·•∙⋅")
_COUNTED = ("author", "authors", "comment", "comments")
_LONGEST_COUNTED = max(map(len, _COUNTED))
_LONGEST_NAME = 80
# As in `octavo_model.text.clean`; the first is two, and comes before its parts.
_LINE_ENDS = ("\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029")
_SHORT = 40
# Lengths at which a terminal or a text browser may wrap a line.
_WRAPPED = range(50, 200)


class LineKind(Enum):
    """The kind of a line, or of a few lines together."""

    TEXT = auto()
    BYLINE = auto()
    PAGE_HEADING = auto()
    DATE = auto()
    SUBMITTED = auto()
    UNKNOWN = auto()


class Sign(NamedTuple):
    """One part of the page; ``tight`` if no blank line is above it. SUBMITTED has a name."""

    kind: LineKind
    line: int
    text: str
    tight: bool = False
    byline: Byline | None = None
    date: PrintedDate | None = None


class _NumberedLine(NamedTuple):
    number: int
    text: str
    tight: bool


def read_signs(text: str) -> list[Sign]:
    """Return the parts of the page, in order; every line that is not blank is in one of them."""
    return list(_read(_numbered(text)))


# Half of the lines of a page are bylines, which repeat.
_clean_short = lru_cache(4096)(clean_line)


def _numbered(text: str) -> list[_NumberedLine]:
    lines: list[_NumberedLine] = []
    last = 0
    for end in _LINE_ENDS:
        text = text.replace(end, "\n")
    for number, raw in enumerate(text.split("\n"), 1):
        line = _clean_short(raw) if len(raw) <= _SHORT else clean_line(raw)
        if line:
            lines.append(_NumberedLine(number, line, last == number - 1 > 0))
            last = number
    return lines


def _read(lines: list[_NumberedLine]) -> Iterator[Sign]:
    tail = _first_of_chrome_tail(lines)
    at = 0
    blocks = 0  # text since the last certain sign: maybe a title and an abstract
    in_head, subscribed, invited = True, False, False
    while at < len(lines):
        line = lines[at]
        phrase = _page_heading(lines, at, in_head=in_head or at >= tail)
        if not phrase and in_head and not subscribed:
            match = (_SUBSCRIBE if invited else _SUBSCRIBE_GLUED).match(line.text)
            phrase = match[0] if match else ""
        if phrase:
            subscribed = subscribed or phrase.startswith("Subscribe")
            invited = _INVITATION.fullmatch(phrase) is not None
            blocks = 0
            yield Sign(LineKind.PAGE_HEADING, line.number, phrase.strip(), line.tight)
            if rest := line.text[len(phrase) :].strip():
                lines[at] = _NumberedLine(line.number, rest, tight=False)
            else:
                at += 1
            continue
        sign, used = _sign(lines, at, blocks)
        yield sign
        at += used
        if sign.kind is LineKind.TEXT:
            blocks += 1
        elif sign.kind is not LineKind.UNKNOWN:
            blocks = 0
        in_head = in_head and sign.kind not in (LineKind.TEXT, LineKind.BYLINE)


def _page_heading(lines: Sequence[_NumberedLine], at: int, *, in_head: bool) -> str:
    """The heading or menu at the beginning of the line; a title may be joined to it."""
    text = lines[at].text
    if text[0] not in "GgBbDd" and not in_head and text not in ("Subscribe", "new"):
        return ""
    for pattern in (_INVITATION, _CREDIT, _HEADING_BEFORE_CREDIT):
        if match := pattern.match(text):
            return match[0]
    if text in ("Subscribe", "Daily Papers") or (in_head and text.lower() in _CHROME):
        return text
    if text == "new" and at + 1 < len(lines) and _INVITATION.match(lines[at + 1].text):
        return text
    return ""


def _first_of_chrome_tail(lines: Sequence[_NumberedLine]) -> int:
    """The first line of the site's menu at the bottom; the end without one."""
    start = len(lines)
    while start and lines[start - 1].text.lower() in _CHROME:
        start -= 1
    return start if len(lines) - start > 1 else len(lines)


def _sign(lines: Sequence[_NumberedLine], at: int, blocks: int) -> tuple[Sign, int]:
    """The part that starts at ``at``, and its number of lines."""
    number, text, tight = lines[at]
    if len(text) > LONGEST or not _may_be_sign(lines, at) or _is_wrapped_remainder(lines, at):
        return Sign(LineKind.TEXT, number, text, tight), 1
    ahead = lines[at : at + 5]
    byline, used = read_byline([one.text for one in ahead], [one.tight for one in ahead], blocks)
    if used:
        text = " ".join(one.text for one in ahead[:used])
        return Sign(LineKind.BYLINE, number, text, tight, byline), used
    if date := parse_date(text):
        return Sign(LineKind.DATE, number, text, tight, date=date), 1
    if match := _SUBMITTED.match(text):
        return _submitted(lines, at, text[match.end() :])
    unknown = _NUMBER.fullmatch(text) or _DOT.fullmatch(text)
    return Sign(LineKind.UNKNOWN if unknown else LineKind.TEXT, number, text, tight), 1


def _may_be_sign(lines: Sequence[_NumberedLine], at: int) -> bool:
    """Whether it may be more than text; a cheap test, as nearly every line is text."""
    text = lines[at].text
    first = text[0]
    return (
        text[-1].isdigit()
        or first.isdecimal()
        or first in "-–—"
        or (not (first.isalnum() or first == "_") and text[1:2].isdecimal())
        or not (text.isascii() or _DOTS.isdisjoint(text))
        or text[-_LONGEST_COUNTED:].casefold().endswith(_COUNTED)
        or text[:9].casefold() == "submitted"
        or (at + 1 < len(lines) and lines[at + 1].text[0] in _DOTS)
    )


def _is_wrapped_remainder(lines: Sequence[_NumberedLine], at: int) -> bool:
    """Whether the line is the short end of a paragraph that a browser wrapped."""
    text, above = lines[at].text, lines[at - 1].text
    return (
        lines[at].tight
        and len(above) in _WRAPPED
        and above[-1] not in ".!?"
        and (_NUMBER.fullmatch(text) is not None or parse_date(text) is not None)
    )


def _submitted(lines: Sequence[_NumberedLine], at: int, name: str) -> tuple[Sign, int]:
    number, text, tight = lines[at]
    if name:
        return Sign(LineKind.SUBMITTED, number, name, tight), 1
    if at + 1 < len(lines) and len(lines[at + 1].text) <= _LONGEST_NAME:
        return Sign(LineKind.SUBMITTED, number, lines[at + 1].text, tight), 2
    return Sign(LineKind.UNKNOWN, number, text, tight), 1
