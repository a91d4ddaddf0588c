"""Lines of bytes to lines of text, one at a time, where a file is too large to be held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.digests.encoding import decode
from octavo_model.parsed import ParseWarning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


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

    def __iter__(self) -> Iterator[str]:
        for number, line in enumerate(self._lines, 1):
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
        """The first line read that is not UTF-8, as a warning that says how many more are not."""
        if self._first is None:
            return ()
        more = f" (and {self._count - 1:,} more)" if self._count > 1 else ""
        return (ParseWarning(self._first.line, self._first.message + more),)
