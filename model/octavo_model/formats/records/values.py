"""What single values of a record say: names, days, counts, addresses. Pure.

A value comes from a stranger's JSON or from a cell of a table: it may be of any type. Each
function takes what it can read and gives nothing (None, or what is empty) for the rest. Whatever
text it gives is clean.
"""

from __future__ import annotations

import datetime as dt
import re
from itertools import takewhile
from typing import NamedTuple

from octavo_model.core.dates import MONTHS, Precision
from octavo_model.formats.common import dates
from octavo_model.formats.common.authors import split_people
from octavo_model.formats.common.dates import parse_date
from octavo_model.formats.common.json import read_literal
from octavo_model.text.clean import clean_line, clean_text

_LARGEST_COUNT = 10**9
_LONGEST_ADDRESS = 2000
_ADDRESS = re.compile(r"https?://[^\s<>\"\\^`{|}]+", re.IGNORECASE)
_REPOSITORY = re.compile(r"(?:github\.com/)?([\w.-]+/[\w.-]+)/?", re.ASCII)
_SEPARATOR = re.compile(r"[;,|]")
# Of a list parted by spaces: ``cs.LG``, ``cond-mat.mes-hall``, ``hep-ph``.
_ARXIV_CATEGORY = re.compile(r"[a-z]+(?:-[a-z]+|(?:-[a-z]+)?\.(?:[A-Za-z]{2}|[a-z]+-[a-z]+))")
_BLANK_LINE = re.compile(r"\n *\n")
_PART_OF_DAY = re.compile(r"((?:1[5-9]|20)\d\d)(?:([-/.]?)(\d\d)(?:\2(\d\d))?)?", re.ASCII)
_MAILED = re.compile(r"(?:[A-Za-z]{3,9},? )?(\d\d?)[ -]([A-Za-z]{3})[a-z]{0,6}[ -](\d{4})(?!\d)")
_NAMES_OF_NAMES = ("name", "fullname", "full_name", "display_name", "literal", "term")
_GIVEN, _FAMILY = ("given", "first", "first_name"), ("family", "last", "last_name")
# A number as large is a moment in seconds since 1970, a thousand times larger in milliseconds.
_LEAST_SECONDS, _LEAST_MILLISECONDS = 10**8, 10**11
_MOST_MILLISECONDS = 10**13


class Day(NamedTuple):
    """A day, and how much of it was told."""

    date: dt.date
    precision: Precision = Precision.DAY


def line_of(value: object) -> str:
    """A text on one line."""
    if not isinstance(value, str):
        return ""
    if value.isascii() and value.isprintable():
        return clean_line(value)
    return clean_line(value) if (plain := _plain(value)) is None else plain


def text_of(value: object) -> str:
    """A text in paragraphs."""
    if not isinstance(value, str):
        return ""
    return clean_text(value) if (plain := _plain(value)) is None else plain


def _plain(text: str) -> str | None:
    """``text`` on one line, where that takes no more than folding spaces: the way of most texts.

    Of Latin-1, printable characters are those that are safe (see `octavo_model.text.clean`).
    """
    flat = text.replace("\n", " ")
    if not flat.isprintable() or _BLANK_LINE.search(text.strip()):
        return None
    try:
        flat.encode("latin-1")
    except UnicodeEncodeError:
        return None
    return " ".join(flat.split())


def count_of(value: object) -> int | None:
    """A number of things.

    >>> count_of(47), count_of("47"), count_of(True), count_of(-1)
    (47, 47, None, None)
    """
    if isinstance(value, str):
        bare = value.strip()
        if not (bare.isascii() and bare.isdigit() and len(bare) <= len(str(_LARGEST_COUNT))):
            return None
        value = int(bare)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= _LARGEST_COUNT else None


def name_of(value: object) -> str:
    """The name of a person or an organisation, from a text or from what tells it in parts.

    >>> name_of({"given": "Ada", "family": "Lovelace"}), name_of(["Lovelace", "Ada", ""])
    ('Ada Lovelace', 'Ada Lovelace')
    """
    if isinstance(value, str):
        return clean_line(value)
    if isinstance(value, dict):
        for key in _NAMES_OF_NAMES:
            if name := line_of(value.get(key)):
                return name
        parts = (
            next((line_of(value[key]) for key in keys if key in value), "")
            for keys in (_GIVEN, _FAMILY)
        )
        return " ".join(part for part in parts if part)
    if isinstance(value, list | tuple) and value:
        # As the dumps of arXiv part a name: family, given, suffix.
        family, *rest = [line_of(part) for part in value[:3]]
        return " ".join([part for part in (*rest[:1], family, *rest[1:]) if part])
    return ""


def full_name_of(value: object) -> str:
    """The name of an account or an organisation: its full one rather than its short one."""
    if isinstance(value, dict):
        return line_of(value.get("fullname")) or name_of(value) or line_of(value.get("user"))
    return line_of(value)


def people_of(value: object) -> tuple[str, ...]:
    """Names in order: from a list of names, or from one text with all of them."""
    if isinstance(value, str):
        listed = _printed_list(value)
        if listed is None:
            return split_people(value)
        value = listed
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list | tuple):
        return ()
    return tuple([name for one in value if (name := name_of(one))])


def words_of(value: object) -> tuple[str, ...]:
    """Categories or keywords, each once: from a list, or from a text that holds several.

    >>> words_of("cs.LG stat.ML"), words_of("graph learning; kernels")
    (('cs.LG', 'stat.ML'), ('graph learning', 'kernels'))
    """
    if isinstance(value, str):
        value = _printed_list(value) or _parted(value)
    if not isinstance(value, list | tuple):
        return ()
    return tuple(dict.fromkeys([name for one in value if (name := name_of(one))]))


def address_of(value: object) -> str | None:
    """An address on the web."""
    if not isinstance(value, str):
        return None
    bare = clean_line(value)
    return bare if len(bare) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(bare) else None


def repository_of(value: object) -> str | None:
    """The address of code; ``owner/name`` alone is one of GitHub.

    >>> repository_of("ada/engine"), repository_of("https://example.org/engine")
    ('https://github.com/ada/engine', 'https://example.org/engine')
    """
    if address := address_of(value):
        return address
    bare = line_of(value)
    found = _REPOSITORY.fullmatch(bare) if len(bare) <= _LONGEST_ADDRESS else None
    return f"https://github.com/{found[1]}" if found else None


def day_of(value: object) -> Day | None:
    """The day that a date, a moment, or a year tells.

    >>> day_of("12 Mar 2025 10:00").date.isoformat(), day_of(2019)
    ('2025-03-12', Day(date=datetime.date(2019, 1, 1), precision=<Precision.YEAR: 3>))
    """
    if isinstance(value, str):
        date = dates.from_iso(value)
        return Day(date) if date else _written_day(clean_line(value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _counted_day(value)
    if isinstance(value, dict):  # As citation processors write it (CSL-JSON).
        match value.get("date-parts"):
            case [[*parts]]:
                counts = takewhile(lambda count: count is not None, map(count_of, parts[:3]))
                return _written_day("-".join(f"{count:0>2}" for count in counts))
    return None


def _written_day(text: str) -> Day | None:
    if len(text) > _LONGEST_ADDRESS:
        return None
    if found := _PART_OF_DAY.fullmatch(text):
        year, _, month, day = found.groups()
        try:
            date = dt.date(int(year), int(month or 1), int(day or 1))
        except ValueError:
            return None
        known = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
        return Day(date, known)
    if found := _MAILED.match(text):
        try:
            month = MONTHS.index(found[2].lower()) + 1
            return Day(dt.date(int(found[3]), month, int(found[1])))
        except ValueError:
            return None
    printed = parse_date(text)
    if printed and printed.year and (named := printed.in_year(printed.year)):
        return Day(named)
    return None


def _counted_day(value: float) -> Day | None:
    if isinstance(value, int) and value < _LEAST_SECONDS:
        return _written_day(str(value)) if value > 0 else None
    if not _LEAST_SECONDS <= value < _MOST_MILLISECONDS:  # Neither is what is not a number.
        return None
    seconds = value / 1000 if value >= _LEAST_MILLISECONDS else value
    return Day(dt.datetime.fromtimestamp(seconds, dt.UTC).date())


def _printed_list(text: str) -> list[object] | None:
    """The list that a cell of a table holds as a program printed it."""
    bare = text.strip()
    if not (bare.startswith("[") and bare.endswith("]")):
        return None
    try:
        value = read_literal(bare)
    except ValueError:
        return None
    return value if isinstance(value, list) else None


def _parted(text: str) -> list[str]:
    words = text.split()
    if len(words) > 1 and all(_ARXIV_CATEGORY.fullmatch(word) for word in words):
        return words
    return _SEPARATOR.split(text)
