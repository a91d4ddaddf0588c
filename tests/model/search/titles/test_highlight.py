from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.search.query.nodes import Highlights
from octavo_model.search.titles import FuzzyIndex, highlight_ranges
from octavo_model.search.titles.highlight import author_ranges, title_match
from octavo_model.text.fold import fold


def marked(query: str, title: str) -> str:
    """``title`` with brackets around what is highlighted."""
    for start, end in reversed(highlight_ranges(Highlights(query), title)):
        title = f"{title[:start]}⟨{title[start:end]}⟩{title[end:]}"
    return title


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "On Lantern Collapse"),
        ("lant", "On ⟨Lant⟩ern Collapse"),
        ("collapse lantern", "On ⟨Lantern⟩ ⟨Collapse⟩"),
        ("colapse", "On Lantern ⟨Col⟩l⟨apse⟩"),
        ("clps", "On Lantern Collapse"),
        ("tern", "On Lan⟨tern⟩ Collapse"),
        ("olc", "⟨O⟩n ⟨L⟩antern ⟨C⟩ollapse"),
        ("lancol", "On Lantern Collapse"),
        ("lanterncol", "On ⟨Lantern⟩ ⟨Col⟩lapse"),
        ("qqqxz", "On Lantern Collapse"),
    ],
)
def test_the_letters_found_are_marked(query: str, expected: str) -> None:
    assert marked(query, "On Lantern Collapse") == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("re", "Residual ⟨Re⟩ and Reeds"),
        ("gpt4", "⟨GPT⟩-⟨4⟩ Cooks"),
        ("data set", "The Teacup ⟨Dataset⟩"),
        ("naive", "Or be ⟨Naïve⟩: Maps"),
        ("naive", "Or be ⟨Nai\u0308ve⟩: Maps"),
        ("strasse", "Die ⟨Straße⟩"),
        ("lod", "⟨Łód⟩ź by Night"),
        ("坍缩", "关于灯笼⟨坍缩⟩的研究"),
        ("灯笼坍塌", "关于⟨灯笼坍⟩缩的研究"),
        ("여우", "호수의 ⟨여우⟩들"),
        ("여우", "호수의 ⟨\u110b\u1167\u110b\u116e⟩들"),
        ("rom++", "⟨ROM++⟩: Ovens"),
        ("moths", "A ⟨Moth⟩"),
    ],
)
def test_highlights_are_positions_in_the_title_as_written(query: str, expected: str) -> None:
    title = expected.replace("⟨", "").replace("⟩", "")
    assert marked(query, title) == expected


some_text = st.text("abcdeé ß模型的-+ı\u0301Łx", max_size=24)


@given(some_text, some_text)
def test_marks_lie_inside_the_title_apart_from_each_other_on_letters_typed(
    query: str, title: str
) -> None:
    ranges = highlight_ranges(Highlights(query), title)
    assert all(0 <= start < end <= len(title) for start, end in ranges)
    assert all(end < start for (_, end), (start, _) in pairwise(ranges))
    typed = set(fold(query))
    for start, end in ranges:
        assert set(fold(title[start:end])) <= typed


@given(st.text(), st.text(st.characters(exclude_categories=())))
def test_any_text_can_be_highlighted(query: str, title: str) -> None:
    assert all(
        0 <= start < end <= len(title) for start, end in highlight_ranges(Highlights(query), title)
    )


@given(some_text.filter(lambda text: any(char.isalnum() for char in text)), st.lists(some_text))
def test_every_title_that_is_listed_shows_why(query: str, titles: list[str]) -> None:
    for doc in FuzzyIndex.build(titles).search(query).docs:
        assert highlight_ranges(Highlights(query), titles[doc]), titles[doc]


@pytest.mark.parametrize(
    ("query", "missing"),
    [
        ("lantern collapse", ()),
        ("colapse", ()),
        ("Quíll collapse", ("quill",)),
        ("neural quill lantern", ("neural", "quill")),
    ],
)
def test_words_that_a_title_lacks_are_named(query: str, missing: tuple[str, ...]) -> None:
    assert title_match(Highlights(query), "On Lantern Collapse").missing == missing


@pytest.mark.parametrize(
    ("query", "name", "expected"),
    [
        ("quill", "Nora Quill", "Nora ⟨Quill⟩"),
        ("QUI", "Nora Quill", "Nora ⟨Qui⟩ll"),
        ("ill", "Nora Quill", "Nora Quill"),
        ("quil nor", "Nóra Quill", "⟨Nór⟩a ⟨Quil⟩l"),
        ("orsted", "Hans Ørsted", "Hans ⟨Ørsted⟩"),
        ("hall", "Nora Quill-Hall", "Nora Quill-⟨Hall⟩"),
        ("anna", "Anna Hanna", "⟨Anna⟩ Hanna"),
        ("", "Nora Quill", "Nora Quill"),
    ],
)
def test_words_of_a_query_begin_words_of_a_name(query: str, name: str, expected: str) -> None:
    for start, end in reversed(author_ranges(Highlights(query), name)):
        name = f"{name[:start]}⟨{name[start:end]}⟩{name[end:]}"
    assert name == expected


def test_an_author_that_a_field_asks_for_has_all_its_words() -> None:
    wanted = Highlights(authors=("nora quill",))

    assert author_ranges(wanted, "Nora Quill-Hall") == ((0, 4), (5, 10))
    assert author_ranges(wanted, "Nora Strix") == ()
