"""Which letters of a title a query found."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import OSA, LCSseq

from octavo_model.search.query.nodes import How
from octavo_model.search.titles import similarity as scale
from octavo_model.search.titles.compounds import fit_across
from octavo_model.search.titles.words import Query, find_words
from octavo_model.text.clean import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from octavo_model.search.query.nodes import InTitle, Lit
    from octavo_model.search.titles.compounds import Words


def highlight(query: str, title: str) -> tuple[tuple[int, int], ...]:
    """The parts of ``title`` that ``query`` found, for showing why the title is listed.

    Needs no index. Each word of the query marks the letters of what it fits best, and nothing
    where it fits nothing.

    Returns:
        Ranges ``(start, end)`` of places in ``title``, ascending, neither empty nor touching.

    >>> highlight("nural colaps", "On Neural Collapse")
    ((3, 4), (5, 9), (10, 13), (14, 17))
    """
    folded = _fold_in_place(title)
    return folded.ranges(_letters(query, folded))


def light(lit: Lit, title: str) -> tuple[tuple[int, int], ...]:
    """The parts of ``title`` that a query found, as `highlight` tells them for its words.

    >>> from octavo_model.search.query.nodes import lit_by
    >>> from octavo_model.search.query.parser import parse
    >>> light(lit_by(parse("colaps ^on")), "On Neural Collapse")
    ((0, 2), (10, 13), (14, 17))
    """
    folded = _fold_in_place(title)
    found = _letters(lit.words, folded)
    for term in lit.titles:
        found.update(_exact(term, folded.text))
    return folded.ranges(found)


def _letters(query: str, folded: _Folded) -> set[int]:
    """The places in a folded title of what the words of ``query`` found."""
    typed = Query.parse(query).words
    found: set[int] = set()
    for place, word in enumerate(typed):
        found.update(
            _begun(word, folded.words)
            or _joined(typed, place, folded.words)
            or _resembling(word, folded.words)
        )
    return found


def _exact(term: InTitle, folded: str) -> Iterable[int]:
    """The places of what ``term`` asks for: all of them, or the one where it must lie."""
    # Titles are compared with their white space squeezed.
    wanted = fold(term.text).split()
    if sum(map(len, wanted)) > len(folded):
        return
    words = r"\s+".join(map(re.escape, wanted))
    begin = r"\A\s*" if term.how in {How.BEGIN, How.WHOLE} else ""
    end = r"\s*\Z" if term.how in {How.END, How.WHOLE} else ""
    for one in re.finditer(f"{begin}({words}){end}", folded):
        yield from range(*one.span(1))


class _Folded(NamedTuple):
    """A folded title.

    Attributes:
        text: All of it.
        words: Its words, with the place in the folded title where each begins.
        origin: For each folded character the places in the title it comes from; None where each
            stays at its place.
    """

    text: str
    words: Words
    origin: list[range] | None

    def ranges(self, letters: set[int]) -> tuple[tuple[int, int], ...]:
        """Ranges of places in the title, from those of folded ``letters``."""
        if self.origin is not None:
            letters = {place for letter in letters for place in self.origin[letter]}
        return _ranges(sorted(letters))


@lru_cache(maxsize=512)  # The rows on screen are mostly those of the key before.
def _fold_in_place(title: str) -> _Folded:
    if title.isascii():
        text = fold(title)
        return _Folded(text, tuple(find_words(text)), None)
    starts = [place for place, char in enumerate(title) if place == 0 or not _joins(char)]
    letters, origin = [], []
    for start, end in pairwise([*starts, len(title)]):
        for part in fold(title[start:end]):
            letters.append(part)
            origin.append(range(start, end))
    text = "".join(letters)
    return _Folded(text, tuple(find_words(text)), origin)


def _joins(char: str) -> bool:
    """Whether ``char`` may become one with the character before it when folded."""
    return char > "\x7f" and (
        unicodedata.category(char).startswith("M") or "\u1160" <= char <= "\u11ff"
    )


def _ranges(places: list[int]) -> tuple[tuple[int, int], ...]:
    ranges: list[tuple[int, int]] = []
    for place in places:
        if ranges and ranges[-1][1] == place:
            ranges[-1] = ranges[-1][0], place + 1
        else:
            ranges.append((place, place + 1))
    return tuple(ranges)


def _begun(typed: str, words: Words) -> Iterable[int]:
    """The first word that is ``typed``, else the first that begins with it."""
    start = -1
    for word, place in words:
        if word.startswith(typed):
            if word == typed:
                start = place
                break
            if start < 0:
                start = place
    return range(start, start + len(typed)) if start >= 0 else ()


def _joined(typed: Sequence[str], place: int, words: Words) -> Iterable[int]:
    """A word that begins with two typed apart; the letters of both, whichever is asked for."""
    for left, right in pairwise(typed[max(place - 1, 0) : place + 2]):
        if letters := _begun(left + right, words):
            return letters
    return ()


def _resembling(typed: str, words: Words) -> Iterable[int]:
    """The letters of the word, or of the several words, that ``typed`` fits best."""
    best, letters = fit_across(typed, words)
    for word, place in words:
        score = scale.likeness(typed, word)
        if score > best:
            best, letters = score, [place + letter for letter in _common(typed, word)]
    return letters


def _common(typed: str, word: str) -> Iterable[int]:
    """The places in ``word`` of the letters it has in common with ``typed``, in their order."""
    inside = word.find(typed)
    if inside >= 0:
        return range(inside, inside + len(typed))
    if LCSseq.similarity(typed, word) < len(typed):
        # Misspelt: only the part that was meant, not letters that come later by chance.
        ends = [*scale.beginnings_compared(len(typed)), len(word)]
        word = min((word[:end] for end in ends), key=lambda part: OSA.distance(typed, part))
    return [
        letter
        for block in LCSseq.editops(typed, word).as_matching_blocks()
        for letter in range(block.b, block.b + block.size)
    ]
