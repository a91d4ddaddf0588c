"""The values of an import: what a parser makes of a digest, and the report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.dates import Precision

if TYPE_CHECKING:
    import datetime as dt

Progress = Callable[[int, int], None]
"""Called with how much is done and how much there is; the latter 0 where that is unknown."""


def no_progress(_done: int, _total: int) -> None:
    """Show no progress."""


class Announcement(StrEnum):
    """Why a paper is in a listing of arXiv; the names are those of its feeds."""

    NEW = "new"
    CROSS = "cross"
    REPLACE = "replace"
    REPLACE_CROSS = "replace-cross"


class ParsedPaper(NamedTuple):
    """One paper as one digest lists it; a tuple, as dataclasses take six times as long to make."""

    title: str  # on one line, white space folded, not empty
    abstract: str = ""  # paragraphs separated by a blank line
    authors: tuple[str, ...] = ()
    author_count: int | None = None  # if the digest says so
    organization: str | None = None  # named instead of the authors
    submitted_by: str | None = None  # who submitted it to the digest
    date: dt.date | None = None  # of the paper itself, not of the digest
    date_inferred: bool = False  # whether a part of ``date`` (the year) was inferred
    date_precision: Precision = Precision.DAY
    comment_count: int | None = None  # of the discussion
    arxiv_id: str | None = None  # as ``2401.01234`` or ``cs/0112017``, without version
    doi: str | None = None  # as ``10.1000/xyz``, in lower case; never one that arXiv itself gives
    version: int | None = None  # the listed one of the arXiv paper, from 1
    revised: dt.date | None = None  # the day of that version
    announced: Announcement | None = None  # why it is in the listing
    categories: tuple[str, ...] = ()  # of arXiv, the primary one first; or tags of a feed
    comments: str = ""  # of the authors: ``12 pages, accepted at ICML``
    journal: str | None = None  # where it was published
    upvotes: int | None = None  # of Hugging Face
    keywords: tuple[str, ...] = ()  # in the digest's order
    ai_summary: str = ""  # written by a machine
    page: str | None = None  # address of its own page, if no id leads there
    code: str | None = None  # address of its code
    project: str | None = None  # address of its project page
    line: int = 0  # from 1, for messages; 0 if the digest has no lines


MOST_LISTED_AUTHORS = 100
"""A listing page of arXiv shows no more authors of a paper, and does not say that there are others.

So of a list of this length it is not known whether it is whole.
"""


@dataclass(frozen=True, slots=True)
class ParseWarning:
    """Something in a digest that was not understood, or not as expected."""

    line: int  # from 1; 0 if the digest has no lines
    message: str  # what is wrong and what was done
    several: str = ""  # the same of many, behind their number: ``rows have no title``

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line else self.message


ANSWER = "@resolver"
"""The origin of an answer about ids: no source can have this name.

It adds to the papers that digests list by their ids alone, and lists none itself.
"""

NO_PAPERS = "holds no papers; nothing was imported"
"""The warning about a digest without papers, if no other says why."""


@dataclass(frozen=True, slots=True)
class ParsedDigest:
    """The result of a parser."""

    date: dt.date | None
    date_inferred: bool  # whether a part of ``date`` was inferred
    papers: tuple[ParsedPaper, ...]
    warnings: tuple[ParseWarning, ...] = ()
    slug: str = ""  # its name before its day: ``arxiv-cs-lg``; empty for that of its format


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What is known of a digest before it is read.

    Attributes:
        name: Name of its file; ``-`` for standard input.
        path: Where that file is, as the user named it.
        modified: When it was last modified; by default now.
        date: The day of the digest; overrides what the digest says.
        format: Name of the format it is in; by default that is detected.
        origin: Name of the source it was fetched from. A digest that lists nothing but what earlier
            ones of its source list is skipped, unless ``date`` is given; earlier ones of its day
            are replaced once later ones list all of their papers.
    """

    name: str = "-"
    path: str | None = None
    modified: dt.datetime | None = None
    date: dt.date | None = None
    format: str | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The result of importing one file.

    Attributes:
        path: As the user named it; ``-`` for standard input.
        digest: Name of the digest in the library; None if nothing was imported.
        format: Name of the format.
        papers: How many papers the digest holds.
        new: How many of them the library did not have.
        known: Whether this very digest had been imported before.
        warnings: What was not understood.
        redated: Whether the day of a known digest was changed, as the user asked.
        without_abstract: How many of the papers have no abstract.
    """

    path: str
    digest: str | None
    format: str
    papers: int
    new: int
    known: bool
    warnings: tuple[ParseWarning, ...]
    redated: bool = False
    without_abstract: int = 0
