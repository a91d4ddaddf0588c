"""Scores that were computed before, kept for the next key."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from octavo_model.search.titles.matching import Scores
    from octavo_model.search.titles.sources import Source


class Recent:
    """The scores that were asked for last. For any thread."""

    def __init__(self, most: int) -> None:
        """Keep those of ``most`` words."""
        self._most = most
        self._scores: OrderedDict[tuple[Source, str], Scores] = OrderedDict()
        self._lock = Lock()

    def __contains__(self, key: tuple[Source, str]) -> bool:
        return key in self._scores

    def get(self, key: tuple[Source, str]) -> Scores | None:
        """What ``key`` scored; None where that is not known."""
        with self._lock:
            scores = self._scores.get(key)
            if scores is not None:
                self._scores.move_to_end(key)
            return scores

    def put(self, key: tuple[Source, str], scores: Scores) -> None:
        """Keep what ``key`` scored, and forget what was not asked for the longest."""
        with self._lock:
            self._scores[key] = scores
            while len(self._scores) > self._most:
                self._scores.popitem(last=False)
