"""Names of authors on one line: what parts them, and what is no name."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.formats.common.authors import read_people, split_people
from octavo_model.text.clean import clean_line


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ()),
        ("  ,, and ", ()),
        ("Ada Lovelace", ("Ada Lovelace",)),
        ("A. Lovelace, B. Byron", ("A. Lovelace", "B. Byron")),
        ("A. Lovelace and B. Byron", ("A. Lovelace", "B. Byron")),
        ("A. Lovelace and B. Byron and C. Dee", ("A. Lovelace", "B. Byron", "C. Dee")),
        ("A. Lovelace, B. Byron, and C. Dee", ("A. Lovelace", "B. Byron", "C. Dee")),
        ("A. Lovelace & B. Byron", ("A. Lovelace", "B. Byron")),
        ("A. Lovelace,\n  B. Byron\u00a0AND\tC. Dee", ("A. Lovelace", "B. Byron", "C. Dee")),
        ("Andrea Sand, Fernand Andes", ("Andrea Sand", "Fernand Andes")),
    ],
)
def test_commas_and_the_word_and_part_names(text: str, names: tuple[str, ...]) -> None:
    assert split_people(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A. Lovelace (London, UK)", ("A. Lovelace",)),
        ("A. Lovelace (1 and 2), B. Byron (2) ((1) X, (2) Y)", ("A. Lovelace", "B. Byron")),
        ("A. Lovelace(X(Y(Z, W), V) and U) and B. Byron", ("A. Lovelace", "B. Byron")),
        ("A. Lovelace (London, B. Byron (Paris)", ("A. Lovelace", "B. Byron")),
        ("A. Lovelace London), B. Byron", ("A. Lovelace London", "B. Byron")),
        ("A. Lovelace (for the X Collaboration)", ("A. Lovelace",)),
    ],
)
def test_affiliations_in_parentheses_are_no_names(text: str, names: tuple[str, ...]) -> None:
    assert split_people(text) == names


@pytest.mark.parametrize(
    "end",
    [" et al.", ", et al.", " et al", ", et al. (97 additional authors not shown)", ", and others"],
)
def test_a_count_of_more_authors_is_not_a_name(end: str) -> None:
    assert split_people(f"A. Lovelace, B. Byron{end}") == ("A. Lovelace", "B. Byron")


def test_a_shortened_list_says_how_many_it_leaves_out() -> None:
    text = "A. Lovelace, et al. (97\n  additional authors not shown)"
    assert read_people(text) == (("A. Lovelace",), 98, True)
    assert read_people("A. Lovelace (97 Elm Street)") == (("A. Lovelace",), None, False)


def test_collaborations_are_names_and_so_are_their_members() -> None:
    text = "The Saltmarsh Collaboration: A. Lovelace, B. Byron, Moraine Collaboration"
    assert split_people(text) == (
        "The Saltmarsh Collaboration",
        "A. Lovelace",
        "B. Byron",
        "Moraine Collaboration",
    )


def test_accents_of_tex_stay() -> None:
    text = "Paul Erd\\H{o}s, Ren\\'e Gar\\c{c}on and {\\L}ukasz \\.{Z}ak"
    assert split_people(text) == (
        "Paul Erd\\H{o}s",
        "Ren\\'e Gar\\c{c}on",
        "{\\L}ukasz \\.{Z}ak",
    )


def test_what_follows_a_family_name_belongs_to_it() -> None:
    assert split_people("A. Lovelace, Jr., B. Byron, III") == ("A. Lovelace, Jr.", "B. Byron, III")


def test_where_semicolons_part_names_a_comma_turns_them_around() -> None:
    assert split_people("Lovelace, Ada; Byron, B.; and Somerville") == (
        "Ada Lovelace",
        "B. Byron",
        "Somerville",
    )


@given(st.text() | st.text(",;()& andet.l:", max_size=80))
def test_no_text_is_too_odd(text: str) -> None:
    for name in split_people(text):
        assert name == clean_line(name) != ""


NAMES = st.tuples(
    st.sampled_from(["Ada", "J.-P.", "Ren\\'e", "Łukasz", "Xiǎo"]),
    st.text(string.ascii_lowercase, min_size=3, max_size=9).map(lambda word: f"Z{word}"),
).map(" ".join)


@given(
    st.lists(st.tuples(NAMES, st.sampled_from(["", " (X, Y)", " (A (B) and C)"])), min_size=1),
    st.sampled_from([" and ", ", and ", ", "]),
)
def test_what_a_line_is_made_of_is_what_is_read(people: list[tuple[str, str]], last: str) -> None:
    *first, final = [name + place for name, place in people]
    text = last.join([", ".join(first), final]) if first else final
    assert split_people(text) == tuple(name for name, _ in people)


@pytest.mark.parametrize("odd", ["(", ")", "and ", " ,", "et al ", " (x)", ";", "(a,", "team:"])
def test_a_flood_of_marks_hides_no_name(odd: str) -> None:
    assert "Zed" in " ".join(split_people(f"{odd * 50_000}, Zed"))
