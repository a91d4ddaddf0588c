"""Why a paper is listed: what of a query its title has, and what its authors and abstract have."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.search.query.nodes import Highlights
from octavo_model.search.similar.terms import is_noise
from octavo_model.search.snippets import Snippet, snippet
from octavo_model.search.titles.highlight import author_ranges, title_match
from octavo_model.search.titles.words import TitleQuery, split_words
from octavo_model.text.fold import fold
from octavo_model.text.latex import person, plainly

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from octavo_model.search.results import SearchResult

    Ranges = Sequence[tuple[int, int]]
    Texts = Callable[[], tuple[Sequence[str], str]]
    """Returns the authors and the abstract of a paper, both as they came."""

_BETWEEN = " · "
_LEAST = 20
"""The columns of the shortest part of an abstract that says something."""
_NOTHING = Snippet("", ())


class Reason(NamedTuple):
    """Why a row is listed."""

    title: Ranges
    """The characters of the title to highlight."""
    names: str = ""
    """The authors that match."""
    names_ranges: Ranges = ()
    abstract: str = ""
    words: tuple[str, ...] = ()
    """What to show of the abstract."""

    def note(self, width: int) -> Snippet:
        """Return what of the authors and of the abstract matches, in at most ``width`` columns."""
        start = self.names + _BETWEEN if self.names else ""
        room = width - len(start)
        shown = _NOTHING
        if self.words and room >= _LEAST:
            shown = snippet(self.abstract, self.words, room)
        if not shown.ranges:
            return Snippet(self.names, tuple(self.names_ranges))
        moved = ((low + len(start), high + len(start)) for low, high in shown.ranges)
        return Snippet(start + shown.text, (*self.names_ranges, *moved))


def row_reason(highlights: Highlights, title: str, texts: Texts) -> Reason:
    """Return why a paper with this ``title`` is listed.

    Of its other ``texts`` only what has words that the title lacks is named, and authors that were
    asked for; they are read only if there are such words or authors.
    """
    sought = _Sought.of(highlights)
    match = title_match(sought.highlights, title)
    missing = [word for word in sought.words if word in match.missing]
    if not (missing or highlights.authors):
        return Reason(match.ranges)
    authors, abstract = texts()
    wanted = Highlights(" ".join(missing), authors=highlights.authors)
    named = [name for one in authors if author_ranges(wanted, name := person(one))]
    names = ", ".join(named)
    words = split_words(fold(names))
    missing = [one for one in missing if not any(word.startswith(one) for word in words)]
    shown = (*sought.phrases, *missing) if missing else ()
    return Reason(match.ranges, names, _ranges_in(wanted, named), plainly(abstract), shown)


def _ranges_in(highlights: Highlights, names: Sequence[str]) -> Ranges:
    """Return the parts to highlight of ``names`` with commas between them."""
    ranges: list[tuple[int, int]] = []
    start = 0
    for name in names:
        ranges += ((low + start, high + start) for low, high in author_ranges(highlights, name))
        start += len(name) + len(", ")
    return ranges


def of_near(result: SearchResult) -> Highlights:
    """Return what to highlight in papers that match ``result`` in part."""
    if not result.read_as:
        return result.highlights
    return replace(result.highlights, words=result.read_as)


class PageHighlights:
    """What to highlight on the page of a paper that was found."""

    def __init__(self, highlights: Highlights) -> None:
        sought = _Sought.of(highlights)
        self._words = (*sought.phrases, *sought.words)
        self._highlights = replace(sought.highlights, words=" ".join(sought.words))

    def in_title(self, title: str) -> Ranges:
        """Return the parts of a title to highlight."""
        return title_match(self._highlights, title).ranges

    def in_names(self, names: Sequence[str]) -> Ranges:
        """Return the parts to highlight of the names of authors, with commas between them."""
        return _ranges_in(self._highlights, names)

    def in_text(self, text: str) -> Ranges:
        """Return the parts of a paragraph, on one line, to highlight."""
        is_squeezed = len(" ".join(text.split())) == len(text)  # as `snippet` squeezes it
        return snippet(text, self._words, len(text)).ranges if self._words and is_squeezed else ()

    def of_abstract(self, abstract: str, width: int) -> Snippet:
        """Return the part of an abstract that matches best, else its start."""
        return snippet(plainly(abstract), self._words, width)


class _Sought(NamedTuple):
    """What a query looks for, in titles, names and abstracts alike."""

    highlights: Highlights
    """With the words for abstracts among all words."""
    words: tuple[str, ...]
    """These words, folded, without those that say nothing, unless all are such."""
    phrases: tuple[str, ...]
    """Phrases for abstracts."""

    @classmethod
    @lru_cache(maxsize=4)  # the same for each row of a list
    def of(cls, highlights: Highlights) -> _Sought:
        terms = highlights.abstracts
        text = " ".join([highlights.words, *(term.text for term in terms)])
        words = TitleQuery.parse(text).words
        return cls(
            replace(highlights, words=text),
            tuple(word for word in words if not is_noise(word)) or words,
            tuple(term.text for term in terms if term.phrase),
        )
