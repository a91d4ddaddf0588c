"""Whether two papers are probably the same work under different titles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.core.identity import may_be_one
from octavo_model.search.titles.words import split_words
from octavo_model.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model.core.paper import Paper

    _Description = tuple[str, str, Sequence[str]]
    """Title, abstract and authors; the latter two may be empty."""

MIN_SIMILARITY = 0.7
"""Two descriptions of one work are hardly ever less similar than this."""
MAX_CANDIDATES = 8
MIN_OVERLAP = 0.75
"""The share of an abstract's runs of words that the other must have, with authors shared."""
MIN_OVERLAP_WITHOUT_AUTHORS = 0.85
"""The same if one of the two does not name its authors."""
_RUN = 4
_MIN_RUNS = 12
_NUMBERED = re.compile(
    r"\b(?:[ivx]+|\d+(?:st|nd|rd|th)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve|first|second|third|(?:four|fif|six|seven|eigh|nin|ten|eleven|twelf|thirteen"
    r"|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twentie)th)\b"
)


def may_be_duplicates(paper: Paper, other: Paper) -> bool:
    """Return whether two papers are probably one work and their arXiv ids do not differ.

    Two abstracts of one work repeat whole runs of words; two works on one subject, though they
    have most words in common, do not. Titles that differ in a number alone (parts, volumes,
    editions of a workshop) are of different works.
    """
    return may_be_one(paper.key, other.key) and same_work(
        (paper.title, paper.abstract, paper.authors), (other.title, other.abstract, other.authors)
    )


def same_work(description: _Description, other: _Description) -> bool:
    """Return whether two descriptions are probably of one work; ids do not count."""
    title, abstract, authors = description
    other_title, other_abstract, other_authors = other
    if _differ_in_number(title, other_title):
        return False
    named = bool(authors and other_authors)
    if named and not _surnames(authors) & _surnames(other_authors):
        return False
    least = MIN_OVERLAP if named else MIN_OVERLAP_WITHOUT_AUTHORS
    return overlap(abstract, other_abstract) >= least


def overlap(text: str, other: str) -> float:
    """Return the share of the shorter text's runs of four words that the other has, 0 to 1.

    For texts too short to compare, 0.
    """
    runs, other_runs = _runs(text), _runs(other)
    fewer = min(len(runs), len(other_runs))
    return len(runs & other_runs) / fewer if fewer >= _MIN_RUNS else 0.0


def _runs(text: str) -> set[tuple[str, ...]]:
    words = split_words(fold(text))
    return {tuple(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1)}


def _surnames(authors: Sequence[str]) -> set[str]:
    """Return the last word of each name, or the last before a comma."""
    parts = (fold(name).partition(",")[0].split() for name in authors)
    return {part[-1] for part in parts if part}


def _differ_in_number(title: str, other: str) -> bool:
    titles = fold(title), fold(other)
    bare = [_NUMBERED.sub("#", folded) for folded in titles]
    return titles[0] != titles[1] and bare[0] == bare[1]
