"""Pages that are no papers, though a server sent them as if they were."""

from __future__ import annotations

import re

from octavo_model.core.errors import OctavoError

FEWEST_WORDS = 200
"""A text with fewer words is no paper: abstracts alone, messages of servers."""
FEWEST_WITH_SECTIONS = 60
"""The same for a text with sections, which may be short."""
ROBOT_CHECK = "the server asks whether a person reads this"
BROKEN_OFF = "The conversion broke off: the end of the text is missing"
NO_SECTIONS = "The page has no sections and no references: its conversion may have broken off"
WORDS_WITHOUT_SECTIONS = 1_000
"""From so many words on, a text without sections and references may be whole."""

_FATAL = re.compile(r"Conversion to HTML had a Fatal error", re.IGNORECASE)
_REASONS = (
    (re.compile(r"No content available"), "the page has no content"),
    (
        re.compile(r"HTML is not available for the source|does not have an HTML version", re.I),
        "no HTML of this paper is available",
    ),
    (_FATAL, "the conversion of the paper failed"),
)
_BOTS = re.compile(
    r"<title>\s*(?:Just a moment|Attention Required|Access denied|Are you a robot|Verify|Security"
    r" check|Bot |403 |429 |Too many)|captcha|cf-challenge|unusual traffic|are not a robot",
    re.IGNORECASE,
)
_ABSTRACT = re.compile(
    r"<div[^<>]{0,200}\bid=\"abs(?:-outer)?\"|<blockquote[^<>]{0,100}\bclass=\"abstract"
    r"|<meta[^<>]{0,100}\bname=\"citation_arxiv_id\"",
    re.IGNORECASE,
)
_LONGEST_LOOKED_AT = 200_000


class NotAPaperError(OctavoError):
    """A page is not the full text of a paper; the reason says what it is instead."""


def broke_off(source: str) -> bool:
    """Return whether the page says that its conversion ended with an error."""
    return _FATAL.search(source) is not None


def reason(source: str) -> str:
    """Return what the page ``source``, which has no paper in it, is instead."""
    start = source[:_LONGEST_LOOKED_AT]
    for pattern, meaning in _REASONS:
        if pattern.search(start):
            return meaning
    if _BOTS.search(start):
        return ROBOT_CHECK
    if _ABSTRACT.search(start):
        return "the page has the abstract only"
    return ""
