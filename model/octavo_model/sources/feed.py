"""A feed anywhere on the web: one address, asked whether it has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from octavo_model.sources.job import Visit

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9,"
    " application/json;q=0.9, text/xml;q=0.8, */*;q=0.5"
)
"""What a reader of feeds likes to get, in the order of its liking."""


def fetch(visit: Visit) -> None:
    """Bring what the feed holds now.

    Raises:
        OctavoError: It cannot be had, or no format can read it.
        StoppedError: It is not wanted any more.
    """
    visit.take_page(visit.spec.target, f"{visit.spec.name}.feed", ACCEPT, pages=True)
