"""The run, written down: performance.md and growth.svg."""

from __future__ import annotations

import datetime as dt
import os
import platform
import shutil
import sqlite3
import subprocess
import tomllib
from importlib.metadata import PackageNotFoundError, version
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import growth
from libraries import ROOT
from measuring import By, in_words, short
from papers import corpus_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from measuring import Bench, Row, Samples

DOCS = ROOT / "docs"
_PAGE, _PLOT = "performance.md", "growth.svg"
_EXPLANATIONS = Path(__file__).with_name("explanations.toml")
_PACKAGES = ("textual", "numpy", "rapidfuzz", "frizbee")
_VERDICTS = {True: "pass", False: "**MISS**", None: ""}
_HOW_TO_READ = """
How to read it: Octavo's figures are *median / 95th percentile*; the one that the target is about
is bold. *Beside it* is a control measured in the same run, in turn with Octavo, as median / 95th
percentile too, and *times* is Octavo's figure over the control's. All figures about keys and
painting are those of the shipped `octavo` with all panes on, on a pseudo-terminal of 120 columns
and 40 lines (where nothing else is said), from the moment the key is sent to the last byte that
comes back for it. Processor time is that of all threads.
"""


def write(bench: Bench, folder: Path, command: str, seconds: float) -> Path:
    """Write both files into ``folder``; the page is returned."""
    (folder / _PLOT).write_text(growth.svg(bench.growth))
    page = folder / _PAGE
    page.write_text("\n".join(_page(bench, command, seconds)))
    return page


def _page(bench: Bench, command: str, seconds: float) -> Iterator[str]:
    passed = [row for row in bench.rows if row.passed]
    missed = [row for row in bench.rows if row.passed is False]
    yield "# Performance\n"
    today = f"{dt.datetime.now().astimezone():%d %B %Y}"
    yield f"Written by `{command}` on {today}, in {seconds / 60:.0f} minutes."
    yield f"**{len(passed)} of {len(passed) + len(missed)} targets are reached.**\n"
    yield from _machine(bench)
    yield _HOW_TO_READ
    for group, rows in groupby(bench.rows, key=lambda row: row.group):
        yield f"## {group}\n"
        yield "| | target | Octavo | beside it | times | |"
        yield "| --- | --- | --- | --- | --- | --- |"
        yield from map(_line, rows)
        yield ""
    if bench.others:
        yield "## What one would use instead\n"
        yield "| | | |"
        yield "| --- | --- | --- |"
        yield from (f"| {one.what} | {one.who} | {one.reported} |" for one in bench.others)
        yield ""
    yield "## Growth\n"
    yield "What each costs at 1 k, 10 k, 100 k and 1 M papers; both axes are logarithmic.\n"
    yield f"![cost against the number of papers]({_PLOT})\n"
    if missed:
        yield "## What misses, and why\n"
        yield from _explained(missed)
    for title, lines in bench.profiles.items():
        yield f"## Profile: {title}\n"
        yield from ("```", *lines, "```", "")


def _line(row: Row) -> str:
    ratio = "" if row.ratio is None else short(row.ratio)
    if row.target and row.target.by is By.RATIO:
        ratio = f"**{ratio}**"
    control = f"{_figures(row.control[1])}: {row.control[0]}" if row.control else ""
    ours = _figures(row.measured, row.target.by if row.target else None)
    verdict = _VERDICTS[row.passed]
    unit = f" {row.unit}" if row.unit else ""
    return f"| {row.name} | {_target(row)} | {ours}{unit} | {control} | {ratio} | {verdict} |"


def _figures(samples: Samples, by: By | None = None) -> str:
    figures = {By.MEDIAN: samples.median, By.P95: samples.p95}
    if len(samples.values) == 1:
        figures = {By.MEDIAN: samples.median}
    elif by is By.WORST:
        figures[By.WORST] = max(samples.values)
    return " / ".join(
        f"**{short(figure)}**" if one is by else short(figure) for one, figure in figures.items()
    )


def _target(row: Row) -> str:
    if row.target is None:
        return ""
    sign = "≥" if row.target.at_least else "≤"
    if row.target.by is By.RATIO:
        return f"{sign} {short(row.target.limit)} times"
    which = {By.P95: "p95 ", By.WORST: "always "}.get(row.target.by, "")
    return f"{which}{sign} {short(row.target.limit)} {row.unit}".strip()


def _explained(missed: list[Row]) -> Iterator[str]:
    known: dict[str, str] = tomllib.loads(_EXPLANATIONS.read_text())
    for key, rows in groupby(sorted(missed, key=lambda row: row.key), key=lambda row: row.key):
        names = "; ".join(row.name for row in rows)
        yield f"- **{names}.** {known.get(key, 'Not explained yet.').strip()}"
    yield ""


def _machine(bench: Bench) -> Iterator[str]:
    processor = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            processor = line.partition(":")[2].strip()
            break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    yield f"- Machine: {os.cpu_count()} × {processor}, {memory:.0f} GB, Linux {platform.release()};"
    yield f"  load {bench.load:.1f} when the run began"
    versions = [f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"]
    for name in _PACKAGES:
        try:
            versions.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            versions.append(f"no {name}")
    for program, option in (("fzf", "--version"), ("newsboat", "-v")):
        versions.append(_first_line(program, option) or f"no {program}")
    yield f"- Versions: {', '.join(versions)}"
    yield f"- Octavo: {_first_line('git', 'describe', '--always', '--dirty') or 'not from git'}"
    sizes = ", ".join(map(in_words, bench.sizes))
    if corpus_file():
        yield f"- Papers: {sizes}; real titles and abstracts (arXiv, computer science) as far as"
        yield "  they reach, the others made by recombining them; those of 1 M with short abstracts"
    else:
        yield f"- Papers: {sizes}; generated, as no real ones were named"


def _first_line(*command: str) -> str:
    """What a program says first; empty where it is not there."""
    if shutil.which(command[0]) is None:
        return ""
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    said = done.stdout.strip().splitlines()
    name = "" if said and command[0] in said[0] else f"{command[0]} "
    return f"{name}{said[0].split(' - ')[0]}" if said else ""
