"""Asking services about papers by their ids."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple, Protocol

from octavo_model.core.errors import NotADigestError
from octavo_model.sources.events import FetchError
from octavo_model.sources.resolver import services
from octavo_model.sources.threads import run_to_end

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping

    from octavo_model.core.dates import Clock
    from octavo_model.core.ids import PaperIds
    from octavo_model.sources.environment import Endpoints, Response
    from octavo_model.sources.resolver.services import Question

_REFUSED, _NOT_FOUND, _TOO_LONG = 400, 404, 414
_MOST_OF_FALLBACK = 20
"""Papers that Hugging Face is asked about, one by one, while arXiv fails."""


class Get(Protocol):
    """Fetches an address."""

    async def __call__(self, url: str, accept: str, /) -> Response:
        """Return what is at ``url``; raise `FetchError` if that fails."""


class ServiceAnswer(NamedTuple):
    """The answer to a question.

    Attributes:
        question: What was asked.
        data: Its bytes, in the format of the question.
        found: The papers of the question that are in it.
        missing: The others: the service does not know them.
    """

    question: Question
    data: bytes
    found: tuple[PaperIds, ...]
    missing: tuple[PaperIds, ...]


class Resolver:
    """Asks services for titles, authors and abstracts of papers.

    Args:
        get: What fetches an address.
        endpoints: Where the services are.
        clock: The time, in UTC.
        paused: Services that must not be asked now, by name, and why.

    Attributes:
        unknown: The papers that no service knows.
        failures: Why services could not be asked, by name.
    """

    def __init__(
        self,
        get: Get,
        endpoints: Endpoints,
        clock: Clock,
        paused: Mapping[str, FetchError] | None = None,
    ) -> None:
        self._get = get
        self._endpoints = endpoints
        self._clock = clock
        self.unknown: list[PaperIds] = []
        self.failures: dict[str, FetchError] = dict(paused or {})

    async def resolve(self, ids: Iterable[PaperIds]) -> AsyncIterator[ServiceAnswer]:
        """Yield the answers that have some of the papers ``ids``, as they come.

        arXiv is asked for arXiv ids, and Hugging Face while arXiv fails; Crossref for DOIs, and
        DataCite for those that Crossref does not know.
        """
        wanted = list(dict.fromkeys(ids))
        preprints = [one for one in wanted if one.arxiv_id]
        left = dict.fromkeys(preprints)
        async for answer in self._ask("arXiv", services.about_arxiv(preprints, self._endpoints)):
            for one in answer.question.ids:
                left.pop(one, None)
            self.unknown += answer.missing
            if answer.found:
                yield answer
        few = list(left)[:_MOST_OF_FALLBACK]
        asked = (services.about_preprint(one, self._endpoints) for one in few)
        async for answer in self._ask(services.HUGGING_FACE, asked):
            if answer.found:
                yield answer
        dois = [one for one in wanted if one.doi and not one.arxiv_id]
        for service in ("Crossref", "DataCite"):
            missing: list[PaperIds] = []
            questions = services.about_dois(service, dois, self._endpoints)
            async for answer in self._ask(service, questions):
                missing += answer.missing
                if answer.found:
                    yield answer
            dois = missing
        self.unknown += dois

    async def _ask(
        self, service: str, questions: Iterable[Question]
    ) -> AsyncIterator[ServiceAnswer]:
        """Yield the answers of a service, until it fails."""
        if service in self.failures:
            return
        waiting = deque(questions)
        while waiting:
            question = waiting.popleft()
            try:
                answer = await self._answer(question)
            except FetchError as error:
                error.what = service  # its address names a hundred papers
                self.failures[service] = error
                return
            if answer is None:
                waiting.extendleft(reversed(services.halves(question, self._endpoints)))
            else:
                yield answer

    async def _answer(self, question: Question) -> ServiceAnswer | None:
        """Return the answer to a question; None if the service refuses its ids as a whole."""
        is_one = len(question.ids) == 1
        refusals = {_REFUSED, _NOT_FOUND} if is_one else {_REFUSED, _TOO_LONG}
        try:
            response = await self._get(question.url, question.accept)
            papers = await run_to_end(services.papers_in, response.body, question, self._clock())
        except FetchError as error:
            if error.status not in refusals:
                raise
        except NotADigestError:
            pass
        else:
            found = services.known_to(papers, question.ids)
            missing = tuple(one for one in question.ids if one not in found)
            return ServiceAnswer(question, response.body, tuple(found), missing)
        return ServiceAnswer(question, b"", (), question.ids) if is_one else None
