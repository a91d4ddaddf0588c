"""The signatures of the registry change no choice: they only save importing parsers."""

from __future__ import annotations

import datetime as dt
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest
from tests.fuzz.targets import TARGETS

from octavo_model.core.errors import NotADigestError
from octavo_model.formats import CERTAIN, Source
from octavo_model.formats.registry import FORMATS, KINDS, choose, known_formats

FIXTURES = Path(__file__).parents[3] / "fixtures"
CORPUS = os.environ.get("OCTAVO_CORPUS")
NOW = dt.datetime(2025, 11, 12, 9, 30, tzinfo=dt.UTC)


def chosen(data: bytes) -> str:
    try:
        return choose(Source(data, "a.file", NOW)).name
    except NotADigestError:
        return ""


def chosen_by_all_parsers(data: bytes) -> str:
    """What would be chosen if every parser were asked, as without signatures."""
    best, highest = "", 0.0
    for row in FORMATS:
        likelihood = row.parser.sniff(Source(data, "a.file", NOW))
        if likelihood > highest:
            best, highest = row.name, likelihood
        if highest >= CERTAIN:
            break
    return best


@pytest.mark.parametrize("folder", [row.name for row in FORMATS])
def test_each_fixture_is_read_by_the_most_likely_of_all_parsers(folder: str) -> None:
    for path in sorted((FIXTURES / folder).iterdir()):
        data = path.read_bytes()
        assert chosen(data) == chosen_by_all_parsers(data), path


@pytest.mark.skipif(not CORPUS, reason="needs OCTAVO_CORPUS")
def test_each_real_digest_is_read_by_the_most_likely_of_all_parsers() -> None:
    paths = [path for path in Path(CORPUS or "").rglob("*") if path.is_file()]
    assert paths
    for path in paths:
        data = path.read_bytes()
        assert chosen(data) == chosen_by_all_parsers(data), path


@pytest.mark.parametrize("name", [row.name for row in FORMATS])
def test_each_fuzz_seed_is_read_by_the_most_likely_of_all_parsers(name: str) -> None:
    for data in TARGETS[name].beginnings:
        assert chosen(data) == chosen_by_all_parsers(data), data


def mutations(seed: int) -> Iterator[bytes]:
    """Halves of seeds put together, with line ends and encodings changed."""
    rolls = random.Random(seed)
    seeds = [data for row in FORMATS for data in TARGETS[row.name].seeds]
    for _ in range(200):
        first, second = rolls.choice(seeds), rolls.choice(seeds)
        data = first[: rolls.randrange(len(first) + 1)] + second[rolls.randrange(len(second) + 1) :]
        data = rolls.choice((b"", b"", b"\xef\xbb\xbf", b"\n \t", b"> ", b"#", b"\x00")) + data
        if rolls.random() < 0.3:
            data = data.replace(b"\n", rolls.choice((b"\r", b"\r\n", b" ")))
        if rolls.random() < 0.1:
            data = data.decode("utf-8", "replace").encode(rolls.choice(("utf-16", "utf-16-le")))
        yield data


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2, 3))]
)
def test_mixtures_are_read_by_the_most_likely_of_all_parsers(seed: int) -> None:
    for data in mutations(seed):
        assert chosen(data) == chosen_by_all_parsers(data), data


def test_a_parser_is_imported_only_when_its_signature_matches() -> None:
    page = next((FIXTURES / "daily-papers-text").glob("plain.txt"))
    program = (
        "import sys, datetime, pathlib\n"
        "from octavo_model.formats import Source\n"
        "from octavo_model.formats.registry import choose\n"
        f"data = pathlib.Path({str(page)!r}).read_bytes()\n"
        "choose(Source(data, '-', datetime.datetime.now(datetime.UTC)))\n"
        "print(*(m for m in sys.modules if m.startswith('octavo_model.formats.')))\n"
    )
    made = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    parsers = {f"octavo_model.formats.{row.module.partition(':')[0]}" for row in FORMATS}
    assert parsers & set(made.stdout.split()) == {"octavo_model.formats.daily_papers.text"}


def test_each_format_is_listed_once_with_its_kind_and_an_example_of_a_line() -> None:
    listed = known_formats()
    assert sorted(info.name for info in listed) == sorted({row.name for row in FORMATS})
    kinds = [kind for kind, _ in groupby(info.kind for info in listed)]
    assert kinds == list(dict.fromkeys(KINDS.values()))
    assert all(row.title and row.origin_label and "\n" not in row.example for row in FORMATS)
    # `octavo formats` indents examples by four columns, and terminals have 80.
    assert [row.example for row in FORMATS if len(row.example) > 76] == []
