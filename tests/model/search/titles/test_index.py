"""What is found, what is not, and in which order: on titles that run everywhere."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from octavo_model.search.titles import FuzzyIndex, SearchCancelledError
from octavo_model.search.titles.words import split_words
from octavo_model.text.fold import fold

TITLES = (
    "Measuring the Warmth of Quiet Rooms",
    "Lantern Collapse in Deep Linear Ponds: From Calm to Stormy Nights",
    "A Perturbed View of Lantern Collapse",
    "Why Moths Ignore It: Rain's Influence on Lantern Collapse",
    "Laminar Colonies of Ants",
    "Memoirs, Maps, or be Naïve: Choosing Good Pairings for CTR Forecasts",
    "Half-Tuned CLIP Frames Are Thrifty Video Learners",
    "Learning to Clip Hedges from Photographs",
    "[Re] Don't Weigh a Kettle by Its Whistle: Repeating an Old Trial",
    "Rethinking Kettles",
    "Residual Reeds, Revisited",
    "Re-identification of Geese",
    "G-QuilCLR : Contrastive Quilting with Guided Thread",
    "ScatQuilCLR: quilting with scattered thread for small beds",
    "On the Provable Advantage of Unsupervised Prekneading",
    "Supervised Kneading Has an Advantage",
    "Diffusion Kettles Beat GANs at Boiling",
    "Different Kettles for Different Stoves",
    "Steam Engines as Generative Adversarial Networks",
    "ROM++: Robust Ovens via Masked Heat",
    "ROM Revisited",
    "3D Puddles from a Single Boot Print",
    "Sorting Socks in 3-D Space",
    "GPT-4 Writes a Cookbook",
    "A Data Set of Teaspoons",
    "The Teacup Dataset",
    "DECOUR:Decomposition of Detours",
    "PLeaT -- Merging Pleats",
    "Über die Verteilung von Brötchen",
    "Łódź by Night: A Street-Lamp Census",
    "О распределении тихих рек",
    "Περί της σιωπής των λιμνών",
    "关于灯笼坍缩的研究",
    "深夜里的灯笼与飞蛾",
    "きつねの巣の深層学習",
    "고요한 호수의 여우들",
    "La théorie de l'Hôpital des poupées",
)
INDEX = FuzzyIndex.build(TITLES)

# Few letters and words, so that titles and queries often have something in common.
some_text = st.one_of(
    st.lists(
        st.sampled_from(("lantern", "lamp", "re", "[re]", "data", "set", "dataset", "4", "灯笼"))
    ).map(" ".join),
    st.text("abc -+模型é", max_size=15),
    st.text(st.characters(exclude_categories=()), max_size=15),
)
some_titles = st.lists(some_text, max_size=8)


def found(query: str, index: FuzzyIndex = INDEX) -> list[str]:
    return [TITLES[doc] for doc in index.search(query).docs]


def answer(index: FuzzyIndex, query: str) -> tuple[list[int], list[float]]:
    ranking = index.search(query)
    return ranking.docs.tolist(), ranking.scores.tolist()


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("naive ctr", "Memoirs, Maps, or be Naïve"),
        ("NAÏVE CTR", "Memoirs, Maps, or be Naïve"),
        ("video clip learners", "Half-Tuned CLIP Frames"),
        ("learners clip vide", "Half-Tuned CLIP Frames"),
        ("[re]", "[Re] Don't Weigh"),
        ("difusion gan", "Diffusion Kettles"),
        ("dont weigh", "[Re] Don't Weigh"),
        ("don't weigh", "[Re] Don't Weigh"),
        ("rom++", "ROM++"),
        ("g-quilclr :", "G-QuilCLR"),
        ("3d boot", "3D Puddles"),
        ("socks 3d", "Sorting Socks"),
        ("gpt4", "GPT-4"),
        ("gpt-4", "GPT-4"),
        ("gpt 4", "GPT-4"),
        ("dataset teaspoons", "A Data Set of Teaspoons"),
        ("data set teacup", "The Teacup Dataset"),
        ("decomposition detour", "DECOUR:"),
        ("pleat --", "PLeaT"),
        ("uber brotchen", "Über die"),
        ("lodz", "Łódź"),
        ("ТИХИЕ рек", "О распределении тихих рек"),
        ("σιωπης", "Περί"),
        ("坍缩", "关于灯笼坍缩的研究"),
        ("飞蛾 灯笼", "深夜里的灯笼与飞蛾"),
        ("蛾", "深夜里的灯笼与飞蛾"),
        ("灯笼坍塌", "关于灯笼坍缩的研究"),
        ("深層", "きつねの巣の深層学習"),
        ("여우", "고요한 호수의 여우들"),
        ("hopital", "La théorie"),
        ("gan adversarial", "Steam Engines"),
    ],
)
def test_what_is_meant_comes_first(query: str, first: str) -> None:
    assert found(query)[0].startswith(first)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("lantern colapse", {title for title in TITLES if "Lantern Collapse" in title}),
        ("lantern collapse", {title for title in TITLES if "Lantern Collapse" in title}),
        ("quilclr", {title for title in TITLES if "QuilCLR" in title}),
        ("gans", {"Diffusion Kettles Beat GANs at Boiling"}),
        ("lantern collapse ponds", {TITLES[1]}),
        ("灯笼坍缩", {"关于灯笼坍缩的研究"}),
    ],
)
def test_what_is_meant_comes_alone(query: str, titles: set[str]) -> None:
    listed = found(query)
    assert len(listed) == len(titles)
    assert set(listed) == titles


def test_a_beginning_of_each_word_in_any_order_is_enough() -> None:
    query = "unsup preknead advantage"
    assert found(query)[0].startswith("On the Provable Advantage")
    assert found("advan unsu")[0].startswith("On the Provable Advantage")


@pytest.mark.parametrize("query", ["qqqxz", "lantern qqqxz", "xyzzy plugh", "灰烬", "ящ"])
def test_what_no_title_resembles_finds_nothing(query: str) -> None:
    assert found(query) == []


@pytest.mark.parametrize("query", ["", "   ", "?!", "--", "++", "«»"])
def test_a_query_without_words_finds_everything_in_order(query: str) -> None:
    order = np.array([3, 1, 2], np.int32)
    assert INDEX.search(query).docs.tolist() == list(range(len(TITLES)))
    assert INDEX.search(query, order).docs.tolist() == [3, 1, 2]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("lantern collapse", TITLES[2]),
        ("lantren collapse", TITLES[2]),
        ("difusion gans", TITLES[16]),
        ("unsupervized preknea", TITLES[14]),
        ("leraners video", TITLES[6]),
        ("dcompo deto", TITLES[26]),
    ],
)
def test_what_is_meant_is_in_sight_at_every_key_from_the_fifth_on(typed: str, title: str) -> None:
    for end in range(5, len(typed) + 1):
        assert title in found(typed[:end])[:10], typed[:end]


@pytest.mark.parametrize("typed", ["lantern collapse", "video learners", "kettles", "revisited"])
def test_a_list_never_grows_while_words_are_typed_right(typed: str) -> None:
    word_by_word = [len(found(typed[:end])) for end in range(1, len(typed) + 1)]
    # Few letters are found in few words; who types on is helped with resembling ones.
    settled = word_by_word[3:]
    assert settled == sorted(settled, reverse=True)
    assert settled[-1] > 0


def test_every_word_must_match() -> None:
    assert found("provable advantage zebras") == []
    assert found("lantern collapse stormy") == [TITLES[1]]


def test_whole_words_come_before_beginnings_and_these_before_insides() -> None:
    titles = ["Amoth", "Mothballs", "Moth", "Mouth of a River"]
    index = FuzzyIndex.build(titles)
    assert [titles[doc] for doc in index.search("moth").docs] == ["Moth", "Mothballs", "Amoth"]


def test_words_next_to_each_other_come_before_words_apart() -> None:
    titles = ["Paper for the Lantern Maker", "The Paper Lantern", "Lantern of Paper"]
    index = FuzzyIndex.build(titles)
    assert index.search("paper lantern").docs.tolist()[0] == 1


def test_a_title_that_is_the_query_comes_first_among_thousands_with_its_words() -> None:
    titles = [f"Moth number {number} [Re]" for number in range(5000)]
    titles[4000] = "Moth"
    titles[4500] = "Re: Moth [c]"
    index = FuzzyIndex.build(titles)
    assert index.search("moth").docs[0] == 4000
    assert index.search("[c]").docs[0] == 4500
    assert len(index.search("moth").docs) == 5000
    # Equals stay in order, also behind those that were looked at twice.
    docs = index.search("numb").docs
    assert docs.tolist() == sorted(docs.tolist())


def test_only_the_view_is_filtered_and_its_order_breaks_ties() -> None:
    order = np.array([3, 16, 2, 9, 1])
    assert INDEX.search("kettles", order).docs.tolist() == [9, 16]
    titles = ["Moth", "Lamp", "Moth", "Moth"]
    index = FuzzyIndex.build(titles)
    assert index.search("moth", np.array([3, 1, 0])).docs.tolist() == [3, 0]
    assert len(index.search("moth", np.array([], np.int32)).docs) == 0


def test_what_resembles_is_looked_for_when_the_view_has_little_to_offer() -> None:
    titles = [f"Collapse {number}" for number in range(100)] + ["Colapse of a Tent", "Tent"]
    index = FuzzyIndex.build(titles)
    assert index.search("colapse").docs[0] == 100
    assert index.search("colapse", np.array([5, 101])).docs.tolist() == [5]


def test_an_index_of_nothing_finds_nothing() -> None:
    for query in ("", "moth", "[re]", "灯"):
        assert len(FuzzyIndex.build([]).search(query).docs) == 0


def test_a_search_that_is_no_longer_wanted_is_given_up() -> None:
    with pytest.raises(SearchCancelledError):
        INDEX.search("lantern", cancelled=lambda _: True)
    answers = iter([False, False, True])
    with pytest.raises(SearchCancelledError):
        INDEX.search("lantern collapse", cancelled=lambda _: next(answers))


def test_a_search_announces_how_long_each_step_takes() -> None:
    index = FuzzyIndex.build(TITLES)

    def shown(query: str) -> list[float]:
        steps: list[float] = []

        def is_too_long(seconds: float) -> bool:
            steps.append(seconds)
            return False

        index.search(query, cancelled=is_too_long)
        return steps

    first, again = shown("lantern"), shown("lantern")
    assert all(seconds > 0 for seconds in first)
    # What is kept from the first time takes no time.
    assert len(again) == len(first)
    assert sum(again) < sum(first)


def test_a_first_letter_that_was_looked_up_before_finds_the_same() -> None:
    index = FuzzyIndex.build(TITLES)
    index.warm()
    for letter in "abclz":
        assert answer(index, letter) == answer(INDEX, letter)


@pytest.mark.slow
def test_searches_from_several_threads_do_not_disturb_each_other() -> None:
    queries = [title[:end] for title in TITLES for end in range(1, 12)]
    index = FuzzyIndex.build(TITLES)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda query: answer(index, query), queries))
    assert answers == [answer(INDEX, query) for query in queries]


@given(some_titles, some_text, st.data())
def test_any_query_on_any_titles_gives_a_sound_ranking(
    titles: list[str], query: str, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(titles))))
    order = order[: data.draw(st.integers(0, len(titles)))]
    ranking = FuzzyIndex.build(titles).search(query, np.array(order, np.int32))
    docs, scores = ranking.docs.tolist(), ranking.scores.tolist()
    assert ranking.docs.dtype == np.intp
    assert len(docs) == len(scores)
    assert set(docs) <= set(order)
    assert len(set(docs)) == len(docs)
    assert all(0 < score <= 100.001 for score in scores)
    ranks = [(-score, order.index(doc)) for doc, score in zip(docs, scores, strict=True)]
    assert ranks == sorted(ranks)


@given(some_titles, st.data())
def test_a_title_typed_in_full_is_found_first(titles: list[str], data: st.DataObject) -> None:
    assume(titles)
    title = data.draw(st.sampled_from(titles))
    assume(split_words(fold(title)))
    folded = [" ".join(fold(one).split()) for one in titles]
    docs = FuzzyIndex.build(titles).search(title).docs
    assert folded[docs[0]] == " ".join(fold(title).split())


@given(some_titles, st.lists(some_text.map(lambda text: text[:10]), max_size=3))
def test_the_answer_does_not_depend_on_how_the_query_came_to_be(
    titles: list[str], queries: list[str]
) -> None:
    used = FuzzyIndex.build(titles)
    pasted = {
        query[:end]: answer(FuzzyIndex.build(titles), query[:end])
        for query in queries
        for end in range(len(query) + 1)
    }
    for query in queries:
        typed = [query[:end] for end in range(len(query) + 1)]
        for step in (*typed, *reversed(typed), query):
            assert answer(used, step) == pasted[step]


@given(some_titles, some_titles, some_titles, some_text)
def test_an_extended_index_answers_as_one_built_of_all(
    first: list[str], second: list[str], third: list[str], query: str
) -> None:
    extended = FuzzyIndex.build(first).extended(second).extended(third)
    assert len(extended) == len(first) + len(second) + len(third)
    assert answer(extended, query) == answer(FuzzyIndex.build(first + second + third), query)


def test_a_large_index_keeps_new_titles_beside_it_and_answers_the_same() -> None:
    many = [f"{title} {number}" for number in range(100) for title in TITLES]
    base = FuzzyIndex.build(many)
    extended = base.extended(TITLES)
    for _ in range(3):
        extended = extended.extended(TITLES)
    built = FuzzyIndex.build(many + 4 * list(TITLES))
    assert len(base) == len(many)
    for query in ("lantern colapse", "[re]", "clipvid", "lantern", "灯笼", "qqqxz"):
        assert answer(extended, query) == answer(built, query)


def test_extending_by_nothing_changes_nothing() -> None:
    assert INDEX.extended([]) is INDEX
