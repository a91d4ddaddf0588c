"""Documents as Markdown: formulas, notes, tables, references."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from tests.model.fulltext.layout.documents import (
    PAPER,
    equation,
    heading,
    item,
    link,
    math,
    note,
    paragraph,
    table,
    text,
)

from octavo_model.fulltext.document import Block, BlockKind, Document, RunStyle
from octavo_model.fulltext.layout.as_markdown import as_markdown
from octavo_model.fulltext.layout.as_text import NoSectionError

MARKDOWN = r"""
# Foam in the Kelp: How Owls Hear Below the Surface of the Sea

> Missing: 2 figures; the bibliography is incomplete

## Abstract

Owls hear $x_{i}$ better than kelp \[1, 2\].

## 1 Introduction

Owls are quiet[^1], see Figure 3, and they *never* call at night (Quill et al., 2024) \[2\]. Read [the page of the owls](https://owl.example/page).

[^1]: Not all owls. Some are loud, and some very loud.

### 1.1 Results

**Theorem 2 (Kelp).** Every kelp has an owl, and every owl has a kelp.

- one thing that is long enough to go on in a second line
- another one
    - (a) inside

        It goes on.

> They hoot last who hoot best.

$$
E=mc^2 \tag{7}
$$

**Table 1** Owls by size.

| Owl | Size male | Size female | Calls a night |
| --- | --- | --- | --- |
| Barn owl | 33.5 | 36 | 120 |
| Tawny | 8.25 | – | 7 |

![Figure 3](https://owl.example/html/2501.00001/img/x3.png)

**Figure 3** An owl in the kelp.

```
def owl(x):
    return x + 100000000000000000000000000 + 1
```

## References

\[1\] A. Strix. On kelp. 2020. <https://arxiv.org/abs/2001.00001>

\[2\] B. Quill and others. Owls that hear far below. 2024.
"""  # noqa: E501 - a paragraph is one line


def written(*blocks: Block) -> str:
    return as_markdown(Document(blocks=blocks)).removesuffix("\n")


def html(markdown: str) -> str:
    reader = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin).use(footnote_plugin)
    return str(reader.render(markdown))


def test_a_paper() -> None:
    assert as_markdown(PAPER) == MARKDOWN.removeprefix("\n")


def test_a_reader_of_markdown_finds_the_parts() -> None:
    page = html(as_markdown(PAPER))
    for part in (
        "<h1>Foam in the Kelp: How Owls Hear Below the Surface of the Sea</h1>",
        "<h3>1.1 Results</h3>",
        '<span class="math inline">x_{i}</span>',
        "<em>never</em>",
        '<a href="https://owl.example/page">the page of the owls</a>',
        '<li id="fn1" class="footnote-item"><p>Not all owls.',
        "<strong>Theorem 2 (Kelp).</strong> Every kelp",
        "<li>another one\n<ul>\n<li>\n<p>(a) inside</p>\n<p>It goes on.</p>",
        "<blockquote>\n<p>They hoot last",
        "<th>Size female</th>",
        "<td>8.25</td>",
        "[2] B. Quill",
    ):
        assert part in page


def test_a_section() -> None:
    section = as_markdown(PAPER, section="1.1")
    assert section.startswith("### 1.1 Results\n\n**Theorem 2")
    assert section.endswith("+ 1\n```\n")
    with pytest.raises(NoSectionError):
        as_markdown(PAPER, section="mice")


def test_signs_of_markdown_are_escaped() -> None:
    assert written(paragraph("1. a_b *c* <d> `e` $5 [f](g) #h")) == (
        r"1\. a\_b \*c\* \<d\> \`e\` \$5 \[f\](g) \#h"
    )
    assert written(paragraph("- one")) == r"\- one"
    assert written(paragraph("2024 was good")) == "2024 was good"


def test_marks_of_styles_have_no_spaces_inside() -> None:
    runs = (
        text("a"),
        text(" b ", RunStyle.BOLD),
        text("c", RunStyle.CODE),
        text(" `d`", RunStyle.CODE),
    )
    assert written(paragraph(*runs)) == "a **b** `c` `` `d` ``"


def test_notes_are_numbered_by_their_place() -> None:
    notes = [Block(BlockKind.NOTE, (text(f"Note {name}."),), name, label="†") for name in "ab"]
    assert written(
        paragraph("x", note("†", "a"), "y", note("†", "b"), "z", note("*", "c")), *notes
    ) == ("x[^1]y[^2]z\\*\n\n[^1]: Note a.\n\n[^2]: Note b.")


def test_equations_of_several_rows() -> None:
    assert written(equation("a=b", (math("c"), text(" or ")), label="(3a)")) == (
        "$$\n\\begin{gathered}\na=b \\\\\nc \\text{ or }\n\\end{gathered} \\tag{3a}\n$$"
    )


def test_a_bar_in_a_formula_ends_no_cell() -> None:
    assert written(table(("a", "b"), (math("|x|"), "y|z"))) == (
        "| a | b |\n| --- | --- |\n| $\\vert x\\vert $ | y\\|z |"
    )


def test_a_table_without_heads() -> None:
    assert written(table(("a", "b"), ("c",), heads=0)) == "|  |  |\n| --- | --- |\n| a | b |\n| c |"


def test_addresses_and_fences_end_where_they_should() -> None:
    assert written(paragraph(link("a", "https://owl.example/(b) c"))) == (
        "[a](https://owl.example/%28b%29%20c)"
    )
    assert written(Block(BlockKind.CODE, (text("```\nx\n```"),))) == "````\n```\nx\n```\n````"


def test_numbered_items_and_deep_headings() -> None:
    assert written(
        heading("", "Small", 7), item("1.", "one"), item("2.", "two"), item("b)", "x")
    ) == ("###### Small\n\n1. one\n2. two\n- b) x")


def test_an_empty_document() -> None:
    assert as_markdown(Document()) == ""


def test_a_bar_in_a_cell_does_not_end_it() -> None:
    written = as_markdown(
        Document(
            blocks=(
                table(("a", "b"), (text("x|y", RunStyle.CODE), math(r"\|v\| + |w|")), heads=1),
                table(("a",), (link("l", "http://a.example/x|y"),), heads=1),
            )
        )
    )
    assert r"| `x\|y` | $\Vert v\Vert  + \vert w\vert $ |" in written
    assert r"| [l](http://a.example/x\|y) |" in written


def test_text_that_is_in_no_item_is_not_indented() -> None:
    blocks = (
        paragraph("Deep", level=1),
        item("•", "one", level=2),
        item("•", "two", level=3),
        paragraph("more", level=3),
        equation("x"),
        item("•", "three", level=3),
    )
    assert as_markdown(Document(blocks=blocks)) == (
        "Deep\n\n- one\n    - two\n\n        more\n\n$$\nx\n$$\n\n- three\n"
    )


def test_a_note_that_nothing_marks_is_a_paragraph() -> None:
    blocks = (Block(BlockKind.NOTE, (text("Nora Quill, Marsh End"),)),) * 2
    assert as_markdown(Document(blocks=blocks)) == (
        "Nora Quill, Marsh End\n\nNora Quill, Marsh End\n"
    )


def test_text_in_a_displayed_formula_is_escaped() -> None:
    block = Block(BlockKind.EQUATION, rows=(((math("x"), text(" if a_b {50%}")),),))
    assert as_markdown(Document(blocks=(block,))) == "$$\nx \\text{ if a\\_b \\{50\\%\\}}\n$$\n"


def test_code_with_backticks_has_more_of_them_around_it() -> None:
    written = as_markdown(Document(blocks=(paragraph(text("a``b`", RunStyle.CODE)),)))
    assert written == "``` a``b` ```\n"
