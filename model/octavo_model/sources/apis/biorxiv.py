"""Fetching bioRxiv and medRxiv day by day: https://api.biorxiv.org/details.

The answer states how many postings a day has, over all of its pages, so it shows whether one is
missing. The size of a page has changed (100, then 30), so the next page starts after what was
received. Categories are chosen here: the server ignores a category that it does not know.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from octavo_model.core.errors import OctavoError
from octavo_model.formats.apis.biorxiv import PostingsPage, page_of
from octavo_model.sources.apis.answers import get_json, is_refusal
from octavo_model.sources.apis.coverage import counted, days_to_ask, describe_gaps, gaps_of
from octavo_model.sources.events import FetchError, IncompleteError
from octavo_model.sources.targets.preprints import plain_category, split_preprints
from octavo_model.sources.urls import display_url

if TYPE_CHECKING:
    from octavo_model.sources.job import FetchJob

FIRST_DAYS = 7
"""Days to fetch at first, unless the user chose a date."""
OPEN_DAYS = 3
"""Days, up to today, that may still get postings: they are fetched again."""
SHORT_AFTER = dt.timedelta(days=7)
"""How long a server must state a posting that it does not show until the day is closed without."""

_MOST_FAILURES = 3
_MOST_PAGES = 500


async def fetch_biorxiv(job: FetchJob) -> None:
    """Import the days that are not closed, newest first.

    A day is closed once as many postings were read as it states and it gets no more. One that fails
    leaves the others alone; after three in a row, or if the server refuses, the rest is left for
    later.
    """
    state, today = job.state, job.now().date()
    first = job.spec.since or state.first_day or today - dt.timedelta(days=FIRST_DAYS - 1)
    state.first_day = min(first, state.first_day or first)
    days = days_to_ask(first, today, state.parts)
    first_error: OctavoError | None = None
    failures = 0
    for done, day in enumerate(days):
        job.advance(done, len(days))
        try:
            await _fetch_day(job, day, today)
            failures = 0
        except OctavoError as error:
            first_error, failures = first_error or error, failures + 1
            if failures == _MOST_FAILURES or is_refusal(error):
                break
        await job.save()
    if first_error is not None:
        raise first_error
    job.advance(len(days), len(days))
    if gaps := gaps_of(job.spec, state, today):
        raise IncompleteError(job.spec.name, describe_gaps(gaps))


async def _fetch_day(job: FetchJob, day: dt.date, today: dt.date) -> None:
    """Import the postings of ``day``, also those before an error, and note how many they are."""
    name = day.isoformat()
    is_open = day > today - dt.timedelta(days=OPEN_DAYS)
    known = job.state.parts.get(name)
    postings = _Postings()
    error: FetchError | None = None
    try:
        last_total = known.stated if is_open and known and known.is_complete else None
        if not await postings.read(job, day, last_total):
            return  # nothing was posted since
    except FetchError as failure:
        if not postings.records:
            raise
        error = failure
    await _import(job, day, postings)
    read = len(postings.records)
    if error is None or known is None or known.read < read:
        part = counted(known, read, postings.stated, job.now())
        is_short = not part.is_complete and job.now() - part.since >= SHORT_AFTER
        # A server in trouble shows a day as empty: it must be so twice.
        is_proven = part.is_complete and (read > 0 or known == part)
        is_closed = error is None and not is_open and (is_proven or is_short)
        job.state.parts[name] = part._replace(is_closed=is_closed)
    if error is not None:
        raise error


@dataclass(slots=True)
class _Postings:
    """What was read of a day: records by DOI and version, and how many the server states."""

    records: dict[tuple[str, str], dict[str, object]] = field(default_factory=dict)
    stated: int = 0

    async def read(self, job: FetchJob, day: dt.date, last_total: int | None) -> bool:
        """Read all pages of ``day``, unless it still states ``last_total``; return whether."""
        received = 0
        for _ in range(_MOST_PAGES):
            page = await _ask(job, day, received)
            if not received and page.total == last_total:
                return False
            if page.records or not received:
                self.stated = page.total or 0
            before = len(self.records)
            self.records |= {_key(record): record for record in page.records}
            received += len(page.records)
            # A server that ignores where to start sends the same records again.
            if received >= self.stated or len(self.records) == before:
                break
        return True


def _key(record: dict[str, object]) -> tuple[str, str]:
    doi = record.get("doi")
    return str(doi or record.get("title")), str(record.get("version"))


async def _ask(job: FetchJob, day: dt.date, received: int) -> PostingsPage:
    """Return the page of ``day`` after as many postings as were ``received``."""
    server, _ = split_preprints(job.spec.target)
    base = job.environment.endpoints.biorxiv
    url = f"{base}/details/{server}/{day.isoformat()}/{day.isoformat()}/{received}"
    page = page_of(await get_json(job, url))
    if page is None:
        raise FetchError(display_url(url), "the answer is not a list of postings")
    if page.status != "ok":
        raise FetchError(display_url(url), f"the server answers: {page.status or 'no status'}")
    if page.total is None:
        raise FetchError(display_url(url), "the answer does not state how many postings there are")
    if any(one != day.isoformat() for one in page.days):
        raise FetchError(display_url(url), f"the answer is of {page.days[0]}")
    return page


async def _import(job: FetchJob, day: dt.date, postings: _Postings) -> None:
    """Import the postings of the chosen categories as one digest, in the layout of the API."""
    server, wanted = split_preprints(job.spec.target)
    chosen = [
        record
        for record in postings.records.values()
        if not wanted or plain_category(str(record.get("category"))) in wanted
    ]
    if not chosen:
        return
    interval = f"{day.isoformat()}:{day.isoformat()}"
    message = {"status": "ok", "interval": interval, "count": len(chosen), "total": len(chosen)}
    answer = {"messages": [message], "collection": chosen}
    await job.import_digest(
        json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"),
        name=f"{server}-{day.isoformat()}.json",
        path=f"{job.environment.endpoints.biorxiv}/details/{server}/{interval.replace(':', '/')}",
        date=day,
    )
