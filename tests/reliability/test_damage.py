"""Damage: the index cut off, zeroed and bit-flipped; lines of the journal and digests damaged.

OCTAVO_CASES is how many damaged libraries are opened. Each is made by its number alone.
"""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.model.conftest import Desk
from tests.reliability.conftest import Show, number
from tests.reliability.victims import page

from octavo_model import Library, OctavoError, Paths, View
from octavo_model.core.marks import MarkField
from octavo_model.core.parsed import ImportOptions
from octavo_model.library.backup.journal_repair import renew
from octavo_tui.cli.run import run

CASES = number("OCTAVO_CASES", number("OCTAVO_EXAMPLES", 12))
KINDS = ("truncated", "zeroed", "flipped")

State = dict[str, Any]


def opened(paths: Paths) -> Library:
    return Library.open(paths, machine="desk", instance="test")


def state(library: Library) -> State:
    """All that a user sees: what must be the same, and the texts apart."""
    papers = list(library.catalog.papers(library.catalog.ids(View.all())))
    return {
        "digests": [(one.name, one.total, one.undecided) for one in library.catalog.digests()],
        "counts": [
            library.catalog.counts(one)
            for one in (View.all(), View.inbox(), View.later(), View.starred())
        ],
        "marks": [(one.key, one.read, one.starred) for one in papers],
        "starred": library.catalog.keys(library.catalog.ids(View.starred())),
        "unread": library.catalog.keys(library.catalog.ids(View.of_query("is:unread"))),
        "texts": [(one.title, one.abstract, one.date, one.links) for one in papers],
    }


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, State]:
    """A folder with a library that is closed, and what is in it."""
    folder = tmp_path_factory.mktemp("sound")
    with opened(Paths.under(folder)) as library:
        for one in range(4):
            library.imports.import_bytes(page(one, 60), ImportOptions(name=f"page-{one}.txt"))
        rng = random.Random(4)
        ids = list(library.catalog.ids(View.all()))
        for _ in range(60):
            library.marks.mark(rng.sample(ids, 3), MarkField.STARRED, rng.random() < 0.7)
            library.marks.mark(rng.sample(ids, 2), MarkField.READ, rng.random() < 0.7)
        library.marks.undo()
        library.check()
        before = state(library)
    return folder, before


@pytest.fixture
def copied(sound: tuple[Path, State], tmp_path: Path) -> Paths:
    shutil.copytree(sound[0], tmp_path / "home")
    return Paths.under(tmp_path / "home")


def damaged(data: bytes, kind: str, rng: random.Random) -> bytes:
    """``data`` as a crash, a bad disk or a bad memory might leave it."""
    if kind == "truncated":
        return data[: rng.randrange(len(data))]
    spoilt = bytearray(data)
    if kind == "zeroed":
        start = rng.randrange(len(data))
        length = min(len(data) - start, rng.choice((512, 4096, 8192, 1 << 30)))
        spoilt[start : start + length] = bytes(length)
    else:
        for _ in range(rng.choice((1, 1, 1, 3, 20))):
            bit = rng.randrange(8 * len(data))
            spoilt[bit // 8] ^= 1 << bit % 8
    return bytes(spoilt)


def outcome(paths: Paths, data: bytes, before: State, kind: str) -> str:
    """Open a library whose index holds ``data``, and see that nothing is lost."""
    paths.index.write_bytes(data)
    aside = paths.index.with_name("library.db.damaged")
    aside.unlink(missing_ok=True)
    with opened(paths) as library:
        library.check()
        after = state(library)
        assert library.problems == ()
        if library.repairs:
            assert after == before
            (reported,) = library.repairs
            assert str(paths.index) in reported
            assert "rebuilt from the archived digests and the journal" in reported
            if data:
                assert aside.read_bytes()[: 1 << 13] == data[: 1 << 13] or kind == "flipped"
            assert aside.exists() == bool(data)
            return "repaired"
        if after == before:
            return "of no consequence"
        # No promise covers what neither SQLite nor a counter notices: a rebuild repairs it.
        library.rebuild()
        assert state(library) == before
    return "unnoticed"


def test_damage_is_found_told_and_repaired(
    sound: tuple[Path, State], copied: Paths, show: Show
) -> None:
    _, before = sound
    data = copied.index.read_bytes()
    found: Counter[str] = Counter()
    for case in range(CASES):
        kind = KINDS[case % 3]
        spoilt = damaged(data, kind, random.Random(case))
        found[f"{kind}, {outcome(copied, spoilt, before, kind)}"] += 1
    with opened(copied) as library:
        library.rebuild()
    Desk(copied).check()
    assert sum(found[f"{kind}, repaired"] for kind in KINDS) > CASES / 3
    assert found["truncated, repaired"] > 0.9 * (CASES // 3)
    show(f"{CASES} damaged libraries: {dict(sorted(found.items()))}")


def test_a_wrong_counter_is_found_by_a_check(sound: tuple[Path, State], copied: Paths) -> None:
    import sqlite3

    for damage in (
        "UPDATE meta SET value = value + 1 WHERE name = 'unread'",
        "UPDATE digests SET starred = starred + 1",
    ):
        with closing(sqlite3.connect(copied.index)) as db:
            db.execute(damage)
            db.commit()
        with opened(copied) as library:
            assert not library.repairs
            library.check()
            assert len(library.repairs) == 1
            assert "counter is wrong" in library.repairs[0]
            assert state(library) == sound[1]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("authors", "["),
        ("authors", "5"),
        ("authors", "[5]"),
        ("authors", r'["\ud800"]'),
        ("authors", b"\x01"),
        ("date", "2025-13-01"),
        ("date", 7),
    ],
)
def test_a_value_that_is_none_is_damage_like_any_other(
    sound: tuple[Path, State], copied: Paths, column: str, value: object
) -> None:
    import sqlite3

    with closing(sqlite3.connect(copied.index)) as db:
        db.execute(f"UPDATE papers SET {column} = ? WHERE id = 7", (value,))
        db.commit()
    with opened(copied) as library:
        if column == "authors":
            library.catalog.ids(View.of_query("au:nobody"))
        library.catalog.rows(library.catalog.ids(View.all()))
        assert len(list(library.catalog.papers(library.catalog.ids(View.all())))) == 240
        assert len(library.repairs) == 1
        assert state(library) == sound[1]


def journal_lines(paths: Paths) -> list[bytes]:
    return paths.journal.read_bytes().splitlines(keepends=True)


def test_damaged_lines_of_the_journal_cost_themselves_and_are_named(
    sound: tuple[Path, State], copied: Paths
) -> None:
    lines = journal_lines(copied)
    for case in range(max(3, CASES // 5)):
        rng = random.Random(1_000 + case)
        spoilt = list(lines)
        for place in sorted(rng.sample(range(len(lines) - 1), 3)):
            line = bytearray(lines[place])
            how = rng.randrange(3)
            if how == 0:
                line = bytearray(bytes(len(line) - 1) + b"\n")
            elif how == 1:
                line[rng.randrange(len(line) // 2)] = rng.randrange(128, 256)
            else:
                del line[rng.randrange(1, len(line) - 2) : -1]
            spoilt[place] = bytes(line)
        copied.journal.write_bytes(b"".join(spoilt))
        copied.index.unlink()
        # Else it is taken for a loss.
        copied.journal_record.unlink(missing_ok=True)
        shutil.rmtree(copied.copies, ignore_errors=True)
        bad = [place for place, line in enumerate(spoilt) if not understood(line)]
        with opened(copied) as library:
            reported = [one for one in library.problems if "is damaged and was left out" in one]
            assert len(reported) == len(bad)
            for place, one in zip(bad, reported, strict=True):
                assert f"line {place + 1} is" in one
            assert library.catalog.counts(View.all()).total == 240
            wanted = replayed([line for place, line in enumerate(spoilt) if place not in bad])
            assert set(library.catalog.keys(library.catalog.ids(View.starred()))) == wanted


def understood(line: bytes) -> bool:
    try:
        reported = json.loads(line)
    except ValueError:
        return False
    names = {"time", "machine", "instance", "batch", "key", "title", "field", "before", "after"}
    return (
        isinstance(reported, dict)
        and names <= reported.keys()
        and reported["field"] in {"read", "starred"}
    )


def replayed(lines: list[bytes]) -> set[str]:
    """Which papers have a star, by a reading of the journal that owes nothing to Octavo's."""
    stars: dict[str, bool] = {}
    for one in map(json.loads, lines):
        if one["field"] == "starred":
            stars[one["key"]] = one["after"]
    return {key for key, after in stars.items() if after}


def test_a_damaged_digest_costs_itself_and_is_named(copied: Paths) -> None:
    whole = {path: path.read_bytes() for path in copied.digests.iterdir()}
    for case in range(max(3, CASES // 5)):
        rng = random.Random(2_000 + case)
        for path, data in whole.items():
            path.write_bytes(data)
        path = rng.choice(sorted(whole))
        path.write_bytes(damaged(whole[path], rng.choice(KINDS), rng))
        same = path.read_bytes() == whole[path]
        copied.index.unlink()
        with opened(copied) as library:
            if library.problems or not same:
                lost = 4 - len(library.catalog.digests())
                assert lost in ({0, 1} if path.suffix == ".json" else {1}) or harmless(path)
                assert all(str(path.stem) in one or "invented" in one for one in library.problems)
                assert len(library.problems) == lost or harmless(path)
            for one in library.catalog.digests():
                assert one.total == 60


def harmless(path: Path) -> bool:
    """Whether the bytes of a digest are what they were, though its file is not: gzip's header."""
    import gzip
    import hashlib
    import zlib

    try:
        data = gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error):
        return False
    return hashlib.sha256(data).hexdigest().startswith(path.stem)


def test_a_journal_that_vanished_is_told_and_comes_back_from_its_copy(
    copied: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened(copied) as library:
        library.marks.mark(list(library.catalog.ids(View.all()))[:1], MarkField.STARRED, True)
        before = library.catalog.keys(library.catalog.ids(View.starred()))
    (copy,) = copied.copies.glob("*.zip")
    copied.journal.unlink()
    with opened(copied) as library:
        assert f"{copied.journal}: is missing" in library.read_only
        assert f"octavo restore {copy}" in library.read_only
        assert library.catalog.keys(library.catalog.ids(View.starred())) == before
    assert run(["restore", str(copy)], copied) == 0
    assert "Traceback" not in capsys.readouterr().err
    with opened(copied) as library:
        assert library.catalog.keys(library.catalog.ids(View.starred())) == before


@pytest.fixture
def untouched(copied: Paths) -> Iterator[Paths]:
    yield copied
    with opened(copied) as library:
        assert library.catalog.counts(View.all()).total == 240


def test_what_was_never_a_library_is_never_a_silent_empty_one(untouched: Paths) -> None:
    for path in (untouched.index, untouched.journal):
        path.write_bytes(b"")
    with pytest.raises(OctavoError, match=r"marks\.jsonl: is empty"):
        opened(untouched)
    renew(untouched)
    for path in untouched.digests.glob("*.json"):
        path.rename(path.with_suffix(".away"))
    untouched.index.unlink()
    with opened(untouched) as library:
        assert library.catalog.counts(View.all()).total == 0
        assert any("no record is beside it" in one for one in library.problems)
    for path in untouched.digests.glob("*.away"):
        path.rename(path.with_suffix(".json"))
    with pytest.raises(OctavoError):
        opened(untouched).catalog.digest("nothing")
