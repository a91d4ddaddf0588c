"""Filtering titles while typing: forgiving, fast, and always with the same result.

`FuzzyIndex` finds and ranks, `highlight_ranges` shows why. This package imports numpy and
rapidfuzz, so no module of the start imports it.
"""

from __future__ import annotations

from octavo_model.search.titles.highlight import highlight_ranges
from octavo_model.search.titles.index import FuzzyIndex, RankedTitles
from octavo_model.search.titles.matching import SearchCancelledError

__all__ = ["FuzzyIndex", "RankedTitles", "SearchCancelledError", "highlight_ranges"]
