"""A small arXiv for tests: days, categories, the pages and feeds of them, and faults.

The layout of the pages is that of arXiv's own; the papers are invented. `Arxiv.answer` takes an
address and the time of the request, so it can be asked without a network, or behind a server.
"""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from octavo_model.sources.arxiv.calendar import EASTERN, announcement_time

SUBJECTS = {
    "cs.CL": "Computation and Language",
    "cs.AI": "Artificial Intelligence",
    "cs.LG": "Machine Learning",
    "math-ph": "Mathematical Physics",
}
ALIASES = {"math.MP": "math-ph"}
PAGE = 2_000
SECTIONS = {
    "new": "New submissions",
    "cross": "Cross submissions",
    "replace": "Replacement submissions",
}
_TYPES = {"new": "new", "cross": "cross", "replace": "replace"}


class Answer(NamedTuple):
    """What the server sends."""

    status: int
    body: bytes
    type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = {}  # noqa: RUF012 - a NamedTuple's default, never changed


class Request(NamedTuple):
    """What was asked: host, path, time."""

    host: str
    path: str
    time: dt.datetime


Fault = Callable[[Request], Answer | None]
Listing = dict[str, list[str]]
"""The ids of a day in a category, by section."""


@dataclass
class Arxiv:
    """All that was ever announced, and what the servers answer.

    Attributes:
        days: The ids of each day of announcement, by category and section.
        late: How long after its time a day is shown; by default at once.
        stale: Categories that still show the day before, by day, until a time.
        hidden: How many entries of a category's day are not shown until a time.
        gone: Ids that the API does not have.
        authors: How many authors a paper has; by default one.
        fault: Answers instead of the server where it returns something.
        requests: Everything that was asked.
    """

    days: dict[dt.date, dict[str, Listing]] = field(default_factory=dict)
    late: dict[dt.date, dt.timedelta] = field(default_factory=dict)
    stale: dict[tuple[dt.date, str], dt.datetime] = field(default_factory=dict)
    hidden: dict[tuple[dt.date, str], tuple[int, dt.datetime]] = field(default_factory=dict)
    grown: dict[tuple[dt.date, str], dt.datetime] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    authors: dict[str, int] = field(default_factory=dict)
    fault: Fault | None = None
    requests: list[Request] = field(default_factory=list)

    def announce(self, day: dt.date, sizes: dict[str, tuple[int, int, int]]) -> None:
        """Announce new papers, cross-lists and replacements on ``day``, so many a category."""
        number = sum(len(one["new"]) for known in self.days.values() for one in known.values())
        listings: dict[str, Listing] = {}
        for category, (new, cross, replaced) in sizes.items():
            ids = [f"{day:%y%m}.{number + one + 1:05}" for one in range(new)]
            number += new
            old = [f"1501.{day.toordinal() % 1000:03}{one % 100:02}" for one in range(cross)]
            older = [f"14{one // 10_000 + 1:02}.{one % 10_000 + 1:05}" for one in range(replaced)]
            listings[category] = {"new": ids, "cross": old, "replace": older}
        self.days[day] = listings

    def ids(self, day: dt.date, category: str) -> set[str]:
        """Return the ids that ``category`` has on ``day``."""
        return {one for section in self.days[day].get(category, {}).values() for one in section}

    def month_ids(self, month: dt.date, category: str) -> list[str]:
        """Return the ids of ``month`` that ``category`` has: new papers, then cross-lists."""
        days = sorted(self.days)
        return [
            one
            for section in ("new", "cross")
            for day in days
            for one in self.days[day].get(category, {}).get(section, ())
            if one.startswith(f"{month:%y%m}.")
        ]

    def answer(self, host: str, path: str, now: dt.datetime) -> Answer:
        """Return what the server answers at ``now``."""
        request = Request(host, path, now)
        self.requests.append(request)
        if self.fault is not None and (answer := self.fault(request)) is not None:
            return answer
        return self.page(path, now)

    def page(self, path: str, now: dt.datetime) -> Answer:
        """Return the answer without faults."""
        url = urlsplit(path)
        parts = url.path.strip("/").split("/")
        query = parse_qs(url.query)
        if parts[0] in {"atom", "rss"}:
            return self._feed(parts[1].split("+"), now)
        if parts[0] == "api":
            return self._api(query["id_list"][0].split(","), int(query["max_results"][0]))
        name = parts[1]
        if name in ALIASES and parts[0] == "list":
            name = ALIASES[name]  # without a redirect
        if name in ALIASES:
            target = path.replace(name, ALIASES[name], 1).partition("?")[0]
            return Answer(301, b"", headers={"Location": f"https://arxiv.org{target}"})
        if name not in SUBJECTS:
            return Answer(404, b"<html><title>no such category</title></html>")
        if parts[0] == "list" and parts[2] == "new":
            skip = int(query.get("skip", ["0"])[0])
            return self._new(name, skip, now)
        if parts[0] == "list":
            if query.get("show") != [str(PAGE)]:
                return _error("Invalid show value")
            month = dt.date.fromisoformat(f"{parts[2]}-01")
            return self._month(name, month, int(query.get("skip", ["0"])[0]), now)
        if parts[0] == "catchup":
            if not query.keys() <= {"abs", "page"}:
                return _error("Invalid parameter")
            page = int(query.get("page", ["1"])[0])
            return self._catchup(name, dt.date.fromisoformat(parts[2]), page, now)
        return Answer(404, b"<html><title>not found</title></html>")

    def _shown(self, category: str, now: dt.datetime) -> dt.date | None:
        """Return the newest day that a category shows."""
        days = [day for day in self.days if self._is_out(day, now)]
        for day in sorted(days, reverse=True):
            until = self.stale.get((day, category))
            if until is None or now >= until:
                return day
        return None

    def _is_out(self, day: dt.date, now: dt.datetime) -> bool:
        return announcement_time(day) + self.late.get(day, dt.timedelta()) <= now

    def _next_day(self, day: dt.date, now: dt.datetime) -> dt.date | None:
        later = [one for one in self.days if one > day and self._is_out(one, now)]
        return min(later, default=None)

    def _listing(self, day: dt.date, category: str, now: dt.datetime) -> Listing:
        listing = self.days[day].get(category, {})
        grows = self.grown.get((day, category))
        if grows is not None and now < grows:
            return {name: ids[: len(ids) - (name == "new")] for name, ids in listing.items()}
        return listing

    def _new(self, category: str, skip: int, now: dt.datetime) -> Answer:
        day = self._shown(category, now)
        if day is None:
            return Answer(503, b"", headers={"Retry-After": "600"})
        head = f"<h3>Showing new listings for {day:%A}, {day.day} {day:%B} {day.year}</h3>"
        listing = self._listing(day, category, now)
        total = sum(map(len, listing.values()))
        if not total:
            return _page(SUBJECTS[category], _see(category) + head + "<p>No updates today.</p>")
        links = "".join(
            f"<a href=/list/{category}/new?skip={start}&amp;show={PAGE}>{start + 1}-"
            f"{min(start + PAGE, total)}</a>"
            for start in range(0, total + 1, PAGE)
            if start != skip
        )
        head += (
            f"<div class='paging'>Total of {total} entries : {links if total > PAGE else ''}</div>"
        )
        body = self._entries(day, category, listing, skip, now)
        return _page(SUBJECTS[category], _see(category) + head + body)

    def _catchup(self, category: str, day: dt.date, page: int, now: dt.datetime) -> Answer:
        today = now.astimezone(EASTERN).date()
        if not today - dt.timedelta(days=91) <= day <= today:
            return _error(f"Invalid date: {day}. Catchup only allowed for past 90 days")
        is_out = day in self.days and self._is_out(day, now)
        listing = self._listing(day, category, now) if is_out else {}
        total = sum(map(len, listing.values()))
        title = f"{day:%a}, {day:%d} {day:%b} {day.year}"
        following = self._next_day(day, now)
        link = (
            f'<a href="/catchup/{category}/{following}?abs=True&amp;page=1">'
            "Continue to the next day</a>"
            if following
            else ""
        )
        views = ""
        if total > PAGE:
            numbers = range(1, total // PAGE + 2)
            views = "View page: " + "".join(
                f"<span>{one}</span>"
                if one == page
                else f"<a href=/catchup/{category}/{day}?abs=True&amp;page={one}>{one}</a>"
                for one in numbers
            )
        head = f"<div>{link}<br>Total of {total} entries for {title} {views}</div>"
        body = (
            self._entries(day, category, listing, (page - 1) * PAGE, now)
            if total
            else (f"<p>No updates for {title}.</p>")
        )
        return _page(f"Catchup results for {SUBJECTS[category]} on {title}", head + body)

    def _entries(
        self, day: dt.date, category: str, listing: Listing, skip: int, now: dt.datetime
    ) -> str:
        missing, until = self.hidden.get((day, category), (0, now))
        rows = [(name, one) for name, ids in listing.items() for one in ids]
        shown = rows[skip : skip + PAGE]
        if now < until:
            shown = shown[: len(shown) - missing]
        parts = ["<dl id='articles'>"]
        number = skip
        for name, title in SECTIONS.items():
            ids = [one for section, one in shown if section == name]
            if not ids:
                continue
            total = len(listing[name])
            parts.append(f"<h3>{title} (showing {len(ids)} of {total} entries)</h3>")
            for one in ids:
                number += 1
                parts.append(_entry(number, one, name, category, self._people(one)[:100]))
        return "".join([*parts, "</dl>"]) if number > skip else "<p>No updates.</p>"

    def _month(self, category: str, month: dt.date, skip: int, now: dt.datetime) -> Answer:
        ids = self.month_ids(month, category)
        total = len(ids)
        starts = range(0, total, PAGE) if total > PAGE else ()
        address = f"/list/{category}/{month:%Y-%m}"
        links = "".join(
            f"<a href={address}?skip={start}&amp;show={PAGE}>{start + 1}-"
            f"{min(start + PAGE, total)}</a>"
            for start in starts
            if start != skip
        )
        paging = f"<div class='paging'>Total of {total} entries : {links}</div>" if ids else ""
        paging += (
            f"<a href={address}?skip={skip}&amp;show=25 rel='nofollow'>fewer</a>" if ids else ""
        )
        shown = [
            _entry(number, one, "new", category, self._people(one)[:100])
            for number, one in enumerate(ids[skip : skip + PAGE], skip + 1)
        ]
        named = month if ids else now.date()  # arXiv names the present month on an empty page
        body = "".join(shown) or "<p>No updates for this time period.</p>"
        head = f"<h2>Authors and titles for {named:%B %Y} </h2>{paging if ids else ''}"
        return _page(SUBJECTS[category], f"{head}<dl id='articles'>{body}</dl>")

    def _api(self, wanted: list[str], most: int) -> Answer:
        primary = {
            one: category
            for listings in self.days.values()
            for category, sections in listings.items()
            for one in sections["new"]
        }
        entries = "".join(
            f"<entry><id>http://arxiv.org/abs/{one}v1</id><title>{title_of(one)}</title>"
            f"<summary>About {one}.</summary><published>2020-01-01T10:00:00Z</published>"
            f"<updated>2020-01-01T10:00:00Z</updated>{_people_of_feed(self._people(one))}"
            f"<arxiv:primary_category term='{primary.get(one, 'cs.IR')}'/></entry>"
            for one in [one for one in wanted if one not in self.gone][:most]
        )
        text = (
            "<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom'"
            " xmlns:arxiv='http://arxiv.org/schemas/atom'><id>https://arxiv.org/api/AbC</id>"
            f"<title>arXiv Query: search_query=&amp;id_list={','.join(wanted)}</title>"
            f"<updated>2026-01-01T00:00:00Z</updated>{entries}</feed>"
        )
        return Answer(200, text.encode(), "application/atom+xml")

    def _people(self, arxiv_id: str) -> list[str]:
        count = self.authors.get(arxiv_id, 1)
        return ["Ann Quill", *(f"Bo Nib{_letters(number)}" for number in range(2, count + 1))]

    def _feed(self, categories: list[str], now: dt.datetime) -> Answer:
        entries: dict[str, str] = {}
        day = None
        for category in categories:
            day = self._shown(ALIASES.get(category, category), now) or day
            if day is None:
                continue
            for name, ids in self._listing(day, ALIASES.get(category, category), now).items():
                entries.update({one: name for one in ids if one not in entries})
        moment = announcement_time(day) if day else now
        items = "".join(
            f"<entry><id>oai:arXiv.org:{one}v1</id><title>{html.escape(title_of(one))}</title>"
            f"<link href='https://arxiv.org/abs/{one}'/><summary>arXiv:{one}v1 Announce Type:"
            f" {_TYPES[name]} Abstract: About {one}.</summary>"
            f"<published>{(moment + dt.timedelta(hours=4)).isoformat()}</published>"
            f"<arxiv:announce_type>{name}</arxiv:announce_type>"
            f"{_people_of_feed(self._people(one))}</entry>"
            for one, name in list(entries.items())[:PAGE]
        )
        names = ", ".join(categories)
        text = (
            "<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom'"
            " xmlns:arxiv='http://arxiv.org/schemas/atom'>"
            f"<id>http://rss.arxiv.org/atom/{'+'.join(categories)}</id>"
            f"<title>{names} updates on arXiv.org</title>"
            f"<updated>{moment.isoformat()}</updated>{items}</feed>"
        )
        return Answer(200, text.encode(), "application/atom+xml")


def title_of(arxiv_id: str) -> str:
    """Return the title of an invented paper."""
    return f"Owls and the paper {arxiv_id}"


def _see(category: str) -> str:
    return f'<p>See <a href="/list/{category}/recent">recent</a> articles</p>'


def _people_of_feed(people: list[str]) -> str:
    return "".join(f"<author><name>{one}</name></author>" for one in people)


def _entry(number: int, arxiv_id: str, section: str, category: str, people: list[str]) -> str:
    mark = {"cross": "(cross-list from cs.IR)", "replace": "(replaced)"}.get(section, "")
    names = ", ".join(f'<a href="https://arxiv.org/search?q={one}">{one}</a>' for one in people)
    return (
        f"<dt><a name='item{number}'>[{number}]</a> "
        f'<a href ="/abs/{arxiv_id}" title="Abstract" id="{arxiv_id}">arXiv:{arxiv_id}</a>{mark}'
        f" [<a href=\"/pdf/{arxiv_id}\">pdf</a>]</dt><dd><div class='meta'>"
        "<div class='list-title mathjax'><span class='descriptor'>Title:</span>"
        f" {title_of(arxiv_id)}</div>"
        f"<div class='list-authors'>{names}</div>"
        "<div class='list-subjects'><span class='descriptor'>Subjects:</span> "
        f'<span class="primary-subject">{SUBJECTS[category]} ({category})</span></div>'
        f"<p class='mathjax'>About {arxiv_id}.</p></div></dd>"
    )


def _page(heading: str, body: str) -> Answer:
    text = (
        f"<!DOCTYPE html><html><head><title>{heading}</title></head><body><main>"
        f"<div id='content'><div id='dlpage'><h1>{heading}</h1>{body}</div></div></main>"
        "</body></html>"
    )
    return Answer(200, text.encode())


def _error(title: str) -> Answer:
    text = f"<!DOCTYPE html><html><head><title>{title}</title></head><body></body></html>"
    return Answer(400, text.encode())


def http_date(moment: dt.datetime) -> str:
    """Return a time as HTTP has it."""
    return format_datetime(moment, usegmt=True)


def _letters(number: int) -> str:
    """A number in letters, as names have no digits."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))
