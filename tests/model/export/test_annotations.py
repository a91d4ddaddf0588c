"""Tags and notes that go out, and do not come back as what a digest says."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.model.export.papers import BARE, OWLS, text

from octavo_model import Paper, View
from octavo_model.export import csv as csv_table
from octavo_model.export import markdown
from octavo_model.export.bibtex import entry, entry_key
from octavo_model.export.json import fields_of
from octavo_model.export.writing import FORMATS, ExportFormat
from octavo_model.formats import Source
from octavo_model.formats.registry import known_format
from octavo_model.text.cells import COLUMNS_OF_0_1, from_cell
from octavo_model.text.clean import clean_lines

if TYPE_CHECKING:
    from tests.model.conftest import Desk

NOW = dt.datetime(2025, 11, 12, tzinfo=dt.UTC)
NOTE = "arXiv:2401.09999 does it better:\n\n- replicate *figure 2*\n  - on mice"
MARKED = replace(OWLS, tags=("owls", "to-do"), note=NOTE, keywords=("hearing", "owls"))


def bibtex_field(paper: Paper, name: str) -> str:
    """The value of a field of the entry, which may have several lines."""
    _, found, rest = entry(paper).partition(f"  {name:13} = {{")
    return rest.partition("},\n")[0] if found else ""


def test_bibtex_has_tags_among_the_keywords_and_the_note_as_annotation() -> None:
    assert bibtex_field(MARKED, "keywords") == "owls, to-do, hearing"
    assert bibtex_field(MARKED, "annote") == NOTE
    assert bibtex_field(replace(OWLS, tags=("a_b",)), "keywords") == r"a\_b"
    assert "annote" not in entry(OWLS)
    assert "keywords" not in entry(OWLS)


def test_markdown_has_tags_and_quotes_the_note() -> None:
    section = markdown.section(replace(BARE, tags=("owls", "a_b"), note=NOTE))
    assert section.endswith(
        "\n\n> **My tags:** owls, a\\_b\n>\n> **My note:**\n>\n"
        "> arXiv:2401.09999 does it better:\n>\n> - replicate *figure 2*\n>   - on mice\n"
    )


def test_json_has_tags_and_the_note() -> None:
    fields = fields_of(MARKED)
    assert (fields["tags"], fields["note"]) == (["owls", "to-do"], NOTE)
    assert (fields_of(OWLS)["tags"], fields_of(OWLS)["note"]) == ([], None)


@given(text.map(clean_lines))
def test_a_table_has_tags_and_all_lines_of_the_note(note: str) -> None:
    table = "".join(csv_table.pieces([replace(MARKED, note=note)]))
    (row,) = csv.DictReader(io.StringIO(table, newline=""))
    assert (row["tags"], from_cell(row["note"])) == ("owls to-do", note)
    assert not row["note"].startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("form", FORMATS, ids=lambda one: one.name)
@pytest.mark.parametrize("arxiv_id", ["2511.00047", None])
def test_what_is_the_users_is_not_read_as_what_a_digest_says(
    form: ExportFormat, arxiv_id: str | None
) -> None:
    doi = None if arxiv_id else OWLS.doi
    key = f"arxiv:{arxiv_id}" if arxiv_id else f"doi:{doi}"
    paper = replace(OWLS, key=key, arxiv_id=arxiv_id, doi=doi, categories=())
    read = [
        known_format("json-lines" if form.name == "json" else form.name)
        .parse(Source("".join(form.pieces([one])).encode(), f"mine{form.suffix}", NOW))
        .papers
        for one in (paper, replace(paper, tags=MARKED.tags, note=NOTE))
    ]
    assert read[0] == read[1]


def keywords_read(written: str) -> tuple[str, ...]:
    (paper,) = known_format("bibtex").parse(Source(written.encode(), "some.bib", NOW)).papers
    return paper.keywords


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Owls hear $\\ell_1$", "arxiv_id": "2511.00047"},
        {"title": "Owls hear", "doi": "10.1000/owls_1"},
        {"title": "Naïve owls & $\\alpha$ mice", "authors": ["Ada Strix"]},
        {"title": "https://www.example.org/owls", "page": "https://www.example.org/owls/"},
        {"title": "Editorial", "authors": ["Ada Strix"], "date": "2025-01-01"},
    ],
    ids=["arxiv", "doi", "title", "address", "authors"],
)
def test_an_exported_entry_is_recognised_by_any_key(desk: Desk, fields: dict[str, Any]) -> None:
    library = desk.open()
    desk.add_digest(library, fields)
    (paper,) = library.catalog.papers(library.catalog.ids(View.all()))
    tagged = replace(paper, tags=("to-do",))
    assert keywords_read(entry(tagged)) == ()
    # One of the same end in an earlier entry makes the name longer.
    name = entry_key(tagged, {entry_key(tagged)})
    assert keywords_read(entry(tagged, name)) == ()
    # A name that another program gave, or one of another paper.
    assert keywords_read(entry(tagged, "strix2025")) == ("to-do",)
    assert keywords_read(entry(tagged, "strix2025-abcdef")) == ("to-do",)


def test_keywords_of_other_bibliographies_are_read() -> None:
    data = b"@article{owls, title = {Owls}, keywords = {hearing, mice}, annote = {dull}}"
    (paper,) = known_format("bibtex").parse(Source(data, "others.bib", NOW)).papers
    assert (paper.keywords, paper.comments) == (("hearing", "mice"), "")


def test_a_table_of_octavo_0_1_is_read_as_before() -> None:
    lines = list(csv.reader(io.StringIO("".join(csv_table.pieces([replace(OWLS, title="=1")])))))
    table = io.StringIO()
    csv.writer(table).writerows(line[: len(COLUMNS_OF_0_1)] for line in lines)
    digest = known_format("csv").parse(Source(table.getvalue().encode(), "mine.csv", NOW))
    assert (digest.papers[0].title, digest.warnings) == ("=1", ())


@pytest.mark.parametrize("value", [["owls"], "owls"])
def test_tags_of_others_are_categories(value: object) -> None:
    data = json.dumps([{"title": "Owls", "abstract": "Mice.", "tags": value}]).encode()
    (paper,) = known_format("json-lines").parse(Source(data, "others.json", NOW)).papers
    assert paper.categories == ("owls",)


@given(st.lists(st.sampled_from(["owls", "to-do"]), unique=True))
def test_a_keyword_that_is_a_tag_is_written_once(tags: list[str]) -> None:
    written = bibtex_field(replace(MARKED, tags=tuple(tags)), "keywords").split(", ")
    assert sorted(written) == sorted({*tags, "hearing", "owls"})
