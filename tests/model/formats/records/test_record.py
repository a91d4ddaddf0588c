"""What records say of papers: names of columns, and values of every kind."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.dates import written
from octavo_model.core.parsed import ParsedPaper
from octavo_model.formats.records import record
from octavo_model.formats.records.names import people_of, plain_people_of
from octavo_model.formats.records.record import paper_of
from octavo_model.formats.records.values import address_of, day_of, line_of, text_of
from octavo_model.text.clean import clean_line, clean_text


def read(**record: object) -> ParsedPaper:
    paper = paper_of({"title": "A Title", **record})
    assert paper is not None
    return paper


# -- columns ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["arXiv ID", "arxiv_id", "ARXIV-ID", "arxivId", " Arxiv Id "])
def test_case_spaces_and_punctuation_do_not_matter_in_names(name: str) -> None:
    assert read(**{name: "2401.01234"}).arxiv_id == "2401.01234"


def test_a_title_is_needed_and_a_name_is_one() -> None:
    assert paper_of({"abstract": "Nothing else."}) is None
    assert paper_of({"title": " \u200b\n"}) is None
    assert paper_of({"title": 7, "name": [["x"]]}) is None
    named = paper_of({"title": "", "name": "A Name"})
    assert named
    assert named.title == "A Name"


def test_of_several_columns_the_best_that_is_not_empty_counts() -> None:
    paper = read(
        description="A description.", summary="A summary.", abstract="", year=2020, published=""
    )
    assert (paper.abstract, paper.date) == ("A summary.", dt.date(2020, 1, 1))


def test_comments_are_what_the_authors_say_or_how_many_there_are() -> None:
    assert (read(comments="12 pages").comments, read(comments="12 pages").comment_count) == (
        "12 pages",
        None,
    )
    assert (read(comments=0).comments, read(comments=0).comment_count) == ("", 0)
    assert (read(comments="12").comments, read(comments="12").comment_count) == ("", 12)


@pytest.mark.parametrize(
    ("record", "found"),
    [
        ({"id": "2401.01234v3"}, ("2401.01234", 3, None, None)),
        ({"id": "17", "url": "https://arxiv.org/pdf/2401.01234v2"}, ("2401.01234", 2, None, None)),
        ({"doi": "10.48550/arXiv.2401.01234"}, ("2401.01234", None, None, None)),
        ({"doi": "https://doi.org/10.1/X"}, (None, None, None, None)),
        ({"doi": "10.1000/A 10.1000/B"}, (None, None, "10.1000/a", None)),
        (
            {"id": "2401.01234", "doi": "10.1000/\u202eXYZ"},
            ("2401.01234", None, "10.1000/xyz", None),
        ),
        ({"url": "https://example.org/p"}, (None, None, None, "https://example.org/p")),
        ({"url": "javascript:alert(1)"}, (None, None, None, None)),
        ({"id": "https://example.org/7"}, (None, None, None, "https://example.org/7")),
        (
            {"externalIds": {"ArXiv": "2401.01234", "DOI": "10.1000/A", "X": 1}},
            ("2401.01234", None, "10.1000/a", None),
        ),
    ],
)
def test_ids_are_found_in_every_field(record: dict[str, Any], found: tuple[object, ...]) -> None:
    paper = read(**record)
    assert (paper.arxiv_id, paper.version, paper.doi, paper.page) == found


def test_the_primary_category_comes_first() -> None:
    paper = read(primary_category="cs.CL", categories=["cs.LG", "cs.CL"])
    assert paper.categories == ("cs.CL", "cs.LG")


def test_a_line_of_the_dump_of_arxiv_is_understood() -> None:
    paper = read(
        id="0704.90001",
        authors="Cl\\'ea {\\O}rn and Dov Marsh",
        authors_parsed=[["Ørn", "Cléa", ""], ["Marsh", "Dov", "Jr"]],
        versions=[
            {"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"},
            {"version": "v2", "created": "Tue, 24 Jul 2007 20:10:27 GMT"},
        ],
        update_date="2008-11-26",
        categories="hep-ph cond-mat.mes-hall cs.LG",
        **{"journal-ref": "Tides 3 (2001) 14"},
    )
    assert paper.authors == ("Cléa Ørn", "Dov Marsh Jr")
    assert (paper.date, paper.version) == (dt.date(2007, 4, 2), 2)
    assert paper.revised == dt.date(2007, 7, 24)
    assert paper.categories == ("hep-ph", "cond-mat.mes-hall", "cs.LG")
    assert paper.journal == "Tides 3 (2001) 14"


def test_a_row_of_daily_papers_is_read_as_the_paper_in_it() -> None:
    inner = {"id": "2401.01234", "title": "Inner", "summary": "S.", "publishedAt": "2024-01-05"}
    paper = read(paper=inner, publishedAt="2024-02-02", numComments=3)
    assert (paper.title, paper.abstract, paper.comment_count) == ("Inner", "S.", 3)
    assert paper.date == dt.date(2024, 1, 5)


# -- values -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2024-03-05", "2024-03-05"),
        ("2024-03-05T23:59:59+02:00", "2024-03-05"),
        ("20240305", "2024-03-05"),
        ("2024/03/05", "2024-03-05"),
        ("Tue, 5 Mar 2024 10:00:00 GMT", "2024-03-05"),
        ("5 March 2024", "2024-03-05"),
        ("March 5, 2024", "2024-03-05"),
        ("2024-03", "2024-03"),
        ("2024", "2024"),
        (2024, "2024"),
        (20240305, "2024-03-05"),
        (1709630000, "2024-03-05"),
        (1709630000123, "2024-03-05"),
        (1709630000.5, "2024-03-05"),
        ({"date-parts": [[2024, 3, 5]]}, "2024-03-05"),
        ({"date-parts": [["2024", 3]]}, "2024-03"),
        ("2024-03-00", "2024-03"),
        ("2024-00-00", "2024"),
        ("03/2024", "2024-03"),
        ("5.3.2024", "2024-03-05"),
        ("31/3/2024", "2024-03-31"),
        ("3/31/2024", "2024-03-31"),
        ("05/03/2024", "2024"),  # of March in Europe, of May in America
        ("2024年3月5日", "2024-03-05"),
    ],
)
def test_days_are_read_as_scripts_write_them(value: object, day: str) -> None:
    found = day_of(value)
    assert found is not None
    assert written(found.date, found.precision) == day


@pytest.mark.parametrize(
    "value",
    [
        *("", "soon", "2024-13-05", "31 Feb 2024", "31/31/24", "0", 0, -5, 3, True, None, [], {}),
        *(float("nan"), float("inf"), 10**400, {"date-parts": [[]]}, {"date-parts": 7}),
        {"date-parts": [[{}, None, 10**5000]]},
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_day_is_none(value: object) -> None:
    assert day_of(value) is None


@pytest.mark.parametrize(
    ("value", "names"),
    [
        (["Ada Quill", "", None, "Bo  Tern"], ("Ada Quill", "Bo Tern")),
        ([{"name": "Ada Quill"}, {"given": "Bo", "family": "Tern"}], ("Ada Quill", "Bo Tern")),
        ("Ada Quill, Bo Tern and Cléa Ørn", ("Ada Quill", "Bo Tern", "Cléa Ørn")),
        ("['Ada Quill', \"Bo O'Tern\"]", ("Ada Quill", "Bo O'Tern")),
        ('["Ada Quill"]', ("Ada Quill",)),
        ({"name": "Ada Quill"}, ("Ada Quill",)),
        (17, ()),
    ],
)
def test_authors_are_read_from_lists_and_from_texts(value: object, names: tuple[str, ...]) -> None:
    assert people_of(value) == names


def test_how_many_authors_there_are_is_known_where_they_are_listed() -> None:
    assert read(authors=["A", "B"]).author_count == 2
    assert read(authors="Ada Quill et al.").author_count is None
    assert read(authors="Ada Quill et al.", author_count=7).author_count == 7


@given(st.text())
def test_a_text_is_as_clean_as_by_clean_line(text: str) -> None:
    assert line_of(text) == clean_line(text)
    assert text_of(text) == clean_text(text)


@given(st.lists(st.sampled_from(["a", "é", " ", "\n", "\r", "\t", "\xa0", "\x85", "\xad"])))
def test_short_ways_lead_to_the_same_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert line_of(text) == clean_line(text)
    assert text_of(text) == clean_text(text)


@given(st.text() | st.text().map(lambda rest: f"https://{rest}"))
def test_an_address_is_one_of_the_web_and_has_no_spaces(text: str) -> None:
    found = address_of(text)
    if found is not None:
        assert found.lower().startswith(("http://", "https://"))
        assert not any(char.isspace() for char in found)


# -- anything at all --------------------------------------------------------------------------

ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(["2401.01234v2", "10.1000/A", "https://example.org", "2024-03-05", "['a']"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "given", "family", "created", "ArXiv", "date-parts"])
            | st.text(),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)
KEYS = st.sampled_from(
    [
        *("title", "abstract", "authors", "authors_parsed", "id", "url", "doi", "date", "year"),
        *("versions", "updated", "comments", "numComments", "categories", "primary_category"),
        *("keywords", "upvotes", "github", "project", "organization", "submittedBy", "journal"),
        *("externalIds", "ai_summary", "author_count", "paper"),
    ]
)


@given(st.dictionaries(KEYS, ANY))
def test_no_record_is_too_odd_and_whatever_is_read_is_clean(record: dict[str, object]) -> None:
    paper = paper_of(record, 7)
    if paper is None:
        return
    assert paper.title
    assert paper.line == 7
    lines = [paper.title, paper.comments, *paper.authors, *paper.categories, *paper.keywords]
    rest = [paper.organization, paper.submitted_by, paper.journal, paper.doi, paper.page]
    rest += [paper.code, paper.project, paper.arxiv_id]
    assert all(line == clean_line(line) for line in [*lines, *(one for one in rest if one)])
    assert paper.abstract == clean_text(paper.abstract)
    assert paper.ai_summary == clean_text(paper.ai_summary)
    for count in (paper.author_count, paper.comment_count, paper.upvotes):
        assert count is None or 0 <= count <= 10**9


@given(st.lists(st.text("aAb. ,'and&", max_size=8), max_size=3))
def test_authors_that_need_no_reading_are_those_that_reading_gives(names: list[str]) -> None:
    plain = plain_people_of(names)
    # An object in the list has all of them read one by one.
    assert plain is None or plain == people_of([*names, {"name": ""}]) == people_of(names)


def test_records_of_any_number_of_keys_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "_MOST_READINGS", 2)
    for number in range(1, 6):
        known = read(**{f"k{one}": one for one in range(number**4)}, arxiv_id="2401.01234")
        assert known.arxiv_id == "2401.01234"
    assert len(record._readings) <= 2


def test_a_name_on_each_line_is_a_person() -> None:
    people = paper_of({"title": "T", "authors": "Dora Kelp\nAnn Quill\n"})
    assert people is not None
    assert people.authors == ("Dora Kelp", "Ann Quill")
    wrapped = paper_of({"title": "T", "authors": "Dora Kelp, Ann\nQuill"})
    assert wrapped is not None
    assert wrapped.authors == ("Dora Kelp", "Ann Quill")


def test_what_says_that_there_is_no_abstract_is_none() -> None:
    for text in ("[No abstract available]", "NA", "No abstract available."):
        paper = paper_of({"title": "T", "abstract": text})
        assert paper is not None
        assert paper.abstract == ""


def test_columns_may_be_in_other_languages() -> None:
    paper = paper_of({"标题": "潮汐与船", "作者": "王小明；李雷", "年份": "2021", "期刊": "海洋"})
    assert paper is not None
    assert (paper.title, paper.authors, paper.journal) == ("潮汐与船", ("王小明", "李雷"), "海洋")
    paper = paper_of({"Titre": "La mer", "Auteurs": "Zoé Lefèvre", "Année": "2013"})
    assert paper is not None
    assert paper.date == dt.date(2013, 1, 1)
