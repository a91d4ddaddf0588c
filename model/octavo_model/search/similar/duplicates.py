"""Whether two papers are one work, seen again under another title."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.core.identity import may_be_one
from octavo_model.search.titles.words import split_words
from octavo_model.text.clean import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model import Paper

    _Told = tuple[str, str, Sequence[str]]

LEAST_LIKENESS = 0.7
"""Less than this two tellings of one work hardly ever have in common."""
CONSIDERED = 8
SAID_AGAIN = 0.75
"""The share of an abstract's runs of words that must stand in the other, with authors shared."""
SAID_AGAIN_BY_NOBODY = 0.85
"""The same where one of the two does not name its authors."""
_RUN = 4
_LEAST_RUNS = 12
_NUMBERED = re.compile(
    r"\b(?:[ivx]+|\d+(?:st|nd|rd|th)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve|first|second|third|(?:four|fif|six|seven|eigh|nin|ten|eleven|twelf|thirteen"
    r"|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twentie)th)\b"
)


def is_likely(one: Paper, other: Paper) -> bool:
    """Whether the two are probably one work: arXiv does not part them, and they say the same.

    Two abstracts of one work repeat whole runs of words; two works on one thing, though they
    have most words in common, do not. Titles that differ in a number alone (parts, volumes,
    editions of a workshop) are of different works.
    """
    return may_be_one(one.key, other.key) and same_work(
        (one.title, one.abstract, one.authors), (other.title, other.abstract, other.authors)
    )


def same_work(one: _Told, other: _Told) -> bool:
    """Whether two tellings are probably of one work, whatever ids there are.

    Args:
        one: Title, abstract and authors; any of the latter two may be empty.
        other: The same of the other.
    """
    title, abstract, authors = one
    its_title, its_abstract, its_authors = other
    if _differ_in_number(title, its_title):
        return False
    named = bool(authors and its_authors)
    if named and not _surnames(authors) & _surnames(its_authors):
        return False
    least = SAID_AGAIN if named else SAID_AGAIN_BY_NOBODY
    return said_again(abstract, its_abstract) >= least


def said_again(one: str, other: str) -> float:
    """The share of the shorter text's runs of four words that stand in the other, 0 to 1.

    Of texts too short to tell, 0.
    """
    here, there = _runs(one), _runs(other)
    fewer = min(len(here), len(there))
    return len(here & there) / fewer if fewer >= _LEAST_RUNS else 0.0


def _runs(text: str) -> set[tuple[str, ...]]:
    found = split_words(fold(text))
    return {tuple(found[start : start + _RUN]) for start in range(len(found) - _RUN + 1)}


def _surnames(authors: Sequence[str]) -> set[str]:
    """What their names end with, or begin with before a comma."""
    parts = (fold(name).partition(",")[0].split() for name in authors)
    return {part[-1] for part in parts if part}


def _differ_in_number(one: str, other: str) -> bool:
    here, there = fold(one), fold(other)
    bare = _NUMBERED.sub("#", here), _NUMBERED.sub("#", there)
    return here != there and bare[0] == bare[1]
