from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.tui.cli.conftest import TIDAL

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.cli.conftest import Octavo


QUILL = "@article{k, title = {Context windows of owls}, author = {Quill, Nora}, year = 2019}"


def test_what_is_followed_is_listed_and_in_lists(octavo: Octavo, tmp_path: Path) -> None:
    (tmp_path / "refs.bib").write_text(QUILL)
    octavo("add", "--files", tmp_path / "refs.bib")
    assert "Nothing yet" in octavo("follow").out
    followed = octavo("follow", "au:quill", "context window")
    assert followed.out.splitlines() == [
        "Followed au:quill, context window",
        "     1 paper  au:quill",
        "     1 paper  context window",
    ]
    listed = octavo("follow", "--json").json
    assert listed == [
        {"query": "au:quill", "papers": 1},
        {"query": "context window", "papers": 1},
    ]
    (paper,) = octavo("list", "--json").json
    assert (paper["followed"], paper["muted"]) == ("au:quill", None)
    assert octavo("unfollow", "au:quill").out == "No longer followed: au:quill\n"
    assert octavo("follow", "--off", "context").out == "No longer followed: context window\n"
    assert octavo("undo").out == "Followed context window\n"


def test_words_are_muted_and_not_hidden(filled: Octavo) -> None:
    before = filled("list").out
    assert filled("mute", "context windows").status == 0
    assert filled("list").out == before
    assert filled("list", TIDAL, "--fields", "muted").out == "context windows\n"
    assert filled("unmute", "context windows").out == "No longer muted: context windows\n"
    assert "Nothing yet" in filled("mute").out


@pytest.mark.parametrize("verb", ["follow", "mute"])
def test_what_is_wrong_is_refused(filled: Octavo, verb: str) -> None:
    for texts, status in ((["is:unraed", "owls"], 2), (["?"], 3), (["--off"], 2)):
        result = filled(verb, *texts)
        assert (result.status, result.out) == (status, "")
    assert filled(verb, "--off", "owls").status == 3
    assert filled(verb, "--json").json == []
    assert filled(verb, "owls is:unraed", "--lenient").status == 0
    assert [one["query"] for one in filled(verb, "--json").json] == ["owls"]
