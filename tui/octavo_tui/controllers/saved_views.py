"""The saved views: counted for the drawer, and made, changed and removed."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from octavo_model import View
from octavo_model.core.views import ViewKind
from octavo_tui.controllers.list_state import SavedViews
from octavo_tui.controllers.work_queue import Controller, Repeated

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from octavo_model.core.changes import PropertyChange
    from octavo_tui.controllers.lists import ListController
    from octavo_tui.controllers.panes import PaneController
    from octavo_tui.controllers.paper_list import PaperListController
    from octavo_tui.controllers.work_queue import Shared
    from octavo_tui.dialogs.saved_view import SavedViewForm
    from octavo_tui.widgets.drawer import Drawer, DrawerItem

_PAUSE = 0.15
"""Seconds without a change after which the views are counted again: a held key counts once."""


class SavedViewController(Controller):
    """Counts, makes, changes and removes the saved views; ``fill`` shows them in the drawer."""

    def __init__(
        self,
        shared: Shared,
        drawer: Drawer,
        papers: PaperListController,
        lists: ListController,
        panes: PaneController,
        today: Callable[[], dt.date],
        fill: Callable[[], None],
    ) -> None:
        super().__init__(shared)
        self._drawer = drawer
        self._papers = papers
        self._lists = lists
        self._panes = panes
        self._saved = SavedViews(shared.library.views.all())
        self._today = today
        self._fill = fill
        self._counter = Repeated(self._work, self._count, "saved views")

    # ---- showing

    def name_of(self, query: str | None) -> str:
        """Return the name of the view with ``query``; empty if no view has it."""
        return self._saved.name_of(query)

    def items(self) -> list[DrawerItem]:
        """Return the lines of the views."""
        return self._saved.items()

    def count(self) -> None:
        """Read the views again and count them in a thread, if they can be seen.

        Not in the thread of a mark: twenty queries over all papers take longer than a mark may.
        """
        if self._drawer.display:
            self._counter.start()

    async def _count(self) -> None:
        if self._saved.at not in {None, (self._papers.generation, self._today())}:
            await asyncio.sleep(_PAUSE)
        at = self._papers.generation, self._today()
        shown = self._saved
        if self._saved.at != at:
            await self._read()
        before = self._saved
        counted = await asyncio.to_thread(before.recount, self._library, at)
        if self._saved is before:  # else it was changed meanwhile, and is counted again
            self._saved = counted
            if counted != shown:
                self._fill()

    async def _read(self) -> None:
        before = self._saved
        views = await asyncio.to_thread(self._library.views.all)
        if self._saved is before:
            self._set(views)

    def _set(self, views: Mapping[str, str]) -> None:
        self._saved = self._saved._replace(views=views)
        self._papers.show_status()

    # ---- changing

    async def save(self) -> None:
        """Save the filter, and the list that it filters, under a name."""
        await self._read()  # its name may be one of them
        query, note = self._query_here()
        if query:
            self._ask("Save as a view", "", query, note, self._save)
        else:
            self._status.say(note)

    def edit(self) -> None:
        """Change the name or the query of the view under the drawer's cursor."""
        name = self._view_in_drawer()
        if name:
            self._ask("Edit the view", name, self._saved.views[name], "", partial(self._edit, name))

    def move(self, by: int) -> None:
        """Move the view under the drawer's cursor down (1) or up (-1)."""
        name = self._view_in_drawer()
        if not name:
            return
        names = list(self._saved.views)
        if not 0 <= names.index(name) + by < len(names):
            self._status.say("This is the last view" if by > 0 else "This is the first view")
            return

        def change() -> None:
            # From where it is by then: a key before this one may have moved it.
            names = list(self._library.views.all())
            if name in names:
                self._library.views.move(name, max(0, names.index(name) + by))

        self._change(change, "", name)

    def delete(self) -> None:
        """Ask whether to remove the view under the drawer's cursor."""
        name = self._view_in_drawer()
        if not name:
            return
        from octavo_tui.dialogs.confirm import ConfirmDialog

        query = self._saved.views[name]
        lines = [name, query, "", "Its papers and their marks stay."]
        dialog = ConfirmDialog("Remove this view?", lines, "Remove")
        self._screen.app.push_screen(dialog, partial(self._delete, name, query))

    def _query_here(self) -> tuple[str, str]:
        """Return what is listed, as a query, and a note; without a query the note says why."""
        view, text = self._papers.view, self._papers.query.strip()
        if view.kind is ViewKind.QUERY and not text:
            name = self._saved.name_of(view.query)
            if name:
                edits = "edit_view", "in the drawer edits it"
                return "", self._keymap.hints(edits, text=f"This is the view {name}")
            return view.query or "", ""
        if not text:
            return "", self._keymap.hints(("filter", "filters"), text="No filter to save")
        # Imported when wanted: what is imported at the top delays the first paint.
        from octavo_model.search.query.writing import quoted_name, together

        if view.is_suggested:
            return text, "Only the filter is saved, not the ranking."
        if view.kind is ViewKind.QUERY:
            return together(view.query or "", text), ""
        if view.kind is ViewKind.DIGEST:
            return together(f"digest:{quoted_name(view.digest or '')}", text), ""
        if view.kind is ViewKind.TAG:
            return together(f"tag:{view.tag}", text), ""
        if view.kind is ViewKind.ALL:
            return text, ""
        kind = "undecided" if view.kind is ViewKind.INBOX else view.kind.value
        return together(f"is:{kind}", text), ""

    def _view_in_drawer(self) -> str:
        """Return the name of the view under the drawer's cursor; without a view, say so."""
        entry = self._drawer.current if self._panes.is_in_drawer else None
        name = entry.saved if entry is not None else ""
        if name not in self._saved.views:
            keys = self._keymap.hints(("drawer", "lists them"), ("save_view", "makes one"))
            self._status.say("Not a saved view", keys=keys)
            return ""
        return name

    def _ask(
        self,
        title: str,
        name: str,
        query: str,
        note: str,
        done: Callable[[SavedViewForm | None], None],
    ) -> None:
        from octavo_tui.dialogs.saved_view import SavedViewDialog

        self._screen.app.push_screen(
            SavedViewDialog(title, name, query, note, self._saved.views), done
        )

    def _save(self, wish: SavedViewForm | None) -> None:
        if wish is not None:
            change = partial(self._library.views.save, wish.name, wish.query)
            said = self._keymap.hints(("drawer", "lists it"), text=f"Saved as {wish.name}")
            self._change(change, said, wish.name)

    def _edit(self, name: str, wish: SavedViewForm | None) -> None:
        if wish is None:
            return
        views = self._library.views
        if wish.name == name:
            change = partial(views.save, name, wish.query)
        else:
            change = partial(views.rename, name, wish.name, wish.query)
        before = self._saved.views.get(name)
        is_open = self._papers.view == View.of_query(before or "")
        opened = View.of_query(wish.query) if is_open and wish.query != before else None
        self._change(change, f"Saved: {wish.name}", wish.name, opened)

    def _delete(self, name: str, query: str, sure: bool | None) -> None:
        if not sure:
            return
        self._session.remember_query(query)
        message = f"Removed; alt+↑ in the filter has its query: {name}"
        self._change(partial(self._library.views.remove, name), message)

    def follow(self, change: PropertyChange) -> None:
        """Show the views after an undo or redo."""
        there = [name for name, (_, after) in change.values.items() if after is not None]
        self._change(lambda: None, "", there[0] if there else "")

    def _change(
        self, change: Callable[[], None], message: str, name: str = "", opened: View | None = None
    ) -> None:
        """Make a change in a thread, after those before it, and show it."""

        def work() -> Mapping[str, str]:
            change()
            return self._library.views.all()

        done = partial(self._changed, message=message, name=name, opened=opened)
        self._work.change(work, done)

    def _changed(
        self, views: Mapping[str, str], *, message: str, name: str, opened: View | None
    ) -> None:
        self._set(views)
        self._papers.has_marked = True  # the next poll finds a change of this reader
        self._fill()
        if name and self._drawer.display:
            self._drawer.go_to(saved=name)
        if message:
            self._status.say(message)
        if opened is not None:
            self._work.start(partial(self._lists.open, opened), "opening a view")
        self.count()
