"""Daily Papers as the API answers: its drifts over the years, days, odd rows, and cuts."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedDigest, ParsedPaper
from octavo_model.formats import Source
from octavo_model.formats.registry import choose, known_format

FIXTURES = Path(__file__).parents[4] / "fixtures" / "daily-papers-json"
MODIFIED = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)
API = known_format("daily-papers-json")


def source(data: object, name: str = "answer.json", date: dt.date | None = None) -> Source:
    if not isinstance(data, bytes):
        data = (data if isinstance(data, str) else json.dumps(data)).encode()
    return Source(data, name, MODIFIED, date)


def fixture(name: str) -> Source:
    return source((FIXTURES / f"{name}.json").read_bytes(), f"{name}.json")


def parse(data: object, name: str = "answer.json") -> ParsedDigest:
    return API.parse(source(data, name))


def row(**paper: object) -> dict[str, object]:
    inner = {"id": "2608.90011", "title": "A Title", "summary": "What it says.", **paper}
    return {"paper": inner, "title": inner["title"], "numComments": 0}


# -- the years --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "date", "papers"),
    [
        ("2024-05-27", "2024-05-27", 2),
        ("2024-12-20", "2024-12-20", 2),
        ("wrapped", "2025-01-10", 2),
        ("2026-08-21", "2026-08-21", 3),
    ],
)
def test_an_answer_of_any_year_reads_without_a_warning(name: str, date: str, papers: int) -> None:
    digest = API.parse(fixture(name))
    assert digest.warnings == ()
    assert (digest.date, digest.date_inferred) == (dt.date.fromisoformat(date), False)
    assert len(digest.papers) == papers
    assert all(one.title and one.abstract and one.authors for one in digest.papers)


def test_all_that_a_row_says_of_a_paper_is_read() -> None:
    assert API.parse(fixture("2026-08-21")).papers[0] == ParsedPaper(
        title="Dim: Lighthouses That Listen, Again",
        abstract="Lighthouses speak to whoever passes by, and so do language models. We study a "
        "lamp that dims itself when nobody is listening, and find that it saves a third of its "
        "energy. Whether anybody is listening is decided by a probe with two parameters.",
        authors=("Ada Quill", "Bo Tern"),
        author_count=2,
        organization="Saltmarsh Laboratory",
        submitted_by="Edda Holm",
        date=dt.date(2026, 8, 13),
        comment_count=2,
        arxiv_id="2608.90011",
        upvotes=47,
        keywords=("lighthouses", "probes"),
        ai_summary="A lamp that dims when nobody listens saves energy.",
        code="https://github.com/saltmarsh/dim",
        project="https://saltmarsh.example.org/dim/",
    )


def test_what_is_missing_around_a_paper_is_taken_from_within() -> None:
    digest = API.parse(fixture("2026-08-21"))
    assert digest.papers[1].abstract.startswith("We measure how long it takes")
    assert digest.papers[1].submitted_by == "Finn Reed"
    assert (digest.papers[1].keywords, digest.papers[1].code) == ((), None)
    assert digest.papers[2].organization == "socks-only"


def test_a_title_over_two_lines_is_one_line_and_a_hidden_author_is_one() -> None:
    one = API.parse(fixture("2024-05-27")).papers[0]
    assert one.title == "Dim: Lighthouses That Listen"
    assert (one.authors[2], one.author_count) == ("Cléa Ørn", 3)
    assert (one.submitted_by, one.organization) == (None, None)


def test_rows_that_python_printed_are_read_as_they_were() -> None:
    printed = API.parse(fixture("2024-12-20")).papers
    assert printed == API.parse(fixture("wrapped")).papers
    assert printed[1].abstract == 'It\'s a "threshold". We\\ask: why?'


# -- its day ----------------------------------------------------------------------------------

DAILY = {"submittedOnDailyAt": "2026-08-21T00:00:00.000Z", "publishedAt": "2026-08-13"}


@pytest.mark.parametrize(
    ("data", "name", "day", "inferred"),
    [
        ({"date": "2026-08-22", "data": [row(**DAILY)]}, "2026-08-23.json", 21, False),
        ({"date": "2026-08-22", "data": [row()]}, "2026-08-23.json", 22, False),
        ({"data": [row(publishedAt="2026-08-13")]}, "2026-08-23.json", 23, False),
        ([row(publishedAt="2026-08-12"), row(publishedAt="2026-08-13")], "answer.json", 13, True),
        ([row(submittedOnDailyAt="soon", publishedAt="2026-08-13")], "2026-08-23.json", 23, False),
    ],
    ids=["submitted", "wrapper", "name", "published", "not a day"],
)
def test_the_day_is_what_is_said_most_plainly(
    data: object, name: str, day: int, inferred: bool
) -> None:
    digest = parse(data, name)
    assert (digest.date, digest.date_inferred) == (dt.date(2026, 8, day), inferred)
    warnings = ["no date in the digest; guessed from its latest paper"] if inferred else []
    assert [str(one) for one in digest.warnings] == warnings


def test_the_day_is_that_of_most_papers() -> None:
    days = ["2026-08-20", "2026-08-21", "2026-08-21", "2026-08-19"]
    assert parse([row(submittedOnDailyAt=one) for one in days]).date == dt.date(2026, 8, 21)


def test_the_word_of_the_user_comes_before_all() -> None:
    given_day = dt.date(2020, 2, 29)
    assert API.parse(source([row(**DAILY)], date=given_day)).date == given_day


def test_a_digest_without_any_day_has_none() -> None:
    assert parse([row()]).date is None


# -- odd rows, cuts ---------------------------------------------------------------------------


def test_rows_that_are_not_papers_are_reported_and_the_rest_is_read() -> None:
    digest = API.parse(fixture("odd_rows"))
    assert len(digest.papers) == 3
    assert [str(one) for one in digest.warnings] == [
        "4 rows are not papers: 2, 4, 5 …",
        "2 rows have no title: 3, 7",
    ]


def test_of_a_capture_that_was_cut_off_the_whole_rows_are_read() -> None:
    digest = API.parse(fixture("cut"))
    assert digest.papers == API.parse(fixture("2026-08-21")).papers[:2]
    (warnings,) = digest.warnings
    assert warnings.message == "cut off here; the whole rows before were read"
    assert warnings.line > 100


def test_a_broken_row_is_left_out_and_the_next_is_read() -> None:
    digest = API.parse(fixture("broken_row"))
    whole = API.parse(fixture("2026-08-21")).papers
    assert digest.papers == (whole[0], whole[2])
    assert [one.line for one in digest.warnings] == [2, 3]
    assert "broken JSON" in digest.warnings[0].message
    assert digest.warnings[1].message == "not a row; left out: “junk”"


def test_many_rows_that_are_not_papers_are_one_warning_with_examples() -> None:
    digest = parse([row(), *[7] * 5000])
    assert len(digest.papers) == 1
    assert [str(one) for one in digest.warnings] == ["5,000 rows are not papers: 2, 3, 4 …"]


def test_an_answer_that_is_an_error_is_an_error() -> None:
    with pytest.raises(NotADigestError, match="the answer is an error: Invalid date: 2026-02-30"):
        API.parse(fixture("no_such_day"))


@pytest.mark.parametrize("data", ["", "A page", '"text"', "17", '{"a": {"b": 1}}', '["a", "b"]'])
def test_what_holds_no_rows_is_not_a_digest(data: str) -> None:
    with pytest.raises(NotADigestError):
        parse(data)


def test_a_day_without_papers_is_an_empty_digest() -> None:
    assert API.parse(fixture("empty")).papers == ()


# -- distinguishing it from others --------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(path.stem for path in FIXTURES.glob("*.json")))
def test_every_answer_is_known_for_one(name: str) -> None:
    assert choose(fixture(name)).name == "daily-papers-json"


@pytest.mark.parametrize(
    "data",
    [
        "",
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": []}),
        json.dumps([{"title": "A Title", "abstract": "A paper, all the same.", "id": "1"}]),
        json.dumps(row()) + "\n" + json.dumps(row()),
        '<html><body data-props="[{&quot;paper&quot;: {&quot;id&quot;: 1">',
        'The API answers [{"paper": {"id": "2608.90011"}}] on good days.',
    ],
    ids=["empty", "json-feed", "array", "json-lines", "html", "prose"],
)
def test_other_files_are_not_taken_for_an_answer(data: str) -> None:
    assert API.sniff(source(data)) == 0


def test_an_answer_is_known_by_its_beginning() -> None:
    data = (FIXTURES / "2026-08-21.json").read_bytes()
    assert API.sniff(source(data[:300])) > 0.9


# -- anything at all --------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("paper", "title", "id", "summary", "authors", "name", "publishedAt", "date"),
                    *(
                        "submittedOnDailyAt",
                        "upvotes",
                        "ai_keywords",
                        "submittedBy",
                        "organization",
                    ),
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def survives(data: bytes) -> ParsedDigest | None:
    one = source(data)
    assert 0 <= API.sniff(one) <= 1
    try:
        return API.parse(one)
    except NotADigestError:
        return None


@given(JSON, st.sampled_from([json.dumps, repr]))
def test_no_json_is_too_odd(value: object, written: Any) -> None:
    survives(written(value).encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=100) | st.text('[]{}"paertil:, \\\n', max_size=80).map(str.encode))
def test_no_bytes_are_too_odd(data: bytes) -> None:
    survives(data)


@given(st.data())
def test_an_answer_may_be_cut_anywhere(data: st.DataObject) -> None:
    whole = (FIXTURES / "2026-08-21.json").read_bytes()
    digest = survives(whole[: data.draw(st.integers(0, len(whole)))])
    if digest:
        assert digest.papers == API.parse(source(whole)).papers[: len(digest.papers)]


# -- round trip -------------------------------------------------------------------------------

WORDS = st.text("abcdefgàéöøßдя中'\"\\", min_size=1, max_size=12).filter(str.strip)
LINES = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)
TEXTS = st.lists(LINES, min_size=1, max_size=3).map("\n\n".join)
COUNTS = st.integers(0, 10**6)
PAPERS = st.builds(
    lambda title, abstract, authors, number, upvotes, comments, keywords, day: ParsedPaper(
        title,
        abstract,
        authors=tuple(authors),
        author_count=len(authors),
        arxiv_id=f"2608.{number:05}",
        upvotes=upvotes,
        comment_count=comments,
        keywords=tuple(keywords),
        date=day,
        code="https://github.com/saltmarsh/dim",
    ),
    LINES,
    TEXTS,
    st.lists(LINES, min_size=1, max_size=4),
    st.integers(0, 99999),
    COUNTS,
    COUNTS,
    st.lists(LINES, max_size=3, unique=True),
    st.dates(dt.date(2000, 1, 1)),
)


def written(one: ParsedPaper) -> dict[str, object]:
    paper = {
        "id": one.arxiv_id,
        "title": one.title.replace(" ", "\n  ", 1),
        "summary": one.abstract,
        "authors": [{"name": name, "hidden": False} for name in one.authors],
        "publishedAt": f"{one.date}T10:00:00.000Z",
        "submittedOnDailyAt": "2026-08-21T00:00:00.000Z",
        "upvotes": one.upvotes,
        "ai_keywords": list(one.keywords),
        "githubRepo": one.code,
    }
    return {"paper": paper, "title": one.title, "numComments": one.comment_count}


@pytest.mark.parametrize("dialect", ["json", "printed rows", "wrapped", "utf-16"])
@given(papers=st.lists(PAPERS, min_size=1, max_size=5))
def test_what_an_answer_is_made_of_is_what_is_read(dialect: str, papers: list[ParsedPaper]) -> None:
    rows: list[Any] = [written(one) for one in papers]
    if dialect == "printed rows":
        rows = [repr(one) for one in rows]
    data = json.dumps({"status": "ok", "data": rows} if dialect == "wrapped" else rows)
    digest = parse(data.encode("utf-16" if dialect == "utf-16" else "utf-8"))
    assert digest.warnings == ()
    assert digest.date == dt.date(2026, 8, 21)
    assert digest.papers == tuple(papers)


# -- the real answers -------------------------------------------------------------------------


def test_real_answers_give_what_is_expected_of_them(corpus: Path) -> None:
    expected = json.loads((corpus / "expected.json").read_text("utf-8"))
    names = [name for name in expected if name.startswith("daily-papers-json/")]
    assert len(names) >= 7
    for name in names:
        one = source((corpus / name).read_bytes(), "answer.json")
        assert choose(one).name == "daily-papers-json"
        digest = API.parse(source(one.data, Path(name).name))
        assert digest.warnings == (), name
        assert len(digest.papers) == expected[name]["papers"]
        assert digest.date == dt.date.fromisoformat(Path(name).stem)
        for paper in digest.papers:
            assert paper.arxiv_id
            assert paper.abstract
            assert paper.author_count == len(paper.authors) > 0
            assert paper.upvotes is not None
            assert paper.comment_count is not None
            assert paper.date
            assert paper.date <= digest.date
