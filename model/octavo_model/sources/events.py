"""What a fetch reports while it runs and when it ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.errors import OctavoError

if TYPE_CHECKING:
    import datetime as dt


NO_NETWORK = "no network"
"""The start of the reason of a failure for which this machine seems to be offline."""
UNKNOWN_HOST = "unknown host"
"""The reason if the name of a host cannot be looked up: it is wrong, or this machine is offline."""
TITLES = "paper titles"
"""The name of the report on papers that are known by an id alone: no source can have it."""
TEXTS = "full texts"
"""The name of the report on the full texts of papers."""


class Outcome(StrEnum):
    """How the fetch of a source ended."""

    DONE = "done"
    INCOMPLETE = "incomplete"
    FAILED = "failed"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


@dataclass(slots=True)
class FetchReport:
    """The result of fetching one source. Papers that arrived are saved with any outcome.

    Attributes:
        name: Name of the source.
        outcome: How the fetch ended.
        new: Papers that the library did not have.
        papers: Papers in the fetched digests, new or not.
        digests: Names of the digests in the library that hold these papers, each once.
        bytes: Size of all response bodies as transferred (perhaps compressed).
        requests: Requests sent, including redirects and retries.
        not_modified: Requests answered with "not modified".
        ignored: Files that are not digests.
        error: Why it failed or was skipped, on one line, with the address or file; else empty.
        reason: The same without the address or file, for messages that name the source.
        warnings: Problems in the digests, each on one line.
        next_due: When to fetch it again; None if unknown.
    """

    name: str
    outcome: Outcome
    new: int = 0
    papers: int = 0
    digests: list[str] = field(default_factory=list)
    bytes: int = 0
    requests: int = 0
    not_modified: int = 0
    ignored: int = 0
    error: str = ""
    reason: str = ""
    warnings: list[str] = field(default_factory=list)
    next_due: dt.datetime | None = None

    @property
    def ok(self) -> bool:
        """Whether all went well."""
        return self.outcome is Outcome.DONE


class Queued(NamedTuple):
    """A source waits until another one on the same host is fetched."""

    name: str


class Started(NamedTuple):
    """The fetch of a source has started."""

    name: str


class Advanced(NamedTuple):
    """Of ``total`` parts of a source, ``done`` are done; ``unit`` names them in the plural."""

    name: str
    done: int
    total: int
    unit: str = ""


class Waiting(NamedTuple):
    """The fetch of a source pauses for ``seconds``; ``why`` gives the reason."""

    name: str
    seconds: float
    why: str


class Finished(NamedTuple):
    """The fetch of a source has ended, with any outcome."""

    report: FetchReport


Event = Queued | Started | Advanced | Waiting | Finished


class FetchError(OctavoError):
    """A source could not be fetched, or its answer is useless.

    ``status`` is that of the HTTP answer, 0 without one. ``retryable`` is whether the same request
    may succeed a little later, after the seconds ``retry_after`` if the server named them. The
    source must not be asked again before ``not_before``.
    """

    def __init__(
        self,
        what: str,
        why: str,
        hint: str = "",
        *,
        status: int = 0,
        retryable: bool = False,
        not_before: dt.datetime | None = None,
    ) -> None:
        super().__init__(what, why, hint)
        self.status = status
        self.retryable = retryable
        self.retry_after: float | None = None
        self.not_before = not_before


class UnreachableError(FetchError):
    """No request left this machine: further requests to the host would fail alike."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(what, why, retryable=True)


class IncompleteError(FetchError):
    """What the server has was fetched, and it says that there is more."""
