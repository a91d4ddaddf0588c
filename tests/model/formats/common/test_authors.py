"""Names of authors on one line: what parts them, and what is no name."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.formats.common.author_styles import NameOrder
from octavo_model.formats.common.authors import (
    people_in_byline,
    plainly_listed,
    read_listed,
    read_people,
    split_people,
)
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


@pytest.mark.parametrize(
    "odd",
    [
        *("(", ")", "and ", " ,", "et al ", " (x)", ";", "(a,"),
        pytest.param("team:", marks=pytest.mark.slow),
    ],
)
@pytest.mark.slow
def test_a_flood_of_marks_hides_no_name(odd: str) -> None:
    assert "Zed" in " ".join(split_people(f"{odd * 50_000}, Zed"))


# -- the styles ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Kelp, D., Quill, A.", ("D. Kelp", "A. Quill")),
        ("Kelp,D.,Quill,A.", ("D. Kelp", "A. Quill")),
        ("Kelp, D, Quill, A", ("D Kelp", "A Quill")),
        ("Kelp, D., Quill, A., The Moss Lab", ("D. Kelp", "A. Quill", "The Moss Lab")),
        ("Kelp, Dora, Quill, Ann, & Brandt, Ilse", ("Dora Kelp", "Ann Quill", "Ilse Brandt")),
        ("Kelp, Dora M., Quill, Ann R.", ("Dora M. Kelp", "Ann R. Quill")),
        ("Kelp, Dora, Ann Quill, and Ilse Brandt", ("Dora Kelp", "Ann Quill", "Ilse Brandt")),
        ("Kelp, Dora, and Ann Quill", ("Dora Kelp", "Ann Quill")),
        ("Kelp, Dora and Quill, Ann", ("Dora Kelp", "Ann Quill")),
        ("Kelp, Dora; Quill, Ann;", ("Dora Kelp", "Ann Quill")),
        ("Kelp, Dora | Quill, Ann", ("Dora Kelp", "Ann Quill")),
        ("Dora Kelp|Ann Quill", ("Dora Kelp", "Ann Quill")),
        ("Kelp, Dora", ("Dora Kelp",)),
        ("Núñez Abreu, José", ("José Núñez Abreu",)),
        ("van der Berg, J.", ("J. van der Berg",)),
        ("de la Fuente, Ana María, O'Neil, B.", ("Ana María de la Fuente", "B. O'Neil")),
        ("Kelp D, Quill AM, van der Zee P.", ("D Kelp", "AM Quill", "P van der Zee")),
        ("Kelp D.; Quill A.M.", ("D. Kelp", "A.M. Quill")),
        ("King ML Jr, Kelp D 3rd", ("ML King Jr", "D Kelp 3rd")),
        ("D Kelp, AM Quill", ("D Kelp", "AM Quill")),
        ("Jun LI, Wei XU, Dora KELP", ("Jun LI", "Wei XU", "Dora KELP")),
        ("Dora Kelp, Suhas, Ann Quill, Ro Wu", ("Dora Kelp", "Suhas", "Ann Quill", "Ro Wu")),
        ("Dora Kelp, OpenAI", ("Dora Kelp", "OpenAI")),
        ("Dora Kelp and Ann Quill.", ("Dora Kelp", "Ann Quill")),
        ("By Dora Kelp and Ann Quill", ("Dora Kelp", "Ann Quill")),
        ("Кельп Д. А., Совин И. И.", ("Д. А. Кельп", "И. И. Совин")),
    ],
)  # fmt: skip
def test_the_whole_list_says_what_a_comma_parts(text: str, names: tuple[str, ...]) -> None:
    assert split_people(text) == names


@pytest.mark.parametrize(
    "text",
    ["King, Jr., Martin", "King, Martin, Jr.", "Martin King, Jr.", "King, Jr., Martin, Kelp, Dora"],
)
def test_a_suffix_may_be_anywhere(text: str) -> None:
    assert split_people(text)[0] == "Martin King, Jr."


def test_a_suffix_without_comma_stays_so() -> None:
    assert split_people("Martin King Jr., Dora Kelp") == ("Martin King Jr.", "Dora Kelp")
    assert split_people("King, Martin Jr.; Kelp, Dora") == ("Martin King Jr.", "Dora Kelp")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("张三；李四", ("张三", "李四")),
        ("张三，李四、王五", ("张三", "李四", "王五")),
        ("김철수, 이영희", ("김철수", "이영희")),
        ("山田, 太郎; 鈴木, 花子", ("山田太郎", "鈴木花子")),
        ("Wang, Xiaoming", ("Xiaoming Wang",)),
    ],
)
def test_names_of_east_asia_are_in_their_own_order(text: str, names: tuple[str, ...]) -> None:
    assert split_people(text) == names


@pytest.mark.parametrize(
    "marked",
    [
        "Dora Kelp^1, Ann Quill^{1,2}",
        "Dora Kelp1, Ann Quill1,2*",
        "Dora Kelp 1, Ann Quill 2",
        "Dora Kelp,1 Ann Quill,2",
        "Dora Kelp¹, Ann Quill¹,²",
        "Dora Kelp$^{1}$, Ann Quill$^{\\dagger}$",
        "Dora Kelp<sup>1</sup>, Ann Quill<sup>1,2</sup>",
        "†Dora Kelp, *Ann Quill",
        "Dora Kelp [1], Ann Quill (Moss Lab, Bergen)",
        "Dora Kelp\\thanks{Moss Lab}, Ann Quill\\textsuperscript{2}",
        "Dora Kelp 0000-0002-1825-0097, Ann Quill https://orcid.org/0000-0002-1825-009X",
        "Dora Kelp <dora@example.org>, Ann Quill",
        "Dora Kelp, PhD, Ann Quill, MD, MPH",
        "1. Dora Kelp, 2. Ann Quill",
    ],
)
def test_marks_behind_names_are_no_part_of_them(marked: str) -> None:
    assert split_people(marked) == ("Dora Kelp", "Ann Quill")


@pytest.mark.parametrize(
    ("text", "total", "cut"),
    [
        ("Dora Kelp, Ann Quill, and 44 more", 46, True),
        ("Dora Kelp, Ann Quill +5 authors", 7, True),
        ("Dora Kelp, +3 authors, Ann Quill", 5, True),
        ("Dora Kelp, Ann Quill et al. (12 authors)", 12, True),
        ("Dora Kelp, Ann Quill [and 3 others]", 5, True),
        ("Dora Kelp, Ann Quill, and others", None, True),
        ("Dora Kelp, Ann Quill, et.al.", None, True),
        ("Kelp, Dora, Quill, Ann, et al.", None, True),
        ("Kelp, D., ... Quill, A.", None, False),
        ("Dora Kelp, Ann Quill", None, False),
    ],
)
def test_a_list_may_be_cut(text: str, total: int | None, cut: bool) -> None:
    people = read_people(text)
    assert [name.rpartition(" ")[2] for name in people.names] == ["Kelp", "Quill"]
    assert (people.total, people.cut) == (total, cut)


@pytest.mark.parametrize("name", ["Sara More", "Li Al", "Vi Hale", "The Anh Han", "Li Et"])
def test_some_names_look_like_remarks(name: str) -> None:
    given, family = name.rsplit(" ", 1)
    assert split_people(f"{family}, {given}; Kelp, Dora") == (name, "Dora Kelp")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{Simon and Schuster}, Dora Kelp", ("Simon and Schuster", "Dora Kelp")),
        ("Acme, Inc.; Kelp, Dora", ("Acme, Inc.", "Dora Kelp")),
        (
            "Centers for Disease Control and Prevention; Kelp, Dora",
            ("Centers for Disease Control and Prevention", "Dora Kelp"),
        ),
        (
            "Academies of Sciences, Engineering, and Medicine",
            ("Academies of Sciences, Engineering, and Medicine",),
        ),
        ("The Lichen Consortium and Dora Kelp", ("The Lichen Consortium", "Dora Kelp")),
    ],
)
def test_the_names_of_groups_stay_whole(text: str, names: tuple[str, ...]) -> None:
    assert split_people(text) == names


def test_each_field_of_a_list_names_one_person_or_against_the_rules_more() -> None:
    listed = ["García Marsh, Inés María", "Kelp, D., Quill, A.", "Brandt, I., et al"]
    assert read_listed(listed) == (
        ("Inés María García Marsh", "D. Kelp", "A. Quill", "I. Brandt"),
        None,
        True,
    )
    assert read_listed(["Kelp D", "Quill AM"], turns=True).names == ("D Kelp", "AM Quill")
    assert read_listed(["Suma V", "Rama B"]).names == ("Suma V", "Rama B")


def test_arxiv_prints_given_names_first() -> None:
    text = "Haritha GB, Sahana N.B, Kalyani"
    assert read_people(text, NameOrder.GIVEN_FIRST).names == ("Haritha GB", "Sahana N.B", "Kalyani")


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Dora Kelp, Ann Quill, and 44 more", ("Dora Kelp", "Ann Quill")),
        ("by Dora Kelp", ("Dora Kelp",)),
        ("Dora Kelp et al.", ("Dora Kelp",)),
        ("J. van der Quay & Ann Quill, Jr.", ("J. van der Quay", "Ann Quill, Jr.")),
        ("Deep Owls", None),
        ("We tie boats, and then we row.", None),
        ("Boats, Ropes and Knots", None),
        ("Published in 2024, Shore Letters", None),
    ],
)
def test_a_line_of_names_is_a_byline(line: str, names: tuple[str, ...] | None) -> None:
    people = people_in_byline(line)
    assert (people and people.names) == names


# -- names in every style are the same names ----------------------------------------------------

GIVEN = st.sampled_from(
    [
        "Ada",
        "Zoë",
        "Jean-Pierre",
        "Łukasz",
        "Mary Ann",
        "J.",
        "D. M.",
        "J.-P.",
        "Ren\\'e",
        "Ana M.",
        "Bo",
    ]
)
PLAIN = ["Kelp", "O'Neil", "Smith-Jones", "D'Ávila", "Ørn", "Erd\\H{o}s", "Wu", "Tern"]
WITH_PARTICLES = ["van der Berg", "de la Fuente", "von Sand", "bin Hassan", "al-Farsi"]
FAMILY = st.sampled_from(PLAIN + WITH_PARTICLES)
SUFFIX = st.sampled_from(["", "", "", "Jr.", "III"])
PEOPLE = st.lists(st.tuples(GIVEN, FAMILY, SUFFIX), min_size=1, max_size=6)


def joined(*parts: str) -> str:
    return ", ".join(filter(None, parts))


def whole(person: tuple[str, str, str]) -> str:
    given, family, suffix = person
    return joined(f"{given} {family}", suffix)


def with_last(names: list[str], last: str) -> str:
    return last.join(filter(None, [", ".join(names[:-1]), names[-1]]))


STYLES = {
    "given first": lambda people: ", ".join(map(whole, people)),
    "given first and": lambda people: with_last([*map(whole, people)], " and "),
    "given first, and": lambda people: with_last([*map(whole, people)], ", and "),
    "given first;": lambda people: "; ".join(map(whole, people)),
    "inverted;": lambda people: "; ".join(joined(f, g, s) for g, f, s in people),
    "inverted; suffix second": lambda people: "; ".join(joined(f, s, g) for g, f, s in people),
    "inverted and": lambda people: " and ".join(joined(f, g, s) for g, f, s in people),
    "inverted;…;": lambda people: "".join(f"{joined(f, g, s)}; " for g, f, s in people),
    "marked": lambda people: ", ".join(f"{whole(one)}^{{1,2}}" for one in people),
    "placed": lambda people: "; ".join(f"{whole(one)} (Lab (of X), Y)" for one in people),
    "cut": lambda people: f"{'; '.join(map(whole, people))} et al.",
}


@pytest.mark.parametrize("style", STYLES)
@given(PEOPLE)
def test_names_are_the_same_in_every_style(style: str, people: list[tuple[str, str, str]]) -> None:
    assert split_people(STYLES[style](people)) == tuple(map(whole, people))


@given(
    st.lists(
        st.tuples(st.sampled_from(["D.", "A. M.", "J.-P.", "Yu."]), FAMILY, SUFFIX), min_size=1
    )
)
def test_initials_say_that_a_comma_is_within_names(people: list[tuple[str, str, str]]) -> None:
    written = ", ".join(joined(family, given, suffix) for given, family, suffix in people)
    assert split_people(written) == tuple(map(whole, people))


@given(st.lists(st.tuples(st.sampled_from(["D", "AM", "JPC"]), FAMILY), min_size=1))
def test_initials_behind_names_are_turned(people: list[tuple[str, str]]) -> None:
    names = tuple(f"{given} {family}" for given, family in people)
    assert split_people(", ".join(f"{family} {given}" for given, family in people)) == names
    assert split_people("; ".join(f"{family} {given}" for given, family in people)) == names


@given(st.lists(st.sampled_from(["张三", "李小明", "김철수", "山田太郎"]), min_size=1))
def test_names_of_east_asia_are_the_same_in_every_style(names: list[str]) -> None:
    for between in ("；", "、", "，", ", ", "; "):
        assert split_people(between.join(names)) == tuple(names)


LISTED = st.lists(
    st.sampled_from(
        ["Ada Kelp", "D. Quill", "Zoë O’Hara", "By Kelp", "and Bo", "et al.", "Kelp, D.", " Bo", ""]
    )
    | st.text("aB .'-é\n\u0483and", max_size=12),
    max_size=4,
)


@given(LISTED)
def test_a_list_that_needs_no_reading_is_what_reading_it_gives(names: list[str]) -> None:
    plain = plainly_listed(names)
    assert plain is None or read_listed([clean_line(name) for name in names]).names == plain


def test_most_lists_need_no_reading() -> None:
    assert plainly_listed(["Ada Kelp", "Zoë O’Hara"]) == ("Ada Kelp", "Zoë O’Hara")
    assert plainly_listed(["Ada Kelp", "et al"]) is None
    assert plainly_listed(["Ada Kelp", 7]) is None
    assert plainly_listed([]) is None


@pytest.mark.parametrize(
    "text",
    [
        "Dora Kelp / Ann Quill",
        "Dora Kelp · Ann Quill",
        "Kelp, Dora • Quill, Ann y otros",
        "Dora Kelp, Ann Quill et coll.",
    ],
)
def test_slashes_and_dots_part_people_too(text: str) -> None:
    assert split_people(text) == ("Dora Kelp", "Ann Quill")


def test_a_group_of_two_things_is_one_where_each_text_is_one() -> None:
    assert read_listed(["Kelp, D.", "The Buoy and Bell Group"]).names == (
        "D. Kelp",
        "The Buoy and Bell Group",
    )


@given(
    st.lists(
        st.from_regex(
            r"[A-Z][a-z]{1,8}(-[A-Z][a-z]{1,4})?, "
            r"([A-Z][a-z]{1,8}|[A-Z]\.)( [A-Z][a-z]{1,8}| [A-Z]\.){0,2}",
            fullmatch=True,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_plain_lists_are_read_as_all_others(texts: list[str]) -> None:
    # Braces around a letter change nothing but the way that a list is read.
    assert read_listed(texts).names == read_listed([*texts, "{K}elp, Dora"]).names[:-1]


def test_a_suffix_behind_given_names_is_one() -> None:
    texts = ["Lo, Caleb K.", "Heath, Robert W. Jr", "Kelp, Dora Sr"]
    assert read_listed(texts).names == ("Caleb K. Lo", "Robert W. Heath Jr", "Dora Kelp Sr")
