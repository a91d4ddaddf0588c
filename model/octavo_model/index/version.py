"""What an index says of itself in its header."""

from __future__ import annotations

APPLICATION_ID = 0x4F637476
"""``Octv``, in the header of the file."""

SCHEMA = 1
"""Number of the tables in `schema`; an index with another number is made anew."""
