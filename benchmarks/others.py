"""Readers one would use instead, on the same papers, where they are installed."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import tempfile
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import readers
from libraries import FOLDER
from measuring import in_words, say
from papers import papers
from terminal import Terminal, TerminalError, plain_environment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from measuring import Bench
    from papers import BenchmarkPaper

_PATIENCE = 60.0
"""Seconds a reader has for its first screen."""
_ENTER = "\r"


def measure(bench: Bench) -> None:
    """Start, memory and a move of the cursor, at the sizes that make a difference."""
    for count in bench.sizes[:1] if bench.quick else bench.sizes[1:3]:
        some = list(papers(count))
        for name, one in _READERS.items():
            FOLDER.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
                say(f"   {name}, {in_words(count)}")
                try:
                    told = one(some, Path(folder), 1 if count > 10_000 else 3)
                except TerminalError as error:
                    told = f"given up: {str(error).partition(';')[0]}"
            bench.other(f"the whole reader, {in_words(count)}", name, told)


def _octavo(some: Sequence[BenchmarkPaper], _folder: Path, times: int) -> str:
    made = library(len(some))
    shown, moved, memory = [], [], 0
    with Library.open(made.paths) as opened:
        (row,) = opened.rows(opened.first_ids(View.all(), 3)[2:])
    title = row.title[:TITLE].encode() if row else b""
    with readers.octavo(made) as reader:
        reader.quit(readers.QUIT)
    for _ in range(times):
        with Terminal([readers.OCTAVO], made.environment) as reader:
            shown.append(reader.wait_for(title) - reader.started)
            reader.wait_for(readers.TEXTUAL_STARTS)
            reader.settle(1.2)
            moved = [reader.press(readers.DOWN).last for _ in range(10)]
            memory = reader.memory
    return _told(shown, memory, moved)


def _stock(some: Sequence[BenchmarkPaper], _folder: Path, times: int) -> str:
    """`OptionList` and `Static`."""
    title = some[2].title[:TITLE].encode()
    shown, moved, memory = [], [], 0
    for _ in range(times):
        with readers.stock(len(some)) as reader:
            shown.append(reader.wait_for(title) - reader.started)
some: Sequence[BenchmarkPaper], folder: Path, times: int) -> str:
    """One feed with all of them, in its cache; started, and the feed opened."""
    if shutil.which("newsboat") is None:
        return "not installed"
    feed = folder / "feed.xml"
    with feed.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>')
        file.write("<title>Papers</title><link>http://example.org</link><description/>")
        for number, paper in enumerate(some):
            file.write(
                f"<item><title>{escape(paper.title)}</title><guid>{number}</guid>"
                f"<link>http://example.org/{number}</link>"
                f"<description>{escape(paper.abstract)}</description></item>\n"
            )
        file.write("</channel></rss>")
    (folder / "urls").write_text(f"file://{feed}\n")
    (folder / "config").write_text("max-items 0\nauto-reload no\nrefresh-on-startup no\n")
    command = [
        "newsboat",
        "-u",
        f"{folder}/urls",
        "-c",
        f"{folder}/cache",
        "-C",
        f"{folder}/config",
    ]
    reload = [*command, "-x", "reload"]
    subprocess.run(reload, env=plain_environment(), capture_output=True, check=True)
    shown, opened, memory = [], [], 0
    for _ in range(times):
        with Terminal(command) as terminal:
            shown.append(terminal.wait_for(b"Your feeds") - terminal.started)
            terminal.settle()
            opened.append(terminal.press(_ENTER, 0.5).last)
            memory = terminal.memory
    return _told(shown, memory, f"; its list of articles opens in {_ms(opened)}")


def _viewer(some: Sequence[BenchmarkPaper], folder: Path, times: int) -> str:
    """One arXiv mail with all of them, started a second time."""
    program = _viewer_program()
    if program is None:
        return "not installed: it wants Python 3.13"
    mail = folder / "mail.txt"
    mail.write_text("".join(map(_mail_entry, range(len(some)), some)) + "-" * 78 + "\n")
    command = [program, "browse", "--no-restore", "--input", str(mail)]
    home = {"HOME": str(folder)}
    listed = f"1/{len(some)}".encode()
    with Terminal(command, home) as terminal:
        # The first time it greets.
        terminal.wait_for(b"Welcome", patience=_PATIENCE)
        terminal.settle()
        terminal.press(_ENTER, 1.0)
        terminal.quit(readers.QUIT)
    shown, memory = [], 0
    for _ in range(times):
        with Terminal(command, home) as terminal:
            shown.append(terminal.wait_for(listed, patience=_PATIENCE) - terminal.started)
            terminal.settle()
            moved = [terminal.press(readers.DOWN).last for _ in range(10)]
            memory = terminal.memory
    return _told(shown, memory, f"; a cursor move takes {_ms(moved)}")


def _viewer_program() -> str | None:
    """The program, installed if need be and a Python is there that is new enough for it."""
    home = FOLDER / "viewer"
    program = home / "bin" / "arxiv-viewer"
    python = shutil.which("python3.13") or shutil.which("python3.14")
    if python and not program.exists():
        install = f"{home}/bin/pip install --quiet arxiv-subscription-viewer"
        for command in ([python, "-m", "venv", str(home)], install.split()):
            subprocess.run(command, capture_output=True, check=False)
    return str(program) if program.exists() else None


def _mail_entry(number: int, paper: BenchmarkPaper) -> str:
    identifier = f"{2001 + number // 100_000}.{number % 100_000:05}"
    abstract = "\n".join(textwrap.wrap(paper.abstract or paper.title, 78))
    title = "\n  ".join(textwrap.wrap(paper.title, 70))
    return (
        f"{'-' * 78}\n\\\\\narXiv:{identifier}\nDate: Fri, 1 Jan 2021 00:00:00 GMT   (1kb)\n\n"
        f"Title: {title}\nAuthors: Nobody\nCategories: cs.DL\n\\\\\n  {abstract}\n"
        f"\\\\ ( https://arxiv.org/abs/{identifier} ,  1kb)\n"
    )


def _told(shown: list[float], memory: int, more: str) -> str:
    return f"on screen in {_ms(shown)}, {memory / 1e6:.0f} MB{more}"


def _ms(seconds: list[float]) -> str:
    return f"{1_000 * statistics.median(seconds):,.0f} ms"
