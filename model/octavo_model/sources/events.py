"""What a fetch tells while it runs, and what it tells in the end."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from octavo_model.core.errors import OctavoError

if TYPE_CHECKING:
    import datetime as dt


class Outcome(StrEnum):
    """How the fetch of a source ended."""

    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What became of one source.

    Attributes:
        name: Of the source.
        outcome: How it ended. Whatever it is, what had come in by then is kept.
        new: Papers that the library did not have.
        papers: Papers in the digests that came, new or not.
        digests: Names of the digests in the library that hold something of it, each once.
        bytes: Transferred in bodies, as they came (compressed, perhaps).
        requests: Sent over the network, redirects and repeated tries included.
        not_modified: Requests that were answered with "not modified".
        ignored: Files that are no digests.
        error: Why it failed or was skipped, on one line; empty where it was not.
        warnings: What in the digests was not understood, each on one line.
        next_due: When it is to be asked again; None where that is not known.
    """

    name: str
    outcome: Outcome
    new: int = 0
    papers: int = 0
    digests: tuple[str, ...] = ()
    bytes: int = 0
    requests: int = 0
    not_modified: int = 0
    ignored: int = 0
    error: str = ""
    warnings: tuple[str, ...] = ()
    next_due: dt.datetime | None = None

    @property
    def ok(self) -> bool:
        """Whether all went well."""
        return self.outcome is Outcome.DONE


@dataclass(frozen=True, slots=True)
class Started:
    """The source called ``name`` is being asked now."""

    name: str


@dataclass(frozen=True, slots=True)
class Advanced:
    """Of the ``total`` parts (days, files) of a source, ``done`` are done; total 0: unknown."""

    name: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A source is not asked for ``seconds``; ``why`` says for what reason, in a few words."""

    name: str
    seconds: float
    why: str


@dataclass(frozen=True, slots=True)
class Finished:
    """A source is done with, for good or bad."""

    report: FetchReport


Event = Started | Advanced | Waiting | Finished


class FetchError(OctavoError):
    """A source could not be asked, or its answer is of no use.

    Attributes:
        status: The HTTP status that it answered with; 0 where it is not about one.
        passing: Whether the same request may well succeed a little later.
        after: How many seconds later the server wants to be asked again; None where it did not
            say.
        until: Before when the source must not be asked again; None where it may.
    """

    def __init__(
        self,
        what: str,
        why: str,
        hint: str = "",
        *,
        status: int = 0,
        passing: bool = False,
        after: float | None = None,
        until: dt.datetime | None = None,
    ) -> None:
        super().__init__(what, why, hint)
        self.status = status
        self.passing = passing
        self.after = after
        self.until = until


class StoppedError(Exception):
    """The fetch was cancelled. No fault: it carries no message."""
