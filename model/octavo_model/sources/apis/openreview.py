"""Fetching a venue of OpenReview: https://docs.openreview.net/reference/api-v2.

The answer states how many notes the venue has, so it shows whether one is missing. Notes are asked
for from the oldest to the newest: new ones come last. A later fetch starts with the last note it
knows; if another one is at its place, notes were removed, and all are read again.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from octavo_model.formats.apis.openreview import NotesPage, id_of, page_of, paper_of, venue_of
from octavo_model.sources.apis.answers import get_json
from octavo_model.sources.apis.coverage import counted, describe_gaps, incomplete_parts
from octavo_model.sources.events import FetchError, IncompleteError
from octavo_model.sources.targets.venues import OPENREVIEW
from octavo_model.sources.urls import display_url

if TYPE_CHECKING:
    from octavo_model.sources.job import FetchJob

READ_AGAIN_AFTER = dt.timedelta(days=7)
"""After this time without a change all notes are read again: one may have taken the place of
another."""

_LIMIT = 1_000
_MOST_PAGES = 500
_BOT_CHECK = "access refused (403): OpenReview checks whether a person asks"
_BY_HAND = "try later, or open the address in a browser, save it and import the file"


async def fetch_openreview(job: FetchJob) -> None:
    """Import the notes of a venue that are new; all of them at first."""
    endpoints = job.environment.endpoints
    venue = job.spec.target.removeprefix(OPENREVIEW)
    is_known = await _Venue(job, endpoints.openreview, venue).fetch()
    if not is_known and not await _Venue(job, endpoints.openreview_1, venue).fetch():
        # Perhaps no paper is accepted yet.
        job.state.parts[venue] = counted(job.state.parts.get(venue), 0, 0, job.now())
        job.report.warnings.append(f"{venue} has no public papers; is this its id?")
    if gaps := incomplete_parts(job.state):
        raise IncompleteError(job.spec.name, describe_gaps(gaps))


class _Venue:
    """One fetch of a venue from one of the two APIs."""

    def __init__(self, job: FetchJob, base: str, venue: str) -> None:
        self._job = job
        self._base = base
        self._venue = venue
        self._ids: set[str] = set()

    async def fetch(self) -> bool:
        """Import the notes that are new; return whether this API has any of the venue."""
        known = self._job.state.parts.get(self._venue)
        is_recent = known is not None and self._job.now() - known.since < READ_AGAIN_AFTER
        if known and known.read and known.last and is_recent:
            page = await self._ask(known.read - 1)
            if page.notes and id_of(page.notes[0]) == known.last:
                self._ids.add(known.last)
                await self._read(page, known.read - 1)
                return True
            if page.total == 0:
                return False
        page = await self._ask(0)
        if not (page.notes or page.total):
            return False
        self._job.state.parts.pop(self._venue, None)
        await self._read(page, 0)
        return True

    async def _read(self, page: NotesPage, before: int) -> None:
        """Import ``page`` and those after it; an earlier fetch read the ``before`` notes."""
        job, stated, offset = self._job, page.total or 0, before
        for number in range(_MOST_PAGES):
            fresh = [note for note in page.notes if id_of(note) not in self._ids]
            self._ids |= {id_of(note) for note in fresh}
            offset += len(page.notes)
            if any(paper_of(note) for note in fresh):
                await self._import(fresh, offset)
            last = id_of(page.notes[-1]) if page.notes else ""
            known = job.state.parts.get(self._venue)
            read = before + len(self._ids)
            last = last or (known.last if known else "")
            job.state.parts[self._venue] = counted(known, read, stated, job.now(), last)
            job.advance(min(read, stated), stated)
            await job.save()
            # A server that ignores the offset sends the same notes again; only the first page may
            # hold nothing but the note that an earlier fetch ended with.
            is_overlap = number == 0 and bool(page.notes)
            if offset >= stated or not (fresh or is_overlap):
                return
            page = await self._ask(offset)
            stated = page.total if page.total is not None else stated

    async def _ask(self, offset: int) -> NotesPage:
        """Return the notes from ``offset`` on."""
        url = (
            f"{self._base}/notes?content.venueid={quote(self._venue)}"
            f"&limit={_LIMIT}&offset={offset}&sort=cdate:asc"
        )
        what = display_url(url)
        try:
            page = page_of(await get_json(self._job, url))
        except FetchError as error:
            if error.status == 403:
                raise FetchError(what, _BOT_CHECK, _BY_HAND, status=403) from None
            raise
        if page is None:
            raise FetchError(what, "the answer is not a list of notes")
        if not offset and page.total is None:
            raise FetchError(what, "the answer does not state how many notes there are")
        if any(venue_of(note) not in {"", self._venue} for note in page.notes):
            raise FetchError(what, "the answer has notes of another venue")
        return page

    async def _import(self, notes: list[dict[str, object]], offset: int) -> None:
        """Import ``notes``, which end before ``offset``, as one digest, as the API answers."""
        answer = {"notes": notes, "count": len(notes)}
        await self._job.import_digest(
            json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"),
            name=f"{self._job.spec.name}-{offset}.json",
            path=f"{self._base}/notes?content.venueid={quote(self._venue)}",
        )
