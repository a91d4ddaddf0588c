from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model import View
from octavo_model.settings.session import Session, load, save


def test_a_place_is_found_again(tmp_path: Path) -> None:
    place = Session("digest", "daily", "title:a", 3, 0, "neural", 0.4, 0.6, drawer=True)

    save(tmp_path / "sessions" / "0.json", place)

    assert load(tmp_path / "sessions" / "0.json") == place
    assert place.view == View.of_digest("daily")


@pytest.mark.parametrize(
    "data", ["", "[]", "{", '"x"', "\x00", "[" * 100_000, r'{"key": "\ud800"}']
)
def test_a_damaged_file_means_a_new_place(tmp_path: Path, data: str) -> None:
    file = tmp_path / "0.json"
    file.write_text(data)

    assert load(file) == Session()


@pytest.mark.parametrize(
    ("kind", "digest", "view"),
    [
        ("", None, None),
        ("all", None, View.all()),
        ("starred", "ignored", View.starred()),
        ("digest", None, None),
        ("nonsense", None, None),
    ],
)
def test_the_view_is_told_where_there_is_one(
    kind: str, digest: str | None, view: View | None
) -> None:
    assert Session(kind=kind, digest=digest).view == view


def test_the_view_of_a_tag_is_kept() -> None:
    assert Session(kind="tag", tag="owls").view == View.of_tag("owls")
    assert Session(kind="tag").view is None


@given(
    st.dictionaries(
        st.sampled_from(["kind", "digest", "offset", "width", "drawer", "other"]),
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    )
)
def test_parts_that_make_no_sense_are_left_out(
    tmp_path_factory: pytest.TempPathFactory, data: dict[str, object]
) -> None:
    file = tmp_path_factory.mktemp("session") / "0.json"
    file.write_text(json.dumps(data))

    place = load(file)

    assert 0 <= place.width < 1
    assert isinstance(place.offset, int)
    assert place.view is None or isinstance(place.view, View)
