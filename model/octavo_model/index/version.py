"""What an index says of itself: in its header, and of the journal."""

from __future__ import annotations

APPLICATION_ID = 0x4F637476
"""``Octv``, in the header of the file."""

SCHEMA = 7
"""Number of the tables in `schema`; an index with another number is made anew."""

CHECKED = 256
"""How many bytes of the journal, before the place up to which it is applied, are remembered."""
