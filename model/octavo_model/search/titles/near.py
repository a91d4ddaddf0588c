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
"""The least share of a query that a near match has, by the weights of its words, or more than which
it has by their number: a wrong word is often the rarest."""
COMPARED = 200
"""How many papers are compared as a whole."""
_PHRASE_WEIGHT = 0.1
_COMMON_SHARE = 2
"""A word that one paper of this many has, or more, is as common as those of `ASKING`."""
_SAID_BY_ALL = 0.1
"""What a word of `ASKING` weighs, beside what its rarity would give it."""
_ASKING = """
about also any anyone anything article been best better between choose could depends does explain
find finds get gives had has have happens help i improve improved improves know known like looking
may me might my need one other our paper papers recommend should show showed shows some something
there they this us use used uses want was way were will work works would you your title arxiv
abs pdf preprint proc et al pp vol no url http https org www doi
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
    papers = len(view.fields.titles)
    spread = [
        max(int(np.count_nonzero(score)), frequency(word))
        for word, score in zip(query.words, scores, strict=True)
    ]
    weights = _weights(query.words, spread, papers)
    every = np.zeros(papers, np.float32)
    number, counted = np.zeros(papers, np.uint8), 0
    for word, score, weight, common in zip(query.words, scores, weights, spread, strict=True):
        every += score * np.float32(weight / 100)
        if word not in ASKING and common * _COMMON_SHARE < papers:
            number += score > 0
            counted += 1
    every[(every < LEAST_SHARE) & (number <= LEAST_SHARE * counted)] = 0
    every[excluded] = 0
    share = every.take(view.docs)
    few = min(COMPARED, len(share))
    best = np.argpartition(-share, few - 1)[:few] if few else np.empty(0, np.intp)
    best = np.sort(best[share[best] > 0])
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
        for other in (view.inside, view.misspelt):
            scores = np.maximum(scores, other(word).best)
    return scores


def _weights(words: Sequence[str], spread: Sequence[int], papers: int) -> list[float]:
    """Return the weight of each word, by how many of all papers have it. They sum up to 1.

    A word that no paper has separates papers no more than a common one: it weighs as the others
    do in the mean.
    """
    weights = [
        math.log(1 + papers / (1 + common)) * (_SAID_BY_ALL if word in ASKING else 1)
        for word, common in zip(words, spread, strict=True)
    ]
    known = [weight for weight, common in zip(weights, spread, strict=True) if common]
    mean = sum(known) / len(known) if known else 1.0
    weights = [
        weight if common else min(weight, mean)
        for weight, common in zip(weights, spread, strict=True)
    ]
    total = sum(weights) or 1
    return [weight / total for weight in weights]
