"""After any fault, what is missing is listed as missing, and quiet days fill it."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import tempfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.model.sources.conftest import FakeClock

from octavo_model.core.errors import OctavoError
from octavo_model.core.ids import PaperIds
from octavo_model.core.parsed import ImportOptions, ImportReport
from octavo_model.sources.apis.coverage import gaps_of
from octavo_model.sources.environment import Endpoints, Environment
from octavo_model.sources.events import Outcome
from octavo_model.sources.fetcher import fetch
from octavo_model.sources.spec import SourceSpec, make
from octavo_model.sources.state import FetchState, FetchStateStore
from octavo_model.storage.data_folder import Paths

VENUE = "ICLR.cc/2026/Conference"


class Ids:
    """Imports nothing, and records the ids in the answers."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def import_stream(
        self, file: BytesIO, options: ImportOptions
    ) -> list[ImportReport | OctavoError]:
        answer = json.loads(file.read())
        self.seen |= {one.get("doi") or one["id"] for one in answer.get("collection", [])}
        self.seen |= {one["id"] for one in answer.get("notes", [])}
        return []

    def untitled(self) -> list[PaperIds]:
        return []

    def missing_ids(self, arxiv_ids: Iterable[str]) -> list[str]:
        return list(arxiv_ids)


class Service(httpx.AsyncBaseTransport):
    """Both services in their layouts, with a fault for each request while any is left."""

    def __init__(self, size: int, faults: list[str]) -> None:
        self.days: dict[str, list[Any]] = {}
        self.notes: list[Any] = []
        self.size = size
        self.faults = faults

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        fault = self.faults.pop(0) if self.faults else ""
        if fault.isdigit():
            return httpx.Response(int(fault), stream=httpx.ByteStream(b""))
        if fault == "html":
            page = b"<!doctype html><title>Are you a robot?"
            return httpx.Response(200, stream=httpx.ByteStream(page))
        body = self._notes(request) if "notes" in request.url.path else self._day(request, fault)
        if fault == "cut":
            body = body[: len(body) * 7 // 10]
        return httpx.Response(200, stream=httpx.ByteStream(body))

    def _day(self, request: httpx.Request, fault: str) -> bytes:
        *_, first, _, cursor = request.url.path.split("/")
        listed = self.days.get(first, [])
        part = listed[int(cursor) : int(cursor) + self.size]
        if not part or (fault == "nothing" and cursor != "0"):
            return b'{"messages":[{"status":"no posts found"}],"collection":[]}'
        message = {"status": "ok", "interval": f"{first}:{first}", "total": str(len(listed))}
        return json.dumps({"messages": [message], "collection": part}).encode()

    def _notes(self, request: httpx.Request) -> bytes:
        offset = int(request.url.params["offset"])
        part = self.notes[offset : offset + self.size]
        return json.dumps({"notes": part, "count": len(self.notes)}).encode()


def posting(day: str, number: int) -> Any:
    return {"doi": f"10.1101/{day}.{number}", "title": "A", "version": "1", "date": day}


def note(number: int) -> Any:
    content = {"title": {"value": "A"}, "venueid": {"value": VENUE}}
    return {"id": f"id{number}", "forum": f"id{number}", "cdate": number, "content": content}


class Trial:
    """One source with its state on disk."""

    def __init__(self, folder: str, spec: SourceSpec, service: Service) -> None:
        self.paths = Paths.under(Path(folder))
        self.spec, self.service = spec, service
        self.clock, self.importer = FakeClock(), Ids()

    def fetch(self) -> Outcome:
        endpoints = Endpoints(gaps={})
        environment = Environment(self.clock.timing(), endpoints, transport=self.service)
        options: dict[str, Any] = {"environment": environment, "ignore_deferral": True}
        (report,) = asyncio.run(fetch(self.importer, [self.spec], self.paths, **options))
        return report.outcome

    @property
    def state(self) -> FetchState:
        return FetchStateStore(self.paths).load(self.spec)

    @property
    def today(self) -> dt.date:
        return self.clock.moment.date()


FAULTS = st.lists(
    st.sampled_from(("", "", "", "500", "403", "404", "html", "cut", "nothing")), max_size=15
)
QUIET = 3
"""Fetches without a fault after which all is there."""


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(FAULTS, st.integers(1, 7), st.lists(st.integers(0, 12), min_size=4, max_size=4))
def test_days_of_preprints(faults: list[str], size: int, counts: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        service = Service(size, list(faults))
        trial = Trial(folder, make("bio", "biorxiv"), service)
        days = [trial.today - dt.timedelta(days=3 + number) for number in range(4)]
        for day, count in zip(days, counts, strict=True):
            listed = [posting(day.isoformat(), number) for number in range(count)]
            service.days[day.isoformat()] = listed
        for _ in faults:
            trial.fetch()
            listed_days = {gap.day for gap in gaps_of(trial.spec, trial.state, trial.today)}
            for day in days:
                ids = {one["doi"] for one in service.days[day.isoformat()]}
                assert ids <= trial.importer.seen or day in listed_days, day
        outcomes = [trial.fetch() for _ in range(QUIET)]

        assert outcomes[-1] is Outcome.DONE
        assert {one["doi"] for day in service.days.values() for one in day} == trial.importer.seen
        parts = trial.state.parts
        assert all(parts[day.isoformat()].is_closed for day in days)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(FAULTS, st.integers(1, 7), st.lists(st.integers(-3, 4), min_size=4, max_size=4))
def test_a_venue_that_changes(faults: list[str], size: int, changes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        service = Service(size, list(faults))
        trial = Trial(folder, make("iclr", f"openreview:{VENUE}"), service)
        service.notes = [note(number) for number in range(10)]
        number = 10
        for change in changes:
            # Notes are withdrawn at the beginning, and one more comes at the end.
            del service.notes[: max(0, -change)]
            service.notes += [note(number + new) for new in range(max(1, change))]
            number += max(1, change)
            outcome = trial.fetch()
            missing = {one["id"] for one in service.notes} - trial.importer.seen
            gaps = gaps_of(trial.spec, trial.state, trial.today)
            assert not missing or (gaps and outcome is not Outcome.DONE)
        service.faults = []
        outcomes = [trial.fetch() for _ in range(QUIET)]

        assert outcomes[-1] is Outcome.DONE
        assert {one["id"] for one in service.notes} <= trial.importer.seen
