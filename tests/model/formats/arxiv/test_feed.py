"""Feeds of arXiv: announcements of today and of before 2024, and the API."""

from __future__ import annotations

import datetime as dt
import json
import string
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.dates import Precision
from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import Announcement, ParsedDigest, ParsedPaper
from octavo_model.formats import Source
from octavo_model.formats.arxiv.feed import month_file
from octavo_model.formats.common.digest import slug
from octavo_model.formats.registry import choose, known_format

FIXTURES = Path(__file__).parents[4] / "fixtures" / "arxiv-feed"
NOW = dt.datetime(2025, 11, 20, 9, 30, tzinfo=dt.UTC)
FEEDS = known_format("arxiv-feed")


def source(data: bytes | str, date: dt.date | None = None) -> Source:
    return Source(data.encode() if isinstance(data, str) else data, "feed.xml", NOW, date)


def fixture(name: str) -> Source:
    return source((FIXTURES / name).read_bytes())


@pytest.mark.parametrize("path", sorted(FIXTURES.iterdir()), ids=lambda path: path.name)
def test_each_is_known_for_arxivs(path: Path) -> None:
    assert choose(source(path.read_bytes())).name == "arxiv-feed"


def test_all_fields_of_announcements_are_read() -> None:
    digest = FEEDS.parse(fixture("announcements.rss.xml"))
    assert (digest.date, digest.date_inferred) == (dt.date(2025, 11, 12), False)
    assert digest.slug == "arxiv-cs-cl-cs-lg"
    new, cross, replaced, bare = digest.papers
    assert new == ParsedPaper(
        r"[Re] x < y: Counting Gulls with $\ell_1$ Penalties",
        "We count gulls where $a<b$ and find R&D useful. "
        "Abstract: is a word that stands inside, too.",
        authors=("Ada Penhaligon", "Bo Ten Quays", "Inês D'Ávila"),
        date=dt.date(2025, 11, 12),
        arxiv_id="2511.00001",
        version=1,
        announced=Announcement.NEW,
        categories=("cs.LG", "cs.CV"),
        line=17,
    )
    assert (cross.announced, cross.categories) == (Announcement.CROSS, ("math.OC", "cs.LG"))
    assert cross.authors == ("The Lighthouse Collaboration",)
    assert (replaced.doi, replaced.version) == ("10.1000/census.3", 4)
    assert replaced.journal == "Journal of Forgetting 4 (2024) 1-12"
    assert replaced.authors == (r"P. Erd\H{o}s", "Q. Saltmarsh")
    assert (bare.arxiv_id, bare.version) == ("hep-th/9901001", 2)
    assert (bare.announced, bare.abstract) == (Announcement.REPLACE_CROSS, "An old one.")


def test_the_day_of_a_replacement_is_that_of_its_version_not_of_the_paper() -> None:
    replaced = FEEDS.parse(fixture("announcements.rss.xml")).papers[2]
    assert (replaced.announced, replaced.date) == (Announcement.REPLACE, None)
    assert replaced.revised == dt.date(2025, 11, 12)


def test_an_entry_without_a_title_is_left_out_with_a_warning() -> None:
    digest = FEEDS.parse(fixture("announcements.rss.xml"))
    assert [str(one) for one in digest.warnings] == [
        "line 63: an entry without a title is left out: https://arxiv.org/abs/2511.00005"
    ]


def test_the_api_has_more_fields() -> None:
    digest = FEEDS.parse(fixture("api.atom.xml"))
    assert (digest.slug, digest.date) == ("arxiv-search", dt.date(2025, 11, 12))
    assert digest.papers[0] == ParsedPaper(
        "Gulls over Two Lines",
        "First line, second line.\n\nAnother paragraph.",
        authors=("Ada Penhaligon", "Bo Ten Quays, Jr."),
        date=dt.date(2024, 1, 1),
        arxiv_id="2401.00001",
        version=3,
        doi="10.1000/gull.2025.1",
        revised=dt.date(2025, 3, 4),
        categories=("cs.LG", "math.OC"),
        comments="12 pages, accepted at GULL 2025",
        journal="Proc. GULL 2025, 1-12",
        line=7,
    )
    assert digest.papers[1].arxiv_id == "math/0309136"


@pytest.mark.parametrize(
    ("category", "kind"),
    [
        ("cs.LG", Announcement.NEW),
        ("cs", Announcement.NEW),
        ("math.OC", Announcement.CROSS),
        ("math", Announcement.CROSS),
    ],
)
def test_the_papers_of_a_month_have_its_date(category: str, kind: Announcement) -> None:
    month = dt.date(2024, 1, 1)
    name = month_file(category, month, 3)
    data = (FIXTURES / "api.atom.xml").read_bytes()
    digest = FEEDS.parse(Source(data, name, dt.datetime(2026, 8, 1, tzinfo=dt.UTC), month))

    assert (digest.date, digest.slug) == (month, slug(f"arxiv {category} month"))
    first = digest.papers[0]
    assert (first.date, first.date_precision) == (month, Precision.MONTH)
    assert (first.announced, first.version, first.revised) == (kind, 3, dt.date(2025, 3, 4))


def test_an_error_of_the_api_is_an_error_and_says_which() -> None:
    with pytest.raises(NotADigestError, match="arXiv answers: start must be non-negative"):
        FEEDS.parse(fixture("api_error.atom.xml"))


def test_feeds_of_before_2024_have_the_id_in_the_title() -> None:
    digest = FEEDS.parse(fixture("before_2024.rdf.xml"))
    assert (digest.slug, digest.date) == ("arxiv-stat-ml", dt.date(2023, 1, 11))
    assert [(one.title, one.arxiv_id, one.version, one.announced) for one in digest.papers] == [
        ("Slow Is Smooth", "2301.04001", 1, Announcement.NEW),
        ("Why (and When)?", "2204.00002", 3, Announcement.CROSS),
        ("Again", "2110.00003", 2, Announcement.REPLACE),
    ]
    assert digest.papers[0].abstract == "We go slowly, and arrive with $p < 0.05$."
    assert digest.papers[0].authors == ("Ada Penhaligon", "Bo Quays")


def test_the_day_given_by_the_user_goes_before_all() -> None:
    given_day = dt.date(2021, 5, 6)
    data = (FIXTURES / "api.atom.xml").read_bytes()
    assert FEEDS.parse(source(data, given_day)).date == given_day


@pytest.mark.parametrize(
    ("head", "slug"),
    [
        ("<title>cs.LG, math.OC updates on arXiv.org</title>", "arxiv-cs-lg-math-oc"),
        ("<title>hep-th updates on the arXiv.org e-print archive</title>", "arxiv-hep-th"),
        ("<title>x</title><link>https://rss.arxiv.org/rss/cs.LG+cs.CL</link>", "arxiv-cs-lg-cs-cl"),
        ("<title>My arXiv</title><link>https://export.arxiv.org/</link>", "arxiv"),
    ],
)
def test_the_slug_names_the_categories(head: str, slug: str) -> None:
    assert parse(f"<rss version='2.0'><channel>{head}</channel></rss>").slug == slug


def parse(text: str) -> ParsedDigest:
    return FEEDS.parse(source(text))


TEXTS = st.lists(
    st.text(string.ascii_letters + "<>&$\\{}éß中'\"", min_size=1, max_size=9),
    min_size=1,
    max_size=9,
).map(lambda words: "T" + " ".join(words))
PAPERS = st.builds(
    lambda title, abstract, authors, number, version, why, day: ParsedPaper(
        title,
        abstract,
        authors=tuple(authors),
        date=day if why in ("new", "cross") else None,
        revised=None if why in ("new", "cross") else day,
        arxiv_id=f"2511.{number:05}",
        version=version,
        announced=Announcement(why),
        categories=("cs.LG", "hep-th"),
    ),
    TEXTS.filter(lambda text: "</" not in text),
    TEXTS.filter(lambda text: not any(mark in text for mark in ("</", "<b", "<p", "<h", "&"))),
    st.lists(st.from_regex(r"[A-Z][a-z]{1,8} [A-Z][a-z]{1,8}", fullmatch=True), unique=True).filter(
        lambda names: not any({"And", "By"} & set(name.split()) for name in names)
    ),
    st.integers(0, 99999),
    st.integers(1, 12),
    st.sampled_from([why.value for why in Announcement]),
    st.dates(dt.date(1991, 8, 14), dt.date(2100, 1, 1)),
)


def item(paper: ParsedPaper) -> str:
    day = paper.date or paper.revised
    assert day
    assert paper.announced
    name = f"{paper.arxiv_id}v{paper.version}"
    return f"""<item>
      <title>{escape(paper.title)}</title>
      <link>https://arxiv.org/abs/{paper.arxiv_id}</link>
      <description>arXiv:{name} Announce Type: {paper.announced.value} \nAbstract: {
        escape(paper.abstract)
    }</description>
      <guid isPermaLink="false">oai:arXiv.org:{name}</guid>
      {"".join(f"<category>{one}</category>" for one in paper.categories)}
      <pubDate>{day:%a, %d %b} {day.year} 00:00:00 -0500</pubDate>
      <dc:creator>{", ".join(paper.authors)}</dc:creator></item>"""


@given(st.lists(PAPERS, max_size=4))
def test_what_is_announced_is_what_is_read(papers: list[ParsedPaper]) -> None:
    digest = parse(
        "<rss xmlns:dc='http://purl.org/dc/elements/1.1/' version='2.0'><channel>"
        f"<title>cs.LG updates on arXiv.org</title>{''.join(map(item, papers))}</channel></rss>"
    )
    seen = [
        (one.title, one.abstract, one.authors, one.date, one.revised, one.arxiv_id, one.version)
        for one in digest.papers
    ]
    assert digest.warnings == ()
    assert seen == [
        (one.title, one.abstract, one.authors, one.date, one.revised, one.arxiv_id, one.version)
        for one in papers
    ]
    assert {one.categories for one in digest.papers} <= {("cs.LG", "hep-th")}


@given(
    st.lists(st.sampled_from(["<entry>", "</entry>", "<title>x</title>", "<id>&", "<"]) | st.text())
)
def test_no_feed_is_too_odd(pieces: list[str]) -> None:
    text = "<feed><id>https://arxiv.org/</id>" + "".join(pieces)
    FEEDS.sniff(source(text))
    digest = FEEDS.parse(source(text.encode("utf-8", "replace")))
    assert all(one.title for one in digest.papers)


@given(st.binary(max_size=200))
def test_no_bytes_are_too_odd(data: bytes) -> None:
    assert FEEDS.sniff(source(data)) == 0
    with pytest.raises(NotADigestError):
        FEEDS.parse(source(data))


def test_real_feeds_give_what_is_expected_of_them(corpus: Path) -> None:
    expected = json.loads((corpus / "expected.json").read_text("utf-8"))
    names = [name for name in expected if name.startswith("arxiv-feed/")]
    assert len(names) >= 6
    for name in names:
        found = source((corpus / name).read_bytes())
        assert choose(found).name == "arxiv-feed"
        if "error" in expected[name].get("note", ""):
            with pytest.raises(NotADigestError, match="incorrect id format for abc"):
                FEEDS.parse(found)
            continue
        digest = FEEDS.parse(found)
        assert (len(digest.papers), digest.warnings) == (expected[name]["papers"], ())
        for one in digest.papers:
            assert one.arxiv_id
            assert one.version
            assert one.authors
            assert one.abstract
            assert one.categories
            assert one.date
