"""Octavo's ranker, on texts in memory."""

from __future__ import annotations

import tempfile
from array import array
from pathlib import Path
from typing import TYPE_CHECKING

from octavo_model.core.marks import NO, MarkState
from octavo_model.search.ranking.ranking import STARS, Inputs, Ranking
from octavo_model.search.ranking.store import RowStore
from octavo_model.search.similar.counting import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

INTEREST = "interest"


class _Texts:
    """Where titles and abstracts come from."""

    def __init__(self, texts: Sequence[tuple[str, str]]) -> None:
        self._texts = {number: Text(number, *text) for number, text in enumerate(texts)}

    def texts(self, after: int) -> Iterable[Text]:
        return [text for number, text in self._texts.items() if number > after]

    def texts_of(self, ids: Sequence[int]) -> Mapping[int, Text]:
        return {number: self._texts[number] for number in ids}

    def letters_of(self, ids: Sequence[int]) -> Mapping[int, int]:
        known = ((number, self._texts[number]) for number in ids)
        return {number: len(text.title) + len(text.abstract) for number, text in known}

    def newest(self) -> int:
        return len(self._texts) - 1

    def stamp(self) -> str:
        return "memory"


class _Known:
    """The marks at the start."""

    def __init__(self, starred: Sequence[int], interest: Sequence[int]) -> None:
        self._groups = {STARS: starred, INTEREST: interest}

    def inputs(self, ids: Sequence[int]) -> Inputs:
        return Inputs({}, self._groups)


class Octavo:
    """A ranking of the first ``listed`` texts, or of all; the others are in the library.

    Args:
        texts: Title and abstract of each paper.
        listed: How many of them are in the list.
        starred: Papers that have a star at the start.
        interest: Papers of an interest.
    """

    def __init__(
        self,
        texts: Sequence[tuple[str, str]],
        listed: int | None = None,
        starred: Sequence[int] = (),
        interest: Sequence[int] = (),
    ) -> None:
        listed = len(texts) if listed is None else listed
        ids, beside = array("q", range(listed)), range(listed, len(texts))
        with tempfile.TemporaryDirectory() as folder:  # what is saved there stays mapped
            store = RowStore(_Texts(texts), Path(folder, "rows"))
            self._ranking = Ranking(ids, 0, beside, store, _Known(starred, interest))
        self._marked = list[int]()

    def start(self) -> None:
        """Take back all marks that were made here."""
        self._ranking.apply(dict.fromkeys(self._marked, MarkState()))
        self._marked.clear()

    def mark(self, number: int, *, kept: bool) -> None:
        """Give a paper a star, or a no."""
        self._marked.append(number)
        self._ranking.apply({number: MarkState(starred=True) if kept else MarkState(verdict=NO)})

    def scores(self) -> NDArray[np.float64]:
        """Return the scores of the list."""
        return self._ranking.scores()
