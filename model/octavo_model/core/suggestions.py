"""What a library suggests, and why: related papers, ranked lists, and how many may be left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Notice(NamedTuple):
    """What finds a paper, of what the user follows and has muted; empty for nothing."""

    followed: str = ""
    muted: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A paper to read next."""

    id: int
    score: float  # the cosine of two related papers; for the user, only the order has a meaning
    terms: tuple[str, ...]  # the words that count most, as the paper writes them
    nearest: int | None = None  # the starred paper it is most like, for papers for the user
    nearest_title: str = ""
    same: bool = False  # whether it may be the same work as the related or nearest paper
    interest: str = ""  # the interest it is most like, if that is not the starred papers


@dataclass(frozen=True, slots=True)
class ForYou:
    """The papers ranked by the user's stars."""

    suggestions: tuple[Suggestion, ...]
    missing: int = 0  # how many more stars are needed


class Why(NamedTuple):
    """Why a paper has its place in a ranked list.

    Attributes:
        reasons: The terms with the largest share of its score, as the paper writes them.
        against: The term that speaks most against it; may be empty.
        interest: The interest that its score is of; empty for the starred papers.
        followed: What it matches of what is followed; may be empty.
        muted: What it matches of what is muted; may be empty.
    """

    reasons: tuple[str, ...] = ()
    against: str = ""
    interest: str = ""
    followed: str = ""
    muted: str = ""


class Remaining(NamedTuple):
    """How many papers of a ranked list may be left that the user would keep.

    Attributes:
        about: How many are expected.
        most: How many there may be.
        without_abstract: How many undecided papers have none.
        place: How many papers of the order are worth reading; the others are below the line.
    """

    about: int
    most: int
    without_abstract: int
    place: int
