"""The services that know papers by their ids: what to ask them, and what their answers say. Pure.

arXiv: https://info.arxiv.org/help/api/user-manual.html. Crossref: https://api.crossref.org.
DataCite: https://support.datacite.org/docs/api. Hugging Face: https://huggingface.co/docs/hub/api.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from octavo_model.core.errors import NotADigestError
from octavo_model.core.ids import PaperIds, is_placeholder_title
from octavo_model.formats import Source
from octavo_model.formats.registry import known_format
from octavo_model.sources.events import FetchError
from octavo_model.sources.targets.arxiv import MOST_IDS, address_of_papers
from octavo_model.sources.urls import display_url
from octavo_model.storage.files import loads

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from octavo_model.core.parsed import ParsedPaper
    from octavo_model.sources.environment import Endpoints

HUGGING_FACE = "Hugging Face"
ATOM, JSON = "arxiv-feed", "json-lines"
"""The formats of the answers."""
_ACCEPT = {ATOM: "application/atom+xml, application/xml;q=0.9", JSON: "application/json"}
_LONGEST_ADDRESS = 6_000
_MOST_DOIS = {"Crossref": 100, "DataCite": 50}
# In a filter or a query, other characters would have to be escaped in ways that no document states.
_PLAIN_DOI = re.compile(r"10\.\d{4,9}/[\w.;()/-]+", re.ASCII)
_FIELDS = "DOI,title,subtitle,author,abstract,container-title,issued,type,URL"
_ENOUGH = 10
"""If a service knows none of so many ids, its answer is not believed."""


class Question(NamedTuple):
    """A request to a service about some papers.

    Attributes:
        service: The name of the service.
        ids: The papers.
        url: The address to ask.
        format: The format of the answer.
    """

    service: str
    ids: tuple[PaperIds, ...]
    url: str
    format: str

    @property
    def accept(self) -> str:
        """The media type of the answer."""
        return _ACCEPT[self.format]

    @property
    def file(self) -> str:
        """A name for the answer."""
        return (
            f"{self.service.lower().replace(' ', '-')}.{'atom' if self.format == ATOM else 'json'}"
        )


def about_arxiv(ids: Sequence[PaperIds], endpoints: Endpoints) -> Iterator[Question]:
    """Yield the questions to arXiv about papers with an arXiv id."""
    for start in range(0, len(ids), MOST_IDS):
        some = tuple(ids[start : start + MOST_IDS])
        names = [one.arxiv_id for one in some if one.arxiv_id]
        yield Question("arXiv", some, address_of_papers(endpoints.arxiv_api, names), ATOM)


def about_preprint(one: PaperIds, endpoints: Endpoints) -> Question:
    """Return the question to Hugging Face about a paper with an arXiv id."""
    url = f"{endpoints.daily_papers}/api/papers/{quote(one.arxiv_id or '', safe='/')}"
    return Question(HUGGING_FACE, (one,), url, JSON)


def about_dois(service: str, ids: Iterable[PaperIds], endpoints: Endpoints) -> Iterator[Question]:
    """Yield the questions to Crossref or DataCite about papers with a DOI."""
    together: list[PaperIds] = []
    for one in ids:
        if not _PLAIN_DOI.fullmatch(one.doi or ""):
            yield _about_dois(service, [one], endpoints)
            continue
        size = sum(len(other.doi or "") + 10 for other in (*together, one))
        if len(together) == _MOST_DOIS[service] or size > _LONGEST_ADDRESS:
            yield _about_dois(service, together, endpoints)
            together = []
        together.append(one)
    if together:
        yield _about_dois(service, together, endpoints)


def _about_dois(service: str, ids: Sequence[PaperIds], endpoints: Endpoints) -> Question:
    dois = [one.doi or "" for one in ids]
    if service == "Crossref":
        path = f"works?filter={','.join(f'doi:{quote(doi)}' for doi in dois)}"
        path += f"&rows={_MOST_DOIS[service]}&select={_FIELDS}"
    else:
        words = " OR ".join(f'"{doi}"' for doi in dois)
        path = f"dois?query={quote(f'doi:({words})')}&page%5Bsize%5D={_MOST_DOIS[service]}"
    base = endpoints.crossref if service == "Crossref" else endpoints.datacite
    if len(dois) == 1:
        path = f"{'works' if service == 'Crossref' else 'dois'}/{quote(dois[0], safe='')}"
    return Question(service, tuple(ids), f"{base}/{path}", JSON)


def halves(question: Question, endpoints: Endpoints) -> list[Question]:
    """Return two questions about the papers of one: a service refuses all for one odd id."""
    middle = len(question.ids) // 2
    parts = (question.ids[:middle], question.ids[middle:])
    if question.service == "arXiv":
        return [half for part in parts for half in about_arxiv(part, endpoints)]
    return [half for part in parts for half in about_dois(question.service, part, endpoints)]


def papers_in(data: bytes, question: Question, now: dt.datetime) -> list[ParsedPaper]:
    """Return the papers in an answer that have a title; empty if the service knows none.

    Raises:
        NotADigestError: arXiv refuses the ids.
        FetchError: It is not an answer of the service, or not all of it.
    """
    source, form = Source(data, question.file, now), known_format(question.format)
    what = display_url(question.url)
    stated = None
    if question.format == JSON:
        stated = _stated(data, question)
    elif not form.sniff(source):
        raise FetchError(what, "the answer is not a feed of arXiv")
    try:
        parsed = form.parse(source).papers
    except NotADigestError:
        if question.format == ATOM:
            raise
        parsed = ()
    if stated is not None and stated > len(parsed):
        raise FetchError(what, f"states {stated} papers and shows {len(parsed)}")
    found = [one for one in parsed if not is_placeholder_title(one.title)]
    if not found and len(question.ids) >= _ENOUGH:
        raise FetchError(what, f"has none of {len(question.ids)} papers in its answer")
    return found


def _stated(data: bytes, question: Question) -> int | None:
    """Return how many papers an answer states; None if it does not."""
    what = display_url(question.url)
    try:
        answer = loads(data)
    except ValueError:
        raise FetchError(what, "the answer is not JSON, or cut off") from None
    holder = {"Crossref": "message", "DataCite": "data"}.get(question.service, "id")
    if not isinstance(answer, dict) or holder not in answer:
        raise FetchError(what, f"the answer is not one of {question.service}")
    if len(question.ids) == 1:
        return None
    around = answer["message"] if question.service == "Crossref" else answer.get("meta")
    total = around.get("total-results", around.get("total")) if isinstance(around, dict) else None
    return total if isinstance(total, int) else None


def known_to(papers: Iterable[ParsedPaper], ids: Sequence[PaperIds]) -> list[PaperIds]:
    """Return those of ``ids`` that are ids of ``papers``."""
    names = {name for paper in papers for name in (paper.arxiv_id, paper.doi) if name}
    return [one for one in ids if one.arxiv_id in names or one.doi in names]
