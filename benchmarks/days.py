"""Many digests in one command, and files so large that they cannot be held."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import readers
from libraries import FOLDER
from measuring import Row, Samples, Target
from papers import papers
from terminal import peak_memory, plain_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from measuring import Bench
    from papers import BenchmarkPaper

GROUP = "Many and large digests"
_FIRST_DAY = dt.date(2023, 5, 4)
_A_DAY = 30
"""Papers of a day of Daily Papers, about."""


def measure(bench: Bench) -> None:
    """A thousand days of Daily Papers; a gigabyte of JSON Lines, and of mail."""
    days = 50 if bench.quick else 1_000
    _days(bench, days)
    size = (100 if bench.quick else 1_000) * 1_000_000
    for name, write in (("JSON Lines", _write_lines), ("mail", _write_mailbox)):
        with _home() as (home, environment):
            file = home / f"papers.{'jsonl' if name == 'JSON Lines' else 'mbox'}"
            write(file, size)
            used = peak_memory([readers.OCTAVO, "import", str(file)], environment) / 1e6
        label = f"memory while {size / 1e9:g} GB of {name} come in"
        bench.add(Row(GROUP, label, "MB", Samples.of([used]), Target(300), None, "large files"))


@contextmanager
def _home() -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder with an empty library, and the environment that leads to it."""
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        home = Path(folder)
        names = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")
        yield home, plain_environment() | {name: str(home / name.lower()) for name in names}


def _days(bench: Bench, days: int) -> None:
    rates: list[float] = []
    floors: list[float] = []
    some = list(papers(days * _A_DAY))
    for _ in range(bench.times(3)):
        with _home() as (home, environment):
            folder = home / "days"
            folder.mkdir()
            for number in range(days):
                day = _FIRST_DAY + dt.timedelta(days=number)
                reported = some[number * _A_DAY : (number + 1) * _A_DAY]
                answer = json.dumps([_row(one, day, place) for place, one in enumerate(reported)])
                (folder / f"{day}.json").write_text(answer)
            started = time.perf_counter()
            for file in sorted(folder.iterdir()):
                json.loads(file.read_bytes())
            floors.append(len(some) / (time.perf_counter() - started))
            command = [readers.OCTAVO, "import", str(folder)]
            started = time.perf_counter()
            subprocess.run(command, env=environment, check=True, capture_output=True)
            rates.append(len(some) / (time.perf_counter() - started))
            shutil.rmtree(folder)
    name = f"{days:,} days of Daily Papers in one command"
    control = "json.loads of each", Samples.of(floors)
    bench.add(Row(GROUP, name, "papers/s", Samples.of(rates), None, control))


def _row(paper: BenchmarkPaper, day: dt.date, place: int) -> dict[str, object]:
    """A paper as the API of Daily Papers has it."""
    moment = f"{day}T08:00:00.000Z"
    reported = {
        "id": _arxiv_id(day.toordinal() * _A_DAY + place),
        "title": paper.title,
        "summary": paper.abstract,
        "authors": [{"name": f"Author {number}", "hidden": False} for number in range(5)],
        "publishedAt": moment,
        "submittedOnDailyAt": moment,
        "upvotes": place,
        "ai_keywords": ["owls"],
    }
    return {"paper": reported, "title": paper.title, "publishedAt": moment, "numComments": 2}


def _arxiv_id(number: int) -> str:
    return f"{2001 + number // 100_000 % 100:04}.{number % 100_000:05}"


def _write_lines(file: Path, size: int) -> None:
    with file.open("w", encoding="utf-8") as lines:
        for number, paper in enumerate(papers(10_000_000)):
            reported = {"title": paper.title, "abstract": paper.abstract, "id": _arxiv_id(number)}
            lines.write(json.dumps(reported, ensure_ascii=False) + "\n")
            if lines.tell() > size:
                return


def _write_mailbox(file: Path, size: int) -> None:
    """Mails of arXiv of a hundred papers each."""
    from others import mail_entry

    rule = "-" * 78
    with file.open("w", encoding="utf-8") as box:
        mail: list[str] = []
        for number, paper in enumerate(papers(10_000_000)):
            mail.append(mail_entry(number, paper))
            if len(mail) < 100:
                continue
            day = _FIRST_DAY + dt.timedelta(days=number // 100 % 3_000)
            moment = f"{day:%a}, {day.day} {day:%b %Y} 00:00:00 +0000"
            box.write(
                f"From no-reply@arXiv.org {day:%a %b %d} 00:00:00 {day.year}\n"
                f"From: no-reply@arXiv.org\nSubject: cs daily Subj-class mailing {number} 1\n"
                f"Date: {moment}\nContent-Type: text/plain; charset=utf-8\n"
                "Content-Transfer-Encoding: 8bit\n\n"
                f"{''.join(mail)}{rule}\n\n".replace("\nFrom ", "\n>From ")
            )
            mail = []
            if box.tell() > size:
                return
