"""Pages of LaTeXML as documents: the structure of papers, and what differs between versions."""

from __future__ import annotations

import pytest
from tests.model.fulltext.pages.reading import article, blocks, fixture, shown

from octavo_model.fulltext.document import BlockKind, Reference, Run, RunKind, RunStyle

OWLS = [
    "note: Nora Quill Institute of Feathers, Marsh End",
    "note [†] #id1: Paid by the Moss Fund.",
    "heading 2 [1] #S1: Introduction",
    (
        "paragraph: Owls hear well, as <Fall and Moss (1998)> and others <(e.g., Reed"
        " 2001; Fall and"
        " Moss 1998; Gone 1900)> found.^1^ See ‹Section 2›, «owls.example» and this."
    ),
    "note [1] #footnote1: Not in rain; see Eq. (‹2›).",
    "item 1 [•]: A first point.",
    "paragraph 1: More of it.",
    "item 2 [(a)]: Inner.",
    "item 1 [Hoot]: A call.",
    "quote 1: All owls are quiet.",
    "equation [(1)] #S1.E1 | $E=mc^{2} +1$",
    "equation [(2)] #S1.E2 | $a$ ; $=b,$ | $c$ ; $=d$",
    "equation [(3)] #S1.E3 | $e$",
    "heading 2 [2] #S2: Results for $k$ owls",
    "heading 3 [2.1] #S2.SS1: Bounds",
    "run-in [Theorem 2.1] #S2.Thmtheorem1: (Quill).",
    "paragraph: Every owl hears.",
    "run-in: Proof.",
    "paragraph: By ‹Theorem 2.1›. ∎",
    (
        "table [Table 1] #S2.T1: Voles by night. | Owl ; Voles ;  |  ; dry ; wet"
        " | Barn <2> ; $5$ ; none at all"
    ),
    "figure [Figure 1] #S2.F1: Ears, see ‹1a›.",
    "figure [(a)] #S2.F1.sf1: Left ear.",
    "figure [Algorithm 1] #alg1: Listen",
    "code: 1: for i ≤ n do\n2:   wait",
    "heading 3 [2.2] #S2.SS2: Scope",
    "run-in #S2.SS2.SSS0.Px1: Limits.",
    "paragraph: We saw four owls^1^ in one wood, and no more than that.",
    "heading 2: Acknowledgements.",
    "paragraph: We thank the wood.",
    "heading 2 [Appendix A] #A1: Feathers",
    "paragraph: They are soft.",
]


def test_a_whole_paper() -> None:
    paper = fixture("latexml-owls.html")

    assert paper.title == "Hearing Limits of Invented Owls"
    assert paper.authors == ("Nora Quill", "Tam Reed")
    assert [shown(block) for block in paper.abstract] == [
        r"paragraph: We bound what owls hear: at most $n\log n$ voles an hour."
    ]
    assert [shown(block) for block in paper.blocks] == OWLS
    assert paper.missing == ()
    assert paper.references == (
        Reference(
            "bib.bib1",
            "Fall and Moss (1998)",
            "M. Fall and P. Moss. On α-owls, J. Owls, 4:2, 1998.",
            doi="10.1000/owl.1",
            links=("https://doi.org/10.1000/owl.1",),
        ),
        Reference(
            "bib.bib2",
            "2",
            "T. Reed. Hoots. arXiv preprint arXiv:2401.01234v2, 2001.",
            arxiv="2401.01234",
        ),
    )


def test_the_runs_of_a_paragraph() -> None:
    paragraph = fixture("latexml-owls.html").blocks[3]
    assert paragraph.runs == (
        Run(RunKind.TEXT, "Owls hear "),
        Run(RunKind.TEXT, "well", style=RunStyle.ITALIC),
        Run(RunKind.TEXT, ", as "),
        Run(RunKind.CITE, "Fall and Moss (1998)", ("bib.bib1",)),
        Run(RunKind.TEXT, " and others "),
        # An entry that the bibliography lacks is no target.
        Run(
            RunKind.CITE,
            "(e.g., Reed 2001; Fall and Moss 1998; Gone 1900)",
            ("bib.bib2", "bib.bib1"),
        ),
        Run(RunKind.TEXT, " found."),
        Run(RunKind.NOTE, "1", ("footnote1",)),
        Run(RunKind.TEXT, " See "),
        Run(RunKind.REF, "Section 2", ("S2",)),
        Run(RunKind.TEXT, ", "),
        Run(RunKind.LINK, "owls.example", ("https://owls.example/data?a=1&b=2",), RunStyle.CODE),
        Run(RunKind.TEXT, " and this."),
    )


def test_the_head_of_a_table_and_the_images_of_figures() -> None:
    named = {block.id: block for block in fixture("latexml-owls.html").blocks}
    assert named["S2.T1"].heads == 2
    # A panel without a caption belongs to the figure around it.
    assert named["S2.F1"].images == ("https://arxiv.org/html/x2.png",)
    assert named["S2.F1.sf1"].images == ("https://arxiv.org/html/x1.png",)


def test_the_frame_that_arxiv_puts_around_a_paper() -> None:
    paper = fixture("arxiv-tides.html")

    assert [shown(block)[:84] for block in (*paper.abstract, *paper.blocks)] == [
        "paragraph: Ponds have tides. We measure them with a ruler, and again at night.",
        "heading 2 [1] #S1: Ponds",
        "paragraph: A pond of depth $h>0$ moves <[1, 2]>; see ‹Fig. 1› and «the older paper».",
        "figure [Figure 1] #S1.F1: A pond.",
    ]
    assert paper.blocks[2].images == ("https://arxiv.org/html/2511.04321v2/x1.png",)
    targets = [run.targets for run in paper.blocks[1].runs if run.targets]
    assert targets == [
        ("bib.bib1", "bib.bib2"),
        ("S1.F1",),
        ("https://arxiv.org/abs/2401.00009",),
    ]
    assert [one.arxiv for one in paper.references] == ["2401.00009", ""]
    assert paper.missing == (
        "The package pondstyle is not supported by the converter",
        "The package reedbox is not supported by the converter",
        r"The command \reed could not be converted",
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # Lists as other versions write them.
        ("<ul><li>a<li>b</ul>", ["item 1 [•]: a", "item 1 [•]: b"]),
        ("<dl><dt>A</dt><dd><p>b</p></dd></dl>", ["item 1 [A]: b"]),
        ("<dl><dt>A</dt><dt>B</dt><dd>c</dd></dl>", ["item 1 [A]", "item 1 [B]: c"]),
        (
            "<ul><li class='ltx_item'><span class='ltx_tag'>(i)</span><pre>x</pre></ul>",
            ["item 1 [(i)]", "code: x"],
        ),
        # Old bibliographies and equations.
        (
            (
                "<div class='ltx_equation' id='E1'><math alttext='x'/><span class='ltx_tag"
                " ltx_tag_equation'>(7)</span></div>"
            ),
            ["equation [(7)] #E1 | $x$"],
        ),
        (
            (
                "<table class='ltx_equation' id='E2'><tr class='ltx_eqn_row'><td"
                " class='ltx_eqn_eqno'>"
                "<span class='ltx_tag_equation'>(8)</span></td></tr></table>"
            ),
            ["equation [(8)] #E2 | [missing formula]"],
        ),
        # A mark of the equation on its first line, beside both.
        (
            (
                "<table class='ltx_equation'><tr class='ltx_eqn_row'><td><math alttext='a'/></td>"
                "<td class='ltx_eqn_eqno' rowspan='2'><span"
                " class='ltx_tag_equation'>(1)</span></td></tr>"
                "<tr class='ltx_eqn_row'><td><math alttext='b'/></td></tr></table>"
            ),
            ["equation [(1)] | $a$ | $b$"],
        ),
        # Figures in figures, with names of classes that were new in 2026.
        (
            (
                "<figure class='ltx_figure' id='f'><figure class='ltx_figure ltx_subfigure' id='g'>"
                "<figcaption class='ltx_caption ltx_subgraphics'><span class='ltx_tag'>(a)"
                " </span>Panel."
                "</figcaption></figure><figcaption><span class='ltx_tag'>Figure 1: </span>Outer."
                "</figcaption></figure>"
            ),
            ["figure [Figure 1] #f: Outer.", "figure [(a)] #g: Panel."],
        ),
        # A table that a broken command lets swallow sections.
        (
            (
                "<table class='ltx_tabular'><tr><td>a</td><td><h2"
                " class='ltx_title_section'>Next</h2>"
                "<p>b</p></td></tr></table>"
            ),
            ["paragraph: a", "heading 2: Next", "paragraph: b"],
        ),
        ("<table><tr><td>alone</td></tr></table>", ["paragraph: alone"]),
        (
            "<table><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d</table>",
            ["table | a ; b ;  |  ; c ; d"],
        ),
        # White space that a program wrote.
        ("<p>one\n  <em>two</em>\n , three\n ( four\n )</p>", ["paragraph: one two, three (four)"]),
        ("<p>a <math alttext='x'/><math alttext='y'/> b", ["paragraph: a $x y$ b"]),
        ("<p>a<sup>th</sup> b<br>c</p>", ["paragraph: ath b c"]),
        ("<p>a <math><math>x</math></math> b</p>", ["paragraph: a $x$ b"]),
        ("<p><a href='#gone'>Section 9</a> and", ["paragraph: Section 9 and"]),
        ("<nav>menu</nav><script>x</script><svg><text>y</text></svg><p>z", ["paragraph: z"]),
    ],
)
def test_structures_of_all_versions(body: str, expected: list[str]) -> None:
    assert blocks(body) == expected


def test_a_formula_that_the_page_lost_is_said() -> None:
    cell = "<tr class='ltx_eqn_row'><td class='ltx_eqn_eqno'>({})</td></tr>"
    lost = f"<table class='ltx_equation'>{cell}</table>"
    paper = article(lost.format(4) + lost.format(5))
    assert paper.missing == ("The page lacks the formulas (4), (5)",)


def test_ids_are_unique_and_references_lead_to_blocks() -> None:
    paper = article(
        "<div class='ltx_para' id='a'><p id='b'>one <a href='#b'>b</a></p></div>"
        "<p id='a'>two <a href='#a'>a</a> <a href='#c'>c</a></p>"
        "<ul><li id='c'><p>three</p></li></ul><ul class='ltx_biblist'>"
        "<li class='ltx_bibitem' id='r'>x</li><li class='ltx_bibitem' id='r'>y</li></ul>"
    )
    first, second, third = paper.blocks[2:]
    assert [first.id, second.id, third.id] == ["a", "", "c"]
    assert [run.targets for run in first.runs if run.targets] == [("a",)]
    assert [run.targets for run in second.runs if run.targets] == [("a",), ("c",)]
    assert [one.id for one in paper.references] == ["r", "r.2"]


def test_nothing_that_a_terminal_obeys_is_kept() -> None:
    body = "<p id='x\x1b[1m y'>a\x1b[31mb\u202ec <a href='https://a.example/\x1b[1m'>d</a></p>"
    paper = article(body + "<p><a href='#x\x1b[1m y'>to x</a>")
    first, second = paper.blocks[2:]
    assert [run.text for run in first.runs] == ["a[31mbc d"]
    assert second.runs[0].targets == (first.id,) == ("x[1m-y",)


def test_code_keeps_its_white_space() -> None:
    paper = article("<pre class='ltx_verbatim'>if x:\n    y</pre>")
    assert paper.blocks[2].kind is BlockKind.CODE
    assert paper.blocks[2].runs == (Run(RunKind.TEXT, "if x:\n    y"),)


def test_a_reference_does_not_say_where_it_is_cited() -> None:
    found = article(
        "<ul><li class='ltx_bibitem' id='bib.1'><span class='ltx_tag'>[1]</span>"
        "<span class='ltx_bibblock'>A. Quill.</span><span class='ltx_bibblock'>Owls, 2020.</span>"
        "<span class='ltx_bibblock ltx_bib_cited'>Cited by: <a href='#S1'>§1</a>.</span></li></ul>"
    )
    assert [one.text for one in found.references] == ["A. Quill. Owls, 2020."]


def test_the_text_of_a_reference_has_the_authors_that_only_its_label_names() -> None:
    found = article(
        "<ul><li class='ltx_bibitem'><span class='ltx_tag ltx_bib_author-year ltx_tag_bibitem'>"
        "N. Quill and D. Kelp (2024)</span> <span class='ltx_bibblock'>Owls.</span></li>"
        "<li class='ltx_bibitem'><span class='ltx_tag ltx_tag_bibitem'>Quill (2023)</span>"
        "<span class='ltx_bibblock'>N. Quill. Gulls. 2023.</span></li></ul>"
    )
    assert [(one.label, one.text) for one in found.references] == [
        ("N. Quill and D. Kelp (2024)", "N. Quill and D. Kelp (2024) Owls."),
        ("Quill (2023)", "N. Quill. Gulls. 2023."),
    ]
