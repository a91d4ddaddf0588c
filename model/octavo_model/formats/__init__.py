"""What a format is: a name for people, and a parser that turns bytes into a digest."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from octavo_model.formats.common.encoding import decode

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from octavo_model.core.parsed import ParsedDigest, ParsedPaper, ParseWarning


CERTAIN = 0.95
"""A format this likely has found its own marks; no other format is asked."""

_BEGINNING = 1 << 16


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes to read, and what is known about where they come from; see `ImportOptions`."""

    data: bytes
    name: str
    modified: dt.datetime
    date: dt.date | None = None
    format: str | None = None
    origin: str | None = None
    _beginnings: dict[int, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def beginning(self, size: int = _BEGINNING) -> str:
        """Return the text of the first ``size`` bytes; it is decoded once."""
        if size not in self._beginnings:
            self._beginnings[size] = decode(self.data[:size])[0]
        return self._beginnings[size]


class Parser(Protocol):
    """Reads one kind of digest. All methods are pure; a module with these functions is a parser."""

    def sniff(self, source: Source) -> float:
        """Return how likely it can read ``source``: 0 (not mine) to 1 (nothing else).

        0.9 and more: its own marks are there. About 0.5: the shape matches. Must be cheap: look at
        the beginning only. Of a large file ``source`` holds only the first megabyte.
        """

    def parse(self, source: Source) -> ParsedDigest:
        """Return what ``source`` says; anything odd becomes a warning, and the rest is read.

        Raises:
            NotADigestError: It is plainly something else, e.g. a login page, or exceeds a
                limit; the error says which.
        """


class Format(Parser, Protocol):
    """A parser, and what people call what it reads."""

    @property
    def name(self) -> str:
        """Its name on the command line, e.g. ``daily-papers-text``."""

    @property
    def title(self) -> str:
        """Its name for people, e.g. ``Daily Papers page, saved as text``."""

    @property
    def origin_label(self) -> str:
        """Where its papers come from, in a word or two: ``HF``, ``arXiv``, ``mail``."""

    @property
    def example(self) -> str:
        """How to get such a digest, or what one looks like, on one line."""


@runtime_checkable
class LineFormat(Format, Protocol):
    """A format that can be read line by line, of any size."""

    def stream(
        self, lines: Iterable[bytes], source: Source
    ) -> Iterator[ParsedPaper | ParseWarning]:
        """Yield what ``lines``, with their ends, hold, one after the other, without keeping them.

        The data of ``source`` are at most their beginning.
        """
