"""Feeds of anybody: journals, blogs, broken ones, and pages that are none."""

from __future__ import annotations

import datetime as dt
import json
import re
import string
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.dates import Precision
from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedDigest, ParsedPaper
from octavo_model.formats import Source
from octavo_model.formats.registry import choose, known_format

FIXTURES = Path(__file__).parents[4] / "fixtures" / "feed"
NOW = dt.datetime(2025, 11, 12, 9, 30, tzinfo=dt.UTC)
FEEDS = known_format("feed")


def source(data: bytes | str, name: str = "feed.xml", date: dt.date | None = None) -> Source:
    return Source(data.encode() if isinstance(data, str) else data, name, NOW, date)


def fixture(name: str) -> Source:
    return source((FIXTURES / name).read_bytes())


def rss(*items: str, head: str = "<title>t</title>") -> str:
    return f"<rss version='2.0'><channel>{head}{''.join(items)}</channel></rss>"


def one(item: str) -> ParsedPaper:
    (paper,) = FEEDS.parse(source(rss(f"<item>{item}</item>"))).papers
    return paper


@pytest.mark.parametrize("path", sorted(FIXTURES.iterdir()), ids=lambda path: path.name)
def test_each_is_known_for_a_feed(path: Path) -> None:
    assert choose(source(path.read_bytes())).name == "feed"


def test_a_journal_has_ids_people_and_subjects() -> None:
    digest = FEEDS.parse(fixture("journal.rdf.xml"))
    assert digest.slug == "annals-of-gulls-current-issue"
    assert digest.warnings == ()
    assert digest.papers[0] == ParsedPaper(
        "Gulls & Terns: the Larus Case",
        "We compare gulls & terns. Terns are faster.",
        authors=("Ada Penhaligon", "Inês D'Ávila"),
        date=dt.date(2025, 11, 3),
        doi="10.1000/gull.17",
        categories=("Ornithology", "Methods"),
        journal="Annals of Gulls",
        page="https://journals.example.org/doi/abs/10.1000/gull.17?af=R",
        line=7,
    )
    letters = digest.papers[1]
    assert letters.doi == "10.1000/gull.18"
    assert (letters.date, letters.date_precision) == (dt.date(2025, 11, 1), Precision.MONTH)


def test_a_feed_without_a_day_has_that_of_its_newest_entry() -> None:
    digest = FEEDS.parse(fixture("journal.rdf.xml"))
    assert (digest.date, digest.date_inferred) == (dt.date(2025, 11, 3), False)


def test_a_feed_whose_newest_entry_has_a_month_has_an_inferred_day() -> None:
    feed = fixture("journal.rdf.xml")
    digest = FEEDS.parse(source(feed.data.replace(b"2025-11-03", b"2025-10")))
    assert (digest.date, digest.date_inferred) == (dt.date(2025, 11, 1), True)


def test_a_blog_in_old_rss_is_read() -> None:
    digest = FEEDS.parse(fixture("blog.rss.xml"))
    assert (digest.date, digest.date_inferred) == (dt.date(2025, 11, 10), False)
    spin, version = digest.papers
    assert spin == ParsedPaper(
        "SP(IN)^2: inference <think> tokens",
        "Escaped twice & readable.",
        authors=("Bo Quays",),
        date=dt.date(2025, 11, 10),
        date_inferred=True,
        date_precision=Precision.ABOUT,
        page="https://group.example.org/posts/spin",
        line=8,
    )
    assert (version.arxiv_id, version.page) == ("2511.00001", None)
    assert version.date == dt.date(2025, 11, 9)


def test_descriptions_made_of_labelled_parts_are_taken_apart() -> None:
    paper = FEEDS.parse(fixture("blog.rss.xml")).papers[1]
    assert paper.abstract == "We count.\n\nThen we stop."
    assert paper.authors == ("Ada Penhaligon", "Bo Quays")
    assert (paper.upvotes, paper.keywords, paper.categories) == (
        47,
        ("gulls", "terns"),
        ("agents",),
    )


def test_entries_without_titles_are_left_out_each_with_a_warning() -> None:
    digest = FEEDS.parse(fixture("blog.rss.xml"))
    assert [str(warning) for warning in digest.warnings] == [
        "line 15: an entry without a title is left out: https://group.example.org/posts/untitled"
    ]


def test_the_valid_and_repairable_entries_of_a_broken_feed_are_read() -> None:
    digest = FEEDS.parse(fixture("broken.atom.xml"))
    assert [(paper.title, paper.line) for paper in digest.papers] == [
        ("Sound & Safe", 5),
        ("R&D of cafés", 6),
        ("Undeclared", 8),
    ]
    assert digest.papers[1].page == "https://example.org/2?a=1&b=2"
    assert [warning.line for warning in digest.warnings] == [7, 9]
    assert (digest.date, digest.slug) == (dt.date(2025, 11, 12), "broken-things")


def test_a_web_page_in_the_place_of_a_feed_is_an_error_that_says_so() -> None:
    with pytest.raises(NotADigestError, match=r"a web page .“Sign in – Annals of Gulls”.*log in"):
        FEEDS.parse(fixture("login_page.html"))


def test_a_web_page_is_claimed_only_if_no_other_format_reads_it() -> None:
    assert FEEDS.sniff(fixture("login_page.html")) == 0.1


def test_a_feed_that_declares_entities_is_refused() -> None:
    with pytest.raises(NotADigestError, match="declares entities"):
        FEEDS.parse(fixture("entity_bomb.xml"))


def test_nothing_outside_of_the_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    text = f"<!DOCTYPE rss SYSTEM '{secret.as_uri()}'>" + rss("<item><title>&x;</title></item>")
    assert [paper.title for paper in FEEDS.parse(source(text)).papers] == ["&x;"]


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("[Re] x &lt; y", "[Re] x < y"),
        ("<![CDATA[a <b>bold</b> claim]]>", "a bold claim"),
        ("AT&amp;amp;T", "AT&T"),
        ("two\n   lines", "two lines"),
        ("&#x202e;turned\x1b[31m", "turned[31m"),
    ],
)
def test_titles_are_read_as_they_were_meant(title: str, read: str) -> None:
    assert one(f"<title>{title}</title>").title == read


@pytest.mark.parametrize(
    ("authors", "names"),
    [
        ("<author>a@example.org (Ada Penhaligon)</author>", ("Ada Penhaligon",)),
        (
            "<author>Ada Penhaligon, Bo Quays and C. D.</author>",
            ("Ada Penhaligon", "Bo Quays", "C. D."),
        ),
        (
            "<author>Penhaligon, Ada</author><author>Bo Quays, Jr.</author>",
            ("Ada Penhaligon", "Bo Quays, Jr."),
        ),
        (
            "<author>Penhaligon, A., Quays, B., Marsh, D. K.</author>",
            ("A. Penhaligon", "B. Quays", "D. K. Marsh"),
        ),
        (
            "<author>García Penhaligon, A.</author><author>et al.</author>",
            ("A. García Penhaligon",),
        ),
        ("", ()),
    ],
)
def test_authors_are_in_one_element_or_in_several(authors: str, names: tuple[str, ...]) -> None:
    assert one(f"<title>x</title>{authors}").authors == names


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "gopher://x.org/1"])
def test_only_addresses_of_the_web_lead_to_a_page(link: str) -> None:
    assert one(f"<title>x</title><link>{link}</link>").page is None


def test_the_day_is_the_users_else_the_feeds_else_the_entries_else_the_names() -> None:
    head = "<title>t</title><pubDate>Mon, 10 Nov 2025 00:00:00 GMT</pubDate>"
    item = "<item><title>x</title><pubDate>Sun, 9 Nov 2025 00:00:00 GMT</pubDate></item>"
    name = "feed-2025-11-08.xml"
    days = [
        FEEDS.parse(source(rss(item, head=head), name, dt.date(2025, 11, 11))),
        FEEDS.parse(source(rss(item, head=head), name)),
        FEEDS.parse(source(rss(item), name)),
        FEEDS.parse(source(rss("<item><title>x</title></item>"), name)),
        FEEDS.parse(source(rss())),
    ]
    days_read = [digest.date.day if digest.date else None for digest in days]
    assert days_read == [11, 10, 9, 8, None]


@pytest.mark.parametrize(
    "data",
    ["", "plain", '{"items": []}', "<svg/>", "<opml><outline/></opml>", "<rdf:RDF/>", "@a{b}"],
)
def test_other_files_are_no_feeds(data: str) -> None:
    assert FEEDS.sniff(source(data)) == 0
    with pytest.raises(NotADigestError, match="not a feed"):
        FEEDS.parse(source(data))


TEXTS = st.lists(
    st.text(string.ascii_letters + "<>&$\\{}éß中'\"", min_size=1, max_size=9),
    min_size=1,
    max_size=9,
).map(lambda words: "T" + " ".join(words))
# What looks like a whole tag cannot be distinguished from one that was escaped twice.
UNTAGGED = TEXTS.filter(lambda text: re.search(r"<[/!?]?[a-zA-Z]", text) is None)
PAPERS = st.builds(
    ParsedPaper,
    UNTAGGED,
    st.lists(UNTAGGED, max_size=3).map("\n\n".join),
    date=st.none() | st.dates(dt.date(1900, 1, 1)),
    doi=st.integers(1, 9999).map("10.1000/{}".format),
    categories=st.lists(st.sampled_from(["a", "b b", "ç"]), unique=True).map(tuple),
)


def item(paper: ParsedPaper) -> str:
    # Twice, as titles and descriptions of RSS may be HTML.
    title = escape(f"<b>{escape(paper.title)}</b>")
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in paper.abstract.split("\n\n"))
    date = f"<pubDate>{paper.date:%a, %d %b %Y} 23:59:00 -1100</pubDate>" if paper.date else ""
    tags = "".join(f"<category>{tag}</category>" for tag in paper.categories)
    return f"""<item><title>{title}</title><description>{escape(paragraphs)}</description>{date}
        {tags}<guid>https://doi.org/{paper.doi}</guid></item>"""


@given(st.lists(PAPERS, max_size=4))
def test_what_a_feed_is_made_of_is_what_is_read(papers: list[ParsedPaper]) -> None:
    digest = FEEDS.parse(source(rss(*map(item, papers))))
    assert digest.warnings == ()
    assert [
        (paper.title, paper.abstract, paper.date, paper.doi, paper.categories)
        for paper in digest.papers
    ] == [
        (paper.title, paper.abstract, paper.date, paper.doi, paper.categories) for paper in papers
    ]


@pytest.mark.parametrize(
    "inside",
    [
        f"<author>{'b' * 300_000}</author>",
        f"<description>{'a@' * 100_000}</description>",
        f"<description>{'&lt;a ' * 100_000}</description>",
        "&" * 100_000,
        "<a " * 100_000,
        "</item>" * 100_000,
        "<![CDATA[" * 100_000,
    ],
    ids=["one-word", "mail", "tags", "ampersands", "unclosed", "closed", "character-data"],
)
def test_feeds_that_are_made_to_take_time_are_read(inside: str) -> None:
    # Each takes minutes where any of it is quadratic.
    text = rss("<item><title>First</title></item>", f"<item><title>Second</title>{inside}</item>")
    assert FEEDS.parse(source(text)).papers[0].title == "First"


PIECES = st.sampled_from(
    [
        *(
            "<item>",
            "</item>",
            "<title>x</title>",
            "<link/>",
            "<guid>",
            "<author>",
            "</author>",
            "&",
        ),
        *(
            "<description>",
            "</description>",
            "<pubDate>1</pubDate>",
            "<![CDATA[",
            "]]>",
            "<category/>",
        ),
        *(
            "<entry>",
            "</entry>",
            "<image>",
            "<source>",
            "<textInput>",
            "<content type='xhtml'>",
            "<a",
        ),
    ]
)


@given(
    st.sampled_from(["<rss>", "<feed>", "<rss version='2.0'><channel>"]),
    st.lists(PIECES | st.text()),
)
def test_no_feed_is_too_odd(root: str, pieces: list[str]) -> None:
    text = source((root + "".join(pieces)).encode("utf-8", "replace"))
    FEEDS.sniff(text)
    digest = FEEDS.parse(text)
    for paper in digest.papers:
        assert paper.title
        assert "\n" not in paper.title
    lines = [warning.line for warning in digest.warnings]
    assert lines == sorted(lines)


@given(st.binary(max_size=200))
def test_no_bytes_are_too_odd(data: bytes) -> None:
    try:
        FEEDS.parse(source(data))
    except NotADigestError:
        assert FEEDS.sniff(source(data)) <= 0.1


def test_real_feeds_give_what_is_expected_of_them(corpus: Path) -> None:
    expected = json.loads((corpus / "expected.json").read_text("utf-8"))
    names = [name for name in expected if name.startswith("feeds/")]
    assert len(names) >= 7
    for name in names:
        found = source((corpus / name).read_bytes())
        assert choose(found).name == "feed"
        if "error" in expected[name].get("note", ""):
            with pytest.raises(NotADigestError, match="a web page"):
                FEEDS.parse(found)
            continue
        digest: ParsedDigest = FEEDS.parse(found)
        assert len(digest.papers) == expected[name]["papers"], name
        assert len(digest.warnings) == expected[name].get("warnings", 0), name
        assert digest.date
        for paper in digest.papers:
            assert paper.abstract
            assert paper.arxiv_id or paper.page


def test_all_authors_may_be_in_one_creator_with_family_names_first() -> None:
    feed = """<?xml version="1.0" encoding="UTF-8"?>
    <rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
     xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    <channel rdf:about="https://example.org"><title>Subject: Gulls</title></channel>
    <item rdf:about="https://example.org/1"><title>Sleep of gulls</title>
    <dc:creator><![CDATA[
    Quays, B., van der Marsh, D., Penhaligon, A.
    ]]></dc:creator></item>
    <item rdf:about="https://example.org/2"><title>Thirst of gulls</title>
    <dc:creator><![CDATA[ Quays, B. ]]></dc:creator></item></rdf:RDF>"""
    spindles, thirst = FEEDS.parse(source(feed)).papers
    assert spindles.authors == ("B. Quays", "D. van der Marsh", "A. Penhaligon")
    assert thirst.authors == ("B. Quays",)


def test_the_whole_abstract_of_pubmed_is_in_the_content() -> None:
    text = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>heron knees</title><item><title>Herons and cold water</title>
<link>https://pubmed.ncbi.nlm.nih.gov/39990011/</link><description>CONCLUSION: More.</description>
<content:encoded><![CDATA[<div><p>J Heron Med. 2024. doi: 10.5555/jhm.1</p><p><b>ABSTRACT</b></p>
<p><b>BACKGROUND:</b> Herons wade.</p><p><b>CONCLUSION:</b> More.</p>
<p>PMID:<a href="https://pubmed.ncbi.nlm.nih.gov/39990011/">39990011</a></p></div>]]>
</content:encoded></item></channel></rss>"""
    moment = dt.datetime(2024, 9, 12, tzinfo=dt.UTC)
    (paper,) = known_format("feed").parse(Source(text.encode(), "pubmed.xml", moment)).papers
    assert paper.abstract == "BACKGROUND: Herons wade.\n\nCONCLUSION: More."
