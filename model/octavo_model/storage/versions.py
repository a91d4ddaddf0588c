"""What an index says of itself, in its header and of the journal, and a folder of its forms."""

from __future__ import annotations

APPLICATION_ID = 0x4F637476
"""``Octv``, in the header of the file."""

SCHEMA = 8
"""Number of the tables in `schema`; an index with another number is made anew."""

BY_TIME = 8
"""From this schema on the last change by time counts, before it the last line of the journal."""

LAYOUT = 1
"""See `octavo_model.storage.data_folder`; here, for the first page is read without that."""

CHECKED = 256
"""How many bytes of the journal, before the place up to which it is applied, are remembered."""

MOST_DIGESTS = 1 << 19
"""Digests are numbered below this: a paper's place holds the number of its digest in 19 bits."""
