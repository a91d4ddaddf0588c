"""A mail (RFC 5322) that holds a digest: in a body, plain or HTML, in a file, or forwarded."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from octavo_model.core.dates import MONTHS
from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedDigest, ParsedPaper, ParseWarning
from octavo_model.formats import CERTAIN, Source
from octavo_model.formats.common import dates
from octavo_model.formats.common.encoding import decode
from octavo_model.formats.common.html import to_text
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
        day = find.day or sent or dates.in_name(source.name)
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


_BANNER = re.compile(
    r"^[ \t]*(?:-{2,20} ?(?:Forwarded message|Forwarded Message|Original Message"
    r"|Weitergeleitete Nachricht|Message transféré) ?-{2,20}"
    r"|Begin forwarded message:)[ \t\r]*$",
    re.MULTILINE,
)
_FORWARDED_HEADER = re.compile(r"[ \t]*\*?(?:From|Date|Sent|Subject|To|Cc|Reply-To|Resent-\w+):.*")
_FORWARDED_DATE = re.compile(r"[ \t]*\*?(?:Date|Sent):\*?(.*)")
_QUOTE = re.compile(r"[ \t]?> ?")
_DAY_FIRST = re.compile(r"\b(\d{1,2})\.? ([A-Z][a-z]{2})[a-z]*\.?,? (\d{4})\b")
_MONTH_FIRST = re.compile(r"\b([A-Z][a-z]{2})[a-z]*\.? (\d{1,2}),? (\d{4})\b")
_MONTHS = tuple(name.title() for name in MONTHS)
_MOST_READINGS = 6
_FEWEST_QUOTED = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text.

    Attributes:
        text: Without what was put around it.
        day: When it was sent first, where a forwarded header says so.
    """

    text: str
    day: dt.date | None = None


def readings(text: str) -> list[Reading]:
    r"""``text`` as it stands, and without the marks of each time it was forwarded.

    >>> readings("See this!\n\nBegin forwarded message:\n\nTo: me\n\nPapers")[1].text
    'Papers'
    """
    found = [Reading(text)]
    for outer in found:
        for inner in (_unquoted(outer.text), _below_banner(outer.text)):
            if inner is not None and len(found) < _MOST_READINGS:
                found.append(Reading(inner.text, inner.day or outer.day))
    return found


def _unquoted(text: str) -> Reading | None:
    """The lines behind ``>``, where there are some."""
    lines = text.splitlines()
    quoted = [_QUOTE.match(line) for line in lines]
    if sum(mark is not None for mark in quoted) < _FEWEST_QUOTED:
        return None
    kept = (line[mark.end() :] for line, mark in zip(lines, quoted, strict=True) if mark)
    return Reading("\n".join(kept))


def _below_banner(text: str) -> Reading | None:
    """What stands below a line that says it was forwarded, and below its headers."""
    banner = _BANNER.search(text)
    if banner is None:
        return None
    lines = text[banner.end() :].lstrip("\r\n").splitlines()
    day: dt.date | None = None
    at = 0
    while at < len(lines) and (
        _FORWARDED_HEADER.fullmatch(lines[at]) or (at and lines[at][:1].isspace())
    ):
        if sent := _FORWARDED_DATE.fullmatch(lines[at]):
            day = _day(sent[1])
        at += 1
    return Reading("\n".join(lines[at:]).lstrip("\n"), day)


def _day(text: str) -> dt.date | None:
    """The day of a moment, as programs for mail write it into what they forward."""
    if found := _DAY_FIRST.search(text):
        day, month, year = found[1], found[2], found[3]
    elif found := _MONTH_FIRST.search(text):
        month, day, year = found[1], found[2], found[3]
    else:
        return dates.from_mail(text) or dates.from_iso(text)
    try:
        return dt.date(int(year), _MONTHS.index(month) + 1, int(day))
    except ValueError:
        return None
