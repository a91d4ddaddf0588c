"""The queries that finding is measured with mean what they say they mean."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any

import pytest
from finding_makers import FEW, FREQUENT
from finding_queries import CLASSES, HARDER, LIST, queries, read_rows, write_rows
from finding_words import Acronyms, Corpus, Row, words_of
from papers import Record, listed
from rapidfuzz.distance import OSA

EACH, HARD = 16, 12
ADJECTIVES = listed("causal latent modular online robust")
NOUNS = listed("""
bandits boosting clustering decoding detection diffusion embedding estimation exploration gradients
hashing inference kernels lattices manifolds matching planning policies pruning ranking regression
retrieval rewards sampling scheduling segmentation tracking translation""")
FORMS = listed("""
bandit decoded decodes detected detecting detects estimated estimations explored explores gradient
kernel lattice manifold planned policy ranks regressions rewarded sampled sampler samplings
scheduled schedules tracked tracks translated translations""")
RARE = listed("baladic corystic dimeron faleron goristic hulomal jamunar koradic linistic")
SELDOM = ["".join(parts) for parts in product(listed("fu go hi ka lo mu na po qui ro"), repeat=3)]
FAMILIES = listed("Kelp Quill Sowa Okafor Lindqvist Moreau Tanaka Petrov Alvarez Novak")
VENUES = listed("ICML NIPS CVPR STOC SODA KDD")
SHARED = "A title that two papers share, of seldom owls"


def invented(count: int = 700) -> Iterator[Record]:
    """As many papers, always the same; two share a title, and every third has a known abstract."""
    dice, sentences = random.Random(5), [""]
    for number in range(count):
        first, second, third = dice.sample(NOUNS, 3)
        adjective, rare = dice.choice(ADJECTIVES), f"{dice.choice(RARE)}{dice.choice(SELDOM)}"
        title = (
            f"{rare.title()} {first} for {adjective} {second}",
            f"{adjective.title()} {first}: {third} with {rare}-{second}",
            rf"On $\ell_{number % 7}$-{first} and {adjective} {third} of {rare} {second}",
            f"Stochastic Gradient Descent for {rare} {first} of {second}",
            f"{rare.title()} {first} by SGD and {adjective} {second}",
            rf"{adjective.title()} G\"odel {first} of {rare} {third}",
        )[number % 6]
        if number % 3:
            sentences = [_sentence(dice) for _ in range(5)]
        if number % 5 == 1:
            sentences.append("We train by stochastic gradient descent (SGD) at all times.")
        names = [f"{dice.choice('ABC')}. {dice.choice(FAMILIES)}" for _ in range(number % 3 + 1)]
        venue = f"Accepted at {dice.choice(VENUES)} {2010 + number % 2}"
        yield Record(
            title if number < count - 2 else SHARED,
            " ".join(sentences),
            f"20{10 + number % 6}-03-01",
            dice.choice((("cs.LG",), ("cs.CL",), ("cs.CL", "cs.LG"))),
            tuple(dict.fromkeys(names)),
            f"1602.{number:05}",
            venue if number % 3 == 0 else "12 pages",
        )


def _sentence(dice: random.Random) -> str:
    start = [dice.choice(ADJECTIVES).title(), dice.choice(NOUNS)]
    rest = [*dice.choices(NOUNS, k=2), "of", "the", *dice.choices(FORMS, k=4)]
    rest += dice.choices(SELDOM, k=4)
    dice.shuffle(rest)
    return f"{' '.join([*start, *rest])}."


@cache
def corpus() -> Corpus:
    return Corpus(invented())


@cache
def made() -> list[Row]:
    return list(queries(corpus(), EACH, HARD))


def of(name: str) -> list[tuple[Row, Record]]:
    """The queries of a class with the papers they were made from; there are some."""
    papers = {paper.title: paper for paper in corpus().papers}
    rows = [row for row in made() if row["cls"] == name and row["title"] != SHARED]
    assert rows, name
    return [(row, papers[row["title"]]) for row in rows]


def holding(words: list[str]) -> int:
    """How many titles have all of ``words``, by looking at each."""
    return sum(set(words) <= set(title) for title in corpus().titles)


def test_one_seed_gives_the_same_queries() -> None:
    again = list(queries(Corpus(invented()), EACH, HARD))
    assert again == made()
    assert list(queries(corpus(), EACH, HARD, seed=12)) != again


@pytest.mark.parametrize("one", [*CLASSES, *HARDER], ids=lambda one: one.name)
def test_classes_have_all_variants_and_no_paper_twice(one: Any) -> None:
    rows = [row for row in made() if row["cls"] == one.name]
    assert {row["sub"] for row in rows} == set(one.subs)
    assert len({row["title"] for row in rows}) == len(rows)
    assert {row["where"] for row in rows} == {one.where}


def test_what_is_right_are_all_papers_of_the_title() -> None:
    by_title = defaultdict(set)
    for paper in corpus().papers:
        by_title[tuple(words_of(paper.title))].add(paper.id)
    assert max(map(len, by_title.values())) == 2
    for row in made():
        if "right" in row:
            assert set(row["right"]) == by_title[tuple(words_of(row["title"]))]


def test_typed_words_are_of_few_titles() -> None:
    for row, paper in of("1 typed"):
        words, title = row["q"].split(), words_of(paper.title)
        right = [word for word in words if word in title]
        assert 2 <= len(words) <= 4
        assert len(words) - len(right) == (row["sub"] == "typo")
        if row["sub"] == "right":
            assert 1 <= holding(words) <= FEW
        for word in set(words) - set(right):
            assert min(OSA.distance(word, other) for other in title) == 1


def test_last_word_is_a_beginning() -> None:
    for row, paper in of("2 prefix"):
        *whole, last = row["q"].split()
        title = words_of(paper.title)
        assert set(whole) <= set(title)
        assert 2 <= len(last) <= 5
        assert any(word.startswith(last) and word != last for word in title)


def test_pasted_titles_are_changed_as_said() -> None:
    for row, paper in of("3 pasted"):
        query, title = row["q"], paper.title
        match row["sub"]:
            case "exact" | "dollar":
                assert query == title
            case "cut":
                assert title.startswith(query.rstrip(".…"))
                assert len(query) < len(title)
            case "break":
                assert "\n" in query
                assert " ".join(query.split()) == title
            case _:
                assert query != title
                assert set(words_of(title)) <= set(words_of(query))


@pytest.mark.parametrize("name", ["4 wrong words", "13 slip + wrong word"])
def test_wrong_words_are_not_of_the_paper(name: str) -> None:
    for row, paper in of(name):
        right, wrong = map(int, row["sub"].split("+"))
        held = set(words_of(f"{paper.title} {paper.abstract}"))
        words = row["q"].split()
        slips = name.startswith("13")
        assert len(words) == right + wrong
        assert sum(word in words_of(paper.title) for word in words) in range(
            right - slips, right + 1
        )
        assert wrong <= len(set(words) - held) + slips
        if not slips:
            assert sum(len(set(words) & set(title)) >= right for title in corpus().titles) <= FEW


def test_questions_hold_words_of_the_title() -> None:
    for row, paper in of("5 question"):
        said = [word for word in words_of(row["q"]) if word in words_of(paper.title)]
        assert len(said) >= 3
        assert " " in row["q"].strip("?")


def test_citations_hold_the_title_and_an_author() -> None:
    for row, paper in of("6 citation"):
        assert paper.title in row["q"]
        assert any(name.split()[-1] in row["q"] for name in paper.authors)
        assert (paper.id in row["q"]) == (row["sub"] == "apa+id")


def test_an_author_is_beside_words_of_the_title() -> None:
    for row, paper in of("7 author + word"):
        words = row["q"].split()
        families = {name.split()[-1].lower() for name in paper.authors}
        assert len(families.intersection(words)) == 1
        texts = (f"{other.title} {' '.join(other.authors)}" for other in corpus().papers)
        assert sum(set(words) <= set(words_of(text)) for text in texts) <= FEW
        assert sum(word in words_of(paper.title) for word in words) == int(row["sub"][0])


def test_latex_is_typed_without_signs() -> None:
    for row, paper in of("8 LaTeX"):
        assert re.search(r"[$\\]", paper.title)
        assert not re.search(r"[$\\{}^_]", row["q"])
        assert "odel" in row["q"] or re.search(r"l+\d", row["q"]), row["q"]


def test_acronyms_stand_for_what_the_other_side_has() -> None:
    long = ["stochastic", "gradient", "descent"]
    for row, paper in of("9 acronym"):
        typed, title = words_of(row["q"]), words_of(paper.title)
        short_typed = row["sub"] == "ACR -> long"
        assert ("sgd" in typed, "sgd" in title) == (short_typed, not short_typed)
        assert (set(long) <= set(typed)) == (not short_typed)
        others = set(typed) - {*long, "sgd"}
        assert others <= set(title)
        having = [set(title) for title in corpus().titles if others <= set(title)]
        assert sum("sgd" in title or set(long) <= title for title in having) <= FEW


def meanings(*abstracts: str) -> Acronyms:
    return Acronyms(Corpus(Record("", text, "", (), ()) for text in (*abstracts, "")))


def test_acronyms_of_other_meanings_are_their_papers_own() -> None:
    usual, other = "By stochastic gradient descent (SGD).", "Small green dots (SGDs) are seen."
    acronyms = meanings(usual, usual, usual, other)
    assert acronyms.meaning(3, "SGD") == ("small", "green", "dots")
    assert acronyms.meaning(4, "SGD") == ("stochastic", "gradient", "descent")
    assert acronyms.meaning(4, "XYZ") == ()


def test_acronyms_of_few_papers_or_two_meanings_have_no_usual_one() -> None:
    usual, other = "By stochastic gradient descent (SGD).", "Small green dots (SGDs) are seen."
    assert meanings(usual, usual).meaning(2, "SGD") == ()
    assert meanings(usual, usual, usual, other, other, other).meaning(6, "SGD") == ()


def test_ids_are_in_the_text() -> None:
    for row, paper in of("10 id"):
        assert paper.id in row["q"]


def test_short_queries_are_of_a_title_in_their_list() -> None:
    lists = {row["list"]: row["papers"] for row in made() if row["cls"] == "list"}
    rows = [row for row in made() if row["cls"] == "11 precision"]
    assert len(rows) == EACH
    for row in rows:
        titles = [words_of(paper["title"]) for paper in lists[row["list"]]]
        assert len(titles) == LIST
        parts = row["q"].split()
        assert all(2 < len(part) <= 6 for part in parts)
        if row["sub"] == "begun":
            assert any(all(_starts(part, title) for part in parts) for title in titles)
        if row["sub"] == "whole":
            assert any(set(parts) <= set(title) for title in titles)


def _starts(part: str, title: list[str]) -> bool:
    return any(word.startswith(part) for word in title)


def test_words_of_abstracts_are_of_one_only() -> None:
    texts = [set(words_of(f"{paper.title} {paper.abstract}")) for paper in corpus().papers]
    for row, paper in of("12 abstract"):
        words = set(words_of(row["q"].removeprefix("a method for the "))) - {"with"}
        assert 4 <= len(words) <= 6
        assert not words & set(words_of(paper.title))
        assert words <= set(words_of(paper.abstract))
        assert sum(words <= text for text in texts) == 1


def test_relevant_papers_have_two_words_in_a_row() -> None:
    papers = {paper.id: paper for paper in corpus().papers}
    for row, paper in of("12 topical"):
        first, second, *_ = words_of(row["q"].removeprefix("how to use "))
        assert 12 <= len(row["relevant"]) <= 90
        for name in row["relevant"]:
            other = papers[name]
            assert f"{first} {second}" in " ".join(words_of(f"{other.title}\n{other.abstract}"))
            assert set(other.categories) & set(paper.categories)


def test_frequent_words_are_frequent() -> None:
    for row, _ in of("14 frequent words"):
        words = row["q"].split()
        assert len(words) == int(row["sub"][0])
        assert all(holding([word]) >= FREQUENT * len(corpus().papers) for word in words)
        assert 1 <= holding(words) <= FEW


def test_inflections_are_in_other_forms_that_are_used() -> None:
    for row, paper in of("15 inflections"):
        words, title = row["q"].split(), words_of(paper.title)
        changed = [word for word in words if word not in title]
        assert len(changed) == (2 if row["sub"] == "both" else 1)
        for word in changed:
            stem = word[:4]
            assert any(other.startswith(stem) for other in title)
            assert corpus().in_texts.count(word) >= 20


def test_venues_and_years_are_of_the_comments() -> None:
    for row, paper in of("16 venue + year"):
        year = re.search(r"(?:20)?(1\d)", row["q"])
        assert year
        assert f"20{year[1]}" in paper.comments
        assert any(name.lower() in row["q"].lower() and name in paper.comments for name in VENUES)
        words = [word for word in words_of(row["q"]) if word in words_of(paper.title)]
        assert len(words) == int(row["sub"][0])


def test_sentences_are_from_the_middle_of_an_abstract() -> None:
    texts = [" ".join(words_of(paper.abstract)) for paper in corpus().papers]
    for row, paper in of("18 sentence"):
        sentences = paper.abstract.split(". ")
        assert 6 <= len(row["q"].split()) <= 10
        assert any(row["q"].rstrip(".") in one for one in sentences[1:-1])
        assert sum(" ".join(words_of(row["q"])) in text for text in texts) == 1


def test_ideas_are_added(tmp_path: Any) -> None:
    file = tmp_path / "ideas.jsonl"
    write_rows(file, [{"q": "the one about owls – and dusk", "right": ["1602.00001"]}])
    rows = list(queries(corpus(), 0, 0, read_rows(file)))
    assert [row["q"] for row in rows] == ["the one about owls – and dusk"]
    assert rows[0]["cls"] == "17 ideas"
