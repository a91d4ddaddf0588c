"""BibTeX exports: their contents, and that they are read back unchanged."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from hypothesis import given
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db
from tests.model.conftest import Desk
from tests.model.export.papers import BARE, NASTY, OWLS, lines, papers

from octavo_model import Library, Paper, Paths, View
from octavo_model.core.dates import Precision
from octavo_model.core.parsed import ImportOptions, ParsedPaper
from octavo_model.export.bibtex import entry, entry_key, pieces
from octavo_model.export.latex import escape, latex, latex_title
from octavo_model.formats import Source
from octavo_model.formats.records.bibtex_values import people
from octavo_model.formats.registry import known_format
from octavo_model.text.clean import clean_line
from octavo_model.text.fold import fold_title

NOW = dt.datetime(2025, 11, 12, tzinfo=dt.UTC)


def bibliography(*some: Paper) -> str:
    return "".join(pieces(some))


def entries(text: str) -> list[dict[str, str]]:
    """The fields of each entry, and its key, as bibtexparser has them; it must accept all."""
    library = parse_string(text)
    assert not library.failed_blocks
    assert len(library.blocks) == len(library.entries)
    return [{"key": one.key, **{f.key: f.value for f in one.fields}} for one in library.entries]


def decoder() -> LatexDecodingMiddleware:
    context = get_default_latex_context_db()
    names = {"textbraceleft": "{", "textbraceright": "}", "textasciicircum": "^"}
    macros = [MacroTextSpec(name, simplify_repl=sign) for name, sign in names.items()]
    context.add_context_category("braces", prepend=True, macros=macros)
    return LatexDecodingMiddleware(
        decoder=LatexNodes2Text(latex_context=context, math_mode="verbatim")
    )


def decoded(text: str) -> list[dict[str, str]]:
    """The same with LaTeX made text again by bibtexparser, formulas as they are."""
    library = parse_string(text, append_middleware=[decoder()])
    assert not library.failed_blocks
    return [{f.key: f.value for f in one.fields} for one in library.entries]


def reread(text: str) -> tuple[ParsedPaper, ...]:
    digest = known_format("bibtex").parse(Source(text.encode(), "mine.bib", NOW))
    assert digest.warnings == ()
    return digest.papers


def is_balanced(value: str) -> bool:
    """Whether braces balance as BibTeX counts them: escaped ones too."""
    depth = 0
    for sign in re.findall("[{}]", value):
        depth += 1 if sign == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def test_an_entry_has_what_is_known() -> None:
    assert entry(OWLS) == (
        "@misc{strix2025owls-" + entry_key(OWLS).rpartition("-")[2] + ",\n"
        "  title         = {Owls Hear in Two Dimensions: {BERT} \\& Friends},\n"
        "  author        = {Ada Strix and Bo van der Tyto},\n"
        "  year          = {2025},\n"
        "  month         = nov,\n"
        "  eprint        = {2511.00047},\n"
        "  archivePrefix = {arXiv},\n"
        "  primaryClass  = {cs.SD},\n"
        "  doi           = {10.1000/owls_1},\n"
        "  url           = {https://arxiv.org/abs/2511.00047},\n"
        "}\n"
    )


def test_what_has_a_journal_is_an_article() -> None:
    paper = replace(BARE, journal="Lemons & Limes 3", page="https://a.example/x")

    (found,) = entries(entry(paper))
    assert entry(paper).startswith("@article{lemons-")
    assert (found["journal"], found["url"]) == (r"Lemons \& Limes 3", "https://a.example/x")
    assert "year" not in found


def test_authors_are_never_invented() -> None:
    paper = replace(BARE, author_count=7, organization="OpenLemon")

    (found,) = entries(entry(paper))
    assert "author" not in found
    assert found["organization"] == "OpenLemon"
    assert found["note"] == "7 authors, not named by the source"
    assert reread(entry(paper))[0].authors == ()
    assert (reread(entry(paper))[0].author_count, reread(entry(paper))[0].comments) == (7, "")


def test_authors_without_names_become_others() -> None:
    paper = replace(BARE, authors=("A. One", "B. Two"), author_count=9)

    assert entries(entry(paper))[0]["author"] == "A. One and B. Two and others"
    assert reread(entry(paper))[0].authors == paper.authors


@pytest.mark.parametrize(
    "name",
    ["Simon and Schuster", "Ana de la Fuente, Jr", "Others", "AND", "A, B, C", "b c", "D"],
)
def test_a_name_that_bibtex_would_take_apart_stays_whole(name: str) -> None:
    assert reread(entry(replace(BARE, authors=("Ada Strix", name))))[0].authors in {
        ("Ada Strix", name),
        ("Ada Strix",) if name == "Others" else (),
    }


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("100% & #1 a_b", r"100\% \& \#1 a\_b"),
        ("~ ^ \\", r"\textasciitilde{} \textasciicircum{} \textbackslash{}"),
        ("{a}", r"\textbraceleft{}a\textbraceright{}"),
        ("Étienne Šćrb", "Étienne Šćrb"),
        (r"Andr\'e, Schr{\"o}dinger, Bon{\v c}a", r"Andr\'e, Schr{\"o}dinger, Bon{\v c}a"),
        (r"\emph{in 5%}", r"\emph{in 5\%}"),
        (r"\ie C:\temp", r"\textbackslash{}ie C:\textbackslash{}temp"),
        (r"a \& b", r"a \& b"),
        (r"$\ell_1$ and $\frac{a}{b}$", r"$\ell_1$ and $\frac{a}{b}$"),
        ("$5 and $6", r"\$5 and \$6"),
        ("costs $5", r"costs \$5"),
        (r"$_{\}$ x", r"\$\_\textbraceleft{}\textbackslash{}\textbraceright{}\$ x"),
        ("$50%$", r"$50\%$"),
        (r"\LaTeX{} Companion", r"\LaTeX{} Companion"),
    ],
)  # fmt: skip
def test_latex_stays_and_text_is_escaped(text: str, written: str) -> None:
    assert latex(text) == written


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Attention Is All You Need", "Attention Is All You Need"),
        ("GPT-4 and iPhones in 3D: A Q-Learning Story",
         "{GPT}-4 and {iPhones} in {3D}: A {Q}-Learning Story"),
        ("How gulls cross the Baltic in fog", "How gulls cross the {Baltic} in fog"),
        (r"Rates of $\mathcal{O}(n)$ and $n$", r"Rates of {$\mathcal{O}(n)$} and $n$"),
        ("", ""),
    ],
)  # fmt: skip
def test_capitals_that_matter_are_protected(title: str, written: str) -> None:
    assert latex_title(title) == written


# ---- keys


def test_keys_are_author_year_and_word_and_do_not_depend_on_what_else_is_written() -> None:
    assert entry_key(OWLS).startswith("strix2025owls-")
    assert entry_key(replace(OWLS, authors=("Ana de la Fuente, Jr",))).startswith("fuente2025owls-")
    assert entry_key(replace(OWLS, authors=())).startswith("owls2025-")
    assert entry_key(replace(OWLS, title="古籍", authors=("Łukasz Żó",))).startswith("zo2025-")
    assert entry_key(replace(OWLS, title="Towards the Owl")).startswith("strix2025owl-")
    together = [one["key"] for one in entries(bibliography(BARE, OWLS))]
    assert together == [entry_key(BARE), entry_key(OWLS)]


def test_a_key_that_is_taken_gets_more_letters() -> None:
    longer = entry_key(OWLS, {entry_key(OWLS)})

    assert longer.startswith(entry_key(OWLS))
    assert len(longer) == len(entry_key(OWLS)) + 1


def test_keys_differ_for_all_of_many_alike() -> None:
    many = [replace(BARE, key=f"arxiv:2501.{number:05}") for number in range(3_000)]

    assert len({one["key"] for one in entries(bibliography(*many))}) == 3_000


# ---- there and back


@given(papers())
def test_whatever_a_paper_is_called_its_entry_is_one_entry(paper: Paper) -> None:
    text = entry(paper)

    (found,) = entries(text)
    assert set(found) <= {
        "key", "title", "author", "organization", "journal", "year", "month", "eprint",
        "archivePrefix", "primaryClass", "doi", "url", "note", "keywords", "annote",
    }  # fmt: skip
    assert all(map(is_balanced, found.values()))
    assert re.fullmatch("[a-z0-9-]+", found["key"])
    assert text.count("\n") == len(found) + 1 + found.get("annote", "").count("\n")


@given(papers())
def test_octavo_reads_the_same_paper_again(paper: Paper) -> None:
    (again,) = reread(entry(paper))

    # What is LaTeX already is left to LaTeX; a sign of comment in a formula is not.
    if "\\" not in paper.title:
        assert re.sub(r"\\([%#])", r"\1", again.title) == paper.title
    assert (again.arxiv_id, again.doi and again.doi.replace("%7b", "{")) == (
        paper.arxiv_id,
        paper.doi,
    )
    known = [paper.date.year, paper.date.month, 1] if paper.date else []
    if paper.date_precision not in (Precision.DAY, Precision.MONTH):
        known[1:] = [1, 1] if known else []
    assert again.date == (dt.date(*known) if known else None)


@given(st.lists(st.text("ABCab é&%_#~^{}", min_size=1).map(lambda one: " ".join(one.split()))))
def test_bibtexparser_reads_titles_and_names_as_they_were(texts: list[str]) -> None:
    texts = [one for one in texts if one]
    paper = replace(BARE, title=" ".join(texts) or "x", authors=tuple(texts))

    (found,) = decoded(entry(paper))
    assert found["title"] == paper.title
    assert found.get("author", "") == " and ".join(texts)


@given(st.lists(st.sampled_from(["Ada", "van", "B.", "Jr", "de", "Ø", "O'Neil"]), min_size=1))
def test_octavo_reads_names_as_they_were(words: list[str]) -> None:
    names = (" ".join(words), "Bo Tyto")

    assert reread(entry(replace(BARE, authors=names)))[0].authors == names


@given(lines)
def test_nothing_escaped_is_obeyed(text: str) -> None:
    assert not re.search(r"(?<!\\)[&%$#_~^]", escape(text).replace(r"\textbackslash{}", ""))
    assert is_balanced(latex(text))
    assert is_balanced(latex_title(text))


@given(lines)
def test_formulas_stay_as_they_are(text: str) -> None:
    formula = r"$\mathcal{O}(\sqrt{n} \log_2 n)$"
    assert formula in latex_title(f"{text.replace('$', '')} {formula}")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Ada Strix", "Ada Strix"),
        (r"Jos{\'e} N{\'u}{\~n}ez Abreu", r"Abreu, Jos{\'e} N{\'u}{\~n}ez"),
        (r"{\v Z}ofia Kov{\'a}{\v{c}}ov{\'a}", r"Kov{\'a}{\v{c}}ov{\'a}, {\v Z}ofia"),
        (r"Jan van der B{\'e}rg", r"van der B{\'e}rg, Jan"),
        (r"{\'E}tienne", r"{\'E}tienne"),
        ("Zoë Ørn", "Zoë Ørn"),
        ("Martin King, Jr.", "King, Jr., Martin"),
        ("The Lichen Consortium", "{The Lichen Consortium}"),
        ("Simon and Sons", "{Simon and Sons}"),
        ("Acme, Inc.", "{Acme, Inc.}"),
    ],
)
def test_groups_are_in_braces_and_people_are_not(name: str, written: str) -> None:
    (found,) = entries(entry(replace(BARE, authors=(name,))))

    assert found["author"] == written
    assert people(found["author"]) == (name,)


def test_bibtex_itself_takes_every_title(tmp_path: Path) -> None:
    """The program, where it is installed; with a style that asks for the fields."""
    bibtex = shutil.which("bibtex")
    if bibtex is None:
        pytest.skip("bibtex is not installed")
    some = [
        replace(BARE, key=f"title:{number}", title=title, authors=(title, "Ada Strix"))
        for number, title in enumerate(NASTY)
        if clean_line(title)
    ]
    (tmp_path / "mine.bib").write_text(bibliography(OWLS, *some))
    (tmp_path / "mine.bst").write_text(STYLE)
    (tmp_path / "mine.aux").write_text("\\citation{*}\n\\bibstyle{mine}\n\\bibdata{mine}\n")
    done = subprocess.run(
        [bibtex, "mine"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "BSTINPUTS": ".", "BIBINPUTS": ".", "TEXMFOUTPUT": "."},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "error" not in done.stdout.lower()
    assert "Warning" not in done.stdout, done.stdout
    written = (tmp_path / "mine.bbl").read_text()
    assert written.count("ENTRY") == len(some) + 1
    assert r"Owls hear in two dimensions: {BERT} \& friends" in " ".join(written.split())


STYLE = """
ENTRY { author title } { } { }
STRINGS { s }
FUNCTION {misc} {
  "ENTRY " cite$ * write$ newline$
  title "t" change.case$ write$ newline$
  author #1 "{ff }{vv }{ll}{, jj}" format.name$ write$ newline$
}
FUNCTION {article} { misc }
READ
ITERATE {call.type$}
"""


# ---- real ones


def _all(paths: Paths, folder: Path) -> list[Paper]:
    with Library.open(paths) as library:
        library.imports.import_path(folder)
        return list(library.catalog.papers(library.catalog.ids(View.all())))


@pytest.mark.parametrize("folder", ["bibliography", "daily-papers-text", "arxiv-mail", "feeds"])
def test_real_papers_come_back_as_they_were(paths: Paths, corpus: Path, folder: str) -> None:
    some = _all(paths, corpus / folder)
    text = bibliography(*some)

    for paper, found, again in zip(some, entries(text), reread(text), strict=True):
        assert fold_title(again.title) == fold_title(paper.title)
        if not set("\\${}") & set(paper.title):
            assert again.title == paper.title
            # LaTeX and its decoders make a dash of two hyphens.
            (title,) = (one["title"] for one in decoded(entry(paper)))
            assert title.replace("–", "-") == paper.title.replace("--", "-").replace("–", "-")
        assert again.authors == paper.authors == people(found.get("author", ""))
        assert found.get("year") == (str(paper.date.year) if paper.date else None)
        if paper.date and paper.date_precision in (Precision.DAY, Precision.MONTH):
            assert found["month"] == f"{paper.date:%b}".lower()
        else:
            assert "month" not in found
        assert (again.arxiv_id, again.doi) == (paper.arxiv_id, paper.doi)
        assert found.get("eprint") == paper.arxiv_id


@pytest.mark.parametrize("folder", ["bibliography", "daily-papers-text", "arxiv-mail", "feeds"])
def test_our_own_export_has_nothing_new(desk: Desk, corpus: Path, folder: str) -> None:
    library = desk.open(formats=None)
    library.imports.import_path(corpus / folder)
    before = list(library.catalog.papers(library.catalog.ids(View.all())))

    report = library.imports.import_bytes(
        bibliography(*before).encode(), ImportOptions(name="mine.bib")
    )

    assert (report.papers, report.new, report.warnings) == (len(before), 0, ())
    after = {one.key: one for one in library.catalog.papers(library.catalog.ids(View.all()))}
    assert len(after) == len(before)
    for paper in before:
        again = after[paper.key]
        assert (again.title, again.authors, again.comments) == (
            paper.title,
            paper.authors,
            paper.comments,
        )


def test_invented_papers_come_back_as_they_were(desk: Desk) -> None:
    library = desk.open(formats=None)
    fixtures: dict[str, Any] = {"bibtex": "library.bib", "daily-papers-text": "plain.txt"}
    root = Path(__file__).parents[3] / "fixtures"
    for folder, name in fixtures.items():
        library.imports.import_path(root / folder / name)
    before = list(library.catalog.papers(library.catalog.ids(View.all())))
    report = library.imports.import_bytes(
        bibliography(*before).encode(), ImportOptions(name="mine.bib")
    )
    assert (report.papers, report.new, report.warnings) == (len(before), 0, ())
    assert library.catalog.counts(View.all()).total == len(before) > 10
