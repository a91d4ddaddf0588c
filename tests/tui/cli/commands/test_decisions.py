"""The commands later, dismiss, undo and log."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tests.tui.cli.conftest import TIDAL

from octavo_model import Library, View
from octavo_model.core.marks import Decision

if TYPE_CHECKING:
    from tests.tui.cli.conftest import Octavo

    from octavo_model import Paths

SHEEP = "[Re] Counting Sheep with Contrastive Learning"


def today() -> dt.date:
    return dt.datetime.now(dt.UTC).astimezone().date()


def paper(octavo: Octavo, title: str = TIDAL) -> dict[str, object]:
    (found,) = octavo("show", title, "--json").json
    return {name: found[name] for name in ("read", "starred", "verdict", "later_until")}


def test_papers_are_put_off_and_taken_back(filled: Octavo) -> None:
    day = today() + dt.timedelta(days=3)

    done = filled("later", TIDAL, SHEEP, "--until", "3d")

    assert (done.status, done.err) == (0, "")
    assert done.out == f"later: {TIDAL}\nlater: {SHEEP}\n"
    assert paper(filled) == {
        "read": True,
        "starred": False,
        "verdict": "later",
        "later_until": day.isoformat(),
    }
    assert f"read, later until {day:%a} {day.day} {day:%b}; in" in filled("show", TIDAL).out
    assert filled("later", TIDAL, "--until", day.isoformat()).out == f"later already: {TIDAL}\n"
    assert "later until" in filled("list", "is:later", "--plain").out
    filled("later", "--off", TIDAL)
    assert paper(filled)["verdict"] is None
    assert paper(filled, SHEEP)["verdict"] == "later"


def test_without_a_day_it_is_monday(filled: Octavo) -> None:
    filled("later", TIDAL)
    until = dt.date.fromisoformat(str(paper(filled)["later_until"]))
    assert until.weekday() == 0
    assert 1 <= (until - today()).days <= 7


def test_a_day_that_is_none_is_wrong_usage_and_opens_no_library(
    octavo: Octavo, paths: Paths
) -> None:
    for day in ("soon", "2020-01-01", "0d"):
        done = octavo("later", TIDAL, "--until", day)
        assert (done.status, done.out) == (2, "")
        assert f"usage: --until {day}" in done.err
    assert not paths.data.exists()


def test_a_paper_that_is_dismissed_loses_its_star(filled: Octavo) -> None:
    filled("star", TIDAL)
    assert filled("dismiss", TIDAL).out == f"not for you: {TIDAL}\n"
    assert paper(filled) == {"read": True, "starred": False, "verdict": "no", "later_until": None}
    # What has no such verdict is left as it is.
    filled("read", SHEEP)
    assert filled("dismiss", "--off", TIDAL, SHEEP).status == 0
    assert paper(filled)["verdict"] is None
    assert paper(filled, SHEEP)["read"]


def test_an_unknown_paper_fails_and_the_others_are_marked(filled: Octavo) -> None:
    done = filled("dismiss", "No Such Paper At All", TIDAL)
    assert (done.status, done.out) == (3, f"not for you: {TIDAL}\n")
    assert "No Such Paper At All" in done.err


def test_the_log_lists_changes_and_undo_takes_them_back(filled: Octavo) -> None:
    assert filled("log").out == ""
    filled("star", TIDAL, SHEEP)
    filled("later", TIDAL, "--until", "3d")
    filled("digest", "rename", "daily-papers-2025-11-05", "Tides")
    renamed, later, starred = filled("log", "--json").json
    assert (renamed["what"], renamed["text"]) == ("digest-name", "Renamed digest to Tides")
    assert (later["what"], later["number"], later["title"]) == ("later", 1, TIDAL)
    assert (starred["text"], starred["instance"]) == ("★ Starred 2 papers", "cli")
    lines = filled("log", "--limit", 2).out.splitlines()
    assert [line.split()[0] for line in lines] == [renamed["id"], later["id"]]
    # By its id, out of order; then the last one.
    done = filled("undo", starred["id"][:6])
    assert (done.status, done.out) == (
        0,
        f"Unstarred again: {SHEEP} · 1 paper changed since, left as is\n",
    )
    assert filled("undo").out == "Digest has its first name: Tides\n"
    assert [one["undone"] for one in filled("log", "--json").json] == [True, False, True]
    again = filled("undo", starred["id"])
    assert (again.status, again.out) == (3, "")
    assert "already undone" in again.err
    assert filled("undo", "no-such-id").status == 3


def test_undo_takes_back_what_the_reader_did(filled: Octavo, paths: Paths) -> None:
    with Library.open(paths) as reader:
        reader.marks.decide(list(reader.catalog.ids(View.all()))[:3], Decision.READ)
    assert filled("undo").out == "3 papers unread again\n"
    assert filled("undo").out == "Nothing to undo\n"


def test_what_was_changed_since_is_left(filled: Octavo) -> None:
    filled("star", TIDAL)
    (one,) = filled("log", "--json").json
    filled("dismiss", TIDAL)
    done = filled("undo", one["id"])
    assert (done.status, done.out) == (3, "")
    assert "changed since, left as it is: ★ Starred: Tidal" in done.err
    assert paper(filled)["verdict"] == "no"


def test_undo_names_the_changes_that_it_leaves(filled: Octavo, paths: Paths) -> None:
    filled("read", SHEEP)
    filled("star", TIDAL)
    starred = filled("log", "--json").json[0]["id"]
    with Library.open(paths) as reader:
        tidal = [reader.catalog.resolve(TIDAL)]
        reader.marks.decide(tidal, Decision.UNSTAR, auto=True)
        reader.marks.decide(tidal, Decision.UNREAD, auto=True)
    left = f"octavo: {starred}: changed since, left as it is: ★ Starred: {TIDAL}\n"
    for said in (f"Unread again: {SHEEP}\n", "Nothing to undo\n"):
        done = filled("undo")
        assert (done.status, done.out, done.err) == (0, said, left)
