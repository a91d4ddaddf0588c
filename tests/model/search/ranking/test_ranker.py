from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.model.search.similar.papers import invented

from octavo_model.search.ranking.ranker import Ranker
from octavo_model.search.ranking.rows import Weighting
from octavo_model.search.ranking.solver import solved
from octavo_model.search.ranking.terms import RowCounter
from octavo_model.search.similar.counting import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

PAPERS = invented(60)
SUBJECTS = np.array([subject for subject, _ in PAPERS])
COUNTED = RowCounter().count(
    Text(number, paper["title"], paper["abstract"]) for number, (_, paper) in enumerate(PAPERS)
)
WEIGHTING = Weighting.of(COUNTED)


class Marked:
    """A ranker of the invented papers, and the marks so far."""

    def __init__(self) -> None:
        rows = WEIGHTING.rows(COUNTED)
        self.ranker = Ranker(rows, rows.sum() / len(rows))
        self.kept: set[int] = set()

    def mark(self, paper: int, share: float | None) -> None:
        """Keep a paper (None), or count it as refused by so much."""
        (self.kept.add if share is None else self.kept.discard)(paper)
        self.ranker.refuse({paper: share or 0.0})
        if share is None and paper not in self.ranker.kept:
            row = COUNTED.taken(np.array([paper]))
            self.ranker.kept.add([paper], WEIGHTING.rows(row))

    def scores(self) -> NDArray[np.float64]:
        return self.ranker.rows.times(self.ranker.weights(list(self.kept)))


def marked(marks: Iterable[tuple[int, float | None]]) -> Marked:
    one = Marked()
    for paper, share in marks:
        one.mark(paper, share)
    return one


def of(subject: str) -> list[int]:
    return np.flatnonzero(subject == SUBJECTS).tolist()


def test_papers_like_the_kept_ones_come_first() -> None:
    scores = marked([(paper, None) for paper in of("owls")[:3]]).scores()

    assert set(np.argsort(-scores)[: len(of("owls"))].tolist()) == set(of("owls"))


def test_what_was_kept_is_first_and_what_is_like_the_refused_is_last() -> None:
    owls, bells = of("owls")[:4], of("bells")[:4]
    one = marked([*((paper, None) for paper in owls), *((paper, 1.0) for paper in bells)])

    scores = one.scores()

    assert scores[owls].min() > max(np.delete(scores, owls))
    assert scores[bells].max() < 0.0
    # Others of that subject are below the rest.
    rest = [paper for paper in range(60) if SUBJECTS[paper] not in {"owls", "bells"}]
    assert scores[of("bells")].mean() < scores[rest].mean()


def test_a_paper_that_was_only_read_counts_less() -> None:
    owls, bells = of("owls")[:4], of("bells")[:6]
    keep = [(paper, None) for paper in owls]
    nothing, read, no = (
        marked([*keep, *((paper, share) for paper in bells)]).scores()[of("bells")[6:]].mean()
        for share in (0.0, 0.5, 1.0)
    )

    assert no < read < nothing


def test_without_kept_papers_the_least_like_the_refused_come_first() -> None:
    scores = marked((paper, 1.0) for paper in of("kelp")[:5]).scores()

    assert set(np.argsort(scores)[:5].tolist()) <= set(of("kelp"))
    assert marked(()).scores().tolist() == [0.0] * 60


def test_a_record_without_an_abstract_does_not_sink() -> None:
    kept, owls = of("owls")[:3], of("owls")[3:]
    texts = [
        Text(number, one["title"], "" if number in owls else one["abstract"])
        for number, (_, one) in enumerate(PAPERS)
    ]
    counted = RowCounter().count(texts)
    weighting = Weighting.of(counted)
    rows = weighting.rows(counted)
    ranker = Ranker(rows, rows.sum() / len(rows))
    ranker.kept.add(kept, weighting.rows(counted.taken(np.array(kept))))

    order = np.argsort(-rows.times(ranker.weights(kept)), kind="stable").tolist()

    places = [order.index(paper) for paper in owls]
    # A title says little, but none is behind the middle.
    assert max(places) < len(PAPERS) / 4


MARKS = st.lists(st.tuples(st.integers(0, 59), st.sampled_from([None, 0.0, 0.5, 1.0])), max_size=40)


@given(MARKS, st.randoms(use_true_random=False))
def test_marks_in_any_order_with_any_undone_give_the_scores_of_the_last_ones(
    marks: list[tuple[int, float | None]], dice: object
) -> None:
    final = dict(marks)
    shuffled = list(final.items())
    dice.shuffle(shuffled)  # type: ignore[attr-defined]

    assert np.array_equal(marked(marks).scores(), marked(shuffled).scores())


@pytest.mark.parametrize("size", [1, 2, 30])
def test_a_few_steps_solve_the_system(size: int) -> None:
    dice = np.random.default_rng(size)
    root = dice.random((size, 2 * size)) / size
    matrix = root @ root.T + np.eye(size)
    wanted = dice.random(size)

    assert np.allclose(matrix @ solved(matrix, wanted), wanted, atol=1e-5)
