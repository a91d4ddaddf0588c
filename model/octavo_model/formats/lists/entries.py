"""The paper in an entry of a list: a bullet, a paragraph or a heading with links. Pure.

The title is the text of the link to the paper, or what is bold, or the words before the link.
Authors, place and summary follow it, or are on lines below.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from octavo_model.core.dates import Precision
from octavo_model.core.parsed import ParsedPaper
from octavo_model.formats.common.targets import Link, Role, link_of, safe_address
from octavo_model.formats.common.titles import (
    Described,
    authors_of,
    bare_title,
    day_of,
    described,
    leads_on,
    title_of,
    venue_of,
)
from octavo_model.formats.lists.inline import Piece, lines_of, text_of
from octavo_model.text.clean import clean_line, clean_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model.formats.common.dates import LooseDay
    from octavo_model.formats.common.targets import Target

_FEWEST_WORDS = 5
_SHORTEST_WITH_NAMES = 80
_MOST_TRIES = 6
_AROUND = ' \n[](){}|/,;:·•*-–—"”“'
_YEAR = re.compile(r"[\s\[(,]*(?:19|20)\d\d(?:[./-]\d\d?)?[)\],.\s]+")
_EMOJI = re.compile(r":[a-z_+0-9]{2,30}:")
# Where and when it was published, which is no summary.
_IMPRINT = re.compile(
    r"(?:in:? )?(?:(?:the )?(?:\w+ ){0,2}(?:proceedings|conference|workshop|advances in|transactions"
    r"|journal|symposium)\b|arxiv|corr\b|preprint|ieee\b|acm\b|springer|nature\b|science\b)[^.!?]{0,150}"
    r"(?:19|20)\d\d",
    re.IGNORECASE,
)
_LONGEST_SUMMARY = 20_000


@dataclass(slots=True)
class Entry:
    """What is known of a paper while its lines are read."""

    title: str = ""
    links: list[Link] = field(default_factory=list)
    authors: tuple[str, ...] = ()
    venue: str = ""
    day: LooseDay | None = None
    summary: list[str] = field(default_factory=list)
    heading: str = ""
    line: int = 0
    depth: int = 0
    """How deep it is in lists; 0 for a paragraph, -1 for a heading."""
    is_linked: bool = False
    """Whether its title is the text of a link, or bold."""
    is_open: bool = True
    """Whether the next paragraph may be about it."""

    @property
    def target(self) -> Target | None:
        """The paper to which its links lead: the one with an arXiv id or a DOI, if there is one."""
        targets = [one.target for one in self.links if one.target is not None]
        first = next((one for one in targets if one.ids.arxiv_id), None)
        first = first or next((one for one in targets if one.ids.doi), None)
        return first or next(iter(targets), None)

    def link(self, role: Role) -> str | None:
        """Return the first address with this role."""
        return next(
            filter(None, (safe_address(one.address) for one in self.links if one.role is role)),
            None,
        )

    def may_have(self, other: Entry) -> bool:
        """Return whether the links of ``other``, which has no title, may be of this paper."""
        mine, its = self.target, other.target
        if mine is None or its is None or mine.name == its.name:
            return True
        return bool(mine.ids.arxiv_id) != bool(its.ids.arxiv_id) or not (
            mine.ids.arxiv_id or mine.ids.doi
        )

    def add(self, pieces: Sequence[Piece]) -> None:
        """Add what a line below the title says."""
        self.links += _links(pieces)
        plain = [piece for piece in pieces if not piece.href]
        for is_marked, text in _by_style(plain):
            self.describe(text, is_marked=is_marked)

    def describe(self, text: str, *, is_marked: bool = False) -> None:
        """Add authors, place or summary from ``text``."""
        year = _YEAR.match(text)
        if year and (self.title or self.day):
            self.day, text = self.day or day_of(year[0]), text[year.end() :]
        bare = text.strip(_AROUND + ".")
        if not any(map(str.isalpha, bare)):
            self.day = self.day or day_of(bare)
            return
        found = described(bare, is_marked=is_marked) if len(bare) < 3_000 else Described(rest=bare)
        self.authors = self.authors or found.authors
        self.venue = self.venue or found.venue
        rest = text.strip(_AROUND) if found.rest == bare else found.rest
        rest = _EMOJI.sub("", rest).strip(_AROUND)
        is_byline = "et al" in rest and len(rest) < _SHORTEST_WITH_NAMES
        if len(rest.split()) >= _FEWEST_WORDS and not _IMPRINT.match(rest) and not is_byline:
            self.summary.append(rest[:_LONGEST_SUMMARY])

    def paper(self) -> ParsedPaper | None:
        """Return the paper; None without a title or a link to it."""
        target = self.target
        if not self.title or target is None:
            return None
        day = self.day
        dois = (one.target.ids.doi for one in self.links if one.target)
        return ParsedPaper(
            title=self.title,
            abstract=clean_text("\n\n".join(self.summary)),
            authors=self.authors,
            date=day.date if day else None,
            date_precision=day.precision if day else Precision.DAY,
            arxiv_id=target.ids.arxiv_id,
            version=target.ids.version,
            doi=next(filter(None, dois), None),
            journal=self.venue or None,
            keywords=(self.heading,) if self.heading else (),
            page=target.page,
            code=self.link(Role.CODE),
            project=self.link(Role.PROJECT),
            line=self.line,
        )


def entries_of(pieces: Sequence[Piece], line: int, *, is_item: bool) -> list[Entry]:
    """Return the entries in a block: usually one, or one for each line that starts with a title.

    An entry may lack a title, or a link to a paper. In a block that is no item of a list, words
    before a link are no title unless they are marked.
    """
    lines = lines_of(pieces)
    starts = [at for at, one in enumerate(lines) if _has_title_link(one)]
    if len(starts) > 1:
        starts[0] = 0
        groups = [lines[a:b] for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]
    else:
        groups = [lines]
    found: list[Entry] = []
    for group in groups:
        if group:
            found += _entries(group, line, is_item=is_item)
    return found


def _entries(lines: list[list[Piece]], line: int, *, is_item: bool) -> list[Entry]:
    first = lines[0]
    links = _links(first)
    titled = [one for one in links if one.role is Role.TITLE]
    if len({one.target.name for one in titled if one.target}) > 1:
        # Several papers on one line: each is known by its link alone.
        return [Entry(title_of(one.label, is_marked=True), [one], line=line) for one in titled]
    entry = Entry(links=links, line=line)
    rest = _take_title(entry, first, is_item=is_item, is_alone=len(lines) == 1)
    before = text_of(first)[:120]
    entry.day = _tagged_day(before)
    for is_marked, text in _by_style(rest):
        entry.describe(text, is_marked=is_marked)
    for other in lines[1:]:
        entry.add(other)
    lead = before.partition(entry.title[:20])[0] if entry.title else before
    entry.is_open = not entry.summary and not title_of(lead)
    return [entry]


def _take_title(entry: Entry, pieces: list[Piece], *, is_item: bool, is_alone: bool) -> list[Piece]:
    """Set the title of ``entry``, and return the pieces without it, and without links."""
    for role in (Role.TITLE, None):
        for at, piece in enumerate(pieces):
            if not piece.href:
                continue
            link = link_of(piece.href, piece.text)
            is_first = not title_of(text_of(pieces[:at]), is_marked=True)
            if link.role is Role.TITLE if role else (is_first and _is_title_elsewhere(link)):
                title = title_of(piece.text, is_marked=True)
                if title:
                    entry.title, entry.is_linked = title, link.role is Role.TITLE
                    return [one for one in pieces[at + 1 :] if not one.href]
    if (marked := _marked(pieces)) is not None:
        start, end, entry.title = marked
        entry.is_linked = pieces[start].is_strong
        # As in a bibliography: Kelp, D., "**Title**".
        entry.authors = authors_of(bare_title(text_of(pieces[:start])))
        return [one for one in pieces[end:] if not one.href]
    return _take_words(entry, pieces, is_item=is_item, is_alone=is_alone)


def _take_words(entry: Entry, pieces: list[Piece], *, is_item: bool, is_alone: bool) -> list[Piece]:
    """Set the title of ``entry`` from its plain words before the first link, or behind it."""
    links = [at for at, piece in enumerate(pieces) if piece.href]
    stop = next((at for at in links if text_of(pieces[:at]).strip(" [(*_-–—:.,|")), len(pieces))
    start = 0
    plain = pieces[start:stop]
    emphasized = next(
        (
            at
            for at, one in enumerate(plain)
            if one.is_emphasized and title_of(text_of(plain[:at]), is_marked=True)
        ),
        len(plain),
    )
    words = text_of(one for one in plain[:emphasized] if not one.href)
    rest = [one for one in pieces[start + emphasized :] if not one.href]
    if links and (leads_on(words) or _is_label(words)):
        return rest
    title, behind = _split_words(words)
    found = title_of(title, is_marked=is_item)
    if not is_item and (is_alone and links and words.rstrip().endswith((".", "!"))):
        found = ""
    entry.title = found
    return [Piece(behind), *rest] if behind else rest


def _split_words(words: str) -> tuple[str, str]:
    """The title in ``words``, and what is behind it: authors or a place, which look like that."""
    head, gap, tail = words.strip().partition("  ")
    if gap and title_of(head, is_marked=True) and len(tail.split()) > 2:
        return head, tail
    for separator in (". ", ", ", " - ", " – ", " — ", " | ", ": ", " by ", " ("):
        at, tries = words.find(separator), 0
        while at > 0:
            behind = words[at + len(separator) :].strip(" [(*_.,)")
            is_initial = separator == ". " and words[at - 2 : at - 1] in (" ", "", ".")
            if len(words[:at].split()) >= 2 and not is_initial and _is_description(behind):
                return words[:at], behind
            tries += 1
            at = words.find(separator, at + 1) if tries < _MOST_TRIES else -1
    return words, ""


def _is_label(words: str) -> bool:
    """Whether ``words`` only say what the link behind them is: ``论文列表：``."""
    return words.rstrip().endswith("：") and len(words.strip()) <= 12


def _is_description(text: str) -> bool:
    if not text or len(text) > 1_000:
        return False
    people = authors_of(text)
    if people and (len(people) > 1 or "." in text or "et al" in text):
        return True
    found = described(text)
    return bool(venue_of(text)) or bool(found.authors and found.venue)


def _marked(pieces: list[Piece]) -> tuple[int, int, str] | None:
    """Where the title is, if it is bold, or in italics or quotes at the start: start, end, title."""
    for style in ("is_strong", "is_emphasized"):
        at = 0
        while at < len(pieces):
            if not getattr(pieces[at], style):
                at += 1
                continue
            end = at + 1
            while end < len(pieces) and getattr(pieces[end], style):
                end += 1
            title = title_of(text_of(pieces[at:end]), is_marked=True)
            is_tag = venue_of(title) or _links_only(pieces[at:end])
            before = text_of(pieces[:at])
            if (
                title
                and not is_tag
                and (style == "is_strong" or not title_of(before, is_marked=True))
            ):
                if style == "is_strong" or not authors_of(title):
                    return at, end, title
            at = end
    return None


def _links_only(pieces: list[Piece]) -> bool:
    return all(piece.href for piece in pieces) and not any(
        _is_title_elsewhere(link_of(piece.href, piece.text)) for piece in pieces
    )


def _is_title_elsewhere(link: Link) -> bool:
    """Whether the text of ``link`` is a title, although it does not lead to the paper."""
    return link.target is None and bool(title_of(link.label)) and bool(link.label)


def _has_title_link(pieces: list[Piece]) -> bool:
    return any(link.role is Role.TITLE for link in _links(pieces))


def _links(pieces: Sequence[Piece]) -> list[Link]:
    return [link_of(piece.href, clean_line(piece.text)) for piece in pieces if piece.href]


def _by_style(pieces: Sequence[Piece]) -> list[tuple[bool, str]]:
    """The texts of ``pieces``, each with whether it is in italics."""
    found: list[tuple[bool, str]] = []
    for piece in pieces:
        if found and (found[-1][0] == piece.is_emphasized or not piece.text.strip()):
            found[-1] = found[-1][0], found[-1][1] + piece.text
        else:
            found.append((piece.is_emphasized, piece.text))
    return found


def _tagged_day(text: str) -> LooseDay | None:
    """The day in brackets, or on its own, at the start of an entry."""
    bare = text.lstrip(" *_`-")
    if bare[:1] in ("[", "("):
        return day_of(bare[1:20].partition("]" if bare[0] == "[" else ")")[0])
    return day_of(bare[:10]) if bare[:4].isdigit() and bare[4:5] in "-./" else None
