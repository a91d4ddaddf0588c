"""Bytes to text in any encoding, whole or, for large files, line by line."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from octavo_model.core.parsed import ParseWarning
from octavo_model.storage.files import LONGEST_LINE, LongLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class DecodedLines:
    r"""Decodes lines in UTF-8, and single ones in another encoding; can be read once.

    >>> lines = DecodedLines([b"\xef\xbb\xbfplain\n", b"na\xefve\n"])
    >>> list(lines), str(lines.odd[0])
    (['plain\n', 'naïve\n'], 'line 2: not UTF-8; read as Windows-1252')
    """

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = lines
        # The first warning and the number of warnings, by whether the line was too long.
        self._odd: dict[bool, tuple[ParseWarning, int]] = {}

    def __iter__(self) -> Iterator[str]:
        for number, line in enumerate(self._lines, 1):
            if isinstance(line, LongLine):
                self._warn(number, f"longer than {LONGEST_LINE >> 20} MB; left out", is_long=True)
                yield "\n"
                continue
            try:
                text = line.decode()
            except UnicodeDecodeError:
                text, warning = decode(line)
                if warning:
                    self._warn(number, warning.message)
            if number > 1:
                yield text
            else:
                # The file of an old Mac is one line, with carriage returns alone.
                lines = re.findall("[^\r]*\r\n?|[^\r]+", text.removeprefix("\ufeff"))
                yield from lines or [text]

    def _warn(self, number: int, message: str, *, is_long: bool = False) -> None:
        first, count = self._odd.get(is_long, (ParseWarning(number, message), 0))
        self._odd[is_long] = first, count + 1

    @property
    def odd(self) -> tuple[ParseWarning, ...]:
        """A warning about the lines so far that are not UTF-8, and one about those left out."""
        return tuple(
            ParseWarning(first.line, f"{first.message} (and {count - 1:,} more)")
            if count > 1
            else first
            for _, (first, count) in sorted(self._odd.items())
        )


# UTF-32 before UTF-16, as its marks start with those of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 4096
_LONGEST_UTF8 = 4
# With so many valid characters beyond ASCII for each broken one, the file is damaged UTF-8.
_VALID_PER_BROKEN = 3


def decode(data: bytes) -> tuple[str, ParseWarning | None]:
    """Return the text in ``data``, and a warning if its encoding was guessed or broken.

    A byte order mark decides; then UTF-8; then UTF-16 if every other byte is zero; the rest is
    read as Windows-1252. UTF-8 with its last character cut off (a partial capture) or with a few
    broken bytes is still UTF-8. Where all lines end with a carriage return, as of old Macs, they
    end with a line feed instead. Never raises.
    """
    text, warning = _decoded(data)
    if "\n" not in text and "\r" in text:
        text = text.replace("\r", "\n")
    return text, warning


def _decoded(data: bytes) -> tuple[str, ParseWarning | None]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], encoding)
    if wide := _wide_without_mark(data):
        text = data.decode(wide, "replace")
        return text, ParseWarning(0, f"no byte order mark; read as {wide.upper()}")
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as error:
        return _not_quite_utf8(data, error)


def _marked(data: bytes, encoding: str) -> tuple[str, ParseWarning | None]:
    try:
        return data.decode(encoding), None
    except UnicodeDecodeError as error:
        message = f"marked as {encoding.upper()}, but broken at byte {error.start + 1}"
        return data.decode(encoding, "replace"), ParseWarning(0, message)


def _wide_without_mark(data: bytes) -> str | None:
    """Return the kind of UTF-16 of ``data``, if it is ASCII with zeros between."""
    sample = data[:_SAMPLE]
    half = len(sample) // 2
    at_even, at_odd = sample[0::2].count(0), sample[1::2].count(0)
    if (at_even and at_odd) or max(at_even, at_odd) * 10 <= half * 4:
        return None
    return "utf-16-le" if at_odd else "utf-16-be"


def _not_quite_utf8(data: bytes, error: UnicodeDecodeError) -> tuple[str, ParseWarning]:
    if error.reason == "unexpected end of data" and len(data) - error.start < _LONGEST_UTF8:
        head = data[: error.start]
        line = head.count(b"\n") + 1
        return head.decode(), ParseWarning(line, "the file ends in the middle of a character")
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    valid = sum(char > "\x7f" for char in text) - broken
    if valid >= broken * _VALID_PER_BROKEN:
        line = data.count(b"\n", 0, error.start) + 1
        return text, ParseWarning(line, f"broken UTF-8: {broken} unreadable, shown as \ufffd")
    message = "not UTF-8; read as Windows-1252"
    try:
        return data.decode("cp1252"), ParseWarning(0, message)
    except UnicodeDecodeError:
        # Five bytes are undefined in Windows-1252; in Latin-1 they are control characters.
        return data.decode("latin-1"), ParseWarning(0, "not UTF-8; read as Latin-1")
