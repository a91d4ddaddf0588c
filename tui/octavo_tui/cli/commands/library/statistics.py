"""``octavo stats``: what was decided when, how fast, and what is left."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from octavo_model.settings import settings as settings_file
from octavo_tui.cli.arguments import CliCommand, add_json, argument
from octavo_tui.cli.exit_status import ExitStatus
from octavo_tui.cli.library import open_for_reading, say_if_empty
from octavo_tui.cli.output import print_json
from octavo_tui.cli.progress import ProgressBar
from octavo_tui.render.colours.signs import in_ascii
from octavo_tui.render.statistics import SIGNS, page

if TYPE_CHECKING:
    from octavo_model import Paths
    from octavo_model.library.statistics.values import Statistics
    from octavo_tui.cli.arguments import Options

_MOST_DAYS = 36_500
_MEASURE = 90


def show_statistics(options: Options, paths: Paths) -> int:
    """Print the statistics of the last days."""
    with open_for_reading(paths) as library:
        with ProgressBar("Ranking stars…") as progress:
            stars = library.history.star_ranks(progress)
        statistics = replace(library.history.statistics(options.days), stars=stars)
        if not print_json(options, [_fields(statistics)]):
            text = page(statistics, min(_MEASURE, shutil.get_terminal_size().columns))
            print(in_ascii(text) if _is_ascii(paths) else text)
        say_if_empty(library)
    return ExitStatus.DONE


def _days(text: str) -> int:
    """Parse a number of days of the command line."""
    from argparse import ArgumentTypeError

    if not (text.isascii() and text.isdigit() and 0 < int(text) <= _MOST_DAYS):
        raise ArgumentTypeError(f"{text!r} is not a number of days from 1 to {_MOST_DAYS}")
    return int(text)


def _is_ascii(paths: Paths) -> bool:
    """Return whether the settings ask for ASCII, or the output has no other signs."""
    settings, _ = settings_file.load(paths.settings)
    try:
        SIGNS.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return True
    return settings.ascii


def _fields(statistics: Statistics) -> dict[str, Any]:
    """Return all figures as JSON; what is unknown is null."""
    pace, backlog, stars = statistics.pace, statistics.backlog, statistics.stars
    return {
        "days": [{**one._asdict(), "day": one.day.isoformat()} for one in statistics.days],
        "sources": [one._asdict() for one in statistics.sources],
        "pace": pace
        and {
            "papers": pace.papers,
            "seconds": round(pace.seconds, 1),
            "per_minute": round(pace.per_minute, 2),
        },
        "backlog": {
            "undecided": backlog.papers,
            "per_day": round(backlog.per_day, 2),
            "days": None if backlog.days is None else round(backlog.days, 1),
        },
        "star_ranks": stars
        and [
            {"rank": rank, "of": total}
            for rank, total in zip(stars.ranks, stars.totals, strict=True)
        ],
    }


COMMANDS = (
    CliCommand(
        "stats",
        "Show what you decided by day and source, and how fast",
        show_statistics,
        (
            argument("--days", "N", "Of the last N days; 365 by default", type=_days, default=365),
            add_json,
        ),
        "octavo stats --days 30\noctavo stats --json --fields sources",
    ),
)
