"""The dialog about the last fetch of each source."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from octavo_tui.dialogs.dialog import TextDialog

if TYPE_CHECKING:
    from collections.abc import Callable


class FetchDetails(TextDialog):
    """What failed, why, since when, and when the next try is.

    Args:
        text: A few lines for each source.
        fetch: Fetches now.
    """

    TITLE = "Sources"
    SUB_TITLE = "R fetches now · esc"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("R", "fetch", "Fetch now")]

    def __init__(self, text: str, fetch: Callable[[], None]) -> None:
        super().__init__(Content(text))
        self._fetch = fetch

    def action_fetch(self) -> None:
        """Close, and fetch."""
        self.dismiss(None)
        self._fetch()
