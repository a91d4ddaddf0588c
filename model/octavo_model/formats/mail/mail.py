"""A mail (RFC 5322) that holds a digest: in a body, plain or HTML, in a file, or forwarded."""

from __future__ import annotations

import re
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedDigest, ParsedPaper, ParseWarning
from octavo_model.formats import CERTAIN, Source
from octavo_model.formats.common import dates
from octavo_model.formats.common.encoding import decode
from octavo_model.formats.common.html import to_text
from octavo_model.text.fold import fold_title

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from octavo_model.formats import Format
    from octavo_model.formats.mail.mime import MimeMessage, MimePart

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


class _Find(NamedTuple):
    """A part of a mail, and a format that can read it."""

    likelihood: float
    format: Format
    source: Source
    message: int
    day: dt.date | None  # when it was first sent, if it was forwarded


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
        """Return the digests in ``source``: the most likely part, and other messages and files."""
        content = _content(source.data)
        # The other formats are asked only if the certain ones refuse it.
        try:
            return self._read(source, content, self._finds(source, content))
        except NotADigestError:
            return self._read(source, content, self._finds(source, content, all_of_them=True))

    @staticmethod
    def _read(source: Source, content: MimeMessage, finds: Sequence[_Find]) -> ParsedDigest:
        read: dict[int, ParsedDigest] = {}
        refusals: list[NotADigestError] = []
        for find in sorted(finds, key=lambda one: -one.likelihood):
            # Alternatives of one message are the same; another message needs a higher likelihood.
            if find.message in read or (read and find.likelihood < _SURE):
                continue
            try:
                read[find.message] = _parsed(find, source, content)
            except NotADigestError as error:
                refusals.append(error)
        if refusals and not read:
            raise NotADigestError(source.name, refusals[0].why, refusals[0].hint)
        if not read:
            raise NotADigestError(source.name, "a mail without a digest")
        return _together(list(read.values()), cut=content.cut)

    def _finds(
        self, source: Source, content: MimeMessage, *, all_of_them: bool = False
    ) -> list[_Find]:
        """The formats that can read a part, up to a certain one unless ``all_of_them`` count."""
        sent = content.date or source.modified
        enough = inf if all_of_them else CERTAIN
        parts = (part for part in content.parts if not part.kind.startswith(_NO_DIGESTS))
        return [find for part in parts for find in self._finds_in(part, sent, source.date, enough)]

    def _finds_in(
        self, part: MimePart, sent: dt.datetime, date: dt.date | None, enough: float
    ) -> Iterator[_Find]:
        for data, day in _ways_to_read(part):
            source = Source(data, part.name, sent, date)
            for candidate in self._formats:
                likelihood = candidate.sniff(source)
                if likelihood >= _LEAST:
                    yield _Find(likelihood, candidate, source, part.message, day)
                if likelihood >= enough:
                    return


def _content(data: bytes) -> MimeMessage:
    # The library for mails is slow to import, and most digests are not mails.
    from octavo_model.formats.mail.mime import read_mail

    return read_mail(data)


def _header_names(beginning: bytes) -> set[bytes]:
    """The names of the headers at the start of ``beginning``, in lower case."""
    names: set[bytes] = set()
    lines = beginning.splitlines()[:_MOST_HEADER_LINES]
    first = lines and lines[0].startswith((b"From ", b">From "))
    for line in lines[1:] if first else lines:
        found = _HEADER.match(line)
        if found is None or not (found[1] or names):
            break
        if found[1]:
            names.add(found[1].lower())
    return names


def _ways_to_read(part: MimePart) -> Iterator[tuple[bytes, dt.date | None]]:
    """The data of ``part`` as it is, without HTML, and without the marks of forwarding."""
    if part.kind not in ("text/plain", "text/html"):
        yield part.data, None
        return
    text, _ = decode(part.data)
    if part.kind == "text/html":
        yield part.data, None
        text = to_text(text)
    for inner, day in forwarded_parts(text):
        yield inner.encode("utf-8", "replace"), day


def _parsed(find: _Find, source: Source, content: MimeMessage) -> ParsedDigest:
    """The digest of a part, named as on its own; it has the mail's day if it has none."""
    digest = find.format.parse(find.source)
    sent = content.date.date() if content.date else None
    day = find.day or sent or dates.in_name(source.name)
    if day and digest.date is None:
        digest = find.format.parse(replace(find.source, date=day))
    return replace(digest, slug=digest.slug or _SHAPE.sub("", find.format.name))


def _together(read: Sequence[ParsedDigest], *, cut: bool) -> ParsedDigest:
    """The digests as one, named like the first, with each paper once."""
    papers: dict[str, ParsedPaper] = {}
    warnings = [ParseWarning(0, "the mail has more parts than are read")] if cut else []
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


class ForwardedPart(NamedTuple):
    """A text without marks of forwarding, and when it was first sent if its header says so."""

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
            if inner and len(found) < _MOST_READINGS:
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
        day, month, year = found.groups()
    elif found := _MONTH_FIRST.search(text):
        month, day, year = found.groups()
    else:
        return dates.from_mail(text) or dates.from_iso(text)
    return dates.whole_day(year, month, day)
