"""The title in an entry of a list: the text of a link, what is bold, or the words before a link."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.formats.common.targets import LinkRole, ListLink, link_of
from octavo_model.formats.common.titles import (
    authors_of,
    bare_title,
    described,
    first_sentence,
    leads_on,
    title_of,
    venue_of,
)
from octavo_model.formats.lists.citations import citation_of
from octavo_model.formats.lists.inline import InlineRun, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_EMPTY = re.compile(r"\[\s*\]|\(\s*\)")
"""What is left of ``[[pdf](…)]``."""
_LABELLED = re.compile(
    r"\W{0,4}(authors?|abstract|summary|tl;?dr|venue|conference|journal|date|published|year)"
    r"[*_]{0,2}\s?[:：][*_]{0,2}\s*(\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_MOST_TRIES = 6
_LONGEST_TITLE = 300


def labelled(text: str) -> tuple[str, str] | None:
    """Return the label at the start of ``text``, in lower case, and the text behind it.

    >>> labelled("Authors: Dora Kelp"), labelled("Owls: A Survey")
    (('authors', 'Dora Kelp'), None)
    """
    found = _LABELLED.fullmatch(text)
    return (found[1].lower(), found[2]) if found else None


class FoundTitle(NamedTuple):
    """The title of an entry; empty if it has none."""

    title: str
    is_marked: bool
    """Whether it is the text of a link, or bold."""
    rest: list[InlineRun]
    """What follows it, without links."""
    authors: tuple[str, ...] = ()
    """Those before it, as in a bibliography."""


def find_title(pieces: list[InlineRun], *, is_item: bool, is_alone: bool) -> FoundTitle:
    """Return the title on the first line of an entry, and the pieces behind it.

    Args:
        pieces: The line.
        is_item: Whether it is an item of a list, in which unmarked words may be a title.
        is_alone: Whether the entry has no other lines.
    """
    for role in (LinkRole.TITLE, None):
        for at, piece in enumerate(pieces):
            if not piece.href:
                continue
            link = link_of(piece.href, piece.text)
            is_first = not title_of(text_of(pieces[:at]), is_marked=True)
            if link.role is LinkRole.TITLE if role else (is_first and _is_title_elsewhere(link)):
                title = title_of(piece.text, is_marked=True)
                if title:
                    rest = [one for one in pieces[at + 1 :] if not one.href]
                    return FoundTitle(title, link.role is LinkRole.TITLE, rest)
    if (marked := _marked(pieces)) is not None:
        start, end, title = marked
        # As in a bibliography: Kelp, D., "**Title**".
        authors = authors_of(bare_title(text_of(pieces[:start])))
        rest = [one for one in pieces[end:] if not one.href]
        return FoundTitle(title, pieces[start].is_strong, rest, authors)
    return _in_words(pieces, is_item=is_item, is_alone=is_alone)


def _in_words(pieces: list[InlineRun], *, is_item: bool, is_alone: bool) -> FoundTitle:
    """The title in plain words before the first link, or behind it."""
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
    words = _EMPTY.sub(" ", words)
    rest = [one for one in pieces[start + emphasized :] if not one.href]
    if links and (leads_on(words) or _is_label(words)):
        return FoundTitle("", False, rest)
    if labelled(words):
        return FoundTitle("", False, [InlineRun(words), *rest])
    if is_item and (cited := citation_of(words)):
        return FoundTitle(cited.title, False, [InlineRun(cited.rest), *rest], cited.authors)
    title, behind = _split_words(words)
    found = title_of(title, is_marked=is_item)
    if not found and is_item and len(words) > _LONGEST_TITLE:
        head, dash, behind = words.partition(" - ")
        if not (dash and title_of(head, is_marked=True)):
            head, _, behind = first_sentence(words)
        found = title_of(head, is_marked=True)
    if not is_item and (is_alone and links and words.rstrip().endswith((".", "!"))):
        found = ""
    return FoundTitle(found, False, [InlineRun(behind), *rest] if behind else rest)


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


def _marked(pieces: list[InlineRun]) -> tuple[int, int, str] | None:
    """Where the title starts and ends if it is bold, or in italics at the start; and the title."""
    for is_bold in (True, False):
        for start, end in _runs(pieces, is_bold=is_bold):
            title = title_of(text_of(pieces[start:end]), is_marked=True)
            if not title or venue_of(title) or _links_only(pieces[start:end]):
                continue
            is_first = not title_of(text_of(pieces[:start]), is_marked=True)
            if is_bold or (is_first and not authors_of(title)):
                return start, end, title
    return None


def _runs(pieces: list[InlineRun], *, is_bold: bool) -> Iterator[tuple[int, int]]:
    """Yield where pieces in one style start and end."""
    at = 0
    for is_styled, group in groupby(
        pieces, lambda one: one.is_strong if is_bold else one.is_emphasized
    ):
        end = at + sum(1 for _ in group)
        if is_styled:
            yield at, end
        at = end


def _links_only(pieces: list[InlineRun]) -> bool:
    return all(piece.href for piece in pieces) and not any(
        _is_title_elsewhere(link_of(piece.href, piece.text)) for piece in pieces
    )


def _is_title_elsewhere(link: ListLink) -> bool:
    """Whether the text of ``link`` is a title, although it does not lead to the paper."""
    return link.target is None and bool(title_of(link.label)) and bool(link.label)
