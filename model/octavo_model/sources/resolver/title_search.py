"""Finding the paper with a title at arXiv."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from octavo_model.core.errors import OctavoError
from octavo_model.core.ids import PaperIds
from octavo_model.core.matching import fold_for_matching
from octavo_model.sources.resolver import services
from octavo_model.sources.resolver.resolver import ServiceAnswer
from octavo_model.sources.resolver.services import Question
from octavo_model.sources.threads import run_to_end
from octavo_model.text.fold import fold_title

if TYPE_CHECKING:
    from octavo_model.core.dates import Clock
    from octavo_model.core.parsed import ParsedPaper
    from octavo_model.sources.environment import Endpoints
    from octavo_model.sources.resolver.resolver import Get

_MOST_WORDS = 30
_SHORTEST_WORD = 4
_MOST_PAPERS = 25
_NEAREST = 3


class _Found(NamedTuple):
    question: Question
    data: bytes
    papers: list[ParsedPaper]


async def find_by_title(title: str, get: Get, endpoints: Endpoints, clock: Clock) -> ServiceAnswer:
    """Return the answer of arXiv that has the paper with exactly this title.

    Case, accents and punctuation do not count.

    Raises:
        OctavoError: arXiv has no such paper; the error names the nearest ones.
        FetchError: arXiv cannot be asked.
    """
    words = fold_title(title).split()[:_MOST_WORDS]
    longer = [word for word in words if len(word) >= _SHORTEST_WORD] or words
    near: dict[str, str] = {}
    # The words alone find the nearest titles, if the title is not exactly right.
    for terms in (f'ti:"{" ".join(words)}"', " OR ".join(f"ti:{word}" for word in longer)):
        found = await _search(terms, get, endpoints, clock)
        for paper in found.papers:
            if fold_for_matching(paper.title) == fold_for_matching(title) and paper.arxiv_id:
                return ServiceAnswer(found.question, found.data, (PaperIds(paper.arxiv_id),), ())
            near[paper.title] = f"{paper.title} (arXiv:{paper.arxiv_id})"
    raise OctavoError(title, "no paper at arXiv has this title", _hint(title, near))


async def _search(terms: str, get: Get, endpoints: Endpoints, clock: Clock) -> _Found:
    query = f"search_query={quote(terms, safe=':')}&max_results={_MOST_PAPERS}"
    question = Question("arXiv", (), f"{endpoints.arxiv_api}/api/query?{query}", services.ATOM)
    response = await get(question.url, question.accept)
    papers = await run_to_end(services.papers_in, response.body, question, clock())
    return _Found(question, response.body, papers)


def _hint(title: str, near: dict[str, str]) -> str:
    """Return the nearest titles, with their ids."""
    from rapidfuzz import fuzz, process

    folded = {name: fold_title(name) for name in near}
    best = process.extract(fold_title(title), folded, scorer=fuzz.ratio, limit=_NEAREST)
    return f"nearest: {'; '.join(near[name] for _, _, name in best)}" if best else ""
