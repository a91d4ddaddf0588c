"""What of a paper can be followed or muted: its authors, and phrases of its title."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from octavo_model.search.query.writing import quoted_name
from octavo_model.search.titles.words import FUNCTION_WORDS, find_words
from octavo_model.text.fold import fold
from octavo_model.text.latex import person

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from octavo_model.core.paper import Paper

_AUTHORS, _PHRASES = 8, 6
_LENGTHS = (3, 2, 1)
"""The words of a phrase."""
_MOST_PAPERS, _MOST_OF_ALL = 10, 0.05
"""A phrase may be in so many papers, or in this share of all: others say too little."""
_SHORTEST = 4
"""Letters of a word by itself."""


class Offers(NamedTuple):
    """What of a paper can be followed or muted, as texts, each with the papers it finds.

    Attributes:
        authors: Queries for its authors, the first ones.
        phrases: Words of its title that a few other papers have too: phrases before single words,
            those of most papers first.
    """

    authors: tuple[str, ...]
    phrases: tuple[tuple[str, int], ...]


def offers(paper: Paper, count: Callable[[Sequence[str]], Sequence[int]], papers: int) -> Offers:
    """Return what of a paper can be followed or muted.

    Args:
        paper: The paper.
        count: Returns how many papers each text finds.
        papers: How many papers the library has.
    """
    authors = (f"au:{quoted_name(person(name))}" for name in paper.authors[:_AUTHORS])
    phrases = phrases_of(paper.shown)
    counted = dict(zip(phrases, count(phrases), strict=True))
    most = max(_MOST_PAPERS, papers * _MOST_OF_ALL)
    useful = [one for one in phrases if 1 < counted[one] <= most]
    chosen: list[str] = []
    for phrase in sorted(useful, key=lambda one: (" " not in one, -counted[one])):
        # The longer of two that say the same comes first, and is enough.
        if not any(phrase in one and counted[one] == counted[phrase] for one in chosen):
            chosen.append(phrase)
    return Offers(tuple(authors), tuple((one, counted[one]) for one in chosen[:_PHRASES]))


def phrases_of(title: str) -> list[str]:
    """Return the phrases of up to three words of a title, the longest first.

    None begins or ends with a function word, and none goes on over a sign.

    >>> phrases_of("On the Owls: Hearing in tidal basins")
    ['hearing in tidal', 'tidal basins', 'owls', 'hearing', 'tidal', 'basins']
    """
    folded = fold(title)
    words = list(find_words(folded))
    found: list[str] = []
    for length in _LENGTHS:
        for start in range(len(words) - length + 1):
            part = words[start : start + length]
            text = folded[part[0][1] : part[-1][1] + len(part[-1][0])]
            is_run = text == " ".join(word for word, _ in part)
            if is_run and _is_phrase([word for word, _ in part]):
                found.append(text)
    return list(dict.fromkeys(found))


def _is_phrase(words: Sequence[str]) -> bool:
    if len(words) == 1:
        return len(words[0]) >= _SHORTEST and words[0] not in FUNCTION_WORDS
    return not {words[0], words[-1]} & FUNCTION_WORDS
