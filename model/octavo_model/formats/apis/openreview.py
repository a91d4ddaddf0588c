"""Notes of OpenReview: papers of conferences, workshops and journals.

An answer of https://api2.openreview.net/notes or of the older https://api.openreview.net/notes is
``{"notes": […], "count": n}``. The fields of a note's ``content`` are values in API 1, and objects
with a ``value`` in API 2. A saved list of notes, and one note on each line, are read too. See
https://docs.openreview.net/reference/api-v2/entities/note.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urljoin

from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedPaper, ParseWarning
from octavo_model.formats.apis.answer import Answer, read_answer
from octavo_model.formats.common import dates
from octavo_model.formats.common.dates import LooseDay
from octavo_model.formats.common.digest import find_ids, gather, rationed, slug, with_ids
from octavo_model.formats.common.json import Salvage, load
from octavo_model.formats.feeds.entries import dated
from octavo_model.formats.records.names import people_of, words_of
from octavo_model.formats.records.values import (
    count_of,
    day_of,
    line_of,
    repository_of,
    text_of,
)

if TYPE_CHECKING:
    from octavo_model.core.parsed import ParsedDigest
    from octavo_model.formats import Source

_SITE = "https://openreview.net/"
_STARTS = re.compile(r"[\s\ufeff]*[\[{]")
_NOTES = re.compile(r'[\s\ufeff]*\{\s*(?:"count"\s*:\s*\d+\s*,\s*)?"notes"\s*:\s*\[')
_CONTENT = re.compile(r'"content"\s*:\s*\{')
_TITLE = re.compile(r'"title"\s*:')
_MARKS = re.compile(r'"(?:forum|invitations?|venueid|authorids|_bibtex|tcdate)"\s*:')
_EMPTY = re.compile(r'[\s\ufeff]*\{\s*"notes"\s*:\s*\[\s*\]\s*,\s*"count"\s*:\s*0\s*\}\s*')
_NO_NAMES = {
    "anonymous",
    "anonymous authors",
    "anonymous author",
    "paper under double-blind review",
}
_NOT_ACCEPTED = re.compile(
    r"submitted to |.*(?:submission|withdrawn|rejected|under review)", re.IGNORECASE
)
_LONGEST_VENUE = 300
_DATES = ("pdate", "odate", "cdate", "tcdate")


class NotesPage(NamedTuple):
    """An answer: its notes, and how many there are on all pages; None if that is not stated."""

    notes: tuple[dict[str, object], ...]
    total: int | None


def page_of(value: object) -> NotesPage | None:
    """Return the page in the JSON ``value``; None if it is something else."""
    fields = value if isinstance(value, dict) else {}
    notes = fields.get("notes")
    if not isinstance(notes, list):
        return None
    return NotesPage(
        tuple(one for one in notes if isinstance(one, dict)), count_of(fields.get("count"))
    )


def id_of(note: dict[str, object]) -> str:
    """Return the id of ``note``; empty without one."""
    return line_of(note.get("id"))


def venue_of(note: dict[str, object]) -> str:
    """Return the id of the venue of ``note``; empty without one."""
    return line_of(_content(note).get("venueid"))


def sniff(source: Source) -> float:
    """Return how likely ``source`` holds notes, judging by its beginning."""
    text = source.beginning()
    if not _STARTS.match(text):
        return 0.0
    if _EMPTY.fullmatch(text):
        return 0.95
    if not (_CONTENT.search(text) and _TITLE.search(text)):
        return 0.0
    if _NOTES.match(text):
        return 0.96
    return 0.95 if _MARKS.search(text) else 0.0


def parse(source: Source) -> ParsedDigest:
    """Return the papers; reviews and other replies are left out, and counted in a warning."""
    answer = _read(source)
    notes = answer.records("notes")
    if notes is None and isinstance(answer.got.value, dict) and "content" in answer.got.value:
        notes = [answer.got.value]  # a single note
    if notes is None:
        raise NotADigestError(source.name, _why(answer.got.value))
    papers = [note for note in notes if not _is_reply(note)]
    found = list(rationed(answer.gather(papers, paper_of)))
    if replies := len(notes) - len(papers):
        what = "1 reply is" if replies == 1 else f"{replies:,} replies are"
        found.append(ParseWarning(0, f"{what} not a paper; left out"))
    digest = gather(found, None, _slug(papers), answer.broken)
    named = source.date or dates.in_name(source.name)
    return dated(digest, LooseDay(named) if named else dates.newest(digest.papers))


def paper_of(note: dict[str, object]) -> ParsedPaper | None:
    """Return the paper that ``note`` describes; None if it has no title."""
    content = _content(note)
    title = line_of(content.get("title"))
    if not title:
        return None
    venue = line_of(content.get("venue"))[:_LONGEST_VENUE]
    is_accepted = bool(venue) and not _NOT_ACCEPTED.match(venue)
    abstract = text_of(content.get("abstract"))
    short = next(filter(None, (text_of(content.get(one)) for one in ("TLDR", "TL;DR"))), "")
    area = words_of(content.get("primary_area")) or words_of(content.get("subject_areas"))
    day = next(filter(None, (day_of(note.get(name)) for name in _DATES)), None)
    links = [line_of(content.get(name)) for name in ("doi", "html", "ee", "pdf", "url", "arxiv")]
    page = urljoin(_SITE, f"forum?id={quote(line_of(note.get('forum')) or id_of(note))}")
    paper = ParsedPaper(
        title,
        abstract or short,
        authors=tuple(
            name for name in people_of(content.get("authors")) if name.lower() not in _NO_NAMES
        ),
        categories=area,
        keywords=words_of(content.get("keywords")),
        journal=venue if is_accepted else None,
        comments="" if is_accepted else venue,
        code=repository_of(content.get("code")) or repository_of(content.get("code_link")),
    )
    # A page of its own, also next to an arXiv id: reviews and versions are there.
    return with_ids(paper, find_ids(filter(None, links)), day)._replace(page=page)


def _read(source: Source) -> Answer:
    """The answer, or the notes of lines that hold one each."""
    answer = read_answer(source)
    value = answer.got.value
    if not (isinstance(value, dict) and "content" in value):
        return answer
    lines = [line for line in source.data.splitlines() if line.strip()]
    notes: list[object] = []
    for line in lines:
        try:
            notes.append(load(line.decode("utf-8", "replace")))
        except ValueError:
            notes.append(None)
    if not isinstance(notes[0], dict):
        return answer  # one note on several lines
    return Answer(Salvage(notes), answer.broken)


def _content(note: dict[str, object]) -> dict[str, object]:
    """The fields of ``note`` as plain values."""
    content = note.get("content")
    fields = content if isinstance(content, dict) else {}
    return {
        name: one.get("value") if isinstance(one, dict) and "value" in one else one
        for name, one in fields.items()
    }


def _is_reply(note: object) -> bool:
    """Whether ``note`` is a review, a decision or a comment on a paper."""
    if not isinstance(note, dict):
        return False
    forum = line_of(note.get("forum"))
    return bool(line_of(note.get("replyto"))) or bool(forum and forum != id_of(note))


def _slug(notes: list[object]) -> str:
    first = next((one for one in notes if isinstance(one, dict)), {})
    return slug(venue_of(first).replace(".cc/", " ").replace("/", " "))


def _why(value: object) -> str:
    """Why the value holds no notes: an error has a name and a message."""
    fields = value if isinstance(value, dict) else {}
    message = line_of(fields.get("message"))[:_LONGEST_VENUE]
    return f"the server answers: {message}" if message else "JSON, but no list of notes is in it"
