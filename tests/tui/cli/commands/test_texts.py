"""``octavo text``, ``octavo fetch --full-text``, and the texts of starred papers after a fetch."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.model.fulltext.sites import AR5IV, ARXIV, Sites, html_reply, markdown, page
from tests.model.sources.server import Reply
from tests.tui.cli.conftest import Octavo, Result

from octavo_model import Paths
from octavo_model.sources.environment import Environment
from octavo_tui.cli.parser import parse
from octavo_tui.terminal import streams

ONE, TWO = "2511.00001", "2511.00002"
Run = Callable[..., Result]


@pytest.fixture
def sites() -> Iterator[Sites]:
    sites = Sites()
    yield sites
    sites.server.close()


@pytest.fixture
def run(
    octavo: Octavo,
    sites: Sites,
    paths: Paths,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Runs a command on a library with two papers of arXiv and one of elsewhere, on the sites."""
    papers = [
        {"title": "Foam One", "arxiv_id": ONE, "authors": ["Dora Kelp"]},
        {"title": "Foam Two", "arxiv_id": TWO},
        {"title": "Weirs", "doi": "10.1000/weirs"},
    ]
    file = tmp_path / "papers.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in papers))
    octavo("add", file)

    def call(*arguments: str) -> Result:
        def command() -> int:
            options = parse(arguments)
            function: Callable[[Any, Paths, Environment], int] = options.command.run
            return function(options, paths, sites.environment())

        status = streams.guarded(command, paths)
        out, err = capsys.readouterr()
        return Result(status=status, out=out, err=err)

    return call


def serve(sites: Sites, *ids: str) -> None:
    for one in ids:
        sites.serve(f"{ARXIV}/html/{one}", html_reply(page(f"Foam {one}")))


def test_a_text_is_printed_and_kept(run: Run, octavo: Octavo, sites: Sites) -> None:
    serve(sites, ONE)
    done = run("text", ONE)

    assert (done.status, done.err) == (0, "")
    assert "1  Introduction" in done.out
    assert max(map(len, done.out.splitlines())) <= 80
    # Without a network it is there.
    assert octavo("text", "foam one").out == done.out


def test_a_section_in_any_format(run: Run, sites: Sites) -> None:
    serve(sites, ONE)
    for section in ("2", "meth"):
        done = run("text", ONE, "--section", section)
        assert "We watch the foam." in done.out
        assert "Introduction" not in done.out
    assert run("text", ONE, "--section", "2", "--format", "markdown").out == (
        "## 2 Method\n\nWe watch the foam.\n"
    )
    blocks = run("text", ONE, "--section", "2", "--format", "json").json
    assert [one["kind"] for one in blocks] == ["heading", "paragraph"]
    whole = run("text", ONE, "--format", "json").json
    assert (whole["title"], whole["source"]) == (f"Foam {ONE}", "arxiv")

    wrong = run("text", ONE, "--section", "Methods")
    assert (wrong.status, wrong.out) == (3, "")
    assert "no such section (did you mean 'Method'?)" in wrong.err


def test_the_width_is_that_of_the_option(run: Run, sites: Sites) -> None:
    serve(sites, ONE)
    done = run("text", ONE, "--width", "30")
    assert 20 < max(map(len, done.out.splitlines())) <= 30


@pytest.mark.parametrize("width", ["19", "1001", "wide", "-3"])
def test_a_width_that_is_none_is_refused(octavo: Octavo, width: str) -> None:
    assert octavo("text", ONE, "--width", width).status == 2


def test_when_no_source_has_it_each_is_named(run: Run) -> None:
    done = run("text", ONE)
    assert (done.status, done.out) == (3, "")
    assert done.err == (
        f"octavo: {ONE}: no full text: arxiv.org: server answered 404 Not Found; huggingface.co: "
        "server answered 404 Not Found; ar5iv: server answered 404 Not Found "
        f"(PDF: https://arxiv.org/pdf/{ONE})\n"
    )
    done = run("text", "weirs")
    assert done.status == 3
    assert "only papers of arXiv have one (page: https://doi.org/10.1000/weirs)" in done.err


def test_a_later_version_is_pointed_out_and_fetched_again(
    run: Run, sites: Sites, octavo: Octavo, tmp_path: Path
) -> None:
    sites.serve(f"{ARXIV}/html/{ONE}v1", html_reply(page("First")))
    sites.serve(f"{ARXIV}/html/{ONE}v2", html_reply(page("Second")))
    for version in (1, 2):
        file = tmp_path / f"v{version}.jsonl"
        file.write_text(json.dumps({"title": "Foam One", "arxiv_id": f"{ONE}v{version}"}))
        octavo("add", file)
        done = run("text", ONE)
        assert "First" in done.out
        assert (done.err != "") is (version == 2)
    assert done.err == f"octavo: arxiv:{ONE}: v2 is out (--again fetches it)\n"
    done = run("text", ONE, "--again")
    assert "Second" in done.out
    assert done.err == ""


@pytest.mark.parametrize(("name", "body"), [("page.html", page()), ("page.md", markdown())])
def test_a_saved_page_is_read(
    octavo: Octavo, tmp_path: Path, name: str, body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / name
    file.write_bytes(body)
    done = octavo("text", file, "--section", "1")
    assert (done.status, done.err) == (0, "")
    assert "The foam rises when the tide does" in done.out
    assert not (tmp_path / "home").exists()

    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(body)))
    assert octavo("text", "-", "--section", "1").out == done.out


def test_a_title_may_be_longer_than_the_name_of_a_file(octavo: Octavo) -> None:
    done = octavo("text", "owl" * 200)
    assert (done.status, done.out) == (3, "")
    assert "no paper matches" in done.err


def test_a_file_that_is_no_paper_says_so(octavo: Octavo, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(b"<html><body>No content available</body></html>")
    done = octavo("text", file)
    assert (done.status, done.out) == (3, "")
    assert done.err.startswith(f"octavo: {file}: ")


def test_the_pdf_is_saved_and_its_path_printed(
    run: Run, sites: Sites, octavo: Octavo, tmp_path: Path
) -> None:
    octavo("config", "set", "full_text.pdf", f"{tmp_path}/Papers/{{family}}-{{word}}.pdf")
    sites.serve(f"{ARXIV}/pdf/{ONE}", Reply(b"%PDF-1.7 foam %%EOF"))
    for _ in range(2):
        done = run("text", ONE, "--pdf")
        assert (done.status, done.out) == (0, f"{tmp_path}/Papers/kelp-foam.pdf\n")
    assert sites.addresses() == [f"{ARXIV}/pdf/{ONE}"]
    assert run("text", ONE, "--pdf", "--section", "1").status == 2


def test_the_texts_of_a_query_are_fetched(run: Run, sites: Sites) -> None:
    serve(sites, ONE, TWO)
    run("text", TWO)
    done = run("fetch", "--full-text", "foam")
    assert (done.status, done.err) == (0, "")
    assert done.out == "1 full text fetched, 1 already here\n"

    done = run("fetch", "--full-text", "title:weirs or foam")
    assert done.status == 0
    assert "0 full texts fetched" in done.out


def test_a_query_with_papers_that_have_no_text_fails_in_part(run: Run, sites: Sites) -> None:
    sites.serve(f"{AR5IV}/html/{TWO}", html_reply(page()))
    done = run("fetch", "--full-text", "")
    assert done.status == 3
    assert done.out == "1 full text fetched, 1 failed, 1 not at arXiv\n"
    assert done.err.startswith(f"octavo: full texts: {ONE}: no full text: arxiv.org: ")


def test_the_result_as_json(run: Run, sites: Sites) -> None:
    serve(sites, ONE)
    done = run("fetch", "--full-text", "foam", "--json")
    found = {one["key"]: one for one in done.json}
    assert found[f"arxiv:{ONE}"]["source"] == "arxiv"
    assert found[f"arxiv:{ONE}"]["error"] is None
    assert found[f"arxiv:{TWO}"]["source"] is None
    assert "no full text" in found[f"arxiv:{TWO}"]["error"]


@pytest.mark.parametrize(
    "arguments",
    [["--full-text", "is:str"], ["hf", "--full-text", "x"], ["--due", "--full-text", "x"]],
)
def test_wrong_usage_asks_nothing(run: Run, sites: Sites, arguments: list[str]) -> None:
    assert run("fetch", *arguments).status == 2
    assert sites.addresses() == []


def test_above_fifty_papers_it_asks_or_needs_yes(
    run: Run, octavo: Octavo, sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = [{"title": f"Sand {n}", "arxiv_id": f"2401.{n:05}"} for n in range(51)]
    file = tmp_path / "sand.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in papers))
    octavo("add", file)
    assert run("fetch", "--full-text", "sand").status == 2

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    done = run("fetch", "--full-text", "sand")
    assert (done.status, done.out) == (0, "")
    assert "Fetch 51 full texts, which takes at least 12 minutes? [y/N]" in done.err
    assert sites.addresses() == []

    for path in ("arxiv.org/html/2401.00000", "huggingface.co/papers/2401.00000.md"):
        sites.serve(path, Reply(status=429))
    done = run("fetch", "--full-text", "sand", "--yes")
    assert done.status == 3
    assert "0 full texts fetched" in done.out


def test_starred_papers_are_fetched_after_a_fetch(run: Run, octavo: Octavo, sites: Sites) -> None:
    serve(sites, ONE)
    octavo("star", ONE)
    assert run("fetch").out == "No sources yet. Add one: octavo source add hf daily-papers\n"
    assert sites.addresses() == []

    octavo("config", "set", "full_text.starred", "true")
    done = run("fetch")
    assert (done.status, done.out) == (0, "full texts: 1 found\n")
    assert sites.addresses() == [f"{ARXIV}/html/{ONE}"]
    assert "1  Introduction" in octavo("text", ONE).out


def test_starred_papers_whose_sources_refuse_fail_the_fetch(
    run: Run, octavo: Octavo, sites: Sites
) -> None:
    octavo("star", ONE, TWO)
    octavo("config", "set", "full_text.starred", "true")
    paths = [f"{ARXIV}/html", "huggingface.co/papers", f"{AR5IV}/html"]
    for path in paths:
        for one in (ONE, TWO):
            sites.serve(f"{path}/{one}{'.md' if 'papers' in path else ''}", Reply(status=429))
    done = run("fetch")
    assert (done.status, done.out) == (3, "")
    assert len(done.err.splitlines()) == 1
    assert done.err.startswith("octavo: could not fetch full texts: 2511.0000")
    assert len(sites.addresses()) == 3
