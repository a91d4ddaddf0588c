"""Parts of names: groups, suffixes, family names."""

from __future__ import annotations

import pytest

from octavo_model.text.people import family_at, is_family, is_group, is_suffix


@pytest.mark.parametrize(
    "name",
    ["The Lichen Consortium", "Moss Lab", "University of Tides", "Acme, Inc.", "for the X Team"],
)
def test_groups_are_known_by_their_words(name: str) -> None:
    assert is_group(name)


@pytest.mark.parametrize("name", ["Dora Kelp", "The Anh", "Ada Collins", "Theo Laborde"])
def test_people_are_no_groups(name: str) -> None:
    assert not is_group(name)


def test_suffixes_are_as_people_write_them() -> None:
    assert all(map(is_suffix, ["Jr.", "jr", "Sr", "Jnr.", "II", "III", "IV", "3rd"]))
    assert not any(map(is_suffix, ["Vi", "V", "Ira", "Iv", "J.", ""]))


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Dora Kelp", "Kelp"),
        ("Jan van der Berg", "van der Berg"),
        ("Ana Maria de la Fuente", "de la Fuente"),
        ("Martin King Jr.", "King Jr."),
        ("Kelp", "Kelp"),
        ("van Kelp", "Kelp"),
    ],
)
def test_a_family_name_has_its_particles_and_suffix(name: str, family: str) -> None:
    words = name.split()
    assert " ".join(words[family_at(words) :]) == family


def test_initials_and_halves_of_groups_are_no_family_names() -> None:
    assert is_family("van der Berg")
    assert is_family(r"Kov{\\'a}{\\v{c}}")
    assert not any(map(is_family, ["K.", "KELP", "Z}ofka", "{Zofka"]))
