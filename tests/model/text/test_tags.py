from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.text.tags import LONGEST, tag_name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Agents", "agents"),
        ("  To  Do ", "to-do"),
        ("#idea", "idea"),
        ("eval/rag_2.0", "eval/rag_2.0"),
        ("naïve", "naïve"),
        ("naı\u0308ve", "naı\u0308ve"),
        ("E\u0301tude", "étude"),
        ("कृषि", "कृषि"),
        ("農業", "農業"),
        ("İstanbul", "i\u0307stanbul"),
        ("-draft.", "draft"),
        ("c++", ""),
        ("a:b", ""),
        ("a,b", ""),
        ("x" * LONGEST, "x" * LONGEST),
        ("x" * (LONGEST + 1), ""),
        ("\u202eowls\x1b", "owls"),
    ],
)
def test_a_name_is_the_same_however_it_is_typed(typed: str, name: str) -> None:
    assert tag_name(typed) == name


@given(st.text())
def test_a_name_is_its_own_name_and_has_no_space(typed: str) -> None:
    name = tag_name(typed)
    assert tag_name(name) == name
    assert len(name.split()) == bool(name)
    assert tag_name(f" {typed.upper()} ") in {name, tag_name(typed.upper())}
