"""A library: the digests, papers and marks of one user."""

from __future__ import annotations

from octavo_model.core.parsed import Progress
from octavo_model.library.library import Library

__all__ = ["Library", "Progress"]
