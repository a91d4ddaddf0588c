"""The parts of a mail (RFC 5322, MIME): bodies and attached files, decoded. Pure.

The standard library reads the headers; its parser of parts has no bounds for nested, broken mails.
"""

from __future__ import annotations

import binascii
import codecs
import datetime as dt
import itertools
import quopri
import re
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import collapse_rfc2231_value, parsedate_to_datetime
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.formats.common.encoding import decode
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_PARTS = 50
_DEEPEST = 10
# Bytes of a decoded part, and its lines or tags. The longest listings have half of that.
_LARGEST_PART = 2 << 20
_MOST_IN_PART = 100_000
_LARGEST_HEAD = 1 << 16
_LONGEST_VALUE = 2000
_HEADER = re.compile(rb"[!-9;-~]{1,76}[ \t]*:")
_FROM_LINE = re.compile(rb">?From [^\n]{0,1000}\n")
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
# Made for names of hosts, and quadratic.
_NO_CHARSETS = frozenset({"idna", "punycode"})
_TEXT = ("text/plain", "text/html")


class MimePart(NamedTuple):
    """A body of a mail, or a file attached to one with its name."""

    kind: str
    """Its type, e.g. ``text/html``, in lower case."""
    name: str
    data: bytes
    """Decoded; text is in UTF-8 if the mail has the right charset."""
    message: int
    """Which message it is a body of, from 0. A file is one of its own."""


@dataclass(slots=True)
class MimeMessage:
    """A mail with its date and its parts, in order."""

    date: dt.datetime | None = None
    parts: list[MimePart] = field(default_factory=list)
    cut: bool = False
    """Whether it holds more than is read: more, deeper or longer parts."""
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def read(self, head: Message, body: bytes, message: int = 0, depth: int = 0) -> None:
        """Add the parts in ``body``, which belong to the message of that number."""
        kind = _value(head, "content-type").partition(";")[0].strip().lower() or "text/plain"
        if depth > _DEEPEST or len(self.parts) >= MOST_PARTS:
            self.cut = True
        elif kind.startswith("multipart/") and (boundary := _parameter(head, "boundary")):
            # In a digest of mails, each part is one by default.
            default = "message/rfc822" if kind == "multipart/digest" else "text/plain"
            for piece in _cut(body, boundary):
                inner, content = _split(piece)
                if "content-type" not in inner:
                    inner["Content-Type"] = default
                self.read(inner, content, message, depth + 1)
        elif kind == "message/rfc822":
            self.read(*_split(_decoded(head, body)), next(self._numbers), depth + 1)
        else:
            self._add(kind, head, body, message)

    def _add(self, kind: str, head: Message, body: bytes, message: int) -> None:
        name = _parameter(head, "filename", "content-disposition") or _parameter(head, "name")
        data = _decoded(head, body)
        if len(data) > _LARGEST_PART or max(map(data.count, (b"\n", b"<"))) > _MOST_IN_PART:
            self.cut |= kind in _TEXT
            return
        if kind.startswith("text/"):
            data = _in_utf8(data, _parameter(head, "charset"))
        if name or kind not in _TEXT:
            message = next(self._numbers)
        self.parts.append(MimePart(kind, clean_line(name), data, message))


def read_mail(data: bytes) -> MimeMessage:
    """Return the mail in ``data``; never raises."""
    head, body = _split(data)
    mail = MimeMessage(_moment(_value(head, "date")))
    mail.read(head, body)
    return mail


def _split(data: bytes) -> tuple[Message, bytes]:
    """The headers of a mail or a part, and the rest of it."""
    if line := _FROM_LINE.match(data):
        data = data[line.end() :]
    end, start = _head_end(data)
    return BytesHeaderParser(policy=compat32).parsebytes(data[:end]), data[start:]


def _head_end(data: bytes) -> tuple[int, int]:
    """The end of the headers, and the start of the body: any other line ends them, too."""
    at = 0
    while at < min(len(data), _LARGEST_HEAD):
        line_end = data.find(b"\n", at) + 1 or len(data)
        if data[at:line_end].isspace():
            return at, line_end
        if not _HEADER.match(data, at) and not (at and data[at : at + 1].isspace()):
            break
        at = line_end
    return at, at


def _cut(body: bytes, boundary: str) -> list[bytes]:
    """The parts between the boundaries, up to the closing one or the end."""
    mark = re.escape(boundary.rstrip().encode("utf-8", "surrogateescape"))
    pieces: list[bytes] = []
    start = -1
    for found in re.finditer(rb"(?:^|\n)--" + mark + rb"(--)?[ \t]*\r?(?=\n|\Z)", body):
        if start >= 0:
            pieces.append(body[start : max(start, found.start())].removesuffix(b"\r"))
        # The line break that ends one boundary may be the one before the next.
        start = -1 if found[1] else min(found.end() + 1, len(body))
        if found[1] or len(pieces) > MOST_PARTS:
            break
    if start >= 0:
        pieces.append(body[start:])
    return pieces


def _decoded(head: Message, body: bytes) -> bytes:
    how = _value(head, "content-transfer-encoding").strip().lower()
    if how == "quoted-printable":
        return quopri.decodestring(body)
    if how == "base64":
        letters = _NO_BASE64.sub(b"", body)
        # A single letter too many has no meaning.
        letters = letters[: len(letters) - (len(letters) % 4 == 1)]
        return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))
    return body


def _in_utf8(data: bytes, charset: str) -> bytes:
    """Text in UTF-8, from the charset of the mail, else from a guessed one."""
    with suppress(LookupError, ValueError):
        if codecs.lookup(charset or "utf-8").name not in _NO_CHARSETS:
            return data.decode(charset or "utf-8").encode()
    return decode(data)[0].encode("utf-8", "replace")


def _value(head: Message, name: str) -> str:
    return str(head.get(name, ""))[:_LONGEST_VALUE]


def _parameter(head: Message, name: str, header: str = "content-type") -> str:
    """A parameter of a header, e.g. its charset, in any encoding."""
    bounded = Message(policy=compat32)
    bounded[header] = _value(head, header)
    try:
        value = bounded.get_param(name, "", header=header)
        return collapse_rfc2231_value(value).strip() if value else ""
    except (ValueError, LookupError, TypeError):
        return ""


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    # "-0000": the time zone of the sender is unknown.
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
