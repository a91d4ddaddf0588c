"""The list of sources: a file of the user's."""

from __future__ import annotations

import datetime as dt
import stat
import tomllib
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.errors import OctavoError
from octavo_model.sources.source_list import SourceBook, parse
from octavo_model.sources.spec import Kind, SourceSpec, make
from octavo_model.storage.data_folder import Paths
from octavo_model.text.clean import clean_line

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
def book(paths: Paths) -> SourceBook:
    return SourceBook(paths)


@pytest.fixture
def hand_made(paths: Paths) -> Path:
    paths.config.mkdir()
    paths.sources.write_text(HAND_MADE)
    return paths.sources


def test_where_there_is_no_file_there_are_no_sources(book: SourceBook) -> None:
    assert book.load() == ((), ())
    assert book.choose([]) == []


def test_what_is_added_is_there_in_order(book: SourceBook, paths: Paths) -> None:
    first = make("hf", "daily-papers", since=dt.date(2025, 1, 1), every="12h")
    second = make("ml", "cs.LG")
    book.add(first)
    book.add(second)

    assert book.load() == ((first, second), ())
    assert paths.sources.read_text().startswith("# What `octavo fetch` asks")
    assert stat.S_IMODE(paths.sources.stat().st_mode) == 0o600


def test_one_name_is_one_source(book: SourceBook) -> None:
    book.add(make("ml", "cs.LG"))
    with pytest.raises(OctavoError, match="there is a source of this name"):
        book.add(make("ml", "cs.CL"))


def test_a_file_written_by_hand_is_read(book: SourceBook, hand_made: Path) -> None:
    sources, problems = book.load()

    assert problems == ()
    assert sources == (
        make("hf", "daily-papers", since=dt.date(2025, 1, 1)),
        make("blog", "https://example.org/feed", every="1d"),
        make("ml", "cs.LG+stat.ML"),
    )


def test_adding_leaves_all_as_it_was(book: SourceBook, hand_made: Path) -> None:
    book.add(make("cl", "cs.CL"))

    assert hand_made.read_text().startswith(HAND_MADE.rstrip())
    assert [one.name for one in book.load()[0]] == ["hf", "blog", "ml", "cl"]


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        ("hf", ("# The big one.", "since = ")),
        ("blog", ("# Colleagues.", "# They post on Fridays.", "# (or weekly?)", "1d")),
        ("ml", ("# All of learning.", "stat.ML")),
    ],
)
def test_removing_takes_the_comments_of_one_source_alone(
    book: SourceBook, hand_made: Path, name: str, gone: tuple[str, ...]
) -> None:
    book.remove(name)

    text = hand_made.read_text()
    removed = [line for line in HAND_MADE.splitlines() if line and line not in text.splitlines()]
    assert all(any(part in line for line in removed) for part in gone)
    assert len([line for line in HAND_MADE.splitlines() if line.startswith("#")]) - len(
        [line for line in text.splitlines() if line.startswith("#")]
    ) == len([part for part in gone if part.startswith("#")])
    assert "\n\n\n" not in text
    assert name not in [one.name for one in book.load()[0]]
    assert len(book.load()[0]) == 2


def test_the_last_can_be_removed_and_others_added(book: SourceBook) -> None:
    book.add(make("ml", "cs.LG"))
    book.remove("ml")
    assert book.load() == ((), ())
    book.add(make("cl", "cs.CL"))
    assert [one.name for one in book.load()[0]] == ["cl"]


def test_a_file_that_lines_cannot_tell_apart_is_written_anew(
    book: SourceBook, paths: Paths
) -> None:
    paths.config.mkdir()
    paths.sources.write_text(
        'source = [{name = "ml", target = "cs.LG"}, {name = "cl", target = "cs.CL"}]\n'
    )
    book.remove("ml")
    book.add(make("hf", "daily-papers"))

    assert [one.name for one in book.load()[0]] == ["cl", "hf"]


def test_a_header_inside_a_text_is_no_header(book: SourceBook, paths: Paths) -> None:
    paths.config.mkdir()
    paths.sources.write_text(
        'note = """\n[[source]]\n"""\n[[source]]\nname = "ml"\ntarget = "cs.LG"\n'
        '[[source]]\nname = "cl"\ntarget = "cs.CL"\n'
    )
    book.remove("ml")

    assert [one.name for one in book.load()[0]] == ["cl"]
    assert tomllib.loads(paths.sources.read_text())["note"] == "[[source]]\n"


def test_a_broken_source_can_be_removed(book: SourceBook, paths: Paths) -> None:
    paths.config.mkdir()
    paths.sources.write_text('[[source]]\nname = "x"\n[[source]]\nname = "y"\ntarget = "cs.LG"\n')
    book.remove("x")

    assert book.load() == ((make("y", "cs.LG"),), ())


def test_a_link_into_a_folder_of_dotfiles_stays_one(
    book: SourceBook, paths: Paths, tmp_path: Path
) -> None:
    paths.config.mkdir()
    target = tmp_path / "dotfiles.toml"
    target.write_text(HAND_MADE)
    paths.sources.symlink_to(target)
    book.remove("hf")

    assert paths.sources.is_symlink()
    assert 'name = "hf"' not in target.read_text()


@pytest.mark.parametrize("text", ["[[source]\n", f"[[source]]\nevery = {'9' * 5_000}\n"])
def test_a_file_that_is_no_toml_is_told_and_left_alone(
    book: SourceBook, paths: Paths, text: str
) -> None:
    paths.config.mkdir()
    paths.sources.write_text(text)

    sources, (problem,) = book.load()
    assert sources == ()
    assert "is not valid TOML" in problem
    with pytest.raises(OctavoError, match="is not valid TOML"):
        book.add(make("ml", "cs.LG"))
    with pytest.raises(OctavoError, match="is not valid TOML"):
        book.remove("ml")
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
        ({"name": "x", "target": "cs.LH"}, "x: cs.LH: is no category of arXiv (did you mean"),
        ({"name": "x", "target": "cs.LG", "evry": "6h"}, "x: evry: there is no such setting"),
        ({"name": "x", "target": "daily-papers", "since": "soon"}, "x: since: must be a date"),
        ({"name": "x", "target": "daily-papers", "since": 3}, "x: since: must be a date"),
        ({"name": "ok", "target": "cs.LG"}, "ok: there are two of this name; the first is used"),
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


def test_a_name_that_is_not_there_gets_the_nearest_told(book: SourceBook, hand_made: Path) -> None:
    with pytest.raises(OctavoError, match="did you mean blog"):
        book.choose(["blgo"])
    with pytest.raises(OctavoError, match="did you mean blog"):
        book.remove("blgo")
    assert [one.name for one in book.choose(["ml", "hf", "ml"])] == ["ml", "hf"]


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
def test_no_table_is_more_than_problems(table: dict[str, Any]) -> None:
    sources, problems = parse(table)
    assert all(one == clean_line(one) for one in problems)
    assert len({one.name for one in sources}) == len(sources)


SPECS = st.builds(
    SourceSpec,
    st.from_regex(r"[a-z0-9][a-z0-9-]{0,8}", fullmatch=True),
    st.just(Kind.ARXIV),
    st.sampled_from(["cs.LG", "math", "cs.CL+stat.ML"]),
    st.integers(5, 5_000).map(lambda minutes: dt.timedelta(minutes=minutes)),
)


@given(st.lists(SPECS, unique_by=lambda one: one.name), st.data())
def test_whatever_is_added_and_removed_the_rest_stays(
    tmp_path_factory: pytest.TempPathFactory, specs: list[SourceSpec], data: st.DataObject
) -> None:
    book = SourceBook(Paths.under(tmp_path_factory.mktemp("book")))
    for one in specs:
        book.add(one)
    assert book.load() == (tuple(specs), ())
    if specs:
        gone = data.draw(st.sampled_from(specs))
        book.remove(gone.name)
        assert book.load() == (tuple(one for one in specs if one != gone), ())


def test_the_file_says_what_a_program_would_write(book: SourceBook, paths: Paths) -> None:
    spec = make("x", "sh -c 'echo \"[[source]]\"'", kind="command")
    book.add(spec)
    assert (
        tomllib.loads(tomli_w.dumps(tomllib.loads(paths.sources.read_text())))["source"][0][
            "target"
        ]
        == spec.target
    )
    book.remove("x")
    assert book.load() == ((), ())
