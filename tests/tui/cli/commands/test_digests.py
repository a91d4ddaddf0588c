from __future__ import annotations

from tests.tui.cli.conftest import TIDAL, Octavo


def test_a_digest_is_renamed_dated_removed_and_restored(filled: Octavo) -> None:
    first = filled("digests", "--json").json[0]
    name = first["name"]
    assert filled("digest", "show", name, "--json").json[0]["papers"] == first["papers"]
    assert filled("digests", "rename", name, "Shore papers").out == "Shore papers\n"
    assert "(of 2026-01-02)" in filled("digests", "date", "Shore papers", "2026-01-02").out
    assert filled("digests", "date", "Shore papers", "-").status == 0
    before = filled("list").out
    refused = filled("digests", "remove", "Shore papers")
    assert (refused.status, refused.out) == (2, "")
    assert "No terminal to ask on (add --yes)" in refused.err
    result = filled("digest", "remove", "Shore papers", "--yes")
    assert "undo: octavo digest restore 'Shore papers'" in result.out
    assert "Shore papers" not in filled("digests").out
    assert filled("list").out != before
    assert [one["name"] for one in filled("digests", "list", "--removed", "--json").json] == [
        "Shore papers"
    ]
    assert "Shore papers" in filled("digest", "restore", "Shore papers").out
    assert filled("list").out == before
    result = filled("digest", "remove", "Shore paper", "--yes")
    assert (result.status, "did you mean Shore papers" in result.err) == (3, True)


def test_a_day_that_is_none_is_refused(filled: Octavo) -> None:
    before = filled("digests").out
    for day in ("2025", "2025-13-01", "soon"):
        refused = filled("digest", "date", "daily-papers-2025-11-05", day)
        assert (refused.status, refused.out) == (2, "")
        assert f"'{day}' is not a date like 2025-10-28" in refused.err
    assert filled("digests").out == before


def test_digests_are_merged(filled: Octavo) -> None:
    one, other, *rest = [digest["name"] for digest in filled("digests", "--json").json]
    assert one in filled("digests", "merge", one, other).out
    assert [digest["name"] for digest in filled("digests", "--json").json] == [one, *rest]


def test_removed_papers_are_listed_and_restored(filled: Octavo) -> None:
    before = filled("list").out
    (line,) = filled("list", TIDAL).out.splitlines()
    key = line.partition("\t")[0]
    assert filled("paper", "remove", key).status == 2
    assert filled("paper", "remove", key, "--yes").out.startswith("removed: ")
    assert filled("list", TIDAL).out == ""
    assert filled("papers", "removed").out.startswith(f"{key}\t")
    assert filled("papers", "restore", key).out.startswith("restored: ")
    assert filled("list").out == before
    result = filled("papers", "restore", key)
    assert (result.status, "no such paper was removed" in result.err) == (3, True)


def test_papers_are_merged(filled: Octavo) -> None:
    keys = [line.partition("\t")[0] for line in filled("list").out.splitlines()]
    assert filled("merge", keys[0], keys[1]).out.startswith("merged: ")
    assert len(filled("list").out.splitlines()) == len(keys) - 1
    result = filled("papers", "merge", keys[0], keys[1])
    assert (result.status, "is already one paper" in result.err) == (3, True)
