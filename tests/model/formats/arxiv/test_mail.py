r"""The listing mail of arXiv: sections, headers, traps, malformed entries, round trips."""

from __future__ import annotations

import datetime as dt
import json
import string
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.parsed import Announcement, ParsedDigest, ParsedPaper
from octavo_model.formats import Source
from octavo_model.formats.registry import known_format
from octavo_model.text.clean import clean_line, clean_text

FIXTURES = Path(__file__).parents[4] / "fixtures" / "arxiv-mail"
MODIFIED = dt.datetime(2025, 11, 20, 9, 30, tzinfo=dt.UTC)
LISTINGS = known_format("arxiv-mail")
RULE = "-" * 78
MARK = "\\\\"


def source(data: bytes | str, *, name: str = "mail.txt", date: dt.date | None = None) -> Source:
    data = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return Source(data, name, MODIFIED, date)


def fixture(name: str) -> Source:
    return source((FIXTURES / f"{name}.txt").read_bytes())


def read(name: str) -> ParsedDigest:
    return LISTINGS.parse(fixture(name))


def parse(text: str) -> ParsedDigest:
    return LISTINGS.parse(source(text))


def paper(digest: ParsedDigest, start: str) -> ParsedPaper:
    (found,) = [one for one in digest.papers if one.title.startswith(start)]
    return found


def entry(header: str, abstract: str = "  Something is said.", number: str = "2503.90001") -> str:
    return (
        f"{MARK}\narXiv:{number}\nDate: Mon, 10 Mar 2025 08:00:00 GMT   (1kb)\n\n{header}\n"
        f"{MARK}\n{abstract}\n{MARK} ( https://arxiv.org/abs/{number} ,  1kb)\n"
    )


def listing(*entries: str, heading: str = "") -> str:
    return "".join([heading, f"{RULE}\n", *(f"{one}{RULE}\n" for one in entries)])


# -- the three sections -----------------------------------------------------------------------


def test_each_section_says_why_its_papers_are_listed() -> None:
    digest = read("three_sections")
    assert digest.warnings == ()
    assert [(one.arxiv_id, one.announced) for one in digest.papers] == [
        ("2503.90001", Announcement.NEW),
        ("2503.90002", Announcement.NEW),
        ("2503.90003", Announcement.CROSS),
        ("2312.90004", Announcement.REPLACE),
        ("math/0309990", Announcement.REPLACE_CROSS),
    ]


def test_every_header_reads_over_several_lines() -> None:
    one = read("three_sections").papers[0]
    title = "Counting Sheep with Contrastive Learning: A Study of Nocturnal Attention in Deep"
    assert one.title == f"{title} Pastures"
    assert one.authors == (r"Zo\"e Quill", r"Paul Erd\H{o}snik", "Ida Lamp")
    assert one.author_count is None
    assert one.categories == ("cs.LG", "cs.AI", "stat.ML")
    comments = "12 pages, 3 figures. Supersedes arXiv:2401.90009 and is the better for it"
    assert one.comments == comments
    assert one.journal == "Annals of Pastoral Computing, Volume 3, pp. 1--12, 2025"
    assert one.doi == "10.5555/pastoral.2025.3"
    assert (one.date, one.revised, one.version) == (dt.date(2025, 3, 7), None, None)


def test_only_marks_end_an_abstract() -> None:
    assert read("three_sections").papers[0].abstract == (
        "We count sheep until the model sleeps. The method of arXiv:2401.90009 Date: unknown is "
        "extended to goats, and its loss \\\\ is rewritten as a sum.\n\n"
        f"In a second paragraph we discuss wolves: {'-' * 50} are what is left when no sheep are."
    )


def test_a_revision_on_the_day_has_its_version() -> None:
    one = read("three_sections").papers[1]
    assert (one.date, one.revised) == (dt.date(2025, 3, 10), dt.date(2025, 3, 10))
    assert one.version == 2
    assert one.authors == ("Ogilvie Penhaligon", "The Saltmarsh Collaboration", "M. Kett")


def test_a_replacement_has_no_abstract_but_the_day_of_its_last_version() -> None:
    one = paper(read("three_sections"), "Thresholds")
    assert (one.date, one.revised, one.abstract) == (None, dt.date(2025, 3, 10), "")
    assert one.comments == "30 pages; typos mended"
    assert (one.authors, one.author_count) == (("Ana Wold", "Bo Rask"), 43)


def test_sections_may_be_empty() -> None:
    digest = read("empty_sections")
    assert digest.warnings == ()
    assert [one.announced for one in digest.papers] == [Announcement.REPLACE]


def test_a_day_without_papers_is_a_listing() -> None:
    assert LISTINGS.sniff(fixture("no_papers")) >= 0.9
    digest = read("no_papers")
    assert (digest.papers, digest.warnings) == ((), ())
    assert (digest.date, digest.slug) == (dt.date(2023, 3, 17), "arxiv-econ")


def test_two_mails_in_one_file_are_one_digest() -> None:
    first = (FIXTURES / "three_sections.txt").read_text("utf-8")
    digest = parse(first + listing(entry("Title: Another Day", number="2503.90099")))
    assert digest.warnings == ()
    assert len(digest.papers) == 6
    assert digest.papers[-1].announced is Announcement.NEW


# -- dialects ---------------------------------------------------------------------------------


def test_what_was_copied_with_one_space_or_hard_ones_reads_the_same() -> None:
    digest = read("copied")
    one, other = digest.papers
    assert one.title == "One Space Is Enough for a Continuation"
    assert one.authors == ("Ada Kelp", "Bo Rask")
    assert one.comments == "Comments: are welcome, see Title: page"
    assert one.abstract == (
        "Copying took a space away. What is wrapped stays whole.\n\nA second paragraph follows."
    )
    assert other.title == "Hard Spaces Are Spaces, Too"
    assert other.authors == ("Cy Delta", "Eve Fen")
    assert other.abstract == "A browser makes spaces hard when they are copied."
    assert [str(one) for one in digest.warnings] == ["no date in the listing"]


def test_the_oldest_listings_read_too() -> None:
    one, other = read("old_style").papers
    assert (one.arxiv_id, one.title) == ("math/0309136", "Knots That Are Not")
    assert (one.date, one.revised, one.version) == (
        dt.date(2003, 9, 8),
        dt.date(2003, 9, 10),
        3,
    )
    assert one.categories == ("Geometric Topology", "Quantum Algebra")
    assert one.journal == "J. Knots 3 (2003) 1-5"
    assert (other.arxiv_id, other.announced) == ("hep-th/9901990", Announcement.CROSS)
    assert other.abstract == "Strings."


def test_an_abstract_indented_throughout_is_one_paragraph() -> None:
    digest = parse(listing(entry("Title: Wide", "  One\n  and the same\n  paragraph.")))
    assert digest.papers[0].abstract == "One and the same paragraph."


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_lines_may_end_in_any_way(end: str) -> None:
    text = (FIXTURES / "three_sections.txt").read_text("utf-8")
    assert parse(text.replace("\n", end)) == parse(text)


# -- days and names ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "day"),
    [
        ("received from  Thu 16 Mar 23 18:00:00 GMT  to  Fri 17 Mar 23 18:00:00 GMT", "2023-03-17"),
        ("received from  Fri 17 Mar 23 18:00:00 GMT  to  Thu 16 Mar 23 18:00:00 GMT", "2023-03-17"),
        (" received from Wed 30 Dec 98 00:00:00 GMT to Fri 1 Jan 99 00:00:00 GMT", "1999-01-01"),
        (
            "received from Wed 1 Jan 2025 19:00:00 GMT\n  to Thu 2 Jan 2025 19:00:00 GMT",
            "2025-01-02",
        ),
        ("Date: Fri, 17 Mar 23 00:31:14 GMT\nSubject: q-fin daily 13 new", "2023-03-17"),
        ("Date: soon\nreceived from Mon 31 Feb 25 to Tue 32 Feb 25", None),
        ("", None),
    ],
)
def test_the_heading_has_the_day(heading: str, day: str | None) -> None:
    digest = parse(listing(entry("Title: Anything"), heading=f"{heading}\n"))
    assert digest.date == (dt.date.fromisoformat(day) if day else None)
    assert digest.date_inferred is False


def test_the_users_day_goes_before_all_and_the_files_name_comes_last() -> None:
    given_day, named = dt.date(2021, 5, 6), dt.date(2025, 3, 11)
    data = (FIXTURES / "three_sections.txt").read_bytes()
    assert LISTINGS.parse(source(data, date=given_day)).date == given_day
    assert LISTINGS.parse(source(data, name="2025-03-11.txt")).date == dt.date(2025, 3, 10)
    bare = listing(entry("Title: Anything"))
    assert LISTINGS.parse(source(bare, name="cs_2025-03-11.txt")).date == named


@pytest.mark.parametrize(
    ("heading", "slug"),
    [
        ("To unsubscribe, e-mail To: q-fin@arXiv.org, Subject: cancel", "arxiv-q-fin"),
        ("Subject: cs daily Subj-class mailing 2500001 1", "arxiv-cs"),
        ("To unsubscribe, write to help@arxiv.org", "arxiv"),
    ],
)
def test_a_listing_is_called_after_its_archive(heading: str, slug: str) -> None:
    assert parse(listing(entry("Title: Anything"), heading=f"{heading}\n")).slug == slug


# -- malformed entries ------------------------------------------------------------------------


def test_malformed_entries_are_reported_one_by_one_and_the_rest_is_read() -> None:
    digest = read("malformed")
    assert [(one.arxiv_id, one.title) for one in digest.papers] == [
        ("2503.90031", "A Sound Paper"),
        (None, "A Paper without an Id"),
        ("2503.90033", "A Paper with an Address"),
        ("2503.90035", "A Paper of an Unknown Day"),
        ("2503.90036", "A Paper That Is Cut Off"),
        ("2503.90037", "A Paper without an Abstract"),
        ("2503.90038", "A Paper without a Rule below It"),
        ("2503.90039", "A Paper without a Rule above It"),
        ("2503.90040", "A Paper without Its First Mark"),
        ("2503.90041", "A Paper with an Empty Abstract"),
    ]
    assert [one.message for one in digest.warnings] == [
        "no arXiv id; known by its title: “A Paper without an Id”",
        "the id is from its address: “A Paper with an Address”",
        "an entry without a title of arXiv:2503.90034: left out",
        "not a date: “the tenth of March”",
        "cut off in its abstract: “A Paper That Is Cut Off” (and 1 more: line 79)",
        "cut off before its abstract: “A Paper without an Abstract”",
        "the mark above it is missing: “A Paper without Its First Mark”",
        "left out: “Somebody wrote this” and 1 more line",
        "arXiv:2503.90031 is listed twice (also line 15): “A Sound Paper, Again”",
        "no abstract: “A Paper with an Empty Abstract”",
    ]
    assert [one.version for one in digest.papers[:3]] == [None, None, 2]


def test_what_was_cut_off_is_kept() -> None:
    digest = read("malformed")
    assert paper(digest, "A Paper That").abstract == "Its abstract ends without"
    assert paper(digest, "A Paper without a Rule below").abstract == (
        "The rule is missing and so is the last mark."
    )


def test_a_paper_listed_twice_has_the_details_of_both() -> None:
    one = paper(read("malformed"), "A Sound Paper")
    assert (one.abstract, one.comments) == ("Sound.", "3 pages")
    assert (one.announced, one.revised) == (Announcement.NEW, dt.date(2025, 3, 10))


def test_the_line_of_a_paper_is_that_of_its_title() -> None:
    lines = (FIXTURES / "malformed.txt").read_text("utf-8").split("\n")
    for one in read("malformed").papers:
        assert lines[one.line - 1] == f"Title: {one.title}"


# -- distinguishing it from others --------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(path.stem for path in FIXTURES.glob("*.txt")))
def test_a_listing_is_known_for_one(name: str) -> None:
    assert LISTINGS.sniff(fixture(name)) >= 0.9


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x7fELF\x02\x01\x01" + bytes(range(256)),
        "Dear all,\n\nhave you seen arXiv:2503.90001?\n\\\\\nIt is good.\n",
        f"A report\n{RULE}\nTitle: Something\nAuthors: Ada Kelp\n",
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>arXiv:2503.90001</title></feed>',
        "Daily Papers\n\nMar 12\n\nTitle: A Title\n\nAn abstract of some length.\n",
        Path(__file__).read_bytes(),
    ],
    ids=["empty", "binary", "letter", "report", "feed", "page", "source"],
)
def test_other_files_are_not_taken_for_a_listing(data: bytes | str) -> None:
    assert LISTINGS.sniff(source(data)) == 0


# -- anything at all --------------------------------------------------------------------------

LINES = st.one_of(
    st.sampled_from(
        [
            *("", "", RULE, RULE, MARK, MARK, "%-" * 39, "%%--" * 19, "%%%---" * 13),
            *("arXiv:2503.90001", "arXiv:2503.90002 (*cross-listing*)", "Paper: math/0309136"),
            *("Date: Mon, 10 Mar 2025 08:00:00 GMT   (1kb)", "Date (revised v2): then", "Date:"),
            *("Title: A Title", "  Title", "Title:", "Authors: A and B (C, D)", "DOI: 10.5555/x"),
            *("Categories: cs.LG", "replaced with revised version x", "\u00a0hard", "\tA tab"),
            *(f"{MARK} ( https://arxiv.org/abs/2503.90003v2 , 1kb)", "received from x to y"),
            *("To unsubscribe, e-mail To: cs@arXiv.org", "An abstract.", "  And more."),
        ]
    ),
    st.text(max_size=30),
)


@given(st.lists(LINES, max_size=40).map("\n".join) | st.text())
def test_no_text_is_too_odd_and_every_title_is_read_or_reported(text: str) -> None:
    assert 0 <= LISTINGS.sniff(source(text)) <= 1
    digest = parse(text)
    ids = [one.arxiv_id for one in digest.papers if one.arxiv_id]
    assert len(ids) == len(set(ids))
    for one in digest.papers:
        assert one.title == clean_line(one.title) != ""
        assert one.abstract == clean_text(one.abstract)
        assert all(name == clean_line(name) != "" for name in one.authors)
        assert one.line > 0
    assert list(digest.warnings) == sorted(digest.warnings, key=lambda warning: warning.line)


@given(st.binary(max_size=200))
def test_no_bytes_are_too_odd(data: bytes) -> None:
    LISTINGS.sniff(source(data))
    LISTINGS.parse(source(data))


@pytest.mark.parametrize("line", [MARK, RULE, "arXiv:2503.90001", "Title: x", " ", "%-" * 39])
def test_a_flood_of_one_line_hides_no_paper(line: str) -> None:
    flood = f"{line}\n" * 20_000
    digest = parse(f"{flood}{'%%%---' * 13}\n{listing(entry('Title: Beyond the Flood'))}")
    assert "Beyond the Flood" in [one.title for one in digest.papers]


# -- round trip -------------------------------------------------------------------------------

WORDS = st.text(string.ascii_lowercase + "àéöøß", min_size=2, max_size=12)
SENTENCES = st.lists(WORDS, min_size=16, max_size=30).map(" ".join)
PAPERS = st.builds(
    lambda number, title, authors, paragraphs, date, categories, comments, cross: ParsedPaper(
        title="T" + " ".join(title),
        abstract="\n\n".join(paragraphs),
        authors=tuple(f"A. {name.capitalize()}z" for name in authors),
        date=date,
        arxiv_id=f"2503.{number:05}",
        announced=Announcement.CROSS if cross else Announcement.NEW,
        categories=tuple(categories),
        comments="C" + " ".join(comments) if comments else "",
    ),
    st.integers(1, 99999),
    st.lists(WORDS, min_size=1, max_size=30),
    st.lists(WORDS, max_size=12),
    st.lists(SENTENCES, min_size=1, max_size=3),
    st.dates(dt.date(1992, 1, 1), dt.date(2040, 1, 1)),
    st.lists(st.sampled_from(["cs.LG", "cs.CL", "math.NT", "hep-th"]), unique=True),
    st.lists(WORDS, max_size=30),
    st.booleans(),
)


def written(papers: list[ParsedPaper], indent: str) -> str:
    def folded(text: str) -> str:
        return f"\n{indent}".join(textwrap.wrap(text, 78, break_on_hyphens=False))

    def one(item: ParsedPaper) -> str:
        cross = " (*cross-listing*)" if item.announced is Announcement.CROSS else ""
        fields = [
            ("Title", item.title),
            ("Authors", ", ".join(item.authors)),
            ("Categories", " ".join(item.categories)),
            ("Comments", item.comments),
        ]
        header = "".join(f"{folded(f'{name}: {text}')}\n" for name, text in fields if text)
        paragraphs = [
            "\n".join(textwrap.wrap(f"@{text}", 60)).replace("@", indent, 1)
            for text in item.abstract.split("\n\n")
        ]
        return (
            f"{MARK}\narXiv:{item.arxiv_id}{cross}\n"
            f"Date: {item.date:%a, %d %b %Y} 08:00:00 GMT   (1kb)\n\n{header}{MARK}\n"
            + "\n".join(paragraphs)
            + f"\n{MARK} ( https://arxiv.org/abs/{item.arxiv_id} ,  1kb)\n"
        )

    return listing(*map(one, papers))


@pytest.mark.parametrize("indent", ["  ", " ", "\u00a0\u00a0", "\t"])
@given(papers=st.lists(PAPERS, min_size=1, max_size=4, unique_by=lambda one: one.arxiv_id))
def test_what_a_listing_is_made_of_is_what_is_read(indent: str, papers: list[ParsedPaper]) -> None:
    digest = parse(written(papers, indent))
    assert [one._replace(line=0) for one in digest.papers] == papers
    assert [str(one) for one in digest.warnings] == ["no date in the listing"]


# -- the real mails ---------------------------------------------------------------------------


def test_real_mails_give_what_is_expected_of_them(corpus: Path) -> None:
    expected = {
        name: facts
        for name, facts in json.loads((corpus / "expected.json").read_text("utf-8")).items()
        if name.startswith("arxiv-mail/")
    }
    assert len(expected) >= 4
    for name, facts in expected.items():
        mail = source((corpus / name).read_bytes())
        assert LISTINGS.sniff(mail) >= 0.9
        digest = LISTINGS.parse(mail)
        assert len(digest.papers) == facts["papers"], name
        assert len(digest.warnings) == (3 if "malformed" in name else 0), name
        assert digest.date is not None
        assert all(one.title and one.authors for one in digest.papers)
        if "q-fin" in name:
            why = [one.announced for one in digest.papers]
            assert why == [Announcement.NEW] * 13 + [Announcement.REPLACE] * 3
            assert [bool(one.abstract) for one in digest.papers] == [True] * 13 + [False] * 3
