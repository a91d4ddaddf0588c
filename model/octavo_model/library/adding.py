"""Adding papers by their ids, addresses and titles: they are listed in a digest of the day."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit

from octavo_model.core.errors import NotADigestError, OctavoError, UnknownPaperError
from octavo_model.core.ids import PaperIds, ids_of, is_placeholder_title, placeholder_title
from octavo_model.core.matching import fold_for_matching
from octavo_model.core.parsed import ImportOptions, ImportReport
from octavo_model.core.views import View
from octavo_model.sources.environment import RateLimiter
from octavo_model.sources.events import FetchError, FetchReport, Outcome
from octavo_model.sources.http import HttpClient
from octavo_model.sources.job import FetchContext
from octavo_model.sources.resolver.resolver import Resolver
from octavo_model.sources.resolver.title_search import find_by_title
from octavo_model.sources.resolver.titles import find_titles, import_answer
from octavo_model.sources.state import FetchStateStore, Validators
from octavo_model.sources.threads import run_to_end
from octavo_model.sources.urls import check_url

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from octavo_model.core.paper import Paper
    from octavo_model.library.library import Library
    from octavo_model.sources.environment import Environment, Response
    from octavo_model.sources.events import Event
    from octavo_model.sources.resolver.resolver import ServiceAnswer
    from octavo_model.storage.data_folder import Paths

_TRIES = 2
_FORMAT = "plain-list"
_PAGE = "*/*"
_HEAD = 1 << 18
# What publishers write for Google Scholar: scholar.google.com/intl/en/scholar/inclusion.html
_META = re.compile(rb"<meta\b([^>]{1,400})>", re.IGNORECASE)
_NAMES_ID = re.compile(
    rb"\bname\s*=\s*[\"']?(?:citation_(?:doi|arxiv_id)|dc\.identifier(?:\.doi)?|prism\.doi)\b",
    re.IGNORECASE,
)
_CONTENT = re.compile(rb"\bcontent\s*=\s*[\"']([^\"'>]{5,300})[\"']", re.IGNORECASE)


class AddedPaper(NamedTuple):
    """A paper that was added.

    Attributes:
        text: What the user gave.
        paper: The paper in the library.
        is_known: Whether the library had it already.
        digest: The digest of the day that lists it; None for a known one.
    """

    text: str
    paper: Paper
    is_known: bool
    digest: str | None

    @property
    def is_untitled(self) -> bool:
        """Whether only its id is known yet."""
        return is_placeholder_title(self.paper.title)


Result = AddedPaper | ImportReport | OctavoError


class Adder:
    """Adds papers to a library.

    Args:
        library: The library.
        paths: Where it is.
        environment: Clock, services and network.
        report: Called with each pause before a request, and with the report on titles.

    Attributes:
        failures: Why services could not be asked for titles.
    """

    def __init__(
        self,
        library: Library,
        paths: Paths,
        environment: Environment,
        report: Callable[[Event], None],
    ) -> None:
        now = environment.timing.now
        limiter = RateLimiter(environment.endpoints.gaps, paths.data / "locks", now)
        # Someone waits: without a network that takes seconds.
        environment = replace(environment, limits=replace(environment.limits, tries=_TRIES))
        http = HttpClient(environment, limiter, report)
        store = FetchStateStore(paths)
        self._library = library
        self._context = FetchContext(library.imports, paths, store, http, environment, report)
        self._environment = environment
        self._answers: list[ServiceAnswer] = []
        self.failures: list[FetchError] = []

    def add(self, texts: Sequence[str], *, find_all_titles: bool = False) -> list[Result]:
        """Add papers by ids, addresses and titles; what else is at an address is imported.

        Args:
            texts: The ids, addresses and titles.
            find_all_titles: Whether to ask for the titles of all papers of the library that are
                known by an id alone.

        Returns:
            For each text the paper, the report of an import, or why nothing was added.
        """
        return asyncio.run(self._add(texts, find_all_titles))

    async def _add(self, texts: Sequence[str], find_all_titles: bool) -> list[Result]:
        async with self._context.http:
            found = [await self._find(text) for text in texts]
            new = [one for one in found if isinstance(one, PaperIds) and self._known(one) is None]
            unknown = await self._ask(new)
            wanted = [one for one in dict.fromkeys(new) if one not in unknown]
            digest = await run_to_end(self._list, wanted) if wanted else None
            for answer in self._answers:
                await import_answer(self._context, answer)
            if find_all_titles:
                await find_titles(self._context)
        return [
            self._result(text, one, digest if one in wanted else None)
            for text, one in zip(texts, found, strict=True)
        ]

    async def _find(self, text: str) -> PaperIds | AddedPaper | ImportReport | OctavoError:
        """Return the ids of the paper that ``text`` means, or what was done for it."""
        ids = ids_of(text)
        try:
            if ids.arxiv_id or ids.doi:
                return PaperIds(ids.arxiv_id, None, None if ids.arxiv_id else ids.doi)
            if "://" in text:
                return await self._fetch(text)
            if len(text.split()) == 1:
                return OctavoError(text, "is not a file, id or address, and too short for a title")
            if (paper := self._titled(text)) is not None:
                return AddedPaper(text, paper, True, None)
            now, endpoints = self._environment.timing.now, self._environment.endpoints
            answer = await find_by_title(text, self._get, endpoints, now)
        except OctavoError as error:
            return error
        self._answers.append(answer)
        return answer.found[0]

    async def _fetch(self, url: str) -> PaperIds | ImportReport:
        """Return the paper whose page is at ``url``, else import what is there."""
        response = await self._get(check_url(url), _PAGE)
        if ids := id_in_page(response.body[:_HEAD]):
            return ids
        name = urlsplit(url).path.rpartition("/")[2] or "-"
        options = ImportOptions(name, url)
        try:
            results = await run_to_end(
                self._library.imports.import_stream, BytesIO(response.body), options
            )
        except NotADigestError as error:
            raise OctavoError(url, "no paper and no digest is there", error.hint) from None
        first = results[0]
        if isinstance(first, OctavoError):
            raise first
        return first

    async def _ask(self, ids: Sequence[PaperIds]) -> set[PaperIds]:
        """Ask for the titles of ``ids``; return those that do not exist."""
        there = {one for answer in self._answers for one in answer.found}
        endpoints, now = self._environment.endpoints, self._environment.timing.now
        resolver = Resolver(self._get, endpoints, now)
        async for answer in resolver.resolve(one for one in ids if one not in there):
            self._answers.append(answer)
        self.failures = list(resolver.failures.values())
        return set(resolver.unknown)

    async def _get(self, url: str, accept: str) -> Response:
        report = FetchReport("octavo add", Outcome.DONE)
        return await self._context.http.get(url, accept, Validators(), report)

    def _list(self, ids: Sequence[PaperIds]) -> str:
        """List papers in the digest of the day, after those that it lists already."""
        day = self._environment.timing.now().astimezone().date()
        path = f"added-{day}.txt"
        catalog = self._library.catalog
        lines: list[str] = []
        for digest in catalog.digests():
            if digest.date == day and catalog.record(digest.name).path == path:
                papers = catalog.papers(catalog.ids(View.of_digest(digest.name)))
                lines += [_line(PaperIds(one.arxiv_id, None, one.doi)) for one in papers]
        lines += map(_line, ids)
        for one in ids:
            if self._library.edits.is_removed(placeholder_title(one)):
                self._library.edits.restore_paper(placeholder_title(one))
        text = "".join(f"{line}\n" for line in dict.fromkeys(lines))
        options = ImportOptions("added.txt", path, date=day, format=_FORMAT)
        report = self._library.imports.import_bytes(text.encode(), options)
        return report.digest or ""

    def _result(
        self,
        text: str,
        found: PaperIds | AddedPaper | ImportReport | OctavoError,
        digest: str | None,
    ) -> Result:
        if not isinstance(found, PaperIds):
            return found
        if (paper := self._known(found)) is not None:
            return AddedPaper(text, paper, digest is None, digest)
        return OctavoError(text, f"no paper {placeholder_title(found)}")

    def _known(self, ids: PaperIds) -> Paper | None:
        """Return the paper of the library with an id."""
        return self._resolved(ids.arxiv_id or ids.doi or "")

    def _titled(self, title: str) -> Paper | None:
        """Return the paper of the library with exactly this title."""
        paper = self._resolved(title)
        wanted = fold_for_matching(title)
        return paper if paper and fold_for_matching(paper.title) == wanted else None

    def _resolved(self, text: str) -> Paper | None:
        try:
            return self._library.catalog.paper(self._library.catalog.resolve(text))
        except UnknownPaperError:
            return None


def id_in_page(page: bytes) -> PaperIds | None:
    """Return the id that the page of a paper states in its head; None for any other page.

    >>> id_in_page(b'<html><meta name="citation_doi" content="10.1000/xyz"/>').doi
    '10.1000/xyz'
    """
    if page.lstrip()[:1] != b"<":
        return None
    for found in _META.finditer(page):
        if _NAMES_ID.search(found[1]) and (content := _CONTENT.search(found[1])):
            ids = ids_of(content[1].decode("utf-8", "replace"))
            if ids.arxiv_id or ids.doi:
                return PaperIds(ids.arxiv_id, None, ids.doi)
    return None


def _line(ids: PaperIds) -> str:
    """The line of a paper in the list: an address, in which any DOI can be written."""
    if ids.arxiv_id:
        return f"https://arxiv.org/abs/{ids.arxiv_id}"
    return f"https://doi.org/{quote(ids.doi, safe='/')}" if ids.doi else ""
