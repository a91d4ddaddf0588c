"""Two invented papers with LaTeX, and what a person would write in its place."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from octavo_model import Library
from octavo_model.core.parsed import ImportOptions

PAPERS = Path(__file__).parents[2] / "fixtures" / "json-lines" / "mathematics.jsonl"
SPARSE = "SF(DA)²: ℓ₁-Sparse Owls in 𝒪(n log n)"
SPARSE_RAW = r"SF(DA)$^2$: $\ell_1$-Sparse Owls in $\mathcal{O}(n \log n)$"
PERCH = r"A $5 Perch for the \overfeat Network"


def add_mathematics(library: Library) -> int:
    """Import them; the number of the first."""
    library.imports.import_path(PAPERS, ImportOptions(date=dt.date(2025, 11, 20)))
    return library.catalog.resolve("2511.00321")
