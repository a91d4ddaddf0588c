"""The one door to everything Octavo keeps."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, TypeVar

from octavo_model.clock import Clock, utc_now
from octavo_model.engine import Engine
from octavo_model.errors import OctavoError, UnknownPaperError
from octavo_model.faults import explained, is_unwritable
from octavo_model.index import names, papers, queries
from octavo_model.locks import Held, claim_slot
from octavo_model.marks import Field
from octavo_model.reader import Reader
from octavo_model.view import View, ViewKind

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from octavo_model.backup import BackupReport
    from octavo_model.digests.protocol import Format
    from octavo_model.finding import Finder
    from octavo_model.found import Found
    from octavo_model.importing import Importer
    from octavo_model.marking import Hand
    from octavo_model.marks import Batch
    from octavo_model.paper import Edition, Paper
    from octavo_model.parsed import ImportReport, ParsedDigest
    from octavo_model.paths import Paths
    from octavo_model.query import Names, Query
    from octavo_model.suggester import Suggester
    from octavo_model.suggestion import ForYou, Suggestion
    from octavo_model.title_search import Ranked, TitleSearch
    from octavo_model.view import Counts, Digest, PaperRow

Progress = Callable[[int, int], None]
"""Called with how much is done and how much there is; the latter 0 where that is unknown."""

T = TypeVar("T")

_CHUNK = 2_000
_FOR_YOU = 200
_RELATED = 10


def _silent(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


class Library:
    """Digests, papers and marks of one user. Made by `open`.

    Any thread may use it, and several processes may have it open: what one marks, the others
    see at their next look. Reads never wait for a writer. An index that is found damaged is
    made anew on the spot, from what was kept. Whatever fails raises `OctavoError` and leaves
    the last good state.
    """

    def __init__(
        self,
        paths: Paths,
        engine: Engine,
        clock: Clock,
        machine: str | None,
        instance: str | None,
    ) -> None:
        self._paths = paths
        self._engine = engine
        self._clock = clock
        self._machine = machine
        self._instance = instance
        self._slot: Held | None = None
        self._hand: Hand | None = None
        self._titles: TitleSearch | None = None
        self._finds: Finder | None = None
        self._suggester: Suggester | None = None
        self._without = ""
        self._has_marked = False

    @classmethod
    def open(
        cls,
        paths: Paths,
        *,
        clock: Clock = utc_now,
        machine: str | None = None,
        instance: str | None = None,
        progress: Progress | None = None,
        formats: Sequence[Format] | None = None,
    ) -> Self:
        """Open the library below ``paths``; the first time, create it.

        Args:
            paths: Where it lies.
            clock: Tells the time, in UTC.
            machine: Name of this computer in the journal; by default its host name.
            instance: Whose undo this is; by default a number that no other open library has,
                the lowest, so that the next session carries on.
            progress: Called when the index has to be made anew, with bytes read and bytes kept.
            formats: What digests are read by; by default all formats Octavo knows.

        Where nothing can be written, it is open for reading only: see `read_only`.

        Raises:
            NewerOctavoError: It was written by a newer Octavo.
            OctavoError: The folders cannot be written, and there is nothing to read.
        """
        library = cls(paths, Engine(paths, Reader(formats)), clock, machine, instance)
        tell = progress or _silent
        try:
            try:
                library._begin(tell)
            except OctavoError as error:
                if not is_unwritable(error):
                    raise
                library._begin_to_read(error, tell)
        except BaseException:
            library.close()
            raise
        return library

    def _begin(self, tell: Progress) -> None:
        with explained(self._engine.folder):
            self._engine.make_folders()
            if self._instance is None:
                slot, self._slot = claim_slot(self._engine.locks)
                self._instance = str(slot)
            self._engine.prepare(tell)
            self._take_in_all(tell)

    def _begin_to_read(self, why: OctavoError, tell: Progress) -> None:
        self._instance = self._instance or "0"  # the session to go on with
        self._engine.only_read(why, tell)
        if self._engine.is_aside:
            self._take_in_all(tell)

    def _take_in_all(self, tell: Progress) -> None:
        if not self._engine.has_all():
            self._importer.finish_all(tell)

    def close(self) -> None:
        """Close it. No thread may use it any more.

        Who marked something, and is the first to do so today, leaves a copy of the marks.
        """
        if self._has_marked:
            try:
                self.copy_daily()
            except OctavoError as error:
                # The marks themselves are kept; that the copy is not, `problems` tells.
                self._engine.report(str(error))
        self._engine.close()
        if self._slot is not None:
            self._slot.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def rebuilt(self) -> bool:
        """Whether the index was missing or unusable and has been made anew."""
        return self._engine.rebuilt

    @property
    def repairs(self) -> tuple[str, ...]:
        """What was done about an index that was missing or damaged, in words."""
        return tuple(self._engine.repairs)

    def check(
        self, patience: float = 5.0, *, cancelled: Callable[[], bool] = lambda: False
    ) -> bool:
        """Look for damage in the index that nobody has met yet; it is repaired: see `repairs`.

        Args:
            patience: Seconds it may take.
            cancelled: Asked now and then, in the same thread, whether to give up.

        Returns:
            Whether there was time to look at everything.
        """
        return self._engine.check(patience, cancelled)

    def backup(self, path: Path, progress: Progress | None = None) -> BackupReport:
        """Put all that cannot be made anew into the file ``path``: see `octavo_model.backup`.

        Args:
            path: The file; a backup that is there is replaced.
            progress: Called with digests put in and all digests.

        Raises:
            OctavoError: There is something else at ``path``, or it cannot be written.
        """
        from octavo_model import backup

        locks = self._engine.lockable
        return backup.write(
            self._paths, path, self._clock(), locks=locks, progress=progress or _silent
        )

    def copy_daily(self) -> bool:
        """Copy marks and settings, if that was not done today: see `octavo_model.copies`.

        Returns:
            Whether it was done now.

        Raises:
            OctavoError: The copy cannot be written.
        """
        from octavo_model import copies

        now = self._clock()
        if self._engine.read_only is not None or not copies.is_due(self._paths, now):
            return False
        copies.make(self._paths, now, self._engine.locks)
        return True

    @property
    def problems(self) -> tuple[str, ...]:
        """What of the kept files could not be read, each named; met since it was opened."""
        return self._engine.problems

    @property
    def read_only(self) -> str:
        """Why nothing can be kept, and what to do, in words; empty where all is well.

        So it is on a full or read-only disk, without permission, and on file systems without
        locks. Everything can be looked at, and whatever is to be changed raises `OctavoError`.
        """
        return "" if self._engine.read_only is None else str(self._engine.read_only)

    @property
    def instance(self) -> str:
        """What tells this open library from others on the same folder: ``0``, ``1``, ``cli``."""
        return self._instance or ""

    # Coming in

    def import_bytes(
        self,
        data: bytes,
        *,
        name: str,
        path: str | None = None,
        modified: dt.datetime | None = None,
        date: dt.date | None = None,
        format: str | None = None,  # noqa: A002 - named as in Digest
        origin: str | None = None,
        progress: Progress | None = None,
    ) -> ImportReport:
        """Import a digest.

        The same bytes again change nothing, unless ``date`` corrects the day of the digest. A
        page without papers is not kept: its report has no digest, and a warning.

        Args:
            data: The digest as it came.
            name: Name of its file, ``-`` for standard input.
            path: Where that lies, as the user named it.
            modified: When it was last modified; by default now.
            date: The day of the digest, whatever it says itself.
            format: Name of the format it is in; by default that is found out.
            origin: Name of the source it was fetched from. Then a digest that lists nothing but
                what earlier ones of the source did is passed over, and one that lists all that an
                earlier one of its day did takes its place.
            progress: Called with papers taken in and all papers of the digest.

        Raises:
            NotADigestError: No format can read it.
        """
        from octavo_model.digests.protocol import Source

        source = Source(data, name, modified or self._clock(), date, format, origin)
        return self._importer.bring(source, path=path, progress=progress or _silent)

    def import_many(
        self,
        data: bytes,
        *,
        name: str,
        path: str | None = None,
        modified: dt.datetime | None = None,
        date: dt.date | None = None,
        format: str | None = None,  # noqa: A002 - named as in Digest
        origin: str | None = None,
        progress: Progress | None = None,
    ) -> list[ImportReport | OctavoError]:
        """Import a digest, or a packed file, an archive or a mailbox with several of them.

        What it takes is what `import_bytes` takes.

        Returns:
            A report for each digest; for what could not be imported, the error.

        Raises:
            OctavoError: There is but one, and it cannot be imported.
        """
        from octavo_model.digests.protocol import Source
        from octavo_model.unpacking import contents

        label = path or name
        source = Source(data, name, modified or self._clock(), date, format, origin)
        first, *others = found = list(islice(contents(source, label), 2))
        if others:
            return self._importer.bring_all(chain(found, islice(contents(source, label), 2, None)))
        return [self._importer.bring_found(first.source, path=path, progress=progress or _silent)]

    def import_path(
        self,
        path: Path,
        *,
        date: dt.date | None = None,
        format: str | None = None,  # noqa: A002 - named as in Digest
        origin: str | None = None,
        progress: Progress | None = None,
    ) -> list[ImportReport | OctavoError]:
        """Import a file, or all files in a folder and below it but hidden and very large ones.

        Args:
            path: The file or folder; a packed file or a mailbox may hold several digests.
            date: As for `import_bytes`.
            format: As for `import_bytes`.
            origin: As for `import_bytes`.
            progress: Called with papers of the file, or with files of the folder.

        Returns:
            A report for each digest, in the order of the files' names; for one that could not
            be imported, the error.

        Raises:
            OctavoError: A single file cannot be read, or is no digest.
        """
        from octavo_model.reading_files import Asked, found_at

        tell = progress or _silent
        asked = Asked(date, format, origin)
        found = found_at(path, asked, self._engine.reader, tell if path.is_dir() else _silent)
        if path.is_dir():
            return self._importer.bring_all(found)
        some = list(islice(found, 2))
        if len(some) > 1:
            return self._importer.bring_all(chain(some, found))
        for one in some:
            return [self._importer.bring_found(one.source, path=str(path), progress=tell)]
        return []

    def import_parsed(
        self,
        parsed: ParsedDigest,
        *,
        name: str,
        format: str,  # noqa: A002 - named as in Digest
        progress: Progress | None = None,
    ) -> ImportReport:
        """Take in a digest that never was bytes: it is not kept, and gone after a rebuild."""
        return self._importer.bring_parsed(
            parsed, name=name, format_name=format, progress=progress or _silent
        )

    def import_welcome(self) -> ImportReport:
        """Import the digest whose papers are the lessons; it comes last in every order."""
        from importlib.resources import files

        from octavo_model.archive import WELCOME
        from octavo_model.digests.protocol import Source

        data = files("octavo_model").joinpath("welcome.txt").read_bytes()
        source = Source(data, "welcome.txt", self._clock())
        return self._importer.bring(source, path=None, progress=_silent, name=WELCOME)

    def rebuild(self, progress: Progress | None = None) -> None:
        """Make the index anew from the kept digests and the journal.

        Ids of papers and digests may be others afterwards; keys and names are not.
        """
        self._engine.rebuild(progress)
        self._importer.finish_all(progress or _silent)

    # Looking

    @property
    def without(self) -> str:
        """What `leave_out` has set, as `octavo_model.first_page` takes it."""
        return self._without

    def leave_out(self, *, cross_lists: bool, replacements: bool) -> None:
        """Show no papers that were only ever cross-listed, or only ever replaced, by arXiv.

        Lists, digests and counts are without them from now on, here and not in the library; a
        paper with a star is always shown.
        """
        from octavo_model.index.row import CROSS_LISTED, REPLACED

        wanted = ((CROSS_LISTED, cross_lists), (REPLACED, replacements))
        self._without = ",".join(str(listing) for listing, gone in wanted if gone)

    def digests(self) -> list[Digest]:
        """All digests, newest first; those without a date last, then latest import first."""
        return self._engine.read(lambda db: queries.digests(db, self._without))

    def digest(self, name: str) -> Digest:
        """The digest called ``name``.

        Raises:
            OctavoError: There is none; the nearest name is told.
        """
        known = self.digests()
        for one in known:
            if one.name == name:
                return one
        from difflib import get_close_matches

        near = get_close_matches(name, [one.name for one in known], n=1, cutoff=0.4)
        hint = f"the nearest is {near[0]}" if near else "see `octavo digests`"
        raise OctavoError(name, "no digest of the library is called so", hint)

    def counts(self, view: View) -> Counts:
        """How many papers ``view`` holds.

        Raises:
            OctavoError: There is no such digest, or no such paper.
        """
        if view.kind is ViewKind.QUERY:
            return self._finder().counts(self.ids(view))
        if view.is_suggested:
            return self.tally(self.ids(view))
        return self._viewing(
            view, lambda db, kind, digest: queries.counts(db, kind, digest, self._without)
        )

    def tally(self, ids: Sequence[int]) -> Counts:
        """How many of the papers ``ids`` there are, and how many of them carry which mark."""
        return self._engine.read(lambda db: queries.tally(db, ids))

    def ids(self, view: View) -> array[int]:
        """The papers of ``view`` in its order.

        Those that are suggested take as long as `for_you` and `related`.

        Raises:
            OctavoError: There is no such digest.
        """
        return self.first_ids(view, -1)

    def first_ids(self, view: View, limit: int) -> array[int]:
        """The first ``limit`` papers of ``view``, however many it holds.

        Raises:
            OctavoError: There is no such digest, or no such paper.
        """
        if view.kind is ViewKind.QUERY:
            found = array("q", self.find(view.query or "", View.all()).ids)
            return found if limit < 0 else found[:limit]
        if view.is_suggested:
            return self._suggested(view, limit)
        return self._viewing(
            view, lambda db, kind, digest: queries.ids(db, kind, digest, limit, self._without)
        )

    def window(self, view: View, key: str, reach: int) -> tuple[list[int], int, bool]:
        """The papers of ``view`` around the one called ``key``, however many it holds.

        Args:
            view: The view.
            key: Any key of a paper; one that is unknown or not in the view means the first.
            reach: How many papers on either side.

        Returns:
            Ids in order, where among them the wanted one stands, and whether they are all.

        Raises:
            OctavoError: There is no such digest, or no such paper.
        """
        from octavo_model.index.window import around

        if view.is_suggested:
            ids = self.ids(view)
            paper = self._engine.read(lambda db: names.by_key(db, key))
            place = ids.index(paper) if paper is not None and paper in ids else 0
            return ids.tolist(), place, True

        def ask(
            db: sqlite3.Connection, kind: ViewKind, digest: int | None
        ) -> tuple[list[int], int, bool]:
            paper = names.by_key(db, key)
            return around(db, kind.value, digest, paper, reach, self._without)

        if view.kind is ViewKind.QUERY:
            return self._window_of(self.ids(view), key, reach)
        return self._viewing(view, ask)

    def _window_of(self, ids: Sequence[int], key: str, reach: int) -> tuple[list[int], int, bool]:
        paper = self._engine.read(lambda db: names.by_key(db, key))
        place = ids.index(paper) if paper is not None and paper in ids else 0
        start = max(0, place - reach)
        some = list(ids[start : place + reach])
        return some, place - start, len(some) == len(ids)

    def next_unread(self, ids: Sequence[int], start: int, step: int) -> int | None:
        """Where in ``ids`` the next (1) or previous (-1) unread paper stands; it wraps around.

        None where nothing but perhaps the paper at ``start`` is unread.
        """
        count = len(ids)
        chunk = 64
        done = 1
        while done < count:
            places = [(start + step * n) % count for n in range(done, min(done + chunk, count))]
            wanted = [ids[place] for place in places]
            unread = self._engine.read(partial(queries.unread, papers=wanted))
            for place in places:
                if ids[place] in unread:
                    return place
            done, chunk = done + chunk, min(chunk * 4, 16_384)
        return None

    def rows(self, ids: Sequence[int]) -> list[PaperRow | None]:
        """What a list shows of the papers ``ids``; None in the place of one that is gone."""
        return self._engine.read(lambda db: queries.rows(db, ids))

    def keys(self, ids: Sequence[int]) -> list[str | None]:
        """The keys of the papers ``ids``; None in the place of one that is gone."""
        return self._engine.read(lambda db: queries.keys(db, ids))

    def titles(self, after: int = 0) -> Iterator[tuple[int, str]]:
        """Id and title of every paper with an id above ``after``, in the order of ids.

        Titles are told as lists show them: see `octavo_model.readable`.
        """
        from octavo_model.titles import IndexedTitles

        return IndexedTitles(self._engine).titles(after)

    def search(self, query: str, among: Sequence[int]) -> Ranked:
        """The papers of ``among`` whose titles fit ``query``, best first, equals in their order.

        Fuzzy: case, accents and the order of words do not matter, slips and abbreviations fit.
        Titles are searched as lists show them; a query in LaTeX is read as they are.
        The first call makes the index of titles.
        """
        return self._title_search().search(query, among, self._newest_paper())

    def search_within(self, query: str, among: Sequence[int], patience: float) -> Ranked | None:
        """Like `search`, if it can be done in ``patience`` seconds; else None."""
        if self._titles is None:
            return None
        return self._titles.search_within(query, among, self._newest_paper(), patience)

    def is_search_ready(self) -> bool:
        """Whether `search` would find the index of titles made."""
        return self._titles is not None and self._titles.is_ready

    def place(self, id: int, among: Sequence[int]) -> int | None:  # noqa: A002 - as in Paper
        """Where among papers one stands; None where it does not. Touches no disk."""
        if self.is_search_ready():
            # What that needs is imported by now, and much faster in a long list.
            from octavo_model.title_search import place_of

            return place_of(id, among)
        try:
            return among.index(id)
        except ValueError:
            return None

    def find(self, query: str | Query, among: Sequence[int] | View) -> Found:
        """The papers of ``among`` that ``query`` means, in the order it asks for.

        Without a ``sort:`` they stand best first where there are words, else as in ``among``.
        Never raises for what a query says: its problems are told in what is found.

        Args:
            query: What is looked for; a text is parsed.
            among: A view, or paper ids in a sequence that is not changed afterwards; the same
                one at the next key saves most of the work.

        Raises:
            OctavoError: There is no such view.
        """
        from octavo_model.query.parsing import parse

        ids = self.ids(among) if isinstance(among, View) else among
        return self._finder().find(parse(query) if isinstance(query, str) else query, ids)

    def found_by(self, queries: Iterable[str]) -> list[tuple[Found, Counts]]:
        """What each of ``queries`` finds among all papers, and how many of it carry which mark.

        For many of them it takes less than `find` for each: all papers are listed once.
        """
        finder, among = self._finder(), self.ids(View.all())
        found = [self.find(query, among) for query in queries]
        return [(one, finder.counts(one.ids)) for one in found]

    def find_within(
        self, query: str | Query, among: Sequence[int], patience: float
    ) -> Found | None:
        """Like `find`, if it can be done in ``patience`` seconds; else None."""
        if self._titles is None and self._finds is None:
            return None
        from octavo_model.query.parsing import parse

        wanted = parse(query) if isinstance(query, str) else query
        return self._finder().find_within(wanted, among, patience)

    def names(self) -> Names:
        """The names of digests, sources and categories, for completing a query."""
        return self._finder().names()

    def prepare_search(self) -> None:
        """Make the index of titles, so that the first `search` finds it ready."""
        self._title_search().make_ready(self._newest_paper())

    def _title_search(self) -> TitleSearch:
        if self._titles is None:
            from octavo_model.title_search import TitleSearch
            from octavo_model.titles import IndexedTitles

            index = self._engine.derived / "titles.idx"
            self._titles = TitleSearch(IndexedTitles(self._engine), index)
        return self._titles

    def _finder(self) -> Finder:
        if self._finds is None:
            from octavo_model.finding import Finder

            self._finds = Finder(self._engine, self._title_search, self._clock)
        return self._finds

    def _newest_paper(self) -> int:
        return self._engine.read(queries.newest_paper)

    # What to read next

    def related(
        self,
        id: int,  # noqa: A002 - named as in Paper
        limit: int = _RELATED,
        progress: Progress | None = None,
    ) -> list[Suggestion]:
        """The papers of the whole library that are most like one, the nearest first.

        By the words and phrases of titles and abstracts, rare ones first (TF-IDF, cosine). The
        first call makes the index of these, some ten seconds for 100,000 papers, or loads it.

        Args:
            id: The paper.
            limit: How many at most.
            progress: Called with papers counted and papers to count, where there is much to do.
        """
        found = self._suggesting().related(id, limit, progress or _silent)
        return self._seen_again((id, one) for one in found)

    def for_you(
        self,
        limit: int = _FOR_YOU,
        among: Sequence[int] | None = None,
        progress: Progress | None = None,
    ) -> ForYou:
        """The unread papers that are most like those with a star.

        Those that were read and got no star tell what is not liked. Learned anew, in well under
        two seconds, whenever marks have changed since the last call.

        Args:
            limit: How many at most.
            among: Choose from these, read or not; by default from all that is unread.
            progress: As for `related`.
        """
        from octavo_model.suggestion import ForYou

        unread = self.ids(View.unread())
        found = self._suggesting().for_you(
            self.ids(View.starred()),
            unread,
            unread if among is None else among,
            limit,
            progress or _silent,
        )
        pairs = ((one.nearest or 0, one) for one in found.suggestions)
        return ForYou(tuple(self._seen_again(pairs)), found.missing)

    def prepare_suggestions(self, progress: Progress | None = None) -> None:
        """Make the index that `related` and `for_you` need, so that they find it ready."""
        self._suggesting().prepare(progress or _silent)

    def seen_again(self, id: int, progress: Progress | None = None) -> list[int]:  # noqa: A002
        """Other papers that may be the same work under another title: see `merge`.

        Their abstracts and authors say so, and arXiv ids do not speak against it.
        """
        from octavo_model.affinity import sameness

        found = self._suggesting().alike(
            id, sameness.LEAST_LIKENESS, sameness.CONSIDERED, progress or _silent
        )
        several = {one.id: one for one in self.papers([id, *found])}
        paper = several.pop(id, None)
        if paper is None:
            return []
        return [one.id for one in several.values() if sameness.is_likely(paper, one)]

    def _seen_again(self, pairs: Iterable[tuple[int, Suggestion]]) -> list[Suggestion]:
        """The suggestions, each told whether it may be the same work as the paper before it."""
        from dataclasses import replace

        from octavo_model.affinity.sameness import is_likely

        known = list(pairs)
        wanted = list({paper: None for one, other in known for paper in (one, other.id)})
        several = {paper.id: paper for paper in self.papers(wanted)}
        return [
            replace(other, same=True)
            if one in several and other.id in several and is_likely(several[one], several[other.id])
            else other
            for one, other in known
        ]

    def _suggesting(self) -> Suggester:
        if self._suggester is None:
            from octavo_model.suggester import Suggester
            from octavo_model.texts import IndexedTexts

            index = self._engine.folder / "terms.idx"
            self._suggester = Suggester(IndexedTexts(self._engine), index)
        return self._suggester

    def _suggested(self, view: View, limit: int) -> array[int]:
        if view.kind is ViewKind.FOR_YOU:
            found = self.for_you(_FOR_YOU if limit < 0 else limit).suggestions
        else:
            paper = self.resolve(view.paper or "")
            found = tuple(self.related(paper, _RELATED if limit < 0 else limit))
        return array("q", [one.id for one in found])

    def paper(self, id: int) -> Paper:  # noqa: A002 - named as in Paper
        """Everything about one paper.

        Raises:
            UnknownPaperError: It is gone.
        """
        found = self._engine.read(lambda db: papers.papers(db, (id,)))
        if not found:
            raise UnknownPaperError(f"paper {id}", "is not in the library any more")
        return found[0]

    def papers(self, ids: Sequence[int]) -> Iterator[Paper]:
        """Everything about the papers ``ids``, in their order; those gone are left out."""
        for start in range(0, len(ids), _CHUNK):
            some = ids[start : start + _CHUNK]
            yield from self._engine.read(partial(papers.papers, wanted=some))

    def earlier(self, id: int) -> list[Edition]:  # noqa: A002 - named as in Paper
        """The abstracts of other versions of a paper that read differently, latest first."""
        from octavo_model.paper import Edition

        found = self._engine.read(lambda db: papers.editions(db, id))
        return [Edition(version, text) for version, text in found]

    def namesakes(self, id: int) -> list[int]:  # noqa: A002 - named as in Paper
        """Other papers of the same title that may be this one: see `merge`."""
        return self._engine.read(lambda db: papers.namesakes(db, id))

    def merge(self, id: int, other: int) -> int:  # noqa: A002 - named as in Paper
        """Make one paper of two, as the user says they are the same.

        Nothing is lost: it has all that either had, digests, details, marks and keys. There is
        no way back, so ask first.

        Returns:
            The paper that is left, named by the surer key: an arXiv id, else a DOI.

        Raises:
            UnknownPaperError: One of them is gone.
            OctavoError: arXiv ids tell them apart, or they are the same already.
        """
        from octavo_model.merges import merge

        return merge(self._engine, self._clock, id, other)

    def resolve(self, key: str) -> int:
        """The paper that ``key`` means.

        It may be any key the paper ever had; an arXiv id, bare, with version or in an address;
        a title; or the beginning of a key or title, if it is that of one paper only.

        Raises:
            UnknownPaperError: It means none (the nearest is told) or several (their number is).
        """
        from octavo_model.lookup import resolve

        return self._engine.read(lambda db: resolve(db, key))

    # Marks

    def mark(
        self,
        ids: Sequence[int],
        *,
        read: bool | None = None,
        starred: bool | None = None,
        auto: bool = False,
    ) -> Batch:
        """Mark papers; the marks are on disk when this returns.

        Args:
            ids: Which; those that already are so stay as they are.
            read: Whether they are read now. Give this or ``starred``.
            starred: Whether they have a star now.
            auto: Whether no key press asked for it: then it is no step of undo.
        """
        if (read is None) == (starred is None):
            raise ValueError("mark() takes one of read and starred")
        field = Field.STARRED if read is None else Field.READ
        value = bool(starred if read is None else read)
        hand = self._whose()
        return self._marking(lambda db: hand.mark(db, ids, field, value, auto=auto))

    def undo(self) -> Batch | None:
        """Take back this instance's last mark that still stands; None where there is none.

        What somebody else has changed since stays as they left it.
        """
        return self._marking(self._whose().undo)

    def redo(self) -> Batch | None:
        """Bring again what was undone last; None where nothing was, or a mark came since."""
        return self._marking(self._whose().redo)

    # Others

    def version(self) -> int:
        """A number that is another one after any change by anyone; compare it in one thread."""
        return self._engine.version()

    @property
    def _importer(self) -> Importer:
        from octavo_model.importing import Importer

        return Importer(self._engine, self._clock)

    def _whose(self) -> Hand:
        if self._hand is None:
            from octavo_model.marking import Hand

            if self._machine is None:
                import socket

                self._machine = socket.gethostname()
            instance = f"{self._machine}:{self._instance}"
            self._hand = Hand(self._engine.journal, self._machine, instance, self._clock)
        return self._hand

    def _marking(self, change: Callable[[sqlite3.Connection], T]) -> T:
        self._engine.want_to_write()
        done = self._engine.write(change, marks_only=True)
        self._has_marked = True
        return done

    def _viewing(
        self, view: View, question: Callable[[sqlite3.Connection, ViewKind, int | None], T]
    ) -> T:
        def ask(db: sqlite3.Connection) -> T | None:
            if view.kind is not ViewKind.DIGEST:
                return question(db, view.kind, None)
            number = queries.digest_id(db, view.digest or "")
            return None if number is None else question(db, view.kind, number)

        answer = self._engine.read(ask)
        if answer is None:
            self.digest(view.digest or "")
            raise OctavoError(view.digest or "", "has no papers yet")
        return answer
