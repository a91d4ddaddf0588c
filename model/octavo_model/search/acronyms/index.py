"""The hidden words of all titles of a library: mined once, extended as papers are added."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from octavo_model.core.parsed import Progress, no_progress
from octavo_model.search.acronyms.aliases import Aliases
from octavo_model.search.acronyms.forms import LongForm, long_forms
from octavo_model.search.array_file import ArrayFile, release_memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path
    from typing import Any

    from numpy.typing import NDArray

    from octavo_model.search.similar.counting import Text

FILE = ArrayFile(
    "octavo-acronyms",
    version=1,  # to be raised, too, when the rules of mining, words or folding change
    types={"ids": "<i8", "counted": "<i8", "forms": "u1", "texts": "u1"},
)
_SMALL = 2_000
"""So many papers are counted again at once, whenever any are added."""
_RECOUNT_SHARE = 8
"""With one new paper for this many, what the library means is counted again."""
_WORTH_SAVING = 2_000
_STEP = 500
"""Papers between two calls of ``progress``."""


class PaperTexts(Protocol):
    """Where titles and abstracts come from."""

    def texts(self, after: int) -> Iterable[Text]:
        """Return the texts of every paper with an id above ``after``, ascending."""

    def titles(self, after: int) -> Iterable[tuple[int, str, str]]:
        """Return id, title and names of every paper with an id above ``after``, ascending."""

    def paper_ids(self, last: int) -> Sequence[int]:
        """Return the ids of all papers up to ``last``, ascending."""

    def stamp(self) -> str:
        """Return what distinguishes these ids from those of any other index."""


class Hidden(NamedTuple):
    """The hidden words of titles. Immutable."""

    ids: NDArray[np.int64]
    """The papers, ascending."""
    texts: Sequence[str]
    """The hidden words of each, folded and separated by spaces; most have none."""
    version: int
    """Higher when any text has changed; with the same version texts are only added at the end."""


class AliasIndex:
    """Hidden words by paper id. Several threads may use it at once.

    What is mined is saved at ``path``. A file there is only used if it is of these papers; it may
    be deleted at any time.
    """

    def __init__(self, source: PaperTexts, path: Path) -> None:
        self._source = source
        self._path = path
        self._lock = Lock()
        self._hidden = Hidden(np.empty(0, np.int64), [], 0)
        # The long forms of each paper, as a line; those of the first `_counted` papers are what
        # the library means.
        self._forms: list[str] = []
        self._counted = 0
        self._aliases: Aliases | None = None
        self._stamp: str | None = None
        self._saved = 0

    @property
    def is_busy(self) -> bool:
        """Whether `prepare` would have to wait for another thread."""
        return self._lock.locked()

    def prepare(self, newest: int, progress: Progress = no_progress) -> Hidden:
        """Return the hidden words of all papers up to ``newest``: loaded, mined or extended.

        Mining takes about five seconds for 100,000 papers.

        Args:
            newest: The largest id of a paper.
            progress: Called with papers mined and papers to mine. If it raises, nothing changes.
        """
        with self._lock:
            stamp = self._source.stamp()
            if stamp != self._stamp:
                self._load(stamp)
            if newest > self._last_id():
                self._extend(lambda done: progress(done, max(done, newest)))
                if len(self._forms) - self._saved > max(_WORTH_SAVING, self._saved // 8):
                    self._save()
                    release_memory()
            return self._hidden

    def _count(self) -> Aliases:
        if self._aliases is None:
            self._aliases = Aliases(map(_parse, self._forms[: self._counted]))
        return self._aliases

    def _extend(self, progress: Callable[[int], None]) -> None:
        """Add the papers that are not known yet."""
        ids: list[int] = []
        titles: list[str] = []
        added: list[str] = []
        for text in self._source.texts(self._last_id()):
            found = (*long_forms(text.title), *long_forms(text.abstract))
            if not len(ids) % _STEP:
                progress(len(ids))
            ids.append(text.id)
            titles.append(text.title)
            added.append(_line(dict.fromkeys(found)) if found else "")
        known = len(self._forms)
        self._forms = [*self._forms, *added]
        every = np.concatenate((self._hidden.ids, np.array(ids, np.int64)))
        size = len(every)
        if size < _SMALL or size - self._counted > self._counted // _RECOUNT_SHARE:
            self._counted, self._aliases = size, None
            if known:
                current = {paper: title for paper, title, _ in self._source.titles(0)}
                titles = [current.get(paper, "") for paper in every.tolist()]
            texts = self._hidden_words(titles, self._forms)
            self._hidden = Hidden(every, texts, self._hidden.version + 1)
        else:
            texts = [*self._hidden.texts, *self._hidden_words(titles, added)]
            self._hidden = self._hidden._replace(ids=every, texts=texts)

    def _hidden_words(self, titles: Sequence[str], forms: Sequence[str]) -> list[str]:
        hidden_words = self._count().hidden_words
        return [
            " ".join(hidden_words(title, _parse(line)))
            for title, line in zip(titles, forms, strict=True)
        ]

    def _last_id(self) -> int:
        ids = self._hidden.ids
        return int(ids[-1]) if len(ids) else 0

    def _load(self, stamp: str) -> None:
        """Take over the file if it is of these papers, else start again."""
        arrays = FILE.load(self._path, stamp) or _NOTHING
        ids = arrays["ids"]
        now = self._source.paper_ids(int(ids[-1])) if len(ids) else ()
        if not np.array_equal(ids, np.asarray(now, np.int64)):
            arrays = _NOTHING
        self._stamp, self._aliases = stamp, None
        self._forms = _lines_from_array(arrays["forms"])
        texts = _lines_from_array(arrays["texts"])
        self._hidden = Hidden(arrays["ids"], texts, self._hidden.version + 1)
        self._counted = int(arrays["counted"].sum())
        self._saved = len(self._forms)

    def _save(self) -> None:
        arrays = {
            "ids": self._hidden.ids,
            "counted": np.array([self._counted], np.int64),
            "forms": _lines_to_array(self._forms),
            "texts": _lines_to_array(self._hidden.texts),
        }
        try:
            FILE.save(self._path, self._stamp or "", arrays)
        except OSError:
            # A full or read-only disk: the next session mines again.
            return
        self._saved = len(self._forms)


def _line(forms: Iterable[LongForm]) -> str:
    """Return long forms as a line; words have no separators in them."""
    return ";".join(f"{form.acronym}={' '.join(form.words)}" for form in forms)


def _parse(line: str) -> list[LongForm]:
    """Return the long forms of a line."""
    pairs = (pair.partition("=") for pair in line.split(";")) if line else ()
    return [LongForm(acronym, tuple(words.split(" "))) for acronym, _, words in pairs]


def _lines_to_array(lines: Sequence[str]) -> NDArray[Any]:
    return np.frombuffer("".join(f"{line}\n" for line in lines).encode(), np.uint8)


def _lines_from_array(array: NDArray[Any]) -> list[str]:
    return str(array.data, "utf-8").split("\n")[:-1]


_NOTHING: dict[str, NDArray[Any]] = {name: np.empty(0, kind) for name, kind in FILE.types.items()}
