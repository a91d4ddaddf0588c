"""500 queries over 102,538 real papers find the same papers in the same order as before.

The queries are made from the titles of the corpus with a fixed seed; only hashes of the results are
stored. ``OCTAVO_GOLDEN=write`` stores the present results.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from octavo_model import Library, Paths, View

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

HASHES = Path(__file__).with_name("golden_queries.json")
COUNT = 500
SIGNS = "abcdefghijklmnopqrstuvwxyz"


def slip(word: str, dice: random.Random) -> str:
    """Return ``word`` with one letter left out, doubled, replaced or swapped with the next."""
    at = dice.randrange(len(word))
    kind = dice.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    if kind == 2:
        return word[:at] + dice.choice(SIGNS) + word[at + 1 :]
    return word[:at] + word[at : at + 2][::-1] + word[at + 2 :]


def make_query(number: int, records: list[dict[str, Any]]) -> str:
    """Return query ``number``: one of ten kinds, about a random paper."""
    dice = random.Random(number)
    record = dice.choice(records)
    words = [word for word in record["title"].split() if word.isalpha()] or ["graph"]
    chosen = dice.sample(words, min(len(words), dice.randint(2, 4)))
    text = " ".join(chosen).lower()
    family = record["authors"][0].split()[-1] if record.get("authors") else "smith"
    category = record["categories"].split()[0]
    year = record["created"][:4]
    kinds = (
        text,
        text[: max(3, len(text) * 2 // 3)],
        slip(text, dice),
        record["title"],
        f"au:{family} {chosen[0].lower()}",
        f"cat:{category} {text}",
        f'"{" ".join(words[:2])}" date:{year}',
        f"{chosen[0].lower()} | {chosen[-1].lower()} !{family.lower()}",
        f"abs:{chosen[0].lower()} {chosen[-1].lower()} sort:title",
        f"{slip(chosen[0].lower(), dice)} {chosen[-1][:3].lower()}",
    )
    return kinds[number % len(kinds)]


@pytest.fixture(scope="module")
def records() -> list[dict[str, Any]]:
    name = os.environ.get("OCTAVO_CORPUS_PAPERS")
    if not name:
        pytest.skip("OCTAVO_CORPUS_PAPERS does not name the file of arXiv papers")
    with gzip.open(name, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


@pytest.fixture(scope="module")
def library(
    records: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Library]:
    with Library.open(Paths.under(tmp_path_factory.mktemp("golden"))) as library:
        library.imports.import_path(Path(os.environ["OCTAVO_CORPUS_PAPERS"]))
        yield library


def result_hash(library: Library, query: str) -> str:
    found = library.search.find(query, View.all())
    ids = [str(paper.arxiv_id) for paper in library.catalog.papers(found.ids[:1000])]
    return hashlib.sha256("\n".join([str(len(found.ids)), *ids]).encode()).hexdigest()


def test_the_queries_find_what_they_found(library: Library, records: list[dict[str, Any]]) -> None:
    queries = [make_query(number, records) for number in range(COUNT)]
    hashes = [result_hash(library, query) for query in queries]
    if os.environ.get("OCTAVO_GOLDEN") == "write":
        HASHES.write_text(json.dumps(hashes, indent=0) + "\n")
    stored = json.loads(HASHES.read_text())
    different = [
        query for query, *pair in zip(queries, hashes, stored, strict=True) if len(set(pair)) > 1
    ]
    assert not different
