"""What is measured of rankings is what a reader of the list would see."""

from __future__ import annotations

import doctest
import gzip
import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
import triage_days
from screening import Review, Run, load, row, screen, table
from screening_octavo import Octavo
from triage_days import PHRASES, Topic, looked_at, topics

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

OWLS = [(f"Owls of the {place}", "They hunt at night.") for place in ("wood", "barn", "city")]
BOATS = [(f"Boats of the {place}", "They sail by day.") for place in ("lake", "river", "sea")]


class InOrder:
    """Ranks records as they come, and remembers what it was taught."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.marks: dict[int, bool] = {}

    def start(self) -> None:
        self.marks.clear()

    def mark(self, number: int, *, kept: bool) -> None:
        assert number not in self.marks
        self.marks[number] = kept

    def scores(self) -> NDArray[np.float64]:
        return -np.arange(self.size, dtype=np.float64)


def run_of(labels: Sequence[int], papers: int, relevant: int) -> Run:
    return Run(np.array(labels), papers, relevant)


def test_examples_of_docstrings_hold() -> None:
    assert doctest.testmod(triage_days).failed == 0


def test_reading_saved_is_against_a_random_order() -> None:
    run = run_of([1, 0, 1, 1, 0, 1, 0, 0], papers=100, relevant=4)
    assert run.read == 6
    assert run.saved == pytest.approx(0.94 - 0.05)
    assert run.early == 1
    assert run_of([1, 0, 0, 1], papers=20, relevant=2).early == 0


def test_every_mark_is_learned_before_the_next_record_is_read() -> None:
    labels = np.zeros(40, np.int64)
    labels[[3, 5, 8]] = 1
    ranker = InOrder(40)
    run = screen(ranker, labels, seed=0)
    # To the last relevant one, and ten more.
    assert run.labels.sum() == 3
    assert 19 <= len(run.labels) <= 21
    assert sum(ranker.marks.values()) == 3
    again = screen(ranker, labels, seed=0)
    assert again.labels.tolist() == run.labels.tolist()


def test_bounds_are_compared_with_what_was_left() -> None:
    labels = [1] * 12 + [0] * 88
    said = list(run_of(labels, papers=200, relevant=20).claims())
    assert said
    assert {left for _, left in said} == {8}
    assert list(run_of([1] * 9 + [0] * 91, papers=200, relevant=9).claims()) == []


def test_a_table_has_a_row_a_review_and_the_mean(tmp_path: Path) -> None:
    path = tmp_path / "owls.jsonl.gz"
    rows = [{"title": title, "abstract": None, "label": 1} for title, _ in OWLS]
    rows += [{"title": title, "abstract": text, "label": 0} for title, text in BOATS]
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(one) + "\n" for one in rows)
    review = load(path)
    assert review.texts[0] == ("Owls of the wood", "")
    runs = [screen(Octavo(review.texts), review.labels, 0)]
    lines = table([row(review, runs, claims=True)] * 2).splitlines()
    assert lines[0].startswith("| review | records | relevant | WSS@95 |")
    assert lines[2] == lines[3]
    assert lines[2].startswith("| owls | 6 | 3 | 0.283 | 0.000 | 0.000 | ")
    assert lines[4].startswith("| mean |  |  | 0.283 | 0.000 | 0.000 | ")


def test_reviews_may_be_csv(tmp_path: Path) -> None:
    path = tmp_path / "owls.csv"
    path.write_text("title,abstract,label_included\nOwls,They hunt.,1\nBoats,,0\nClouds,,\n")
    review = load(path)
    assert review.texts == [("Owls", "They hunt."), ("Boats", "")]
    assert review.labels.tolist() == [1, 0]
    path.write_text("title,abstract\nOwls,They hunt.\n")
    with pytest.raises(ValueError, match="no labels"):
        load(path)


def test_octavo_learns_and_forgets() -> None:
    ranker = Octavo([*OWLS, *BOATS])
    before = ranker.scores().copy()
    ranker.mark(0, kept=True)
    ranker.mark(3, kept=False)
    scores = ranker.scores()
    assert scores[1:3].min() > scores[4:].max()
    ranker.start()
    assert ranker.scores().tolist() == before.tolist()


def test_known_papers_lead_to_those_of_the_day() -> None:
    relevant = [(f"Owls of place {n}", "They hunt at night in the wood.") for n in range(120)]
    others = [(f"Boats of place {n}", "They sail by day on the sea.") for n in range(380)]
    library = [(f"Clouds of place {n}", "They rain.") for n in range(20)]
    review = Review("owls", [*relevant, *others, *library], np.zeros(520, np.int64))
    numbers = np.arange(520)
    topic = Topic("categories", "owls", numbers[:120], numbers[120:500], numbers[500:])
    assert looked_at(review.texts, topic, 5) == 19
    assert looked_at(review.texts, topic, 0, interest=50) == 19
    assert looked_at(review.texts, topic, 0, live=False) > 100
    phrase = Topic("phrase", "owls", numbers[:120], numbers[120:500], numbers[500:])
    assert phrase.hidden == ("owls", "owls")


def test_topics_are_the_same_for_the_same_papers() -> None:
    sets = ["cs.AI cs.CL"] * 200 + ["cs.AI"] * 900 + ["cs.IT math.IT"] * 200 + ["cs.AI cs.CV"] * 160
    texts = [(f"{PHRASES[0] if n % 7 else 'Owls'} {n}", "") for n in range(len(sets))]
    some = list(topics(texts, sets, 1))
    assert [one.name for one in some] == ["cs.AI cs.CL", PHRASES[0]]
    assert all(sets[number] == "cs.AI cs.CL" for number in some[0].relevant)
    assert len(some[0].relevant) == 120
    assert not set(some[0].others.tolist()) & set(some[0].relevant.tolist())
    again = list(topics(texts, sets, 1))
    assert again[1].relevant.tolist() == some[1].relevant.tolist()
