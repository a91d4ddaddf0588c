"""Filtering titles while typing: forgiving, fast, and the same answer every time.

`FuzzyIndex` finds and ranks, `highlight` and `light` show why. This package is where numpy and
rapidfuzz are imported, so nothing on the start path imports it.
"""

from __future__ import annotations

from octavo_model.search.titles.highlight import highlight, light
from octavo_model.search.titles.index import FuzzyIndex, Ranking, SearchCancelledError

__all__ = ["FuzzyIndex", "Ranking", "SearchCancelledError", "highlight", "light"]
