"""A page pasted as a query: parsed in linear time, with short messages."""

from __future__ import annotations

import pytest
from tests.model.conftest import Desk
from tests.timing import took

from octavo_model import Library, View
from octavo_model.search.evaluation import highlights_of
from octavo_model.search.query.completion import completions
from octavo_model.search.query.nodes import PartKind, Query, Word
from octavo_model.search.query.parser import parse
from octavo_model.search.query.remarks import MAX_MESSAGES, MAX_TERMS
from octavo_model.search.query.writing import format_query
from octavo_model.search.titles import highlight_ranges
from octavo_model.search.titles.words import TitleQuery as Words

pytestmark = pytest.mark.clock

PIECES = (
    "a$ ", "ab$ ", "^a ", "!a ", "-a ", "'a ", '"a" ', "~a ", '~"a" ', "!~a ", "^a$ ", "| ", "a | ",
    "'a | ", "is:x ", "is:read ", "!is:read ", "is:read | ", "has:x ", "up:x ", "up:>3 ", "date:x ",
    "date:<7d ", "year:x ", "digest:a ", "au:a ", 'au:"a b" ', "cat:. ", "sort:up ", "sort:x ",
    "-sort:up ", "in:abstract ", "!in:abstract ", "in:abstract a ", "in:x ", "a: ", "is: ", "is:",
    "a", "a ", "é ", '"', '\\" ', "\\", "$x$ ", "-", "!", "'", "^", "~", "$", "(", "深度 ", ".. ",
    "2401.01234 ", "10.1000/a ", "foo:bar ",
)  # fmt: skip
"""Every kind of term, as it should be and as it should not."""
SIZE = 12_000


def pasted(piece: str, size: int) -> str:
    return (piece * (size // len(piece) + 1))[:size]


def all_of_it(text: str) -> Query:
    """What is done with a query, but for finding."""
    query = parse.__wrapped__(text)
    for problem in query.problems:
        assert len(str(problem)) < 300
        assert len(problem.brief) < 300
    format_query(query)
    completions(text, len(text))
    highlight_ranges(highlights_of(query), "A Study of the Tides in 深度 Basins")
    assert isinstance(query.words, str)
    return query


@pytest.mark.parametrize("piece", PIECES)
def test_reading_a_query_takes_linear_time(piece: str) -> None:
    short, long = pasted(piece, SIZE), pasted(piece, 4 * SIZE)
    all_of_it(short)  # what is imported first
    if took(lambda: all_of_it(long)) < 0.05:
        return
    # Others are at work on this machine: the best of some.
    one = min(took(lambda: all_of_it(short)) for _ in range(3))
    four = min(took(lambda: all_of_it(long)) for _ in range(3))
    # Four times the text takes four times as long; squared it would be 16 times.
    assert four < 9 * one + 0.02


@pytest.mark.parametrize("piece", PIECES)
def test_few_problems_are_described_and_the_rest_is_counted(piece: str) -> None:
    text = pasted(piece, 3_000)
    query = parse(text)

    assert len(query.problems) <= MAX_MESSAGES + 2
    others = [term for clause in query.clauses for term in clause if not isinstance(term, Word)]
    assert len(others) <= MAX_TERMS
    starts = [one.start for one in query.problems]
    assert starts == sorted(starts)
    ends = 0
    for part in query.parts:
        assert ends <= part.start < part.end <= len(text)
        ends = part.end


def test_what_is_too_much_is_counted() -> None:
    query = parse("a$ " * 1_000)
    (problem,) = query.problems
    assert (
        str(problem) == f"“a$” and {1_000 - MAX_TERMS - 1} more are too many (a query may have 48)"
    )
    assert [part.kind for part in query.parts].count(PartKind.PROBLEM) == 1_000 - MAX_TERMS

    *shown, last = parse("is:x " * 1_000).problems
    assert len(shown) == MAX_MESSAGES
    assert str(last) == f"“is:x” and {1_000 - MAX_MESSAGES - 1} more are ignored too"

    assert str(parse("a$ " * MAX_TERMS + "'b").problems[0]).startswith("“'b” is one term too many")


def test_both_kinds_of_too_much_are_described_where_they_start() -> None:
    query = parse("is:x " * 50 + "'a " * 50 + "is:x")

    assert [(one.start, one.why) for one in query.problems[-2:]] == [
        (5 * MAX_MESSAGES, "and 2 more are ignored too"),
        (250 + 3 * MAX_TERMS, "and 1 more are too many"),
    ]


def test_a_message_repeats_the_beginning_alone() -> None:
    (problem,) = parse(f"up:{'9' * 100_000}").problems
    assert problem.part == f"up:{'9' * 100_000}"  # what is underlined is all of it
    assert str(problem).startswith(f"“up:{'9' * 56}…” is not a number")


@pytest.mark.parametrize(
    "text", ["zq" * 50_000, "zq " * 50_000, f'"{"zq " * 50_000}"', "zq$ " * 30]
)
def test_why_nothing_is_found_is_short(desk: Desk, library: Library, text: str) -> None:
    desk.add_digest(library, "On Tides")

    found = library.search.find(text, library.catalog.ids(View.all()))

    assert found.why
    assert len(found.why) < 500


def test_what_is_asked_twice_is_named_once(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "On Tides")

    found = library.search.find("zq$ zq$", library.catalog.ids(View.all()))

    assert found.why == "No paper here matches “zq$ zq$”"


def test_whole_titles_are_compared_to_the_beginning_of_what_was_pasted() -> None:
    assert len(Words.parse("a é " * 50_000).text) <= 1_000
