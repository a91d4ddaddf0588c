"""The controllers of the screen, connected with each other and with its widgets."""

# ruff: noqa: PLW0108 - lambdas call controllers that are made after them

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.changes import Property
from octavo_tui.app.upkeep import Upkeep
from octavo_tui.controllers.annotating.notes import NoteController
from octavo_tui.controllers.annotating.tags import TagController
from octavo_tui.controllers.deciding.advance import AdvanceController
from octavo_tui.controllers.deciding.changes import ChangeController
from octavo_tui.controllers.deciding.following import FollowController
from octavo_tui.controllers.deciding.marks import MarkController
from octavo_tui.controllers.deciding.selection import SelectionController
from octavo_tui.controllers.deciding.statistics import StatisticsController
from octavo_tui.controllers.drawer.digests import DigestController
from octavo_tui.controllers.drawer.lines import DrawerController
from octavo_tui.controllers.fetching.adding import AddController
from octavo_tui.controllers.fetching.fetch import FetchController
from octavo_tui.controllers.finding.completion import CompletionController
from octavo_tui.controllers.finding.filter import FilterController
from octavo_tui.controllers.finding.scope import ScopeController
from octavo_tui.controllers.lists import ListController
from octavo_tui.controllers.outside.one_fetch import OneFetch
from octavo_tui.controllers.outside.own_commands import OwnCommandController
from octavo_tui.controllers.outside.pdf import PdfController
from octavo_tui.controllers.outside.sharing import SharingController
from octavo_tui.controllers.panes import PaneController
from octavo_tui.controllers.paper import PaperController
from octavo_tui.controllers.paper_list import PaperListController
from octavo_tui.controllers.reading.cited import CitedController
from octavo_tui.controllers.reading.full_text import FullTextController
from octavo_tui.controllers.reading.links import LinkController
from octavo_tui.controllers.reading.passages import PassageController
from octavo_tui.controllers.reading.sections import SectionController
from octavo_tui.controllers.reading.text_search import TextSearchController
from octavo_tui.controllers.saved_views import SavedViewController
from octavo_tui.controllers.suggestions import SuggestionController
from octavo_tui.render.decisions import describe_change

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from octavo_model.core.changes import MarkChange, PropertyChange
    from octavo_tui.controllers.fetching.sources import Sources
    from octavo_tui.controllers.session import InitialState
    from octavo_tui.controllers.work_queue import Shared
    from octavo_tui.widgets.drawer import Drawer
    from octavo_tui.widgets.filter_input import FilterInput
    from octavo_tui.widgets.paper_list import PaperList
    from octavo_tui.widgets.paper_view import PaperView


class Widgets(NamedTuple):
    """The widgets that controllers fill and follow."""

    papers: PaperList
    line: FilterInput
    view: PaperView
    drawer: Drawer


class Controllers:
    """The controllers of one screen. The keys of `octavo_tui.commands` run their methods.

    Args:
        shared: What the screen gives to all controllers.
        widgets: The widgets of the screen.
        initial: What the first paint shows.
        sources: Where papers are fetched from; None in the tour.
        today: The day.
        keys: Returns how many commands keys ran.
    """

    def __init__(
        self,
        shared: Shared,
        widgets: Widgets,
        initial: InitialState,
        sources: Sources | None,
        today: Callable[[], dt.date],
        keys: Callable[[], int],
    ) -> None:
        self._shared = shared
        papers, line, view, drawer = widgets
        self.panes = panes = PaneController(
            shared, papers, view, drawer, drawer_opened=lambda: self.entries.open()
        )
        self.paper_list = listed = PaperListController(
            shared,
            papers,
            initial,
            shown=lambda: self.filter.list_shown(),
            ranked=view.show_why,
            counted=lambda: self.entries.refresh(),
            name_of=lambda query: self.saved_views.name_of(query),
            heading=lambda: self.filter.scope.heading(),
        )
        self.selection = selection = SelectionController(shared, listed)
        self.marks = marks = MarkController(
            shared,
            listed,
            selection,
            self._marked,
            lambda: self.advance.after_decision(),
            keys,
            lambda: self.text.open_id,
        )
        self.advance = advance = AdvanceController(
            shared,
            listed,
            panes,
            marks.decided_here,
            counts_on=lambda source, day: self.fetch.counts_on(source, day),
        )
        self.statistics = StatisticsController(shared)
        self.changes = ChangeController(shared, listed, marks, panes, self._changed)
        self.following = FollowController(shared, listed, self._made)
        scope = ScopeController(shared, line, listed, returned=lambda: self.lists.refresh())
        completion = CompletionController(shared, line, listed)
        self.filter = filter_ = FilterController(shared, line, listed, panes, scope, completion)
        self.lists = lists = ListController(
            shared,
            listed,
            filter_,
            panes,
            initial,
            suggest=lambda *where: self.suggestions.show(*where),
            changed=lambda: self.paper.show_again(),
        )
        self.suggestions = suggestions = SuggestionController(
            shared,
            listed,
            lists,
            filter_,
            panes,
            show_paper=lambda: self.paper.show(top=0),
            show_beside=view.show_beside,
        )
        self.saved_views = SavedViewController(
            shared, drawer, listed, lists, panes, today, lambda: self.entries.fill()
        )
        self.digests = DigestController(shared, drawer, listed, lists, panes)
        self.tags = TagController(shared, listed, selection, lists, drawer, self._made)
        self.notes = NoteController(shared, listed, self._made)
        self.entries = DrawerController(
            shared, drawer, listed, lists, panes, self.saved_views, self.digests, self.tags,
            sources, today,
        )  # fmt: skip
        line.commands["ctrl+s"] = self.saved_views.save
        self.paper = PaperController(
            shared,
            view,
            drawer,
            listed,
            lists,
            filter_,
            marks,
            advance,
            selection,
            suggestions,
            panes,
        )
        self.sharing = SharingController(
            shared, listed, selection, panes, filter_.settled, lambda: self.text.paper()
        )
        self.own = OwnCommandController(shared, view, listed)
        self.fetch = FetchController(
            shared,
            sources,
            fetched=lambda: self.upkeep.fetched(),
            choose=lambda: self.adding.choose_sources(),
            no_text=lambda: self.text.refusal,
        )
        self.adding = AddController(shared, sources, self.fetch, lists.open)
        self.text = text = FullTextController(
            shared, listed, panes, OneFetch(shared, "full text"), self.paper.text_opened
        )
        panes.text_hidden = text.hidden
        self.sections = SectionController(shared, text)
        self.cited = CitedController(shared, text, marks, self.adding.add_cited)
        self.links = LinkController(shared, text, self.cited, marks, self.sharing)
        self.text_search = TextSearchController(shared, text)
        self.passages = PassageController(
            shared, text, self.links, self.cited, self.notes, self.sharing
        )
        self.pdf = PdfController(shared, text.paper, OneFetch(shared, "PDF"))
        parts = self.cited, self.links, self.text_search, self.passages
        text.followers.extend(part.text_changed for part in parts)
        self.paper.stop_command = lambda: (
            text.fetch.stop() or self.pdf.fetch.stop() or self.own.stop()
        )
        self.paper.hide_gaps = self.fetch.hide_gaps
        self.paper.read_text, self.paper.leave_text = text.open, self._leave_text
        self.upkeep = Upkeep(
            shared.screen, shared.work, initial, panes, self.entries, lists, filter_, suggestions,
            self.paper, self.own, self.fetch, shared.settings.fetch_automatically,
        )  # fmt: skip
        papers.moved, view.scrolled = self._moved, self.paper.scrolled

    def _moved(self) -> None:
        self.selection.follow()
        self.paper.follow()

    def _marked(self, change: MarkChange) -> None:
        self.paper.marked(change)
        if self.text.current is not None:
            self.cited.marked(change)

    def _leave_text(self) -> None:
        """Drop the selection, else the search, else stop a fetch, else leave the full text."""
        if not (self.passages.drop() or self.text_search.drop() or self.paper.stop_command()):
            self.text.close()

    def _changed(self, change: PropertyChange) -> None:
        """Show a change of anything but marks, its undo or redo."""
        if change.property is Property.VIEW:
            self.saved_views.follow(change)
        else:
            self._shared.work.start(self.lists.refresh, "changes")
            self.passages.text_changed()  # the note may quote others

    def _made(self, change: PropertyChange) -> None:
        """Show a change of tags, notes, or what is followed or muted, and say what it did."""
        status, undo = self._shared.status, self._shared.keymap.hint("undo", "undo")
        if change.values:
            status.say(describe_change(change), keys=undo)
            self._changed(change)
        else:
            status.say("Already done")
