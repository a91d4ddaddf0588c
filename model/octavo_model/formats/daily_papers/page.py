"""A Daily Papers page assembled: its head, its papers, and lines that were not understood."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING

from octavo_model.core.parsed import ParseWarning
from octavo_model.formats.common.digest import quoted
from octavo_model.formats.daily_papers.bylines import Byline
from octavo_model.formats.daily_papers.classifier import Role, TextBlock, classify_lines
from octavo_model.formats.daily_papers.lines import LineKind, Sign, read_signs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model.formats.common.dates import PrintedDate

_LONGEST_IN_HEAD = 160
_MOST_UNKNOWN_IN_HEAD = 4
_LONGEST_FIRST_WORDS = 80
# Blank lines separate the blocks of a page if at least every tenth has one above it.
_SPACED = 10


@dataclass(slots=True)
class Draft:
    """A paper under construction, with the indexes of its first and last sign."""

    title: str
    abstract: str
    line: int
    first: int
    last: int
    byline: Byline | None = None
    byline_line: int = 0
    submitted_by: str | None = None


@dataclass(slots=True)
class Page:
    """The contents of a page, before years are inferred; its warnings are in no order.

    ``headings`` are the lines of the head that were recognized, ``unknown_lines`` counts the
    others, and ``irregularities`` how often titles and abstracts did not alternate.
    """

    date: PrintedDate | None = None
    headings: tuple[str, ...] = ()
    unknown_lines: int = 0
    papers: list[Draft] = field(default_factory=list)
    irregularities: int = 0
    warnings: list[ParseWarning] = field(default_factory=list)

    def warn(self, line: int, message: str) -> None:
        """Add a warning."""
        self.warnings.append(ParseWarning(line, message))

    def irregular(self, line: int, message: str) -> None:
        """Count an irregularity, with a warning about it."""
        self.irregularities += 1
        self.warn(line, message)


def read_page(text: str) -> Page:
    """Return the page in ``text``; never raises."""
    signs = read_signs(text)
    page = Page()
    start = _read_head(signs, page)
    _read_body(signs, start, page)
    return page


def _read_head(signs: Sequence[Sign], page: Page) -> int:
    """Read the head above the first paper, and return the index of the first sign after it."""
    end = 0
    headings: list[str] = []
    unknown = 0  # lines since the last certain sign of the head
    for index, sign in enumerate(signs):
        if sign.kind is LineKind.PAGE_HEADING:
            headings.append(sign.text)
        elif sign.kind is LineKind.DATE and page.date is None and (headings or not unknown):
            page.date = sign.date
        elif sign.kind is LineKind.UNKNOWN:
            continue
        elif (
            sign.kind is LineKind.TEXT
            and page.date is None
            and len(sign.text) <= _LONGEST_IN_HEAD
            and unknown < (1 if headings else _MOST_UNKNOWN_IN_HEAD)
        ):
            unknown += 1
            continue
        else:
            break
        end, unknown = index + 1, 0
    for sign in signs[:end]:
        if sign.kind in (LineKind.TEXT, LineKind.UNKNOWN):
            page.unknown_lines += 1
            page.warn(sign.line, f"not understood, left out: {quoted(sign.text)}")
    page.headings = tuple(headings)
    return end


def _read_body(signs: Sequence[Sign], start: int, page: Page) -> None:
    inner = _inner_blocks(signs, start)
    foot = len(signs)
    while foot > start and signs[foot - 1].kind is LineKind.PAGE_HEADING:
        foot -= 1
    submitted: list[int] = []
    pending: list[int] = []
    for index in range(start, foot):
        sign = signs[index]
        match sign.kind:
            case LineKind.TEXT:
                pending.append(index)
            case LineKind.BYLINE:
                _close(signs, pending, page, inner, ends_page=False)
                _sign_last(page, sign, sign.byline, index)
            case LineKind.DATE if pending:
                _close(signs, pending, page, inner, ends_page=False)
                _sign_last(page, sign, Byline(date=sign.date), index)
                title = quoted(page.papers[-1].title)
                page.warn(sign.line, f"a date by itself, taken as that of {title}")
            case LineKind.SUBMITTED:
                submitted.append(index)
            case LineKind.PAGE_HEADING:
                _close(signs, pending, page, inner, ends_page=False)
                if signs[index - 1].kind is not LineKind.PAGE_HEADING:
                    page.warn(sign.line, f"the head of a page again, from {quoted(sign.text)}")
            case LineKind.DATE | LineKind.UNKNOWN:
                page.warn(sign.line, f"not understood, left out: {quoted(sign.text)}")
    _close(signs, pending, page, inner, ends_page=True)
    _give_submitters(signs, submitted, page)


def _inner_blocks(signs: Sequence[Sign], start: int) -> set[int]:
    """The indexes of text that continues the text above, if blank lines separate blocks."""
    joints = [
        index
        for index, (above, below) in enumerate(pairwise(signs[start:]), start + 1)
        if above.kind is LineKind.TEXT and below.kind is LineKind.TEXT
    ]
    tight = {index for index in joints if signs[index].tight}
    blank = len(joints) - len(tight)
    return tight if blank and blank * _SPACED >= len(joints) else set()


def _close(
    signs: Sequence[Sign], pending: list[int], page: Page, inner: set[int], *, ends_page: bool
) -> None:
    """Make papers of the ``pending`` blocks, and clear them."""
    if not pending:
        return
    blocks: list[TextBlock] = []
    reach = 0
    for index in reversed(pending):
        sign = signs[index]
        fresh = index > 0 and signs[index - 1].kind is LineKind.SUBMITTED
        reach += len(sign.text)
        blocks.append(TextBlock(sign.text, sign.line, index in inner, fresh, reach))
        reach = reach if index in inner else 0
    blocks.reverse()
    roles = classify_lines(blocks, ends_page=ends_page)
    starts = [at for at, role in enumerate(roles) if at == 0 or role is Role.TITLE]
    for start, end in zip(starts, [*starts[1:], len(blocks)], strict=True):
        draft = _draft(blocks[start:end], roles[start:end], page)
        draft.first, draft.last = pending[start], pending[end - 1]
        if not draft.abstract:
            where = "; the page ends here" if ends_page and end == len(blocks) else ""
            page.irregular(draft.line, f"no abstract under {quoted(draft.title)}{where}")
        page.papers.append(draft)
    pending.clear()


def _draft(blocks: Sequence[TextBlock], roles: Sequence[Role], page: Page) -> Draft:
    titles: list[str] = []
    abstract = ""
    breaks: list[int] = []
    for block, role in zip(blocks, roles, strict=True):
        if role in (Role.TITLE, Role.TITLE_GOES_ON):
            titles.append(block.text)
        elif role is Role.ABSTRACT:
            abstract = block.text
        elif block.inner:
            abstract = f"{abstract} {block.text}"
        else:
            abstract = f"{abstract}\n\n{block.text}"
            breaks.append(block.line)
    line = blocks[0].line
    title = " ".join(titles) or _first_words(abstract)
    shown = quoted(title)
    if not titles:
        page.irregular(line, f"no title above this abstract; its first words are used: {shown}")
    for broken in breaks:
        page.irregular(broken, f"a break inside the abstract of {shown}; joined as a paragraph")
    return Draft(title, abstract, line, 0, 0)


def _first_words(abstract: str) -> str:
    """The first words of an abstract, used as a title."""
    start = abstract[: _LONGEST_FIRST_WORDS + 1].partition("\n")[0]
    if len(start) <= _LONGEST_FIRST_WORDS:
        return start
    return (start[:_LONGEST_FIRST_WORDS].rpartition(" ")[0] or start[:_LONGEST_FIRST_WORDS]) + "…"


def _sign_last(page: Page, sign: Sign, byline: Byline | None, index: int) -> None:
    """Give a byline to the last paper, if that is right above and has none."""
    last = page.papers[-1] if page.papers else None
    if last is None or last.byline is not None or byline is None:
        page.warn(sign.line, f"a byline without a paper, left out: {quoted(sign.text)}")
        return
    last.byline, last.byline_line, last.last = byline, sign.line, index
    if byline.note:
        page.warn(sign.line, byline.note)


def _give_submitters(signs: Sequence[Sign], submitted: Sequence[int], page: Page) -> None:
    """Give each name to its paper: the one around it, else the one below it.

    On a page whose first name is after a paper and whose last name is at its end, they are below
    their papers.
    """
    papers = page.papers
    below = bool(
        submitted and papers and submitted[0] > papers[0].last and submitted[-1] > papers[-1].last
    )
    for index in submitted:
        at = bisect_left(papers, index, key=attrgetter("last"))
        inside = at < len(papers) and papers[at].first < index
        wanted = at - 1 if below and not inside else at
        name = signs[index].text
        if 0 <= wanted < len(papers) and papers[wanted].submitted_by is None:
            papers[wanted].submitted_by = name
        else:
            page.warn(signs[index].line, f"submitted by {quoted(name)}, but what is not clear")
