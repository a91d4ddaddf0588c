from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model import Library, OctavoError, View
from octavo_model.core.views import Counts, MarkField
from octavo_model.settings import saved_views
from octavo_model.settings.session import Session
from octavo_model.settings.settings import load
from octavo_model.settings.settings import parse as parse_settings

FILE = """\
# all mine
theme = "nord"  # dark

[views]
# what I look at first
"This week" = "is:unread date:<7d"   # daily

code = "has:code"
old = 'au:"nora quill"'

[keys]  # these too
star = "s"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "settings.toml"
    file.write_text(FILE)
    return file


def test_views_are_read_in_their_order(file: Path) -> None:
    assert list(saved_views.load(file).items()) == [
        ("This week", "is:unread date:<7d"),
        ("code", "has:code"),
        ("old", 'au:"nora quill"'),
    ]


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        (
            lambda file: saved_views.add(file, "new one", 'cat:cs "a b"'),
            "old = 'au:\"nora quill\"'\n",
            'old = \'au:"nora quill"\'\n"new one" = "cat:cs \\"a b\\""\n',
        ),
        (lambda file: saved_views.add(file, "code", "x"), 'code = "has:code"', 'code = "x"'),
        (lambda file: saved_views.remove(file, "code"), 'code = "has:code"\n', ""),
        (
            lambda file: saved_views.rename(file, "This week", "week"),
            '"This week" = "is:unread date:<7d"   # daily',
            'week = "is:unread date:<7d"   # daily',
        ),
        (
            lambda file: saved_views.move(file, "old", 1),
            'code = "has:code"\nold = \'au:"nora quill"\'\n',
            'old = \'au:"nora quill"\'\ncode = "has:code"\n',
        ),
        (
            lambda file: saved_views.move(file, "code", 99),
            'code = "has:code"\nold = \'au:"nora quill"\'\n',
            'old = \'au:"nora quill"\'\ncode = "has:code"\n',
        ),
        (lambda file: saved_views.move(file, "code", 1), "", ""),
    ],
)
def test_a_change_leaves_the_rest_of_the_file_alone(
    file: Path, change: Callable[[Path], None], before: str, after: str
) -> None:
    change(file)
    assert file.read_text() == FILE.replace(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '[views]\na = "b"\n'),
        ('theme = "nord"', 'theme = "nord"\n\n[views]\na = "b"\n'),
        ("[keys]\n", '[keys]\n\n[views]\na = "b"\n'),
        ("[ views ] # x\n\n[keys]\n", '[ views ] # x\na = "b"\n\n[keys]\n'),
        ('views = { c = "d" }\n', '[views]\nc = "d"\na = "b"\n'),
        ('views.c = "d"\n', '[views]\nc = "d"\na = "b"\n'),
        ('[views]\nc = """\nd\n"""\na = """\nx\n"""\n', '[views]\nc = "d\\n"\na = "b"\n'),
        ("[views]\nc = 3 # mend me\n", '[views]\nc = 3 # mend me\na = "b"\n'),
    ],
)
def test_a_view_can_be_added_to_any_file(tmp_path: Path, before: str, after: str) -> None:
    file = tmp_path / "config" / "settings.toml"
    if before:
        file.parent.mkdir()
        file.write_text(before)
    saved_views.add(file, "a", "b")
    text = file.read_text()
    assert text.replace("\nd\\n", "d\\n") == after.replace("\nd\\n", "d\\n")
    assert saved_views.load(file)["a"] == "b"


def test_a_view_is_named_in_any_case_and_by_its_beginning(file: Path) -> None:
    views = saved_views.load(file)
    assert saved_views.named(views, "CODE") == "code"
    assert saved_views.named(views, "this") == "This week"
    with pytest.raises(OctavoError, match="did you mean code"):
        saved_views.named(views, "cod3")
    with pytest.raises(OctavoError, match="matches 2 views"):
        saved_views.named({"ab": "", "ac": ""}, "a")
    with pytest.raises(OctavoError, match="octavo views"):
        saved_views.named({}, "x")


@pytest.mark.parametrize(
    "change",
    [
        lambda file: saved_views.add(file, "x", "  "),
        lambda file: saved_views.add(file, " ", "a"),
        lambda file: saved_views.add(file, "a\x1bb", "a"),
        lambda file: saved_views.remove(file, "nowhere"),
        lambda file: saved_views.rename(file, "nowhere", "x"),
        lambda file: saved_views.rename(file, "old", "code"),
        lambda file: saved_views.move(file, "nowhere", 0),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    file: Path, change: Callable[[Path], None]
) -> None:
    with pytest.raises(OctavoError):
        change(file)
    assert file.read_text() == FILE


@pytest.mark.parametrize("broken", ["theme = ", "views = 3\n"])
def test_a_broken_file_is_not_touched(tmp_path: Path, broken: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(broken)
    with pytest.raises(OctavoError, match="fix it first"):
        saved_views.add(file, "a", "b")
    assert file.read_text() == broken


def test_broken_views_are_told_and_cost_themselves_alone() -> None:
    settings, problems = parse_settings({"views": {"a": "b", "c": 3, "d": " ", "e": {"f": "g"}}})
    assert settings.views == {"a": "b"}
    assert [problem.split(":")[0] for problem in problems] == ["views.c", "views.d", "views.e"]
    settings, problems = parse_settings({"views": ["a"]})
    assert settings.views == {}
    assert problems == ("views: must be a table of texts; the default is used",)


NAMES = st.text("ab \"'\\#=[]é\n", min_size=1).filter(str.strip)


@given(st.lists(st.tuples(st.sampled_from(["add", "remove", "move", "rename"]), NAMES, NAMES)))
def test_views_are_what_was_done_to_them(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, str]]
) -> None:
    file = tmp_path_factory.mktemp("views") / "settings.toml"
    file.write_text("# mine\n[views] # here\n# and here\n[keys]\n")
    wanted: dict[str, str] = {}
    for what, one, other in steps:
        name, new = (" ".join(text.split()) for text in (one, other))
        if what == "add":
            saved_views.add(file, name, new)
            wanted[name] = new
        elif name in wanted and what == "remove":
            saved_views.remove(file, name)
            del wanted[name]
        elif name in wanted and what == "move":
            place = len(new) % (len(wanted) + 1)
            saved_views.move(file, name, place)
            others = [key for key in wanted if key != name]
            order = [*others[:place], name, *others[place:]]
            wanted = {key: wanted[key] for key in order}
        elif name in wanted and new not in wanted:
            saved_views.rename(file, name, new)
            wanted = {new if key == name else key: query for key, query in wanted.items()}
        assert list(saved_views.load(file).items()) == list(wanted.items())
        assert load(file)[1] == ()
        text = file.read_text()
        assert all(mark in text for mark in ("# mine", "# here", "# and here", "[keys]"))


def test_a_query_is_a_view_like_any(desk: Any, library: Library) -> None:
    desk.bring(library, "Owls", "Tides", "Owls and Tides", "Quilts")
    view = View.of_query("!quilts sort:title")
    ids = library.catalog.ids(view)
    assert [row.title for row in library.catalog.rows(ids) if row] == [
        "Owls",
        "Owls and Tides",
        "Tides",
    ]
    assert library.catalog.counts(view) == Counts(3, 3, 0)
    library.marks.mark(ids[:1], MarkField.READ, True)
    library.marks.mark(ids[1:], MarkField.STARRED, True)
    assert library.catalog.counts(view) == Counts(3, 2, 2)
    assert library.catalog.ids(view, 2) == ids[:2]
    assert list(library.search.find("tides", view).ids) == [ids[2], ids[1]]
    (key,) = library.catalog.keys([ids[1]])
    assert key is not None
    assert library.catalog.window(view, key, 10) == (list(ids), 1, True)
    assert library.catalog.window(view, key, 1) == ([ids[0], ids[1]], 1, False)
    assert library.catalog.window(view, "title:nowhere", 10) == (list(ids), 0, True)
    assert library.catalog.ids(View.of_query("'nowhere")).tolist() == []
    assert library.catalog.window(View.of_query("'nowhere"), key, 5) == ([], 0, True)
    session = Session(kind="query", query="!quilts sort:title")
    assert session.view == view
    assert Session(kind="query").view is None
