"""Papers found by the words of their abstracts: by the index of terms, else by SQLite."""

from __future__ import annotations

from array import array
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from octavo_model.index import conditions
from octavo_model.search.evaluation import full_text_expression
from octavo_model.search.query.nodes import InAbstract
from octavo_model.text.fold import is_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from octavo_model.index.repository import Repository
    from octavo_model.search.abstract_search import AbstractSearch
    from octavo_model.search.results import Ordered

    Ids = Sequence[int] | NDArray[np.int64]
    Mask = NDArray[np.bool_]
    """For each id of a paper, from 0, whether it matches."""
    Scores = NDArray[np.float32]

N = TypeVar("N", bound=np.generic)

MAX_RANKED = 12_000
"""Of more abstracts than these BM25 by SQLite takes too long, and means little."""


class TextMatches(NamedTuple):
    """The papers found in abstracts."""

    mask: Mask
    """Papers that match all terms."""
    near: Mask | None = None
    """Others that have a good part of the words."""
    scores: Scores | None = None
    """How well each paper, by id, matches; None if that is unknown, as they are too many."""
    text: str = ""
    """The words, to compare abstracts to; empty if the index of terms is not built."""


class TextFilter:
    """Finds papers by their abstracts, up to the id ``newest`` of each call."""

    def __init__(self, repository: Repository, abstracts: AbstractSearch) -> None:
        self._repository = repository
        self._abstracts = abstracts

    def papers_with(self, term: InAbstract, newest: int) -> Ids:
        """Return the papers whose abstracts match ``term``."""
        found = None if term.phrase else self._abstracts.find(term.text, newest, slips=False)
        if found is not None:
            return np.flatnonzero(found.full)
        return self._full_text(full_text_expression((term,)))

    def matching(self, terms: tuple[InAbstract, ...], newest: int) -> TextMatches:
        """Return the papers whose abstracts match all ``terms``, and those that match in part."""
        text = " ".join(term.text for term in terms)
        found = self._abstracts.find(text, newest, incomplete=not terms[-1].phrase)
        if found is None:
            return self._search(full_text_expression(terms), newest)
        full, near, scores = found
        if phrases := tuple(term for term in terms if term.phrase):
            exact = as_mask(self._full_text(full_text_expression(phrases)), newest)
            full, near = full & exact, near & exact
        return TextMatches(full, near, scores, text)

    def anywhere(self, text: str, required: tuple[str, ...], newest: int) -> TextMatches:
        """Return the papers that match the words of ``text`` in title or abstract.

        Near matches have the ``required`` words. Without an index of terms only abstracts are
        searched, for all words.
        """
        found = self._abstracts.find(text, newest, titles=True, required=required)
        if found is not None:
            return TextMatches(found.full, found.near, found.scores, text)
        words = tuple(InAbstract(word) for word in text.split() if any(map(is_word, word)))
        if not words:
            return TextMatches(as_mask((), newest))
        return self._search(full_text_expression(words), newest)

    def ordered(self, texts: TextMatches, ids: Ids) -> Ordered:
        """Return ``ids``, found as ``texts``, best first, with scores of which the best is 100."""
        papers = np.asarray(ids, np.int64)
        scores = np.ones(len(papers), np.float32)
        if texts.scores is not None and len(papers):
            found = texts.scores[papers]
            papers, scores = self._abstracts.best_first(texts.text, papers, found)
        scores *= 100 / max(float(scores[:1].max(initial=0)), 1e-9)
        return array("q", papers.tobytes()), array("f", scores.tobytes())

    def near(self, texts: TextMatches, among: Sequence[int], limit: int) -> Sequence[int]:
        """Return at most ``limit`` papers of ``among`` that match in part, best first."""
        if texts.near is None or limit <= 0:
            return ()
        ids = np.asarray(among, np.int64)
        return self.ordered(texts, ids[texts.near[ids]])[0][:limit]

    def _full_text(self, expression: str) -> NDArray[np.int64]:
        ids = self._repository.read(partial(conditions.full_text, expression=expression))
        return (
            np.fromstring(ids[1:-1], np.int64, sep=",") if len(ids) > 2 else np.empty(0, np.int64)
        )

    def _search(self, expression: str, newest: int) -> TextMatches:
        mask = as_mask(self._full_text(expression), newest)
        if not 0 < np.count_nonzero(mask) <= MAX_RANKED:
            return TextMatches(mask)
        rows = self._repository.read(partial(conditions.ranked, expression=expression))
        ids, ranks = np.array(rows, np.float32).reshape(-1, 2).T
        # Of BM25 as SQLite has it lower is better.
        table = by_paper(ids.astype(np.int64), -ranks, newest, np.float32(0))
        return TextMatches(mask, scores=table)


def as_mask(ids: Ids, newest: int) -> Mask:
    """Return whether each paper, by id from 0 to ``newest``, is one of ``ids``."""
    papers = np.asarray(ids, np.int64)
    return by_paper(papers, np.ones(len(papers), np.bool_), newest, np.bool_(False))


def by_paper(ids: NDArray[np.int64], values: NDArray[N], newest: int, missing: N) -> NDArray[N]:
    """Return the values by paper id, from 0 to ``newest``; ``missing`` for papers without one."""
    table = np.full(newest + 1, missing)
    # Papers added since the state was read do not count.
    known = ids <= newest
    table[ids[known]] = values[known]
    table.setflags(write=False)
    return table
