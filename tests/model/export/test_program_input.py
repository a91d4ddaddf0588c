"""What a command of the user gets of a paper."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from tests.model.export import papers

from octavo_model import Paper
from octavo_model.core.errors import OctavoError
from octavo_model.export.json import fields_of
from octavo_model.export.markdown import section
from octavo_model.export.program_input import arguments, standard_input, variables

OWLS, BARE = papers.OWLS, papers.BARE
PDF = "https://arxiv.org/pdf/2511.00047"


def test_json_is_one_object_with_the_markdown_in_it() -> None:
    data = standard_input(OWLS, "json")

    assert data.count(b"\n") == 1
    assert json.loads(data) == {**fields_of(OWLS), "markdown": section(OWLS)}


def test_markdown_is_the_section_of_an_export() -> None:
    assert standard_input(OWLS, "markdown").decode() == section(OWLS)


def test_placeholders_are_replaced_inside_arguments() -> None:
    words = ["x", "{id}", "--url={url}", "{pdf}", "{title}", "{other} {", "$HOME;ls"]

    assert arguments(words, OWLS) == [
        "x",
        "2511.00047",
        "--url=https://arxiv.org/abs/2511.00047",
        PDF,
        "Owls Hear in Two Dimensions: BERT & Friends",
        "{other} {",
        "$HOME;ls",
    ]


@pytest.mark.parametrize(
    ("title", "value"),
    [
        ("{url} $(ls) `ls` ; ~", "{url} $(ls) `ls` ; ~"),
        ("~/secret", "~/secret"),
        ("--output=/etc/passwd", "output=/etc/passwd"),
        ("- -x", "x"),
    ],
)
def test_a_title_is_one_value_and_no_option(title: str, value: str) -> None:
    assert arguments(["{title}"], replace(OWLS, title=title)) == [value]


def test_the_home_folder_is_a_tilde_at_the_start() -> None:
    words = ["~/bin/x.py", "a~", "./b//c"]

    assert arguments(words, OWLS) == [f"{Path.home()}/bin/x.py", "a~", "./b//c"]


def test_a_paper_without_a_pdf_runs_nothing_that_wants_one() -> None:
    assert arguments(["{id}"], BARE) == ["title:on-lemons"]
    with pytest.raises(OctavoError, match="no PDF of this paper is known"):
        arguments(["x", "{pdf}"], BARE)


def test_the_environment_has_the_same_values_and_the_key() -> None:
    assert variables(OWLS) == {
        "OCTAVO_KEY": "arxiv:2511.00047",
        "OCTAVO_ID": "2511.00047",
        "OCTAVO_URL": "https://arxiv.org/abs/2511.00047",
        "OCTAVO_PDF": PDF,
        "OCTAVO_TITLE": OWLS.title,
    }
    assert variables(BARE)["OCTAVO_PDF"] == ""


@given(papers.papers())
def test_any_paper_can_be_given(paper: Paper) -> None:
    assert json.loads(standard_input(paper, "json"))["key"] == paper.key
    assert all("\0" not in value for value in variables(paper).values())
