"""The user's list of sources."""

from __future__ import annotations

import datetime as dt
import stat
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.errors import OctavoError
from octavo_model.sources.source_list import SourceList, parse
from octavo_model.sources.spec import SourceKind, SourceSpec, make
from octavo_model.storage.data_folder import Paths
from octavo_model.text.clean import clean_line

FIRST_LINE = "# Written by octavo; edit with octavo source add and octavo source remove."
HAND_MADE = """\
# My sources.

# The big one.
[[source]]
name = "hf"        # of all things
target = "daily-papers"
since = 2025-01-01

# Colleagues.
# They post on Fridays.
[[source]]
name = "blog"
target = "https://example.org/feed"
every = "1d"
# (or weekly?)

# All of learning.
[[source]]
name = "ml"
target = "cs.LG+stat.ML"
"""


@pytest.fixture
def sources(paths: Paths) -> SourceList:
    return SourceList(paths)


@pytest.fixture
def hand_made(paths: Paths) -> Path:
    paths.config.mkdir()
    paths.sources.write_text(HAND_MADE)
    return paths.sources


def test_where_there_is_no_file_there_are_no_sources(sources: SourceList) -> None:
    assert sources.load() == ((), ())
    assert sources.select([]) == []


def test_what_is_added_is_there_in_order(sources: SourceList, paths: Paths) -> None:
    first = make("hf", "daily-papers", since=dt.date(2025, 1, 1), every="12h")
    second = make("ml", "cs.LG")
    sources.add(first)
    sources.add(second)

    assert sources.load() == ((first, second), ())
    assert paths.sources.read_text().startswith(FIRST_LINE)
    assert stat.S_IMODE(paths.sources.stat().st_mode) == 0o600


def test_one_name_is_one_source(sources: SourceList) -> None:
    sources.add(make("ml", "cs.LG"))
    with pytest.raises(OctavoError, match="a source with that name exists"):
        sources.add(make("ml", "cs.CL"))


def test_a_file_written_by_hand_is_read(sources: SourceList, hand_made: Path) -> None:
    assert sources.load()[1] == ()
    assert sources.load()[0] == (
        make("hf", "daily-papers", since=dt.date(2025, 1, 1)),
        make("blog", "https://example.org/feed", every="1d"),
        make("ml", "cs.LG+stat.ML"),
    )


def test_a_file_written_by_hand_keeps_its_first_comments_and_its_settings(
    sources: SourceList, hand_made: Path
) -> None:
    hand_made.write_text(
        f'{HAND_MADE}color = "red"\n[source.more]\nx = 1\n\n[other]\nkey = [1, 2]\n'
    )
    before = tomllib.loads(hand_made.read_text())
    sources.add(make("cl", "cs.CL"))
    sources.remove("cl")

    text = hand_made.read_text()
    assert text.splitlines()[:3] == [FIRST_LINE, "# My sources.", ""]
    assert tomllib.loads(text) == before
    assert [one.name for one in sources.load()[0]] == ["hf", "blog", "ml"]


def test_a_file_that_octavo_wrote_can_be_extended_by_hand(
    sources: SourceList, paths: Paths
) -> None:
    sources.add(make("ml", "cs.LG"))
    with paths.sources.open("a") as file:
        file.write('\n[[source]]\nname = "cl"\ntarget = "cs.CL"\n')
    sources.add(make("hf", "daily-papers"))

    assert [one.name for one in sources.load()[0]] == ["ml", "cl", "hf"]
    assert (
        paths.sources.read_text()
        == f"""\
{FIRST_LINE}

[[source]]
name = "ml"
kind = "arxiv"
target = "cs.LG"
every = "6h"

[[source]]
name = "cl"
target = "cs.CL"

[[source]]
name = "hf"
kind = "daily-papers"
target = "daily-papers"
every = "6h"
"""
    )


def test_the_last_can_be_removed_and_others_added(sources: SourceList) -> None:
    sources.add(make("ml", "cs.LG"))
    sources.remove("ml")
    assert sources.load() == ((), ())
    sources.add(make("cl", "cs.CL"))
    assert [one.name for one in sources.load()[0]] == ["cl"]


def test_a_list_written_as_one_array_is_read(sources: SourceList, paths: Paths) -> None:
    paths.config.mkdir()
    paths.sources.write_text(
        'source = [{name = "ml", target = "cs.LG"}, {name = "cl", target = "cs.CL"}]\n'
    )
    sources.remove("ml")
    sources.add(make("hf", "daily-papers"))

    assert [one.name for one in sources.load()[0]] == ["cl", "hf"]


def test_a_broken_source_can_be_removed(sources: SourceList, paths: Paths) -> None:
    paths.config.mkdir()
    paths.sources.write_text('[[source]]\nname = "x"\n[[source]]\nname = "y"\ntarget = "cs.LG"\n')
    sources.remove("x")

    assert sources.load() == ((make("y", "cs.LG"),), ())


def test_a_link_into_a_folder_of_dotfiles_stays_one(
    sources: SourceList, paths: Paths, tmp_path: Path
) -> None:
    paths.config.mkdir()
    target = tmp_path / "dotfiles.toml"
    target.write_text(HAND_MADE)
    paths.sources.symlink_to(target)
    sources.remove("hf")

    assert paths.sources.is_symlink()
    assert 'name = "hf"' not in target.read_text()


@pytest.mark.parametrize("text", ["[[source]\n", f"[[source]]\nevery = {'9' * 5_000}\n"])
def test_a_file_that_is_not_toml_is_reported_and_left_alone(
    sources: SourceList, paths: Paths, text: str
) -> None:
    paths.config.mkdir()
    paths.sources.write_text(text)

    specs, (problem,) = sources.load()
    assert specs == ()
    assert "is not valid TOML" in problem
    with pytest.raises(OctavoError, match="is not valid TOML"):
        sources.add(make("ml", "cs.LG"))
    with pytest.raises(OctavoError, match="is not valid TOML"):
        sources.remove("ml")
    assert paths.sources.read_text() == text


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({"target": "cs.LG"}, "source 1: name: is missing; it is left out"),
        ({"name": "x"}, "x: target: is missing; it is left out"),
        (
            {"name": "x", "target": 3},
            "x: target: must be a text in quotation marks",
        ),
        ({"name": "x", "target": "cs.LH"}, "x: cs.LH: is not an arXiv category (did you mean"),
        ({"name": "x", "target": "cs.LG", "evry": "6h"}, "x: evry: unknown setting"),
        ({"name": "x", "target": "daily-papers", "since": "soon"}, "x: since: must be a date"),
        ({"name": "x", "target": "daily-papers", "since": 3}, "x: since: must be a date"),
        ({"name": "ok", "target": "cs.LG"}, "ok: two sources have this name; the first is used"),
    ],
)
def test_what_is_wrong_in_one_source_costs_that_source_alone(
    entry: dict[str, Any], problem: str
) -> None:
    good = {"name": "ok", "target": "cs.CL"}
    first = {"source": [entry, good]} if entry.get("name") != "ok" else {"source": [good, entry]}
    sources, problems = parse(first)

    assert len(problems) == 1
    assert problems[0].startswith(problem)
    assert make("ok", "cs.CL") in sources


def test_the_error_about_an_unknown_name_shows_the_nearest(
    sources: SourceList, hand_made: Path
) -> None:
    with pytest.raises(OctavoError, match="did you mean blog"):
        sources.select(["blgo"])
    with pytest.raises(OctavoError, match="did you mean blog"):
        sources.remove("blgo")
    assert [one.name for one in sources.select(["ml", "hf", "ml"])] == ["ml", "hf"]


VALUES = st.recursive(
    st.booleans() | st.integers() | st.text() | st.dates() | st.datetimes(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(
    st.dictionaries(
        st.sampled_from(["source", "other"]),
        VALUES
        | st.lists(st.dictionaries(st.sampled_from(["name", "target", "kind", "since"]), VALUES)),
    )
)
def test_any_table_gives_problems_and_no_error(table: dict[str, Any]) -> None:
    sources, problems = parse(table)
    assert all(one == clean_line(one) for one in problems)
    assert len({one.name for one in sources}) == len(sources)


SPECS = st.builds(
    SourceSpec,
    st.from_regex(r"[a-z0-9][a-z0-9-]{0,8}", fullmatch=True),
    st.just(SourceKind.ARXIV),
    st.sampled_from(["cs.LG", "math", "cs.CL+stat.ML"]),
    st.integers(5, 5_000).map(lambda minutes: dt.timedelta(minutes=minutes)),
)


@given(st.lists(SPECS, unique_by=lambda one: one.name), st.data())
def test_whatever_is_added_and_removed_the_rest_stays(
    tmp_path_factory: pytest.TempPathFactory, specs: list[SourceSpec], data: st.DataObject
) -> None:
    sources = SourceList(Paths.under(tmp_path_factory.mktemp("book")))
    for one in specs:
        sources.add(one)
    assert sources.load() == (tuple(specs), ())
    if specs:
        gone = data.draw(st.sampled_from(specs))
        sources.remove(gone.name)
        assert sources.load() == (tuple(one for one in specs if one != gone), ())


def test_any_target_survives_the_file(sources: SourceList, paths: Paths) -> None:
    spec = make("x", "sh -c 'echo \"[[source]]\"'", kind="command")
    sources.add(spec)
    assert tomllib.loads(paths.sources.read_text())["source"][0]["target"] == spec.target
    sources.remove("x")
    assert sources.load() == ((), ())
