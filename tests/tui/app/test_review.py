"""A whole review: records are imported, screened in the reader, exported and read back."""

from __future__ import annotations

import csv
import random
from typing import TYPE_CHECKING

import pytest
from tests.tui.conftest import NOW
from tests.tui.driver import reading

from octavo_model import Library, Paths, View
from octavo_tui.cli.run import run

if TYPE_CHECKING:
    from pathlib import Path

RECORDS, KEPT_EACH = 30, 5
"""How many records there are, and that every fifth one belongs into the review."""
BARE = {4, 10}
"""Records without an abstract."""
ABOUT_OWLS = [
    "owls",
    "hear",
    "mice",
    "nocturnal",
    "hunting",
    "plumage",
    "silent",
    "flight",
    "forest",
]
ABOUT_SHIPS = [
    "hulls",
    "keels",
    "rudders",
    "harbour",
    "cargo",
    "tonnage",
    "steel",
    "voyage",
    "anchor",
]
REASON = "dull"
"""The tag of refused papers with an odd number."""


def is_kept(number: int) -> bool:
    return number % KEPT_EACH == 0


def has_reason(number: int) -> bool:
    return number % 2 == 1 and not is_kept(number)


def number_in(title: str) -> int:
    return int(title.split()[1].rstrip(":"))


def records() -> str:
    """The records as a database exports them."""
    chance = random.Random(5)
    found = []
    for number in range(RECORDS):
        words = ABOUT_OWLS if is_kept(number) else ABOUT_SHIPS
        lines = [
            "TY  - JOUR",
            f"TI  - Study {number}: {' '.join(chance.sample(words, 4))}",
            "AU  - Kelp, Dora",
            "PY  - 2019",
            "T2  - Shore Letters",
            f"DO  - 10.1000/study.{number}",
            "KW  - field work",
        ]
        if number not in BARE:
            lines.append(f"AB  - {' '.join(chance.choices(words, k=30))}.")
        found.append("\n".join([*lines, "ER  - \n"]))
    return "\n".join(found)


async def screened(paths: Paths) -> list[int]:
    """Star what belongs into the review, refuse the rest; return the order of reading."""
    order: list[int] = []
    with Library.open(paths, clock=lambda: NOW, machine="desk") as library:
        async with reading(library, paths, start=View.of_digest("refs")) as reader:
            await reader.press("comma", "f")
            for _ in range(RECORDS):
                number = number_in(reader.title)
                order.append(number)
                if has_reason(number):
                    await reader.press("t")
                    await reader.type(REASON)
                    await reader.press("enter")
                await reader.press("s" if is_kept(number) else "x")
            assert reader.marks(View.of_digest("refs")) == (0, RECORDS // KEPT_EACH)
    return order


@pytest.mark.slow
async def test_a_review_from_import_to_export(
    paths: Paths, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "refs.ris").write_text(records())
    assert run(["add", str(tmp_path / "refs.ris")], paths) == 0
    assert capsys.readouterr().out == (
        f"{tmp_path}/refs.ris: refs: 30 papers, 30 new, 2 without abstract\n"
    )

    order = await screened(paths)
    assert sorted(order) == list(range(RECORDS))
    # From the first star on those like it come before the ships.
    kept_numbers = list(filter(is_kept, range(RECORDS)))
    assert max(map(order.index, kept_numbers)) < 2 * len(kept_numbers)

    table, kept, everything = (tmp_path / name for name in ("all.csv", "in.ris", "all.ris"))
    assert run(["export", "digest:refs", "-o", str(table)], paths) == 0
    assert run(["export", "digest:refs is:starred", "-o", str(kept)], paths) == 0
    assert run(["export", "digest:refs", "-o", str(everything)], paths) == 0

    with table.open(newline="", encoding="utf-8") as lines:
        rows = {number_in(row["title"]): row for row in csv.DictReader(lines)}
    assert {number: (row["decision"], row["tags"]) for number, row in rows.items()} == {
        number: (
            "starred" if is_kept(number) else "no",
            REASON if has_reason(number) else "",
        )
        for number in range(RECORDS)
    }
    text = everything.read_text()
    assert text.count("N1  - Octavo decision: starred\n") == RECORDS // KEPT_EACH
    reasons = sum(map(has_reason, range(RECORDS)))
    assert text.count("N1  - Octavo decision: no") == RECORDS - RECORDS // KEPT_EACH
    assert text.count(f"N1  - Octavo decision: no; tags: {REASON}\n") == reasons
    assert kept.read_text().count("TY  - JOUR") == RECORDS // KEPT_EACH

    # Read back, they are the same papers: nothing is new here, and in a new library all are whole.
    capsys.readouterr()
    assert run(["add", str(everything), str(table)], paths) == 0
    assert capsys.readouterr().out.count("30 papers, 0 new") == 2
    before = papers(paths)
    again = Paths.under(tmp_path / "again")
    assert run(["add", str(everything)], again) == 0
    assert papers(again) == before
    assert all(keywords == ("field work",) for *_, keywords in before)


def papers(paths: Paths) -> list[tuple[object, ...]]:
    """What the papers of a library say of themselves, by key."""
    with Library.open(paths, clock=lambda: NOW, machine="desk") as library:
        return sorted(
            (one.key, one.title, one.abstract, one.authors, one.date, one.comments, one.keywords)
            for one in library.catalog.papers(library.catalog.ids(View.all()))
        )
