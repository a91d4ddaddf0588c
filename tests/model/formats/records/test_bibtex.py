"""BibTeX: its fixture, entries that are broken, and a round trip."""

from __future__ import annotations

import datetime as dt
import logging
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.timing import took

from octavo_model.core.dates import Precision
from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedDigest, ParsedPaper
from octavo_model.formats import Source
from octavo_model.formats.registry import choose, known_format

FIXTURE = Path(__file__).parents[4] / "fixtures" / "bibtex" / "library.bib"
NOW = dt.datetime(2025, 11, 12, 9, 30, tzinfo=dt.UTC)
BIBLIOGRAPHIES = known_format("bibtex")


def source(data: bytes | str, name: str = "library.bib", date: dt.date | None = None) -> Source:
    return Source(data.encode() if isinstance(data, str) else data, name, NOW, date)


def parse(text: str) -> ParsedDigest:
    return BIBLIOGRAPHIES.parse(source(text))


def one(fields: str) -> ParsedPaper:
    (paper,) = parse(f"@article{{key, title = {{T}}, {fields}}}").papers
    return paper


def test_a_library_is_known_for_one_and_called_as_its_file_is() -> None:
    found = source(FIXTURE.read_bytes())
    assert choose(found).name == "bibtex"
    digest = BIBLIOGRAPHIES.parse(found)
    assert (digest.date, digest.slug) == (None, "library")


def test_all_fields_of_entries_are_read() -> None:
    census, gulls, old, twice, same = BIBLIOGRAPHIES.parse(source(FIXTURE.read_bytes())).papers
    assert census == ParsedPaper(
        r"A Census of Thresholds in ${\mathrm{H}}^{+}$ and {\'E}t{\'e}",
        "Nobody remembers why.",
        authors=(
            "Ada Penhaligon",
            "The Lighthouse and Tide Collaboration",
            "Bo van der Quays, Jr",
        ),
        date=dt.date(2024, 3, 7),
        arxiv_id="2301.00003",
        version=4,
        doi="10.1000/census.3",
        categories=("cs.CL",),
        comments="12 pages, to appear",
        journal="Journal of Forgetting, Series 3",
        keywords=("memory", "thresholds"),
        line=7,
    )
    assert (gulls.title, gulls.arxiv_id, gulls.comments) == ("Counting Gulls", "2511.00001", "")
    assert gulls.date == dt.date(2025, 11, 10)
    assert (old.arxiv_id, old.journal, old.date) == ("math/0309136", None, None)
    assert (twice.title, twice.arxiv_id) == ("Twice", None)
    assert twice.page == "https://example.org/twice"
    assert (same.journal, same.date) == ("Journal of Forgetting", dt.date(2001, 12, 1))
    assert (same.date_inferred, same.date_precision) == (False, Precision.MONTH)


def test_what_is_broken_is_reported_with_its_line_and_the_rest_read() -> None:
    digest = BIBLIOGRAPHIES.parse(source(FIXTURE.read_bytes()))
    assert [(warning.line, warning.message[:26]) for warning in digest.warnings] == [
        (31, "a broken entry is left out"),
        (44, "an entry without a title i"),
        (46, "repeated fields, of which "),
        (54, "a repeated key: old"),
    ]


def test_broken_entries_are_not_printed() -> None:
    parse("@article{a, title = {\n@misc{b, title = {B}}")
    # Without a handler of its own, what the library logs goes to standard error.
    handlers = logging.getLogger("bibtexparser").handlers
    assert any(isinstance(handler, logging.NullHandler) for handler in handlers)


@pytest.mark.parametrize(
    ("fields", "arxiv_id"),
    [
        ("eprint = {2511.00001v2}, archivePrefix = {arXiv}", "2511.00001"),
        ("eprint = {arXiv:2511.00001}", "2511.00001"),
        ("eprint = {2511.00001}, eprinttype = {arxiv}", "2511.00001"),
        ("eprint = {hep-th/9901001}, archiveprefix = {arXiv}", "hep-th/9901001"),
        ("journal = {arXiv preprint arXiv:2511.00001}", "2511.00001"),
        ("journal = {arXiv:2511.00001 [cs.LG]}", "2511.00001"),
        ("url = {http://arxiv.org/abs/2511.00001}", "2511.00001"),
        (r"note = {\url{http://arxiv.org/abs/2511.00001}}", "2511.00001"),
        ("doi = {10.48550/arXiv.2511.00001}", "2511.00001"),
        ("eprint = {2511.00001}, archiveprefix = {hal}", None),
        ("journal = {Phys. Rev. Lett.}", None),
    ],
)
def test_the_arxiv_id_is_found_in_every_field(fields: str, arxiv_id: str | None) -> None:
    assert one(fields).arxiv_id == arxiv_id


def test_the_day_is_the_users_else_that_of_the_name() -> None:
    day = dt.date(2021, 5, 6)
    text = "@misc{a, title = {A}, year = 1999}"
    assert BIBLIOGRAPHIES.parse(source(text, "2025-11-08.bib", day)).date == day
    assert BIBLIOGRAPHIES.parse(source(text, "2025-11-08.bib")).date == dt.date(2025, 11, 8)


@pytest.mark.parametrize(
    "data", ["", "Dear @all{", "@dataclass(frozen=True)\nclass A: ...", "a@example.org", "{}"]
)
def test_other_files_are_no_bibliographies(data: str) -> None:
    assert BIBLIOGRAPHIES.sniff(source(data)) == 0


@pytest.mark.parametrize("data", ["", "prose", "@comment{x}", "@string{a = {b}}"])
def test_a_file_without_entries_is_an_error(data: str) -> None:
    with pytest.raises(NotADigestError, match="holds no entry"):
        parse(data)


@pytest.mark.parametrize(
    "piece", ["@a{b,", "@a{", "@a(b,", "@a{b}", "@a{b,c=d}", "\n@a{b,c={", "@a{b,c=d,c=d}"]
)
def test_a_file_of_broken_entries_is_refused_early(piece: str) -> None:
    data = (piece * 105_000).encode()

    def read() -> None:
        with pytest.raises(NotADigestError, match="broken or have no title"):
            BIBLIOGRAPHIES.parse(source(data))

    seconds_a_megabyte = 2.0
    assert min(took(read) for _ in range(2)) < seconds_a_megabyte * len(data) / (1 << 20)


def test_many_broken_entries_do_not_hide_the_good_ones() -> None:
    digest = parse("\n@misc{a,\n@misc{b, title = {B}}" * 2_000)
    assert len(digest.papers) == 2_000
    broken, repeated = digest.warnings
    assert "and 1,999 more: lines " in broken.message
    assert "a repeated key: b (and 1,998 more: lines " in repeated.message


WORDS = st.text(string.ascii_letters + "éß中.:?!()", min_size=1, max_size=9)
TEXTS = st.lists(WORDS, min_size=1, max_size=6).map(lambda words: "T" + " ".join(words))
NAMES = st.from_regex(r"[A-Z][a-z]{3,8} [A-Z][a-z]{3,8}", fullmatch=True)
PAPERS = st.builds(
    ParsedPaper,
    TEXTS,
    TEXTS,
    authors=st.lists(NAMES, unique=True).map(tuple),
    date=st.none() | st.dates(dt.date(1000, 1, 1)),
    doi=st.none() | st.integers(1, 99).map("10.1000/{}".format),
    journal=st.none() | TEXTS,
)


@given(st.lists(PAPERS, min_size=1, max_size=4), st.sampled_from(["{%s}", '"%s"', "{{%s}}"]))
def test_what_is_written_is_what_is_read(papers: list[ParsedPaper], form: str) -> None:
    entries = []
    for number, paper in enumerate(papers):
        authors = " and ".join(", ".join(reversed(name.split())) for name in paper.authors)
        fields = {
            "title": form % paper.title,
            "author": f"{{{authors}}}",
            "abstract": f"{{{paper.abstract}}}",
            "date": f"{{{paper.date or ''}}}",
            "doi": f"{{{paper.doi or ''}}}",
            "journal": form % (paper.journal or ""),
        }
        lines = ",\n  ".join(f"{name} = {value}" for name, value in fields.items())
        entries.append(f"@article{{key{number},\n  {lines}\n}}\n")
    digest = parse("".join(entries))
    assert digest.warnings == ()
    assert [(one.title, one.abstract, one.authors) for one in digest.papers] == [
        (one.title, one.abstract, one.authors) for one in papers
    ]
    assert [(one.date, one.doi, one.journal) for one in digest.papers] == [
        (one.date, one.doi, one.journal) for one in papers
    ]


PIECES = st.sampled_from(
    [
        *(
            "@article{k,",
            "@string{a = ",
            "@comment{",
            "title = ",
            "{",
            "}",
            '"',
            "#",
            ",",
            "a",
            "\n",
        ),
        *("@misc(k, ", ")", "\\", "=", "author = {A and }", "@", "year=1999", "@preamble{"),
    ]
)


@given(st.lists(PIECES | st.text(max_size=3)).map("".join))
def test_no_text_is_too_odd(text: str) -> None:
    found = source(text.encode("utf-8", "replace"))
    BIBLIOGRAPHIES.sniff(found)
    try:
        digest = BIBLIOGRAPHIES.parse(found)
    except NotADigestError:
        return
    assert digest.papers or digest.warnings
    assert all(paper.title and paper.line for paper in digest.papers)


@given(st.binary(max_size=200))
def test_no_bytes_are_too_odd(data: bytes) -> None:
    assert BIBLIOGRAPHIES.sniff(source(b"\x00" + data)) in (0, 0.45)


def test_real_bibliographies_are_read_and_what_is_odd_reported(corpus: Path) -> None:
    read = {}
    for path in sorted((corpus / "bibliography").iterdir()):
        found = source(path.read_bytes())
        assert choose(found).name == "bibtex"
        digest = BIBLIOGRAPHIES.parse(found)
        assert all(paper.authors and paper.date for paper in digest.papers)
        read[path.stem[-4:]] = (len(digest.papers), len(digest.warnings))
    assert sorted(read.values()) == [(1, 0), (1, 0), (1, 0), (2, 1), (3, 0)]


def test_journals_of_astronomy_are_named_and_names_may_be_in_parts() -> None:
    path = FIXTURE.with_name("astronomy.bib")
    digest = BIBLIOGRAPHIES.parse(source(path.read_bytes()))
    assert digest.warnings == ()
    assert [(one.journal, one.authors) for one in digest.papers] == [
        ("MNRAS", ("{\\L}ucja Tern", "Jo van der Quay", "The Lamp Consortium")),
        ("A&A", ("Oda Fen", "Jo van der Quay, Jr.")),
        (None, ("Bo Tern", "Dov Marsh", "Oda Fen")),
        ("ApJL", ("Martin King, III", "O. Fen")),
    ]


def test_a_broken_entry_costs_only_itself() -> None:
    broken = [
        "@article{b, title={Two, year=2020}",
        '@article{d, title="Four, year=2020}',
        "@article{f title={Six}}",
    ]
    whole = [f"@article{{k{number}, title={{Whole {number}}}, year=2021}}" for number in range(4)]
    text = "\n".join(line for pair in zip(whole, [*broken, ""], strict=True) for line in pair)
    digest = BIBLIOGRAPHIES.parse(source(text.encode()))
    assert [one.title for one in digest.papers] == [f"Whole {number}" for number in range(4)]
    assert [one.line for one in digest.warnings] == [2, 4, 6]


def test_a_line_break_of_latex_at_the_end_of_a_value_does_not_hide_its_end() -> None:
    text = "@misc{a, title={Owls}, abstract={We see.\\\\}, year=2020}\n@misc{b, title={Larks}}"
    source = Source(text.encode(), "a.bib", dt.datetime(2026, 8, 21, tzinfo=dt.UTC))
    digest = known_format("bibtex").parse(source)
    assert [paper.title for paper in digest.papers] == ["Owls", "Larks"]
    assert digest.warnings == ()


def test_a_backslash_before_the_end_of_a_value_costs_no_entry() -> None:
    digest = parse(
        "@article{a, title = {Piers}, author = {Kelp, Dora}, file = {C:\\papers\\}, year = 2011}\n"
        "@article{b, title = {Quays}, note = {ends here \\}}\n"
        "@article{c, title = {Sets \\{x\\}, y}, year = 2012}\n"
    )
    assert [(one.title, one.line, one.date and one.date.year) for one in digest.papers] == [
        ("Piers", 1, 2011),
        ("Quays", 2, None),
        ("Sets \\{x\\}, y", 3, 2012),
    ]
    assert digest.warnings == ()


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Dora Kelp, Ann Quill, and Ilse Brandt", ("Dora Kelp", "Ann Quill", "Ilse Brandt")),
        ("Kelp, D. and Quill, A. {\\it et al.}", ("D. Kelp", "A. Quill")),
        ("Kelp et~al.", ("Kelp",)),
    ],
)
def test_people_are_read_as_written_by_hand(written: str, names: tuple[str, ...]) -> None:
    assert one(f"author = {{{written}}}").authors == names


@pytest.mark.parametrize(
    "fields",
    [
        "journal = {CoRR}, volume = {abs/2105.01007}",
        "journal = {arXiv e-prints}, eid = {arXiv:2105.01007}",
        "journal = {arXiv e-prints}, pages = {arXiv:2105.01007}",
    ],
)
def test_the_number_of_a_preprint_may_be_in_place_of_pages(fields: str) -> None:
    assert one(fields).arxiv_id == "2105.01007"


def test_a_month_may_have_its_day() -> None:
    for month in ('10 # "~" # oct', 'oct # " 10"', "{October 10}"):
        assert one(f"year = 2004, month = {month}").date == dt.date(2004, 10, 10)


def test_what_only_sorts_or_spaces_is_not_shown() -> None:
    (paper,) = parse(
        "@article{a, title = {{\\noop{b}Pier}}, journal = {Trans.\\ on Tides}, "
        'year = "{\\noop{2005}}2006"}'
    ).papers
    assert (paper.title, paper.journal, paper.date) == (
        "Pier",
        "Trans. on Tides",
        dt.date(2006, 1, 1),
    )
