"""Lists and dicts as Python prints them: read where they are plain data, refused where not."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.formats.common.json import LONGEST, read_literal

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


@given(VALUES)
def test_what_python_prints_is_read_as_it_was(value: object) -> None:
    assert read_literal(repr(value)) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "__import__('os').system('true')",
        "{'paper': print(1)}",
        "[1 for _ in (1, 2)]",
        "10**10**10",
        "'a' * 1000",
        "{[]: 1}",
        "{'a': 1",
        "'\\d'",
        "1if 2else 3",
        "b'bytes'",
        "f'{1}'",
        "9" * 5000,
        "[" * 1000 + "]" * 1000,
        "(" * 100_000,
        "-" * 100_000 + "1",
        "'a\0b'",
        "'" + "a" * LONGEST + "'",
    ],
)
def test_what_is_not_plain_data_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="literal"):
        read_literal(text)


@given(st.text("'\"{}[]():, \\ntfu0x19TrueFalsNo-.e\n", max_size=60) | st.text(max_size=60))
def test_no_text_raises_anything_else(text: str) -> None:
    with suppress(ValueError):
        read_literal(text)
