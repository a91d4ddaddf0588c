from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.settings import session
from octavo_model.text.clean import clean_line


def test_the_latest_comes_last_and_each_once(tmp_path: Path) -> None:
    path = tmp_path / "state" / "queries.txt"
    for query in ("owls", "tidal is:unread", "owls", "  ", "owls"):
        session.add_query(path, query)

    assert session.load_queries(path) == ["tidal is:unread", "owls"]


def test_only_so_many_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "queries.txt"
    for number in range(session.MOST_QUERIES + 3):
        session.add_query(path, f"query {number}")

    assert len(session.load_queries(path)) == session.MOST_QUERIES
    assert session.load_queries(path)[0] == "query 3"


@given(st.lists(st.text(max_size=40), max_size=5))
def test_whatever_is_asked_can_be_kept_on_a_line(
    tmp_path_factory: pytest.TempPathFactory, queries: list[str]
) -> None:
    path = tmp_path_factory.mktemp("state") / "queries.txt"
    for query in queries:
        known = session.add_query(path, query)
        assert session.load_queries(path) == known
        assert all(clean_line(one) == one for one in known)


def test_what_is_no_text_is_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "queries.txt"
    path.write_bytes(b"\xff\xfe owls\n\x1b[2J\n")
    assert session.load_queries(path) == ["�� owls", "[2J"]
