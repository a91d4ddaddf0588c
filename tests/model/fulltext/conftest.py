"""What fetching full texts needs: the sites, and papers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.model.fulltext.sites import Sites


@pytest.fixture
def sites() -> Iterator[Sites]:
    sites = Sites()
    yield sites
    sites.server.close()
