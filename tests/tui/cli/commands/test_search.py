from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.tui.cli.commands.test_papers import FIELDS
from tests.tui.cli.conftest import Octavo
from tests.tui.near_owls import AT_NIGHT, BY_EAR, FLIGHTS, LINES, VOLES
from tests.tui.virtual_terminal import Terminal, environment_in

ONE_FULL = "owls hunt mice night"


@pytest.fixture
def owls(octavo: Octavo, tmp_path: Path) -> Octavo:
    """``octavo`` on a library with six papers about birds."""
    page = tmp_path / "owls.jsonl"
    page.write_text(LINES)
    octavo("import", page)
    return octavo


def test_near_matches_follow_the_full_ones(owls: Octavo) -> None:
    result = owls("search", "owls", "hunt", "mice", "night")

    assert result.out.splitlines() == [
        f"  1  {AT_NIGHT}",
        "     Nora Quill, Ada Strix · 2025-11-01",
        "     Barn owls hear a mouse. Ears are two slow ears.",
        "1 full match · near:",
        f"  2  {BY_EAR}",
        "     Bo Kelp · 2025-11-02",
        "     On the longest nights of winter their ears are enough in the dark.",
        f"  3  {VOLES}",
        "     Cy Lund · 2025-11-03",
        "     A vole is larger.",
        f"  4  {FLIGHTS}",
        "     Dana Moor · 2025-11-04",
    ]
    assert (result.status, result.err) == (0, "")


def test_the_limit_is_of_all_and_near_ones_can_be_left_out(owls: Octavo) -> None:
    def found(*options: object) -> list[str]:
        return [one["title"] for one in owls("search", ONE_FULL, "--json", *options).json]

    assert found("--limit", 2) == [AT_NIGHT, BY_EAR]
    assert found("--no-near") == [AT_NIGHT]
    assert found("--limit", 0) == []


def test_json_says_how_each_paper_matches(owls: Octavo) -> None:
    full, near, *_ = owls("search", ONE_FULL, "--json").json

    assert list(full) == [*FIELDS, "score", "match", "snippet"]
    assert (full["title"], full["match"]) == (AT_NIGHT, "full")
    assert 90 < full["score"] <= 100
    assert (near["title"], near["match"], near["score"]) == (BY_EAR, "near", None)
    assert near["snippet"].startswith("On the longest nights of winter")
    lines = owls("search", ONE_FULL, "--jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == owls("search", ONE_FULL, "--json").json


def test_nothing_found_is_no_failure(owls: Octavo) -> None:
    result = owls("search", "qqqxz")

    assert (result.status, result.out) == (0, "")
    assert result.err == "octavo: query: No title matches “qqqxz”\n"
    assert (owls("search", "qqqxz", "--json").out, owls("search").status) == ("[]\n", 2)


def test_list_stays_a_filter(owls: Octavo) -> None:
    assert owls("list", ONE_FULL).out.splitlines() == [f"title:owls-hunt-mice-at-night\t{AT_NIGHT}"]


def test_of_many_authors_those_that_match_are_named(octavo: Octavo, tmp_path: Path) -> None:
    page = tmp_path / "many.jsonl"
    page.write_text(json.dumps({"title": "Owls", "authors": [*"ABCDEFG", "Nora Quill"]}))
    octavo("import", page)

    assert "     A, B, C and 5 more" in octavo("search", "owls").out
    assert "     A, B, Nora Quill and 5 more" in octavo("search", "owls quill").out


def test_on_a_terminal_matches_are_bold_and_underlined(owls: Octavo, tmp_path: Path) -> None:
    environment = {**environment_in(tmp_path / "seen"), "NO_COLOR": ""}
    with Terminal(environment, "import", str(tmp_path / "owls.jsonl")) as terminal:
        assert terminal.wait_for_end() == 0
    with Terminal(environment, "search", "quill owls") as terminal:
        assert terminal.wait_for_end() == 0
        assert b"\x1b[1;4mOwls\x1b[0m Hunt" in terminal.output
        assert b"Nora \x1b[1;4mQuill\x1b[0m" in terminal.output
        codes = set(re.findall(rb"\x1b\[[0-9;]*m", terminal.output))
        assert codes == {b"\x1b[1;4m", b"\x1b[0m"}


def test_words_of_an_abstract_alone_are_found_too(owls: Octavo) -> None:
    found = owls("search", "zzz", "--no-near")
    assert (found.status, found.out) == (0, "")
    page = owls("list", "--json").json[0]
    words = " ".join(page["abstract"].split()[:4])
    assert page["title"] in owls("search", words, "--no-near").out


def test_an_author_with_a_slip_is_offered_as_the_library_has_it(owls: Octavo) -> None:
    for verb in ("list", "search"):
        result = owls(verb, "au:qiull")

        assert (result.status, result.out) == (0, "")
        assert "No paper here matches “au:qiull”; did you mean au:quill?" in result.err
