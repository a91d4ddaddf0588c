"""The filter on the titles of real digests, where OCTAVO_CORPUS names them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from octavo_model.search.titles import FuzzyIndex
from octavo_model.text.clean import clean_line
from octavo_model.text.fold import fold_title

if TYPE_CHECKING:
    from pathlib import Path

_FURNITURE = re.compile(r"\d+ authors?|inbox|Subscribe$|^Daily Papers$|^byAK|^new$|^\w{3} \d+$")


@pytest.fixture
def titles(corpus: Path) -> list[str]:
    """The distinct titles of the five pages: their short blocks, crudely."""
    found: dict[str, str] = {}
    for page in sorted(corpus.glob("daily-papers-text/*.txt")):
        for block in re.split(r"\n\s*\n", page.read_text(encoding="utf-8")):
            line = clean_line(block)
            if 0 < len(line) <= 200 and not _FURNITURE.search(line):
                found.setdefault(fold_title(line), line)
    assert 265 <= len(found) <= 275
    return list(found.values())


@pytest.mark.parametrize(
    ("query", "beginning", "within"),
    [
        ("naive ctr", "Memorize, Factorize, or be Naïve", 1),
        ("video clip learners", "Fine-tuned CLIP Models are Efficient Video Learners", 1),
        ("[re]", "[Re] Don't Judge", 1),
        ("unsup pretrain advantage", "On the Provable Advantage of Unsupervised Pretraining", 3),
        ("difusion gan", "Diffusion Models Beat GANs on Image Classification", 1),
    ],
)
def test_what_is_meant_comes_first(
    titles: list[str], query: str, beginning: str, within: int
) -> None:
    docs = FuzzyIndex.build(titles).search(query).docs[:within].tolist()
    assert any(titles[doc].startswith(beginning) for doc in docs)


@pytest.mark.parametrize(
    ("query", "part", "count"), [("neural colapse", "Neural Collapse", 3), ("simclr", "SimCLR", 2)]
)
def test_all_that_is_meant_comes_first(
    titles: list[str], query: str, part: str, count: int
) -> None:
    assert sum(part in title for title in titles) == count
    docs = FuzzyIndex.build(titles).search(query).docs.tolist()
    assert all(part in titles[doc] for doc in docs[:count])
    assert len(docs) <= count + 3


def test_what_no_title_resembles_finds_nothing(titles: list[str]) -> None:
    assert len(FuzzyIndex.build(titles).search("qqqxz").docs) == 0
