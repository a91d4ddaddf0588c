"""JSON: a paper a line, arrays, envelopes, odd lines, and streams that are never held."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.dates import Precision
from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedDigest, ParsedPaper, ParseWarning
from octavo_model.formats import Source
from octavo_model.formats.apis import json_papers
from octavo_model.formats.registry import choose, known_format

if TYPE_CHECKING:
    from collections.abc import Iterator

FIXTURES = Path(__file__).parents[4] / "fixtures" / "json-lines"
MODIFIED = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)
LINES = known_format("json-lines")


def source(data: bytes | str, name: str = "papers.jsonl", date: dt.date | None = None) -> Source:
    return Source(data.encode() if isinstance(data, str) else data, name, MODIFIED, date)


def fixture(name: str) -> Source:
    return source((FIXTURES / name).read_bytes(), name)


def parse(data: bytes | str) -> ParsedDigest:
    return LINES.parse(source(data))


# -- what is read -----------------------------------------------------------------------------


def test_every_line_is_a_paper_whatever_its_columns_are_called() -> None:
    digest = LINES.parse(fixture("papers.jsonl"))
    assert digest.warnings == ()
    dim, why, socks, ebb, nothing = digest.papers
    assert (dim.title, dim.arxiv_id, dim.version) == (
        "Dim: Lighthouses That Listen",
        "2405.90001",
        2,
    )
    assert (dim.authors, dim.comments) == (("Ada Quill", "Bo Tern"), "12 pages, 3 lamps")
    assert (why.authors, why.comment_count, why.upvotes) == (("Dov Marsh", "Ada Quill"), 4, 7)
    assert (why.code, why.categories) == (
        "https://github.com/saltmarsh/why",
        ("statistics", "habits"),
    )
    assert (socks.doi, socks.date, socks.date_precision) == (
        "10.1234/socks.7",
        dt.date(2019, 1, 1),
        Precision.YEAR,
    )
    assert (ebb.arxiv_id, ebb.authors) == ("cs/0112017", ("Dov Marsh", "Cléa Ørn Jr"))
    assert (nothing.abstract, nothing.page) == ("", "https://example.org/nothing")
    assert [one.line for one in digest.papers] == [1, 3, 4, 5, 6]


def test_an_array_holds_what_its_lines_would() -> None:
    def numberless(name: str) -> list[tuple[object, ...]]:
        papers = LINES.parse(fixture(name)).papers
        return [(one.title, one.abstract, one.authors, one.date, one.doi) for one in papers]

    assert numberless("array.json") == numberless("papers.jsonl")


@pytest.mark.parametrize("indent", [None, 0, 2])
def test_an_array_that_was_cut_off_is_read_up_to_there(indent: int | None) -> None:
    text = json.dumps([{"title": "A"}, {"title": "B"}, {"title": "Cut"}], indent=indent)
    digest = parse(text[: text.index("Cut") + 1])
    assert [one.title for one in digest.papers] == ["A", "B"]
    (warning,) = digest.warnings
    assert warning.message == "cut off here; the whole records before were read"


def test_the_day_is_what_the_user_or_the_name_says() -> None:
    data = '{"title": "A", "date": "2020-01-01"}'
    assert parse(data).date is None
    assert LINES.parse(source(data, "2026-08-21.jsonl")).date == dt.date(2026, 8, 21)
    day = dt.date(2024, 2, 29)
    assert LINES.parse(source(data, "2026-08-21.jsonl", day)).date == day


# -- odd lines --------------------------------------------------------------------------------


def test_odd_lines_are_reported_by_number_and_the_rest_is_read() -> None:
    digest = LINES.parse(fixture("odd.jsonl"))
    assert [one.line for one in digest.papers] == [1, 6]
    assert [str(one) for one in digest.warnings] == [
        "2 lines are not JSON: lines 2, 5",
        "line 3: a record without a title",
        'line 4: not an object: “["a", "list"]”',
    ]


def test_a_warning_quotes_nothing_that_a_terminal_obeys_and_not_too_much() -> None:
    digest = parse('{"title": "A"}\n\x1b[31m\u202e' + "long " * 1000)
    (warning,) = digest.warnings
    assert "\x1b" not in warning.message
    assert "\u202e" not in warning.message
    assert len(warning.message) < 100


def test_many_odd_lines_are_one_warning_with_examples() -> None:
    digest = parse('{"title": "A"}\n' + "odd\n" * 5000)
    assert len(digest.papers) == 1
    assert [str(one) for one in digest.warnings] == ["5,000 lines are not JSON: lines 2, 3, 4 …"]


@pytest.mark.parametrize(
    "data", ["A page of text\n", "{}\n", "[1, 2]", '{"data": [{"name": "x"}]}']
)
def test_what_holds_no_paper_is_not_a_digest(data: str) -> None:
    with pytest.raises(NotADigestError, match="no papers as JSON"):
        parse(data)


# -- envelopes --------------------------------------------------------------------------------

ONE = {"title": "One", "authors": ["Dora Kelp"], "year": 2020}
TWO = {"title": "Two", "authors": ["Ann Quill"], "year": 2021}


def titles(value: object, indent: int | None = None) -> list[str]:
    return [one.title for one in parse(json.dumps(value, indent=indent)).papers]


def warnings(value: object) -> list[str]:
    return [str(one) for one in parse(json.dumps(value)).warnings]


def test_one_object_may_be_a_paper_or_hold_one() -> None:
    assert titles(ONE) == titles(ONE, 2) == titles({"status": "ok", "message": ONE}) == ["One"]


def test_a_list_with_a_title_is_no_paper() -> None:
    digest = {"title": "A weekly list", "description": "Of papers.", "date": "2026-01-02"}
    assert titles({**digest, "papers": [ONE, TWO]}) == ["One", "Two"]
    assert titles({**digest, "author": "Ilse", "papers": [ONE, TWO]}) == ["One", "Two"]


def test_the_references_of_a_paper_are_not_read() -> None:
    assert titles({**ONE, "references": [TWO], "citations": [TWO]}) == ["One"]
    assert titles([{**ONE, "doi": "10.1000/1", "related": [TWO]}, TWO]) == ["One", "Two"]


def test_all_lists_of_papers_are_read_and_others_are_named() -> None:
    video = {"title": "A talk", "url": "https://example.org/", "authors": ["A"]}
    assert titles({"new": [ONE], "old": [TWO], "videos": [video]}) == ["One", "Two"]
    assert warnings({"new": [ONE], "old": [TWO], "videos": [video, video]}) == [
        "2 objects of “videos” less like papers than others; left out"
    ]


def test_objects_under_ids_have_these_ids() -> None:
    digest = parse(json.dumps({"2401.01234": ONE, "10.1000/XY": TWO, "2401.01235": None}))
    assert [(one.title, one.arxiv_id, one.doi) for one in digest.papers] == [
        ("One", "2401.01234", None),
        ("Two", None, "10.1000/xy"),
    ]


def test_a_bad_record_costs_only_itself() -> None:
    answer = {"results": [{"id": 1}, ONE, None, "text", {"note": "x"}, TWO, {"title": None}]}
    assert titles(answer) == ["One", "Two"]
    assert warnings(answer) == [
        "3 records of “results” have no title: 1, 5, 7",
        "2 records of “results” are not objects: 3, 4",
    ]


def test_a_broken_or_cut_record_of_an_answer_costs_only_itself() -> None:
    text = json.dumps({"total": 3, "data": [ONE, TWO, ONE]}, indent=1)
    broken = text.replace('"Two",', '"Two"; junk,')
    digest = parse(broken)
    assert [one.title for one in digest.papers] == ["One", "One"]
    (warning,) = digest.warnings
    assert warning.line == 11
    assert warning.message.startswith('not JSON: “{ "title": "Two"; junk')
    digest = parse(text[: text.rindex("One") + 1])
    assert [one.title for one in digest.papers] == ["One", "Two"]
    assert digest.warnings[-1].message == "cut off here; the whole records before were read"


def test_answers_may_follow_one_another() -> None:
    pages = [{"data": [ONE]}, {"data": [TWO, {}]}]
    lines = parse("\n".join(map(json.dumps, pages)))
    spread = parse("\n".join(json.dumps(page, indent=2) for page in pages))
    assert [one.title for one in lines.papers] == ["One", "Two"]
    assert lines.papers == spread.papers or [one.title for one in spread.papers] == ["One", "Two"]
    assert str(lines.warnings[0]) == "line 2: record 2 of “data” has no title"
    arrays = parse("\n".join(json.dumps([page], indent=2) for page in pages))
    assert [one.title for one in arrays.papers] == ["One", "Two"]


@pytest.mark.parametrize("cut", ['{"title": "Cut",', '{"title": "Cut", "authors": ["A",', "{"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_line_that_is_cut_off_costs_only_itself(cut: str, place: int) -> None:
    lines = [json.dumps(ONE), json.dumps(TWO)]
    lines.insert(place, cut)
    digest = parse("\n".join(lines))
    assert [one.title for one in digest.papers] == ["One", "Two"]
    assert [(one.line, one.message) for one in digest.warnings] == [
        (place + 1, f"not JSON: “{cut}”")
    ]


def test_comments_and_commas_between_lines_do_no_harm() -> None:
    digest = LINES.parse(fixture("commented.jsonl"))
    assert [(one.line, one.arxiv_id) for one in digest.papers] == [
        (2, "2408.94101"),
        (4, "2408.94102"),
    ]
    assert [str(one) for one in digest.warnings] == [
        "line 1: not JSON: “# exported 2024-09-12 by a program”",
        "line 3: not an object: “null”",
    ]


def test_a_very_long_answer_is_read_a_record_at_a_time() -> None:
    records = [{**ONE, "title": f"Paper {n}", "abstract": "long " * 200_000} for n in range(6)]
    text = json.dumps({"facets": [{"x": 1}], "found": {"items": records}, "more": 1}, indent=1)
    asked = 0

    def lines() -> Iterator[bytes]:
        nonlocal asked
        for line in text.encode().splitlines(keepends=True):
            asked += 1
            yield line

    found = json_papers.stream(lines(), source(""))
    first = next(found)
    assert isinstance(first, ParsedPaper)
    assert asked < text.count("\n")
    rest = list(found)
    assert [one.title for one in rest if isinstance(one, ParsedPaper)][-1] == "Paper 5"
    assert len(rest) == 5
    assert text.splitlines()[first.line - 1].strip() == "{"


# -- streams ----------------------------------------------------------------------------------


def test_a_stream_is_read_a_line_at_a_time() -> None:
    asked = 0

    def lines() -> Iterator[bytes]:
        nonlocal asked
        for number in range(1000):
            asked = number + 1
            yield b'{"title": "Paper %d"}\n' % number

    found = json_papers.stream(lines(), source(""))
    first = next(found)
    assert isinstance(first, ParsedPaper)
    assert (first.title, asked) == ("Paper 0", 1)
    assert sum(1 for _ in found) == 999


@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_is_read_an_object_at_a_time(indent: int | None) -> None:
    text = ",\n".join(json.dumps({"title": f"Paper {n}"}, indent=indent) for n in range(50))
    asked = 0

    def lines() -> Iterator[bytes]:
        nonlocal asked
        for line in f"[{text}]".encode().splitlines(keepends=True):
            asked += 1
            yield line

    found = json_papers.stream(lines(), source(""))
    next(found)
    assert asked <= 4
    assert sum(1 for _ in found) == 49


def test_lines_that_are_not_utf8_are_reported_once_and_read() -> None:
    odd = '{"title": "Naïve"}\n'.encode("cp1252")
    lines = [b"\xef\xbb\xbf" + b'{"title": "A"}\n', odd, odd]
    *papers, warning = json_papers.stream(lines, source(""))
    assert [one.title for one in papers if isinstance(one, ParsedPaper)] == ["A", "Naïve", "Naïve"]
    assert str(warning) == "line 2: not UTF-8; read as Windows-1252 (and 1 more)"


def test_a_file_says_the_same_as_its_stream() -> None:
    data = (FIXTURES / "odd.jsonl").read_bytes()
    digest = parse(data)
    found = list(json_papers.stream(data.splitlines(keepends=True), source("")))
    assert [one for one in found if isinstance(one, ParsedPaper)] == list(digest.papers)
    assert [one for one in found if isinstance(one, ParseWarning)] == list(digest.warnings)


# -- distinguishing it from others --------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(path.name for path in FIXTURES.iterdir()))
def test_every_fixture_is_known_for_what_it_is(name: str) -> None:
    assert choose(fixture(name)).name == "json-lines"


def test_rows_of_daily_papers_on_lines_are_json_lines() -> None:
    inner = {"id": "2401.01234", "title": "T", "summary": "S."}
    data = "\n".join(json.dumps({"paper": inner, "title": "T"}) for _ in range(2))
    assert choose(source(data)).name == "json-lines"
    assert [one.arxiv_id for one in parse(data).papers] == ["2401.01234"] * 2


@pytest.mark.parametrize(
    "data",
    [
        "",
        "{\n",
        '{"title": "Settings", "version": 1',
        '{"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": []}',
        '{"abstract": "No title."}',
        '[{"paper": ',
        '{"name": "a-package", "version": "1.0.0", "description": "Pads.", "author": "Ada"}',
        '{"title": "Nothing that is known besides", "colour": "blue"}',
        "[1, 2, 3]",
        "title,abstract\nA,B\n",
        "<html></html>",
        "Plain text.\n",
    ],
)
def test_other_files_are_not_taken_for_json_lines(data: str) -> None:
    assert LINES.sniff(source(data)) == 0


# -- anything at all, and round trip ----------------------------------------------------------


@given(st.binary(max_size=200) | st.text('[]{}"title:, \\\n', max_size=120).map(str.encode))
def test_no_bytes_are_too_odd(data: bytes) -> None:
    assert 0 <= LINES.sniff(source(data)) <= 1
    found = json_papers.stream([data, data], source(""))
    assert all(isinstance(one, ParsedPaper | ParseWarning) for one in found)
    try:
        parse(data)
    except NotADigestError as error:
        assert error.what == "papers.jsonl"  # noqa: PT017


WORDS = st.text("abcdefgàéöøßдя中'\"\\[]{}", min_size=1, max_size=12)
TITLES = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)
TEXTS = st.lists(TITLES, max_size=3).map("\n\n".join)
PAPERS = st.builds(
    ParsedPaper,
    title=TITLES,
    abstract=TEXTS,
    authors=st.lists(st.sampled_from(["Ada Quill", "Bo-Li O'Tern", "Cléa Ørn", "李明"])).map(tuple),
    arxiv_id=st.none() | st.integers(0, 99999).map(lambda number: f"2401.{number:05}"),
    doi=st.none() | st.integers(0, 999).map(lambda number: f"10.1234/x.{number}"),
    date=st.none() | st.dates(dt.date(1500, 1, 1)),
    upvotes=st.none() | st.integers(0, 10**9),
    comment_count=st.none() | st.integers(0, 10**9),
    keywords=st.lists(TITLES, max_size=3, unique=True).map(tuple),
)


def written(one: ParsedPaper) -> dict[str, object]:
    return {
        "title": one.title,
        "abstract": one.abstract,
        "authors": list(one.authors),
        "id": one.arxiv_id,
        "doi": one.doi,
        "date": one.date and one.date.isoformat(),
        "upvotes": one.upvotes,
        "comments": one.comment_count,
        "keywords": list(one.keywords),
    }


def enveloped(layout: str, records: list[dict[str, object]]) -> object:
    match layout:
        case "pages":
            return {"count": len(records), "next": None, "results": records}
        case "nested":
            return {"status": {"code": 200}, "response": {"start": 0, "docs": records}}
        case "hits":
            return {"took": 1, "hits": {"total": 9, "hits": [{"_source": one} for one in records]}}
        case "keyed":
            return {f"id-{n}": one for n, one in enumerate(records)}
        case "by_topic":
            return {"first": records[:1], "rest": records[1:]}
        case "edges":
            return {"data": {"search": {"edges": [{"node": one, "cursor": ""} for one in records]}}}
        case _:
            return records


LAYOUTS = ["pages", "nested", "hits", "keyed", "by_topic", "edges", "list"]


@pytest.mark.parametrize("layout", LAYOUTS)
@given(
    papers=st.lists(PAPERS, min_size=1, max_size=5),
    indent=st.none() | st.integers(0, 3),
    pages=st.integers(1, 2),
)
def test_papers_are_the_same_in_every_envelope(
    layout: str, papers: list[ParsedPaper], indent: int | None, pages: int
) -> None:
    records = [written(one) for one in papers]
    text = "\n".join([json.dumps(enveloped(layout, records), indent=indent)] * pages)
    assert LINES.sniff(source(text)) > 0
    digest = parse(text)
    assert digest.warnings == ()
    assert [written(one) for one in digest.papers] == records * pages


@pytest.mark.parametrize("layout", ["lines", "array", "indented"])
@given(papers=st.lists(PAPERS, min_size=1, max_size=5), ascii_only=st.booleans())
def test_what_is_written_is_what_is_read(
    layout: str, papers: list[ParsedPaper], ascii_only: bool
) -> None:
    records = [written(one) for one in papers]
    if layout == "lines":
        text = "\n".join(json.dumps(one, ensure_ascii=ascii_only) for one in records)
    else:
        indent = 2 if layout == "indented" else None
        text = json.dumps(records, ensure_ascii=ascii_only, indent=indent)
    digest = parse(text)
    assert digest.warnings == ()
    assert LINES.sniff(source(text)) > 0.5
    assert [written(one) for one in digest.papers] == records
