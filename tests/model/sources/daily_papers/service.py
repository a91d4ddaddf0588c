"""A small Daily Papers for tests: papers of each day, votes that change, and pages."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import parse_qs

import httpx

PAGE = 50


class Asked(NamedTuple):
    """What was asked: the day, the page, and when."""

    day: dt.date
    page: int
    time: dt.datetime


@dataclass
class Service:
    """What the service has, and what it was asked.

    Attributes:
        sizes: How many papers each day gets in the end; a third of them comes on the next day.
        now: The time.
        ignores_pages: Whether every page is the first one.
        only_day: The day whose papers it sends, whichever is asked for; None for the right one.
        broken_pages: Pages that are answered with an error.
        log: Everything that was asked.
    """

    sizes: dict[dt.date, int]
    now: dt.datetime
    ignores_pages: bool = False
    only_day: dt.date | None = None
    broken_pages: frozenset[int] = frozenset()
    log: list[Asked] = field(default_factory=list)

    def answer(self, request: httpx.Request) -> httpx.Response:
        query = parse_qs(request.url.query.decode())
        day = dt.date.fromisoformat(query["date"][0])
        page = int(query.get("p", ["0"])[0])
        self.log.append(Asked(day, page, self.now))
        if page in self.broken_pages:
            return httpx.Response(500)
        if self.ignores_pages:
            page = 0
        rows = self.rows(self.only_day or day)[page * PAGE : (page + 1) * PAGE]
        body = json.dumps(rows).encode()
        tag = f'"{hash(body)}"'
        if request.headers.get("If-None-Match") == tag:
            return httpx.Response(304, headers={"ETag": tag})
        return httpx.Response(200, stream=httpx.ByteStream(body), headers={"ETag": tag})

    def rows(self, day: dt.date) -> list[dict[str, object]]:
        """Return the rows of ``day`` as they are now."""
        size = self.sizes.get(day, 0)
        first = size - size // 3
        return [self._row(day, number) for number in range(size if self._age(day) else first)]

    def votes(self, day: dt.date, number: int) -> int:
        """Return the votes for a paper now: more each day, for a month."""
        return number + min(self._age(day), 30)

    def taken(self) -> list[Asked]:
        """Return what was asked since this was called last."""
        log, self.log = self.log, []
        return log

    def _age(self, day: dt.date) -> int:
        return (self.now.date() - day).days

    def _row(self, day: dt.date, number: int) -> dict[str, object]:
        title = f"Invented Paper {number} of {day}"
        paper = {
            "id": f"{day:%y%m}.{day.day:02}{number:03}",
            "title": title,
            "summary": f"We invent {number}.",
            "authors": [{"name": f"Ada Invented {number}", "hidden": False}],
            "publishedAt": f"{day - dt.timedelta(days=1)}T00:00:00.000Z",
            "submittedOnDailyAt": f"{day}T01:00:00.000Z",
            "upvotes": self.votes(day, number),
        }
        comments = self._age(day) // 3
        return {"paper": paper, "title": title, "numComments": comments}
