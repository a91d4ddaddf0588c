"""Pages in Markdown as documents."""

from __future__ import annotations

import pytest
from tests.model.fulltext.pages.reading import fixture, shown

from octavo_model.fulltext.document import Document, Run, RunKind, RunStyle
from octavo_model.fulltext.pages.read import read_page

URL = "https://huggingface.co/papers/2511.07777.md"


def page(body: str) -> Document:
    """The document of a page with ``body``, behind a section that is long enough."""
    text = f"# T\n\n## Filler\n\n{'word ' * 100}\n\n{body}"
    return read_page(text.encode(), source="huggingface", url=URL)


def blocks(body: str) -> list[str]:
    """The blocks of `page` behind the first section."""
    return [shown(block) for block in page(body).blocks[2:]]


def test_a_page_of_hugging_face() -> None:
    paper = fixture("huggingface-lichen.md", "huggingface", URL)

    assert (paper.title, paper.authors) == ("Lichen on Old Walls", ("Ada Birch", "Jo Alder"))
    assert [shown(block) for block in paper.abstract] == [
        "paragraph: We count lichen at rate $r_{0}$ and find more than five on each wall."
    ]
    assert [shown(block) for block in paper.blocks] == [
        "heading 2 [1] #1-introduction: Introduction",
        (
            "paragraph: Walls cost $5 or $10 each; lichen is free <[1, 2]>. It grows as"
            " $x_{a}^{*}$ does"
            " <[1-3]>, in $y$, and code $x$ stays. A «link» and a [bad one](javascript:alert(1))"
            " follow, with a note^1^."
        ),
        "note [1] #fn1: Not on glass, $g$.",
        r"equation [(4)] | $E = \frac{a}{b_{1}}$",
        "paragraph: where $a$ is the age of the wall.",
        "heading 3 [1.1] #1-1-kinds: Kinds",
        "item 1 [•]: Grey lichen.",
        "item 2 [•]: Pale grey lichen.",
        "item 1 [1.]: First wall.",
        "quote 1: Walls remember.",
        "figure [Figure 2]: A wall of stone.",
        "table [Table 1]: Lichen by wall. | Wall ; Count | North ; $9$ | South ; 1",
        "code: for wall in walls:\n    count(wall)",
        "table | Both ;  | a ; b",
        "heading 2 [A] #a-walls: Walls",
        (
            "paragraph: The appendix has more walls than the paper, and each of them is"
            " older than the"
            " one before it, so the list ends here."
        ),
    ]
    assert paper.blocks[10].images == ("https://huggingface.co/papers/img/wall.png",)
    assert paper.blocks[11].heads == 1
    assert Run(RunKind.TEXT, "code $x$", style=RunStyle.CODE) in paper.blocks[1].runs
    assert Run(RunKind.CITE, "[1-3]", ("bib.1", "bib.2", "bib.3")) in paper.blocks[1].runs
    assert [(one.label, one.text, one.arxiv, one.doi) for one in paper.references] == [
        ("1", "A. Birch. Stones. arXiv:2301.00001.", "2301.00001", ""),
        ("2", "J. Alder. Rain. https://doi.org/10.1000/rain", "", "10.1000/rain"),
        ("3", "N. Ash. Fog, 2020.", "", ""),
    ]


def test_a_page_of_docling() -> None:
    paper = fixture("docling-ferns.md", "file", "ferns.md")

    assert paper.title == "Ferns: A Survey of Shade."
    assert [shown(block) for block in (*paper.abstract, *paper.blocks)] == [
        "paragraph: Ferns like shade & damp. We list them.",
        "paragraph: Rue Vetch, Sol Thyme University of Hedges",
        "heading 2 [1] #1-introduction: Introduction",
        (
            r"paragraph: Shade is dark <[1]> and ferns_like it; where $\mathbf{c}_{t} \in"
            r" \mathbb{R}^{d_c}$ is the shade of one fern."
        ),
        "figure [Figure 1]: A fern in the shade.",
        "heading 3 [2.1] #2-1-methods: Methods",
        (
            "paragraph: We walk in the wood and look at all ferns that we can see, one after"
            " the other,"
            " and write each of them down in a small book which gets damp in the shade."
        ),
        r"equation | $\begin{align} a &= b, \\ - c &= d \end{align}$",
    ]
    assert [one.label for one in paper.references] == ["1", "2"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("It costs $5 and $10.", ["paragraph: It costs $5 and $10."]),
        ("It costs $5 each, and $k$ more.", ["paragraph: It costs $5 each, and $k$ more."]),
        (r"Half \$ and $a_1*b*c$", ["paragraph: Half $ and $a_1*b*c$"]),
        ("With $k = 1 $routing", ["paragraph: With $k = 1$routing"]),
        (r"\[a = b\]", ["equation | $a = b$"]),
        ("one $$x$$ two", ["paragraph: one", "equation | $x$", "paragraph: two"]),
        ("$$\na\n\n= b\n$$", ["equation | $a = b$"]),
        ("```math\nx^2\n```", ["equation | $x^2$"]),
        ("```\n$x$ [^1]\n```", ["code: $x$ [^1]"]),
        ("    code $x$", ["code: code $x$"]),
        ("**Bold** _and_ ~~old~~", ["paragraph: Bold and ~~old~~"]),
        ("[S](#s)\n\n## S", ["paragraph: ‹S›", "heading 2 #s: S"]),
        ("[S](#gone)", ["paragraph: S"]),
        ("[a][b]\n\n[b]: https://b.example/", ["paragraph: «a»"]),
        ("<b>x</b> &amp; <br>y", ["paragraph: x & y"]),
        ("<!-- image -->\n\nFigure 3: A.", ["figure [Figure 3]: A."]),
        ("|a|\n|-|\n|b|\n\nTable 4. C.", ["table [Table 4]: C. | a | b"]),
        ("<table><tr><td>$x$</td><td>b</td></tr></table>", ["table | $x$ ; b"]),
        ("## 3.2 Two parts", ["heading 3 [3.2] #3-2-two-parts: Two parts"]),
        ("## Appendix B. Wood", ["heading 2 [Appendix B] #appendix-b-wood: Wood"]),
        ("## A Study", ["heading 2 #a-study: A Study"]),
    ],
)
def test_structures(body: str, expected: list[str]) -> None:
    assert blocks(body) == expected


def test_references_with_anchors_and_their_citations() -> None:
    paper = page(
        "See [Reed](#page-9-1) (2017).\n\n# References\n\n"
        '- <span id="page-9-1"></span>T. Reed. Hoots. arXiv:2401.01234.\n'
    )
    assert Run(RunKind.CITE, "Reed", ("page-9-1",)) in paper.blocks[2].runs
    assert paper.references[0].arxiv == "2401.01234"


def test_numbered_footnotes_are_the_references_if_there_are_no_others() -> None:
    notes = "\n".join(f"[^{number}]: Entry {number}." for number in range(1, 7))
    paper = page(f"As found[^2], and[^fn1].\n\n{notes}\n[^fn1]: A note.")
    assert [one.text for one in paper.references] == [f"Entry {one}." for one in range(1, 7)]
    assert Run(RunKind.CITE, "[2]", ("bib.2",)) in paper.blocks[2].runs
    assert [shown(block) for block in paper.blocks[2:]] == [
        "paragraph: As found<[2]>, and^1^.",
        "note [1] #fn1: A note.",
    ]


@pytest.mark.parametrize(
    "body",
    [
        "<a id='a'></a>\n\n![x](http://a.example/x.png)\n\n<a id='b'></a>Figure 1: Owls.",
        "<a id='a'></a>Table 1: Owls.\n\n<a id='b'></a>\n\n|a|b|\n|-|-|\n|1|2|",
    ],
)
def test_a_caption_and_what_it_describes_are_found_by_both_ids(body: str) -> None:
    paper = page(f"See [one](#a) and [two](#b).\n\n{body}\n")
    targets = [run.targets for run in paper.blocks[2].runs if run.kind is RunKind.REF]
    assert targets == [("a",), ("a",)]
    assert paper.blocks[3].id == "a"


def test_a_page_has_a_limited_number_of_lines() -> None:
    paper = page("a\n" * 120_000)
    assert paper.missing == ("The rest of the text is left out, as it is too long",)
