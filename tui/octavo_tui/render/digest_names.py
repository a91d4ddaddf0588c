"""Digests as lists and headings name them: a short name and a day.

The early paint uses it before Textual is imported.
"""

from __future__ import annotations

from octavo_tui.render.columns import DIGEST_WIDTH, MONTHS, fit, short_date

TYPE_CHECKING = False

if TYPE_CHECKING:
    from octavo_tui.render.columns import Measure

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ARCHIVES = ("cs", "econ", "eess", "math", "nlin", "physics", "q-bio", "q-fin", "stat")
"""The archives of arXiv whose subjects have two letters."""
_WITH_HYPHENS = (
    "astro-ph", "cond-mat", "gr-qc", "hep-ex", "hep-lat", "hep-ph", "hep-th", "math-ph",
    "nucl-ex", "nucl-th", "q-bio", "q-fin", "quant-ph",
)  # fmt: skip


def is_typed(name: str) -> bool:
    """Return whether a user named a digest: other names are in lower case, without spaces."""
    return " " in name or name != name.lower()


def family(name: str) -> str:
    """Return a short name for digests named like this one, without their day.

    >>> family("arxiv-q-fin-2026-08-20"), family("arxiv-cs-lg-q-bio-nc"), family("arxiv-math-ph")
    ('arXiv q-fin', 'arXiv cs.LG q-bio.NC', 'arXiv math-ph')
    >>> family("icml-picks"), family("ICML-2026 Picks")
    ('Icml picks', 'ICML-2026 Picks')
    """
    if is_typed(name):
        return name
    parts = name.split("-")
    for at in range(1, len(parts)):
        is_day = [len(one) for one in parts[at : at + 3]] == [4, 2, 2]
        if parts[at] == "undated" or (is_day and "".join(parts[at : at + 3]).isdigit()):
            parts = parts[:at]
            break
    if parts[:2] == ["daily", "papers"]:
        return "HF Daily"
    if parts[0] != "arxiv":
        return " ".join(parts).capitalize()
    named: list[str] = []
    for part in parts:
        before = named[-1] if named else ""
        if f"{before}-{part}" in _WITH_HYPHENS:
            named[-1] += f"-{part}"
        elif before in _ARCHIVES and len(part) == 2:
            named[-1] += f".{part.upper()}"
        else:
            named.append(part)
    return " ".join(["arXiv", *named[1:]])


def short_digest(name: str, day: str | None, guess: bool, year: int, measure: Measure) -> str:
    """Return a digest in a column: ``HF Daily 20 Aug``; its name is cut, and not its day.

    >>> short_digest("daily-papers-2026-08-20", "2026-08-20", False, 2026, len)
    'HF Daily 20 Aug'
    >>> short_digest("arxiv-cs-lg-2025-08-20", "2025-08-20", True, 2026, len)
    "arXiv cs… ~Aug'25"
    """
    when = f" {'~' if guess else ''}{short_date(day, year)}" if day else ""
    return fit(family(name), DIGEST_WIDTH - 1 - len(when), measure).rstrip() + when


def digest_in_text(name: str, day: str | None, guess: bool, year: int) -> str:
    """Return a digest in a text, named as in a column, with its whole day.

    >>> digest_in_text("daily-papers-2025-08-20", "2025-08-20", True, 2026)
    'HF Daily ~20 Aug 2025'
    """
    if not day:
        return family(name)
    its_year, month, number = map(int, day.split("-"))
    written = f"{number} {MONTHS[month - 1]}{'' if its_year == year else f' {its_year}'}"
    return f"{family(name)} {'~' if guess else ''}{written}"


def heading(name: str, day: str | None, guess: bool, today: str) -> str:
    """Return the heading of a digest, given its day and today in ISO format.

    >>> heading("daily-papers-2026-08-21", "2026-08-21", False, "2026-08-21")
    'Today · HF Daily · Fri 21 Aug'
    >>> heading("notes", "2025-08-20", True, "2026-08-21")
    'Notes · ~Wed 20 Aug 2025'
    """
    if not day:
        return family(name)
    import datetime as dt

    date, now = dt.date.fromisoformat(day), dt.date.fromisoformat(today)
    near = {0: "Today · ", 1: "Yesterday · "}.get((now - date).days, "")
    year = "" if date.year == now.year else f" {date.year}"
    sign = "~" if guess else ""
    written = f"{sign}{_DAYS[date.weekday()]} {date.day} {MONTHS[date.month - 1]}{year}"
    return f"{near}{family(name)} · {written}"


def head_text(text: str, width: int, measure: Measure) -> str:
    """Return the line of a heading, in ``width`` columns."""
    return fit(f"  {text}", width, measure)
