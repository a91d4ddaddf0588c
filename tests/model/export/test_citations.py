"""Citations in plain text."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from tests.model.export.papers import BARE

from octavo_model import Paper
from octavo_model.export.markdown import cite, cite_source


@pytest.mark.parametrize(
    ("paper", "citation"),
    [
        (BARE, "“On Lemons”."),
        (
            replace(BARE, authors=("A. One", "B. Two"), date=dt.date(2024, 1, 2)),
            "A. One, B. Two. “On Lemons”. 2024.",
        ),
        (
            replace(BARE, authors=tuple("ABCD"), arxiv_id="2401.01234"),
            "A et al. “On Lemons”. arXiv:2401.01234.",
        ),
        (
            replace(BARE, arxiv_id="2401.01234", doi="10.1000/x", journal="Limes 3 (2024)."),
            "“On Lemons”. Limes 3 (2024). arXiv:2401.01234.",
        ),
        (
            replace(BARE, doi="10.1000/x", date=dt.date(2024, 1, 2)),
            "“On Lemons”. 2024. doi:10.1000/x.",
        ),
        (replace(BARE, organization="OpenLemon"), "OpenLemon. “On Lemons”."),
    ],
)
def test_a_citation_says_what_is_known_and_no_more(paper: Paper, citation: str) -> None:
    assert cite(paper) == citation


def test_a_source_names_all_authors_and_no_title() -> None:
    paper = replace(BARE, authors=tuple("ABCD"), arxiv_id="2401.01234", journal="Limes 3.")

    assert cite_source(paper) == "A, B, C, D. Limes 3. arXiv:2401.01234."
    assert cite_source(BARE) == ""
