"""Why a paper has its score, in its own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from octavo_model.search.ranking.terms import named
from octavo_model.search.similar.reasons import LEAST_SHARE, TermReason, best_reasons
from octavo_model.search.similar.terms import NO_TERM, TermText, is_noise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from octavo_model.search.similar.counting import Text

_REMEMBERED = 100
"""The terms of so many papers are some megabytes."""
_OF_WORD = 0.5
"""The share of each of its words that a pair must have by itself, to be named in their place."""


class NamedTerms:
    """The terms of a text that can be named, each with its number, and how the text writes them.

    Function words count, but are not named: nobody is helped by "because of: the".
    """

    def __init__(self, text: Text) -> None:
        known = named(text)
        noise = {word for (word, *more) in known if not more and is_noise(word)}
        self._terms = sorted(term for term in known if noise.isdisjoint(term))
        self._forms = [TermText(part, _as_is) for part in (text.abstract, text.title)]
        self._written: dict[int, str] = {}
        self.numbers = np.array([known[term] for term in self._terms], np.int64)
        places = {term: place for place, term in enumerate(self._terms)}
        pairs = [
            (place, *(places.get((word,), NO_TERM) for word in term))
            for term, place in places.items()
            if len(term) > 1
        ]
        self.pairs = np.array(pairs, np.int64).reshape(-1, 3).T
        """Places of pairs and of their words; `NO_TERM` for a word that is not named."""

    def written(self, shares: NDArray[np.float64]) -> Iterator[TermReason[str]]:
        """Yield terms with shares above 0, the largest first, as the text writes them.

        Words with a sign or a single letter between them make a pair that is not written so.
        """
        for place in np.argsort(-shares, kind="stable").tolist():
            term, share = self._terms[place], float(shares[place])
            if share <= 0.0:
                return
            if form := self._form_of(place):
                yield TermReason(term, share, form)

    def _form_of(self, place: int) -> str:
        if place not in self._written:
            found = (part.form_of(self._terms[place]) for part in self._forms)
            self._written[place] = next(filter(None, found), "")
        return self._written[place]


class NamedTexts:
    """The terms of papers; those of the last ones asked for are remembered."""

    def __init__(self, texts_of: Callable[[Sequence[int]], Mapping[int, Text]]) -> None:
        self._texts_of = texts_of
        self._known: dict[int, NamedTerms] = {}

    def of(self, papers: Sequence[int]) -> dict[int, NamedTerms]:
        """Return the terms of ``papers``, without those that are gone."""
        new = [paper for paper in papers if paper not in self._known]
        for paper, text in self._texts_of(new).items() if new else ():
            self._known[paper] = NamedTerms(text)
        found = {paper: self._known[paper] for paper in papers if paper in self._known}
        if len(self._known) > _REMEMBERED:
            self._known = dict(found)
        return found


def reasons(
    terms: NamedTerms, numbers: NDArray[np.int64], shares: NDArray[np.float64]
) -> tuple[tuple[str, ...], str]:
    """Return the terms that speak most for a paper, and the one that speaks most against it.

    A pair of words includes what its words say, if it says much by itself; no word is repeated.

    Args:
        terms: Those of the paper, written as its abstract, or else its title, writes them.
        numbers: Of the terms that count, ascending.
        shares: What each of these adds to its score.
    """
    own = np.zeros(len(terms.numbers))
    if len(numbers):
        at = np.searchsorted(numbers, terms.numbers).clip(max=len(numbers) - 1)
        own = np.where(numbers[at] == terms.numbers, shares[at], 0.0)
    full = np.maximum(own, 0.0)
    pairs, first, second = terms.pairs
    of_words = np.append(full, 0.0)  # the last is `NO_TERM`
    one, other, both = of_words[first], of_words[second], full[pairs]
    says_much = (both > 0.0) & (both >= _OF_WORD * np.maximum(one, other))
    full[pairs] += np.where(says_much, one + other, 0.0)
    chosen = best_reasons(terms.written(full))
    against = np.maximum(-own, 0.0)
    against[against <= (LEAST_SHARE * chosen[0].share if chosen else 0.0)] = 0.0
    worst = next(terms.written(against), None)
    return tuple(one.term for one in chosen), worst.term if worst else ""


def _as_is(word: str) -> str:
    return word
