"""The byline of a paper on a Daily Papers page, in every way it is printed and saved.

    • 7 authors            openbmb OpenBMB        • 1 author · Dec 29, 2024 1
    ·                      ·
    Sep 10 2               Feb 6

A number after the date counts the comments. The parts may be on one line, on lines of their
own, or separated by blank lines; a capture may end anywhere inside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from octavo_model.formats.common.dates import DATE_PATTERN, PrintedDate, from_match
from octavo_model.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

# Bullets and middle dots mean the same: all become one bare dot.
_DOTS = re.compile(" ?(?:[·•∙⋅] ?)+")
_WHOLE = re.compile(
    rf"·?(?:(?P<count>\d{{1,6}}) authors?[· ]|(?P<org>[^·]{{1,100}})·)?{DATE_PATTERN}"
    r"(?:[· ](?P<comments>\d{1,6})(?: comments?)?)?",
    re.IGNORECASE,
)
# Those of a day are similar.
_whole = lru_cache(4096)(_WHOLE.fullmatch)
_AUTHORS = re.compile(r"·?(?P<count>\d{1,6}) authors?·?", re.IGNORECASE)
_COUNT = re.compile(r"\d{1,6}")
_CUT_AUTHORS = re.compile(r"·(?:(?P<count>\d{1,6})(?: (?:a|au|aut|auth|autho)?)?)?")
_CUT_DATE = re.compile(r"·?(?:[A-Z][a-z]{0,8}(?: \d{0,2},? ?\d{0,3})?)?")
_CUT = "the capture ends inside this byline"

LONGEST = 160
"""A longer line is not part of a byline."""

_LONGEST_ORGANIZATION = 100
_MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class Byline:
    """The line below an abstract, and the text of a warning about it."""

    author_count: int | None = None
    organization: str | None = None
    date: PrintedDate | None = None
    comment_count: int | None = None
    note: str = ""

    @property
    def whole(self) -> bool:
        """Whether it says who and when, as only a byline does."""
        return self.date is not None and bool(self.author_count or self.organization)


def read_byline(lines: Sequence[str], tight: Sequence[bool], blocks: int) -> tuple[Byline, int]:
    """Return the byline at the beginning of ``lines``, and the number of its lines, 0 without one.

    ``tight`` says for each line whether no blank line is above it. Of the ``blocks`` of text above,
    since the last certain sign, the first is a title and the second an abstract, never the name of
    an organisation.
    """
    bare = ""
    for used, line in enumerate(lines[:_MOST_LINES], 1):
        if len(line) > LONGEST:
            break
        bare = _DOTS.sub("·", f"{bare} {line}" if bare else line)
        match = _whole(bare)
        if match and _has_an_owner(match, blocks) and (date := from_match(match)):
            # A number right below the date belongs to it; after a blank line it would be the votes
            # of the next paper.
            below = lines[used] if used < len(lines) and tight[used] else ""
            count = below if not match["comments"] and _COUNT.fullmatch(below) else ""
            return _byline(match, date, count), used + bool(count)
        if used == 1 and not _may_begin(bare, lines[1:2]):
            return Byline(), 0
    return _partial(lines, blocks)


def _may_begin(first: str, following: Sequence[str]) -> bool:
    return (
        first[0] == "·"
        or first[-1] == "·"
        or any(line[0] in "·•∙⋅" for line in following)
        or _AUTHORS.fullmatch(first) is not None
    )


def _has_an_owner(match: re.Match[str], blocks: int) -> bool:
    """Whether this is more than a date, and below a text that may have a byline."""
    if organization := match["org"]:
        # Below a title alone, what ends like a sentence is the abstract.
        return blocks > 1 or (blocks == 1 and organization[-1] not in ".!?。")
    return bool(match["count"] or match["comments"] or match[0][0] == "·")


def _byline(match: re.Match[str], date: PrintedDate, count_below: str) -> Byline:
    authors, organization = match["count"], match["org"]
    comments = match["comments"] or count_below
    return Byline(
        author_count=int(authors) if authors else None,
        organization=display_name(organization) if organization else None,
        date=date,
        comment_count=int(comments) if comments else None,
    )


def _partial(lines: Sequence[str], blocks: int) -> tuple[Byline, int]:
    """A byline that is not whole, usually because the capture ends inside it."""
    first = _DOTS.sub("·", lines[0])
    authors = _AUTHORS.fullmatch(first)
    ends_here = len(lines) < _MOST_LINES
    if authors:
        count = int(authors["count"])
        if ends_here and _is_cut_date(lines[1:]):
            return Byline(author_count=count, note=_CUT), len(lines)
        return Byline(author_count=count, note="a byline without a date"), 1
    if not blocks or not ends_here:
        return Byline(), 0
    if len(lines) == 1 and (cut := _CUT_AUTHORS.fullmatch(first)):
        # "• 1" may have been going to be "• 12 authors"; "• 1 a" may not.
        count_known = cut["count"] and " " in first
        return Byline(author_count=int(cut["count"]) if count_known else None, note=_CUT), 1
    has_dot = first[-1] == "·" or (len(lines) > 1 and lines[1][0] in "·•∙⋅")
    organization = first.strip("·")
    is_short = 0 < len(organization) <= _LONGEST_ORGANIZATION
    if has_dot and blocks > 1 and is_short and _is_cut_date(lines[1:]):
        return Byline(organization=display_name(organization), note=_CUT), len(lines)
    return Byline(), 0


def _is_cut_date(lines: Sequence[str]) -> bool:
    return _CUT_DATE.fullmatch(_DOTS.sub("·", " ".join(lines))) is not None


def display_name(text: str) -> str:
    """Return an organisation's name without the handle of its picture before it.

    >>> display_name("openbmb OpenBMB"), display_name("Carnegie Mellon University")
    ('OpenBMB', 'Carnegie Mellon University')
    """
    handle, _, name = text.partition(" ")
    short = "".join(filter(str.isalnum, fold(handle)))
    full = "".join(filter(str.isalnum, fold(name)))
    initials = "".join(filter(str.isupper, name)).lower()
    is_handle = full.startswith(short[:4]) or short == initials
    return name if short and full and is_handle else text
