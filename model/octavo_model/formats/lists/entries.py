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
from octavo_model.formats.common.targets import LinkRole, ListLink, link_of, safe_address
from octavo_model.formats.common.titles import (
    Described,
    authors_of,
    day_of,
    described,
    title_of,
)
from octavo_model.formats.lists.entry_titles import find_title, labelled
from octavo_model.formats.lists.inline import InlineRun, lines_of, text_of
from octavo_model.text.clean import clean_line, clean_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model.formats.common.dates import LooseDay
    from octavo_model.formats.common.targets import Target

_FEWEST_WORDS = 5
_FEWEST_PAPERS = 2
_SHORTEST_WITH_NAMES = 80
_AROUND = ' \n[](){}|/,;:·•*-–—"”“'
_YEAR = re.compile(r"[\s\[(,]*(?:19|20)\d\d(?:[./-]\d\d?)?[)\],.\s]+")
_EMOJI = re.compile(r":[a-z_+0-9]{2,30}:")
# Where and when it was published, which is no summary.
_IMPRINT = re.compile(
    r"(?:in:? )?(?:(?:the )?(?:\w+ ){0,2}(?:proceedings|conference|workshop|advances in"
    r"|transactions|journal|symposium)\b|arxiv|corr\b|preprint|ieee\b|acm\b|springer|nature\b|science\b)"
    r"[^.!?]{0,150}(?:19|20)\d\d",
    re.IGNORECASE,
)
_LONGEST_SUMMARY = 20_000


@dataclass(slots=True)
class ListEntry:
    """What is known of a paper while its lines are read."""

    title: str = ""
    links: list[ListLink] = field(default_factory=list)
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

    def link(self, role: LinkRole) -> str | None:
        """Return the first address with this role."""
        found = (safe_address(one.address) for one in self.links if one.role is role)
        return next(filter(None, found), None)

    @property
    def is_labelled(self) -> bool:
        """Whether it has a link to a paper that says no more than ``pdf``."""
        return any(one.role is LinkRole.PAPER for one in self.links)

    def may_have(self, other: ListEntry) -> bool:
        """Return whether the links of ``other``, which has no title, may be of this paper."""
        mine, its = self.target, other.target
        if mine is None or its is None or mine.name == its.name:
            return True
        return bool(mine.ids.arxiv_id) != bool(its.ids.arxiv_id) or not (
            mine.ids.arxiv_id or mine.ids.doi
        )

    def add(self, pieces: Sequence[InlineRun]) -> None:
        """Add what a line below the title says."""
        self.links += _links(pieces)
        plain = [piece for piece in pieces if not piece.href]
        for is_marked, text in _by_style(plain):
            self.describe(text, is_marked=is_marked)

    def describe(self, text: str, *, is_marked: bool = False) -> None:
        """Add authors, place or summary from ``text``."""
        if found := labelled(text):
            self._set(*found)
            return
        year = _YEAR.match(text)
        if year and (self.title or self.day):
            self.day, text = self.day or day_of(year[0]), text[year.end() :]
        bare = text.strip(_AROUND + ".")
        if not any(map(str.isalpha, bare)):
            self.day = self.day or day_of(bare)
            return
        said = described(bare, is_marked=is_marked) if len(bare) < 3_000 else Described(rest=bare)
        self.authors = self.authors or said.authors
        self.venue = self.venue or said.venue
        rest = text.strip(_AROUND) if said.rest == bare else said.rest
        rest = _EMOJI.sub("", rest).strip(_AROUND)
        is_byline = "et al" in rest and len(rest) < _SHORTEST_WITH_NAMES
        if len(rest.split()) >= _FEWEST_WORDS and not _IMPRINT.match(rest) and not is_byline:
            self.summary.append(rest[:_LONGEST_SUMMARY])

    def _set(self, label: str, text: str) -> None:
        """Set what a label says: ``authors``, ``abstract``."""
        if label.startswith("author"):
            self.authors = self.authors or authors_of(text, is_marked=True)
        elif label in ("date", "year", "published"):
            self.day = self.day or day_of(text)
        elif label in ("venue", "conference", "journal"):
            self.venue = self.venue or clean_line(text).strip(_AROUND + ".")
        else:
            self.summary.append(text[:_LONGEST_SUMMARY])

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
            code=self.link(LinkRole.CODE),
            project=self.link(LinkRole.PROJECT),
            line=self.line,
        )


def entries_of(pieces: Sequence[InlineRun], line: int, *, is_item: bool) -> list[ListEntry]:
    """Return the entries in a block: usually one, or one for each line that starts with a title.

    An entry may lack a title, or a link to a paper. In a block that is no item of a list, words
    before a link are no title unless they are marked.
    """
    lines = lines_of(pieces, is_wrapped=False)
    starts: list[int] = []
    if sum(map(_has_paper, lines)) >= _FEWEST_PAPERS:
        # Lines that were not wrapped: some start with a title.
        starts = [at for at, one in enumerate(lines) if _has_title(one)]
    if len(starts) <= 1:
        lines = lines_of(pieces)
        starts = [at for at, one in enumerate(lines) if _has_title_link(one)]
    if len(starts) > 1:
        starts[0] = 0
        groups = [lines[a:b] for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]
    else:
        groups = [lines]
    found: list[ListEntry] = []
    for group in groups:
        if group:
            found += _entries(group, line, is_item=is_item)
    return found


def _entries(lines: list[list[InlineRun]], line: int, *, is_item: bool) -> list[ListEntry]:
    first = lines[0]
    links = _links(first)
    titled = [one for one in links if one.role is LinkRole.TITLE]
    if len({one.target.name for one in titled if one.target}) > 1:
        # Several papers on one line: each is known by its link alone.
        return [ListEntry(title_of(one.label, is_marked=True), [one], line=line) for one in titled]
    entry = ListEntry(links=links, line=line)
    named = find_title(first, is_item=is_item, is_alone=len(lines) == 1)
    entry.title, entry.is_linked, entry.authors = named.title, named.is_marked, named.authors
    before = text_of(first)[:120]
    entry.day = _tagged_day(before)
    lead = before.partition(entry.title[:20])[0] if entry.title else before
    # In a sentence, what follows is not about the paper.
    if not is_item and named.is_marked and not entry.authors and title_of(lead):
        entry.is_open = False
        return [entry]
    for is_marked, text in _by_style(named.rest):
        entry.describe(text, is_marked=is_marked)
    for other in lines[1:]:
        entry.add(other)
    entry.is_open = not entry.summary
    return [entry]


def _has_paper(pieces: list[InlineRun]) -> bool:
    return any(link.target is not None for link in _links(pieces))


def _has_title(pieces: list[InlineRun]) -> bool:
    found = find_title(pieces, is_item=False, is_alone=False)
    return bool(found.title) and (found.is_marked or _has_paper(pieces))


def _has_title_link(pieces: list[InlineRun]) -> bool:
    return any(link.role is LinkRole.TITLE for link in _links(pieces))


def _links(pieces: Sequence[InlineRun]) -> list[ListLink]:
    return [link_of(piece.href, clean_line(piece.text)) for piece in pieces if piece.href]


def _by_style(pieces: Sequence[InlineRun]) -> list[tuple[bool, str]]:
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
