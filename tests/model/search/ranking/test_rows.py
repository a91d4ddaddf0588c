from __future__ import annotations

import numpy as np

from octavo_model.search.ranking.rows import GRAIN, Weighting
from octavo_model.search.ranking.terms import RowCounter
from octavo_model.search.similar.counting import Text

TEXTS = [
    Text(1, "owls", "owls hear mice in snow"),
    Text(2, "larks", "larks hear in the morning"),
    Text(3, "", ""),
    Text(4, "owls", "owls hunt in snow"),
    Text(5, "bells", "bells ring in towers"),
]
COUNTED = RowCounter().count(TEXTS)


def test_terms_of_one_paper_make_it_longer_but_are_no_columns() -> None:
    weighting = Weighting.of(COUNTED)
    rows = weighting.rows(COUNTED)

    assert len(rows) == 5
    assert len(rows.row(2)[0]) == 0
    # Of “bells ring in towers” only “in” has other papers.
    assert len(rows.row(4)[0]) == 1
    assert 0 < float(rows.row(4)[1][0]) < 0.5
    whole = np.concatenate([rows.row(number)[1] for number in range(5)]).astype(np.float64)
    assert ((whole * GRAIN) % 1 == 0).all()


def test_a_product_is_that_of_each_row() -> None:
    rows = Weighting.of(COUNTED).rows(COUNTED)
    weights = np.random.default_rng(1).random(rows.width)

    products = rows.times(weights)

    for number in range(len(rows)):
        terms, values = rows.row(number)
        assert abs(products[number] - float(weights[terms] @ values)) < 1e-6
    assert products[2] == 0.0
    assert np.array_equal(rows.times(weights), products)


def test_a_row_is_the_same_alone_and_among_others() -> None:
    weighting = Weighting.of(COUNTED)
    rows = weighting.rows(COUNTED)

    for number in range(len(TEXTS)):
        alone = weighting.rows(COUNTED.taken(np.array([number])))
        assert alone.terms.tolist() == rows.row(number)[0].tolist()
        assert alone.values.tolist() == rows.row(number)[1].tolist()


def test_terms_that_almost_all_papers_have_weigh_nothing() -> None:
    many = RowCounter().count([Text(n, f"paper{n % 7}", "we sing") for n in range(40)])

    rows = Weighting.of(many).rows(many)

    # Neither “we”, “sing” nor “we sing”.
    assert len(rows.row(0)[0]) == 1
