"""Saved views on the reading screen: entries of the drawer, and what makes and changes them."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from octavo_model import OctavoError, View
from octavo_model.core.views import ViewKind
from octavo_tui.controllers.suggestions import SuggestingScreen
from octavo_tui.controllers.view_counts import Viewing
from octavo_tui.startup.early_paint import stamp

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from textual.worker import Worker

    from octavo_model import Digest, Library
    from octavo_model.core.views import Counts
    from octavo_model.settings.settings import Settings
    from octavo_tui.controllers.session import Keeper, Opening
    from octavo_tui.dialogs.saved_view import SavedViewForm
    from octavo_tui.widgets.drawer import DrawerItem

    Counted = tuple[View, Counts, Counts, Sequence[Digest]]
    Change = Callable[[Path], None]


_REST = 0.15
"""Seconds without a change after which the views are counted again: a held key counts once."""


class ViewsScreen(SuggestingScreen):
    """The lists, with the saved views.

    Attributes:
        viewed: The counting of views that was begun last.
        saving: The change of the saved views that was begun last.
    """

    viewed: Worker[None] | None = None
    saving: Worker[None] | None = None
    _views_due = False

    def __init__(
        self,
        library: Library,
        settings: Settings,
        keys: dict[str, str],
        keeper: Keeper,
        today: Callable[[], dt.date],
        opening: Opening,
    ) -> None:
        self._viewing = Viewing(settings.views)
        self._day = today
        super().__init__(library, settings, keys, keeper, today, opening)
        self.browsing.name_of = self._name_of
        self.show_status()

    # ---- showing

    def saved_entries(self) -> Sequence[DrawerItem]:
        """A line for each view."""
        return self._viewing.entries()

    def _name_of(self, query: str | None) -> str:
        return self._viewing.name_of(query)

    async def open_view(
        self, view: View, *, key: str = "", offset: int = 0, query: str = ""
    ) -> bool:
        """Open a list; of a view's query it tells what means nothing."""
        is_open = await super().open_view(view, key=key, offset=offset, query=query)
        found = self.browsing.of_view
        if is_open and view.kind is ViewKind.QUERY and found is not None and found.problems:
            told = "; ".join(map(str, found.problems))
            self.status.say(f"{told}; E in the drawer edits the view", error=True)
        return is_open

    def show_counts(self, counted: Counted) -> None:
        """Show what was counted, and count the views."""
        super().show_counts(counted)
        self.count_views()

    def action_drawer(self) -> None:
        """Open the drawer and go there, or close it."""
        super().action_drawer()
        self.count_views()

    async def look_at_others(self) -> None:
        """Show what other instances changed, and what was changed in the settings by hand."""
        await super().look_at_others()
        self.count_views()

    def count_views(self) -> None:
        """Read the views anew and count them: in a thread, and only where they can be seen.

        Not with the counts that a mark waits for: twenty queries over all papers take longer
        than a mark may.
        """
        if not self.drawer.display or not self.is_running:
            return
        self._views_due = True
        if self.viewed is None or self.viewed.is_finished:
            self.viewed = self.run_worker(self._count_views(), name="saved views")

    async def _count_views(self) -> None:
        while self._views_due:
            self._views_due = False
            if self._viewing.at not in {None, (self._version, self._day())}:
                await asyncio.sleep(_REST)
            try:
                await self._read_views()
                before = self._viewing
                at = self._version, self._day()
                counted = await asyncio.to_thread(before.tally, self.library, at)
            except OctavoError as error:
                self.status.say(str(error), error=True)
                return
            if self._viewing is before:  # else it was changed meanwhile, and is counted again
                self._viewing = counted
            self.fill_drawer()

    async def _read_views(self) -> None:
        before = self._viewing
        read = await asyncio.to_thread(before.read, self.keeper.settings_path)
        if self._viewing is before:
            self._viewing = read
            self.show_status()

    # ---- changing

    async def action_save_view(self) -> None:
        """Keep the filter, and the list that it filters, under a name."""
        try:
            await self._read_views()  # its name may be one of them
        except OctavoError as error:
            self.status.say(str(error), error=True)
            return
        query, note = self._said_here()
        if not query:
            self.status.say(note)
            return
        self._ask("Save as a view", "", query, note, self._save)

    def action_edit_view(self) -> None:
        """Change the name or the query of the view under the drawer's cursor."""
        name = self._view_in_drawer("E edits")
        if name:
            query = self._viewing.views[name]
            self._ask("Edit the view", name, query, "", partial(self._edit, name))

    def action_move_view(self, by: int) -> None:
        """Move the view under the drawer's cursor down (1) or up (-1)."""
        name = self._view_in_drawer("J and K move")
        if not name:
            return
        place = list(self._viewing.views).index(name) + by
        if not 0 <= place < len(self._viewing.views):
            self.status.say("it is the last view" if by > 0 else "it is the first view")
            return
        from octavo_model.settings import saved_views

        self._change(lambda path: saved_views.move(path, name, place), "", name)

    def action_delete_view(self) -> None:
        """Ask whether to delete the view under the drawer's cursor."""
        name = self._view_in_drawer("D deletes")
        if not name:
            return
        from octavo_tui.dialogs.saved_view import DeleteDialog

        query = self._viewing.views[name]
        self.app.push_screen(DeleteDialog(name, query), partial(self._delete, name, query))

    def _said_here(self) -> tuple[str, str]:
        """What is listed, as a query, and a word about it; without a query, why there is none."""
        view, text = self.browsing.view, self.line.text.strip()
        if view.kind is ViewKind.QUERY and not text:
            name = self._viewing.name_of(view.query)
            if name:
                return "", f"this is the view {name}; E in the drawer edits it"
            return view.query or "", ""
        if not text:
            return "", "there is no filter to save: / filters, then S"
        # Imported when wanted: what stands at the top delays the first paint.
        from octavo_model.search.query import format_query, parse
        from octavo_model.search.query.values import quoted_name

        if view.is_suggested:
            return text, "Suggestions are no part of a query: the filter alone is kept."
        if view.kind is ViewKind.QUERY:
            # As it was typed, a part of it might reach over what follows.
            return f"{format_query(parse(view.query or ''))} {text}", ""
        if view.kind is ViewKind.DIGEST:
            return f"digest:{quoted_name(view.digest or '')} {text}", ""
        if view.kind is ViewKind.ALL:
            return text, ""
        return f"is:{view.kind.value} {text}", ""

    def _view_in_drawer(self, what: str) -> str:
        """The name of the view under the drawer's cursor; where there is none it is said."""
        entry = self.drawer.current if self.focused is self.drawer else None
        name = entry.saved if entry is not None else ""
        if name not in self._viewing.views:
            self.status.say(f"{what} a saved view: d lists them, S makes one")
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

        self.app.push_screen(SavedViewDialog(title, name, query, note, self._viewing.views), done)

    def _save(self, wish: SavedViewForm | None) -> None:
        if wish is not None:
            from octavo_model.settings import saved_views

            self._change(
                lambda path: saved_views.add(path, wish.name, wish.query),
                f"saved as {wish.name}: d, the drawer, lists it",
                wish.name,
            )

    def _edit(self, name: str, wish: SavedViewForm | None) -> None:
        if wish is None:
            return
        from octavo_model.settings import saved_views

        def change(path: Path) -> None:
            if wish.name != name:
                saved_views.rename(path, name, wish.name)
            saved_views.add(path, wish.name, wish.query)

        before = self._viewing.views.get(name)
        is_open = self.browsing.view == View.of_query(before or "")
        opened = View.of_query(wish.query) if is_open and wish.query != before else None
        self._change(change, f"kept: {wish.name}", wish.name, opened)

    def _delete(self, name: str, query: str, sure: bool | None) -> None:
        if not sure:
            return
        from octavo_model.settings import saved_views

        self.keeper.asked(query)
        told = f"deleted; alt+↑ in the filter has its query: {name}"
        self._change(lambda path: saved_views.remove(path, name), told)

    def _change(
        self, change: Change, told: str, name: str = "", opened: View | None = None
    ) -> None:
        """Write a change in a thread, after the one before it, and show what came of it."""
        self.saving = self.run_worker(
            self._write(change, told, name, opened, self.saving), name="writing views"
        )

    async def _write(
        self,
        change: Change,
        told: str,
        name: str,
        opened: View | None,
        before: Worker[None] | None,
    ) -> None:
        if before is not None and not before.is_finished:
            await before.wait()
        keeper, path = self.keeper, self.keeper.settings_path

        def write() -> None:
            # How the reader looks is as it was, unless somebody else has changed that.
            is_known = stamp(str(path)) == keeper.settings_stamp
            change(path)
            if is_known:
                keeper.settings_stamp = stamp(str(path))

        try:
            await asyncio.to_thread(write)
            await self._read_views()
        except OctavoError as error:
            self.status.say(str(error), error=True)
            return
        self.fill_drawer()
        if name and self.drawer.display:
            self.drawer.go_to_saved(name)
        if told:
            self.status.say(told)
        if opened is not None:
            await self.open_view(opened)
        self.count_views()
