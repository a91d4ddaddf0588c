"""Two papers that the user says are one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.core.dates import Clock, stamp
from octavo_model.core.errors import OctavoError, UnknownPaperError
from octavo_model.core.identity import ARXIV, DOI, may_be_one
from octavo_model.index import queries
from octavo_model.index.write import merge as merging
from octavo_model.storage.merge_log import Sameness

if TYPE_CHECKING:
    import sqlite3

    from octavo_model.index.repository import Engine


def merge(engine: Engine, clock: Clock, first: int, second: int) -> int:
    """Make one paper of two: see `octavo_model.library.Library.merge`."""
    engine.want_to_write()
    if first == second:
        raise OctavoError(f"paper {first}", "is one paper already")

    def change(db: sqlite3.Connection) -> int:
        one, other = queries.keys(db, (first, second))
        if one is None or other is None:
            raise UnknownPaperError(
                f"paper {first if one is None else second}", "is not in the library any more"
            )
        if not may_be_one(one, other):
            raise OctavoError(one, f"is another paper than {other}: arXiv tells them apart")
        decided = Sameness(*sorted((one, other), key=_rank))
        # Kept before the index follows; what an index lacks, the next opening brings.
        engine.decisions.add(decided, stamp(clock()))
        merging.follow_all(db, engine.decisions)
        return first if decided.keep == one else second

    return engine.write(change)


def _rank(key: str) -> int:
    """How sure a name is: arXiv ids come first, then DOIs."""
    return 0 if key.startswith(ARXIV) else 1 if key.startswith(DOI) else 2
