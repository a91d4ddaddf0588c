"""One list, ranked by marks, interests, and what is followed and muted."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from octavo_model.core.marks import NO, MarkState
from octavo_model.core.parsed import no_progress
from octavo_model.core.suggestions import Remaining, Why
from octavo_model.search.array_file import release_memory
from octavo_model.search.ranking.decided import Decided
from octavo_model.search.ranking.ranker import MOST_KEPT, Ranker
from octavo_model.search.ranking.reasons import NamedTexts, reasons
from octavo_model.search.ranking.rows import Weighting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

    from octavo_model.core.parsed import Progress
    from octavo_model.search.ranking.reasons import NamedTerms
    from octavo_model.search.ranking.store import RowStore
    from octavo_model.search.ranking.terms import CountedRows

_ONLY_READ = 0.5
"""What a paper counts that was read and got no star, beside one that is not for the user."""
STARS = ""
"""The name of the group of starred papers."""
_HIGHEST = 99


class Inputs(NamedTuple):
    """What a list is ranked by.

    Attributes:
        states: The marks of the papers of the list.
        groups: The papers of each interest; those with a star are the group `STARS`.
        followed: Papers that are followed, and what each matches.
        muted: Papers that are muted, and what each matches.
        by_change: The papers of the list by the time of their last mark.
        without_abstract: Those that have none.
    """

    states: Mapping[int, MarkState]
    groups: Mapping[str, Sequence[int]]
    followed: Mapping[int, str] = {}
    muted: Mapping[int, str] = {}
    by_change: Sequence[int] = ()
    without_abstract: AbstractSet[int] = frozenset()


class _Learned(NamedTuple):
    """What a group says: how much each term speaks for a paper, and the score of each paper."""

    group: str
    weights: NDArray[np.float64]
    scores: NDArray[np.float64]


class InputSource(Protocol):
    """Where the inputs of a ranking come from."""

    def inputs(self, ids: Sequence[int]) -> Inputs:
        """Return what the list ``ids`` is ranked by now."""


def refusal(state: MarkState) -> float:
    """Return how much a paper with these marks counts as refused, 0 to 1.

    One that is not for the user counts fully, one that was only read by half. Those with a star,
    for later, due again or unread do not count.
    """
    if state.starred or state.due:
        return 0.0
    if state.verdict is not None:
        return float(state.verdict == NO)
    return _ONLY_READ if state.read else 0.0


def _comparable(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the scores of one group so that those of a group with other sizes compare with them.

    Each is the distance from the middle of the list, beside the usual distance.
    """
    if not len(scores):
        return scores
    distances = scores - np.median(scores)
    usual = float(np.median(np.abs(distances)))
    compared: NDArray[np.float64] = distances / (usual or 1.0)
    return compared


def _weighted(counted: CountedRows, size: int) -> tuple[Weighting, Ranker]:
    """Return what terms weigh among all papers that are ``counted``, and the first, to be ranked.

    What was counted is not kept.
    """
    weighting = Weighting.of(counted)
    rows = weighting.rows(counted.between(0, size))
    rest = weighting.rows(counted.between(size, len(counted.ids)))
    return weighting, Ranker(rows, (rows.sum() + rest.sum()) / max(1, len(counted.ids)))


class Ranking:
    """One list, ranked. Not thread-safe: one thread at a time.

    Equal marks, interests and texts give an equal order; what came in between does not matter.

    Attributes:
        ids: The papers that are ranked, in the order of the list.
        left_out: How many older papers of the list are not ranked.
    """

    def __init__(
        self,
        ids: array[int],
        left_out: int,
        beside: Sequence[int],
        store: RowStore,
        source: InputSource,
        progress: Progress = no_progress,
    ) -> None:
        """Rank ``ids``.

        Args:
            ids: Distinct papers.
            left_out: See the attribute.
            beside: Papers that are not in the list: what is rare is counted in all of them.
            store: The terms of papers.
            source: Marks and the rest.
            progress: Called with papers read and papers to read, if some are new.
        """
        self.ids = ids
        self.left_out = left_out
        self._store = store
        self._source = source
        self._texts = NamedTexts(store.texts_of)
        self._places = {paper: place for place, paper in enumerate(ids)}
        size = len(ids)
        self._weighting, self._ranker = _weighted(store.rows([*ids, *beside], progress), size)
        self._inputs = Inputs({}, {})
        self._starred: set[int] = set()
        self._learned: list[_Learned] | None = None
        self._scores = self._sorted = np.zeros(size)
        self._decided = Decided(ids)
        self.refresh()
        self._learn()
        release_memory()

    def refresh(self) -> None:
        """Read marks, interests, and what is followed and muted, as they are now."""
        self._inputs = self._source.inputs(self.ids)
        self._starred = set(self._inputs.groups.get(STARS, ()))
        self._decided.start(self._inputs.states, self._inputs.by_change)
        # Those that are gone have no marks.
        self._refuse({**dict.fromkeys(self.ids, MarkState()), **self._inputs.states})

    def apply(self, states: Mapping[int, MarkState]) -> None:
        """Use the marks that papers have now, of this list or others."""
        for paper, state in states.items():
            (self._starred.add if state.starred else self._starred.discard)(paper)
        self._decided.apply(states)
        self._refuse(states)

    def _refuse(self, states: Mapping[int, MarkState]) -> None:
        places = self._places
        shares = {places[one]: refusal(state) for one, state in states.items() if one in places}
        self._ranker.refuse(shares)
        self._learned = None

    @property
    def kept(self) -> int:
        """How many papers the order is learned from, starred ones and those of interests."""
        return sum(map(len, self._kept().values()))

    def _kept(self) -> dict[str, list[int]]:
        """Return the latest papers of each group."""
        groups = {**self._inputs.groups, STARS: list(self._starred)}
        # Ids grow with time, and do not depend on the order of marks.
        return {name: sorted(set(ids))[-MOST_KEPT:] for name, ids in groups.items() if ids}

    def _learn(self) -> list[_Learned]:
        """Return what each group says, learned again if anything changed."""
        if self._learned is None:
            kept = self._kept()
            self._know({paper for ids in kept.values() for paper in ids})
            self._learned = []
            for name, ids in (kept or {STARS: []}).items():
                weights = self._ranker.weights(ids)
                scores = self._ranker.rows.times(weights)
                if len(kept) > 1:
                    scores = _comparable(scores)
                self._learned.append(_Learned(name, weights, scores))
            self._scores = np.max([one.scores for one in self._learned], axis=0)
            self._sorted = np.sort(self._scores)
        return self._learned

    def _know(self, papers: Iterable[int]) -> None:
        new = sorted(paper for paper in papers if paper not in self._ranker.kept)
        listed = [paper for paper in new if paper in self._places]
        others = [paper for paper in new if paper not in self._places]
        if listed:
            places = np.array([self._places[paper] for paper in listed])
            self._ranker.kept.add(listed, self._ranker.rows.taken(places))
        if others:
            rows = self._weighting.rows(self._store.rows(others, no_progress))
            self._ranker.kept.add(others, rows)

    def scores(self) -> NDArray[np.float64]:
        """Return a score for each of ``ids``: the best of all interests.

        Only their order means something: the more papers are kept, the smaller they are.
        """
        self._learn()
        return self._scores

    def order(self) -> array[int]:
        """Return the papers, the best first: followed ones before, muted ones after all others.

        Ties keep the order of the list.
        """
        tiers = np.zeros(len(self.ids), np.int8)
        for papers, tier in ((self._inputs.muted, 1), (self._inputs.followed, -1)):
            tiers[[self._places[paper] for paper in papers if paper in self._places]] = tier
        ids = np.asarray(self.ids, np.int64)
        return array("q", ids[np.lexsort((-self.scores(), tiers))].tobytes())

    def best(self, limit: int) -> list[tuple[int, float]]:
        """Return the first ``limit`` papers of the order with a score above 0, and their scores."""
        scores = self.scores()
        found = [(paper, float(scores[self._places[paper]])) for paper in self.order()[:limit]]
        return [(paper, score) for paper, score in found if score > 0.0]

    def shown_scores(self) -> list[int]:
        """Return for each of ``ids`` how many hundredths of the list score lower, 0 to 99.

        Scores themselves are small, and shrink the more papers are kept.
        """
        below = np.searchsorted(self._sorted, self.scores())
        shown: list[int] = (_HIGHEST * below // max(1, len(self.ids) - 1)).tolist()
        return shown

    def remaining(self) -> Remaining | None:
        """Return how many papers may be left; None where nothing reliable can be said."""
        return self._decided.remaining(
            self.order(), self._inputs.followed, self._inputs.without_abstract
        )

    def why(self, id: int) -> Why:  # noqa: A002 - named as in Paper
        """Return why a paper has its score; empty for one that is not ranked or gone."""
        return self.whys([id])[id]

    def whys(self, ids: Sequence[int]) -> dict[int, Why]:
        """Return the same for several papers; their texts are read together."""
        texts = self._texts.of([id_ for id_ in ids if id_ in self._places])
        return {id_: self._why(id_, texts[id_]) if id_ in texts else Why() for id_ in ids}

    def _why(self, paper: int, terms: NamedTerms) -> Why:
        place = self._places[paper]
        best = max(self._learn(), key=lambda one: float(one.scores[place]))
        columns, values = self._ranker.rows.row(place)
        numbers, shares = self._weighting.columns[columns], values * best.weights[columns]
        followed, muted = self._inputs.followed.get(paper, ""), self._inputs.muted.get(paper, "")
        return Why(*reasons(terms, numbers, shares), best.group, followed, muted)

    def nearest(self, id: int) -> int | None:  # noqa: A002 - named as in Paper
        """Return the starred paper that a ranked one is most like, if any."""
        self._learn()
        starred = self._kept().get(STARS, [])
        if not starred:
            return None
        terms, values = self._ranker.rows.row(self._places[id])
        whole = np.zeros(self._ranker.rows.width)
        whole[terms] = values
        products = self._ranker.kept.times(whole)[self._ranker.kept.slots(starred)]
        return starred[int(np.argmax(products))] if products.any() else None
