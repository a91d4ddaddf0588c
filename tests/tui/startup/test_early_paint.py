from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.tui.conftest import DAYS, PAGES
from tests.tui.owls import add_digest
from tests.tui.virtual_terminal import Terminal, environment_in, paths_in

from octavo_model import Library, Paths, View
from octavo_model.core.marks import MarkField
from octavo_model.core.parsed import ImportOptions, ParsedPaper
from octavo_model.index import first_page
from octavo_tui.render.geometry import list_place
from octavo_tui.startup import early_paint

ALWAYS = {((80, 24), False), ((140, 45), True)}
"""What `make test` runs of the sizes."""
TEXTUAL = "textual"
"""The gate before which only the first page is painted."""
SIZES = [
    pytest.param(size, drawer, marks=() if (size, drawer) in ALWAYS else pytest.mark.slow)
    for size in ((80, 24), (140, 45), (50, 15))
    for drawer in (False, True)
]
PAPERS = 12
"""In the digest that was left."""
TIDAL = "Tidal Attention"

Open = Callable[..., Terminal]


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the reader was left on the third paper.

    The papers above it are read and starred, the one below was revised since it was read.
    """
    home = tmp_path_factory.mktemp("left")
    with Library.open(paths_in(home)) as library:
        for name, day in DAYS.items():
            library.imports.import_bytes(
                (PAGES / name).read_bytes(), ImportOptions(name=name, date=day)
            )
        newest = View.of_digest(library.catalog.digests()[0].name)
        ids = list(library.catalog.ids(newest, 5))
        library.marks.mark(ids[:1], MarkField.READ, True)
        library.marks.mark(ids[1:2], MarkField.STARRED, True)
        fourth = ParsedPaper(library.catalog.paper(ids[3]).title, arxiv_id="2510.00004")
        add_digest(library, "arxiv-mail", dt.date(2025, 10, 1), fourth._replace(version=1))
        library.marks.mark(ids[3:4], MarkField.READ, True)
        add_digest(library, "arxiv-mail", dt.date(2025, 10, 2), fourth._replace(version=2))
    with Terminal(environment_in(home)) as terminal:
        terminal.wait_for(" left")
        terminal.type("jj")
        terminal.wait_for(lambda: terminal.lines[2].startswith("▌"))
        terminal.type("q")
        assert terminal.wait_for_end() == 0
        assert terminal.is_clean
        assert terminal.echoes
    return home


@pytest.fixture
def home(left: Path, tmp_path: Path) -> Path:
    """A copy of that home."""
    return Path(shutil.copytree(left, tmp_path / "home"))


@pytest.fixture
def start(home: Path) -> Iterator[Open]:
    """Starts the reader there, on a terminal that is gone when the test ends."""
    terminals: list[Terminal] = []

    def start(*arguments: str, environment: dict[str, str] | None = None, **rest: Any) -> Terminal:
        everything = {**environment_in(home), **(environment or {})}
        terminals.append(Terminal(everything, *arguments, **{"gate": TEXTUAL, **rest}))
        return terminals[-1]

    yield start
    for terminal in terminals:
        terminal.__exit__(None, None, None)


def change_session(home: Path, **changes: object) -> None:
    path = paths_in(home).sessions / "0.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


# ---- the first page


@pytest.mark.parametrize(("size", "drawer"), SIZES)
def test_rows_are_painted_before_textual_exactly_where_it_paints_them(
    home: Path, start: Open, size: tuple[int, int], drawer: bool
) -> None:
    change_session(home, drawer=drawer)
    x, width, height = list_place(*size, drawer=drawer)
    # Without the column of the scroll bar, which comes with Textual.
    place = (x, 0, width - 1, min(height, PAPERS))
    terminal = start(size=size)

    terminal.wait_for_gate()
    early, lines = terminal.region(*place), [line[x:] for line in terminal.lines]
    terminal.let_go()
    terminal.wait_for(" left")

    late = terminal.region(*place)
    assert list(differing(early, late)) == []
    assert lines[0].startswith(f"    {TIDAL}")
    assert lines[1].startswith(" ●★ [Re] Counting")
    assert lines[2].startswith("▌●  SP(IN)²")
    assert lines[3].startswith(" ↻  ")


def test_what_is_followed_and_muted_is_painted_as_it_will_be(home: Path, start: Open) -> None:
    with Library.open(paths_in(home), instance="cli") as library:
        library.interests.follow("tidal attention")
        library.interests.mute("counting")
        library.noticing.prepare()
        rules = library.noticing.rules
    session = json.loads((paths_in(home).sessions / "0.json").read_text())
    change_session(home, paint={**session["paint"], "rules": rules})
    terminal = start()
    x, width, height = list_place(80, 24)
    place = (x, 0, width - 1, min(height, PAPERS))

    terminal.wait_for_gate()
    early, lines = terminal.region(*place), terminal.lines
    terminal.let_go()
    terminal.wait_for(" left")

    assert list(differing(early, terminal.region(*place))) == []
    assert lines[0].startswith(f"    ◆ {TIDAL}")
    assert lines[1].startswith(" ●★ · [Re] Counting")


@pytest.mark.parametrize(
    ("size", "line", "last"),
    [
        ((200, 60), "  HF Daily · Wed 5 Nov 2025", "All papers"),
        pytest.param((200, 24), " ●  ", "HF Daily Nov'25", marks=pytest.mark.slow),
    ],
)
def test_a_list_of_several_digests_is_painted_as_it_will_be(
    home: Path, start: Open, size: tuple[int, int], line: str, last: str
) -> None:
    change_session(home, kind="all", digest=None, key="", offset=0)
    x, width, height = list_place(*size, drawer=True)
    height = min(height, 36)
    terminal = start(size=size)

    terminal.wait_for_gate()
    early = terminal.region(x, 0, width - 1, height)
    lines = [one[x:] for one in terminal.lines]
    terminal.let_go()
    # The status line is drawn last.
    terminal.wait_for(lambda: "All papers" in terminal.lines[-2])

    assert list(differing(early, terminal.region(x, 0, width - 1, height))) == []
    assert any(one.startswith(line) for one in lines)
    assert ("HF Daily Nov'25" in "".join(lines)) is (last != "All papers")


@pytest.mark.slow
def test_latex_is_painted_as_it_came_where_it_was_left_so(home: Path, start: Open) -> None:
    change_session(home, raw=True)
    terminal = start(size=(140, 45))

    terminal.wait_for_gate()
    early = list(terminal.lines)
    terminal.let_go()
    terminal.wait_for(" left")

    assert early[2].startswith("▌●  SP(IN)$^2$: Source")
    assert terminal.lines[2].startswith("▌●  SP(IN)$^2$: Source")


def differing(early: list[list[Any]], late: list[list[Any]]) -> Iterator[tuple[Any, ...]]:
    """Cells that are not the same: line, column, and both."""
    for y, (before, after) in enumerate(zip(early, late, strict=True)):
        for x, cells in enumerate(zip(before, after, strict=True)):
            if cells[0] != cells[1]:
                yield y, x, *cells


@pytest.mark.slow
def test_nothing_is_echoed_meanwhile_and_keys_reach_the_reader(start: Open) -> None:
    terminal = start()
    terminal.wait_for_gate()
    before = terminal.lines

    assert not terminal.echoes
    terminal.type("jjs")
    terminal.let_go()
    terminal.wait_for("★ Starred")

    assert before[2].startswith("▌")
    assert "★" in terminal.lines[4]
    assert terminal.lines[5].startswith("▌")
    assert b"jjs" not in terminal.output


# ---- the terminal is left clean


@pytest.mark.slow
def test_when_the_library_cannot_be_opened(home: Path, start: Open) -> None:
    terminal = start(gate="octavo_model.library")
    terminal.wait_for_gate()
    assert TIDAL in terminal.text

    locks = paths_in(home).data / "locks"
    shutil.rmtree(locks)
    locks.write_text("")
    terminal.let_go()

    assert terminal.wait_for_end() == 4
    assert terminal.is_clean
    (line,) = terminal.after
    assert line.startswith("octavo: ")


@pytest.mark.slow
@pytest.mark.parametrize(("damage", "said"), [("zeros", "was damaged"), ("newer", " left")])
def test_when_the_index_turns_out_to_be_useless_it_is_rebuilt(
    home: Path, start: Open, damage: str, said: str
) -> None:
    terminal = start(gate="octavo_model.library")
    terminal.wait_for_gate()

    index = paths_in(home).index
    if damage == "zeros":
        index.write_bytes(bytes(index.stat().st_size))
    else:
        with closing(sqlite3.connect(index)) as db:
            db.execute("PRAGMA user_version = 1")
    terminal.let_go()
    terminal.wait_for(said)
    terminal.type("q")

    assert terminal.wait_for_end() == 0
    assert terminal.is_clean


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_when_a_signal_ends_it_before_textual_is_there(start: Open, number: int) -> None:
    terminal = start()
    terminal.wait_for_gate()
    terminal.signal(number)

    assert terminal.wait_for_end() == 128 + number
    assert terminal.is_clean
    assert terminal.after == []


@pytest.mark.slow
def test_when_it_is_interrupted_before_textual_is_there(start: Open) -> None:
    terminal = start()
    terminal.wait_for_gate()
    terminal.type("\x03")

    assert terminal.wait_for_end() == 130
    assert terminal.is_clean
    assert [line for line in terminal.after if line != "^C"] == []


@pytest.mark.slow
@pytest.mark.parametrize("gate", ["octavo_model.library", TEXTUAL, "octavo_tui.app.app"])
def test_leaving_before_it_is_there_keeps_the_position(start: Open, gate: str) -> None:
    hasty = start(gate=gate)
    hasty.wait_for_gate()
    hasty.type("q")
    hasty.let_go()
    assert hasty.wait_for_end() == 0
    assert hasty.is_clean
    assert hasty.after == []

    again = start()
    again.wait_for_gate()
    assert again.lines[2].startswith("▌")


# ---- where nothing is painted early


def nothing_early(terminal: Terminal, shown: str = " left") -> None:
    terminal.wait_for_gate()
    # A slow machine may show on its own screen the progress of the index.
    assert b"\x1b[?1049h" not in terminal.output
    assert terminal.modes == terminal.modes_before
    terminal.let_go()
    terminal.wait_for(shown)


@pytest.mark.slow
def test_nothing_where_the_settings_turn_it_off(home: Path, start: Open) -> None:
    paths = paths_in(home)
    paths.config.mkdir(parents=True, exist_ok=True)
    paths.settings.write_text("early_paint = false\n")

    first = start()
    nothing_early(first)
    first.type("jq")
    assert first.wait_for_end() == 0

    nothing_early(start())


@pytest.mark.slow
@pytest.mark.parametrize(
    "environment", [{"TERM": "screen-256color"}, {"COLORTERM": ""}, {"NO_COLOR": "1"}]
)
def test_nothing_on_a_terminal_of_another_kind(start: Open, environment: dict[str, str]) -> None:
    nothing_early(start(environment=environment))


@pytest.mark.slow
def test_nothing_where_the_environment_sets_the_size(start: Open) -> None:
    nothing_early(start(environment={"COLUMNS": "70"}))


@pytest.mark.slow
def test_nothing_under_a_filter(home: Path, start: Open) -> None:
    change_session(home, filter="naive")

    nothing_early(start())


@pytest.mark.slow
def test_nothing_from_an_index_of_another_schema(home: Path, start: Open) -> None:
    with closing(sqlite3.connect(paths_in(home).index)) as db:
        db.execute("PRAGMA user_version = 1")

    nothing_early(start())


@pytest.mark.slow
def test_nothing_in_colours_that_are_none(home: Path, start: Open) -> None:
    session = json.loads((paths_in(home).sessions / "0.json").read_text())
    spoilt = {**session["paint"], "unread": "\x1b]0;PWN\x07"}
    change_session(home, paint=spoilt)

    nothing_early(start())


@pytest.mark.slow
def test_nothing_of_a_library_that_a_newer_octavo_wrote(home: Path, start: Open) -> None:
    (paths_in(home).data / "layout").write_text("1 99 octavo 9\n")
    terminal = start()
    terminal.wait_for_end()

    assert b"\x1b" not in terminal.output
    assert "was written by a newer Octavo" in terminal.text


@pytest.mark.slow
def test_nothing_at_the_first_start(tmp_path: Path, start: Open) -> None:
    nothing_early(start(environment=environment_in(tmp_path / "new")), "Your library is empty")


def test_nothing_without_a_terminal(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "octavo_tui"],
        stdin=subprocess.DEVNULL,
        env={**environment_in(home), "TERM": "xterm-256color", "COLORTERM": "truecolor"},
        capture_output=True,
        check=True,
    )

    assert b"\x1b" not in done.stdout
    assert TIDAL.encode() in done.stdout


# ---- what the short cut knows by itself


@pytest.mark.skipif(sys.platform in {"darwin", "win32"}, reason="there it makes no guess")
@pytest.mark.parametrize("value", [None, "", " ", "/somewhere/else", "/with space/"])
def test_the_folders_are_those_of_the_platform(
    monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)

    paths = Paths.of_user()

    data, config, state = map(Path, first_page.folders())
    assert (data, config, state) == (paths.data, paths.config, paths.state)


@pytest.mark.slow
def test_the_inbox_is_painted_where_it_has_news(home: Path, start: Open) -> None:
    today = dt.datetime.now().astimezone().date()
    with Library.open(paths_in(home)) as library:
        add_digest(library, "arxiv-mail", today, ParsedPaper("Fresh Owls", arxiv_id="2510.00009"))
    terminal = start(size=(140, 45))

    terminal.wait_for_gate()
    assert terminal.lines[0].startswith("▌●  Fresh Owls")
    early = terminal.region(0, 0, 79, 1)
    terminal.let_go()
    terminal.wait_for("1 left in 1 digest")
    assert list(differing(early, terminal.region(0, 0, 79, 1))) == []


class TwoAlike:
    """The page of a digest with two papers that look the same; the cursor is on the second one."""

    def rows(self, *_where: object, **_options: object) -> tuple[list[dict[str, Any]], int, bool]:
        row = {
            "title": "Owls", "day": None, "guess": False, "comments": None, "votes": None,
            "author": "", "authors": None, "category": "", "digest": 1, "read": True,
            "starred": False, "updated": False, "verdict": 0,
        }  # fmt: skip
        return [row, dict(row)], 1, False

    def has_news(self, *_seen: object) -> bool:
        return False


def test_the_cursor_is_on_its_paper_though_another_one_looks_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "get_terminal_size", lambda _descriptor: (60, 24))
    roles = ("cursor", "dot", "later", "star", "read", "unread", "votes", "meta")
    paint = {
        **dict.fromkeys((f"{role}{end}" for role in roles for end in ("", "-cursor")), ""),
        "early": "yes", "environment": early_paint.environment(), "settings": "", "signs": "",
        "days": "30", "base": "", "head": "",
    }  # fmt: skip
    session = {"kind": "digest", "width": 0, "height": 0}
    page: Any = TwoAlike()
    painted = early_paint._page_text(page, session, paint, str(tmp_path))

    first, second = (line.split("H", 1)[1] for line in painted.split("\x1b[")[-3:-1])
    assert (first[:8], second[:8]) == ("    Owls", "▌   Owls")
