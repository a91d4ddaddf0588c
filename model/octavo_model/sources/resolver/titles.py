"""The titles of papers that are known by an id alone, at the end of a fetch."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from octavo_model.core.errors import OctavoError
from octavo_model.core.ids import PaperIds, placeholder_title
from octavo_model.core.parsed import ANSWER, ImportOptions
from octavo_model.sources.events import (
    TITLES,
    Advanced,
    FetchError,
    FetchReport,
    Finished,
    Outcome,
    Started,
)
from octavo_model.sources.resolver.deferrals import OF_IDS, OF_SERVICES, Deferrals
from octavo_model.sources.resolver.resolver import Resolver
from octavo_model.sources.state import Validators
from octavo_model.sources.threads import run_to_end
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from octavo_model.sources.environment import Response
    from octavo_model.sources.job import FetchContext
    from octavo_model.sources.resolver.resolver import ServiceAnswer

_LOCK = "@resolver"
_SERVICES = ("arXiv", "Hugging Face", "Crossref", "DataCite")
_NAMED = 5


async def find_titles(context: FetchContext, *, ignore_deferral: bool = False) -> None:
    """Import what services know of the papers whose titles are not known.

    Nothing is asked, and nothing reported, if all titles are known, or were asked for lately.
    """
    untitled = await run_to_end(context.importer.untitled)
    if not untitled:
        return
    lock = context.store.claim(_LOCK)
    if lock is None:
        return  # another process asks
    try:
        deferrals = await run_to_end(Deferrals, context.paths.deferrals)
        deferrals.keep({*_SERVICES, *map(placeholder_title, untitled)})
        now = context.environment.timing.now()
        due = [one for one in untitled if not deferrals.until(placeholder_title(one), now)]
        if due:
            await _Search(context, deferrals, ignore_deferral).find(due)
    finally:
        lock.release()


class _Search:
    """One search for titles."""

    def __init__(self, context: FetchContext, deferrals: Deferrals, ignore_deferral: bool) -> None:
        self._context = context
        self._deferrals = deferrals
        self._now = context.environment.timing.now
        self._found: set[str] = set()
        self._report = FetchReport(TITLES, Outcome.CANCELLED)
        paused = {} if ignore_deferral else self._paused()
        endpoints = context.environment.endpoints
        self._resolver = Resolver(self._get, endpoints, self._now, paused)
        self._were_paused = paused.keys()

    async def find(self, ids: Sequence[PaperIds]) -> None:
        report = self._report
        self._context.report(Started(TITLES))
        try:
            async for answer in self._resolver.resolve(ids):
                await import_answer(self._context, answer)
                report.papers += len(answer.found)
                self._found.update(map(placeholder_title, answer.found))
                self._deferrals.forget(answer.question.service)
                self._context.report(Advanced(TITLES, report.papers, len(ids)))
            still = await run_to_end(self._context.importer.untitled)
            for name in self._found.intersection(map(placeholder_title, still)):
                self._deferrals.put_off(name, self._now(), OF_IDS)
            report.outcome = Outcome.DONE
        except OctavoError as failure:
            self._fail(failure)
        finally:  # also if cancelled
            self._finish()
            try:
                await run_to_end(self._deferrals.save)
            except OctavoError as failure:
                self._fail(failure)
            finally:
                self._context.report(Finished(report))

    def _paused(self) -> dict[str, FetchError]:
        now = self._now()
        times = {service: self._deferrals.until(service, now) for service in _SERVICES}
        return {service: _pause(service, until) for service, until in times.items() if until}

    async def _get(self, url: str, accept: str) -> Response:
        return await self._context.http.get(url, accept, Validators(), self._report)

    def _finish(self) -> None:
        """Note what is not asked again soon, and say why."""
        now, deferrals, resolver = self._now(), self._deferrals, self._resolver
        for service, error in resolver.failures.items():
            if error.status and service not in self._were_paused:
                deferrals.put_off(service, now, OF_SERVICES, error.not_before)
            self._fail(error)
            self._report.next_due = deferrals.until(service, now)
        if resolver.unknown:
            names = [placeholder_title(one) for one in resolver.unknown]
            until = [deferrals.put_off(name, now, OF_IDS) for name in names]
            shown = ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
            what = (
                "no paper has this id"
                if len(names) == 1
                else f"no papers have these {len(names)} ids"
            )
            self._report.warnings.append(f"{what}: {shown} (asked again on {min(until):%Y-%m-%d})")

    def _fail(self, error: OctavoError) -> None:
        report = self._report
        report.outcome = Outcome.FAILED
        report.error = report.error or clean_line(str(error))
        report.reason = report.reason or clean_line(error.why)


def _pause(service: str, until: dt.datetime) -> FetchError:
    return FetchError(service, f"is not asked until {until:%Y-%m-%d %H:%M} UTC", not_before=until)


async def import_answer(context: FetchContext, answer: ServiceAnswer) -> None:
    """Import an answer: it adds to the papers that digests list by their ids alone."""
    question = answer.question
    options = ImportOptions(question.file, question.url, format=question.format, origin=ANSWER)

    def run() -> None:
        for result in context.importer.import_stream(BytesIO(answer.data), options):
            if isinstance(result, OctavoError):
                raise result

    async with context.import_lock:
        await run_to_end(run)
