"""Saved pages of arXiv as digests."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from octavo_model.core.errors import NotADigestError
from octavo_model.formats import Source
from octavo_model.formats.arxiv import feed, page
from octavo_model.formats.registry import choose

LISTING = (Path(__file__).parents[4] / "fixtures/arxiv-page/cs.CL-new.html").read_text()
ABSTRACT = """<!DOCTYPE html><html><head>
<meta name="citation_title" content="Tide Tables as Language Models" />
<meta name="citation_arxiv_id" content="2608.00003" /></head><body>
<h1 class="title mathjax"><span class="descriptor">Title:</span>Tide Tables as Language Models</h1>
<div class="authors"><span class="descriptor">Authors:</span><a href="/a">Dora Kelp</a>,
 <a href="/b">Mei Lin</a></div>
<blockquote class="abstract mathjax"><span class="descriptor">Abstract:</span>The sea writes
 twice a day.</blockquote>
<td class="tablecell comments mathjax">9 pages</td>
<td class="tablecell subjects"><span class="primary-subject">Computation and Language (cs.CL)</span>
</td>
<td class="tablecell doi"><a href="https://doi.org/10.1000/Tide">https://doi.org/10.1000/Tide</a></td>
<div class="submission-history">
<strong><a href="/abs/2608.00003v1" rel="nofollow">[v1]</a></strong> Fri, 14 Aug 2026 08:30:22<br/>
<strong>[v2]</strong> Wed, 19 Aug 2026 01:07:51 UTC (1 KB)<br/></div></body></html>"""


def source(text: str) -> Source:
    return Source(text.encode(), "page.html", dt.datetime(2026, 8, 21, tzinfo=dt.UTC))


@pytest.mark.parametrize("text", [LISTING, ABSTRACT])
def test_both_pages_are_recognized(text: str) -> None:
    assert choose(source(text)).name == "arxiv-page"


def test_a_listing() -> None:
    digest = page.parse(source(LISTING))

    assert (digest.date, digest.slug, len(digest.papers)) == (
        dt.date(2026, 8, 21),
        "arxiv-cs-cl",
        7,
    )
    assert digest.warnings == ()


def test_an_abstract_page() -> None:
    (paper,) = page.parse(source(ABSTRACT)).papers

    assert paper.title == "Tide Tables as Language Models"
    assert paper.authors == ("Dora Kelp", "Mei Lin")
    assert paper.abstract == "The sea writes twice a day."
    assert (paper.arxiv_id, paper.version, paper.doi) == ("2608.00003", 2, "10.1000/tide")
    assert (paper.date, paper.revised) == (dt.date(2026, 8, 14), dt.date(2026, 8, 19))
    assert (paper.categories, paper.comments) == (("cs.CL",), "9 pages")


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        (LISTING.replace("showing 2 of 2", "showing 3 of 3"), "Cross submissions: 2 of 3 entries"),
        (LISTING.replace("Total of 7", "Total of 9"), "7 of 9 entries are on this page"),
        (LISTING[:-60], "the page is cut off"),
        (LISTING.replace("/abs/2608.00001", "/about"), "1 entry without an id or a title"),
    ],
)
def test_what_is_missing_is_a_warning(text: str, warning: str) -> None:
    warnings = page.parse(source(text)).warnings

    assert any(warning in one.message for one in warnings), warnings


def test_another_page_is_refused() -> None:
    with pytest.raises(NotADigestError):
        page.parse(source("<html><title>Are you human?</title></html>"))


def test_a_real_abstract_page(corpus: Path) -> None:
    folder = corpus / "arxiv-pages"
    name = "abs_v2-withdrawn-v3-back_1101.2736.html"
    known = json.loads((folder / "expected.json").read_text())[name]
    paper = page.parse_abstract_page((folder / name).read_text())

    assert paper is not None
    assert (paper.arxiv_id, paper.title) == (known["id"], known["title_of_paper"])
    assert (paper.version, len(paper.authors)) == (known["version"], known["author_count_on_page"])
    assert (" ".join(paper.categories), paper.comments) == (known["categories"], known["comments"])
    assert "withdrawn" not in paper.comments.lower()


def test_real_feeds(corpus: Path) -> None:
    folder = corpus / "arxiv-pages"
    expected = json.loads((folder / "expected.json").read_text())
    feeds = {name: one for name, one in expected.items() if name.startswith("feed_")}
    assert len(feeds) == 4
    for name, known in feeds.items():
        digest = feed.parse(source((folder / name).read_text()))
        ids: dict[str, list[str | None]] = {}
        for paper in digest.papers:
            if paper.announced:
                ids.setdefault(paper.announced.value, []).append(paper.arxiv_id)
        assert ids == known["ids"], name


def test_a_copy_of_an_abstract_page_without_its_history_has_the_days_of_its_head() -> None:
    start, end = ABSTRACT.index('<div class="submission'), ABSTRACT.index("</body>")
    days = """<meta name="citation_date" content="2026/08/14" />
<meta name="citation_online_date" content="2026/08/19" />"""
    line = '<div class="dateline">[Submitted on 14 Aug 2026, last revised (this version, v2)]</div>'
    text = ABSTRACT[:start] + line + ABSTRACT[end:]
    (paper,) = page.parse(source(text.replace("</head>", f"{days}</head>"))).papers
    assert (paper.date, paper.revised) == (dt.date(2026, 8, 14), dt.date(2026, 8, 19))
    assert paper.version == 2


def test_a_copy_of_recent_papers_without_its_second_heading_is_a_listing() -> None:
    entry = """<dt><a href="/abs/2608.0000{0}">arXiv:2608.0000{0}</a></dt><dd>
<div class='list-title mathjax'><span class='descriptor'>Title:</span> Gulls {0}</div></dd>"""
    text = f"""<html><div id='dlpage'><h1>Computation and Language</h1>
<div class='paging'>Total of 2 entries</div><dl id='articles'>
<h3>Fri, 21 Aug 2026 (showing 1 of 1 entries )</h3>{entry.format(2)}</dl><dl id='articles'>
<h3>Thu, 20 Aug 2026 (showing 1 of 1 entries )</h3>{entry.format(1)}</dl></div></html>"""
    assert choose(source(text)).name == "arxiv-page"
    found = page.parse(source(text)).papers
    assert [(one.title, one.date) for one in found] == [
        ("Gulls 2", dt.date(2026, 8, 21)),
        ("Gulls 1", dt.date(2026, 8, 20)),
    ]


def test_results_of_a_search() -> None:
    result = """<li class="arxiv-result"><p class="list-title is-inline-block">
<a href="https://arxiv.org/abs/2408.0000{0}">arXiv:2408.0000{0}</a></p>
<span class="tag is-small tooltip" data-tooltip="Computation and Language">cs.CL</span>
<p class="title is-5 mathjax">Owls that <span class="search-hit mathjax">Search</span> {0}</p>
<p class="authors"><span class="s">Authors:</span> <a href="/s">Dora Kelp</a>, <a>Ann Quill</a></p>
<p class="abstract mathjax"><span>Abstract</span>: <span class="abstract-short">We&hellip;
<a>&#9661; More</a></span><span class="abstract-full mathjax" id="x">We find them.
<a class="is-size-7">&#9651; Less</a></span></p>
<p class="is-size-7"><span class="s">Submitted</span> {0} August, 2024;</p></li>"""
    text = f"<!DOCTYPE html><ol>{result.format(1)}{result.format(2)}<li class='arxiv-result'></ol>"
    assert choose(source(text)).name == "arxiv-page"
    digest = page.parse(source(text))
    one = digest.papers[0]
    assert (one.title, one.abstract) == ("Owls that Search 1", "We find them.")
    assert (one.authors, one.categories) == (("Dora Kelp", "Ann Quill"), ("cs.CL",))
    assert (one.arxiv_id, one.date) == ("2408.00001", dt.date(2024, 8, 1))
    assert [*map(str, digest.warnings)] == ["results without an id or a title left out: 1"]


def test_old_copies_of_listings_have_no_counts() -> None:
    entry = (
        '<dt><span><a href="/abs/{0}" title="Abstract">arXiv:{0}</a></span></dt><dd><div>'
        '<div class="list-title mathjax"><span class="descriptor">Title:</span> {1}</div>'
        '<div class="list-authors"><a href="/a">Dora Kelp</a>, <a href="/b">Ann Quill</a> '
        '(<a href="/c">Fjord University</a>)</div></div></dd>'
    )
    body = (
        "<html><head><title>Statistics</title></head><body><div id='dlpage'><h1>Statistics</h1>"
        "{}<dl>"
        + entry.format("1905.00901", "Moss in Mean")
        + "</dl>{}<dl>"
        + entry.format("1905.00801", "Moss in Median")
        + "</dl></div></body></html>"
    )
    for above, between, days in (
        (
            "<h2>Authors and titles for recent submissions</h2><h3>Fri, 3 May 2019</h3>",
            "<h3>Thu, 2 May 2019</h3>",
            ["2019-05-03", "2019-05-02"],
        ),
        ("", "", ["None", "None"]),
    ):
        text = body.format(above, between)
        assert choose(source(text)).name == "arxiv-page"
        papers = page.parse(source(text)).papers
        assert [(one.title, str(one.date)) for one in papers] == [
            ("Moss in Mean", days[0]),
            ("Moss in Median", days[1]),
        ]
        assert {one.authors for one in papers} == {("Dora Kelp", "Ann Quill")}


def test_the_doi_may_be_in_the_head_alone() -> None:
    text = (
        '<html><head><meta name="citation_doi" content="10.5555/PR.1"/>'
        '<meta name="citation_arxiv_id" content="hep-th/9905111"/></head>'
        '<body><h1 class="title mathjax">Large Moss</h1></body></html>'
    )
    assert page.parse(source(text)).papers[0].doi == "10.5555/pr.1"
