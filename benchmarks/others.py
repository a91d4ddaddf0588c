"""Whole readers on the same papers: Octavo, and what one would use instead where it can be had."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import tempfile
import textwrap
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import readers
from libraries import FOLDER, library
from measuring import in_words, say
from papers import papers
from start import prepared
from terminal import Terminal, TerminalError, plain_environment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from measuring import Bench
    from papers import BenchmarkPaper

_PATIENCE = 60.0
"""Seconds a reader has for its first screen."""
_ENTER = "\r"


@dataclass(frozen=True, slots=True)
class _Program:
    """How to start a reader that has been set up.

    Attributes:
        command: What to run.
        shows: What its first screen holds.
        environment: What it needs.
        opens: The key that opens the list of papers, where that is not the first screen.
    """

    command: Sequence[str]
    shows: bytes
    environment: Mapping[str, str] = field(default_factory=dict)
    opens: str = ""


def measure(bench: Bench) -> None:
    """Start, memory and a move of the cursor, at the sizes that make a difference."""
    setups = {
        "Octavo": _octavo,
        "OptionList and Static": _stock,
        "newsboat": _newsboat,
        "arxiv-subscription-viewer": _viewer,
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    for count in bench.sizes[:1] if bench.quick else bench.sizes[1:3]:
        some = list(papers(count))
        for name, setup in setups.items():
            say(f"   {name}, {in_words(count)}")
            with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
                try:
                    program = setup(some, Path(folder))
                    reported = _told(program, bench.times(3)) if program else "cannot be had here"
                except TerminalError as error:
                    reported = f"given up: {str(error).partition(';')[0]}"
            bench.other(f"the whole reader, {in_words(count)}", name, reported)


def _told(program: _Program, times: int) -> str:
    shown, opened, moved = list[float](), list[float](), list[float]()
    memory = 0
    for _ in range(times):
        with Terminal(program.command, program.environment) as terminal:
            shown.append(terminal.wait_for(program.shows, patience=_PATIENCE) - terminal.started)
            terminal.settle(1.2)
            if program.opens:
                opened.append(terminal.press(program.opens, 0.5).last)
            moved += [terminal.press(readers.DOWN).last for _ in range(10)]
            memory = terminal.memory
    parts = [f"on screen in {_ms(shown)}"]
    if opened:
        parts.append(f"its list of papers {_ms(opened)} later")
    return ", ".join([*parts, f"a cursor move {_ms(moved)}", f"{memory / 1e6:.0f} MB"])


def _ms(seconds: list[float]) -> str:
    return f"{1_000 * statistics.median(seconds):,.0f} ms"


def _octavo(some: Sequence[BenchmarkPaper], _folder: Path) -> _Program:
    made = library(len(some))
    return _Program([readers.OCTAVO], prepared(made), made.environment)


def _stock(some: Sequence[BenchmarkPaper], _folder: Path) -> _Program:
    return _Program(readers.stock_command(len(some)), some[2].title[:16].encode())


def _newsboat(some: Sequence[BenchmarkPaper], folder: Path) -> _Program | None:
    """One feed with all of them, in its cache."""
    if shutil.which("newsboat") is None:
        return None
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
    options = {"-u": "urls", "-c": "cache", "-C": "config"}
    command = ["newsboat"]
    for option, name in options.items():
        command += [option, str(folder / name)]
    reload = [*command, "-x", "reload"]
    subprocess.run(reload, env=plain_environment(), capture_output=True, check=True)
    return _Program(command, b"Your feeds", opens=_ENTER)


def _viewer(some: Sequence[BenchmarkPaper], folder: Path) -> _Program | None:
    """One arXiv mail with all of them, opened a second time."""
    program = _viewer_program()
    if program is None:
        return None
    mail = folder / "mail.txt"
    mail.write_text("".join(map(mail_entry, range(len(some)), some)) + "-" * 78 + "\n")
    command = [program, "browse", "--no-restore", "--input", str(mail)]
    home = {"HOME": str(folder)}
    with Terminal(command, home) as terminal:
        # The first time it greets.
        terminal.wait_for(b"Welcome", patience=_PATIENCE)
        terminal.settle()
        terminal.press(_ENTER, 1.0)
        terminal.quit(readers.QUIT)
    return _Program(command, f"1/{len(some)}".encode(), home)


def _viewer_program() -> str | None:
    """The program, installed if need be and a Python is there that is new enough for it."""
    home = FOLDER / "viewer"
    program = home / "bin" / "arxiv-viewer"
    python = shutil.which("python3.13") or shutil.which("python3.14")
    if python and not program.exists():
        install = f"{home}/bin/pip install --quiet arxiv-subscription-viewer"
        # A program of this name may be a shim for a version that is not installed.
        with suppress(OSError):
            for command in ([python, "-m", "venv", str(home)], install.split()):
                subprocess.run(command, capture_output=True, check=False)
    return str(program) if program.exists() else None


def mail_entry(number: int, paper: BenchmarkPaper) -> str:
    """A paper as arXiv's listing mails have it, without the rule that ends the last."""
    identifier = f"{2001 + number // 100_000}.{number % 100_000:05}"
    abstract = "\n".join(textwrap.wrap(paper.abstract or paper.title, 78))
    title = "\n  ".join(textwrap.wrap(paper.title, 70))
    return (
        f"{'-' * 78}\n\\\\\narXiv:{identifier}\nDate: Fri, 1 Jan 2021 00:00:00 GMT   (1kb)\n\n"
        f"Title: {title}\nAuthors: Nobody\nCategories: cs.DL\n\\\\\n  {abstract}\n"
        f"\\\\ ( https://arxiv.org/abs/{identifier} ,  1kb)\n"
    )
