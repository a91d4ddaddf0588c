"""Reading lists in Markdown: which words are the title, and what belongs to which paper."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.dates import Precision
from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedDigest, ParsedPaper
from octavo_model.formats import Source
from octavo_model.formats.lists.parts import parts_of
from octavo_model.formats.registry import choose, known_format
from octavo_model.text.clean import clean_line, clean_text

FIXTURES = Path(__file__).parents[4] / "fixtures"
NOW = dt.datetime(2025, 11, 20, 9, 30, tzinfo=dt.UTC)
MARKDOWN = known_format("markdown")
A, B = "https://arxiv.org/abs/2409.90001", "https://arxiv.org/abs/2409.90002"


def source(data: bytes | str, name: str = "README.md") -> Source:
    data = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return Source(data, name, NOW)


def read(name: str) -> ParsedDigest:
    found = source((FIXTURES / "markdown" / name).read_bytes(), name)
    assert choose(found).name == "markdown"
    return MARKDOWN.parse(found)


def parse(text: str) -> list[ParsedPaper]:
    return list(MARKDOWN.parse(source(text)).papers)


def test_bullets_of_many_styles_are_papers() -> None:
    digest = read("awesome.md")
    assert [(one.title, one.arxiv_id or one.doi or one.page) for one in digest.papers] == [
        ("The Sea in Numbers", "2503.90070"),
        ("Chain-of-Buoys: Prompts at Sea", "https://openreview.net/forum?id=buoys99999"),
        ("OarBench: Can Models Row?", "2405.90071"),
        ("Blades that Bend", "2310.90072"),
        ("Moss as a Clock", "10.1038/s41586-024-99991-1"),
        ("Clocks as Moss", "2402.90073"),
        ("Ferries that Yield", "https://aclanthology.org/2023.acl-long.9901"),
        ("A Survey of Nets", "2106.90074"),
        ("Holes in Nets", "2107.90075"),
        ("Letting the Water Decide", "2207.90076"),
    ]
    assert [str(one) for one in digest.warnings] == [
        "line 43: 1 link looks like a paper but has no title: “https://arxiv.org/abs/2207.90077”"
    ]


def test_what_is_behind_a_title_is_not_part_of_it() -> None:
    survey, buoys, oars, _, moss, _, ferries, nets, holes, water = read("awesome.md").papers
    assert survey.abstract == ""
    assert (buoys.authors, buoys.journal) == (("Dora Kelp", "Ann Quill"), "ICLR 2024")
    assert (buoys.code, buoys.project) == (
        "https://github.com/kelp/buoys",
        "https://buoys.example.org",
    )
    assert (oars.date, oars.date_precision) == (dt.date(2024, 5, 1), Precision.MONTH)
    assert moss.authors == ("Ilse Brandt",)
    assert (ferries.authors, ferries.journal) == (("Mei Larkspur", "Tomas Verhoeven"), "ACL 2023")
    assert nets.authors == ("Ravi Tamarind", "Ilse Brandt")
    assert nets.abstract.startswith("We cover nets of all kinds")
    assert (holes.authors, holes.keywords) == (("Ann Quill",), ("Nets",))
    assert holes.abstract.startswith("Holes matter more")
    assert (water.authors, water.code) == (
        ("Dora Kelp", "Mei Larkspur"),
        "https://github.com/kelp/water",
    )


def test_columns_of_tables_may_be_in_any_order() -> None:
    digest = read("daily_table.md")
    assert digest.warnings == ()
    assert [(one.title, one.arxiv_id or one.doi, one.date) for one in digest.papers] == [
        ("Foam Maps: the Shore from its Foam", "2409.90081", dt.date(2024, 9, 17)),
        ("Where the Tide Turns | Keypoints in Water", "2409.90082", dt.date(2024, 9, 16)),
        ("Ferries that Yield", "10.5555/ferries.3", dt.date(2023, 1, 1)),
        ("Yielding to Ferries", "2205.90083", dt.date(2022, 5, 1)),
        ("TideLM", "2409.90084", None),
        ("Agents that Fish", "2409.90085", None),
        ("Crabs Count", "2409.90086", None),
    ]
    foam, turn, ferries, yielding, tide, fish, crabs = digest.papers
    assert (foam.authors, foam.line, foam.code) == (("Dora Kelp",), 7, None)
    assert turn.code == "https://github.com/quill/tideturn"
    assert (ferries.journal, ferries.code) == ("ACL", "https://github.com/x/y")
    assert yielding.journal is None
    assert tide.abstract.startswith("a model that predicts the next wave")
    assert fish.abstract.startswith("They plan a day at sea")
    assert crabs.abstract == "We count crabs until they stop."


def test_titles_may_be_sentences_headings_and_notes() -> None:
    digest = read("week.md")
    assert [(one.title, one.arxiv_id or one.doi) for one in digest.papers] == [
        (
            "The Shore Lab introduces TideGen, a text-to-tide model that is faster than others",
            "2301.90091",
        ),
        ("A new paper shows that herons plan ahead", "2301.90092"),
        ("Half of the Net is Enough", "2301.90093"),
        ("Barnacles and the Edge", "10.1007/s99999-024-00777-9"),
        ("Slow Currents under Fast Ferries", "10.1073/pnas.2499999122"),
    ]
    assert digest.papers[2].abstract.startswith("We prune nets without holes.")
    assert [one.line for one in digest.warnings] == [18]


@pytest.mark.parametrize(
    "entry",
    [
        "- [Owls at Noon]({a})",
        "- **[Owls at Noon]({a})** (*CVPR 2024*)",
        "- [**Owls at Noon**]({a}), ICLR 2024",
        "- Owls at Noon [[pdf]({a})] [[code](https://github.com/x/y)]",
        "- Owls at Noon. [pdf]({a})",
        "- *Owls at Noon*, Dora Kelp et al. [[arXiv]]({a})",
        "- “Owls at Noon”, 2024 [link]({a})",
        "- [[Paper]({a})] Owls at Noon",
        "- [arXiv 2024] **Owls at Noon** [paper]({a})",
        "- `ICML'24` [Owls at Noon]({a}) [code](https://github.com/x/y)",
        "- Owls at Noon: {a}",
        "- Owls at Noon, <{a}>",
        "- **Owls at Noon**\n  - Paper: [{a}]({a})\n  - Code: https://github.com/x/y",
        "- **Owls at Noon**\n\n  Dora Kelp. *ICLR 2024*. [[Paper]({a})]",
        "### Owls at Noon in Towns\n\n[Paper]({a}) | [Code](https://github.com/x/y)",
        "### [Owls at Noon]({a})",
        "<b>Owls at Noon</b><br><i>Dora Kelp</i> <a href='{a}'>[Paper]</a>",
        "1. [2024/05] 🔥 **Owls at Noon** | [![arXiv](https://img.shields.io/x.svg)]({a})",
        "- [Owls at Noon](https://owls.example.org) [[paper]({a})]",
        "- [x] [Owls at Noon]({a}) #read",
    ],
)
def test_a_title_is_written_in_many_ways(entry: str) -> None:
    first, second = parse(
        f"# List\n\n## Birds\n\n{entry.format(a=A)}\n\n## End\n\n- [Bats at Night]({B})\n"
    )
    assert first.title.removesuffix(" in Towns") == "Owls at Noon"
    assert (first.arxiv_id, second.title) == ("2409.90001", "Bats at Night")
    assert second.abstract == ""


@pytest.mark.parametrize(
    "text",
    [
        "Check out our [paper]({a})!",
        "- See the [pdf]({a})",
        "As [Kelp et al. (2020)]({a}) say, it is so.",
        "- [here]({a})",
        "- 论文列表：{a}",
    ],
)
def test_words_around_a_link_are_no_title(text: str) -> None:
    digest = MARKDOWN.parse(source(f"{text.format(a=A)}\n\n- [Bats at Night]({B})\n"))
    assert [one.title for one in digest.papers] == ["Bats at Night"]
    assert "1 link looks like a paper but has no title" in str(digest.warnings[0])


def test_the_text_of_a_neighbour_is_not_an_abstract() -> None:
    owls, bats = parse(
        f"- [Owls at Noon]({A})\n- A remark about everything that is not an owl, at some length.\n"
        f"- [Bats at Night]({B})\n\n## News\n\nThe lamp is lit again after forty years.\n"
    )
    assert (owls.abstract, bats.abstract) == ("", "")


def test_one_paper_is_listed_once() -> None:
    (paper,) = parse(f"- [Owls at Noon]({A})\n- [Owls, Again]({A.replace('abs', 'pdf')}v2)\n")
    assert paper.title == "Owls at Noon"


@pytest.mark.slow
def test_a_table_that_is_too_large_is_parsed_in_parts_with_its_heading() -> None:
    rows = "".join(
        f"|Owls No. {n}|[pdf](https://arxiv.org/abs/24{n:02}.9{n:04})|\n" for n in range(1, 13)
    )
    rows *= 300
    text = f"## Owls\n|Title|PDF|\n|---|---|\n{rows}\n"
    assert len(list(parts_of(text))) > 1
    assert [one.title for one in parse(text)] == [f"Owls No. {n}" for n in range(1, 13)]


def test_lines_keep_their_numbers_in_parts() -> None:
    text = f"{'a' * 70_000}\n\n# One\n\n{'b ' * 20_000}\n\n# Two\n\n- [Owls at Noon]({A})\n"
    assert [one.line for one in parse(text)] == [9]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hello, world.\n",
        f'{{"title": "Owls", "url": "{A}"}}',
        f"<!doctype html><p><a href='{A}'>Owls at Noon</a>",
        f"Subject: Owls\nFrom: me@example.org\n\n[Owls at Noon]({A})\n",
        "- [Tidemaker](https://github.com/saltmarsh-lab/tidemaker)\n",
    ],
)
def test_other_texts_are_not_taken_for_one(text: str) -> None:
    assert MARKDOWN.sniff(source(text, "a.file")) == 0


def test_a_text_without_papers_is_no_digest() -> None:
    with pytest.raises(NotADigestError, match="no link to a paper with its title"):
        MARKDOWN.parse(source("# Nothing\n"))


MARKS = ("- ", "\n", "\n\n", "| ", "|\n|-|-|\n", "**", "*", "# ", "1. ", "  - ", "`", "[[", "]]")
LINKS = (
    f"[Owls]({A})",
    f"[pdf]({B})",
    "<br>",
    "<a href='",
    "'>",
    "</a>",
    "<summary>",
    "\x1b[31m",
    A,
)
PIECES = st.one_of(st.sampled_from((*MARKS, *LINKS, "---\n")), st.text(max_size=10))


@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_text_is_too_odd(text: str) -> None:
    assert 0 <= MARKDOWN.sniff(source(text)) <= 0.9
    try:
        digest = MARKDOWN.parse(source(text))
    except NotADigestError:
        return
    for one in digest.papers:
        assert one.title == clean_line(one.title) != ""
        assert one.abstract == clean_text(one.abstract)


WORDS = st.text("abcdefghijklmnopqrstuvwxyzéß", min_size=4, max_size=9)
TITLES = st.lists(WORDS, min_size=3, max_size=10).map(lambda words: "T" + " ".join(words))


@given(st.lists(TITLES, min_size=1, max_size=5, unique=True))
def test_what_a_list_is_made_of_is_what_is_read(titles: list[str]) -> None:
    address = "https://arxiv.org/abs/2503.9000"
    bullets = "".join(f"- **{one}**, 2024 [[pdf]({address}{n})]\n" for n, one in enumerate(titles))
    table = "|Title|PDF|\n|---|---|\n" + "".join(
        f"|{one}|[pdf]({address}{n})|\n" for n, one in enumerate(titles)
    )
    for text in (bullets, table):
        assert [one.title for one in parse(text)] == titles


def test_what_labels_say_may_be_on_lines_before_the_link() -> None:
    (paper,) = parse(
        "# Rivers\n\n+ **Drift Bottles as Messages**\n  + Authors: Dora Kelp, Ann Quill\n"
        "  + Venue: RIVER 2024\n  + Arxiv: https://arxiv.org/abs/2608.01234\n"
        "  + Abstract: We drift.\n  + Code: https://github.com/kelp/drift\n"
    )
    assert (paper.title, paper.authors, paper.arxiv_id, paper.journal, paper.abstract) == (
        "Drift Bottles as Messages",
        ("Dora Kelp", "Ann Quill"),
        "2608.01234",
        "RIVER 2024",
        "We drift.",
    )
    assert paper.code == "https://github.com/kelp/drift"


def test_items_may_be_references() -> None:
    papers = parse(
        '1. Ann Quill. "Fog Without End." *Journal of Weather* (2021). '
        "[[DOI]](https://doi.org/10.5555/fog.3)\n"
        "2. Kelp, D., & Quill, A. (2024). Which way is the fog? Weather, 3(2). "
        "[pdf](https://arxiv.org/abs/2608.01235)\n"
    )
    assert [(one.title, one.authors) for one in papers] == [
        ("Fog Without End", ("Ann Quill",)),
        ("Which way is the fog?", ("D. Kelp", "A. Quill")),
    ]


def test_a_badge_above_a_title_is_no_line() -> None:
    (paper,) = parse(
        "| Title | Venue |\n|---|---|\n| ![Star](https://img.shields.io/x.svg) <br> "
        "[**Graphs as Forests**](https://arxiv.org/abs/2608.01236) <br> Ann Quill | ACL |\n"
    )
    assert (paper.title, paper.authors) == ("Graphs as Forests", ("Ann Quill",))


def test_headings_of_tables_may_be_chinese() -> None:
    (paper,) = parse(
        "| 日期 | 标题 | 作者 | 链接 |\n|---|---|---|---|\n"
        "| 2026-08-21 | 潮汐的记忆 | 王小明, 李雷 | [arXiv](https://arxiv.org/abs/2608.01237) |\n"
    )
    assert (paper.title, paper.authors) == ("潮汐的记忆", ("王小明", "李雷"))
    assert str(paper.date) == "2026-08-21"
