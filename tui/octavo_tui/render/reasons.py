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

    Of its other ``texts`` only what has words that the title lacks is named; they are read only
    if there are such words.
    """
    match = title_match(highlights, title)
    missing = match.missing and [word for word in _words(highlights) if word in match.missing]
    sought = _sought(highlights)
    if not (missing or sought):
        return Reason(match.ranges)
    authors, abstract = texts()
    wanted = Highlights(" ".join(missing))
    names = ", ".join(
        name for one in authors if missing and author_ranges(wanted, name := person(one))
    )
    named = split_words(fold(names))
    words = [word for word in missing if not any(one.startswith(word) for one in named)]
    ranges = author_ranges(wanted, names)
    return Reason(match.ranges, names, ranges, plainly(abstract), (*sought, *words))


def of_near(result: SearchResult) -> Highlights:
    """Return what to highlight in papers that match ``result`` in part."""
    if not result.read_as:
        return result.highlights
    return replace(result.highlights, words=result.read_as)


class PageHighlights:
    """What to highlight on the page of a paper that was found."""

    def __init__(self, highlights: Highlights) -> None:
        self._words = (*_sought(highlights), *_words(highlights))
        self._highlights = replace(highlights, words=" ".join(_words(highlights)))

    def in_title(self, title: str) -> Ranges:
        """Return the parts of a title to highlight."""
        return title_match(self._highlights, title).ranges

    def in_names(self, names: str) -> Ranges:
        """Return the parts of the names of authors to highlight."""
        return author_ranges(self._highlights, names)

    def in_text(self, text: str) -> Ranges:
        """Return the parts of a paragraph, on one line, to highlight."""
        is_squeezed = len(" ".join(text.split())) == len(text)  # as `snippet` squeezes it
        return snippet(text, self._words, len(text)).ranges if self._words and is_squeezed else ()


def _sought(highlights: Highlights) -> tuple[str, ...]:
    """Return what was looked for in abstracts: words, and phrases."""
    terms = highlights.abstracts
    return tuple(
        part for term in terms for part in ([term.text] if term.phrase else term.text.split())
    )


@lru_cache(maxsize=4)  # the same for each row of a list
def _words(highlights: Highlights) -> tuple[str, ...]:
    """Return the words of a query, folded, without those that say nothing unless all are such."""
    words = TitleQuery.parse(highlights.words).words
    return tuple(word for word in words if not is_noise(word)) or words
