"""What the user does with a digest: go to it, rename, date, merge or remove it, the Inbox."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from octavo_model import View
from octavo_model.core.views import ViewKind
from octavo_tui.controllers import list_state
from octavo_tui.controllers.work_queue import Controller
from octavo_tui.render.labels import plural
from octavo_tui.render.row_texts import digest_in_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from octavo_model import Digest
    from octavo_model.core.views import Counts
    from octavo_tui.controllers.lists import ListController
    from octavo_tui.controllers.panes import PaneController
    from octavo_tui.controllers.paper_list import PaperListController
    from octavo_tui.dialogs.digest import DigestForm
    from octavo_tui.widgets.drawer import Drawer


@dataclass(eq=False, repr=False)
class DigestController(Controller):
    """Changes the digest at the drawer's cursor; outside of the drawer, the one that is open.

    Every change is in the library's undo.
    """

    _drawer: Drawer
    _papers: PaperListController
    _lists: ListController
    _panes: PaneController

    def go_to(self) -> None:
        """Ask for a digest by its name, and open it."""
        digests = self._papers.digests
        if not digests:
            self._status.say("No digests yet")
            return
        from octavo_tui.dialogs.digest import ChooseDigest

        dialog = ChooseDigest("Go to a digest", self._labels(digests), "opens")
        self._screen.app.push_screen(dialog, self._open)

    async def _open(self, name: str | None) -> None:
        if name is not None:
            await self._lists.choose(View.of_digest(name))

    def edit(self) -> None:
        """Ask for another name and day."""
        digest = self._digest()
        if digest is None:
            return
        from octavo_tui.dialogs.digest import DigestDialog

        others = {one.name for one in self._papers.digests} - {digest.name}
        self._screen.app.push_screen(DigestDialog(digest, others), partial(self._edit, digest))

    def _edit(self, digest: Digest, form: DigestForm | None) -> None:
        if form is None:
            return
        edits, name = self._library.edits, digest.name
        done: list[str] = []
        if form.name != name:
            done.append(f"Renamed to {form.name}")
        if form.date != digest.date:
            done.append("Dated" if form.date else "Has its own day again")

        def change() -> None:
            if form.name != name:  # first, as another digest may have got that name meanwhile
                edits.rename_digest(name, form.name)
            if form.date != digest.date:
                edits.date_digest(form.name, form.date)

        if done:
            text, opened = " · ".join(done), View.of_digest(form.name)
            self._change(change, text, name, opened, changes=len(done))

    def toggle_inbox(self) -> None:
        """Show the digest's undecided papers in the Inbox, or no longer."""
        digest = self._digest()
        if digest is None:
            return
        wanted = not digest.in_inbox
        change = partial(self._library.edits.show_in_inbox, digest.name, wanted)
        where = "In the Inbox" if wanted else "Not in the Inbox"
        self._change(change, f"{where}: {self._label(digest)}", digest.name)

    def merge(self) -> None:
        """Ask for the digest that lists the papers of this one from now on."""
        digest = self._digest()
        if digest is None:
            return
        others = [one for one in self._papers.digests if one.id != digest.id]
        if not others:
            self._status.say("No other digest to merge it into")
            return
        from octavo_tui.dialogs.digest import ChooseDigest

        dialog = ChooseDigest(f"Merge {self._label(digest)} into…", self._labels(others), "merges")
        self._screen.app.push_screen(dialog, partial(self._merge, digest))

    def _merge(self, digest: Digest, into: str | None) -> None:
        if into is not None:
            change = partial(self._library.edits.merge_digests, into, [digest.name])
            message = f"Merged into {self._papers.names.label(into)}"
            self._change(change, message, digest.name, View.of_digest(into))

    async def remove(self) -> None:
        """Ask whether to remove the digest, and say which papers go with it."""
        digest = self._digest()
        if digest is None:
            return
        gone = await asyncio.to_thread(self._library.catalog.only_in, digest.name)
        if not self._screen.is_active:
            return  # another dialog was opened meanwhile
        from octavo_tui.dialogs.confirm import ConfirmDialog

        lines = [self._label(digest), *what_goes(digest.total, gone)]
        kept = "The file and all marks stay"
        restores = self._keymap.hint("undo", "restores the digest")
        lines.append(f"{kept}: {restores}." if restores else f"{kept}.")
        dialog = ConfirmDialog("Remove this digest?", lines, "Remove")
        await self._screen.app.push_screen(dialog, partial(self._remove, digest, gone))

    def _remove(self, digest: Digest, gone: Counts, sure: bool | None) -> None:
        if sure:
            view = View.of_digest(digest.name)
            opened = list_state.beside(view, self._papers.digests) or View.inbox()
            papers = plural(gone.total, "paper")
            message = f"Removed {self._label(digest)}, with {papers}"
            change = partial(self._library.edits.remove_digest, digest.name)
            self._change(change, message, digest.name, opened)

    def _label(self, digest: Digest) -> str:
        return digest_in_text(digest, self._library.catalog.today)

    def _labels(self, digests: list[Digest]) -> dict[str, str]:
        return {one.name: self._label(one) for one in digests}

    def _digest(self) -> Digest | None:
        """Return the digest at the drawer's cursor, else the open one; say so if it is none."""
        view: View | None = self._papers.view
        if self._panes.is_in_drawer:
            item = self._drawer.current
            view = item.view if item is not None else None
        if view is not None and view.kind is ViewKind.DIGEST:
            for one in self._papers.digests:
                if one.name == view.digest:
                    return one
        self._status.say("Not a digest", keys=self._keymap.hint("drawer", "lists them"))
        return None

    def _change(
        self,
        change: Callable[[], object],
        message: str,
        name: str,
        opened: View | None = None,
        *,
        changes: int = 1,
    ) -> None:
        """Make a change in a thread, after those before it, and show it.

        ``opened`` replaces the list of the digest ``name``, if that is open. An undo takes back one
        of the ``changes`` that are made.
        """
        keys = self._keymap.hint("undo", "undo", changes)
        show = partial(self._show, message, keys, name, opened)
        self._work.change(change, lambda _: self._work.start(show, "a changed digest"))

    async def _show(self, message: str, keys: str, name: str, opened: View | None) -> None:
        papers = self._papers
        if opened is not None and papers.view == View.of_digest(name):
            at = [] if papers.current is None else [papers.current]
            (key,) = await asyncio.to_thread(self._library.catalog.keys, at) or [None]
            await self._lists.open(opened, key=key or "", offset=papers.offset, query=papers.query)
        await self._lists.refresh()
        if opened is not None and self._drawer.display:
            self._drawer.go_to(view=opened)
        self._status.say(message, keys=keys)


def what_goes(total: int, gone: Counts) -> list[str]:
    """Return in words which of the ``total`` papers of a digest go with it.

    >>> from octavo_model.core.views import Counts
    >>> what_goes(74, Counts(53, 40, 4))
    ['74 papers: 53 are only here and go with it;', '4 of these are starred and go too.']
    >>> what_goes(1, Counts(0, 0, 0))[0]
    '1 paper, which other digests list too: it stays.'
    """
    papers = plural(total, "paper")
    if not gone.total:
        they = "it stays" if total == 1 else "they stay"
        first = [f"{papers}, which other digests list too: {they}."]
    elif not gone.starred:
        first = [f"{papers}: {gone.total:,} only here, which go with it."]
    else:
        go = "is only here and goes" if gone.total == 1 else "are only here and go"
        also = "is starred and goes" if gone.starred == 1 else "are starred and go"
        first = [
            f"{papers}: {gone.total:,} {go} with it;",
            f"{gone.starred:,} of these {also} too.",
        ]
    return first
