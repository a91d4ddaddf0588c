"""What documents look like: whole screens of a small paper, and single blocks."""

from __future__ import annotations

from textwrap import dedent

import pytest
from tests.model.fulltext.layout.documents import (
    PAPER,
    aligned,
    cite,
    equation,
    heading,
    item,
    link,
    math,
    note,
    paragraph,
    ref,
    text,
)

from octavo_model.fulltext.document import Block, BlockKind, Document, Reference, RunStyle
from octavo_model.fulltext.layout.lay_out import lay_out
from octavo_model.fulltext.layout.layout import LinkKind, TextLink, TextRole, TextSection


def shown(*blocks: Block, width: int = 40, tex: bool = False, **fields: object) -> str:
    """The lines of a document of ``blocks``."""
    document = Document(blocks=blocks, **fields)  # type: ignore[arg-type]
    return "\n".join(line.text for line in lay_out(document, width, tex=tex).lines)


def screen(lines: str) -> str:
    return dedent(lines).strip("\n")


def roles(*blocks: Block, width: int = 60) -> list[tuple[str, TextRole]]:
    """The pieces of a document with their roles."""
    return [
        (line.text[piece.start : piece.end], piece.role)
        for line in lay_out(Document(blocks=blocks), width).lines
        for piece in line.pieces
    ]


AT_72 = """
Foam in the Kelp: How Owls Hear Below the Surface of the Sea
━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━

Missing: 2 figures; the bibliography is incomplete


Abstract
────────

Owls hear xᵢ better than kelp [1, 2].


1  Introduction
───────────────

Owls are quiet¹, see Figure 3, and they never call at night (Quill et
al., 2024) [2]. Read the page of the owls.

    ¹ Not all owls. Some are loud, and some very loud.

1.1  Results

Theorem 2 (Kelp). Every kelp has an owl, and every owl has a kelp.

• one thing that is long enough to go on in a second line
• another one
  (a) inside

      It goes on.

    They hoot last who hoot best.

    E = mc²                                                          (7)

Table 1  Owls by size.
┌──────────┬────────────────┬─────────┐
│ Owl      │      Size      │   Calls │
│          │  male │ female │ a night │
├──────────┼───────┼────────┼─────────┤
│ Barn owl │ 33.5  │     36 │     120 │
│ Tawny    │  8.25 │      – │       7 │
└──────────┴───────┴────────┴─────────┘

  [image x3.png]
  Figure 3  An owl in the kelp.

    def owl(x):
        return x + 100000000000000000000000000 + 1


References
──────────

[1] A. Strix. On kelp. 2020.
[2] B. Quill and others. Owls that hear far below. 2024.
"""

AT_40 = """
Foam in the Kelp: How Owls Hear Below
the Surface of the Sea
━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━

Missing: 2 figures; the bibliography is
incomplete


Abstract
────────

Owls hear xᵢ better than kelp [1, 2].


1  Introduction
───────────────

Owls are quiet¹, see Figure 3, and they
never call at night (Quill et al.,
2024) [2]. Read the page of the owls.

    ¹ Not all owls. Some are loud, and
      some very loud.

1.1  Results

Theorem 2 (Kelp). Every kelp has an owl,
and every owl has a kelp.

• one thing that is long enough to go on
  in a second line
• another one
  (a) inside

      It goes on.

    They hoot last who hoot best.

    E = mc²                          (7)

Table 1  Owls by size.
┌──────────┬────────────────┬─────────┐
│ Owl      │      Size      │   Calls │
│          │  male │ female │ a night │
├──────────┼───────┼────────┼─────────┤
│ Barn owl │ 33.5  │     36 │     120 │
│ Tawny    │  8.25 │      – │       7 │
└──────────┴───────┴────────┴─────────┘

  [image x3.png]
  Figure 3  An owl in the kelp.

    def owl(x):
        return x + 100000000000000000000
    ↪ 000000 + 1


References
──────────

[1] A. Strix. On kelp. 2020.
[2] B. Quill and others. Owls that hear
    far below. 2024.
"""


@pytest.mark.parametrize(("width", "lines"), [(72, AT_72), (40, AT_40)])
def test_a_paper(width: int, lines: str) -> None:
    found = "\n".join(line.text for line in lay_out(PAPER, width).lines)
    assert found == lines.strip("\n")


def test_sections_are_the_outline() -> None:
    layout = lay_out(PAPER, 72)
    lines = [line.text for line in layout.lines]
    assert layout.sections == (
        TextSection(lines.index("Abstract"), 2, "", "Abstract", "abstract"),
        TextSection(lines.index("1  Introduction"), 2, "1", "Introduction", "S1"),
        TextSection(lines.index("1.1  Results"), 3, "1.1", "Results", "S1.1"),
        TextSection(lines.index("References"), 2, "", "References", "references"),
    )


def test_places_are_the_lines_of_ids() -> None:
    layout = lay_out(PAPER, 72)
    starts = {name: layout.lines[line].text for name, line in layout.places.items()}
    assert starts == {
        "abstract": "Abstract",
        "S1": "1  Introduction",
        "fn1": "    ¹ Not all owls. Some are loud, and some very loud.",
        "S1.1": "1.1  Results",
        "thm": "Theorem 2 (Kelp). Every kelp has an owl, and every owl has a kelp.",
        "eq7": f"    E = mc²{'(7)':>61}",
        "F3": "  [image x3.png]",
        "references": "References",
        "b1": "[1] A. Strix. On kelp. 2020.",
        "b2": "[2] B. Quill and others. Owls that hear far below. 2024.",
    }


def test_links_are_in_reading_order() -> None:
    layout = lay_out(PAPER, 40)
    assert [(link.kind, link.targets, link.text) for link in layout.links] == [
        (LinkKind.CITE, ("b1",), "1"),
        (LinkKind.CITE, ("b2",), "2"),
        (LinkKind.NOTE, ("fn1",), "¹"),
        (LinkKind.REF, ("F3",), "3"),
        (LinkKind.CITE, ("b2",), "(Quill et al., 2024) [2]"),
        (LinkKind.LINK, ("https://owl.example/page",), "the page of the owls"),
        (LinkKind.FIGURE, ("img/x3.png",), "[image x3.png]"),
        (LinkKind.REFERENCE, ("b1",), "[1]"),
        (LinkKind.REFERENCE, ("b2",), "[2]"),
    ]
    assert isinstance(layout.links[0], TextLink)


def test_pieces_have_roles() -> None:
    assert roles(
        heading("2", "Owls"),
        paragraph(
            "See ",
            text("all", RunStyle.BOLD),
            " of ",
            math("x^2"),
            " in ",
            text("a.py", RunStyle.CODE),
        ),
        item("•", "kelp"),
        Block(BlockKind.FIGURE, (text("An owl."),), label="Figure 1"),
    ) == [
        ("2", TextRole.HEADING),
        ("Owls", TextRole.HEADING),
        ("───────", TextRole.RULE),
        ("all", TextRole.BOLD),
        ("x²", TextRole.MATH),
        ("a.py", TextRole.CODE),
        ("•", TextRole.LABEL),
        ("Figure 1", TextRole.LABEL),
    ]


def test_headings_of_parts_and_of_small_sections() -> None:
    assert shown(
        heading("I", "Owls", 1), heading("1.1.1", "A title of two whole lines, and no more", 4)
    ) == screen(
        """
        I  Owls
        ━━━━━━━

        1.1.1  A title of two whole lines, and
               no more
        """
    )


def test_lists_are_indented_below_their_text() -> None:
    assert shown(
        item("1.", "One is long, and so it has a second line."),
        item("10.", "Ten."),
        item("(a)", "Inside, and so long that it has a second line.", level=2),
        paragraph("Of ten.", level=1),
        paragraph("Of none."),
        item("Precision:", "what a word for a long time means."),
    ) == screen(
        """
        1. One is long, and so it has a second
           line.
        10. Ten.
            (a) Inside, and so long that it has
                a second line.

            Of ten.

        Of none.

        Precision: what a word for a long time
          means.
        """
    )


def test_citations_stay_with_their_word() -> None:
    references = (Reference("b1", "", "A"), Reference("b2", "", "B"))
    assert shown(
        paragraph("It is known that most of the owls hear ", cite("[1]", "b1"), " and see."),
        paragraph("It is known that most of the owls [", cite("2", "b2"), "] hear, or not."),
        paragraph("Dead ones ", cite("[9]", "gone"), " are as they are ", cite("[Vas17]", "b2")),
        references=references,
    ).partition("\n\n\n")[0] == screen(
        """
        It is known that most of the owls
        hear [1] and see.

        It is known that most of the owls [2]
        hear, or not.

        Dead ones [9] are as they are
        [Vas17] [2]
        """
    )


def test_marks_of_notes_have_no_space_before_them() -> None:
    assert shown(paragraph("Owls ", note("12", "n"), " and kelp ", note("†", "m"), ".")) == (
        "Owls¹² and kelp†."
    )


def test_a_reference_stays_with_the_word_before_it() -> None:
    assert shown(
        paragraph("All that is known about it is in TextSection ", ref("3.14", "S3"), ".")
    ) == screen(
        """
        All that is known about it is in
        TextSection 3.14.
        """
    )


def test_long_addresses_are_broken_at_their_joints() -> None:
    address = "https://owl.example/a/very-long-name/of-a-page/that-goes-on.html"
    layout = lay_out(Document(blocks=(paragraph(link(address, address)),)), 40)
    assert [line.text for line in layout.lines] == [
        "https://owl.example/a/very-long-name/of-",
        "a-page/that-goes-on.html",
    ]
    assert layout.split == {0}
    assert [piece.link for line in layout.lines for piece in line.pieces] == [0, 0]


def test_long_formulas_end_lines_behind_their_signs() -> None:
    formula = math(r"a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + a_7 + a_8 + a_9 = b_1")
    assert shown(paragraph("The sum is ", formula, " at last."), width=30) == screen(
        """
        The sum is a₁ + a₂ + a₃ + a₄ +
        a₅ + a₆ + a₇ + a₈ + a₉ = b₁ at
        last.
        """
    )


def test_formulas_can_be_the_tex_they_are_written_in() -> None:
    assert shown(
        paragraph("If ", math(r"\alpha^2"), "."), equation(r"\beta", label="(1)"), tex=True
    ) == screen(
        r"""
        If $\alpha^2$.

            $\beta$                          (1)
        """
    )


def test_rows_of_an_equation_are_aligned_at_their_cells() -> None:
    assert shown(
        paragraph("Here:"),
        aligned(("owl", "=a+b"), ("", r"\le c"), label="(1)"),
        aligned(("x", "=", r"\frac{a}{b}"), ("yz", r"\le", "c"), label="(2)"),
        equation("a=b", "+c+d"),
    ) == screen(
        """
        Here:

            owl = a + b
                ≤ c                          (1)

                  a
             x = ───
                  b                          (2)

            yz ≤ c

            a = b
            +c + d
        """
    )


def test_rows_that_are_too_wide_to_be_aligned_are_whole() -> None:
    long = "a+b+c+d+e+f+g+h"
    rows = aligned((long, f"={long}"), ("", r"\le c"))
    assert shown(paragraph("Here:"), rows) == screen(
        """
        Here:

            a + b + c + d + e + f + g + h
              = a + b + c + d + e + f + g + h

              ≤ c
        """
    )


def test_the_source_of_a_row_is_one_formula() -> None:
    assert shown(paragraph("Here:"), aligned(("a", "=b"), ("", "=c")), tex=True) == screen(
        """
        Here:

            $a =b$
            $=c$
        """
    )


def test_numbers_of_equations() -> None:
    assert shown(
        paragraph("Here:"),
        equation("x=1", "y=2", label="(1)"),
        equation((math("x"), text(" for all "), math("y")), label="(2)"),
        equation((math("x"), text(" as in "), ref("3", "eq3")), label="(3)"),
        equation("z", label="(a number that is as long as a line)"),
        equation(label="(4)"),
    ) == screen(
        """
        Here:

            x = 1
            y = 2                            (1)

            x for all y                      (2)

            x as in 3                        (3)

            z
            (a number that is as long as a line)

                                             (4)
        """
    )


def test_code_that_is_too_long_goes_on_behind_a_sign() -> None:
    code = "if owl:\n    hoot(" + "x" * 30 + ")\n\nend"
    assert shown(paragraph("Here:"), Block(BlockKind.CODE, (text(code),))) == screen(
        """
        Here:

            if owl:
                hoot(xxxxxxxxxxxxxxxxxxxxxxxxxxx
            ↪ xxx)

            end
        """
    )


def test_wide_letters_take_two_cells() -> None:
    assert shown(
        paragraph("梟は夜に飛ぶ鳥である。森の中で静かに獲物を待ち、音だけで場所を知る。"), width=20
    ) == screen(
        """
        梟は夜に飛ぶ鳥であ
        る。森の中で静かに獲
        物を待ち、音だけで場
        所を知る。
        """
    )


def test_figures_name_their_images() -> None:
    images = ("a/x1.png", "https://owl.example/x2.png?size=2", "x3.png")
    caption = (text("Three owls, of which one sleeps and two hoot."),)
    figure = Block(BlockKind.FIGURE, caption, label="Figure 1", images=images)
    assert shown(paragraph("Here:"), figure) == screen(
        """
        Here:

          [3 images: x1.png, x2.png, …]
          Figure 1  Three owls, of which one
          sleeps and two hoot.
        """
    )


def test_headings_of_the_document_keep_their_ids() -> None:
    blocks = (heading("", "All references", name="references"),)
    document = Document(blocks=blocks, references=(Reference("b1", "", "A. Strix."),))
    layout = lay_out(document, 40)
    assert layout.places["references"] == 0
    assert [section.id for section in layout.sections] == ["references", ""]
