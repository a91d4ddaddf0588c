"""Asking for JSON; refusals. Any other answer is a failure, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.formats.common.encoding import decode
from octavo_model.formats.common.json import load
from octavo_model.sources.events import FetchError
from octavo_model.sources.job import refuse_html
from octavo_model.sources.threads import run_to_end
from octavo_model.sources.urls import display_url

if TYPE_CHECKING:
    from octavo_model.sources.job import FetchJob

_JSON = "application/json"
_REFUSED = {403, 429, 503}


async def get_json(job: FetchJob, url: str) -> object:
    """Return the JSON at ``url``."""
    response = await job.get_whole(url, _JSON)
    refuse_html(url, response)
    if not response.body.strip():
        raise FetchError(display_url(url), "the answer is empty")
    value: list[object] = []

    def read() -> None:
        value.append(load(decode(response.body)[0]))

    try:
        await run_to_end(read)
    except ValueError:
        raise FetchError(display_url(url), "the answer is not JSON, or cut off") from None
    return value[0]


def is_refusal(error: Exception) -> bool:
    """Whether the server wants to be left alone, so that nothing more is asked now."""
    return isinstance(error, FetchError) and (
        error.status in _REFUSED or error.not_before is not None
    )
