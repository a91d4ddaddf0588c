"""CSV, Markdown and JSON that go out."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.model.export.papers import BARE, OWLS, lines, papers, text

from octavo_model import Link, Paper
from octavo_model.export import csv as csv_table
from octavo_model.export import json as json_array
from octavo_model.export import markdown
from octavo_model.export.writing import BY_NAME, FORMATS, ExportFormat, by_file_name
from octavo_model.formats import Source
from octavo_model.formats.registry import known_format
from octavo_model.text.cells import COLUMNS_OF_0_1, from_cell
from octavo_model.text.clean import clean_line, clean_text

NOW = dt.datetime(2025, 11, 12, tzinfo=dt.UTC)


def rows(*some: Paper) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(csv_table.pieces(some)), newline="")))


# ---- CSV


def test_a_row_has_what_is_known() -> None:
    (row,) = rows(OWLS)

    assert row["title"] == OWLS.title
    assert row["authors"] == "Ada Strix; Bo van der Tyto"
    assert (row["date"], row["arxiv_id"]) == ("2025-11-02", "2511.00047")
    assert (row["starred"], row["read"]) == ("yes", "no")
    assert row["url"] == "https://arxiv.org/abs/2511.00047"
    assert row["abstract"] == OWLS.abstract


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "\r=", " =", "＝"])
def test_no_cell_is_a_formula(sign: str) -> None:
    (row,) = rows(replace(BARE, title=f'{sign}HYPERLINK("http://x")', organization=f"{sign}1"))

    assert row["title"].startswith("'")
    assert row["organization"].startswith("'")


@given(st.lists(papers(), max_size=3))
def test_every_paper_is_a_row_and_no_cell_is_obeyed(some: list[Paper]) -> None:
    found = rows(*some)

    assert [from_cell(row["title"]) for row in found] == [clean_text(paper.title) for paper in some]
    assert not any(
        cell.lstrip().startswith(("=", "+", "-", "@")) for row in found for cell in row.values()
    )


def test_octavo_reads_its_own_table_again() -> None:
    data = "".join(csv_table.pieces([OWLS])).encode()

    (again,) = known_format("csv").parse(Source(data, "mine.csv", NOW)).papers
    assert (again.title, again.arxiv_id, again.doi) == (OWLS.title, OWLS.arxiv_id, OWLS.doi)
    assert again.authors == OWLS.authors
    assert again.abstract == OWLS.abstract


def test_a_row_ends_with_the_decision() -> None:
    assert [row["decision"] for row in rows(OWLS, BARE)] == ["starred", "unread"]


def test_octavo_reads_a_table_without_decisions_as_its_own() -> None:
    row = "title:x,'=x,Ada Strix; Q. E. D,,,,,,,,,no,no,daily,'+1"
    data = f"{','.join(COLUMNS_OF_0_1)}\n{row}\n".encode()

    found = known_format("csv").parse(Source(data, "mine.csv", NOW))
    (again,) = found.papers
    assert (again.title, again.abstract) == ("=x", "+1")
    assert again.authors == ("Ada Strix", "Q. E. D")
    assert found.warnings == ()


# ---- Markdown


def test_a_section_has_what_is_known() -> None:
    assert markdown.section(OWLS) == (
        "## [Owls Hear in Two Dimensions: BERT \\& Friends](https://arxiv.org/abs/2511.00047)\n\n"
        "Ada Strix, Bo van der Tyto. 2025. arXiv:2511.00047.\n\n"
        "Owls find mice.\n\n"
        "At \\*night\\*.\n\n"
        "[PDF](https://arxiv.org/pdf/2511.00047) · "
        "[publisher](https://doi.org/10.1000/owls_1) · "
        "[code](https://github.com/noctua/owls)\n"
    )


def test_only_papers_of_daily_papers_have_a_link_to_their_discussion() -> None:
    discussion = "[discussion](https://huggingface.co/papers/2511.00047)"

    assert discussion in markdown.section(replace(OWLS, badges=("arXiv", "HF")))
    assert discussion not in markdown.section(replace(OWLS, badges=("arXiv", "mail")))


def test_latex_is_written_as_it_is_shown() -> None:
    paper = replace(
        OWLS,
        title=r"$\ell_1$ \textit{owls}",
        readable="ℓ₁ owls",
        abstract=r"Of $\mathcal{O}(n)$ \emph{mice}.",
        authors=(r"Andr\'e Strix",),
    )

    assert markdown.section(paper).startswith(
        "## [ℓ₁ owls](https://arxiv.org/abs/2511.00047)\n\n"
        "André Strix. 2025. arXiv:2511.00047.\n\n"
        "Of 𝒪(n) mice.\n\n"
    )
    assert markdown.cite(paper).startswith("André Strix. “ℓ₁ owls”.")


def test_a_blank_line_is_between_papers() -> None:
    whole = "".join(markdown.pieces([BARE, OWLS]))

    assert whole == f"{markdown.section(BARE)}\n{markdown.section(OWLS)}"


def test_parentheses_do_not_end_an_address() -> None:
    paper = replace(BARE, links=(Link("https://a.org/b_(c)", "a.org/b_(c)"),))

    assert markdown.link(paper) == "[On Lemons](https://a.org/b_%28c%29)"


@given(lines)
def test_markdown_obeys_nothing_in_a_text(text: str) -> None:
    escaped = markdown.escape(text)

    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "x", escaped)  # CommonMark's backslash escapes
    assert not set("`[]<>*#|~&") & set(bare)
    assert bare.count("_") == 0 or "$" in bare
    assert not re.match(r"[-+=]|\d{1,9}[.)]", bare)
    assert "\n" not in escaped


@given(text)
def test_markdown_shows_the_text_as_it_is(text: str) -> None:
    plain = re.sub(r"[\\$]", "", text)

    shown = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown.escape(plain))
    assert shown == clean_line(plain)


# ---- JSON, and all of them


@given(st.lists(papers(), max_size=3))
def test_json_is_one_array_of_what_is_known(some: list[Paper]) -> None:
    assert json.loads("".join(json_array.pieces(some))) == [
        json.loads(json.dumps(json_array.fields_of(paper))) for paper in some
    ]


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.name)
def test_papers_are_asked_for_one_by_one(one: ExportFormat) -> None:
    """What is written of the first is out before the second is read: memory stays bounded."""
    asked: list[int] = []

    def many() -> Iterator[Paper]:
        for number in range(1_000_000):
            asked.append(number)
            yield replace(OWLS, key=f"arxiv:2511.{number:05}")

    pieces = one.pieces(many())
    for _ in range(50):
        assert next(pieces)
    assert len(asked) <= 51


def test_a_format_is_known_by_the_end_of_a_name() -> None:
    assert by_file_name("a/b/Mine.BIB") is BY_NAME["bibtex"]
    assert by_file_name("mine.txt") is None
