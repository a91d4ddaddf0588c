"""One fetch of one source, as the module of its kind sees it."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Protocol

from octavo_model.core.errors import NotADigestError, OctavoError
from octavo_model.core.parsed import ImportOptions
from octavo_model.sources.environment import Caller
from octavo_model.sources.events import Advanced, Event, FetchError, StoppedError, Waiting
from octavo_model.sources.state import Validators
from octavo_model.sources.urls import shown
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    import datetime as dt
    import threading
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from octavo_model.core.parsed import ImportReport
    from octavo_model.sources.environment import Answer, Endpoints, Timing
    from octavo_model.sources.http import Web
    from octavo_model.sources.spec import SourceSpec
    from octavo_model.sources.state import Memory

_MOST_WARNINGS = 100
_NEVER_ASKED = Validators()
_PAGES = (b"<!doctype html", b"<html")


class Taker(Protocol):
    """What digests are imported with: `octavo_model.library.Library.imports`."""

    def import_stream(
        self, file: BytesIO, options: ImportOptions
    ) -> Sequence[ImportReport | OctavoError]:
        """Import all digests in ``file``; return a report or an error for each."""


class Visit:
    """What a kind needs to fetch a source, and what came of it.

    Attributes:
        spec: The source.
        memory: What is remembered of it.
        timing: Tells the time.
        endpoints: Where services live.
        cancel: Set when it is wanted no more.
        caller: Counts what went over the network.
        new: Papers that the library did not have.
        papers: Papers in the digests that came.
        digests: Names of these digests.
        ignored: Files that are no digests.
        warnings: What in them was not understood.

    Args:
        library: Takes digests in.
        web: The web.
        turn: Held while the library takes something in.
        save: Writes the memory down.
        report: Told what happens.
    """

    def __init__(
        self,
        spec: SourceSpec,
        memory: Memory,
        *,
        library: Taker,
        web: Web,
        timing: Timing,
        endpoints: Endpoints,
        cancel: threading.Event,
        turn: AbstractContextManager[object],
        save: Callable[[], None],
        report: Callable[[Event], None],
    ) -> None:
        self.spec = spec
        self.memory = memory
        self.timing = timing
        self.endpoints = endpoints
        self.cancel = cancel
        self.caller = Caller(cancel, self._waits)
        self.new = 0
        self.papers = 0
        self.digests: dict[str, None] = {}
        self.ignored = 0
        self.warnings: list[str] = []
        self.save = save
        self._library = library
        self._web = web
        self._turn = turn
        self._report = report

    def check(self) -> None:
        """See that it is still wanted.

        Raises:
            StoppedError: It is not.
        """
        if self.cancel.is_set():
            raise StoppedError

    def advance(self, done: int, total: int) -> None:
        """Tell that ``done`` of ``total`` parts are done."""
        self._report(Advanced(self.spec.name, done, total))

    def get(self, url: str, accept: str) -> Answer:
        """What is at ``url`` now; `remember` tells when that is safely in the library.

        Raises:
            FetchError: It cannot be had.
            StoppedError: It is not wanted any more.
        """
        known = self.memory.pages.get(url, _NEVER_ASKED)
        return self._web.get(url, accept, known, self.caller)

    def remember(self, url: str, answer: Answer) -> None:
        """Note that ``answer``, got for ``url``, needs not be sent again."""
        if answer.not_modified:
            return
        if answer.validators == _NEVER_ASKED:
            self.memory.pages.pop(url, None)
        else:
            self.memory.pages[url] = answer.validators

    def take_page(self, url: str, name: str, accept: str, *, pages: bool = False) -> None:
        """Get ``url`` and import it as ``name``, unless nothing has changed there.

        Args:
            url: What to get.
            name: As what file it is to be known.
            accept: Media types wanted.
            pages: Whether a web page may be a digest too.

        Raises:
            OctavoError: It cannot be had or is of no use; then it is asked for in full again.
            StoppedError: It is not wanted any more.
        """
        answer = self.get(url, accept)
        if not answer.not_modified:
            if not pages:
                refuse_page(url, answer)
            if answer.body.strip():
                try:
                    self.take(answer.body, name=name, path=url)
                except NotADigestError:
                    refuse_page(url, answer)
                    raise
        self.remember(url, answer)

    def take(
        self,
        data: bytes,
        *,
        name: str,
        path: str,
        date: dt.date | None = None,
        format: str | None = None,  # noqa: A002 - named as in Digest
    ) -> None:
        """Import ``data``; arguments as in `ImportOptions`.

        Raises:
            OctavoError: All or some of it could not be imported; the rest was.
            StoppedError: It is not wanted any more.
        """
        with self._turn:
            self.check()
            options = ImportOptions(
                name=name, path=path, date=date, format=format, origin=self.spec.name
            )
            results = self._library.import_stream(BytesIO(data), options)
        trouble: OctavoError | None = None
        for one in results:
            if isinstance(one, OctavoError):
                trouble = trouble or one
                continue
            self.new += one.new
            self.papers += one.papers
            if one.digest is not None:
                self.digests[one.digest] = None
                room = _MOST_WARNINGS - len(self.warnings)
                self.warnings += [clean_line(str(warning)) for warning in one.warnings[:room]]
        if trouble is not None:
            raise trouble

    def _waits(self, seconds: float, why: str) -> None:
        self._report(Waiting(self.spec.name, seconds, why))


def refuse_page(url: str, answer: Answer) -> None:
    """See that ``answer`` is no web page, as one is sent to those who should log in.

    Raises:
        FetchError: It is one.
    """
    beginning = answer.body[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if beginning.startswith(_PAGES):
        why = "answers with a web page, not with a digest"
        raise FetchError(shown(url), why, "does it want a login?")
