from __future__ import annotations

import pytest

from octavo_model.text.names import family_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ada Strix", "Strix"),
        ("Strix", "Strix"),
        ("Jan van der Berg", "van der Berg"),
        ("Ludwig von Sand III", "von Sand"),
        ("Bo Tyto, Jr.", "Tyto"),
        ("The Lichen Consortium", "The Lichen Consortium"),
        ("Gemini Team", "Gemini Team"),
        ("Acme, Inc.", "Acme, Inc."),
        ("", ""),
    ],
)
def test_a_column_has_the_family_name_or_a_whole_group(name: str, shown: str) -> None:
    assert family_name(name) == shown
