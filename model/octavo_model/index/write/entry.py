"""An entry of a digest, and the names it gives its paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.identity import arxiv_key, doi_key, edition_keys, title_key
from octavo_model.index.write.rows import REPLACED, listing_of
from octavo_model.text.clean import fold_title

if TYPE_CHECKING:
    from octavo_model.core.parsed import ParsedPaper


class Entry(NamedTuple):
    """An entry of a digest with the names it gives its paper.

    Attributes:
        told: What it tells.
        ids: Keys of its ids, the arXiv id first; most entries have one.
        editions: Keys of the revision it speaks of; none for a first version.
        fold: Its folded title.
        title: The key that its title makes.
    """

    told: ParsedPaper
    ids: tuple[str, ...]
    editions: tuple[str, ...]
    fold: str
    title: str

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys it gives its paper, that of its lasting name first."""
        return (*(self.ids or (self.title,)), *self.editions)

    @classmethod
    def of(cls, told: ParsedPaper) -> Entry:
        """The entry that ``told`` is."""
        fold = fold_title(told.title)
        title = title_key(fold)
        if told.arxiv_id is None and told.doi is None:
            return cls(told, (), (), fold, title)
        arxiv = arxiv_key(told.arxiv_id) if told.arxiv_id else None
        doi = doi_key(told.doi) if told.doi else None
        editions: tuple[str, ...] = ()
        if arxiv is not None and (told.version or 2) > 1:
            is_revision = told.version or listing_of(told) == REPLACED
            editions = edition_keys(arxiv, told.version, told.revised if is_revision else None)
        return cls(told, tuple(key for key in (arxiv, doi) if key), editions, fold, title)
