from __future__ import annotations

from tests.tui.cli.conftest import TIDAL, Octavo

SHEEP = "[Re] Counting Sheep with Contrastive Learning"


def test_tags_are_added_listed_and_found(filled: Octavo) -> None:
    assert "No tags yet" in filled("tag").out
    done = filled("tag", "add", "agents,To Do", TIDAL, SHEEP)
    assert (done.status, done.err) == (0, "")
    assert done.out == f"tagged: {TIDAL} (agents, to-do)\ntagged: {SHEEP} (agents, to-do)\n"
    filled("tag", "remove", "to-do", SHEEP)
    assert filled("tags", "--json").json == [
        {"name": "agents", "papers": 2},
        {"name": "to-do", "papers": 1},
    ]
    assert filled("tag", "list").out == "agents      2 papers\nto-do        1 paper\n"
    assert filled("list", "tag:agents").out.count("\n") == 2
    assert "tagged agents, to-do." in filled("list", "tag:to-do", "--plain").out
    (paper,) = filled("list", "has:tag", "!tag:to-do", "--json").json
    assert (paper["title"], paper["tags"]) == (SHEEP, ["agents"])
    assert "\nTags: agents, to-do\n" in filled("show", TIDAL).out


def test_what_is_as_wanted_is_said(filled: Octavo) -> None:
    filled("tag", "add", "owls", TIDAL)
    assert filled("tag", "add", "OWLS", TIDAL).out == f"tagged already: {TIDAL} (owls)\n"
    assert filled("tag", "remove", "owls", TIDAL).out == f"untagged: {TIDAL} (no tags)\n"
    assert filled("tag", "remove", "owls", TIDAL).out == f"untagged already: {TIDAL} (no tags)\n"


def test_a_tag_is_renamed_and_removed_everywhere(filled: Octavo) -> None:
    filled("tag", "add", "agent", TIDAL)
    filled("tag", "add", "agents", SHEEP)
    assert filled("tag", "rename", "agent", "Agents").out == "agents: 2 papers\n"
    assert filled("undo").out == f"Tagged “agent”, untagged “agents”: {TIDAL}\n"
    filled("tag", "rename", "agent", "agents")
    refused = filled("tag", "remove", "agents")
    assert (refused.status, "Remove the tag agents from 2 papers?" in refused.err) == (2, True)
    assert filled("tag", "remove", "agents", "--yes").out == "Untagged 2 papers “agents”\n"
    assert filled("log", "--limit", "1").out.endswith("Untagged 2 papers “agents”\n")
    assert filled("tag", "--json").json == []
    assert filled("undo").out == "Tagged 2 papers “agents”\n"


def test_wrong_names_are_explained(filled: Octavo) -> None:
    filled("tag", "add", "agents", TIDAL)
    wrong = filled("tag", "add", "c++", SHEEP)
    assert (wrong.status, "“c++”: is not a name for a tag" in wrong.err) == (3, True)
    unknown = filled("tag", "remove", "agnets", "--yes")
    assert (unknown.status, "did you mean agents" in unknown.err) == (3, True)
    assert "did you mean tag:agents" in filled("list", "tag:agnets").err


def test_papers_that_are_found_are_tagged_and_others_reported(filled: Octavo) -> None:
    done = filled("tag", "add", "owls", TIDAL, "2401.99999")
    assert (done.status, done.out) == (3, f"tagged: {TIDAL} (owls)\n")
    assert "2401.99999" in done.err
