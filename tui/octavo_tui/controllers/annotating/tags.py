"""Tags of papers: given, renamed, removed, and opened as lists."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from octavo_model import OctavoError, View
from octavo_model.core.views import ViewKind
from octavo_model.library.annotations.tags import valid_name
from octavo_tui.controllers.work_queue import Controller
from octavo_tui.render.labels import plural, short_title

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from octavo_model.core.changes import PropertyChange
    from octavo_tui.controllers.deciding.selection import SelectionController
    from octavo_tui.controllers.lists import ListController
    from octavo_tui.controllers.paper_list import PaperListController
    from octavo_tui.dialogs.annotating.tags import TagForm
    from octavo_tui.widgets.drawer import Drawer


@dataclass(eq=False, repr=False)
class TagController(Controller):
    """Changes the tags of the selected papers, or of that under the cursor.

    In the drawer it changes the tag at the cursor. ``made`` shows a change.
    """

    _listed: PaperListController
    _selection: SelectionController
    _lists: ListController
    _drawer: Drawer
    _made: Callable[[PropertyChange], None]

    async def tag(self) -> None:
        """Ask for the tags of the papers."""
        papers, current = self._selection.papers(), self._listed.current
        if not papers and current is not None:
            papers = [current]
        if not papers:
            return
        await self._work.changed()
        tags = self._library.tags
        own, known = await asyncio.to_thread(lambda: (tags.of(papers), tags.all()))
        if not self._screen.is_active:
            return
        sets = [set(own.get(paper, ())) for paper in papers]
        shared = set.intersection(*sets)
        row = self._listed.papers.row(papers[0])
        one = f"“{short_title(row.shown)}”" if row and len(papers) == 1 else ""
        title = f"Tags of {one or plural(len(papers), 'paper')}"
        from octavo_tui.dialogs.annotating.tags import TagDialog

        dialog = TagDialog(title, shared, set.union(*sets) - shared, dict(known))
        await self._screen.app.push_screen(dialog, partial(self._tag, papers))

    def _tag(self, papers: Sequence[int], form: TagForm | None) -> None:
        if form is not None:
            self._selection.drop()
            self._change(partial(self._library.tags.change, papers, form.add, form.remove))

    async def go_to(self) -> None:
        """Ask for a tag by its name, and list its papers."""
        known = await asyncio.to_thread(self._library.tags.all)
        if not known:
            self._status.say("No tags yet", keys=self._keymap.hint("tag", "tags a paper"))
        elif self._screen.is_active:
            from octavo_tui.dialogs.annotating.tags import ChooseTag

            await self._screen.app.push_screen(ChooseTag(dict(known)), self._open)

    async def _open(self, name: str | None) -> None:
        if name is not None:
            await self._lists.choose(View.of_tag(name))

    # ---- in the drawer

    @property
    def at_cursor(self) -> str:
        """The name of the tag at the cursor of the drawer; empty without one."""
        item = self._drawer.current if self._drawer.has_focus else None
        is_tag = item is not None and item.view is not None and item.view.kind is ViewKind.TAG
        return (item.view.tag or "") if is_tag and item and item.view else ""

    def rename(self) -> None:
        """Ask for another name of the tag at the cursor; that of another tag merges both."""
        from octavo_tui.dialogs.ask import AskDialog

        name = self.at_cursor
        note = "A new name; the name of another tag merges both"
        dialog = AskDialog(f"Rename #{name}", note, "renames", _what_is_wrong, name)
        self._screen.app.push_screen(dialog, partial(self._rename, name))

    def _rename(self, name: str, new: str | None) -> None:
        if new is not None:
            opened = View.of_tag(valid_name(new))
            self._change(partial(self._library.tags.rename, name, new), name, opened)

    def remove(self) -> None:
        """Ask whether to remove the tag at the cursor from all papers."""
        from octavo_tui.dialogs.confirm import ConfirmDialog

        name, item = self.at_cursor, self._drawer.current
        papers = plural(int(item.count.replace(",", "")) if item and item.count else 0, "paper")
        back = self._keymap.hint("undo", "takes it back.")
        lines = [f"#{name}", f"{papers} lose it and stay. {back}".rstrip()]
        dialog = ConfirmDialog("Remove this tag?", lines, "Remove")
        self._screen.app.push_screen(dialog, partial(self._remove, name))

    def _remove(self, name: str, sure: bool | None) -> None:
        if sure:
            self._change(partial(self._library.tags.remove, name), name, View.inbox())

    # ---- changes

    def _change(
        self, change: Callable[[], PropertyChange], name: str = "", opened: View | None = None
    ) -> None:
        """Make a change in a thread; ``opened`` replaces the list of the tag ``name``."""

        def done(made: PropertyChange) -> None:
            is_open = self._listed.view == View.of_tag(name)
            if made.values and opened is not None and is_open:
                self._work.start(partial(self._lists.open, opened), "opening a tag")
            self._made(made)

        self._work.change(change, done)


def _what_is_wrong(text: str) -> str:
    try:
        valid_name(text)
    except OctavoError as error:
        return str(error)
    return ""
