"""The values of a record: texts, days, counts, addresses. Pure.

A value may be of any type of JSON; what cannot be read is None or empty. Texts are clean.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from itertools import takewhile

from octavo_model.core.dates import MONTHS, Precision
from octavo_model.formats.common import dates
from octavo_model.formats.common.dates import LooseDay, parse_date
from octavo_model.formats.common.html import to_text, unescape
from octavo_model.text.clean import clean_line, clean_text

_LARGEST_COUNT = 10**9
_LONGEST_ADDRESS = 2000
_LONGEST_DAY = 32
_MOST_ADDRESSES = 100
_ADDRESS = re.compile(r"https?://[^\s<>\"\\^`{|}]+", re.IGNORECASE)
_REPOSITORY = re.compile(r"(?:github\.com/)?([\w.-]+/[\w.-]+)/?", re.ASCII)
# What databases write where a text lacks: Scopus, EBSCO, R.
_NO_TEXT = re.compile(r"\[?no abstract(?: is)? available\.?\]?|N/?A|null|nan", re.IGNORECASE)
_LONGEST_NO_TEXT = 40
_BLANK_LINE = re.compile(r"\n *\n")
_PART_OF_DAY = re.compile(r"((?:1[5-9]|20)\d\d)(?:([-/.]?)(\d\d)(?:\2(\d\d))?)?", re.ASCII)
# As in PubMed: 2024 Mar 4, 2024 Mar-Apr, 2024 Winter; of words the year is what is known.
_YEAR_FIRST = re.compile(r"(\d{4})[ -]([A-Za-z]{3})[a-z]{0,6}(?:[ -](\d\d?)(?!\d))?")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_NAMES_OF_DATES = ("raw", "literal", "$date", "date", "date-time", "value")
_MAILED = re.compile(r"(?:[A-Za-z]{3,9},? )?(\d\d?)[ -]([A-Za-z]{3})[a-z]{0,6}[ -](\d{4})(?!\d)")
_MARKUP = re.compile(
    r"</(?:\w{1,9}:[\w-]{1,30}|p|i|b|u|em|strong|sub|sup|italic|bold|sc|span|sec|title|h[1-6]|div|a"
    r"|ul|ol|li|tt|math|font|small)\s*>|<br ?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}\d{0,2}|#\d{2,7}|#[xX][0-9a-fA-F]{2,6});")
# Larger numbers are times in seconds since 1970, even larger ones in milliseconds.
_LEAST_SECONDS, _LEAST_MILLISECONDS = 10**8, 10**11
_MOST_MILLISECONDS = 10**13


def line_of(value: object) -> str:
    """Return a text, or the first of several, on one line and without markup.

    >>> line_of(["Salt &amp; <i>Sand</i>", "Sel et sable"])
    'Salt & Sand'
    """
    if not isinstance(value, str):
        value = value[0] if isinstance(value, list) and value else ""
        if not isinstance(value, str):
            return ""
    if "<" in value or "&" in value:
        value = _without_markup(value)
    return clean_line(value)


def text_of(value: object) -> str:
    """Return a text, or the first of several, in paragraphs and without markup."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("text")
    if not isinstance(value, str):
        return ""
    if "<" in value or "&" in value:
        value = _without_markup(value)
    text = clean_text(value)
    return "" if len(text) < _LONGEST_NO_TEXT and _NO_TEXT.fullmatch(text) else text


def _without_markup(text: str) -> str:
    """``text`` without the tags of HTML, JATS and MathML, also if all of it was escaped."""
    if not _MARKUP.search(text):
        if not _ENTITY.search(text):
            return text
        text = unescape(text)
    return to_text(_BLANK_LINE.sub("<p>", text)) if _MARKUP.search(text) else text


def count_of(value: object) -> int | None:
    """Return a count.

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


def address_of(value: object) -> str | None:
    """Return a web address, or the first of several."""
    if isinstance(value, dict):
        value = value.get("url")
    if isinstance(value, list):
        return next(filter(None, map(address_of, value[:_MOST_ADDRESSES])), None)
    if not isinstance(value, str):
        return None
    bare = clean_line(value)
    return bare if len(bare) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(bare) else None


def repository_of(value: object) -> str | None:
    """Return the address of code; ``owner/name`` alone is at GitHub.

    >>> repository_of("ada/engine"), repository_of("https://example.org/engine")
    ('https://github.com/ada/engine', 'https://example.org/engine')
    """
    if address := address_of(value):
        return address
    bare = line_of(value)
    found = _REPOSITORY.fullmatch(bare) if len(bare) <= _LONGEST_ADDRESS else None
    return f"https://github.com/{found[1]}" if found else None


def day_of(value: object) -> LooseDay | None:
    """Return the day of a date, a time, or a year.

    >>> day_of("12 Mar 2025 10:00").date.isoformat(), day_of(2019).precision
    ('2025-03-12', <Precision.YEAR: 3>)
    """
    if isinstance(value, str):
        # Few days are those of many papers.
        return _day_of_text(value) if len(value) > _LONGEST_DAY else _known_day(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _counted_day(value)
    if isinstance(value, list):
        return day_of(value[0]) if value and isinstance(value[0], str | int) else None
    if isinstance(value, dict):  # As in CSL-JSON; a range has two lists of parts.
        match value.get("date-parts"):
            case [[*parts], *_]:
                counts = takewhile(lambda count: count is not None, map(count_of, parts[:3]))
                if day := _written_day("-".join(f"{count:0>2}" for count in counts)):
                    return day
        parts = [count_of(value.get(key)) for key in ("year", "month", "day")]
        known = takewhile(lambda count: count is not None, parts)
        if day := _written_day("-".join(f"{count:0>2}" for count in known)):
            return day
        said = (value[key] for key in _NAMES_OF_DATES if isinstance(value.get(key), str | int))
        return next(filter(None, map(_said_day, said)), None)
    return None


def _day_of_text(text: str) -> LooseDay | None:
    date = dates.from_iso(text)
    return LooseDay(date) if date else _written_day(clean_line(text))


_known_day = lru_cache(maxsize=4096)(_day_of_text)


def _said_day(value: object) -> LooseDay | None:
    """The day in a date as people write it, or the only year in it."""
    years = set(_YEAR.findall(value)) if isinstance(value, str) else set()
    return day_of(value) or (_written_day(years.pop()) if len(years) == 1 else None)


def _written_day(text: str) -> LooseDay | None:
    if found := _PART_OF_DAY.fullmatch(text):
        year, _, month, day = (None if part == "00" else part for part in found.groups())
        try:
            date = dt.date(int(year or 0), int(month or 1), int(day or 1))
        except ValueError:
            return None
        known = Precision.DAY if day and month else Precision.MONTH if month else Precision.YEAR
        return LooseDay(date, precision=known)
    if found := _MAILED.match(text):
        try:
            month = MONTHS.index(found[2].lower()) + 1
            return LooseDay(dt.date(int(found[3]), month, int(found[1])))
        except ValueError:
            return None
    if found := _YEAR_FIRST.match(text):
        month = found[2].lower()
        number = MONTHS.index(month) + 1 if month in MONTHS else 0
        parts = [found[1], f"{number:02}", f"{found[3]:0>2}" if found[3] else ""]
        return _written_day("-".join(filter(None, parts)) if number else found[1])
    printed = parse_date(text)
    if printed and printed.year and (named := printed.in_year(printed.year)):
        return LooseDay(named)
    return dates.read_figures(text)


def _counted_day(value: float) -> LooseDay | None:
    if isinstance(value, int) and value < _LEAST_SECONDS:
        return _written_day(str(value)) if value > 0 else None
    if not _LEAST_SECONDS <= value < _MOST_MILLISECONDS:  # Also excludes NaN.
        return None
    seconds = value / 1000 if value >= _LEAST_MILLISECONDS else value
    return LooseDay(dt.datetime.fromtimestamp(seconds, dt.UTC).date())
