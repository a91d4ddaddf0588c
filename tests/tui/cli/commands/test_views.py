from __future__ import annotations

from tests.tui.cli.conftest import TIDAL, Octavo


def test_views_are_saved_listed_and_changed(filled: Octavo) -> None:
    assert "No views yet" in filled("views").out
    assert filled("views", "add", "All tides", "'tid", "sort:title").status == 0
    added = filled("view", "add", "code", "has:code is:unraed", "--lenient")
    assert (added.out, added.err.count("unraed")) == ("code: has:code\n", 1)
    assert filled("view", "edit", "cod", "has:project").out == "code: has:project\n"
    assert [one["name"] for one in filled("views", "--json").json] == ["All tides", "code"]
    tides, _ = filled("views", "list", "--json").json
    assert tides["query"] == "'tid sort:title"
    assert tides["papers"] == filled("list", "'tid").out.count("\n") > 0
    assert tides["undecided"] == tides["unread"] == tides["papers"]
    assert filled("list", "--view", "all").out == filled("list", "'tid sort:title").out
    assert filled("list", "--view", "all", TIDAL).out.count("\n") == 1

    filled("views", "move", "code", "1")
    filled("views", "rename", "All tides", "tides")
    lines = filled("views").out.splitlines()
    assert [line.split()[0] for line in lines] == ["code", "tides"]
    assert "left  'tid sort:title" in lines[1]
    assert filled("view", "remove", "code").status == 2
    assert filled("view", "remove", "code", "--yes").out == "code: removed; its papers stay\n"
    assert [one["name"] for one in filled("views", "--json").json] == ["tides"]
    result = filled("views", "remove", "tidez", "--yes")
    assert (result.status, "did you mean tides" in result.err) == (3, True)
    assert filled("list", "--view", "nowhere").status == 3
