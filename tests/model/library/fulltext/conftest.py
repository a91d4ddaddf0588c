"""A library with papers whose full texts can be fetched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from tests.model.fulltext.sites import ARXIV, Sites, html_reply, page

from octavo_model import Library
from octavo_model.core.marks import MarkField

if TYPE_CHECKING:
    from tests.model.conftest import Desk

IDS = ("2511.00001", "2511.00002", "2511.00003")


class TextDesk:
    """A library with three papers of arXiv and one of elsewhere, and the sites."""

    def __init__(self, desk: Desk, sites: Sites) -> None:
        self.sites = sites
        self.library: Library = desk.open(clock=lambda: sites.clock.moment)
        self.texts = self.library.full_texts
        self.environment = sites.environment()
        papers = [
            {"title": f"Foam {one[-1]}", "arxiv_id": one, "authors": ["Dora Kelp"]} for one in IDS
        ]
        elsewhere = {"title": "Weirs", "page": "https://openreview.net/forum?id=weirs"}
        desk.add_digest(self.library, *papers, elsewhere)

    def serve(self, *ids: str) -> None:
        for one in ids:
            self.sites.serve(f"{ARXIV}/html/{one}", html_reply(page(f"Foam {one[-1]}")))

    def star(self, *keys: str) -> None:
        ids = [self.library.catalog.resolve(key) for key in keys]
        self.library.marks.mark(ids, MarkField.STARRED, True)

    def asked(self) -> list[str]:
        """The ids and hosts that were asked for since the last call."""
        return self.sites.addresses()

    def later(self, **time: int) -> None:
        self.sites.clock.moment += dt.timedelta(**time)


@pytest.fixture
def sites() -> Iterator[Sites]:
    sites = Sites()
    yield sites
    sites.server.close()


@pytest.fixture
def text_desk(desk: Desk, sites: Sites) -> TextDesk:
    return TextDesk(desk, sites)
