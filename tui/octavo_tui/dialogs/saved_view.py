"""The dialog about a saved view: its name and query."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from octavo_model.search.query.parser import parse
from octavo_tui.dialogs.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult


class SavedViewForm(NamedTuple):
    """The name and the query of a view, as typed."""

    name: str
    query: str


class SavedViewDialog(Dialog[SavedViewForm]):
    """Asks for a name and a query, and shows their mistakes as they are typed.

    Args:
        title: The title of the dialog.
        name: The view's name; empty for a new view.
        query: Its query.
        note: A remark about the query.
        views: The saved views: names and queries.
    """

    SUB_TITLE = "enter saves · tab: the other line · esc"
    DEFAULT_CSS = """
    SavedViewDialog Vertical Static { padding: 0; }
    """

    def __init__(
        self, title: str, name: str, query: str, note: str, views: Mapping[str, str]
    ) -> None:
        super().__init__()
        self.title = title
        self._initial = SavedViewForm(name, query)
        self._note = note
        self._views = views

    def compose(self) -> ComposeResult:
        """Create the inputs for name and query, and the remarks about them."""
        yield self.framed(
            Vertical(
                Static(Content("Name in the drawer")),
                Input(self._initial.name, id="view-name"),
                Static(Content("Query")),
                Input(self._initial.query, id="view-query"),
                Static(Content(self._remarks(self._initial)), id="remarks"),
            )
        )

    @property
    def _form(self) -> SavedViewForm:
        inputs = (self.query_one(one, Input) for one in ("#view-name", "#view-query"))
        return SavedViewForm(*(" ".join(one.value.split()) for one in inputs))

    def _is_taken(self, name: str) -> bool:
        return name != self._initial.name and name in self._views

    def _remarks(self, form: SavedViewForm) -> str:
        remarks = [self._note] if self._note else []
        if self._is_taken(form.name):
            remarks.append(
                "That name is taken."
                if self._initial.name
                else f"Replaces the view of this name: {self._views[form.name]}"
            )
        if not form.query:
            remarks.append("Type a query, e.g. is:unread date:<7d")
        query = parse(form.query)
        remarks += [str(one) for one in query.remarks]
        if query.problems:
            remarks.append("The rest still filters.")
        return "\n".join(remarks)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what is wrong now."""
        event.stop()
        self.query_one("#remarks", Static).update(Content(self._remarks(self._form)))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return the view, or go to the input that is incomplete."""
        event.stop()
        form = self._form
        if not form.name or (self._initial.name and self._is_taken(form.name)):
            self.query_one("#view-name", Input).focus()
        elif not form.query:
            self.query_one("#view-query", Input).focus()
        else:
            self.dismiss(form)
