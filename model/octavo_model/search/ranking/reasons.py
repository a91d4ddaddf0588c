"""Why a paper has its score, in its own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.search.similar.terms import TermText, is_noise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from octavo_model.search.similar.counting import Text

_MOST = 3
_LEAST_SHARE = 0.15
"""The share of the best reason that another must have, and the one against."""
_OF_WORD = 0.5
"""The share of each of its words that a pair must have by itself, to be named in their place."""


def reasons(text: Text, shares: Mapping[tuple[str, ...], float]) -> tuple[tuple[str, ...], str]:
    """Return the terms that speak most for a paper, and the one that speaks most against it.

    A pair of words includes what its words say, if it says much by itself; no word is repeated.
    Function words count, but are not named: nobody is helped by "because of: the".

    Args:
        text: The paper; terms are written as its abstract, or else its title, writes them.
        shares: What each of its terms, as folded words, adds to its score.
    """
    forms = [TermText(part, _as_is) for part in (text.abstract, text.title)]
    nameable = {
        term: share
        for term, share in shares.items()
        if share and not (is_noise(term[0]) or is_noise(term[-1]))
    }
    full = {term: share for term, share in nameable.items() if share > 0.0}
    for term in [term for term in full if len(term) > 1]:
        parts = [full.get((word,), 0.0) for word in term]
        if full[term] >= _OF_WORD * max(parts):
            full[term] += sum(parts)
    chosen: list[str] = []
    used: set[str] = set()
    least = 0.0
    for term, share, form in _written(forms, full, lambda term: -full[term]):
        if share < least or len(chosen) == _MOST:
            break
        if not used & set(term):
            chosen.append(form)
            used |= set(term)
            least = least or _LEAST_SHARE * share
    against = {term: share for term, share in nameable.items() if share < min(0.0, -least)}
    worst = next(_written(forms, against, lambda term: against[term]), None)
    return tuple(chosen), worst[2] if worst else ""


def _written(
    forms: list[TermText],
    shares: Mapping[tuple[str, ...], float],
    key: Callable[[tuple[str, ...]], float],
) -> Iterator[tuple[tuple[str, ...], float, str]]:
    """Yield terms by ``key``, with their shares and as the paper writes them.

    Words with a sign or a single letter between them make a pair that is not written so.
    """
    for term in sorted(shares, key=lambda term: (key(term), term)):
        found = (part.form_of(term) for part in forms)
        if form := next(filter(None, found), None):
            yield term, shares[term], form


def _as_is(word: str) -> str:
    return word
