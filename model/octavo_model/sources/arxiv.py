"""The daily Atom feed of arXiv categories; see https://info.arxiv.org/help/rss.html."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.sources.feed import ACCEPT

if TYPE_CHECKING:
    from octavo_model.sources.job import Visit


def fetch(visit: Visit) -> None:
    """Bring today's announcements; on days without any the feed is empty, which is no fault.

    Raises:
        OctavoError: They cannot be had, or are no feed.
        StoppedError: It is not wanted any more.
    """
    url = f"{visit.endpoints.arxiv}/atom/{visit.spec.target}"
    visit.take_page(url, f"{visit.spec.name}.atom", ACCEPT)
