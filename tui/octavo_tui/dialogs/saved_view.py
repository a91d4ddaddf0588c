"""What is asked about a saved view: its name and query, and whether it may go."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from octavo_model.search.query import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult


class Wish(NamedTuple):
    """A view as it is to be kept."""

    name: str
    query: str


class SaveScreen(ModalScreen[Wish | None]):
    """A name and a query, and what is wrong with them as they are typed.

    Args:
        title: What is done.
        name: The view's name; empty where it has none yet.
        query: Its query.
        note: A word about the query.
        views: The views that there are.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Nothing")]
    DEFAULT_CSS = """
    SaveScreen {
        align: center middle;
        Vertical {
            width: 76;
            max-width: 96%;
            height: auto;
            max-height: 92%;
            overflow-y: auto;
            border: round $primary;
            border-title-color: $primary;
            padding: 0 1;
        }
        Static { height: auto; color: $foreground 80%; }
        Input { height: 3; }
    }
    """

    def __init__(
        self, title: str, name: str, query: str, note: str, views: Mapping[str, str]
    ) -> None:
        super().__init__()
        self._title = title
        self._begun = Wish(name, query)
        self._note = note
        self._views = views

    def compose(self) -> ComposeResult:
        """Name, query, and what there is to tell of them."""
        with Vertical() as box:
            box.border_title = Content(self._title)
            box.border_subtitle = Content("enter keeps · tab: the other line · esc")
            yield Static(Content("Name, as the drawer is to show it"))
            yield Input(self._begun.name, id="view-name")
            yield Static(Content("Query"))
            yield Input(self._begun.query, id="view-query")
            yield Static(Content(self._told()), id="told")

    @property
    def _wish(self) -> Wish:
        if not self.is_mounted:
            return self._begun
        name, query = (
            " ".join(self.query_one(one, Input).value.split())
            for one in ("#view-name", "#view-query")
        )
        return Wish(name, query)

    def _told(self) -> str:
        """What would come of it."""
        wish = self._wish
        told = [self._note] if self._note else []
        if wish.name != self._begun.name and wish.name in self._views:
            told.append(
                "Another view is called so."
                if self._begun.name
                else f"Replaces the view of this name: {self._views[wish.name]}"
            )
        if not wish.query:
            told.append("A query is missing, such as is:unread date:<7d")
        query = parse(wish.query)
        told += [str(one) for one in query.remarks]
        if query.problems:
            told.append("The rest filters all the same.")
        return "\n".join(told)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell what is wrong now."""
        event.stop()
        self.query_one("#told", Static).update(Content(self._told()))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep it, or go where something is missing."""
        event.stop()
        wish = self._wish
        was = self._begun.name
        is_taken = bool(was) and wish.name != was and wish.name in self._views
        if not wish.name or is_taken:
            self.query_one("#view-name", Input).focus()
        elif not wish.query:
            self.query_one("#view-query", Input).focus()
        else:
            self.dismiss(wish)


class DeleteScreen(ModalScreen[bool | None]):
    """The question whether a view may go. Dismissed with the answer."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter,D", "dismiss(True)", "Delete"),
        Binding("n,escape,q", "dismiss(False)", "Keep"),
    ]
    DEFAULT_CSS = """
    DeleteScreen {
        align: center middle;
        Vertical {
            width: 60;
            max-width: 96%;
            height: auto;
            border: round $primary;
            border-title-color: $primary;
            padding: 0 1;
        }
        Static { height: auto; }
    }
    """

    def __init__(self, name: str, query: str) -> None:
        super().__init__()
        self._told = f"{name}\n{query}\n\nIts papers and their marks stay."

    def compose(self) -> ComposeResult:
        """The view, and the answers."""
        with Vertical() as box:
            box.border_title = Content("Delete this view?")
            box.border_subtitle = Content("enter deletes · esc keeps")
            yield Static(Content(self._told))
