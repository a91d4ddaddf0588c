from __future__ import annotations

from pathlib import Path

import pytest
from tests.tui.cli.conftest import TIDAL, Octavo

from octavo_model import Library, Paths
from octavo_model.core.dates import local_day, utc_now
from octavo_model.search.query.operators import examples


@pytest.mark.parametrize(
    "query", ["{}", "~{}", "'{}", "au:{}", "cat:{}", "source:{}", "in:abstract {}", "sort:{}"]
)
def test_a_query_that_is_not_text_is_accepted(filled: Octavo, odd: str, query: str) -> None:
    for verb in (["list"], ["list", "--filter"], ["export"]):
        assert "error of its own" not in filled(*verb, query.format(odd)).err


def test_list_can_be_narrowed(filled: Octavo) -> None:
    filled("star", "rounding-is-enough", "juries of small models")
    filled("unread", "juries of small models")

    def titles(*options: str) -> list[str]:
        return [paper["title"] for paper in filled("list", "--json", *options).json]

    assert len(titles("--digest", "daily-papers-2025-11-05")) == 12
    assert titles("--starred") == ["Rounding Is Enough", "Juries of Small Models"]
    assert titles("--starred", "--unread") == ["Juries of Small Models"]
    assert len(titles("--unread")) == 33
    assert titles("--digest", "daily-papers-2025-11-05", "--starred") == ["Rounding Is Enough"]
    assert titles("--limit", "1") == [TIDAL]
    assert titles("--limit", "0") == []
    assert titles("--unread", "--starred", "--limit", "5") == ["Juries of Small Models"]


def test_a_filtered_list_comes_best_first_with_its_scores(filled: Octavo) -> None:
    papers = filled("list", "--filter", "naive click", "--json").json

    assert papers[0]["title"].startswith("Memorise, Generalise, or Stay Naïve")
    scores = [paper["score"] for paper in papers]
    assert scores == sorted(scores, reverse=True)
    assert filled("list", "--filter", "qqqxz", "--json").json == []
    assert len(filled("list", "--filter", "e", "--limit", "3").out.splitlines()) == 3


@pytest.mark.parametrize(
    ("name", "papers"),
    [
        ("28 Oct 2025 · Daily Papers", 30),
        ("28 oct 2025", 30),
        ("5 Nov 2025", 12),
        ("daily-papers-2025-11", 12),
    ],
)
def test_a_digest_is_named_by_its_label_or_a_prefix(filled: Octavo, name: str, papers: int) -> None:
    assert len(filled("list", "--digest", name).out.splitlines()) == papers


@pytest.mark.parametrize("name", ["daily", "daily-papers-2025"])
def test_a_prefix_of_several_digests_is_ambiguous(filled: Octavo, name: str) -> None:
    result = filled("list", "--digest", name)

    assert (result.status, result.out) == (3, "")
    hint = "write more of the name, e.g. daily-papers-2025-11-05"
    assert result.err == f"octavo: {name}: matches 2 digests ({hint})\n"


def test_an_empty_name_is_not_a_digest(filled: Octavo) -> None:
    assert filled("list", "--digest", "").status == 3


def test_no_number_of_papers_is_too_large(filled: Octavo) -> None:
    assert len(filled("list", "--limit", 10**30).out.splitlines()) == 34


def test_a_typo_in_the_name_of_a_digest_is_corrected(filled: Octavo) -> None:
    assert "daily-papers-2025-11-05" in filled("list", "--digest", "daily-papers-2025-11-06").err


def test_list_takes_a_query(filled: Octavo) -> None:
    assert filled("list", "tidal", "is:unread").out.splitlines()[0].endswith(f"\t{TIDAL}")
    (one,) = filled("list", "'tidal  has:abstract", "--json").json
    assert (one["title"], one["score"]) == (TIDAL, 100)
    assert filled("list", "tidal", "--filter", "attention", "--limit", "1").out.count("\n") == 1
    assert (
        filled("list", "!tidal", "--unread").out.count("\n") == filled("list").out.count("\n") - 1
    )


@pytest.mark.parametrize(
    ("query", "part", "why", "remedy"),
    [
        ("date:2025-13", "date:2025-13", "is not a date", "did you mean date:2025-12? ("),
        ("is:star", "is:star", "is not known", "did you mean is:starred? ("),
        ("up:>abc", "up:>abc", "is not a number", ""),
        ("sort:stars", "sort:stars", "is not known", "did you mean sort:starred? ("),
        ("tidal is:", "is:", "needs a value", "undecided, starred, no, later, … ("),
        (
            "digest:daily-papers-2025-11-06",
            "digest:daily-papers-2025-11-06",
            "matches no digest in the library",
            "did you mean digest:daily-papers-2025-11-05? (",
        ),
        ("cat:zz.ZZ", "cat:zz.ZZ", "matches no category in the library", ""),
        ("cats:cs.LG", "cats:cs.LG", "no field cats", "did you mean cat:cs.LG? ("),
        ('tidal "neural', '"neural', "the quotation mark is not closed", ""),
        ("~", "~", "nothing follows it", ""),
    ],
)
def test_a_wrong_query_prints_and_writes_nothing(
    filled: Octavo, tmp_path: Path, query: str, part: str, why: str, remedy: str
) -> None:
    for verb in (["list"], ["list", "--json"], ["export"], ["list", "--unread"], ["search"]):
        result = filled(*verb, query)
        assert (result.status, result.out) == (2, "")
        said, below = result.err.splitlines()
        assert said == f"octavo: query: {part}: {why}"
        assert below.startswith(f"               {'^' * len(part)}   {remedy}")
        assert below.rstrip(")").endswith("--lenient ignores it")
    target = tmp_path / "some.bib"
    assert filled("export", "-o", target, query).status == 2
    assert not target.exists()
    rest = "tidal" if "tidal" in query else ""
    lenient = filled("list", "--lenient", query)
    assert (lenient.status, lenient.out) == (0, filled("list", rest).out)
    assert lenient.err == f"octavo: query: {part}: {why}; ignored\n"


def test_a_wrong_query_is_not_saved_as_a_view(filled: Octavo, paths: Paths) -> None:
    result = filled("views", "add", "stars", "is:star")
    assert (result.status, result.out) == (2, "")
    assert filled("views", "--json").json == []
    assert filled("view", "add", "half", "is:star tidal", "--lenient").out == "half: tidal\n"
    assert filled("view", "edit", "half", "up:>abc").status == 2
    # The reader saves what is typed.
    with Library.open(paths) as library:
        library.views.save("stars", "is:star")
    result = filled("list", "--view", "stars", "tidal")
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("octavo: view stars: is:star: is not known\n")
    assert filled("list", "--view", "stars", "tidal", "--lenient").out.count(TIDAL) == 1


def test_a_view_and_pasted_text_keep_their_meanings(filled: Octavo) -> None:
    filled("read", TIDAL)
    filled("views", "add", "mine", "is:read")
    pasted = f"Quill, N. et al. (2025). {TIDAL[:40]} -x."
    for more in ([], ["--text"]):
        assert filled("list", "--view", "mine", *more, "2025 zzqq", "--exit-code").status == 1
        assert filled("list", "--view", "mine", *more, TIDAL, "--json").json
    assert "is:" not in filled("list", "--view", "mine", pasted).err


def test_text_is_read_as_words(filled: Octavo) -> None:
    assert "not known" not in filled("list", "--text", "is:star").err
    (one,) = filled("list", "--text", "--json", f"^'{TIDAL}'").json
    assert one["title"] == TIDAL


def test_mistakes_of_a_lenient_query_are_reported_and_the_rest_counts(filled: Octavo) -> None:
    result = filled("list", "--lenient", "'tidal is:unraed")
    assert (result.status, result.out.count("\n")) == (0, 1)
    assert result.err == "octavo: query: is:unraed: is not known; ignored\n"
    result = filled("list", "qqqxz", "is:unread")
    assert (result.status, result.out) == (0, "")
    assert "matches “qqqxz”" in result.err


@pytest.mark.parametrize(
    "looked_for",
    [
        ["nosuch"],
        ["is:starred"],
        ["--filter", "nosuch"],
        ["--starred"],
        ["--view", "none"],
        ["--digest", "5 Nov 2025", "--starred"],
        ["--unread", "nosuch"],
    ],
    ids=" ".join,
)
def test_nothing_that_matches_is_no_failure_unless_asked(
    filled: Octavo, tmp_path: Path, looked_for: list[str]
) -> None:
    filled("views", "add", "none", "is:starred")
    for more, status in (([], 0), (["--exit-code"], 1)):
        for verb in (["list"], ["export"]):
            found = filled(*verb, *looked_for, *more)
            assert (found.status, found.out) == (status, "")
        for verb in (["list", "--json"], ["export", "--format", "json"]):
            found = filled(*verb, *looked_for, *more)
            assert (found.status, found.json) == (status, [])
    written = filled("export", "-o", tmp_path / "none.bib", *looked_for)
    assert (written.status, written.out) == (0, f"{tmp_path}/none.bib: 0 papers\n")


@pytest.mark.parametrize(
    "arguments",
    [["list"], ["list", "--limit", "0", "tidal"], ["list", "--unread"], ["list", "tidal"]],
    ids=" ".join,
)
def test_a_search_that_finds_something_exits_with_0(filled: Octavo, arguments: list[str]) -> None:
    found = filled(*arguments, "--exit-code")
    assert found.status == (0 if found.out else 1)


def test_a_title_with_a_colon_is_no_field(filled: Octavo) -> None:
    assert filled("list", "Tidal: A Tale").status == 0


def test_a_wrong_query_does_not_even_make_a_library(octavo: Octavo, tmp_path: Path) -> None:
    for verb in ("list", "export", "search", "for-you"):
        assert octavo(verb, "is:star").status == 2
    assert octavo("view", "add", "stars", "is:star").status == 2
    assert not (tmp_path / "home").exists()


def test_the_help_of_list_shows_every_example(octavo: Octavo) -> None:
    help_ = " ".join(octavo("list", "--help").out.split())
    for query, finds in examples():
        assert f"{query} {finds}" in help_


def test_a_list_sorted_by_score_says_why(filled: Octavo) -> None:
    starred = [paper["title"] for paper in filled("list", "ti:attention", "--json").json]
    filled("star", *starred)

    papers = filled("list", "is:unread", "sort:score", "--limit", "20", "--json").json

    assert len(papers) == 20
    scores = [paper["score"] for paper in papers]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 0
    assert papers[0]["why"]
    assert {"against", "interest"} <= set(papers[0])
    for word in papers[0]["why"]:
        assert word.casefold() in f"{papers[0]['title']} {papers[0]['abstract']}".casefold()
    worst = filled("list", "is:unread", "-sort:score", "--limit", "1", "--json").json
    assert worst[0]["score"] < scores[-1]


def test_without_a_star_a_list_sorted_by_score_keeps_its_order(filled: Octavo) -> None:
    result = filled("list", "is:unread", "sort:score")

    assert result.out == filled("list", "is:unread").out
    assert result.status == 0
    assert "no paper has a star yet" in result.err


def test_a_list_is_printed_in_the_formats_of_export(filled: Octavo) -> None:
    filled("star", TIDAL)

    in_order = filled("list", "sort:score", "--limit", "3", "--json").json
    markdown = filled("list", "sort:score", "--limit", "3", "--format", "markdown").out
    assert markdown.count("## [") == 3
    assert markdown.startswith(f"## [{TIDAL}]")
    assert filled("list", "sort:score", "--limit", "3", "--format", "json").json == in_order


def test_todays_digests_have_a_name(octavo: Octavo, tmp_path: Path) -> None:
    page = tmp_path / "page.jsonl"
    page.write_text('{"title": "Owls in snow", "abstract": "We study owls."}\n')
    assert octavo("import", page, "--date", local_day(utc_now).isoformat()).status == 0
    other = tmp_path / "other.jsonl"
    other.write_text('{"title": "Larks at dawn", "abstract": "We study larks."}\n')
    assert octavo("import", other, "--date", "2024-02-02").status == 0

    found = octavo("list", "digest:today", "--json")

    assert [paper["title"] for paper in found.json] == ["Owls in snow"]


def test_where_no_digest_is_of_today_the_list_is_empty(filled: Octavo) -> None:
    result = filled("list", "digest:today", "--exit-code")

    assert (result.status, result.out) == (1, "")
