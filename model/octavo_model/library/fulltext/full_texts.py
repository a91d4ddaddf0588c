"""The full texts and PDFs of the papers of a library: what is kept, and fetching one more."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.errors import OctavoError
from octavo_model.core.ids import ids_of
from octavo_model.core.views import View
from octavo_model.library.fulltext.cited import CitedPapers
from octavo_model.library.fulltext.places import Places
from octavo_model.settings.full_text import FullTextSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from octavo_model.core.dates import Clock
    from octavo_model.core.paper import Paper
    from octavo_model.fulltext.document import Document
    from octavo_model.fulltext.fetch import TextEvent, TextFetcher
    from octavo_model.fulltext.pdf import SavedPdf
    from octavo_model.fulltext.store import TextStore
    from octavo_model.index.repository import Repository
    from octavo_model.library.catalog import Catalog
    from octavo_model.library.marker import Marker
    from octavo_model.sources.environment import Environment
    from octavo_model.storage.data_folder import Paths

_LONGEST_PATH = 4_096


class TextResult(NamedTuple):
    """What came of fetching the text of one paper.

    Attributes:
        paper: The paper.
        document: Its text; None without one.
        error: Why it has no text, or why that is not kept; None if all is well.
    """

    paper: Paper
    document: Document | None
    error: OctavoError | None = None


def is_outdated(document: Document, paper: Paper) -> bool:
    """Return whether a text is surely of an earlier version than the latest that is known."""
    version = ids_of(document.url).version
    return version is not None and version < (paper.version or 0)


class FullTexts:
    """The full texts and PDFs of papers: `Library.full_texts`.

    Papers are named by any of their keys; `UnknownPaperError` means that none has it.

    Args:
        paths: Where the library is.
        repository: What is stored.
        catalog: Its papers.
        marker: What writes changes to the journal.
        clock: The time.

    Attributes:
        places: Where texts were left.
        cited: The papers that references are.
        settings: What the user set.
        environment: The outside world, where a method gets no other one; by default, the real one.
    """

    def __init__(
        self,
        paths: Paths,
        repository: Repository,
        catalog: Catalog,
        marker: Marker,
        clock: Clock,
    ) -> None:
        self.places = Places(repository, catalog, marker)
        self.cited = CitedPapers(repository, catalog)
        self._words = repository.words
        self.paths = paths
        self.catalog = catalog
        self._clock = clock
        self.settings = FullTextSettings()
        self.environment: Environment | None = None

    def get(self, key: str) -> Document | None:
        """Return the kept text of a paper, and note that it was opened; None without one."""
        paper = self._paper(key)
        return self.store.get(paper.arxiv_id) if paper.arxiv_id else None

    def are_kept(self, papers: Sequence[Paper]) -> list[bool]:
        """Return for each paper whether its text is kept."""
        from octavo_model.fulltext.store import file_name

        kept = self.store.names()
        return [one.arxiv_id is not None and file_name(one.arxiv_id) in kept for one in papers]

    def fetch(
        self,
        key: str,
        on_event: Callable[[TextEvent], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
        *,
        again: bool = False,
        environment: Environment | None = None,
    ) -> Document | None:
        """Return the text of a paper, from the first source that has it. Call it in a thread.

        Args:
            key: The paper.
            on_event: Called with each step, in this thread.
            cancelled: Called often, in this thread; True stops it.
            again: Whether to fetch a text that is kept, e.g. as a later version is out.
            environment: The outside world; by default, the real one.

        Returns:
            The text, which is kept from now on; None if it was cancelled.

        Raises:
            NoFullTextError: No source has it; the error names each, and where the PDF is.
        """
        from octavo_model.fulltext.fetch import Refused, run_until

        paper = self._paper(key)
        if not again and paper.arxiv_id and (kept := self.store.get(paper.arxiv_id)):
            return kept

        async def work() -> TextResult:
            async with self.fetcher(on_event, environment) as fetcher:
                return await self.fetch_with(fetcher, paper)

        result = run_until(work(), cancelled)
        if result is None:
            return None
        if result.document is None:
            raise result.error or OctavoError(key, "no full text")
        if result.error is not None:
            on_event(Refused(key, "cache", result.error.why))
        with suppress(OctavoError):
            self.evict()
        return result.document

    def save_pdf(
        self,
        key: str,
        on_event: Callable[[TextEvent], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
        *,
        environment: Environment | None = None,
    ) -> SavedPdf | None:
        """Save the PDF of a paper under a name as the settings say. Call it in a thread.

        The arguments are those of `fetch`. A PDF that was saved before is not fetched again.

        Returns:
            Where it is, and whether it was there before; None if it was cancelled.

        Raises:
            OctavoError: It has no PDF, that cannot be fetched or written, or it is something else.
        """
        from octavo_model.fulltext import pdf
        from octavo_model.fulltext.fetch import run_until
        from octavo_model.fulltext.store import file_name
        from octavo_model.storage.files import make_folder, read_at_most, write_atomically

        paper = self._paper(key)
        record = self.paths.saved_pdfs / file_name(paper.arxiv_id or paper.key)
        with suppress(OSError):
            saved = Path(os.fsdecode(read_at_most(record, _LONGEST_PATH)))
            if pdf.is_pdf(saved):
                return pdf.SavedPdf(saved, True)

        async def work() -> bytes:
            async with self.fetcher(on_event, environment) as fetcher:
                return await fetcher.pdf(paper)

        data = run_until(work(), cancelled)
        if data is None:
            return None
        found = pdf.save(data, pdf.path_of(self.settings.pdf, paper))
        with suppress(OSError):  # without it the PDF is fetched again, and found to be the same
            make_folder(record.parent)
            write_atomically(record, os.fsencode(found.path))
        return found

    def evict(self) -> int:
        """Remove the texts that were opened longest ago, above the limit of the settings.

        Those of starred papers, and of papers with a note, stay.

        Returns:
            How many were removed.

        Raises:
            OctavoError: They cannot be removed.
        """
        from octavo_model.fulltext.store import file_name

        limit, keep = self.settings.cache_mb << 20, set()
        if self.store.size() > limit:
            views = (View.starred(), View.of_query("has:note"))
            ids = list({paper for view in views for paper in self.catalog.ids(view)})
            papers = self.catalog.papers(ids)
            keep = {file_name(one.arxiv_id) for one in papers if one.arxiv_id}
        removed = self.store.evict(limit, keep)
        self._find_only_kept()
        return removed

    def keep(self, paper: Paper, document: Document) -> None:
        """Keep the text of a paper, and find the paper by its words from now on.

        Raises:
            OctavoError: It cannot be written.
        """
        from octavo_model.fulltext.store import file_name

        name = paper.arxiv_id or paper.key
        self.store.put(name, document)
        self._words.put(file_name(name), document.words())

    def _find_only_kept(self) -> None:
        """Find no text that is gone, and all that are kept, as the words may be lost."""
        # In this order: another process keeps a text before its words can be found.
        found, kept = self._words.names(), self.store.names()
        self._words.remove(found - kept)
        for name in kept - self._words.names():
            document = self.store.peek(name)
            if document is not None:
                self._words.put(name, document.words())

    @property
    def store(self) -> TextStore:
        """The texts that are kept."""
        from octavo_model.fulltext.store import TextStore

        return TextStore(self.paths.full_texts, self.paths.data / "locks", self._clock)

    def fetcher(
        self, on_event: Callable[[TextEvent], None], environment: Environment | None
    ) -> TextFetcher:
        """Return what fetches texts, in one round."""
        from octavo_model.fulltext.fetch import TextFetcher
        from octavo_model.fulltext.pages.read import read_page
        from octavo_model.sources.environment import Environment

        outside = environment or self.environment or Environment()
        return TextFetcher(outside, self.paths, read_page, on_event)

    async def fetch_with(self, fetcher: TextFetcher, paper: Paper) -> TextResult:
        """Fetch the text of a paper, and keep it."""
        from octavo_model.sources.threads import run_to_end

        try:
            document = await fetcher.fetch(paper)
        except OctavoError as error:
            return TextResult(paper, None, error)
        try:
            await run_to_end(self.keep, paper, document)
        except OctavoError as error:  # it can be read all the same
            return TextResult(paper, document, error)
        return TextResult(paper, document)

    def _paper(self, key: str) -> Paper:
        return self.catalog.paper(self.catalog.resolve(key))
