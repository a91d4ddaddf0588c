"""The import of many papers from one file, beside a bare script that inserts them."""

from __future__ import annotations

import datetime as dt
import json
import random
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import readers
from libraries import FOLDER
from measuring import By, Row, Samples, Target, in_words
from papers import papers
from terminal import run_counted

if TYPE_CHECKING:
    from measuring import Bench

GROUP = "The store"
_PAPERS = 20_000
_PAIRS = 15
_BARE = [readers.PYTHON, str(readers.HERE / "apps" / "bare_import.py")]
_NAMES = ("Ada", "Bo", "Chen", "Dora", "Emil", "Fatou", "Goro", "Hana", "Inga", "Jun")
_FAMILIES = ("Adler", "Berg", "Castro", "Dubois", "Eze", "Fox", "Gupta", "Hahn", "Ito", "Janssen")


def measure(bench: Bench) -> None:
    """Import a file of JSON Lines into an empty library, in turn with the bare script."""
    count = _PAPERS // (10 if bench.quick else 1)
    mine: list[float] = []
    bare: list[float] = []
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER, prefix="importing-") as folder:
        file = Path(folder) / "papers.jsonl"
        _write(file, count)
        for number in range(bench.times(_PAIRS)):
            home = Path(folder) / f"{number}"
            home.mkdir()
            environment = {f"XDG_{name}_HOME": str(home) for name in ("DATA", "CONFIG", "STATE")}
            bare.append(count / run_counted([*_BARE, str(file), str(home / "bare.db")]))
            mine.append(count / run_counted([readers.OCTAVO, "import", str(file)], environment))
    name = f"import of {in_words(count)} papers as JSON Lines, by processor time"
    target = Target(0.6, By.RATIO, at_least=True)
    control = "one table and one index of words", Samples.of(bare)
    bench.add(Row(GROUP, name, "papers/s", Samples.of(mine), target, control, "import of a file"))


def _write(file: Path, count: int) -> None:
    """Write a paper on each line, with authors, id and date."""
    dice, first = random.Random(count), dt.date(2016, 1, 1)
    with file.open("w", encoding="utf-8") as lines:
        for number, paper in enumerate(papers(count)):
            day = first + dt.timedelta(days=number % 3_000)
            authors = [
                f"{dice.choice(_NAMES)} {dice.choice(_FAMILIES)}"
                for _ in range(dice.randrange(1, 6))
            ]
            record = {
                "title": paper.title,
                "abstract": paper.abstract,
                "authors": authors,
                "arxiv_id": f"{day:%y%m}.{number:05d}",
                "date": day.isoformat(),
            }
            lines.write(json.dumps(record) + "\n")
