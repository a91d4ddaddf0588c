"""What goes wrong between a source and the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.core.errors import OctavoError

if TYPE_CHECKING:
    import datetime as dt


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
