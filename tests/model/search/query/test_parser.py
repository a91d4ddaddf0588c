from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from octavo_model.search.query.fields import BY_NAME, FIELDS
from octavo_model.search.query.mentions import read_id
from octavo_model.search.query.nodes import (
    Age,
    Anchor,
    Between,
    Days,
    FieldTerm,
    InAbstract,
    InTitle,
    Name,
    PartKind,
    Query,
    Sort,
    Where,
    Word,
)
from octavo_model.search.query.operators import examples
from octavo_model.search.query.parser import parse
from octavo_model.search.query.remarks import MAX_TERMS
from octavo_model.search.query.suggestions import nearest_name
from octavo_model.search.query.writing import format_query

DAY = dt.date


def in_title(text: str) -> Word:
    return Word(text, Where.TITLE)


def named(field: str, value: str, negated: bool = False) -> FieldTerm:
    return FieldTerm(field, Name(value), negated)


def of_doi(value: str, negated: bool = False) -> tuple[FieldTerm]:
    return (named("doi", value, negated),)


def words(*texts: str) -> tuple[tuple[Word, ...], ...]:
    return tuple((Word(text),) for text in texts)


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("", ()),
        ("neural clocks", words("neural", "clocks")),
        ("SVFR: A Unified Lamp", words("SVFR:", "A", "Unified", "Lamp")),
        ("colour:red", words("colour:red")),
        ("Date: A Fruit", words("Date", "A", "Fruit")),
        ("Owls & Tides - a note?", words("Owls", "Tides", "a", "note?")),
        ("low-cost C++ a|b", words("low-cost", "C++", "a|b")),
        (r"Learning $\ell_1$", words("Learning", r"$\ell_1$")),
        ("'tide", ((InTitle("tide"),),)),
        ("'", ()),
        ("!", ()),
        ("!tide", ((InTitle("tide", negated=True),),)),
        ("-tide", ((InTitle("tide", negated=True),),)),
        ("^on", ((InTitle("on", Anchor.START),),)),
        ("owls$", ((InTitle("owls", Anchor.END),),)),
        ("^owls$", ((InTitle("owls", Anchor.WHOLE),),)),
        (
            "!^on !owls$",
            ((InTitle("on", Anchor.START, True),), (InTitle("owls", Anchor.END, True),)),
        ),
        ('"tidal  basin"', ((InTitle("tidal basin"),),)),
        ('"tidal basin', ((InTitle("tidal basin"),),)),
        (
            '^"on the" "the end"$',
            ((InTitle("on the", Anchor.START),), (InTitle("the end", Anchor.END),)),
        ),
        (r'"a \"b\" \\ c\d"', ((InTitle(r'a "b" \ c\d'),),)),
        ("a | b c", ((Word("a"), Word("b")), (Word("c"),))),
        ("| a | | b |", ((Word("a"), Word("b")),)),
        ("x is:nothing | b", ((Word("x"),), (Word("b"),))),
        ("a | is:nothing | b", ((Word("a"), Word("b")),)),
        ("a | sort:up b", ((Word("a"),), (Word("b"),))),
        ("!2401.01234v3", ((FieldTerm("id", Name("2401.01234"), True),),)),
        ("id:2401.01234", ((FieldTerm("id", Name("2401.01234")),),)),
        ("arXiv: a tale", words("arXiv", "a", "tale")),
        (
            "cs/0701120 | math.GT/0309136",
            ((FieldTerm("id", Name("cs/0701120")), FieldTerm("id", Name("math/0309136"))),),
        ),
        ("'2401.01234", ((InTitle("2401.01234"),),)),
        ("in:abstract 2401.01234", ((InAbstract("2401.01234"),),)),
        ("is:unread", ((FieldTerm("is", Name("unread")),),)),
        (
            "IS:Unread -has:code",
            ((FieldTerm("is", Name("unread")),), (FieldTerm("has", Name("code"), True),)),
        ),
        ("author:Quill", ((FieldTerm("au", Name("Quill")),),)),
        ('au:"nora  quill"', ((FieldTerm("au", Name("nora quill")),),)),
        ("up:>20", ((FieldTerm("up", Between(21, None)),),)),
        ("up:<20", ((FieldTerm("up", Between(None, 19)),),)),
        ("comments:>=3", ((FieldTerm("comments", Between(3, None)),),)),
        ("comments:<=3", ((FieldTerm("comments", Between(None, 3)),),)),
        ("authors:5..10", ((FieldTerm("authors", Between(5, 10)),),)),
        ("authors:..10", ((FieldTerm("authors", Between(None, 10)),),)),
        ("authors:7", ((FieldTerm("authors", Between(7, 7)),),)),
        ("year:2020..", ((FieldTerm("year", Between(2020, None)),),)),
        ("date:2026-08..", ((FieldTerm("date", Days(DAY(2026, 8, 1), None)),),)),
        ("date:..2026-02", ((FieldTerm("date", Days(None, DAY(2026, 2, 28))),),)),
        ("date:2026-08", ((FieldTerm("date", Days(DAY(2026, 8, 1), DAY(2026, 8, 31))),),)),
        ("date:2024", ((FieldTerm("date", Days(DAY(2024, 1, 1), DAY(2024, 12, 31))),),)),
        ("date:2024-2-3", ((FieldTerm("date", Days(DAY(2024, 2, 3), DAY(2024, 2, 3))),),)),
        ("date:>2026-08", ((FieldTerm("date", Days(DAY(2026, 9, 1), None)),),)),
        ("date:<2026-08", ((FieldTerm("date", Days(None, DAY(2026, 7, 31))),),)),
        ("date:>=2026-08", ((FieldTerm("date", Days(DAY(2026, 8, 1), None)),),)),
        ("date:<=2026-08", ((FieldTerm("date", Days(None, DAY(2026, 8, 31))),),)),
        ("date:<7d", ((FieldTerm("date", Age(7, "d", False)),),)),
        ("date:>2W", ((FieldTerm("date", Age(2, "w", True)),),)),
        ("date:today", ((FieldTerm("date", Age(1, "d", False)),),)),
        ("a ~tide", ((Word("a"),), (InAbstract("tide"),))),
        ('!~"tidal basin"', ((InAbstract("tidal basin", True, True),),)),
        ("!a ~'tide", ((InTitle("a", negated=True),), (InAbstract("'tide"),))),
        (
            "a in:abstract b -c is:read d",
            (
                (Word("a"),),
                (InAbstract("b"),),
                (InAbstract("c", negated=True),),
                (FieldTerm("is", Name("read")),),
                (Word("d"),),
            ),
        ),
        ("in:abstract 'b | c", ((InAbstract("b", True), InAbstract("c")),)),
        ("in:abstract a in:title b", ((InAbstract("a"),), (Word("b", Where.TITLE),))),
        ("in:title a b in:any c", ((in_title("a"),), (in_title("b"),), (Word("c"),))),
        ("ti:a title:b", ((in_title("a"),), (in_title("b"),))),
        ('ti:"a b" !ti:c', ((InTitle("a b"),), (InTitle("c", negated=True),))),
        ("abs:a -abstract:b", ((InAbstract("a"),), (InAbstract("b", negated=True),))),
        ('abs:"a b"', ((InAbstract("a b", True),),)),
        ("+a C++ + b", ((Word("a", required=True),), (Word("C++"),), (Word("b"),))),
        ('+"a b"', ((InTitle("a b"),),)),
        ("a !+b", ((Word("a"),), (InTitle("b", negated=True),))),
        ("doi:10.1000 -doi:10.1000/a", (of_doi("10.1000"), of_doi("10.1000/a", True))),
        ("starred:<90d", ((FieldTerm("starred", Age(90, "d", False)),),)),
        ("read:2026-01..", ((FieldTerm("read", Days(DAY(2026, 1, 1), None)),),)),
        ('venue:"j. of owls" org:x', ((named("venue", "j. of owls"),), (named("org", "x"),))),
        ("is:withdrawn", ((named("is", "withdrawn"),),)),
        ("ID:5 ways", words("ID:5", "ways")),
    ],
)
def test_a_text_means(text: str, clauses: object) -> None:
    query = parse(text)
    assert query.clauses == clauses
    assert parse(format_query(query)) == query


@pytest.mark.parametrize(
    ("text", "ids", "clauses"),
    [
        ("2401.01234", ["2401.01234"], ()),
        ("arXiv:2401.01234v2", ["2401.01234"], ()),
        ("arXiv: 2401.01234 a", ["2401.01234"], words("a")),
        ("(arXiv:2401.01234).", ["2401.01234"], ()),
        ("see arXiv:1611.01234 [cs.LG]", ["1611.01234"], words("see", "[cs.LG]")),
        ("https://arxiv.org/pdf/2401.01234v2", ["2401.01234"], ()),
        ("[A](https://arxiv.org/abs/2401.01234).", ["2401.01234"], ()),
        ("hf.co/papers/2401.01234", ["2401.01234"], ()),
        ("https://huggingface.co/papers/2401.01234", ["2401.01234"], ()),
        ("10.1000/XYZ.1", ["10.1000/xyz.1"], ()),
        ("doi:10.1000/xyz", ["10.1000/xyz"], ()),
        ("doi: 10.1000/xyz", ["10.1000/xyz"], ()),
        ("https://doi.org/10.48550/arXiv.2401.01234", ["2401.01234"], ()),
        ("2401.01234 2401.01234v2 math.GT/0309136", ["2401.01234", "math/0309136"], ()),
        ("P19-1001", ["https://aclanthology.org/P19-1001"], ()),
        ("aclweb.org/anthology/P19-1001.pdf", ["https://aclanthology.org/P19-1001"], ()),
        (
            "https://openreview.net/pdf?id=AbCdEf1234 owls",
            ["https://openreview.net/forum?id=AbCdEf1234"],
            words("owls"),
        ),
        (
            "Kelp, D., Quill, A. (2016). On Owls. arXiv:1303.2280.",
            ["1303.2280"],
            words("Kelp", "D", "Quill", "A", "2016", "On", "Owls"),
        ),
        ("is:read 2401.01234", ["2401.01234"], ((named("is", "read"),),)),
        ("id:2401.01234", [], ((named("id", "2401.01234"),),)),
        ("!2401.01234", [], ((named("id", "2401.01234", True),),)),
        ("2401.01234 | a", [], ((named("id", "2401.01234"), Word("a")),)),
    ],
)
def test_the_papers_that_a_text_names_are_known(text: str, ids: list[str], clauses: object) -> None:
    query = parse(text)
    assert list(query.ids) == ids
    assert query.clauses == clauses
    assert parse(format_query(query)) == query


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("~tide", words("tide")),
        (" ~ tide basin", words("tide", "basin")),
        ("~ a +b", ((Word("a"),), (Word("b", required=True),))),
        ('~"a b"', ((InTitle("a b"), InAbstract("a b", True)),)),
        ("~ 'a", ((InTitle("a"),),)),
        ("~ !a ~b", ((InTitle("a", negated=True),), (InAbstract("b"),))),
        ("~ in:title a", ((in_title("a"),),)),
        ("~is:read a", ((named("is", "read"),), (Word("a"),))),
    ],
)
def test_a_first_tilde_is_for_the_whole_query(text: str, clauses: object) -> None:
    query = parse(text)
    assert query.abstracts
    assert query.clauses == clauses
    assert not parse(f"in:any {text}").abstracts
    assert parse(format_query(query)) == query


@pytest.mark.parametrize(
    ("text", "part", "why", "near"),
    [
        ("a is:unraed b", "is:unraed", "not known", "unread"),
        ("is:", "is:", "needs a value", ""),
        ("is:un", "is:un", "not known", "unread"),
        ("up:many", "up:many", "not a number", ""),
        ("up:1234567890", "up:1234567890", "not a number", ""),
        ("date:2024-13", "date:2024-13", "not a date", "2024-12"),
        ("date:2024-02-30", "date:2024-02-30", "not a date", "2024-02-29"),
        ("date:0000", "date:0000", "not a date", ""),
        ("date:..", "date:..", "not a date", ""),
        ("date:>9999", "date:>9999", "not a date", ""),
        ("date:0d", "date:0d", "not a date", ""),
        ("date:2026..2025", "date:2026..2025", "ends before it starts", ""),
        ("date:2026-08-02..2026-08-01", "date:2026-08-02..2026-08-01", "ends before", ""),
        ("year:2026..2025", "year:2026..2025", "ends before it starts", ""),
        ("up:10..9", "up:10..9", "ends before it starts", ""),
        ("id:owl", "id:owl", "not an arXiv id or DOI", ""),
        ("id:", "id:", "needs a value", ""),
        ("cat:.", "cat:.", "not a name", ""),
        ("sort:votes", "sort:votes", "not known", ""),
        ("sort:stars", "sort:stars", "not known", "starred"),
        ("is:star", "is:star", "not known", "starred"),
        ("up:>abc", "up:>abc", "not a number", ""),
        ("ti:.", "ti:.", "not a word", ""),
        ("abs:", "abs:", "needs a value", ""),
        ("in:abstract", "in:abstract", "needs words", ""),
        ("!in:abstract a", "!in:abstract", "negated", ""),
        ("sort:up a sort:date", "sort:up", "one order", ""),
    ],
)
def test_a_problem_has_the_part_and_the_reason(text: str, part: str, why: str, near: str) -> None:
    (problem,) = parse(text).problems
    assert text[problem.start : problem.end] == problem.part == part
    assert why in problem.why
    assert problem.nearest == near
    assert part in str(problem)
    assert near in str(problem)


@pytest.mark.parametrize(
    ("text", "part", "why", "near", "typing"),
    [
        ("a cats:cs.LG b", "cats:cs.LG", "no field cats", "cat:", False),
        ("-cats:cs.LG", "-cats:cs.LG", "no field cats", "cat:", False),
        ("datee:2024", "datee:2024", "no field datee", "date:", False),
        ("yaer:2024", "yaer:2024", "no field yaer", "year:", False),
        ("athor:quill", "athor:quill", "no field athor", "author:", False),
        ("unread:yes", "unread:yes", "no field unread", "is:unread", False),
        ("topic:owls", "topic:owls", "no field topic", "cat:", False),
        ("journal:owls", "journal:owls", "no field journal", "venue:", False),
        ('"tidal ba', '"tidal ba', "not closed", "", True),
        ('au:"nora', 'au:"nora', "not closed", "", True),
        ('"', '"', "not closed", "", True),
        ("~", "~", "nothing follows it", "", True),
        ("tide !", "!", "nothing follows it", "", True),
        ("tide ~ basin", "~", "nothing follows it", "", False),
        ("! tide", "!", "nothing follows it", "", False),
        ("tide |", "|", "nothing follows it", "", True),
        ("|", "|", "nothing comes before it", "", True),
        ("| tide", "|", "nothing comes before it", "", False),
        ("a | | b", "|", "another one comes before it", "", False),
    ],
)
def test_a_hint_suggests_and_changes_nothing(
    text: str, part: str, why: str, near: str, typing: bool
) -> None:
    query = parse(text)
    (hint,) = query.remarks
    assert not query.problems
    assert text[hint.start : hint.end] == hint.part == part
    assert why in hint.why
    assert (hint.nearest, hint.counts, hint.typing) == (near, True, typing)
    assert near in str(hint)
    assert near in hint.brief
    assert parse(format_query(query)) == query


@pytest.mark.parametrize(
    "text",
    [
        "SVFR: A Unified Lamp",
        "foo:bar",
        "Networks:A Survey",
        "data:image model:owl",
        "https://example.org/title:a",
        "cats: and dogs",
        "cats:",
        "Owls & Tides - a note (1) [2] / 'Do We' ?",
        "a | b",
        "( [",
        "-",
        "'title:tide",
        '"cats:cs.LG"',
    ],
)
def test_what_may_be_a_title_is_left_alone(text: str) -> None:
    assert not parse(text).remarks


def test_a_pasted_page_is_hinted_at_only_so_often() -> None:
    assert len(parse(" ".join(f"cats:{number}" for number in range(99))).remarks) == 16


def wrong_queries() -> list[str]:
    """Every problem and hint of every field, one in each."""
    texts = ["!in:abstract", "in:abstract", *(f"{name}:x" for name in ("yaer", "favourites"))]
    texts += ['"tidal basin', "~", "|", "a | | b", "| a", "sort:up sort:date"]
    for spec in FIELDS:
        bad = {"name": ".", "text": ".", "number": "many", "day": "2024-13-01"}.get(
            spec.kind, "votes"
        )
        texts += [f"{spec.name}:", f"{spec.name}:{bad}"]
        if spec.kind in {"number", "day"}:
            texts.append(f"{spec.name}:2026..2025")
    return texts


@pytest.mark.parametrize("text", wrong_queries())
def test_a_message_fits_into_80_columns(text: str) -> None:
    (one,) = parse(text).remarks
    # The line has its prompt, what is typed, what is shown, and how many papers are found.
    shown = f" / {text}  {one.short} · 100000 of 100000 "
    assert len(shown) <= 80
    assert one.short in one.brief or one.short == one.meant


def test_what_is_understood_counts_beside_what_is_not() -> None:
    assert parse("tide is:unraed up:>3").clauses == (
        (Word("tide"),),
        (FieldTerm("up", Between(4, None)),),
    )


def test_an_order_is_no_condition() -> None:
    assert parse("a sort:date").sort == Sort("date")
    assert parse("-sort:date").sort == Sort("date", reverse=True)
    assert parse("sort:up sort:date").sort == Sort("date")


def test_words_are_searched_for_as_typed() -> None:
    assert parse("[Re]  owls?").words == "[Re]  owls?"
    assert parse("[Re]  owls? is:read").words == "[Re] owls?"
    assert parse("owls is:unraed").words == "owls"
    assert parse("a | b c").words == "c"
    assert parse("a +b ti:c").words == "a b"
    assert parse("a +b ti:c").required == ("b",)
    assert parse("...").is_plain
    assert not parse("'a").is_plain


def test_more_terms_than_anybody_types_are_a_problem() -> None:
    query = parse(" ".join(f"'a{number}" for number in range(MAX_TERMS + 2)))
    assert len(query.clauses) == MAX_TERMS
    (problem,) = query.problems
    assert problem.part == f"'a{MAX_TERMS}"
    assert str(problem) == f"“'a{MAX_TERMS}” and 1 more are too many (a query may have {MAX_TERMS})"
    # Words are cut short by the search, as they always were.
    assert not parse("word " * 500).problems


def test_an_age_counts_back_from_today() -> None:
    today = DAY(2025, 6, 1)
    assert Age(7, "d", older=False).days(today) == Days(DAY(2025, 5, 26), None)
    assert Age(7, "d", older=True).days(today) == Days(None, DAY(2025, 5, 24))
    assert Age(1, "w", older=False).days(today) == Days(DAY(2025, 5, 26), None)
    for older in (False, True):
        days = Age(99999, "y", older).days(today)
        assert (days.high if older else days.low) == DAY.min


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('"tide"', "'tide"),
        ("-is:read", "!is:read"),
        ("by:quill", "au:quill"),
        ("date:2024-01-01..2024-12-31", "date:2024"),
        ("date:2024-08-01..2024-08-31", "date:2024-08"),
        ("date:2024-08-14..2024-08-14", "date:2024-08-14"),
        ("date:2023-01-01..2024-12-31", "date:2023..2024"),
        ("date:>2024", "date:2025.."),
        ("date:2024-08-02..2024-08-30", "date:2024-08-02..2024-08-30"),
        ("up:>20", "up:>=21"),
        ("up:<20", "up:..19"),
        ("up:<0", "up:<0"),
        ("in:abstract a b", "abs:a abs:b"),
        ("in:title a b", "ti:a ti:b"),
        ('~ tide "a b"', """~ tide '"a b" | abs:"a b\""""),
        ("Tides of -the Deep", "Tides of the Deep"),
        ("is:x Tide Tide Tide ^a", "in:any Tide Tide Tide ^a"),
        ("^a$", "^a$"),
    ],
)
def test_a_query_is_written_in_one_way(text: str, written: str) -> None:
    assert format_query(parse(text)) == written


PIECES = st.sampled_from(
    [*(f"{name}:" for name in (*BY_NAME, "cats")),
     "2401.01234", "10.1000/x", *"aé|!-'^$~\"\\ >(0\u0301", "  ", "Tide", "unread", "up",
     "+", "Device", "et al.", "(2016)", "P19-1001", "“x”", "1. ",
     "..", "2024", "-08", "7d", "abstract"]
)  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(PIECES).map("".join), st.lists(PIECES).map(" ".join))


@given(TEXTS)
@example('~"')
@example('!"!x" ~"a" b')
@example("date:today..")
@example("ARXIV:10.0000/:")
def test_any_text_is_a_query(text: str) -> None:
    query = parse(text)
    assert parse(format_query(query)) == query
    last = 0
    for part in query.parts:
        assert last <= part.start < part.end <= len(text)
        last = part.end
    inside = {place for part in query.parts for place in range(part.start, part.end)}
    assert all(place in inside or char.isspace() for place, char in enumerate(text))
    for problem in query.remarks:
        assert text[problem.start : problem.end] == problem.part
    for clause in query.clauses:
        for term in clause:
            assert 0 <= term.start < term.end <= len(text)


def squeezed(one: str, text: str) -> str:
    return " ".join(f"{one}{text}".split())


NUMBERS = st.integers(0, 10**8)
DATES = st.dates(min_value=DAY(1000, 1, 1))
VALUES = {
    "number": st.one_of(
        st.builds(lambda low, more: Between(low, low + more), NUMBERS, NUMBERS),
        st.builds(Between, NUMBERS, st.none()),
        st.builds(Between, st.none(), NUMBERS),
    ),
    "day": st.one_of(
        st.builds(Days, DATES, st.none()),
        st.builds(lambda one, other: Days(*sorted((one, other))), DATES, DATES),
        st.builds(Days, st.none(), DATES),
        st.builds(Age, st.integers(1, 99999), st.sampled_from("dwmy"), st.booleans()),
    ),
    "id": st.one_of(
        st.from_regex(r"[0-9]{4}\.[0-9]{4,5}|[a-z]{2,6}/[0-9]{7}", fullmatch=True),
        st.from_regex(r"10\.[0-9]{4}/[!-~]{1,9}", fullmatch=True).map(read_id),
    ).map(lambda text: Name(text or "10.1000/xyz")),
    "name": st.builds(squeezed, st.sampled_from("aéZ"), st.text()).map(Name),
}


@st.composite
def fields(draw: st.DrawFn) -> FieldTerm:
    spec = draw(
        st.sampled_from([one for one in FIELDS if one.kind not in {"scope", "order", "text"}])
    )
    value = draw(st.sampled_from(list(spec.values)).map(Name) if spec.values else VALUES[spec.kind])
    return FieldTerm(spec.name, value, draw(st.booleans()))


PHRASES = st.builds(
    lambda one, text: " ".join(f"{one}{text}".split()), st.sampled_from('aé"\\-!'), st.text()
)
TERMS = st.one_of(
    st.from_regex(r"[a-z][a-z+#-]{0,8}", fullmatch=True).map(Word),
    st.builds(in_title, st.from_regex(r"[a-z][a-z+#:-]{0,8}", fullmatch=True)),
    st.builds(lambda text: Word(text, required=True), st.sampled_from(("a", "tide", "is:x"))),
    st.builds(InTitle, PHRASES, st.sampled_from(Anchor), st.booleans()),
    st.builds(lambda text, no: InAbstract(f"a{text}", True, no), PHRASES, st.booleans()),
    fields(),
)
QUERIES = st.builds(
    Query,
    st.lists(st.lists(TERMS, min_size=1, max_size=3).map(tuple), max_size=5).map(tuple),
    st.none() | st.builds(Sort, st.sampled_from(list(BY_NAME["sort"].values or ())), st.booleans()),
    st.booleans(),
    st.sampled_from([(), ("2401.01234",), ("10.1000/x", "https://aclanthology.org/P19-1001")]),
)


@given(QUERIES)
def test_what_is_meant_can_be_written(query: Query) -> None:
    assert parse(format_query(query)) == query
    assert not parse(format_query(query)).problems


def test_every_field_has_an_example_that_is_understood() -> None:
    for one in examples():
        query = parse(one.query)
        assert not query.problems, one
        assert query.clauses or query.sort or query.ids
    for spec in FIELDS:
        assert any(f"{spec.name}:" in one.query for one in spec.examples)
    assert len(BY_NAME) == sum(1 + len(spec.aliases) for spec in FIELDS)


def test_parts_have_kinds() -> None:
    text = "owl !'tide is:read up:x | ~a"
    parts = [(text[part.start : part.end], part.kind) for part in parse(text).parts]
    assert parts == [
        ("owl", PartKind.WORD),
        ("!'", PartKind.OPERATOR),
        ("tide", PartKind.TEXT),
        ("is:", PartKind.FIELD),
        ("read", PartKind.VALUE),
        ("up:x", PartKind.PROBLEM),
        ("|", PartKind.OPERATOR),
        ("~", PartKind.OPERATOR),
        ("a", PartKind.TEXT),
    ]


def test_the_nearest_name_has_the_prefix_or_is_similar() -> None:
    assert nearest_name("un", ["unread", "read"]) == "unread"
    assert nearest_name("STARED", ["unread", "starred"]) == "starred"
    assert nearest_name("zebra", ["unread", "starred"]) == ""
    assert nearest_name("", ["unread"]) == ""
