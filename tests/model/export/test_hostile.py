"""Titles and names from strangers do nothing in LaTeX, in a spreadsheet, in Markdown or HTML."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace

import pytest
from bibtexparser.entrypoint import parse_string
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from tests.model.export.papers import BARE, lines, papers

from octavo_model import Link, Paper
from octavo_model.core.links import link_to
from octavo_model.export import csv as csv_table
from octavo_model.export import markdown
from octavo_model.export.bibtex import entry
from octavo_model.export.latex import latex
from octavo_model.formats import Source
from octavo_model.formats.records import bibtex as bibtex_format
from octavo_model.formats.records import csv as csv_format
from octavo_model.text.cells import from_cell, to_cell
from octavo_model.text.clean import clean_line, clean_text

NOW = dt.datetime(2025, 11, 12, tzinfo=dt.UTC)

# ---- BibTeX

COMMANDS = """
    input include openin openout read write immediate special shipout closeout message errmessage
    def edef gdef xdef let futurelet global long outer newcommand renewcommand DeclareRobustCommand
    catcode lccode uccode mathcode mathchardef chardef char endlinechar escapechar csname endcsname
    expandafter noexpand string meaning the number jobname begingroup endgroup bgroup egroup
    aftergroup afterassignment begin end endinput end document loop repeat if ifx ifnum else fi
    hbox vbox hrule kern raise lower hskip vskip hspace vspace verb url href includegraphics
    usepackage documentclass newwrite directlua pdfximage pdfobj pdffilemoddate scantokens
    batchmode nonstopmode dump par cr halign footnote cite ref label title thanks author color
    textcolor ensuremath mathchoice uppercase lowercase nonexistent rulefont makeatletter
""".split()  # noqa: SIM905
"""What a formula has no need for: files, programs, definitions, places on the page."""

HOSTILE = (
    r"$\input{/etc/passwd}$",
    r"$\immediate\write18{id}$",
    r"$\openout5=x \write5{y}$",
    r"$x \end{document}$",
    r"\end{document}",
    r"$\\{\}$",
    r"$\{\\}$",
    r"$^^5cinput{/etc/passwd}$",
    r"^^5cinput{/etc/passwd}",
    r"$\csname input\endcsname{/etc/passwd}$",
    r"$\begin{filecontents}{x}$",
    r"$\catcode`\%=12$",
    r"$\def\alpha{x}$",
    r"$\expandafter\input x$",
    r"$\href{file:///etc/passwd}{x}$",
    r"$a % b$",
    r"$a \\% b$",
    r"\emph{\input{x}}",
    r"\emph{$\input x$}",
    r"\'{\input}",
    r"\'{\c}",
    r"\v{\b}",
    r"{\'\input}",
    r"$\frac{a}$",
    r"$\sqrt[3$",
    r"$\sqrt [3$",
    r"$\mathbb$",
    r"$\text$",
    r"$x^$",
    r"$x^{\mathbb}$",
    r"$\left( x$",
    r"${\left( x}\right)$",
    r"$\frac\frac{a}{b}{c}$",
    r"$\operatorname*$",
    r"$a\)$ \(b$",
    r"$a $$ b$",
    r"$\alpha\ψ$",
    r"$\\$",
    "$a & b$",
    "a\r\n@comment{x}\n\\input{y}",
)

PRINTS = {
    "alpha": 0, "ell": 0, "sum": 0, "log": 0, "langle": 0, "quad": 0, ",": 0, "%": 0,
    "#": 0, "&": 0, "_": 0, "$": 0, "{": 0, "}": 0, "|": 0, " ": 0, "choose": 0, "emph": 1,
    "mathbb": 1, "mathcal": 1, "hat": 1, "text": 1, "sqrt": 1, "operatorname*": 1, "cal": 1,
    "left": 1, "right": 1, "frac": 2, "overset": 2, "textbackslash": 0, "textbraceleft": 0,
    "textbraceright": 0, "textasciitilde": 0, "textasciicircum": 0,
    "'": 1, "v": 1, "c": 1, "i": 0, "o": 0,
}  # fmt: skip
"""Commands that print, with the number of their arguments."""


class Tex:
    """Reads a value as TeX does; fails where a group, a formula or an argument stays open."""

    def __init__(self, value: str) -> None:
        self.tokens = re.findall(r"\\(?:operatorname\*|[^\W\d_]+|.)|.", value, re.DOTALL)

    def read(self, at: int = 0, closing: str = "", *, math: bool = False) -> int:
        """Read from ``at`` to the ``closing`` token; the place behind it."""
        while at < len(self.tokens):
            token = self.tokens[at]
            if token == closing:
                return at + 1
            assert token not in {"}", "%", "#", "&", "\\", r"\right"}, token
            if token == "$":
                assert not math
                at = self.read(at + 1, "$", math=True)
            elif token in {"^", "_"}:
                assert math
                at = self.argument(at + 1, math=math, takes_command=True)
            elif token == r"\left":
                at = self.argument(at + 1, math=math)
                at = self.argument(self.read(at, r"\right", math=math), math=math)
            else:
                at = self.item(at, math=math)
        assert not closing
        return at

    def item(self, at: int, *, math: bool) -> int:
        token = self.tokens[at]
        if token == "{":
            return self.read(at + 1, "}", math=math)
        if len(token) == 1:
            return at + 1
        at = self.option(at + 1) if token == r"\sqrt" else at + 1
        for _ in range(PRINTS[token[1:]]):
            at = self.argument(at, math=math)
        return at

    def argument(self, at: int, *, math: bool, takes_command: bool = False) -> int:
        at = self.after_spaces(at)
        assert at < len(self.tokens)
        token = self.tokens[at]
        assert token not in {"}", "$", "^", "_", r"\left", r"\right"}
        assert takes_command or len(token) == 1 or not PRINTS[token[1:]]
        return self.item(at, math=math)

    def option(self, at: int) -> int:
        at = self.after_spaces(at)
        if self.tokens[at : at + 1] != ["["]:
            return at
        return self.tokens.index("]", at) + 1

    def after_spaces(self, at: int) -> int:
        while self.tokens[at : at + 1] == [" "]:
            at += 1
        return at


def values(paper: Paper) -> dict[str, str]:
    """The fields of the entry of ``paper`` that LaTeX sets."""
    library = parse_string(entry(paper))
    assert not library.failed_blocks
    (found,) = library.entries
    return {f.key: str(f.value) for f in found.fields if f.key not in {"url", "doi", "month"}}


def everywhere(text: str) -> Paper:
    """A paper with ``text`` in each of its fields."""
    return replace(
        BARE,
        key=f"title:{text}",
        title=text,
        authors=(text, f"Ada {text}"),
        organization=text,
        journal=text,
        doi=f"10.1000/{text}",
        page=f"https://a.example/{text}",
        categories=(text,),
        keywords=(text,),
        note=text,
        arxiv_id="2401.01234",
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_latex_is_text(text: str) -> None:
    for value in values(everywhere(text)).values():
        Tex(value).read()
    for line in entry(everywhere(text)).splitlines():
        for command in re.findall(r"\\([A-Za-z]+)", line):
            assert PRINTS.get(command) == 0 or command == "emph", line


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_does_more_than_print_is_text(command: str) -> None:
    for text in (
        rf"$\{command} x$", rf"$a\{command}{{x}}$", rf"$\{command}$", rf"$x^\{command}1$",
        rf"$\text{{\{command} x}}$", rf"\{command}{{x}}", rf"\emph{{\{command}}}",
        rf"{{\'\{command} x}}", rf"\v{{\{command}}}",
    ):  # fmt: skip
        assert not re.search(rf"\\{command}(?![a-z])", entry(everywhere(text)))
        assert f"\\{command}" not in markdown.escape(text).replace(r"\\", "")


@pytest.mark.parametrize(
    "formula",
    [
        r"\ell_1", r"\mathcal{O}(\sqrt{n} \log_2 n)", r"\frac{1}{2}", r"\frac12", r"x^\mathrm{T}",
        r"x_\text{max}", r"{\cal N}=4", r"\sqrt[3]{x}", r"\left\{ x \right\}", r"{n \choose k}",
        r"\operatorname*{argmax}_\theta", r"\mathbb R^{n \times m}", r"\bar{\nu}_e", r"5\,\mu m",
        r"\overset{d}{\to}", r"\mathrm{Fe}_{1-x}", r"SU(2)_L \times U(1)", r"50\%", r"\not\in",
        r"{}^{3}\mathrm{He}", r"\big(x\big)", r"k \mod 3", r"\Lambda\rm CDM", "n", "α",
    ],
)  # fmt: skip
def test_mathematics_stays(formula: str) -> None:
    assert latex(f"${formula}$ now") == f"${formula}$ now"
    if not set(formula) & set("[]*"):
        assert markdown.escape(f"${formula}$ now") == f"${formula}$ now"


fragments = st.lists(
    st.one_of(
        st.sampled_from([f"\\{name} " for name in PRINTS]),
        st.sampled_from([*"{}$^_[]%#&ax1 ~", r"\\", r"\left(", r"\right)", "^^5c"]),
        st.sampled_from([r"\frac{a}{b}", r"\sqrt[3]{x}", "{", "}", "x", r"\left(a\right)"]),
        st.sampled_from([f"\\{name}" for name in COMMANDS]),
    ),
    max_size=8,
).map("".join)


@given(st.one_of(fragments, fragments.map(lambda inside: f"a ${inside}$ b")))
def test_whatever_latex_holds_each_command_prints_and_each_group_closes(text: str) -> None:
    Tex(latex(clean_line(text))).read()
    paper = everywhere(clean_line(text) or "x")
    for value in values(paper).values():
        Tex(value).read()


@given(papers())
def test_fields_of_any_paper_close_what_they_open(paper: Paper) -> None:
    for name, value in values(paper).items():
        opened = re.sub(r"\\.", "", value)
        assert opened.count("{") == opened.count("}")
        assert opened.count("$") % 2 == 0, name


@pytest.mark.parametrize("text", HOSTILE)
def test_octavo_reads_hostile_latex_again_as_it_was(text: str) -> None:
    (again,) = bibtex_format.parse(
        Source(entry(replace(BARE, title=text)).encode(), "mine.bib", NOW)
    ).papers

    assert re.sub(r"\\([%#&])", r"\1", again.title) == re.sub(r"\\([%#&])", r"\1", clean_line(text))


# ---- CSV

FORMULAS = (
    "=1+1", "x;=1+1;y", "x; =1+1", 'x;"=1+1"', "x|@SUM(1)", "x\t+1\ty", "x\r=1+1", "a\n\n=1+1;b",
    "x;-1", "x;＝1", "x;;=1", "'=1", "x;''=1", '"=1"', " =1",
)  # fmt: skip


def cells_of(table: str, delimiter: str) -> Iterable[str]:
    for row in csv.reader(table.splitlines(), delimiter=delimiter):
        yield from row
    for line in table.splitlines():
        yield from line.split(delimiter)


def cells_at_each(table: str, delimiters: str) -> list[str]:
    """The cells where each of ``delimiters`` separates; quoted ones stay whole."""
    found = re.findall(rf'(?:^|[{delimiters}\n])(?:"((?:[^"]|"")*)"|([^{delimiters}\n]*))', table)
    return [quoted.replace('""', '"') or bare for quoted, bare in found]


def table_of(text: str) -> str:
    return "".join(csv_table.pieces([replace(everywhere(text), abstract=clean_text(text))]))


def is_run(cell: str) -> bool:
    return cell.lstrip(' "').startswith(tuple("=+-@＝＋－＠"))


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula_wherever_a_spreadsheet_splits(text: str, delimiter: str) -> None:
    table = table_of(text)

    assert not [cell for cell in cells_of(table, delimiter) if is_run(cell)]
    assert not [cell for cell in cells_at_each(table, ",;|\t") if is_run(cell)]


@given(lines | st.lists(st.sampled_from([*FORMULAS, ";", " ", '"', "'", ","])).map("".join))
def test_no_text_makes_a_formula_and_octavo_reads_it_again(text: str) -> None:
    table = table_of(text)

    for delimiter in ";\t|":
        assert not [cell for cell in cells_of(table, delimiter) if is_run(cell)]
    assert not [cell for cell in cells_at_each(table, ",;|\t") if is_run(cell)]
    assert from_cell(to_cell(text)) == clean_text(text)
    if clean_line(text):
        (again,) = csv_format.parse(Source(table.encode(), "mine.csv", NOW)).papers
        assert again.title == clean_line(text)
        assert again.organization == clean_line(text)


@pytest.mark.parametrize(
    "title",
    ["Owls: A Study; Part 2", "A = B", "x-1", "Why | How", "'Tis", "C++ and a@b", "one -2; two =3"],
)
def test_ordinary_titles_stay_as_they_are(title: str) -> None:
    (row,) = csv.DictReader("".join(csv_table.pieces([replace(BARE, title=title)])).splitlines())

    assert row["title"] == title


def test_a_cell_that_some_spreadsheet_splits_is_quoted() -> None:
    assert '"x;y"' in table_of("x;y")
    assert '"x|y"' in table_of("x|y")


def test_quotation_marks_of_others_stay() -> None:
    table = "title,authors\n'+' MAX_CANDIDATES Harmful,Ada\n"

    (paper,) = csv_format.parse(Source(table.encode(), "theirs.csv", NOW)).papers
    assert paper.title == "'+' MAX_CANDIDATES Harmful"


# ---- Markdown


@pytest.mark.parametrize("text", [one for one in HOSTILE if one[:1] == "$"])
def test_markdown_hands_no_hostile_latex_on(text: str) -> None:
    # pandoc hands mathematics on to LaTeX as it is.
    assert not re.search(r"(?<!\\)\$", markdown.escape(text))


MARKUP = (
    "[x](javascript:alert(1))", "<script>alert(1)</script>", "![x](http://a.example/p.png)",
    "<img src=x onerror=alert(1)>", "<javascript:alert(1)>", "[x]: javascript:alert(1)",
    "](javascript:alert(1))", "&lt;script&gt;", "`x`", "<!-- x", "$<script>$", "---", "# x", "> x",
    r"\[x](javascript:alert(1))", r"$\href{javascript:alert(1)}{x}$", "\\", "1. x", "![", "<a", "$",
)  # fmt: skip


@given(st.lists(st.sampled_from([*MARKUP, " ", "\n\n", "(", ")"]) | st.text()).map("".join))
@example("".join(MARKUP))
@example("\n\n".join(MARKUP))
def test_markdown_holds_no_link_and_no_html_of_a_stranger(text: str) -> None:
    line = clean_line(text)
    paper = replace(
        BARE,
        title=line or "x",
        authors=(line,),
        journal=line,
        abstract=clean_text(text),
        page=line,
        doi="10.1000/a)](javascript:x)<script>",
        links=(Link("https://a.example/(x)", line, line),),
    )
    blocks = MarkdownIt("commonmark").parse(markdown.section(paper))
    pieces = [one for block in blocks for one in block.children or []]

    assert {one.type for one in blocks} <= {
        "heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline",
    }  # fmt: skip
    assert {one.type for one in pieces} <= {
        "text", "text_special", "link_open", "link_close", "em_open", "em_close",
        "strong_open", "strong_close",
    }  # fmt: skip
    assert {one.attrs["href"] for one in pieces if one.type == "link_open"} <= {
        "https://doi.org/10.1000/a%29%5D%28javascript:x%29%3Cscript%3E",
        "https://a.example/%28x%29",
        *([own.url] if (own := link_to(line)) else []),
    }
