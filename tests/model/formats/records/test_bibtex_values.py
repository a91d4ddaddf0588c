"""Values of BibTeX: strings, braces, names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.formats.records.bibtex_values import (
    LONGEST_VALUE,
    evaluate,
    people,
    without_braces,
)

STRINGS = {"jof": "Journal of Forgetting", "mar": "mar"}


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("{braced {inside}}", "braced {inside}"),
        ('"quoted {"} inside"', 'quoted {"} inside'),
        (r"{an escaped \} brace}", r"an escaped \} brace"),
        ("1999", "1999"),
        ("JOF", "Journal of Forgetting"),
        ("unknown", "unknown"),
        ('jof # ", " # {Series } # 3', "Journal of Forgetting, Series 3"),
        ("{never closed", "never closed"),
        ("", ""),
        ("}{a}", "a"),
        ("{no comma here} year = 2020", "no comma here"),
    ],
)
def test_a_value_is_its_parts(value: str, read: str) -> None:
    assert evaluate(value, STRINGS) == read


def test_strings_made_of_strings_do_not_grow_without_end() -> None:
    strings = {"s0": "ha" * 9}
    for number in range(60):
        strings[f"s{number + 1}"] = evaluate(f"s{number} # s{number}", strings)
    assert len(strings["s60"]) == LONGEST_VALUE


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("A {Census} of {{Two} Things}", "A Census of Two Things"),
        (r"${\mathrm{H}}^{+}$ and {$t$-$J$}", r"${\mathrm{H}}^{+}$ and $t$-$J$"),
        (r"{\'E}t{\'e} of R{\o}nnow", r"{\'E}t{\'e} of R{\o}nnow"),
        (r"\emph{this} and \LaTeX{} {That}", r"\emph{this} and \LaTeX{} That"),
        (r"\url{https://example.org/a}", "https://example.org/a"),
        ("Theorem~1 of {A", "Theorem 1 of A"),
        ("a} b", "a b"),
        (r"100\% \$5 {X}", "100% $5 X"),
    ],
)
def test_braces_that_protect_are_dropped_and_commands_stay(written: str, read: str) -> None:
    assert without_braces(written) == read


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("", ()),
        ("Ada Penhaligon", ("Ada Penhaligon",)),
        ("Penhaligon, Ada and Quays, Bo", ("Ada Penhaligon", "Bo Quays")),
        ("van der Quays, Jr, Bo", ("Bo van der Quays, Jr",)),
        ("{Simon and Schuster} and\n  Lone, A.", ("Simon and Schuster", "A. Lone")),
        (r"V{\~u} Ng{\d o}c, San", (r"San V{\~u} Ng{\d o}c",)),
        ("Lone, A. and others", ("A. Lone",)),
        ("Broken}, {A and Lone, B.", ("A Broken", "B. Lone")),
        ("D.~E. Knuth", ("D. E. Knuth",)),
        ("Ada Kelp, Bo Quill, Cy Tern", ("Ada Kelp", "Bo Quill", "Cy Tern")),
        ("Kelp, D., Quill, A., and Tern, C.", ("D. Kelp", "A. Quill", "C. Tern")),
        ("{Nguyen Van}, A. and {de la Cruz}, Ana", ("A. Nguyen Van", "Ana de la Cruz")),
        ("{Barnes and Sons, Inc.} and Kelp, D", ("Barnes and Sons, Inc.", "D Kelp")),
        ("family=Zee, given=Pim, prefix={van der}, suffix=Jr.", ("Pim van der Zee, Jr.",)),
        ("Kelp, D. and {others}", ("D. Kelp",)),
        ("Suma V and Rama B.", ("Suma V", "Rama B.")),
    ],
)
def test_names_are_first_names_first(written: str, names: tuple[str, ...]) -> None:
    assert people(written) == names


TEX = st.lists(
    st.sampled_from(["{", "}", '"', "\\", "$", "#", "~", " and ", ",", "a", "\\emph", "jof", " "])
    | st.text(max_size=3)
).map("".join)


@given(TEX)
def test_no_value_is_too_odd(text: str) -> None:
    evaluate(text, STRINGS)
    without_braces(text)
    assert all(people(text))


@given(st.text("ab {}$\\").filter(lambda text: not set("{}\\") & set(text)))
def test_text_without_marks_stays_as_it_is(text: str) -> None:
    assert without_braces(text) == text
    assert evaluate(f"{{{text}}}", {}) == text


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("University of Fjords and Norway", ("University of Fjords", "Norway")),
        (
            "{University of Fjords and Norway} and D. Kelp",
            ("University of Fjords and Norway", "D. Kelp"),
        ),
        ("Collaboration, ATLAS and Kelp, Dora", ("ATLAS Collaboration", "Dora Kelp")),
        ("Hang LI", ("Hang LI",)),
    ],
)
def test_and_parts_people_except_in_braces(text: str, names: tuple[str, ...]) -> None:
    assert people(text) == names
