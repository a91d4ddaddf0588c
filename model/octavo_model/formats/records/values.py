"""The values of a record: names, days, counts, addresses. Pure.

A value may be of any type of JSON; what cannot be read is None or empty. Texts are clean.
"""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from itertools import takewhile

from octavo_model.core.dates import MONTHS, Precision
from octavo_model.formats.common import dates
from octavo_model.formats.common.authors import read_listed, split_people
from octavo_model.formats.common.dates import LooseDay, parse_date
from octavo_model.formats.common.json import read_literal
from octavo_model.text.clean import clean_line, clean_text

_LARGEST_COUNT = 10**9
_LONGEST_ADDRESS = 2000
_ADDRESS = re.compile(r"https?://[^\s<>\"\\^`{|}]+", re.IGNORECASE)
_REPOSITORY = re.compile(r"(?:github\.com/)?([\w.-]+/[\w.-]+)/?", re.ASCII)
_SEPARATOR = re.compile(r"[;,|]")
# Of a list separated by spaces: ``cs.LG``, ``cond-mat.mes-hall``, ``hep-ph``.
_ARXIV_CATEGORY = re.compile(r"[a-z]+(?:-[a-z]+|(?:-[a-z]+)?\.(?:[A-Za-z]{2}|[a-z]+-[a-z]+))")
_NO_COMMA = re.compile(r"(?<=[^\s,\[])(['\"])\s+\1(?=[^\s,\]])")
_BLANK_LINE = re.compile(r"\n *\n")
_PART_OF_DAY = re.compile(r"((?:1[5-9]|20)\d\d)(?:([-/.]?)(\d\d)(?:\2(\d\d))?)?", re.ASCII)
_MAILED = re.compile(r"(?:[A-Za-z]{3,9},? )?(\d\d?)[ -]([A-Za-z]{3})[a-z]{0,6}[ -](\d{4})(?!\d)")
_NAMES_OF_NAMES = ("name", "fullname", "full_name", "display_name", "literal", "term")
_GIVEN, _FAMILY = ("given", "first", "first_name"), ("family", "last", "last_name")
# Larger numbers are times in seconds since 1970, even larger ones in milliseconds.
_LEAST_SECONDS, _LEAST_MILLISECONDS = 10**8, 10**11
_MOST_MILLISECONDS = 10**13


def line_of(value: object) -> str:
    """Return a text on one line."""
    if not isinstance(value, str):
        return ""
    if value.isascii() and value.isprintable():
        return clean_line(value)
    return clean_line(value) if (plain := _plain(value)) is None else plain


def text_of(value: object) -> str:
    """Return a text in paragraphs."""
    if not isinstance(value, str):
        return ""
    return clean_text(value) if (plain := _plain(value)) is None else plain


def _plain(text: str) -> str | None:
    """``text`` on one line, if only spaces have to be folded, as for most texts."""
    flat = text.replace("\n", " ")
    if not flat.isprintable() or _BLANK_LINE.search(text.strip()):
        return None
    try:
        # In Latin-1, all printable characters are safe, see `octavo_model.text.clean`.
        flat.encode("latin-1")
    except UnicodeEncodeError:
        return None
    return " ".join(flat.split())


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


def name_of(value: object) -> str:
    """Return the name of a person or an organisation, from a text or from its parts.

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
        # As in the dumps of arXiv: family, given, suffix.
        family, *rest = [line_of(part) for part in value[:3]]
        return " ".join([part for part in (*rest[:1], family, *rest[1:]) if part])
    return ""


def full_name_of(value: object) -> str:
    """Return the name of an account or an organisation, the full one if there is one."""
    if isinstance(value, dict):
        return line_of(value.get("fullname")) or name_of(value) or line_of(value.get("user"))
    return line_of(value)


def people_of(value: object) -> tuple[str, ...]:
    """Return names in order, from a list of names, or from one text with all of them."""
    if isinstance(value, str):
        listed = _printed_list(value)
        if listed is None:
            return split_people(value)
        value = listed
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list | tuple):
        return ()
    if all(isinstance(one, str) for one in value):
        return read_listed(value).names
    return tuple([name for one in value if (name := name_of(one))])


def words_of(value: object) -> tuple[str, ...]:
    """Return categories or keywords, each once, from a list or one text.

    >>> words_of("cs.LG stat.ML"), words_of("graph learning; kernels")
    (('cs.LG', 'stat.ML'), ('graph learning', 'kernels'))
    """
    if isinstance(value, str):
        value = _printed_list(value) or _split_words(value)
    if not isinstance(value, list | tuple):
        return ()
    return tuple(dict.fromkeys([name for one in value if (name := name_of(one))]))


def address_of(value: object) -> str | None:
    """Return a web address."""
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
        date = dates.from_iso(value)
        return LooseDay(date) if date else _written_day(clean_line(value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _counted_day(value)
    if isinstance(value, dict):  # As in CSL-JSON.
        match value.get("date-parts"):
            case [[*parts]]:
                counts = takewhile(lambda count: count is not None, map(count_of, parts[:3]))
                return _written_day("-".join(f"{count:0>2}" for count in counts))
    return None


def _written_day(text: str) -> LooseDay | None:
    if found := _PART_OF_DAY.fullmatch(text):
        year, _, month, day = found.groups()
        try:
            date = dt.date(int(year), int(month or 1), int(day or 1))
        except ValueError:
            return None
        known = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
        return LooseDay(date, precision=known)
    if found := _MAILED.match(text):
        try:
            month = MONTHS.index(found[2].lower()) + 1
            return LooseDay(dt.date(int(found[3]), month, int(found[1])))
        except ValueError:
            return None
    printed = parse_date(text)
    if printed and printed.year and (named := printed.in_year(printed.year)):
        return LooseDay(named)
    return None


def _counted_day(value: float) -> LooseDay | None:
    if isinstance(value, int) and value < _LEAST_SECONDS:
        return _written_day(str(value)) if value > 0 else None
    if not _LEAST_SECONDS <= value < _MOST_MILLISECONDS:  # Also excludes NaN.
        return None
    seconds = value / 1000 if value >= _LEAST_MILLISECONDS else value
    return LooseDay(dt.datetime.fromtimestamp(seconds, dt.UTC).date())


def _printed_list(text: str) -> list[object] | None:
    """The list in a cell of a table, as printed by a program."""
    bare = text.strip()
    if bare[:1] + bare[-1:] in {"[]", "()", "{}"} and bare[1:2] in {"'", '"', "{", "[", "]"}:
        with suppress(ValueError):
            # An array of numpy has no commas: ['A B' 'C D'].
            value = read_literal(_NO_COMMA.sub(r"\1, \1", f"[{bare[1:-1]}]"))
            return value if isinstance(value, list) else None
    return None


def _split_words(text: str) -> list[str]:
    words = text.split()
    if len(words) > 1 and all(_ARXIV_CATEGORY.fullmatch(word) for word in words):
        return words
    return _SEPARATOR.split(text)
