"""What a format is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from octavo_model.core.parsed import ParsedDigest, ParsedPaper, ParseWarning


CERTAIN = 0.95
"""So sure a format is that finds its own marks: then no other need be asked."""


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes to read, and what is known about where they came from.

    Attributes:
        data: The bytes as they came.
        name: File name, for messages and for a date in it; ``-`` for standard input.
        modified: When the file was last modified; for standard input, now.
        date: The day the user gave with ``--date``; overrides what the digest says.
        format: Name of the format the user says it is in; None to find out.
        origin: Name of the source it was fetched from; None where the user brought it.
    """

    data: bytes
    name: str
    modified: dt.datetime
    date: dt.date | None = None
    format: str | None = None
    origin: str | None = None


class Format(Protocol):
    """A way to read digests. Both methods are pure."""

    @property
    def name(self) -> str:
        """Its name on the command line, such as ``daily-papers-text``."""

    @property
    def title(self) -> str:
        """What a person calls it, such as ``Daily Papers page, saved as text``."""

    @property
    def badge(self) -> str:
        """Where its papers come from, in a word or two: ``HF``, ``arXiv``, ``mail``."""

    @property
    def example(self) -> str:
        """How one comes by such a digest, or what one looks like, on one line."""

    def sniff(self, source: Source) -> float:
        """How sure it is that it can read ``source``: 0 (not mine) to 1 (nothing else).

        0.9 and more: its own marks are there. About 0.5: the shape fits. Cheap: a glance at the
        beginning.

        Of a file of more than a megabyte it is asked about the first one before the rest is read.
        """

    def parse(self, source: Source) -> ParsedDigest:
        """Read ``source``; what is odd becomes a warning, and the rest is read.

        Raises:
            NotADigestError: It is plainly something else, such as a page asking to log in, or
                exceeds a stated limit; the error says which.
        """


@runtime_checkable
class LineFormat(Format, Protocol):
    """A format that can be read line by line, so that a file of any size can be."""

    def stream(
        self, lines: Iterable[bytes], source: Source
    ) -> Iterator[ParsedPaper | ParseWarning]:
        """What ``lines`` hold, one after the other, without keeping them.

        Args:
            lines: With their ends.
            source: What is known of them; its ``data`` is no more than their beginning.
        """
