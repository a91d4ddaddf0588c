from __future__ import annotations

import datetime as dt
import json
import os
import shlex
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.model.sources.server import Reply, Server, redirect, tagged
from tests.tui.cli.conftest import Octavo
from tests.tui.conftest import PAGES

from octavo_model import Paths
from octavo_model.sources.environment import Endpoints, Environment, Timing
from octavo_model.sources.state import FetchStateStore
from octavo_tui.cli.commands.fetching import fetch

PAGE = (PAGES / "plain.txt").read_bytes()
NOW = dt.datetime(2025, 11, 5, 20, 0, tzinfo=dt.UTC)


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


def test_a_new_library_has_no_sources(octavo: Octavo) -> None:
    for call in (["sources"], ["sources", "list"], ["fetch"]):
        assert octavo(*call).out.startswith("No sources yet. Add one: octavo source")
    assert octavo("sources", "list", "--json").json == []


def test_sources_are_added_listed_and_removed(octavo: Octavo) -> None:
    added = octavo("sources", "add", "hf", "daily-papers", "--since", "2025-01-01")
    octavo("sources", "add", "ml", "cs.lg", "--every", "12h")
    listed = octavo("sources")

    assert added.out == (
        "Added source hf: the Daily Papers of Hugging Face, every 6h. Fetch now: octavo fetch hf\n"
    )
    assert listed.out.splitlines() == [
        "hf  the Daily Papers of Hugging Face, every 6h, since 2025-01-01",
        "    never fetched, due now",
        "ml  arXiv's new papers in cs.LG, every 12h",
        "    never fetched, due now",
    ]
    assert octavo("sources", "list", "--json").json[1] == {
        "name": "ml",
        "kind": "arxiv",
        "target": "cs.LG",
        "every": "12h",
        "since": None,
        "last_success": None,
        "last_error": None,
        "last_error_at": None,
        "next_due": None,
        "stopped": None,
        "address": None,
    }
    assert octavo("source", "remove", "hf", "--yes").out == "Removed source hf; its papers stay\n"
    assert "hf" not in octavo("sources").out


OPML = """<opml version="2.0"><body>
<outline text="Shore Letters" xmlUrl="https://shore.example/feed.xml"/>
<outline text="Bells" xmlUrl="https://bells.example/rss?a=1&b=2"/>
<outline text="Bells again" xmlUrl="http://bells.example/rss?a=1&b=2"/>
</body></opml>"""


def test_the_feeds_of_an_opml_file_are_added_after_a_question(
    octavo: Octavo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "feeds.opml"
    path.write_text(OPML)
    listed = (
        "shore-letters  https://shore.example/feed.xml\nbells  https://bells.example/rss?a=1&b=2\n"
    )
    monkeypatch.setattr("sys.stdin", terminal("n"))
    refused = octavo("sources", "add", path)
    assert (refused.status, refused.out) == (0, f"{listed}Nothing added\n")
    assert refused.err == "Add 2 feeds? [y/N] "

    monkeypatch.setattr("sys.stdin", terminal("y"))
    added = octavo("sources", "add", path, "--every", "1d")
    assert added.out == (f"{listed}Added 2 feeds; 1 feed known already. Fetch now: octavo fetch\n")
    assert [one["every"] for one in octavo("sources", "list", "--json").json] == ["1d", "1d"]


def test_without_a_terminal_the_feeds_of_a_file_need_yes(
    octavo: Octavo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "feeds.opml"
    path.write_text(OPML)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: False))
    refused = octavo("sources", "add", path)
    assert refused.status == 2
    assert refused.err == "octavo: usage: Add 2 feeds? No terminal to ask on (add --yes)\n"
    assert octavo("sources", "list", "--json").json == []
    assert octavo("sources", "add", path, "--yes").status == 0
    assert octavo("sources", "add", path, "--yes").out == "No feeds to add; 3 feeds known already\n"


def terminal(answer: str) -> SimpleNamespace:
    """Like `sys.stdin` where a user types this answer."""
    return SimpleNamespace(isatty=lambda: True, readline=lambda: f"{answer}\n")


@pytest.mark.parametrize(
    ("target", "asked"),
    [
        (("cs.LG+stat.ML",), "arXiv's new papers in cs.LG and stat.ML"),
        (("https://a.example/feed",), "the feed https://a.example/feed"),
        (("{}",), "the folder {}"),
        (("true --today", "--kind", "command"), "what the program prints: true --today"),
    ],
)
def test_a_source_is_described_in_words(
    octavo: Octavo, tmp_path: Path, target: tuple[str, ...], asked: str
) -> None:
    asked = asked.format(tmp_path)
    added = octavo("sources", "add", "one", *(part.format(tmp_path) for part in target))
    assert added.out.startswith(f"Added source one: {asked}, every 6h.")
    assert f"one  {asked}, every 6h\n" in octavo("sources").out


@pytest.mark.parametrize(
    ("call", "status", "error"),
    [
        (["sources", "add", "x", "cs.LGG"], 3, "octavo: cs.LGG: is not an arXiv category"),
        (["sources", "add", "x", "cs.LG", "--kind", "feeds"], 3, "did you mean feed?"),
        (["sources", "add", "x", "cs.LG", "--since", "soon"], 2, "is not a date like"),
        (["sources", "add", "x"], 3, "octavo: x: needs a target (e.g. octavo source add"),
        (["sources", "add", "x.opml"], 3, "octavo: x.opml: no such file"),
        (["sources", "add"], 2, "octavo: usage:"),
        (["sources", "remove", "x"], 3, "octavo: x: no source with that name"),
        (["sources", "frobnicate"], 2, "octavo: usage:"),
        (["fetch", "x"], 3, "octavo: x: no source with that name"),
        (["fetch", "--due", "--all-now"], 2, "not allowed with"),
    ],
)
def test_mistakes_are_reported_in_one_line(
    octavo: Octavo, call: list[str], status: int, error: str
) -> None:
    result = octavo(*call)
    assert (result.status, result.out) == (status, "")
    assert error in result.err
    assert len(result.err.splitlines()) == 1


def test_papers_are_fetched_once(octavo: Octavo, server: Server) -> None:
    octavo("sources", "add", "blog", server.serve("/feed", tagged(PAGE, '"x"')))

    assert octavo("fetch").out == "blog: 12 papers, 12 new\n"
    assert octavo("fetch", "blog").out == "blog: nothing new\n"
    assert octavo("fetch", "--due").out == "Nothing is due\n"
    assert len(octavo("list", "--json").json) == 12


def test_fetch_reports_everything_as_json(octavo: Octavo, server: Server) -> None:
    octavo("sources", "add", "blog", server.serve("/feed", Reply(PAGE)))
    (reported,) = octavo("fetch", "--json").json

    assert reported.pop("next_due").endswith("Z")
    assert reported == {
        "name": "blog",
        "outcome": "done",
        "new": 12,
        "papers": 12,
        "digests": [octavo("digests", "--json").json[0]["name"]],
        "bytes": len(PAGE),
        "requests": 1,
        "not_modified": 0,
        "ignored": 0,
        "error": None,
        "warnings": reported["warnings"],
    }


def test_a_source_that_fails_is_one_line_and_the_others_are_fetched(
    octavo: Octavo, server: Server
) -> None:
    octavo("sources", "add", "gone", f"{server.url}/gone")
    octavo("sources", "add", "blog", server.serve("/feed", Reply(PAGE)))
    result = octavo("fetch")

    assert (result.status, result.out) == (3, "blog: 12 papers, 12 new\n")
    why = f"{server.url}/gone: server answered 404 Not Found (has the address changed?)"
    (line,) = [one for one in result.err.splitlines() if "could not fetch" in one]
    assert line.startswith(f"octavo: could not fetch gone: {why}; next try 20")
    assert octavo("sources").out.splitlines()[2].endswith(f": {why}")


@pytest.mark.parametrize("option", ["--json", "--jsonl"])
def test_a_failure_shows_in_json_and_in_the_exit_status(
    octavo: Octavo, server: Server, option: str
) -> None:
    octavo("sources", "add", "gone", f"{server.url}/gone")
    result = octavo("fetch", option)
    reported = json.loads(result.out.removeprefix("[").removesuffix("]\n"))

    assert result.status == 3
    assert (reported["outcome"], reported["papers"]) == ("failed", 0)
    assert reported["error"].startswith(f"{server.url}/gone: server answered 404")
    assert reported["next_due"].endswith("Z")


def test_a_source_that_is_being_fetched_elsewhere_is_not_a_success(
    octavo: Octavo, paths: Paths, server: Server
) -> None:
    octavo("sources", "add", "blog", server.serve("/feed", Reply(PAGE)))
    held = FetchStateStore(paths).claim("blog")
    assert held is not None
    with held:
        result = octavo("fetch")

    assert result.status == 3
    assert "octavo: could not fetch blog: already being fetched by another Octavo" in result.err


def test_a_feed_that_is_gone_for_good_stops(octavo: Octavo, server: Server) -> None:
    octavo("sources", "add", "blog", server.serve("/feed", Reply(status=410)))
    octavo("fetch")
    server.taken()
    result = octavo("fetch")

    assert result.status == 3
    assert "stopped: server answered 410 Gone on 20" in result.err
    assert server.taken() == []
    assert "never fetched, stopped: server answered 410 Gone on 20" in octavo("sources").out
    assert octavo("sources", "--json").json[0]["stopped"].startswith("server answered 410")


def test_a_feed_that_moved_permanently_says_so(octavo: Octavo, server: Server) -> None:
    new = server.serve("/new", Reply(PAGE))
    octavo("sources", "add", "blog", server.serve("/feed", redirect("/new", 301)))
    for _ in range(2):
        octavo("fetch")

    assert f"moved permanently to {new}; fetched from there" in octavo("sources").out
    assert octavo("sources", "--json").json[0]["address"] == new


def test_a_source_that_is_removed_is_forgotten(octavo: Octavo, server: Server) -> None:
    url = server.serve("/feed", tagged(PAGE, '"x"'))
    for _ in range(2):
        octavo("sources", "add", "blog", url)
        octavo("fetch")
        octavo("source", "remove", "blog", "--yes")
    assert all("if-none-match" not in asked.headers for asked in server.taken())


def test_mistakes_of_the_file_are_reported_and_the_rest_is_fetched(
    octavo: Octavo, server: Server, paths: Paths
) -> None:
    octavo("sources", "add", "blog", server.serve("/feed", Reply(PAGE)))
    with paths.sources.open("a") as file:
        file.write('[[source]]\nname = "half"\n')
    result = octavo("fetch")

    assert (result.status, result.out) == (3, "blog: 12 papers, 12 new\n")
    assert "octavo: sources: half: target: is missing; it is left out" in result.err


def test_a_folder_and_a_command_are_sources_too(octavo: Octavo, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "page.txt").write_bytes(PAGE)
    (inbox / "milk.txt").write_text("milk")
    octavo("sources", "add", "inbox", inbox)
    program = shlex.join(["cat", str(PAGES / "bylines.txt")])
    octavo("sources", "add", "script", program, "--kind", "command")
    reported = octavo("fetch", "--json").json

    assert [(one["name"], one["papers"], one["ignored"]) for one in reported] == [
        ("inbox", 12, 1),
        ("script", 30, 0),
    ]


def test_daily_papers_of_a_day_are_dated_by_it(
    paths: Paths, octavo: Octavo, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    octavo("sources", "add", "hf", "daily-papers", "--since", "2025-11-05")
    rows = [{"paper": {"id": "2511.00001", "title": "Row\n  Work", "summary": "Of rows.",
        "authors": [{"name": "A. Rower", "hidden": False}], "upvotes": 3,
        "publishedAt": "2025-11-01T00:00:00.000Z"}, "title": "Row Work",
        "publishedAt": "2025-11-01T00:00:00.000Z"}]  # fmt: skip
    server.serve("/api/daily_papers?date=2025-11-05", tagged(json.dumps(rows).encode(), '"x"'))
    environment = Environment(
        Timing(now=lambda: NOW), Endpoints(server.url, server.url, server.url, {})
    )
    options = SimpleNamespace(
        names=[], due=False, gaps=False, all_now=False, full_text=None, json=False, jsonl=False
    )

    for reported in ("hf: 1 paper, 1 new\n", "hf: nothing new\n"):
        assert fetch(options, paths, environment) == 0
        assert capsys.readouterr().out == reported
    (digest,) = octavo("digests", "--json").json
    assert (digest["date"], digest["papers"]) == ("2025-11-05", 1)


def test_ctrl_c_ends_it_with_what_had_come_in(octavo: Octavo, server: Server) -> None:
    octavo("sources", "add", "blog", server.serve("/feed", Reply(PAGE)))
    octavo("sources", "add", "held", server.serve("/held", server.silent))

    def interrupt() -> None:
        server.reached.wait()
        os.kill(os.getpid(), signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    interrupter = threading.Thread(target=interrupt)
    interrupter.start()
    result = octavo("fetch")
    interrupter.join()

    assert (result.status, result.out) == (130, "blog: 12 papers, 12 new\n")
    assert result.err.splitlines()[-1] == "octavo: stopped; the papers fetched so far are saved"
    assert signal.getsignal(signal.SIGINT) is before
