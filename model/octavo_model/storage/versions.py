"""Versions and limits that the files on disk depend on."""

from __future__ import annotations

__version__ = "0.1.0"

APPLICATION_ID = 0x4F637476
"""``Octv``, in the header of an index."""

SCHEMA = 12
"""Version of the tables in `index.schema`; an index with another one is rebuilt."""

BY_TIME = 8
"""First schema in which the last change by time counts, and not the last line of the journal."""

BY_AUTHORS = 10
"""First schema in which papers of one title may be several, by other authors or of other years."""

LAYOUT = 2
"""Newest version of the other files of a data folder; see `data_folder`."""

LAYOUT_OF_MARKS = 1
"""Their version as long as the journal has only marks."""

CHECKED = 256
"""Bytes before the end of the applied part of the journal that its checksum covers."""

MOST_DIGESTS = 1 << 19
"""Limit of the number of a digest: a paper's place holds it in 19 bits."""
