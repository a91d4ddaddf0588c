"""A mail (RFC 5322) that holds a digest: in a body, plain or HTML, in a file, or forwarded."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedDigest, ParsedPaper, ParseWarning
from octavo_model.formats import CERTAIN, Source
from octavo_model.formats.common import days
from octavo_model.formats.common.encoding_part import decode
from octavo_model.formats.common.html import to_text
from octavo_model.formats.mail.forwarding import readings
from octavo_model.text.clean import fold_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from octavo_model.formats import Format
    from octavo_model.formats.mail.mime import Mail as Content
    from octavo_model.formats.mail.mime import Part

_BEGINNING = 1 << 16
_HEADER = re.compile(rb"([!-9;-~]{1,76}):|[ \t]+\S")
_KNOWN = frozenset(
    b"from to cc date subject received return-path message-id mime-version content-type sender "
    b"delivered-to reply-to list-id list-unsubscribe dkim-signature x-mailer".split()
)
# Headers that a mail has once it was sent, and a text that somebody wrote has not.
_SENT = frozenset(
    b"received return-path message-id mime-version content-type delivered-to "
    b"dkim-signature list-id from".split()
)
_FEWEST_HEADERS = 2
_MOST_HEADER_LINES = 400
# Read as a mail, a digest is decoded: that goes before reading the same bytes as they stand.
_BEFORE_BARE = 0.02
_SURE = 0.8
# A format that is less sure means to say why something is none of its digests.
_LEAST = 0.2
# What ends the name of a format, but not that of a digest.
_SHAPE = re.compile(r"-(?:feed|html|json|mail|text)$")
_NO_DIGESTS = ("image/", "audio/", "video/", "font/", "application/pdf", "application/pgp-")


@dataclass(frozen=True, slots=True)
class _Find:
    """A part of a mail, and a format that can read it.

    Attributes:
        sure: How sure a format is.
        format: That format.
        source: What it reads.
        message: Of the part.
        day: When it was sent first, if it was forwarded.
    """

    sure: float
    format: Format
    source: Source
    message: int
    day: dt.date | None


class Mail:
    """Reads one mail as it was sent, through the other formats.

    Attributes:
        name: On the command line.
        title: For people.
        badge: For the papers.
        example: How one comes by one.
    """

    name = "mail"
    title = "mail that holds a digest"
    badge = "mail"
    example = "a saved mail (.eml), plain, HTML or forwarded, or with a digest attached"

    def __init__(self, formats: Sequence[Format]) -> None:
        self._formats = tuple(formats)

    def sniff(self, source: Source) -> float:
        """As sure as the surest format is of one of the mail's parts; 0 where it is no mail."""
        names = _header_names(source.data[:_BEGINNING])
        if len(names & _KNOWN) < _FEWEST_HEADERS:
            return 0.0
        finds = self._finds(source, _content(source.data))
        sure = max((one.sure for one in finds), default=0.0)
        if not sure:
            return 0.0
        return min(1.0, sure + _BEFORE_BARE) if names & _SENT else sure - _BEFORE_BARE

    def parse(self, source: Source) -> ParsedDigest:
        """Read the digests in ``source``: the surest part, and other messages and files in it.

        Raises:
            NotADigestError: No format can read any of its parts.
        """
        content = _content(source.data)
        # Only where those that are certain refuse it are the others asked.
        try:
            return self._read(source, content, self._finds(source, content))
        except NotADigestError:
            return self._read(source, content, self._finds(source, content, all_of_them=True))

    @staticmethod
    def _read(source: Source, content: Content, finds: Sequence[_Find]) -> ParsedDigest:
        read: list[ParsedDigest] = []
        refusal: NotADigestError | None = None
        taken: set[int] = set()
        for find in sorted(finds, key=lambda one: -one.sure):
            # Alternatives of one message say the same; another one needs to be sure of its own.
            if find.message in taken or (read and find.sure < _SURE):
                continue
            try:
                read.append(_parsed(find, source, content))
            except NotADigestError as error:
                refusal = refusal or error
                continue
            taken.add(find.message)
        if not read:
            if refusal:
                raise NotADigestError(source.name, refusal.why, refusal.hint)
            raise NotADigestError(source.name, "a mail without a digest")
        return _together(read, cut=content.cut)

    def _finds(self, source: Source, content: Content, *, all_of_them: bool = False) -> list[_Find]:
        """The formats that can read a part, for each way to read it.

        Where one is certain, the rest are not asked, unless ``all_of_them`` are wanted.
        """
        finds: list[_Find] = []
        for part in content.parts:
            if part.kind.startswith(_NO_DIGESTS):
                continue
            for data, day in _ways_to_read(part):
                one = Source(data, part.name, content.date or source.modified, source.date)
                surest = 0.0
                for candidate in self._formats:
                    sure = candidate.sniff(one)
                    if sure >= _LEAST:
                        finds.append(_Find(sure, candidate, one, part.message, day))
                    surest = max(surest, sure)
                    if surest >= CERTAIN and not all_of_them:
                        break
                if surest >= CERTAIN and not all_of_them:
                    break
        return finds


def _content(data: bytes) -> Content:
    # The library for mails is slow to import, and most digests are none.
    from octavo_model.formats.mail.mime import read_mail

    content = read_mail(data)
    if content.date and content.date.tzinfo is None:
        # "-0000": the sender does not tell where it was.
        content.date = content.date.replace(tzinfo=dt.UTC)
    return content


def _header_names(beginning: bytes) -> set[bytes]:
    """The names of the headers that ``beginning`` begins with, in lower case."""
    names: set[bytes] = set()
    for number, line in enumerate(beginning.splitlines()[:_MOST_HEADER_LINES]):
        found = _HEADER.match(line)
        if found is None:
            if number == 0 and line.startswith((b"From ", b">From ")):
                continue
            break
        if found[1]:
            names.add(found[1].lower())
        elif not number:
            break
    return names


def _ways_to_read(part: Part) -> Iterator[tuple[bytes, dt.date | None]]:
    """The data of ``part`` as it is, without HTML, and without the marks of forwarding."""
    if part.kind not in ("text/plain", "text/html"):
        yield part.data, None
        return
    text, _ = decode(part.data)
    if part.kind == "text/html":
        yield part.data, None
        text = to_text(text)
    for reading in readings(text):
        yield reading.text.encode("utf-8", "replace"), reading.day


def _parsed(find: _Find, source: Source, content: Content) -> ParsedDigest:
    """The digest of a part, called as it were by itself; the mail's day where it tells none."""
    digest = find.format.parse(find.source)
    if digest.date is None:
        sent = content.date.date() if content.date else None
        day = find.day or sent or days.in_name(source.name)
        if day:
            digest = find.format.parse(replace(find.source, date=day))
    return replace(digest, slug=digest.slug or _SHAPE.sub("", find.format.name))


def _together(read: Sequence[ParsedDigest], *, cut: bool) -> ParsedDigest:
    """The digests as one, called after the first: each paper once."""
    papers: dict[str, ParsedPaper] = {}
    warnings: list[ParseWarning] = []
    if cut:
        warnings.append(ParseWarning(0, "the mail has more parts than are read"))
    for digest in read:
        warnings += digest.warnings
        for number, paper in enumerate(digest.papers):
            # What one digest says twice is its format's affair.
            key = paper.arxiv_id or paper.doi or fold_title(paper.title)
            if digest is read[0]:
                key = key if key not in papers else f"{number}:{key}"
            papers.setdefault(key, paper)
    return replace(read[0], papers=tuple(papers.values()), warnings=tuple(warnings))
