"""Fetching the ACL Anthology: the XML of https://github.com/acl-org/acl-anthology.

A collection is one file, asked for with its ``ETag``. It is complete if the file is well-formed to
its end. An event names volumes of other collections, which are read too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.core.errors import NotADigestError, OctavoError
from octavo_model.core.parsed import ParsedPaper
from octavo_model.formats.apis.acl import Collection, only_volumes, read_collection, split_volume
from octavo_model.sources.apis.answers import is_refusal
from octavo_model.sources.apis.coverage import counted, describe_gaps, incomplete_parts
from octavo_model.sources.events import FetchError, IncompleteError
from octavo_model.sources.job import refuse_html
from octavo_model.sources.targets.venues import ACL, collection_of
from octavo_model.sources.threads import run_to_end
from octavo_model.sources.urls import display_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from octavo_model.sources.environment import Response
    from octavo_model.sources.job import FetchJob

_XML = "application/xml, text/xml;q=0.9, text/plain;q=0.8"
_MOST_FAILURES = 3


async def fetch_acl(job: FetchJob) -> None:
    """Import a collection if it has changed, and the volumes that an event names."""
    name = job.spec.target.removeprefix(ACL)
    main = collection_of(name)
    url = _url(job, main)
    response = await _get(job, main)
    if response.not_modified:
        others = [part for part in job.state.parts if part != main]
    else:
        collection = await _import(job, main, main, response)
        others = list(collection.events.get(name, ()))
        job.state.parts = {
            part: known for part, known in job.state.parts.items() if part in {main, *others}
        }
    await job.save()
    await _fetch_volumes(job, others)
    if gaps := incomplete_parts(job.state):
        raise IncompleteError(job.spec.name, describe_gaps(gaps))
    job.remember(url, response)


async def _fetch_volumes(job: FetchJob, volumes: Iterable[str]) -> None:
    """Import these volumes of other collections; one that fails leaves the others alone."""
    wanted: dict[str, set[str]] = {}
    for volume in volumes:
        wanted.setdefault(split_volume(volume)[0], set()).add(volume)
    first_error: OctavoError | None = None
    failures = 0
    for done, (collection, parts) in enumerate(wanted.items(), 1):
        job.advance(done, len(wanted) + 1)
        try:
            known = [job.state.parts.get(part) for part in parts]
            is_known = all(part is not None and part.is_complete for part in known)
            response = await _get(job, collection, whole=not is_known)
            if not response.not_modified:
                for part in sorted(parts):
                    await _import(job, collection, part, response)
                if all(job.state.parts[part].is_complete for part in parts):
                    job.remember(_url(job, collection), response)
            failures = 0
        except OctavoError as error:
            first_error, failures = first_error or error, failures + 1
            if failures == _MOST_FAILURES or is_refusal(error):
                break
        await job.save()
    if first_error is not None:
        raise first_error


def _url(job: FetchJob, collection: str) -> str:
    return f"{job.environment.endpoints.acl}/{collection}.xml"


async def _get(job: FetchJob, collection: str, *, whole: bool = False) -> Response:
    """Return the file of ``collection``, unless it has not changed and need not be ``whole``."""
    url = _url(job, collection)
    try:
        response = await (job.get_whole if whole else job.get)(url, _XML)
    except FetchError as error:
        if error.status == 404:
            why = f"the Anthology has no collection {collection}"
            raise FetchError(display_url(url), why, status=404) from None
        raise
    refuse_html(url, response)
    return response


async def _import(job: FetchJob, collection: str, part: str, response: Response) -> Collection:
    """Import a collection, or one volume of it, and note how many papers it has."""
    body = response.body
    found: list[Collection] = []

    def read() -> None:
        nonlocal body
        if part != collection:
            body = only_volumes(body, frozenset({split_volume(part)[1]}))
        found.append(read_collection(body, part))

    url = _url(job, collection)
    try:
        await run_to_end(read)
    except NotADigestError as error:
        raise FetchError(display_url(url), error.why) from None
    got = found[0]
    read_papers = sum(isinstance(one, ParsedPaper) for one in got.found)
    if read_papers:
        await job.import_digest(body, name=f"{part}.xml", path=url)
    known = job.state.parts.get(part)
    # A file that is cut off does not say how many papers it has: one more at least.
    cut_off = max(got.papers, read_papers + 1, known.stated if known else 0)
    stated = got.papers if got.is_whole else cut_off
    read_all = stated if got.is_whole else read_papers
    job.state.parts[part] = counted(known, read_all, stated, job.now())
    return got
