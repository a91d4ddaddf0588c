"""Where the two services live that Octavo knows by name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Base addresses, without a slash at the end.

    Attributes:
        daily_papers: Of the API of Daily Papers.
        arxiv: Of the feeds of arXiv.
        paced: Hosts (and all below them) that are asked once every three seconds at most, as
            https://info.arxiv.org/help/api/tou.html asks.
    """

    daily_papers: str = "https://huggingface.co"
    arxiv: str = "https://rss.arxiv.org"
    paced: tuple[str, ...] = ("arxiv.org",)
