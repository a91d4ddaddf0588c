"""Lines of bytes to lines of text, one at a time, where a file is too large to be held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from octavo_model.core.parsed import ParseWarning
from octavo_model.formats.common.encoding_part import decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SHOWN = 200
LONGEST_LINE = 32 << 20
"""Bytes of a line of a large file that is still read."""


class LongLine(bytes):
    """The beginning of a line that is longer; in the place of that line."""


class _Lines(Protocol):
    def readline(self, size: int, /) -> bytes:
        """The next line, or the first ``size`` bytes of it; empty at the end."""


def bounded_lines(file: _Lines, longest: int = LONGEST_LINE) -> Iterator[bytes]:
    r"""The lines of ``file``, of which none is held that has more than ``longest`` bytes.

    >>> import io
    >>> list(bounded_lines(io.BytesIO(b"abc\ndefghi\nj"), 4))
    [b'abc\n', b'defg', b'j']
    """
    while line := file.readline(longest):
        if len(line) < longest or line.endswith(b"\n"):
            yield line
            continue
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = file.readline(longest)
        yield LongLine(line[:_SHOWN])


class DecodedLines:
    r"""Lines in UTF-8, and single ones that are not as their bytes give away; to be read once.

    >>> lines = DecodedLines([b"\xef\xbb\xbfplain\n", b"na\xefve\n"])
    >>> list(lines), str(lines.odd[0])
    (['plain\n', 'naïve\n'], 'line 2: not UTF-8; read as Windows-1252')
    """

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = lines
        self._first: ParseWarning | None = None
        self._count = 0
        self._long: list[int] = []

    def __iter__(self) -> Iterator[str]:
        for number, line in enumerate(self._lines, 1):
            if isinstance(line, LongLine):
                self._long.append(number)
                yield "\n"
                continue
            try:
                text = line.decode()
            except UnicodeDecodeError:
                text, warning = decode(line)
                self._count += 1
                if self._first is None and warning:
                    self._first = ParseWarning(number, warning.message)
            yield text.removeprefix("\ufeff") if number == 1 else text

    @property
    def odd(self) -> tuple[ParseWarning, ...]:
        """What was odd of the lines read.

        The first that is not UTF-8, as a warning that says how many more are not; likewise the
        first that was too long, and therefore left out.
        """
        found: list[ParseWarning] = []
        if self._first is not None:
            found.append(_counted(self._first, self._count))
        if self._long:
            limit = f"longer than {LONGEST_LINE >> 20} MB; left out"
            found.append(_counted(ParseWarning(self._long[0], limit), len(self._long)))
        return tuple(found)


def _counted(first: ParseWarning, count: int) -> ParseWarning:
    more = f" (and {count - 1:,} more)" if count > 1 else ""
    return ParseWarning(first.line, first.message + more)
