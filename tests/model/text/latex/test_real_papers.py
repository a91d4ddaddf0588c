"""What LaTeX real digests and papers hold, where the environment names them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.model.text.latex.real_papers import dangling, lost, texts_of_digests, texts_of_papers

from octavo_model.text.clean import clean_text
from octavo_model.text.latex import plainly

PAPERS = os.environ.get("OCTAVO_CORPUS_PAPERS")
STEP = 41
"""Every so many papers are looked at; `real_papers` goes through all of them."""


def check(text: str) -> bool:
    """Whether a text has LaTeX; then it reads, and nothing of it is lost."""
    clean = clean_text(text)
    written = plainly(clean)
    assert dangling(written) == []
    assert lost(clean, written) == ""
    assert clean_text(written) == written
    return written != clean


def test_the_latex_of_real_digests_reads(corpus: Path) -> None:
    assert sum(map(check, texts_of_digests(corpus))) > 20


@pytest.mark.skipif(not PAPERS, reason="OCTAVO_CORPUS_PAPERS does not name a file of real papers")
def test_the_latex_of_a_sample_of_real_papers_reads() -> None:
    assert sum(map(check, texts_of_papers(Path(PAPERS or ""), STEP))) > 400


def test_the_checks_notice_what_they_are_for() -> None:
    assert dangling(r"an \alpha of C:\to\x") == ["alpha"]
    assert lost(r"\textit{one} two", "ne two")
    assert not lost(r"\emph{one} $x_1$", "one x₁")
