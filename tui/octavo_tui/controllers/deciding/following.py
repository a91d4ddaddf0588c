"""What is followed and muted: asked for at a paper, changed, and shown."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from octavo_model import OctavoError
from octavo_model.core.changes import Property
from octavo_tui.controllers.work_queue import Controller
from octavo_tui.render.decisions import describe_change
from octavo_tui.render.labels import plural

if TYPE_CHECKING:
    from collections.abc import Callable

    from octavo_model import Paper
    from octavo_model.core.changes import PropertyChange
    from octavo_tui.controllers.paper_list import PaperListController
    from octavo_tui.dialogs.deciding.following import Chosen


@dataclass(eq=False, repr=False)
class FollowController(Controller):
    """Follows and mutes authors, words and other queries; ``changed`` shows what that changed."""

    _listed: PaperListController
    _changed: Callable[[PropertyChange], None]

    def follow(self) -> None:
        """Ask what to follow, of the paper under the cursor or by typing."""
        self._work.start(partial(self._ask, Property.FOLLOW), "follow")

    def mute(self) -> None:
        """Ask what to mute."""
        self._work.start(partial(self._ask, Property.MUTE), "mute")

    async def _ask(self, name: Property) -> None:
        paper = self._listed.paper()
        try:
            await self._work.changed()
            offered, known = await asyncio.to_thread(self._read, name, paper)
        except OctavoError as error:
            self._failed(error)
            return
        if self._screen.is_current:
            from octavo_tui.dialogs.deciding.following import FollowDialog

            is_follow = name is Property.FOLLOW
            title = "Follow: mark in lists" if is_follow else "Mute: last in ranked lists"
            dialog = FollowDialog(title, offered, known)
            self._screen.app.push_screen(dialog, partial(self._chosen, name))

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
            work = partial(
                self._library.interests.change, name, add=chosen.add, remove=chosen.remove
            )
            self._work.change(
                work, self._done, lambda error: self._status.say(str(error), error=True)
            )

    def _failed(self, error: OctavoError) -> None:
        self._status.say(str(error), error=True)

    def _done(self, change: PropertyChange) -> None:
        if change.values:
            self._changed(change)
            self._status.say(describe_change(change), keys=self._keymap.hint("undo", "undo"))
