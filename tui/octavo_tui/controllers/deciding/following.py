"""What is followed and muted: asked for at a paper, changed, and shown."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from octavo_model.core.changes import Property
from octavo_tui.controllers.work_queue import Controller
from octavo_tui.render.labels import plural

if TYPE_CHECKING:
    from collections.abc import Callable

    from octavo_model import Paper
    from octavo_model.core.changes import PropertyChange
    from octavo_tui.controllers.paper_list import PaperListController
    from octavo_tui.dialogs.deciding.following import Chosen


@dataclass(eq=False, repr=False)
class FollowController(Controller):
    """Follows and mutes authors, words and other queries; ``made`` shows what that changed."""

    _listed: PaperListController
    _made: Callable[[PropertyChange], None]

    async def follow(self) -> None:
        """Ask what to follow, of the paper under the cursor or by typing."""
        await self._ask(Property.FOLLOW)

    async def mute(self) -> None:
        """Ask what to mute."""
        await self._ask(Property.MUTE)

    async def _ask(self, name: Property) -> None:
        paper = self._listed.paper()
        await self._work.changed()
        offered, known = await asyncio.to_thread(self._read, name, paper)
        if self._screen.is_active:
            from octavo_tui.dialogs.deciding.following import FollowDialog

            is_follow = name is Property.FOLLOW
            title = "Follow: mark in lists" if is_follow else "Mute: last in ranked lists"
            dialog = FollowDialog(title, offered, known)
            await self._screen.app.push_screen(dialog, partial(self._chosen, name))

    def _read(self, name: Property, paper: Paper | None) -> tuple[dict[str, str], list[str]]:
        """Return what the paper offers, with remarks, and what there is. Runs in a thread."""
        interests = self._library.interests
        known = interests.followed() if name is Property.FOLLOW else interests.muted()
        if paper is None:
            return {}, known
        authors, counted = interests.offers(paper)
        people = dict.fromkeys(authors, "")
        phrases = {phrase: plural(papers, "paper") for phrase, papers in counted}
        both = {**people, **phrases} if name is Property.FOLLOW else {**phrases, **people}
        return both, known

    def _chosen(self, name: Property, chosen: Chosen | None) -> None:
        if chosen is not None:
            change = self._library.interests.change
            work = partial(change, name, add=chosen.add, remove=chosen.remove)
            self._work.change(work, self._made)
