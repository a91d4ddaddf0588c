"""What the detail pane shows of a paper, and in which order."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.model.export import papers
from textual.style import Style

from octavo_model import Link, Paper, PaperRow
from octavo_model.core.dates import Precision
from octavo_model.core.marks import Verdict
from octavo_model.text.clean import clean_line
from octavo_tui.render.columns import short_author
from octavo_tui.render.labels import byline, facts, origin, particulars, people, revision
from octavo_tui.render.paper_page import Beside, PageStyles, PaperPage

OWLS = Paper(
    id=1,
    key="arxiv:2511.00047",
    title="Owls Hear in Two Dimensions",
    abstract="Owls find mice in the dark.",
    authors=("Ada Strix", "Bo Tyto"),
    author_count=2,
    organization=None,
    submitted_by="otis",
    date=dt.date(2025, 11, 2),
    date_inferred=False,
    comment_count=3,
    arxiv_id="2511.00047",
    links=(
        Link("https://github.com/noctua/owls", "github.com/noctua/owls", "code"),
        Link("https://noctua.example.org", "noctua.example.org", "project"),
        Link("https://mice.example.org", "mice.example.org"),
    ),
    digests=("daily-papers-json-2025-11-04", "arxiv-mail-2025-11-03"),
    read=True,
    starred=False,
    badges=("HF", "arXiv", "mail"),
    doi="10.1000/owls",
    version=2,
    revised=dt.date(2025, 11, 20),
    updated=True,
    categories=("cs.SD", "cs.LG"),
    comments="12 pages, 3 owls",
    journal="Invented Birds 12",
    upvotes=47,
    keywords=("owls", "ears"),
    ai_summary="Two ears are enough.",
)
BARE = replace(papers.BARE, key="title:bats", title="Bats", digests=("page",))
PLAIN = PageStyles(*[Style()] * 5)


def lines(paper: Paper, width: int = 76) -> list[str]:
    shown = PaperPage(paper, width, PLAIN).lines(paper)
    return [line.plain.replace("\u00a0", " ") for line in shown]


def test_a_paper_of_which_all_is_known() -> None:
    assert lines(OWLS, 90) == [
        "Owls Hear in Two Dimensions",
        "Ada Strix, Bo Tyto",
        "cs.SD · 2 Nov 2025 · arXiv:2511.00047 · ▲47 · 3 comments · code · submitted by otis",
        "↻ updated   daily-papers-json-2025-11-04; arxiv-mail-2025-11-03",
        "v2, revised 20 Nov 2025, updated since you read it",
        "Comments: 12 pages, 3 owls",
        "Invented Birds 12 · doi:10.1000/owls",
        "",
        "Summary (AI): Two ears are enough.",
        "",
        "Owls find mice in the dark.",
        "",
        "Keywords: owls, ears",
        "",
        "→ code github.com/noctua/owls",
        "→ project noctua.example.org",
        "→ mice.example.org",
    ]


def test_of_what_is_not_known_nothing_is_said() -> None:
    assert lines(BARE) == ["Bats", "● unread   page", "", "No abstract in this digest."]


@pytest.mark.parametrize(
    ("marks", "words"),
    [
        ({"read": True}, "read"),
        ({"read": True, "starred": True}, "★ starred"),
        ({"starred": True}, "★ starred · ● unread"),
        ({"read": True, "verdict": Verdict()}, "× not for you"),
    ],
)
def test_a_paper_always_has_a_word_for_its_state(marks: dict[str, Any], words: str) -> None:
    assert lines(replace(BARE, **marks))[1] == f"{words}   page"


@pytest.mark.parametrize(
    ("badges", "upvotes", "categories", "text"),
    [
        (("HF", "arXiv", "mail"), 47, ("cs.SD", "cs.LG"), "HF ▲47 · arXiv cs.SD · mail"),
        (("mail",), 47, ("cs.SD", "cs.LG"), "mail · ▲47 · cs.SD, cs.LG"),
        (("HF",), None, (), "HF"),
        (("HF",), 0, ("cs.SD",), "HF ▲0 · cs.SD"),
        ((), None, (), ""),
    ],
)
def test_an_origin_has_what_only_its_source_knows(
    badges: tuple[str, ...], upvotes: int | None, categories: tuple[str, ...], text: str
) -> None:
    paper = replace(BARE, badges=badges, upvotes=upvotes, categories=categories)

    assert origin(paper) == text


@pytest.mark.parametrize(
    ("version", "revised", "updated", "text"),
    [
        (None, None, False, ""),
        (1, None, False, ""),
        (2, None, False, "v2"),
        (None, dt.date(2024, 2, 1), False, "revised 1 Feb 2024"),
        (3, dt.date(2024, 2, 1), True, "v3, revised 1 Feb 2024, updated since you read it"),
    ],
)
def test_a_revision_is_described_by_what_is_known(
    version: int | None, revised: dt.date | None, updated: bool, text: str
) -> None:
    paper = replace(BARE, version=version, revised=revised, updated=updated)

    assert revision(paper) == text
    assert facts(paper) == ([text] if text else [])


def test_a_withdrawal_is_told_before_all_other_facts() -> None:
    paper = replace(BARE, version=2, comments="Withdrawn: a seam is wrong")

    assert facts(paper) == ["Withdrawn", "v2", "Comments: Withdrawn: a seam is wrong"]
    assert facts(replace(BARE, abstract="This paper has been withdrawn.")) == ["Withdrawn"]


def test_of_many_authors_the_first_are_named_and_all_after_the_abstract() -> None:
    names = tuple(f"Author {letter}" for letter in "ABCDEFGHIJKL")
    shown = lines(replace(OWLS, authors=names), 300)

    assert shown[1] == f"{', '.join(names[:4])}, +8"
    assert shown[-1] == f"All authors: {', '.join(names)}"
    assert byline(replace(OWLS, authors=names)).startswith(", ".join(names))


def test_one_author_more_is_named_rather_than_counted() -> None:
    names = tuple(f"Author {letter}" for letter in "ABCDE")
    shown = lines(replace(OWLS, authors=names), 300)

    assert shown[1] == ", ".join(names)
    assert "All authors" not in "".join(shown)


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"date_inferred": True}, "~2 Nov 2025"),
        ({"date_precision": Precision.ABOUT}, "~2 Nov 2025"),
        ({"date_precision": Precision.MONTH}, "Nov 2025"),
        ({"date": None, "listed": dt.date(2025, 11, 4)}, "~4 Nov 2025"),
        ({"date": None}, None),
    ],
)
def test_a_guessed_day_has_a_tilde(changes: dict[str, Any], shown: str | None) -> None:
    before, _, after = particulars(replace(OWLS, **changes)).partition("arXiv:")

    assert after.startswith("2511.00047 · ▲47")
    assert before == (f"cs.SD · {shown} · " if shown else "cs.SD · ")


def test_of_another_source_all_categories_are_named() -> None:
    assert particulars(replace(BARE, categories=("birds", "ears"))) == "birds, ears"


def test_a_line_breaks_between_digests_and_not_in_them() -> None:
    paper = replace(BARE, digests=("5 Nov", "28 Oct", "27 Oct"))
    page = PaperPage(paper, 26, PLAIN, lambda name: f"HF Daily {name}").lines(paper)

    assert [line.plain.replace("\u00a0", " ") for line in page[1:4]] == [
        "● unread   HF Daily 5 Nov;",
        "HF Daily 28 Oct;",
        "HF Daily 27 Oct",
    ]


def test_unnamed_authors_are_counted() -> None:
    assert people(replace(BARE, organization="Noctua", author_count=3)) == "Noctua · 3 authors"
    assert people(replace(BARE, author_count=1)) == "1 author"


def test_authors_whom_a_digest_leaves_out_are_counted_as_in_the_list() -> None:
    paper = replace(
        BARE, authors=tuple(f"Owl N{number}" for number in range(65)), author_count=65 + 97
    )

    assert short_author("N0", paper.author_count, 9, len) == "N0 +161"
    assert people(paper, 1) == "Owl N0, +161"
    assert people(paper, 4).endswith("Owl N3, +158")
    assert byline(paper, 1).startswith("Owl N0 and 161 more")
    page = " ".join(lines(paper, 90))
    assert "Owl N3, +158" in page
    assert page.endswith("Owl N64 and 97 more")


def test_related_papers_and_versions_are_below_the_rest() -> None:
    mice = PaperRow(7, "Mice Are Loud", dt.date(2024, 3, 1), None, read=False, starred=True)
    bats = PaperRow(
        8, "Bats Are Not Blind " * 9, None, None, read=True, starred=False, followed="x"
    )
    beside = Beside(1, (mice, bats), "v2 changed the abstract of v1")
    page = PaperPage(OWLS, 60, PLAIN, beside=beside).lines(OWLS)
    shown = [line.plain.replace("\u00a0", " ") for line in page]

    assert shown[-6:] == [
        "",
        "≈ More like this",
        "  ●★ Mice Are Loud                                      2024",
        "     ◆ Bats Are Not Blind Bats Are Not Blind Bats Are Not B…",
        "",
        "= v2 changed the abstract of v1",
    ]


def test_the_summary_of_a_usual_paper_of_daily_papers_begins_in_sight() -> None:
    # In a terminal of 80×24 the pane has 11 lines of 76 columns.
    usual = replace(
        OWLS,
        title="Owls Hear in Two Dimensions: Towards a Unified Theory of Finding Mice in the Dark",
        authors=tuple(f"Forename{number} Surname{number}" for number in range(12)),
        badges=("HF",), doi=None, version=None, revised=None, updated=False, categories=(),
        comments="", journal=None, digests=("4 Nov 2025 · Daily Papers",),
    )  # fmt: skip

    shown = lines(usual)
    assert shown.index("Summary (AI): Two ears are enough.") < shown.index(OWLS.abstract) < 10


texts = st.text(max_size=60).map(clean_line)


@given(texts, texts, st.lists(texts, max_size=3).map(tuple), texts, st.integers(10, 90))
def test_what_strangers_wrote_is_never_markup_and_fits(
    comments: str, journal: str, keywords: tuple[str, ...], summary: str, width: int
) -> None:
    attack = "[@click=app.quit]x[/]"
    paper = replace(
        OWLS,
        comments=f"{attack}{comments}",
        journal=f"{attack}{journal}",
        keywords=(attack, *keywords),
        ai_summary=f"{attack}{summary}",
    )
    shown = PaperPage(paper, width, PLAIN).lines(paper)

    assert "".join("".join(lines(paper, 10_000)).split()).count(attack) == 4
    assert all(line.cell_length <= width for line in shown)


def leads(link: Link) -> list[tuple[str, str]]:
    """The words of a page that are hyperlinks in the terminal, and their addresses."""
    paper = replace(BARE, links=(link,))
    return [
        (line.plain[span.start : span.end], span.style.link)
        for line in PaperPage(paper, 60, PLAIN).lines(paper)
        for span in line.spans
        if isinstance(span.style, Style) and span.style.link
    ]


@pytest.mark.parametrize(
    ("link", "leads_to"),
    [
        (Link("https://a.org/x", "a.org/x"), "https://a.org/x"),
        (Link("https://a.org/é", "a.org/é"), "https://a.org/%C3%A9"),
        (Link("https://a.org/%7Ex", "a.org/%7Ex"), "https://a.org/%7Ex"),
        (Link("https://evil.org/x", "a.org/x"), None),
        (Link("javascript:alert(1)", "javascript:alert(1)"), None),
        (Link("file:///etc/passwd", "file:///etc/passwd"), None),
        (Link("https://a.org/\x1b]8;;x", "a.org/\x1b]8;;x"), None),
        (Link("https://a.org/\u202ex", "a.org/\u202ex"), None),
    ],
)
def test_only_words_that_are_the_address_lead_there(link: Link, leads_to: str | None) -> None:
    assert leads(link) == ([(link.label, leads_to)] if leads_to else [])
