"""A mail (RFC 5322) that holds a digest: in a body, plain or HTML, in a file, or forwarded."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedDigest, ParsedPaper, ParseWarning
from octavo_model.formats import CERTAIN, Source
from octavo_model.formats.common import dates
from octavo_model.formats.common.encoding import decode
from octavo_model.formats.common.html import to_text
from octavo_model.text.fold import fold_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from octavo_model.formats import Format
    from octavo_model.formats.mail.mime import MimeMessage, Part

_BEGINNING = 1 << 16
_HEADER = re.compile(rb"([!-9;-~]{1,76}):|[ \t]+\S")
_KNOWN = frozenset(
    b"from to cc date subject received return-path message-id mime-version content-type sender "
    b"delivered-to reply-to list-id list-unsubscribe dkim-signature x-mailer".split()
)
# Headers that a mail has after it was sent, and other texts do not have.
_SENT = frozenset(
    b"received return-path message-id mime-version content-type delivered-to "
    b"dkim-signature list-id from".split()
)
_FEWEST_HEADERS = 2
_MOST_HEADER_LINES = 400
# Read as a mail, a digest is decoded, which is better than reading the same bytes directly.
_BEFORE_BARE = 0.02
_SURE = 0.8
# A less likely format only explains why something is not one of its digests.
_LEAST = 0.2
# The end of the name of a format, which is not part of a digest's name.
_SHAPE = re.compile(r"-(?:feed|html|json|mail|text)$")
_NO_DIGESTS = ("image/", "audio/", "video/", "font/", "application/pdf", "application/pgp-")


@dataclass(frozen=True, slots=True)
class _Find:
    """A part of a mail, and a format that can read it.

    Attributes:
        likelihood: How likely the format can read it.
        format: That format.
        source: The part, as a source.
        message: The message of the part.
        day: When it was first sent, if it was forwarded.
    """

    likelihood: float
    format: Format
    source: Source
    message: int
    day: dt.date | None


class MailFormat:
    """Reads one mail as it was sent, through the other formats."""

    def __init__(self, formats: Sequence[Format]) -> None:
        self._formats = tuple(formats)

    def sniff(self, source: Source) -> float:
        """Return how likely the best format can read one of its parts; 0 if it is not a mail."""
        names = _header_names(source.data[:_BEGINNING])
        if len(names & _KNOWN) < _FEWEST_HEADERS:
            return 0.0
        finds = self._finds(source, _content(source.data))
        sure = max((one.likelihood for one in finds), default=0.0)
        if not sure:
            return 0.0
        return min(1.0, sure + _BEFORE_BARE) if names & _SENT else sure - _BEFORE_BARE

    def parse(self, source: Source) -> ParsedDigest:
        """Read the digests in ``source``: the most likely part, and other messages and files in it.

        Raises:
            NotADigestError: No format can read any of its parts.
        """
        content = _content(source.data)
        # The other formats are asked only if the certain ones refuse it.
        try:
            return self._read(source, content, self._finds(source, content))
        except NotADigestError:
            return self._read(source, content, self._finds(source, content, all_of_them=True))

    @staticmethod
    def _read(source: Source, content: MimeMessage, finds: Sequence[_Find]) -> ParsedDigest:
        read: list[ParsedDigest] = []
        refusal: NotADigestError | None = None
        taken: set[int] = set()
        for find in sorted(finds, key=lambda one: -one.likelihood):
            # Alternatives of one message are the same; another message needs a higher likelihood.
            if find.message in taken or (read and find.likelihood < _SURE):
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

    def _finds(
        self, source: Source, content: MimeMessage, *, all_of_them: bool = False
    ) -> list[_Find]:
        """The formats that can read a part, for each way to read it.

        If one is certain, the others are not asked, unless ``all_of_them`` are wanted.
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


def _content(data: bytes) -> MimeMessage:
    # The library for mails is slow to import, and most digests are not mails.
    from octavo_model.formats.mail.mime import read_mail

    content = read_mail(data)
    if content.date and content.date.tzinfo is None:
        # "-0000": the time zone of the sender is unknown.
        content.date = content.date.replace(tzinfo=dt.UTC)
    return content


def _header_names(beginning: bytes) -> set[bytes]:
    """The names of the headers at the start of ``beginning``, in lower case."""
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
    for reading in forwarded_parts(text):
        yield reading.text.encode("utf-8", "replace"), reading.day


def _parsed(find: _Find, source: Source, content: MimeMessage) -> ParsedDigest:
    """The digest of a part, named as on its own; it has the mail's day if it has none."""
    digest = find.format.parse(find.source)
    if digest.date is None:
        sent = content.date.date() if content.date else None
        day = find.day or sent or dates.in_name(source.name)
        if day:
            digest = find.format.parse(replace(find.source, date=day))
    return replace(digest, slug=digest.slug or _SHAPE.sub("", find.format.name))


def _together(read: Sequence[ParsedDigest], *, cut: bool) -> ParsedDigest:
    """The digests as one, named like the first, with each paper once."""
    papers: dict[str, ParsedPaper] = {}
    warnings: list[ParseWarning] = []
    if cut:
        warnings.append(ParseWarning(0, "the mail has more parts than are read"))
    for digest in read:
        warnings += digest.warnings
        for number, paper in enumerate(digest.papers):
            # Papers listed twice in one digest are for its format to handle.
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
_MOST_READINGS = 6
_FEWEST_QUOTED = 4


@dataclass(frozen=True, slots=True)
class ForwardedPart:
    """A text, or the text inside it that was forwarded.

    Attributes:
        text: Without the marks of forwarding.
        day: When it was first sent, if a forwarded header says so.
    """

    text: str
    day: dt.date | None = None


def forwarded_parts(text: str) -> list[ForwardedPart]:
    r"""Return ``text``, and the texts without the marks of each time it was forwarded.

    >>> forwarded_parts("See this!\n\nBegin forwarded message:\n\nTo: me\n\nPapers")[1].text
    'Papers'
    """
    found = [ForwardedPart(text)]
    for outer in found:
        for inner in (_unquoted(outer.text), _below_banner(outer.text)):
            if inner is not None and len(found) < _MOST_READINGS:
                found.append(ForwardedPart(inner.text, inner.day or outer.day))
    return found


def _unquoted(text: str) -> ForwardedPart | None:
    """The lines after ``>``, if there are enough."""
    lines = text.splitlines()
    quoted = [_QUOTE.match(line) for line in lines]
    if sum(mark is not None for mark in quoted) < _FEWEST_QUOTED:
        return None
    kept = (line[mark.end() :] for line, mark in zip(lines, quoted, strict=True) if mark)
    return ForwardedPart("\n".join(kept))


def _below_banner(text: str) -> ForwardedPart | None:
    """The text below a line that says it was forwarded, and below its headers."""
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
    return ForwardedPart("\n".join(lines[at:]).lstrip("\n"), day)


def _day(text: str) -> dt.date | None:
    """The day of a time, as mail programs write it into forwarded mails."""
    if found := _DAY_FIRST.search(text):
        day, month, year = found[1], found[2], found[3]
    elif found := _MONTH_FIRST.search(text):
        month, day, year = found[1], found[2], found[3]
    else:
        return dates.from_mail(text) or dates.from_iso(text)
    return dates.whole_day(year, month, day)
