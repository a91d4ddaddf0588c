"""Tables in text: what parts the columns, quotation marks, odd rows, and streams."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.dates import Precision
from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedDigest, ParsedPaper, ParseWarning
from octavo_model.formats import Source
from octavo_model.formats.records import csv as tables
from octavo_model.formats.registry import choose, known_format
from octavo_model.text.cells import COLUMNS

FIXTURES = Path(__file__).parents[4] / "fixtures" / "csv"
MODIFIED = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)
TABLES = known_format("csv")


def source(data: bytes | str, name: str = "papers.csv", date: dt.date | None = None) -> Source:
    return Source(data.encode() if isinstance(data, str) else data, name, MODIFIED, date)


def fixture(name: str) -> Source:
    return source((FIXTURES / name).read_bytes(), name)


def parse(data: bytes | str) -> ParsedDigest:
    return TABLES.parse(source(data))


NAMES = ["bars.csv", "commas.csv", "semicolons.csv", "tabs.tsv"]


@pytest.mark.parametrize("name", NAMES)
def test_a_table_reads_the_same_whatever_parts_its_columns(name: str) -> None:
    digest = TABLES.parse(fixture(name))
    dim, why, socks = digest.papers
    assert (dim.title, dim.arxiv_id, dim.version) == (
        "Dim: Lighthouses, That Listen",
        "2405.90001",
        2,
    )
    assert dim.authors == ("Ada Quill", "Bo Tern")
    assert dim.categories == ("cs.LG", "cs.CL")
    assert dim.abstract.endswith("decided by a probe with two parameters.")
    assert (why.title, why.doi, why.date) == ('Why "0.05"?', "10.1234/why", dt.date(2024, 5, 23))
    assert why.authors == ("Dov Marsh", "Ada Quill")
    assert (socks.arxiv_id, socks.date, socks.date_precision) == (
        "math/0112017",
        dt.date(2019, 1, 1),
        Precision.YEAR,
    )
    (warning,) = digest.warnings
    assert warning.message == "a row without a title"


def test_lines_are_those_of_the_file() -> None:
    digest = parse('\ntitle,abstract\nA,"over\ntwo lines"\n\nB,c\n,d\n')
    assert [one.line for one in digest.papers] == [3, 6]
    assert [one.line for one in digest.warnings] == [7]


def test_a_row_may_be_short_and_a_long_one_is_reported() -> None:
    digest = parse("title,abstract,upvotes\nA\nB,b,3,\nC,c,4,more,and more\n")
    assert [(one.title, one.upvotes) for one in digest.papers] == [("A", None), ("B", 3), ("C", 4)]
    assert [str(one) for one in digest.warnings] == ["line 4: 2 more cells than columns"]


def test_a_quotation_mark_that_is_never_closed_costs_nothing_but_its_row() -> None:
    rows = "".join(f"Paper {number},{'text ' * 20}\n" for number in range(5000))
    digest = parse(f'title,abstract\nA,b\nB,"never closed\n{rows}')
    assert [one.title for one in digest.papers] == ["A", *(f"Paper {n}" for n in range(5000))]
    assert [one.line for one in digest.papers] == [2, *range(4, 5004)]
    (warning,) = digest.warnings
    assert str(warning) == "line 3: broken; a quotation mark is never closed; left out"


@pytest.mark.slow
def test_rows_that_are_never_closed_are_not_read_again_without_end() -> None:
    long = "text " * 200 + "\n"
    digest = parse("title,abstract\n" + ('B,"never closed\n' + long * 140) * 110)
    # Of each of the last ten, the reader gives up within line 131, at 2**17 characters.
    assert len(digest.papers) == 100 * 140 + 10 * (140 - 131)
    (warning,) = digest.warnings
    assert warning.message.endswith("(and 109 more: lines 143, 284, 425 …)")


@pytest.mark.parametrize(
    "data",
    ["", "\n\n", "one,two\n1,2\n", "A page.\n\nOf text.\n", "sep=;\n", "x" * 20_000, '"title'],
)
def test_a_table_without_titles_is_not_a_digest(data: str) -> None:
    if data == '"title':
        assert parse(data).papers == ()
    else:
        with pytest.raises(NotADigestError, match="names no column “title”"):
            parse(data)


def test_the_day_is_what_the_user_or_the_name_says() -> None:
    data = "title,date\nA,2020-01-01\n"
    assert parse(data).date is None
    assert TABLES.parse(source(data, "2026-08-21.csv")).date == dt.date(2026, 8, 21)
    day = dt.date(2024, 2, 29)
    assert TABLES.parse(source(data, "2026-08-21.csv", day)).date == day


def test_a_file_says_the_same_as_its_stream() -> None:
    data = (FIXTURES / "commas.csv").read_bytes()
    digest = parse(data)
    found = list(tables.stream(io.BytesIO(data), source("")))
    assert [one for one in found if isinstance(one, ParsedPaper)] == list(digest.papers)
    assert [one for one in found if isinstance(one, ParseWarning)] == list(digest.warnings)


# -- distinguishing it from others --------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_table_is_known_for_one(name: str) -> None:
    assert choose(fixture(name)).name == "csv"


@pytest.mark.parametrize(
    "data",
    [
        "",
        "title,abstract\n",
        "Title\n\nAn abstract, with a comma.\n",
        "Name: Ada, Title: Why\nSubject: x\n",
        "a,b,c\n1,2,3\n",
        "name,description,url\nEbb,A city,https://example.org/\n",
        '{"title": "A", "abstract": "B"}\n',
        "Daily Papers\n\nNov 5\n\nTitle, abstract\n",
    ],
)
def test_other_files_are_not_taken_for_a_table(data: str) -> None:
    assert TABLES.sniff(source(data)) == 0


# -- anything at all, and round trip ----------------------------------------------------------


@given(st.binary(max_size=200) | st.text('title,abstrc;|\t"\n=sep', max_size=80).map(str.encode))
def test_no_bytes_are_too_odd(data: bytes) -> None:
    for one in (data, b"title,abstract\n" + data):
        assert 0 <= TABLES.sniff(source(one)) <= 1
        try:
            parse(one)
        except NotADigestError as error:
            assert error.what == "papers.csv"  # noqa: PT017


WORDS = st.text("abcdefgàéöøßдя中'\"\\,;|", min_size=1, max_size=12)
TITLES = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)
ROWS = st.lists(st.tuples(TITLES, TITLES, st.integers(0, 10**6)), min_size=1, max_size=6)


@given(
    rows=ROWS,
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_a_table_is_made_of_is_what_is_read(
    rows: list[tuple[str, str, int]], delimiter: str, end: str, encoding: str, quoting: int
) -> None:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow(["Title", "Abstract", "Up-votes"])
    writer.writerows(rows)
    data = file.getvalue().encode(encoding)
    digest = parse(data)
    assert digest.warnings == ()
    assert TABLES.sniff(source(data)) > 0.5
    assert [(one.title, one.abstract, one.upvotes) for one in digest.papers] == rows


@pytest.mark.parametrize(
    "data",
    [
        "| Title | Authors | Date |\n|-------|:------:|------|\n| Oars | D. Kelp | 2020 |\n",
        "Title | Authors | Date\n--- | --- | ---\nOars | D. Kelp | 2020\n",
    ],
)
def test_a_table_of_markdown_is_not_csv(data: str) -> None:
    assert TABLES.sniff(source(data)) == 0
    with pytest.raises(NotADigestError, match="Markdown"):
        parse(data)


# -- exports of databases -----------------------------------------------------------------------


def facts(name: str) -> list[tuple[object, ...]]:
    """What is read of the exports, which no other format takes."""
    found = fixture(name)
    assert choose(found).name == "csv"
    return [
        (one.title, one.authors, str(one.date), one.date_precision.name, one.journal)
        for one in TABLES.parse(found).papers
    ]


@pytest.mark.parametrize(
    ("name", "papers"),
    [
        (
            "zotero.csv",
            [
                (
                    "A Census of Gates",
                    ("Inés María García Marsh",),
                    "2020-05-06",
                    "DAY",
                    "Journal of Thresholds",
                ),
                (
                    "Gates That Are Shut",
                    ("Bo Tern", "Jo van der Quay"),
                    "2021-05-01",
                    "MONTH",
                    None,
                ),
            ],
        ),
        (
            "ieee-xplore.csv",
            [
                (
                    "Sonar for Quiet Ponds",
                    ("B. Tern", "J. van der Quay"),
                    "2022-01-01",
                    "YEAR",
                    "2022 Conference on Quiet Water (CQW)",
                )
            ],
        ),
        (
            "pubmed.csv",
            [
                (
                    "Sleep of lighthouse keepers.",
                    ("B Tern", "DK Marsh", "J van der Quay"),
                    "2023-01-01",
                    "YEAR",
                    "J Lamps",
                ),
                ("Waking of lighthouse keepers.", ("O. Fen",), "2023-01-01", "YEAR", "J Lamps"),
            ],
        ),
        (
            "google-scholar.csv",
            [
                (
                    "Kites for Calm Days",
                    ("Bo Tern", "Dov Marsh"),
                    "2014-01-01",
                    "YEAR",
                    "Journal of Still Air",
                ),
                ("Calm Days without Kites", ("Bo Tern",), "2015-01-01", "YEAR", None),
            ],
        ),
        (
            "rayyan.csv",
            [
                (
                    "Bicycles at Sea: a Trial",
                    ("B. Tern", "D. K. Marsh", "J. van der Quay"),
                    "2017-03-09",
                    "DAY",
                    "Journal of Salt",
                ),
                ("Ferries on Land", ("Oda Fen",), "2018-01-01", "YEAR", "Journal of Salt"),
            ],
        ),
        (
            "scopus.csv",
            [
                (
                    "Rafts of straw",
                    ("Dora Kelp", "Ann Mary Quill"),
                    "2021-01-01",
                    "YEAR",
                    "Shore Letters",
                )
            ],
        ),
        (
            "web-of-science.csv",
            [("Nets of hemp", ("Dora Kelp",), "2020-03-01", "MONTH", "SHORE LETTERS")],
        ),
        (
            "web-of-science.txt",
            [
                (
                    "Nets of hemp",
                    ("Dora Kelp", "Pim van der Zee"),
                    "2020-03-04",
                    "DAY",
                    "SHORE LETTERS",
                )
            ],
        ),
        (
            "dimensions.csv",
            [("Straw in motion", ("Dora Kelp", "Ann Quill"), "2021-01-15", "DAY", "Shore Letters")],
        ),
        (
            "covidence.csv",
            [("Sleep of gulls", ("D. Kelp", "A. Quill"), "2019-03-01", "MONTH", "Gull Notes")],
        ),
        (
            "lens.csv",
            [("Rope of glass", ("Dora Kelp", "Ann Quill"), "2018-06-01", "DAY", "Shore Letters")],
        ),
        (
            "openalex.csv",
            [("Oars", ("Dora Kelp", "Ann Quill"), "2017-02-03", "DAY", "Shore Letters")],
        ),
        (
            "acm.csv",
            [
                (
                    "Owls on a chip",
                    ("D Kelp", "A Quill"),
                    "2022-05-01",
                    "MONTH",
                    "Proc. of Small Chips",
                )
            ],
        ),
        (
            "publish-or-perish.csv",
            [("Oars again", ("D Kelp", "A Quill"), "2014-01-01", "YEAR", None)],
        ),
    ],
)
def test_the_columns_of_databases_are_known(name: str, papers: list[tuple[object, ...]]) -> None:
    assert facts(name) == papers


def test_ids_in_columns_of_text_are_found() -> None:
    assert [one.arxiv_id for one in TABLES.parse(fixture("google-scholar.csv")).papers] == [
        None,
        "1405.90001",
    ]
    assert TABLES.parse(fixture("zotero.csv")).papers[1].arxiv_id == "2105.90001"


def test_columns_of_ones_own_are_named_once_if_they_hold_anything() -> None:
    digest = parse("sep=;\nTitle;Decision;My rating;Volume;Empty\nOars;yes;5;1;\nEars;no;;2;\n")
    (warning,) = digest.warnings
    assert str(warning) == 'line 2: 2 columns are not used: "Decision", "My rating"'


@pytest.mark.parametrize(
    "name", ["ieee-xplore.csv", "pubmed.csv", "scopus.csv", "zotero.csv", "web-of-science.csv"]
)
def test_the_columns_of_databases_are_no_reason_to_warn(name: str) -> None:
    assert TABLES.parse(fixture(name)).warnings == ()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig"])
def test_a_table_may_be_in_any_encoding(encoding: str) -> None:
    data = "Title\tAuthors\tYear\nA Café\tKelp, D.\t2020\n".encode(encoding)
    (paper,) = TABLES.parse(source(data)).papers
    assert (paper.title, paper.authors) == ("A Café", ("D. Kelp",))


def test_names_in_our_own_table_are_as_they_were() -> None:
    row = ["title:x", "X", "Suma V; Robert Kelp, Jr.; Ann Quill"]
    table = f"{','.join(COLUMNS)}\n{','.join(map(repr, row))}\n".replace("'", '"')
    (paper,) = parse(table).papers
    assert paper.authors == ("Suma V", "Robert Kelp, Jr.", "Ann Quill")


@pytest.mark.parametrize(
    ("separator", "odd", "names"),
    [
        (", ", "Wei Dai, Youjian, Liu, Ann Quill", ("Wei Dai", "Youjian", "Liu", "Ann Quill")),
        (", ", "Dora Kelp, Jr., Ann Quill", ("Dora Kelp, Jr.", "Ann Quill")),
        ("; ", "Suma V; Gopi K", ("Suma V", "Gopi K")),
        ("; ", "Hang LI", ("Hang LI",)),
    ],
)
def test_names_are_read_as_most_rows_write_them(
    separator: str, odd: str, names: tuple[str, ...]
) -> None:
    people = separator.join(["Dora Kelp", "Ann Quill", "Ilse Brandt", "Bo Ash"])
    text = "title,authors,year\n" + f'Gulls,"{people}",2020\n' * 20 + f'Herons,"{odd}",2021\n'
    assert parse(text).papers[-1].authors == names


def test_names_with_initials_last_in_most_rows_are_turned_around() -> None:
    text = "title,authors,year\n" + 'Gulls,"Kelp D; Quill AM; Brandt I",2020\n' * 20
    assert parse(text).papers[-1].authors == ("D Kelp", "AM Quill", "I Brandt")
