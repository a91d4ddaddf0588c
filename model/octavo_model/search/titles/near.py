"""Papers that have a good part of a query: for what no paper has whole.

The share of a query that a paper has is weighed by how rare its words are. Words that nobody needs
to type, as those of a question, hardly count.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from octavo_model.search.titles.words import FUNCTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from octavo_model.search.titles.matching import FilteredList
    from octavo_model.search.titles.similarity import Scores
    from octavo_model.search.titles.words import TitleQuery

    Frequency = Callable[[str], int]
    """How many papers have a word, in titles, names or abstracts; 0 if unknown."""

LEAST_WORDS = 3
"""A query of fewer words has no near matches: half of two words is one word."""
LEAST_SHARE = 0.5
"""The least share of a query that a near match has."""
COMPARED = 200
"""How many papers are compared as a whole."""
_PHRASE_WEIGHT = 0.1
_SAID_BY_ALL = 0.1
"""What a word of `ASKING` weighs, beside what its rarity would give it."""
_ASKING = """
about any been best could does find gives had has have happens i improve improved improves know
known me our paper papers there they this us use used uses was were will work works you your title
arxiv abs pdf preprint proc et al pp vol no url http https org www doi
"""
ASKING = FUNCTION_WORDS.union(_ASKING.split())
"""What questions and citations are made of, beside what they are about."""


def near_matches(
    query: TitleQuery,
    view: FilteredList,
    frequency: Frequency,
    excluded: NDArray[np.integer],
    limit: int,
    titles: Callable[[NDArray[np.intp]], NDArray[np.object_]],
) -> NDArray[np.intp]:
    """Return the numbers of the best near matches in ``view``, best first.

    Args:
        query: What is searched for.
        view: The list.
        frequency: How many papers have a word.
        excluded: The numbers of the papers that are left out.
        limit: How many at most.
        titles: Returns the folded titles of given numbers.
    """
    if len(query.words) < LEAST_WORDS or limit <= 0:
        return np.empty(0, np.intp)
    scores = [_scores(word, view) for word in query.words]
    weights = _weights(query.words, scores, len(view.fields.titles), frequency)
    every = np.zeros(len(view.fields.titles), np.float32)
    for score, weight in zip(scores, weights, strict=True):
        every += score * np.float32(weight / 100)
    every[excluded] = 0
    share = every.take(view.docs)
    few = min(COMPARED, len(share))
    best = np.argpartition(-share, few - 1)[:few] if few else np.empty(0, np.intp)
    best = np.sort(best[share[best] >= LEAST_SHARE])
    if not len(best):
        return np.empty(0, np.intp)
    docs = view.docs[best]
    phrase = cdist([query.text], titles(docs), scorer=fuzz.partial_ratio, dtype=np.float32)[0]
    liking = share[best] + np.float32(_PHRASE_WEIGHT / 100) * phrase
    return docs[np.lexsort((best, -liking))[:limit]]


def _scores(word: str, view: FilteredList) -> Scores:
    """Return how well ``word`` matches each paper: misspelt only if hardly any paper has it."""
    scores = view.direct(word).best
    if np.count_nonzero(scores) < LEAST_WORDS:
        scores = np.maximum(scores, view.approximate(word, names=True).best)
    return scores


def _weights(
    words: Sequence[str], scores: Sequence[Scores], papers: int, frequency: Frequency
) -> list[float]:
    """Return the weight of each word. They sum up to 1.

    A word that no paper has tells papers apart no more than a common one: it weighs as the others
    do in the mean.
    """
    weights, unknown = [], []
    for number, (word, score) in enumerate(zip(words, scores, strict=True)):
        common = max(int(np.count_nonzero(score)), frequency(word))
        if not common:
            unknown.append(number)
        weight = math.log(1 + papers / (1 + common))
        weights.append(weight * (_SAID_BY_ALL if word in ASKING else 1))
    if unknown and len(unknown) < len(words):
        known = [weight for number, weight in enumerate(weights) if number not in unknown]
        for number in unknown:
            weights[number] = min(weights[number], sum(known) / len(known))
    total = sum(weights) or 1
    return [weight / total for weight in weights]
