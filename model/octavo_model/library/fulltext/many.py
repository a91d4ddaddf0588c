"""Fetching the full texts of several papers, one after the other: chosen ones, or starred ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.core.errors import OctavoError
from octavo_model.core.views import View
from octavo_model.fulltext.pauses import Pauses
from octavo_model.sources.environment import Environment
from octavo_model.sources.events import (
    TEXTS,
    Advanced,
    FetchReport,
    Finished,
    Outcome,
    Started,
    Waiting,
)
from octavo_model.sources.state import FetchStateStore
from octavo_model.sources.threads import run_to_end
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from octavo_model.core.paper import Paper
    from octavo_model.fulltext.fetch import TextEvent
    from octavo_model.library.fulltext.full_texts import FullTexts, TextResult
    from octavo_model.sources.events import Event

_MOST_STARRED = 20
"""Papers whose texts are fetched after a fetch, as each request to arXiv takes 15 seconds."""
_LOCK = "@full-texts"


async def fetch_texts(
    texts: FullTexts,
    papers: Sequence[Paper],
    report: Callable[[Event], None],
    done: Callable[[TextResult], None] = lambda _: None,
    *,
    environment: Environment | None = None,
) -> FetchReport:
    """Fetch the texts of papers, and keep them.

    It ends early when all sources refuse, or none can be reached. If the task is cancelled, the
    texts that came are kept, and `asyncio.CancelledError` is raised.

    Args:
        texts: Where they are kept.
        papers: The papers; those whose texts are kept are asked for again.
        report: Called with each event, on the event loop; the last one is `Finished`.
        done: Called with the result of each paper.
        environment: The outside world; by default, the real one.

    Returns:
        How many texts came, as ``papers``, and why others did not, as ``warnings``.
    """
    result = FetchReport(TEXTS, Outcome.CANCELLED)

    def step(event: TextEvent) -> None:
        if isinstance(event, Waiting):
            report(event._replace(name=TEXTS))

    report(Started(TEXTS))
    try:
        async with texts.fetcher(step, environment) as fetcher:
            for number, paper in enumerate(papers):
                report(Advanced(TEXTS, number, len(papers), "papers"))
                one = await texts.fetch_with(fetcher, paper)
                done(one)
                result.papers += one.document is not None
                if one.error is None:
                    continue
                if paper.arxiv_id and one.document is None and fetcher.is_closed(paper):
                    result.error = clean_line(str(one.error))
                    result.reason = clean_line(one.error.why)
                    break
                result.warnings.append(clean_line(str(one.error)))
        try:
            await run_to_end(texts.evict)
        except OctavoError as error:  # the texts are kept all the same
            result.warnings.append(clean_line(str(error)))
        result.outcome = Outcome.INCOMPLETE if result.error else Outcome.DONE
    finally:
        report(Finished(result))
    return result


async def fetch_starred(
    texts: FullTexts,
    report: Callable[[Event], None],
    *,
    environment: Environment | None = None,
) -> None:
    """Fetch texts of starred papers that are not kept yet, if the settings say so.

    Papers that no source had lately are left out. Nothing is reported if no paper is left. The
    arguments are those of `fetch_texts`.
    """
    if not texts.settings.starred:
        return
    environment = environment or Environment()
    papers = await run_to_end(_starred_without_text, texts, environment)
    lock = FetchStateStore(texts.paths).claim(_LOCK) if papers else None
    if lock is None:
        return  # all is there, or another process fetches it
    try:
        await fetch_texts(texts, papers, report, environment=environment)
    finally:
        lock.release()


def _starred_without_text(texts: FullTexts, environment: Environment) -> list[Paper]:
    catalog = texts.catalog
    papers = [one for one in catalog.papers(catalog.ids(View.starred())) if one.arxiv_id]
    kept = texts.are_kept(papers)
    left = [one for one, is_kept in zip(papers, kept, strict=True) if not is_kept]
    locks, now = texts.paths.data / "locks", environment.timing.now
    paused = Pauses(texts.paths.full_text_pauses, locks, now).until(
        *(one.arxiv_id for one in left if one.arxiv_id)
    )
    return [one for one in left if one.arxiv_id not in paused][:_MOST_STARRED]
