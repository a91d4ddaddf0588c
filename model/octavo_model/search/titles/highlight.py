"""Which letters of a title, or of a name, match a query."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import OSA, LCSseq

from octavo_model.search.query.nodes import Anchor
from octavo_model.search.titles.compounds import best_fit
from octavo_model.search.titles.similarity import prefix_lengths, similarity
from octavo_model.search.titles.words import TitleQuery, find_words
from octavo_model.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from octavo_model.search.query.nodes import Highlights, InTitle
    from octavo_model.search.titles.compounds import Words


def highlight_ranges(highlights: Highlights, title: str) -> tuple[tuple[int, int], ...]:
    """Return the parts of ``title`` to highlight: ascending, disjoint ``(start, end)``.

    >>> from octavo_model.search.evaluation import highlights_of
    >>> from octavo_model.search.query.parser import parse
    >>> highlight_ranges(highlights_of(parse("nural colaps ^on")), "On Neural Collapse")
    ((0, 2), (3, 4), (5, 9), (10, 13), (14, 17))
    """
    return title_match(highlights, title).ranges


class TitleMatch(NamedTuple):
    """How a title matches a query."""

    ranges: tuple[tuple[int, int], ...]
    """The parts of the title to highlight: ascending, disjoint ``(start, end)``."""
    missing: tuple[str, ...] = ()
    """The words of the query, folded, that the title does not have."""


def title_match(highlights: Highlights, title: str) -> TitleMatch:
    """Return how ``title`` matches. Needs no index. Each word marks the letters of its best match.

    >>> from octavo_model.search.evaluation import highlights_of
    >>> from octavo_model.search.query.parser import parse
    >>> title_match(highlights_of(parse("quill neur ^on")), "On Neural Collapse")
    TitleMatch(ranges=((0, 2), (3, 7)), missing=('quill',))
    """
    folded = _fold_with_origin(title)
    letters: set[int] = set()
    missing: list[str] = []
    typed = TitleQuery.parse(highlights.words).words
    for number, word in enumerate(typed):
        found = (
            _with_prefix(word, folded.words)
            or _joined(typed, number, folded.words)
            or _approximate(word, folded.words)
        )
        letters.update(found)
        if not found:
            missing.append(word)
    for term in highlights.titles:
        letters.update(_exact_letters(term, folded.text))
    return TitleMatch(folded.ranges(letters), tuple(missing))


def author_ranges(highlights: Highlights, name: str) -> tuple[tuple[int, int], ...]:
    """Return the parts of an author's name to highlight: words of it that words of a query begin.

    >>> from octavo_model.search.query.nodes import Highlights
    >>> author_ranges(Highlights("quill nor"), "Nóra Quill")
    ((0, 3), (5, 10))
    """
    folded = _fold_with_origin(name)
    wanted = list(TitleQuery.parse(highlights.words).words)
    for author in highlights.authors:
        words = TitleQuery.parse(author).words
        if all(any(word.startswith(typed) for word, _ in folded.words) for typed in words):
            wanted += words
    letters: set[int] = set()
    for typed in wanted:
        for word, start in folded.words:
            if word.startswith(typed):
                letters.update(range(start, start + len(typed)))
    return folded.ranges(letters)


def _exact_letters(term: InTitle, folded: str) -> Iterable[int]:
    """Return the positions of the text of ``term``, everywhere or at its anchor."""
    # Titles are compared with their white space squeezed.
    wanted = fold(term.text).split()
    if sum(map(len, wanted)) > len(folded):
        return
    words = r"\s+".join(map(re.escape, wanted))
    start = r"\A\s*" if Anchor.START in term.anchor else ""
    end = r"\s*\Z" if Anchor.END in term.anchor else ""
    for match in re.finditer(f"{start}({words}){end}", folded):
        yield from range(*match.span(1))


class _FoldedTitle(NamedTuple):
    """A folded title, and its words with their positions."""

    text: str
    words: Words
    origin: list[range] | None
    """For each folded character the positions in the title it comes from; None if the same."""

    def ranges(self, letters: set[int]) -> tuple[tuple[int, int], ...]:
        """Return ranges of positions in the title from positions in the folded one."""
        if self.origin is not None:
            letters = {position for letter in letters for position in self.origin[letter]}
        ranges: list[tuple[int, int]] = []
        for position in sorted(letters):
            if ranges and ranges[-1][1] == position:
                ranges[-1] = ranges[-1][0], position + 1
            else:
                ranges.append((position, position + 1))
        return tuple(ranges)


@lru_cache(maxsize=512)  # The rows on screen are mostly those of the key before.
def _fold_with_origin(title: str) -> _FoldedTitle:
    if title.isascii():
        text = fold(title)
        return _FoldedTitle(text, tuple(find_words(text)), None)
    starts = [at for at, char in enumerate(title) if at == 0 or not _combines(char)]
    text, origin = "", list[range]()
    for start, end in pairwise([*starts, len(title)]):
        letters = fold(title[start:end])
        text += letters
        origin += [range(start, end)] * len(letters)
    return _FoldedTitle(text, tuple(find_words(text)), origin)


def _combines(char: str) -> bool:
    """Return whether folding may combine ``char`` with the character before it."""
    return char > "\x7f" and (
        unicodedata.category(char).startswith("M") or "\u1160" <= char <= "\u11ff"
    )


def _with_prefix(typed: str, words: Words) -> Iterable[int]:
    """Return the letters of the first word that is ``typed``, else that starts with it."""
    starting = [(word != typed, start) for word, start in words if word.startswith(typed)]
    if not starting:
        return ()
    _, start = min(starting)
    return range(start, start + len(typed))


def _joined(typed: Sequence[str], number: int, words: Words) -> Iterable[int]:
    """Return the letters of a word that starts with two adjacent typed words, one of them this."""
    for left, right in pairwise(typed[max(number - 1, 0) : number + 2]):
        if letters := _with_prefix(left + right, words):
            return letters
    return ()


def _approximate(typed: str, words: Words) -> Iterable[int]:
    """Return the letters of the word, or of the several words, that match ``typed`` best."""
    best, letters = best_fit(typed, words)
    for word, position in words:
        score = similarity(typed, word)
        if score > best:
            best, letters = score, [position + letter for letter in _common(typed, word)]
    return letters


def _common(typed: str, word: str) -> Iterable[int]:
    """Return the positions in ``word`` of the letters it shares with ``typed``, in their order."""
    inside = word.find(typed)
    if inside >= 0:
        return range(inside, inside + len(typed))
    if LCSseq.similarity(typed, word) < len(typed):
        # Misspelt: only the part that was meant, not letters that follow by chance.
        ends = [*prefix_lengths(len(typed)), len(word)]
        word = min((word[:end] for end in ends), key=lambda part: OSA.distance(typed, part))
    return [
        letter
        for block in LCSseq.editops(typed, word).as_matching_blocks()
        for letter in range(block.b, block.b + block.size)
    ]
