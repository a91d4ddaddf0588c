from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.storage import files

TEXT = st.text(st.characters(exclude_categories=[]), max_size=20)  # halves of surrogates too
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=9,
)


def is_text(value: object) -> bool:
    try:
        return isinstance(json.dumps(value, ensure_ascii=False).encode(), bytes)
    except UnicodeEncodeError:
        return False


@given(JSON, st.booleans())
def test_json_is_what_it_says_or_refused(value: object, escaped: bool) -> None:
    data = json.dumps(value, ensure_ascii=escaped).encode(errors="surrogatepass")
    # Two halves side by side are a whole, once they are written as escapes.
    wanted = json.loads(data)
    if is_text(wanted):
        assert files.loads(data) == wanted
    else:
        with pytest.raises(ValueError, match=r"no text|decode"):
            files.loads(data)


@given(st.binary(max_size=40))
def test_any_bytes_are_json_or_refused(data: bytes) -> None:
    try:
        value = files.loads(data)
    except ValueError:
        return
    assert is_text(value)


@pytest.mark.parametrize(
    "data",
    [b'"\xed\xb5\x9c"', rb'"\ud800"', b"[" * 100_000, b'{"a": ' * 100_000, '"a"'.encode("utf-16")],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"text|decode|deep"):
        files.loads(data)
