"""What is measured of finding is what the library lists."""

from __future__ import annotations

import doctest
from pathlib import Path

import finding_labels
import finding_makers
import finding_pasted
import finding_quality
import finding_speed
import finding_words
import pytest
from finding_quality import NONE, Asked, answers, library_of, table
from finding_words import Row

PAPERS = [
    {"id": "1602.00001", "title": "Owls at dusk"},
    {"id": "1602.00002", "title": "Bats at dusk"},
    {"id": "1602.00003", "title": "Gulls in the storm"},
    {"id": "cs/0601004", "title": "Bats in the attic"},
]
LISTED: Row = {"cls": "list", "list": 3, "papers": PAPERS[:3]}
MODULES = (
    finding_words,
    finding_makers,
    finding_pasted,
    finding_quality,
    finding_labels,
    finding_speed,
)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_examples_of_docstrings_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def known(query: str, *right: str) -> Row:
    return {"cls": "1 typed", "sub": "right", "q": query, "where": "title", "right": list(right)}


def test_ranks_of_papers_are_those_of_the_list(tmp_path: Path) -> None:
    rows = [
        known("bats attic", "cs/0601004"),
        known("bats", "1602.00001"),
        known("dusk", "1602.00002", "1602.00001"),
    ]
    with library_of(PAPERS, tmp_path / "home") as library:
        asked = Asked(library, near=False)
        done = list(answers(rows, asked, "", near=False))
        assert asked.ask("in")[0] != asked.ask("in", ["1602.00003"])[0] == ["1602.00003"]
    assert [row["rank"] for row in done] == [1, NONE, 1]
    assert [row["rows"] for row in done] == [1, 2, 2]
    assert "| 1 typed | 3 | 0.667 | 0.667 | 0.667 | 0.00 | 2 | 2 |" in table(done, by_sub=True)


def test_short_queries_see_only_their_list(tmp_path: Path) -> None:
    row: Row = {"cls": "11 precision", "sub": "whole", "q": "bats", "where": "title", "list": 3}
    with library_of(PAPERS, tmp_path / "home") as library:
        done = list(answers([LISTED, row], Asked(library, near=False), "^11 ", near=False))
    assert [one["form"] for one in done] == ["a view", "a library"]
    assert [one["shown"] for one in done] == [["1602.00002"]] * 2
    assert "| prec 1.000 | rec 1.000 |" in table(done, by_sub=False)


def test_topical_queries_count_the_first_ten(tmp_path: Path) -> None:
    row: Row = {"cls": "12 topical", "sub": "", "q": "bats", "where": "title"}
    row |= {"relevant": ["1602.00002", "1602.00003"]}
    with library_of(PAPERS, tmp_path / "home") as library:
        done = list(answers([row], Asked(library, near=False), "", near=False))
    assert done[0]["p10"] == 0.1


def test_judges_see_every_title_and_nothing_of_the_answer() -> None:
    row: Row = {"cls": "11 precision", "sub": "whole", "q": "bats", "where": "title", "list": 3}
    pairs = finding_labels.labelled_rows([LISTED, row])
    assert {one["title"] for one in pairs} == {paper["title"] for paper in PAPERS[:3]}
    assert all(set(one) == {"query", "title", "authors", "match"} for one in pairs)
    assert all(one["match"] is None for one in pairs)


def test_precision_and_recall_are_what_judges_say() -> None:
    row: Row = {"cls": "11 precision", "sub": "whole", "q": "bats", "where": "title", "list": 3}
    done = [{**row, "form": "a view", "shown": ["1602.00001", "1602.00002"]}]
    first = [{"query": "bats", "title": paper["title"]} for paper in PAPERS[:3]]
    judges = [
        [{**one, "match": match} for one, match in zip(first, said, strict=True)]
        for said in ((False, True, True), (True, True, True))
    ]
    text = finding_labels.agreement([LISTED, row], done, judges)
    assert "3 pairs judged by all." in text
    assert "0.667 the same, kappa 0.000" in text
    assert "| a view | 1 | 0.500 | 0.500 |" in text
    assert "| a view | 2 | 1.000 | 0.667 |" in text
    assert "| a view | all | 1.000 | 0.500 |" in text


def test_no_query_is_timed_twice() -> None:
    rows = [known(f"owl {number}", "1602.00001") for number in range(40)]
    rows += [{**row, "cls": "6 citation"} for row in rows]
    turns = finding_speed.turns(rows, 5, 2, "")
    whole = [query for turn in turns for query in turn["6 citation"]]
    assert sorted(whole) == sorted(row["q"] for row in rows[:40])
    keys = [key for turn in turns for key in turn[finding_speed.TYPING]]
    assert keys[:5] == ["o", "ow", "owl", "owl ", "owl 0"]
    assert sum(len(key) > 4 and key in whole for key in keys) >= 10


def test_the_interval_leaves_out_what_chance_brings() -> None:
    pairs = [(1.0, float(number)) for number in range(1, 16)]
    assert finding_speed.ratio_of(pairs) == (8.0, 4.0, 12.0)
