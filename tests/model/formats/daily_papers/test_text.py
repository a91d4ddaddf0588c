"""The Daily Papers page as text: layouts and quirks, slips, dates, and files that are none."""

from __future__ import annotations

import datetime as dt
import json
import os
import string
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedDigest, ParsedPaper
from octavo_model.formats import Source
from octavo_model.formats.daily_papers.lines import LineKind, read_signs
from octavo_model.formats.registry import choose, known_format

FIXTURES = Path(__file__).parents[4] / "fixtures" / "daily-papers-text"
CORPUS = os.environ.get("OCTAVO_CORPUS")
MODIFIED = dt.datetime(2025, 11, 20, 9, 30, tzinfo=dt.UTC)
PAGES = known_format("daily-papers-text")


def source(
    data: bytes | str, *, modified: dt.datetime = MODIFIED, date: dt.date | None = None
) -> Source:
    return Source(data.encode() if isinstance(data, str) else data, "page.txt", modified, date)


def fixture(name: str) -> Source:
    return source((FIXTURES / f"{name}.txt").read_bytes())


def parse(data: bytes | str) -> ParsedDigest:
    return PAGES.parse(source(data))


def paper(digest: ParsedDigest, start: str) -> ParsedPaper:
    (found,) = [one for one in digest.papers if one.title.startswith(start)]
    return found


def page(*blocks: str, head: str = "Daily Papers\n\nNov 5") -> str:
    return "\n\n".join([head, *blocks]) + "\n"


LONG = (
    "We measure how long it takes until nobody remembers why a threshold was chosen. "
    "In eleven laboratories it took four months on average, and in one of them a weekend. "
    "A comment beside the number doubles that time. We discuss what the comment should say, "
    "and release the numbers together with what is left of their reasons."
)
OTHER = (
    "Lighthouses and language models have a problem in common: both speak to whoever passes by. "
    "We study a model that dims itself when nobody is listening, and find that it saves a third "
    "of its energy. Whether anybody is listening is decided by a probe with two parameters. "
    "The probe was wrong in 3% of the cases, mostly at dawn."
)


# -- the layouts ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "date", "papers", "signed"),
    [
        ("plain", "2025-11-05", 12, 0),
        ("bylines", "2025-10-28", 30, 29),
        ("organisations", "2026-02-07", 6, 6),
        ("crlf_bom_nbsp", "2024-10-28", 2, 2),
        ("cut_mid_sentence", "2025-03-12", 2, 0),
        ("leap_day", "2024-02-29", 2, 2),
        ("submitted_by", "2025-06-03", 3, 3),
        ("whole_site", "2025-10-28", 2, 0),
        ("wrapped", "2024-10-28", 3, 2),
    ],
)
def test_a_sound_page_reads_without_a_warning(
    name: str, date: str, papers: int, signed: int
) -> None:
    digest = PAGES.parse(fixture(name))
    assert digest.warnings == ()
    assert digest.date == dt.date.fromisoformat(date)
    assert len(digest.papers) == papers
    assert sum(one.date is not None for one in digest.papers) == signed
    assert all(one.title and one.abstract for one in digest.papers)


def test_a_paper_of_two_pages_reads_the_same_from_both() -> None:
    plain = {one.title: one.abstract for one in PAGES.parse(fixture("plain")).papers}
    signed = {one.title: one.abstract for one in PAGES.parse(fixture("bylines")).papers}
    both = plain.keys() & signed.keys()
    assert len(both) == 8
    assert [plain[title] for title in both] == [signed[title] for title in both]


def test_titles_and_abstracts_are_kept_character_for_character() -> None:
    titles = [one.title for one in PAGES.parse(fixture("plain")).papers]
    assert titles[1] == "[Re] Counting Sheep with Contrastive Learning"
    assert titles[2] == "SP(IN)$^2$: Source-Private Inference with Invertible Noise"
    assert titles[5] == "汉字之间：面向古籍的多粒度检索模型"
    assert titles[8].startswith('"Why Did You Say That?"')
    assert titles[10].startswith("pFedQuilt: ")
    abstract = paper(PAGES.parse(fixture("plain")), "GLACIER").abstract
    assert abstract.startswith("Agents that keep learning keep forgetting.")
    assert "see url{https://github.com/moraine-rl/glacier} for both." in abstract


def test_the_line_of_a_paper_is_that_of_its_title() -> None:
    lines = (FIXTURES / "bylines.txt").read_text("utf-8").split("\n")
    for one in PAGES.parse(fixture("bylines")).papers:
        assert lines[one.line - 1] == one.title


def test_a_byline_gives_authors_date_and_comments() -> None:
    digest = PAGES.parse(fixture("bylines"))
    one = paper(digest, "Slow Is Smooth")
    assert (one.author_count, one.organization) == (6, None)
    assert (one.date, one.date_inferred) == (dt.date(2024, 12, 29), False)
    assert one.comment_count == 1
    one = paper(digest, "Memorise")
    assert (one.author_count, one.date, one.date_inferred) == (1, dt.date(2025, 10, 28), True)
    assert one.comment_count is None
    one = paper(digest, "[Re]")
    assert (one.author_count, one.date, one.date_inferred) == (None, None, False)


def test_an_organisation_may_replace_the_authors() -> None:
    digest = PAGES.parse(fixture("organisations"))
    assert [one.organization for one in digest.papers] == [
        "OpenBMB",
        None,
        "Carnegie Mellon University",
        "Saltmarsh Lab",
        None,
        "ulm",
    ]
    assert [one.author_count for one in digest.papers] == [None, 1, None, None, 3, None]
    assert [one.comment_count for one in digest.papers] == [2, None, 3, None, 1, None]
    assert [one.date and one.date.isoformat() for one in digest.papers] == [
        "2026-02-06",
        "2026-02-05",
        "2025-12-30",
        "2026-02-06",
        "2024-01-29",
        "2026-02-04",
    ]


@pytest.mark.parametrize("name", ["glued", "glued_below"])
def test_a_title_joined_to_a_heading_is_a_title(name: str) -> None:
    digest = PAGES.parse(fixture(name))
    first = {"glued": "Windfall: ", "glued_below": "Harbour: "}[name]
    assert digest.papers[0].title.startswith(first)
    assert len(digest.papers) == 3
    assert all(len(one.abstract) > 400 for one in digest.papers)
    assert [str(one) for one in digest.warnings] == ["no date on the page"]


@pytest.mark.parametrize(
    "head",
    [
        "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nNov 5\n\n",
        "new\nGet trending papers in your email inbox once a day!\nSubscribe\nNov 5\n",
        "Get trending papers in your email inbox once a day!\nSubscribe",
        "Get trending papers in your email inbox!Subscribe ",
        "SubscribeDaily Papers\nbyAK and the research community\nNov 5\n",
        "Daily PapersbyAK and the research communityNov 5\n",
        "Daily Papers\nby AK and the research community\nWednesday, November 5, 2025\n",
        "Nov 5\n\n",
        "Subscribe\n\n",
        "\ufeff\u00a0 Daily Papers \t\r\n\r\nNov 5\r\n",
    ],
)
def test_headings_are_recognized_in_every_wording(head: str) -> None:
    text = f"{head}Subscribers and Other Beacons\n\n{OTHER}\n\nA Second Title\n\n{LONG}\n"
    assert PAGES.sniff(source(text)) > 0
    digest = parse(text)
    assert [(one.title, one.abstract) for one in digest.papers] == [
        ("Subscribers and Other Beacons", OTHER),
        ("A Second Title", LONG),
    ]
    assert digest.date == (dt.date(2025, 11, 5) if "Nov" in head else None)


def test_what_is_not_known_in_the_head_is_reported() -> None:
    digest = parse(f"Hello again\n\nDaily Papers\n\nYour picks\n\nNov 5\n\nBeacons\n\n{OTHER}")
    assert [(one.line, "left out" in one.message) for one in digest.warnings] == [
        (1, True),
        (5, True),
    ]
    assert [one.title for one in digest.papers] == ["Beacons"]


def test_a_capture_that_ends_inside_a_byline_says_so() -> None:
    digest = PAGES.parse(fixture("cut_mid_byline"))
    assert [(one.author_count, one.date) for one in digest.papers] == [
        (6, dt.date(2024, 12, 29)),
        (4, None),
    ]
    assert [one.line for one in digest.warnings] == [25]


def test_a_capture_that_ends_inside_an_abstract_keeps_what_there_is() -> None:
    last = PAGES.parse(fixture("cut_mid_sentence")).papers[-1]
    assert last.abstract.endswith("evaluate it on 30 mo")


def test_a_capture_that_ends_after_a_title_keeps_the_title() -> None:
    digest = parse(page("Beacons", OTHER, "The Next One"))
    assert [one.title for one in digest.papers] == ["Beacons", "The Next One"]
    assert [one.line for one in digest.warnings] == [9]


def test_the_middle_of_a_page_reads_from_its_first_byline() -> None:
    digest = PAGES.parse(fixture("only_papers"))
    assert [one.author_count for one in digest.papers] == [2, 41, 3]
    assert digest.papers[1].title.startswith("SOURDOUGH")
    assert "no title above" in digest.warnings[1].message


def test_submitters_are_above_their_papers() -> None:
    digest = PAGES.parse(fixture("submitted_by"))
    assert [one.submitted_by for one in digest.papers] == ["marisol", "ten-quays", None]


def test_submitters_may_be_below_or_inside() -> None:
    below = page("Beacons", OTHER, "Submitted by ana", "Why", LONG, "Submitted by bo")
    inside = page("Beacons", "Submitted by ana", OTHER, "Why", "Submitted by bo", LONG)
    for text in (below, inside):
        digest = parse(text)
        assert digest.warnings == ()
        assert [(one.title, one.submitted_by) for one in digest.papers] == [
            ("Beacons", "ana"),
            ("Why", "bo"),
        ]


def test_numbers_by_themselves_are_no_titles() -> None:
    digest = PAGES.parse(fixture("votes"))
    assert [one.title[:8] for one in digest.papers] == ["Parallax", "Harbour:"]
    assert [one.line for one in digest.warnings] == [13, 23]


def test_a_second_page_in_the_file_is_noticed_and_read() -> None:
    digest = PAGES.parse(fixture("two_pages"))
    assert [one.title[:8] for one in digest.papers] == ["Temperat", "Salting ", "Windfall"]
    assert [one.line for one in digest.warnings] == [21, 31]
    assert digest.date == dt.date(2025, 10, 28)


def test_a_page_without_papers_has_none_and_warns_of_nothing_else() -> None:
    digest = PAGES.parse(fixture("no_papers"))
    assert (digest.papers, digest.warnings) == ((), ())


# -- the rhythm -------------------------------------------------------------------------------


def test_position_decides_as_long_as_the_rhythm_holds() -> None:
    papers = [
        ("Is This a Title?", LONG),
        ("And is this one, ending in a full stop.", OTHER),
        ("A short abstract below", "To appear"),
        ("a lower-case title " * 10 + "that goes on and on", LONG),
        ('"Quoted"', OTHER),
        ("1-Bit", "42% of nothing"),
        ("Last", LONG),
    ]
    digest = parse(page(*(text for pair in papers for text in pair)))
    assert [(one.title, one.abstract) for one in digest.papers] == papers
    assert digest.warnings == ()


def test_slips_are_noticed_and_cost_only_themselves() -> None:
    digest = PAGES.parse(fixture("slips"))
    assert [one.title.split()[0].strip('":') for one in digest.papers] == [
        "Tidal",
        "Memorise,",
        "[Re]",
        "A",
        "Why",
        "GLACIER",
        "Kelp",
    ]
    assert [one.line for one in digest.warnings] == [21, 27]
    whole = paper(PAGES.parse(fixture("plain")), "Memorise").abstract
    assert paper(digest, "Memorise").abstract.replace("\n\n", " ") == whole
    assert paper(digest, "A Census").abstract == ""


def test_slips_between_bylines_are_noticed_and_cost_only_themselves() -> None:
    digest = PAGES.parse(fixture("slips_bylines"))
    assert [one.author_count for one in digest.papers] == [7, 41, 2, 5, 8, 3]
    assert [bool(one.abstract) for one in digest.papers] == [True, True, False, True, True, True]
    assert digest.papers[3].title.startswith("The cache of keys and values")
    assert digest.papers[3].title.endswith("…")
    assert [one.line for one in digest.warnings] == [25, 31, 37, 51]


SLIPS = {
    "a blank line between sentences": lambda title, abstract: [
        title,
        *abstract.split("average, ", 1),
    ],
    "a blank line inside a sentence": lambda title, abstract: [
        title,
        *abstract.split(" one of them ", 1),
    ],
    "a last paragraph with an address": lambda title, abstract: [
        title,
        abstract,
        "Code: https://github.com/saltmarsh-lab/thresholds",
    ],
    "no abstract": lambda title, abstract: [title],
    "no title": lambda title, abstract: [abstract],
}


@pytest.mark.parametrize("slip", SLIPS)
@pytest.mark.parametrize("where", range(6))
def test_one_slip_leaves_all_other_papers_alone(slip: str, where: int) -> None:
    papers = [(f"Title Number {number}", OTHER) for number in range(6)]
    blocks = [list(pair) for pair in papers]
    blocks[where] = SLIPS[slip](papers[where][0], LONG)
    digest = parse(page(*(text for block in blocks for text in block)))
    read = {(one.title, one.abstract) for one in digest.papers}
    others = {pair for number, pair in enumerate(papers) if number != where}
    # With no byline between, an abstract without a title is a paragraph of the one above.
    swallowed = {papers[where - 1]} if slip == "no title" and where else set()
    assert others - swallowed <= read
    assert any("abstract" in one.message for one in digest.warnings)


def test_lines_of_a_wrapped_abstract_are_one_paragraph() -> None:
    lines = ("The lamp was lit at dusk by the one who came first, until", "Mar 12")
    digest = parse(page("Beacons", "\n".join(lines), "Why", LONG))
    assert [(one.title, one.abstract) for one in digest.papers] == [
        ("Beacons", " ".join(lines)),
        ("Why", LONG),
    ]
    wrapped = PAGES.parse(fixture("wrapped"))
    same = PAGES.parse(fixture("bylines"))
    for one in wrapped.papers:
        assert one.abstract == paper(same, one.title).abstract


# -- dates ------------------------------------------------------------------------------------


def signed(head: str, *dates: str) -> str:
    blocks = [f"Title {n}\n\n{OTHER}\n\n  • 2 authors\n·\n{date}" for n, date in enumerate(dates)]
    return page(*blocks, head=f"Daily Papers\n\n{head}".strip())


@pytest.mark.parametrize(
    ("printed", "bylines", "modified", "date"),
    [
        ("Mar 12", [], "2025-03-12", "2025-03-12"),
        ("Mar 12", [], "2025-03-11", "2024-03-12"),
        ("Mar 12", ["Mar 11"], "2025-11-20", "2025-03-12"),
        ("Oct 28", ["Sep 15", "Nov 17, 2016", "Oct 7, 2024"], "2030-01-01", "2025-10-28"),
        ("Oct 28", ["Oct 7, 2024"], "2020-01-01", "2025-10-28"),
        ("Feb 29", ["Dec 1, 2021"], "2030-01-01", "2024-02-29"),
        ("Feb 29", [], "2023-06-01", "2020-02-29"),
        ("Feb 29", [], "1903-06-01", "1896-02-29"),
        ("Mar 12, 2019", ["Dec 1, 2021"], "2018-01-01", "2019-03-12"),
        ("September 3 2021", [], "2030-01-01", "2021-09-03"),
    ],
)
def test_the_year_of_a_page(printed: str, bylines: list[str], modified: str, date: str) -> None:
    when = dt.datetime.fromisoformat(modified).replace(hour=23, tzinfo=dt.UTC)
    digest = PAGES.parse(source(signed(printed, *bylines), modified=when))
    assert digest.date == dt.date.fromisoformat(date)
    assert digest.date_inferred == (printed in ("Mar 12", "Oct 28", "Feb 29"))


def test_years_in_prose_say_nothing_about_the_page() -> None:
    text = page("Beacons", f"{OTHER} Dec 1, 2031.", head="Daily Papers\n\nMar 12")
    assert parse(text).date == dt.date(2025, 3, 12)


def test_a_byline_without_a_year_takes_the_pages() -> None:
    digest = parse(signed("Oct 28", "Sep 15", "Dec 30, 2023"))
    assert [(one.date, one.date_inferred) for one in digest.papers] == [
        (dt.date(2024, 9, 15), True),
        (dt.date(2023, 12, 30), False),
    ]


def test_the_day_given_by_the_user_goes_before_all() -> None:
    text = signed("Oct 28, 2024", "Sep 15")
    digest = PAGES.parse(source(text, date=dt.date(2021, 5, 6)))
    assert (digest.date, digest.date_inferred) == (dt.date(2021, 5, 6), False)
    assert digest.papers[0].date == dt.date(2021, 9, 15)


def test_a_page_without_a_date_infers_that_of_its_papers() -> None:
    digest = parse(signed("", "Dec 30", "Sep 15"))
    assert (digest.date, digest.date_inferred) == (None, False)
    assert [one.date for one in digest.papers] == [dt.date(2024, 12, 30), dt.date(2025, 9, 15)]
    assert [str(one) for one in digest.warnings] == ["no date on the page"]


def test_a_day_that_the_year_does_not_have_is_reported() -> None:
    digest = parse(signed("Mar 1, 2025", "Feb 29"))
    assert digest.papers[0].date is None
    assert digest.papers[0].author_count == 2
    assert [one.line for one in digest.warnings] == [9]


@given(
    day=st.dates(dt.date(2020, 1, 1), dt.date(2020, 12, 31)),
    years=st.lists(st.integers(1990, 2040), max_size=5),
    modified=st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2060, 1, 1)),  # noqa: DTZ001
)
@example(dt.date(2020, 2, 29), [2023], dt.datetime(2024, 1, 1))  # noqa: DTZ001
def test_a_page_is_later_than_all_it_prints_and_not_after_its_file(
    day: dt.date, years: list[int], modified: dt.datetime
) -> None:
    text = signed(f"{day:%b} {day.day}", *(f"Jul 1, {year}" for year in years))
    date = PAGES.parse(source(text, modified=modified)).date
    assert date is not None
    assert (date.month, date.day) == (day.month, day.day)
    if years:
        assert max(years) < date.year <= max(years) + 8
    else:
        assert date <= modified.date()
        assert date.year >= modified.year - 8


# -- distinguishing it from others --------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(path.stem for path in FIXTURES.glob("*.txt")))
def test_every_page_is_known_for_one_and_nothing_else_is(name: str) -> None:
    if name == "not_a_digest":
        with pytest.raises(NotADigestError, match=r"page\.txt: not a digest"):
            choose(fixture(name))
    else:
        assert choose(fixture(name)).name == "daily-papers-text"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \r\n\t\n",
        b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 20,
        f"<!doctype html>\n<p>Daily Papers</p>\n<p>{LONG}</p>",
        json.dumps([{"title": "Beacons", "summary": LONG}]),
        f"title,abstract\nBeacons,{LONG}\nWhy,{OTHER}\n",
        f"# Beacons\n\n{LONG}\n\n## Install\n\n```\npip install beacons\n```\n\n{OTHER}\n",
        f"Daily Papers\n============\n\n{LONG}\n\nUsage\n-----\n\n{OTHER}\n",
        f"March 12, 2025\n\nDear Mrs Ogilvie,\n\n{LONG}\n\nYours sincerely,\n\nA. Penhaligon\n",
        f"{'-' * 78}\n\\\\\narXiv:2503.00001\nDate: Wed, 12 Mar 2025\n\nTitle: Why\n\\\\\n{LONG}\n",
        f"From: a@example.org\nSubject: Daily Papers\n\nDaily Papers\n\n{LONG}\n",
        f"Beacons\n\n{LONG}\n\nWhy\n\n{OTHER}\n",
        Path(__file__).read_bytes(),
    ],
    ids=[
        *("empty", "blank", "binary", "html", "json", "csv", "readme", "underlined", "letter"),
        *("arxiv-mail", "mail", "essay", "source"),
    ],
)
def test_other_files_are_not_taken_for_a_page(data: bytes | str) -> None:
    assert PAGES.sniff(source(data)) == 0


def test_a_page_full_of_control_characters_is_still_a_page() -> None:
    text = page("Bea\x1b[31mcons", f"{OTHER}\x07\x00 \u202e{LONG}")
    assert PAGES.sniff(source(text)) > 0
    (one,) = parse(text).papers
    assert (one.title, one.abstract) == ("Bea[31mcons", f"{OTHER} {LONG}")


# -- anything at all --------------------------------------------------------------------------

LINES = st.one_of(
    st.sampled_from(
        [
            *("", "", "", "new", "Subscribe", "Daily Papers", "byAK and the research community"),
            *("Get trending papers in your email inbox!", "SubscribeGlued", "About", "TOS"),
            *("·", "•", "  • 7 authors", "1 author ·", "Mar 12", "Feb 29", "Dec 29, 2024 1"),
            *("acme Acme · Feb 6 2", "acme Acme", "Submitted by ana", "Submitted by", "42", "-"),
            *("Oct", "  • 1", LONG, OTHER, "A Title", "and more of it", "A short sentence."),
        ]
    ),
    st.text(max_size=40),
)


@given(st.lists(LINES, max_size=25).map("\n".join) | st.text())
def test_no_text_is_too_odd_and_nothing_of_it_is_lost(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    PAGES.sniff(source(data))
    digest = parse(data)
    text_read = "\n".join(f"{one.title}\n{one.abstract}" for one in digest.papers)
    text_read = text_read.replace("\n", " ")
    warned = {one.line for one in digest.warnings}
    for sign in read_signs(data.decode("utf-8", "replace").removeprefix("\ufeff")):
        if sign.kind is LineKind.TEXT:
            assert sign.text in text_read or sign.line in warned
        elif sign.kind is LineKind.UNKNOWN:
            assert sign.line in warned
        elif sign.kind is LineKind.SUBMITTED:
            given_to = {one.submitted_by for one in digest.papers}
            assert sign.text in given_to or sign.line in warned


@given(st.binary(max_size=200))
def test_no_bytes_are_too_odd(data: bytes) -> None:
    PAGES.sniff(source(data))
    parse(data)


# -- round trip -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Dialect:
    """One way in which a browser may save the page."""

    gap: str
    byline: str | None
    end: str = "\n"
    head: str = "Daily Papers\n\nOct 28, 2025"

    def render(self, papers: list[ParsedPaper]) -> str:
        blocks = [self.head]
        for one in papers:
            blocks += [one.title, one.abstract]
            if self.byline:
                who = one.organization or f"• {one.author_count} authors"
                assert one.date
                when = f"{one.date:%b} {one.date.day}, {one.date.year}"
                if one.comment_count is not None:
                    when += f" {one.comment_count}"
                blocks.append(self.byline.format(who=who, when=when))
        return self.gap.join(blocks).replace("\n", self.end) + self.end


DIALECTS = {
    "plain": Dialect("\n\n", None),
    "glued": Dialect("\n", None),
    "bylines": Dialect("\n\n", "  {who}\n·\n{when}"),
    "bylines on a line": Dialect("\n\n", "{who} · {when}"),
    "bylines apart": Dialect("\n\n", "{who}\n\n·\n\n{when}"),
    "bylines glued": Dialect("\n", "{who}\n·\n{when}"),
    "carriage returns": Dialect("\n\n\n", "\u00a0{who}\t\n·\n{when}  ", end="\r\n"),
}

WORDS = st.text(string.ascii_letters + "àéöøßдя中", min_size=2, max_size=12)
NAMES = st.lists(WORDS, min_size=2, max_size=12).map(lambda words: "T" + " ".join(words))
SENTENCES = st.lists(WORDS, min_size=8, max_size=20).map(lambda words: f"So {' '.join(words)}.")
ABSTRACTS = st.lists(SENTENCES, min_size=3, max_size=6).map(" ".join)
PAPERS = st.builds(
    lambda title, abstract, who, date, comments: ParsedPaper(
        title,
        abstract,
        author_count=who if isinstance(who, int) else None,
        organization=who if isinstance(who, str) else None,
        date=date,
        comment_count=comments,
    ),
    NAMES,
    ABSTRACTS,
    st.integers(1, 4000) | st.text(string.ascii_uppercase, min_size=3, max_size=30),
    st.dates(dt.date(1950, 1, 1), dt.date(2025, 10, 28)),
    st.none() | st.integers(0, 300),
)


@pytest.mark.parametrize("dialect", DIALECTS)
@given(papers=st.lists(PAPERS, min_size=1, max_size=6))
def test_what_a_page_is_made_of_is_what_is_read(dialect: str, papers: list[ParsedPaper]) -> None:
    form = DIALECTS[dialect]
    text = form.render(papers)
    digest = parse(text)
    assert digest.warnings == ()
    assert PAGES.sniff(source(text)) > 0

    def seen(one: ParsedPaper) -> tuple[object, ...]:
        rest = (one.author_count, one.organization, one.date, one.comment_count)
        return (one.title, one.abstract, *(rest if form.byline else ()))

    assert [seen(one) for one in digest.papers] == [seen(one) for one in papers]


# -- the real pages ---------------------------------------------------------------------------


@pytest.mark.skipif(not CORPUS, reason="OCTAVO_CORPUS does not name the folder of real digests")
def test_real_pages_give_what_is_expected_of_them() -> None:
    root = Path(CORPUS or "")
    expected = {
        name: facts
        for name, facts in json.loads((root / "expected.json").read_text("utf-8")).items()
        if name.startswith("daily-papers-text/")
    }
    assert len(expected) >= 5
    for name, facts in expected.items():
        page_source = source((root / name).read_bytes())
        assert choose(page_source) is choose(source(page(LONG[:60], OTHER)))
        digest = PAGES.parse(page_source)
        papers = digest.papers
        assert digest.warnings == (), name
        assert len(papers) == facts["papers"]
        assert sum(one.author_count is not None for one in papers) == facts["with_byline"]
        assert digest.date
        assert f"{digest.date:%b} {digest.date.day}" == facts["page_date"]
        assert papers[0].title == facts["first_title"]
        assert papers[-1].title == facts["last_title"]
        total = sum(len(one.abstract) for one in papers)
        assert total == facts["sum_of_abstract_characters"]
        counts = {one.title: one.comment_count for one in papers if one.comment_count is not None}
        assert counts == facts["with_comments"]
