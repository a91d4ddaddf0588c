"""Newsletters and notes: what is a paper's title, what is said about it, and what is neither."""

from __future__ import annotations

import datetime as dt
import re
import string
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.addresses import _known_pages
from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedDigest
from octavo_model.formats import Source
from octavo_model.formats.common.paper_links import links_in_html, links_in_text
from octavo_model.formats.common.targets import target_of
from octavo_model.formats.registry import known_format
from octavo_model.text.clean import clean_line, clean_text

FIXTURES = Path(__file__).parents[4] / "fixtures"
MODIFIED = dt.datetime(2025, 11, 20, 9, 30, tzinfo=dt.UTC)
NEWSLETTERS = known_format("newsletter")


def source(data: bytes | str, name: str = "letter") -> Source:
    data = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return Source(data, name, MODIFIED)


def read(name: str) -> ParsedDigest:
    return NEWSLETTERS.parse(source((FIXTURES / "newsletter" / name).read_bytes()))


def titles(text: str) -> list[str]:
    return [link.title for link in links_in_text(text).titled]


def test_links_of_a_page_are_papers_by_their_titles() -> None:
    digest = read("weekly.html")
    assert [(one.title, one.arxiv_id, one.version, one.doi) for one in digest.papers] == [
        ("Counting Sheep with Contrastive Learning", "2503.90061", 2, None),
        ("Lighthouses as Language Models", "2503.90062", None, None),
        ("“Why Did You Say That?” — A Study", None, None, "10.5555/pastoral.7"),
    ]
    assert [str(one) for one in digest.warnings] == [
        "1 link looks like a paper but has no title: “https://arxiv.org/abs/2503.90060”"
    ]


def test_sentences_after_a_title_are_its_abstract() -> None:
    sheep, lights, why = read("weekly.html").papers
    assert sheep.abstract == (
        "We count sheep until the model sleeps, and then we count on. It never wakes up again.\n\n"
        "On three farms out of four, the count was right to within half a sheep."
    )
    assert lights.abstract == ""
    assert why.abstract.startswith("Both of them said it.")
    assert "subscribed" not in why.abstract


def test_a_line_of_names_below_a_title_is_its_authors() -> None:
    boats, ropes, lights = NEWSLETTERS.parse(
        source(
            "1. Many Ways to Tie a Boat\n   Dora Kelp, Ann Quill, and 44 more\n"
            "   https://arxiv.org/abs/2409.90011\n"
            "   We tie boats in more than forty ways, and all of them come loose again in time.\n\n"
            "2. Few Ways to Untie a Rope\n   Ilse Brandt et al. (12 authors)\n"
            "   https://arxiv.org/abs/2409.90012\n\n"
            "3. Lamps on the Old Pier\n   https://arxiv.org/abs/2409.90013\n   Boats and Lamps\n"
        )
    ).papers
    assert (boats.authors, boats.author_count) == (("Dora Kelp", "Ann Quill"), 46)
    assert boats.abstract.startswith("We tie boats")
    assert (ropes.authors, ropes.author_count) == (("Ilse Brandt",), 12)
    assert lights.authors == ()


def test_links_of_markdown_are_papers() -> None:
    sheep, lights = read("notes.md").papers
    assert (sheep.title, sheep.line) == ("Counting Sheep with Contrastive Learning", 3)
    assert (lights.title, lights.line) == ("Lighthouses as Language Models", 5)
    assert lights.abstract.startswith("Both speak to whoever passes by.")


def test_addresses_in_plain_text_follow_their_titles() -> None:
    papers = read("list.txt").papers
    assert [(one.title, one.arxiv_id, one.version, one.line) for one in papers] == [
        ("Counting Sheep with Contrastive Learning", "2503.90061", None, 3),
        ("Lighthouses as Language Models", "2503.90062", 3, 6),
        ("Thresholds and How They Are Forgotten", "2503.90063", None, 10),
    ]
    assert papers[0].abstract.startswith("We count sheep")


@pytest.mark.parametrize(
    "text",
    [
        "Read the full paper here",
        "View on arXiv online",
        "pdf",
        "an older study of gulls",
        "https://arxiv.org/abs/2503.90061",
        "It is a whole sentence.",
        "…",
    ],
)
def test_what_a_link_says_need_not_be_a_title(text: str) -> None:
    found = links_in_html(f'<a href="https://arxiv.org/abs/2503.90061">{text}</a>')
    assert (found.titled, len(found.untitled)) == ([], 1)


@pytest.mark.parametrize(
    "title",
    [
        "Open Problems in Counting",
        "Read My Lips: Silent Sheep",
        "Show, Attend and Tell the Truth",
        "[Re] Counting Sheep Again",
        "pFedQuilt: Quilts of Many Hands",
        "汉字 之间 的 模型",
        "Is It “Fair”",
        "3D Sheep from Words",
    ],
)
def test_titles_may_look_like_anything(title: str) -> None:
    html = f"<p><a href=https://arxiv.org/abs/2503.90061>{title}</a></p>"
    assert [link.title for link in links_in_html(html).titled] == [title]
    assert titles(f"- {title} - https://arxiv.org/abs/2503.90061\n") == [title]
    assert titles(f"* **[{title}](https://arxiv.org/abs/2503.90061)**\n".replace("[Re] ", "")) == [
        title.removeprefix("[Re] ")
    ]


@pytest.mark.parametrize(
    ("address", "paper"),
    [
        ("http://www.arxiv.org/abs/math/0309136", "math/0309136"),
        ("https://arxiv.org/pdf/2503.90061v2.pdf", "2503.90061"),
        ("https://x.example/?url=https://arxiv.org/pdf/2503.90061&hl=en", "2503.90061"),
        ("https://openreview.net/pdf?id=sheep99999", "https://openreview.net/forum?id=sheep99999"),
        ("https://example.org/sheep.pdf", "https://example.org/sheep.pdf"),
        ("https://arxiv.org/list/cs.LG/recent", None),
        ("https://huggingface.co/papers", None),
        ("https://example.org/2503.90061", None),
    ],
)
def test_an_address_may_lead_to_a_paper(address: str, paper: str | None) -> None:
    found = target_of(address)
    assert (found and found.name) == paper


def test_papers_may_be_linked_at_their_publishers() -> None:
    digest = read("publishers.html")
    assert [(one.title, one.doi or one.page) for one in digest.papers] == [
        ("Mussels that count the waves", "10.1038/s41586-024-99992-1"),
        ("Slow currents under fast ferries", "10.1007/s99999-024-00123-5"),
        ("Octopus sleep in three dens", "10.1101/2024.09.01.688889"),
        ("North", "https://aclanthology.org/2024.acl-long.9903"),
    ]
    assert [str(one) for one in digest.warnings] == [
        (
            "2 links look like papers but have no title: “https://arxiv.org/abs/2409.90056”, "
            "“https://arxiv.org/abs/2409.90057”"
        )
    ]


def test_the_text_of_a_neighbour_is_not_an_abstract() -> None:
    mussels, currents, octopus, north = read("publishers.html").papers
    assert (mussels.authors, mussels.abstract) == (
        ("Kelp", "Quill", "Brandt"),
        "Mussels open on the seventh wave.",
    )
    assert (currents.authors, currents.abstract) == (("Ravi Tamarind",), "Ferries stir the floor.")
    assert octopus.abstract == ""
    assert north.abstract == "We go north until the needle turns around."
    moss, ships, north, south = read("numbered.txt").papers
    assert (moss.abstract, north.abstract, south.abstract) == ("", "", "")
    assert ships.abstract == "We turn the ship around. Then we turn it again."


def test_a_numbered_title_may_be_one_word() -> None:
    papers = read("numbered.txt").papers
    assert [(one.title, one.authors) for one in papers] == [
        ("Moss on the north side of ships", ("D. Kelp", "A. Quill")),
        ("Ships on the north side of moss", ("I. Brandt",)),
        ("North", ("R. Tamarind",)),
        ("South of the Moss Line", ("M. Larkspur",)),
    ]


@pytest.mark.parametrize(
    ("name", "sure"), [("weekly.html", 0.5), ("notes.md", 0.4), ("list.txt", 0.3)]
)
def test_it_is_never_surer_than_those_who_know_more(name: str, sure: float) -> None:
    data = (FIXTURES / "newsletter" / name).read_bytes()
    assert NEWSLETTERS.sniff(source(data)) == sure


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x7fELF" + bytes(range(256)),
        '[{"title": "A Paper of Note", "url": "https://arxiv.org/abs/2503.90061"}]',
        '<?xml version="1.0"?><a href="https://arxiv.org/abs/2503.90061">A Paper of Note</a>',
        "".join(
            f"@misc{{x{n},\n title={{Paper of Note}},\n url = {{arxiv.org/abs/2503.9006{n}}}\n}}\n"
            for n in range(3)
        ),
        Path(__file__).read_bytes(),
    ],
    ids=["empty", "binary", "json", "xml", "bibtex", "source"],
)
def test_other_files_are_not_taken_for_one(data: bytes | str) -> None:
    assert NEWSLETTERS.sniff(source(data)) == 0


def test_pages_of_all_known_hosts_may_be_in_one() -> None:
    for host in _known_pages():
        text = f"One Paper of Note https://{host}/x\n"
        assert re.match(NEWSLETTERS.signature, text), host


def test_a_text_about_one_paper_is_read_if_nothing_else_fits() -> None:
    assert NEWSLETTERS.sniff(source("One Paper of Note https://arxiv.org/abs/2503.90061\n")) == 0.16


def test_other_digests_are_left_to_their_formats() -> None:
    for kind in ("arxiv-mail", "daily-papers-text"):
        for path in sorted((FIXTURES / kind).glob("*.txt")):
            assert NEWSLETTERS.sniff(source(path.read_bytes())) <= 0.3


def test_a_text_without_papers_is_no_digest() -> None:
    with pytest.raises(NotADigestError, match="letter: no link that is a paper's title"):
        NEWSLETTERS.parse(source("Hello"))


def test_the_name_of_a_file_may_have_its_day() -> None:
    data = (FIXTURES / "newsletter" / "list.txt").read_bytes()
    assert NEWSLETTERS.parse(source(data, "2025-03-11.txt")).date == dt.date(2025, 3, 11)
    assert NEWSLETTERS.parse(source(data)).date is None


PIECES = st.one_of(
    st.sampled_from(
        [
            *(
                '<a href="https://arxiv.org/abs/2503.90061">',
                "</a>",
                "<a ",
                "<p>",
                "A Sheep of Note",
            ),
            *("[A Sheep of Note]", "(https://arxiv.org/abs/2503.90062)", "\n", "\n\n", "- ", "<a>"),
            *("https://arxiv.org/abs/2503.90063", "arXiv:2503.90064", "\ue000", "\ue0011\ue001"),
            *("It is said that sheep are counted by those who cannot sleep at night.", "&#xe000;"),
        ]
    ),
    st.text(max_size=20),
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_text_is_too_odd(text: str) -> None:
    assert 0 <= NEWSLETTERS.sniff(source(text)) <= 0.5
    try:
        digest = NEWSLETTERS.parse(source(text))
    except NotADigestError:
        return
    assert digest.papers
    for one in digest.papers:
        assert one.title == clean_line(one.title) != ""
        assert one.abstract == clean_text(one.abstract)
        assert one.arxiv_id or one.doi or one.page


@given(st.binary(max_size=200))
def test_no_bytes_are_too_odd(data: bytes) -> None:
    assert 0 <= NEWSLETTERS.sniff(source(data)) <= 0.5


@pytest.mark.parametrize(
    "piece",
    ["<a ", "<a href=", "[", "[a](", "](https://", "https://arxiv.org/", "* ", "(", "arxiv:"],
)
def test_a_flood_of_marks_hides_no_paper(piece: str) -> None:
    last = "\n\nA Sheep of Note https://arxiv.org/abs/2503.90061\n"
    assert titles(piece * 50_000 + last) == ["A Sheep of Note"]
    html = f"{piece * 50_000}<p><a href='https://arxiv.org/abs/2503.90061'>A Sheep of Note</a>"
    assert [link.title for link in links_in_html(html).titled] == ["A Sheep of Note"]


WORDS = st.text(string.ascii_lowercase + "éß&", min_size=4, max_size=10)
TITLES = st.lists(WORDS, min_size=3, max_size=12).map(lambda words: "T" + " ".join(words))
ABSTRACTS = st.lists(WORDS, min_size=20, max_size=60).map(lambda words: f"We {' '.join(words)}.")


@given(st.lists(st.tuples(TITLES, ABSTRACTS), min_size=1, max_size=5))
def test_what_a_letter_is_made_of_is_what_is_read(papers: list[tuple[str, str]]) -> None:
    address = "https://arxiv.org/abs/2503.9000"
    html = "<html>" + "".join(
        f'<h2><a href="{address}{number}">{escape(title)}</a></h2><p>{escape(abstract)}</p>'
        for number, (title, abstract) in enumerate(papers)
    )
    text = "".join(
        f"{title}\n{address}{number}\n\n{abstract}\n\n"
        for number, (title, abstract) in enumerate(papers)
    )
    for data in (html, text):
        digest = NEWSLETTERS.parse(source(data))
        assert [(one.title, one.abstract) for one in digest.papers] == papers


def test_a_link_that_says_no_more_than_paper_has_its_title_before_it() -> None:
    digest = NEWSLETTERS.parse(
        source(
            "<html><body><h1>Deep Water</h1>"
            "<h3>1. Eels that remember the way</h3><p>Ann Quill et al. follow eels for years. "
            '<a href="https://dl.acm.org/doi/10.1145/3999999.3999991">Read the paper</a>.</p>'
            '<h3>Quick links of the week</h3><p><a href="https://arxiv.org/abs/2503.90063">pdf</a> '
            '<a href="https://arxiv.org/abs/2503.90064">pdf</a></p><hr>'
            '<p><b><a href="https://example.org/c/1">Shrimp as sensors</a></b> '
            '(<a href="https://arxiv.org/abs/2503.90065">arXiv</a>)<br>Shrimp sense the shore.</p>'
            "<table><tr><td>Kites without strings</td>"
            '<td><a href="https://arxiv.org/abs/2503.90066">arXiv</a></td></tr></table>'
            "</body></html>"
        )
    )
    assert [(one.title, one.doi or one.arxiv_id) for one in digest.papers] == [
        ("Eels that remember the way", "10.1145/3999999.3999991"),
        ("Shrimp as sensors", "2503.90065"),
        ("Kites without strings", "2503.90066"),
    ]
    assert digest.papers[0].authors == ("Ann Quill",)
    assert digest.papers[1].abstract == "Shrimp sense the shore."
    assert [one.message for one in digest.warnings] == [
        (
            "2 links look like papers but have no title: “https://arxiv.org/abs/2503.90063”, "
            "“https://arxiv.org/abs/2503.90064”"
        )
    ]
