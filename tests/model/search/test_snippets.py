from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from octavo_model.search.snippets import Snippet, snippet

OWLS = (
    "Owls hunt in the dark. Their ears are two slow microphones, and three milliseconds suffice to"
    " find a mouse under snow. We measure how wind changes hearing in the wild."
)
TEXTS = st.lists(
    st.sampled_from(["owl", "owls", "Ear.", "the", "deep-sea", "Naïve", "模型是好", "c++", "x,y"])
    | st.text(max_size=8)
).map(" ".join)


def marked(found: Snippet) -> list[str]:
    return [found.text[start:end] for start, end in found.ranges]


@pytest.mark.parametrize(
    ("words", "width", "text", "ranges"),
    [
        (["wind"], 200, OWLS, ["wind"]),
        (["mice", "wind"], 60, "We measure how wind changes hearing in the wild.", ["wind"]),
        (["ear", "microphone"], 50, "Their ears are two slow microphones, and three…", 2),
        (["nothing"], 24, "Owls hunt in the dark.", []),
        (["nothing"], 12, "Owls hunt…", []),
        (["snow"], 30, "…find a mouse under snow.", ["snow"]),
        (["windd"], 50, "We measure how wind changes hearing in the wild.", ["wind"]),
        (["in the wild"], 50, "We measure how wind changes hearing in the wild.", ["in the wild"]),
        (["hunt the wild owls"], 24, "Owls hunt in the dark.", ["Owls", "hunt"]),
        # Words that mean little are not worth a place if there are others.
        (["the", "ears", "of"], 24, "Their ears are two slow…", ["ears"]),
        (["the"], 24, "Owls hunt in the dark.", ["the"]),
        (["millisec"], 30, "…milliseconds suffice to find…", ["millisec"]),
    ],
)
def test_it_shows_why_the_abstract_matches(
    words: list[str], width: int, text: str, ranges: list[str] | int
) -> None:
    found = snippet(OWLS, words, width)

    assert found.text == text
    assert marked(found) == (["ears", "microphones"] if ranges == 2 else ranges)


def test_words_next_to_each_other_are_preferred() -> None:
    text = "A graph of one layer with a neural touch is old. " * 2 + "A neural graph is new here."

    assert snippet(text, ["neural", "graph"], 30).text == "A neural graph is new here."


def test_other_scripts_and_accents_match_as_the_search_does() -> None:
    assert marked(snippet("Naïve Erdős graphs of C++", ["erdos", "naive", "c++"], 80)) == [
        "Naïve",
        "Erdős",
        "C++",
    ]
    assert marked(snippet("我们研究图神经网络模型", ["神经网络"], 80)) == ["神经网络"]
    assert snippet("我们研究图。神经网络模型是好的。", ["神经"], 7) == Snippet(
        "神经网络模型…", ((0, 2),)
    )


@example("owls", ["owls"], 4)
@example("Ear. owl", ["owl"], 1)
@given(
    TEXTS,
    st.lists(st.sampled_from(["owl", "deep sea", "模型", "the", "naive"]) | st.text()),
    st.integers(-1, 60),
)
def test_it_is_a_part_of_the_text_that_fits(text: str, words: list[str], width: int) -> None:
    found = snippet(text, words, width)

    assert len(found.text) <= max(width, 0)
    squeezed = " ".join(text.split())
    assert any(
        found.text[before : len(found.text) - after] in squeezed
        for before in (0, 1)
        for after in (0, 1)
        if (not before or found.text[:1] == "…") and (not after or found.text[-1:] == "…")
    )
    ends = [0, *(end for both in found.ranges for end in both), len(found.text)]
    assert ends == sorted(ends)
    assert all(start < end for start, end in found.ranges)


@given(TEXTS, st.integers(6, 60))
def test_a_word_of_the_text_is_always_shown(before: str, width: int) -> None:
    found = snippet(f"{before} kelp {before}", ["kelp"], width)

    assert "kelp" in marked(found)
