"""The dialogs about tags: those of papers, in one line, and choosing one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from octavo_model.text.tags import tag_name
from octavo_tui.dialogs.dialog import Dialog
from octavo_tui.dialogs.digest import matching
from octavo_tui.dialogs.search import SearchDialog
from octavo_tui.render.labels import plural

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from textual.app import ComposeResult

_MOST = 8
"""Tags that are offered at once."""


class TagForm(NamedTuple):
    """The tags that papers get, and those that they lose."""

    add: tuple[str, ...]
    remove: tuple[str, ...]


class TagDialog(Dialog[TagForm]):
    """Asks for the tags of papers, as words in one line. Returns None if nothing changes.

    Args:
        title: The title of the dialog.
        tags: What all the papers have: the line starts with these, and what is deleted is removed.
        partly: What only some of the papers have; it stays, unless it is typed.
        known: How many papers have each tag.
    """

    SUB_TITLE = "enter saves · tab completes · ↑ ↓ · esc"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "Complete"),
        Binding("up,ctrl+p", "move(-1)", "Up"),
        Binding("down,ctrl+n", "move(1)", "Down"),
    ]
    DEFAULT_CSS = """
    TagDialog Vertical {
        Static { padding: 0; }
        OptionList { max-height: 8; text-wrap: nowrap; text-overflow: ellipsis; }
    }
    """

    def __init__(
        self, title: str, tags: Collection[str], partly: Collection[str], known: Mapping[str, int]
    ) -> None:
        super().__init__()
        self.title = title
        self._tags = sorted(tags)
        self._partly = sorted(partly)
        self._known = known
        start = "".join(f"{one} " for one in self._tags)
        self._line = Input(start, placeholder="words, e.g. agents to-read", select_on_focus=False)
        self._remarks = Static()
        self._options = OptionList(markup=False)
        self._options.can_focus = False

    def compose(self) -> ComposeResult:
        """Create the line, the remarks about it, and the list of tags."""
        yield self.framed(Vertical(self._line, self._remarks, self._options))

    def on_mount(self) -> None:
        """Offer the tags that most papers have."""
        self._show()

    @property
    def _names(self) -> list[str]:
        """The names that are typed, each once; empty ones are not valid."""
        return list(dict.fromkeys(map(tag_name, self._line.value.split())))

    @property
    def _word(self) -> str:
        """The word before the cursor."""
        typed = self._line.value[: self._line.cursor_position]
        return "" if typed[-1:].isspace() else (typed.split() or [""])[-1]

    def _show(self) -> None:
        """Show what is wrong or new, and what the word at the cursor may become."""
        names, word = self._names, self._word
        typed = tag_name(word)
        others = [one for one in self._known if one == typed or one not in names]
        found = [one for one in others if typed in one] if word else others
        found.sort(key=lambda one: (not one.startswith(typed), -self._known[one], one))
        self._options.clear_options()
        self._options.add_options(
            Option(Content(f"{one}   {plural(self._known[one], 'paper')}"), id=one)
            for one in found[:_MOST]
        )
        self._options.action_first()
        self._remarks.update(Content("\n".join(self._texts(names))))

    def _texts(self, names: list[str]) -> list[str]:
        new = [one for one in names if one and one not in self._known]
        removed = [one for one in self._tags if one not in names]
        partly = [one for one in self._partly if one not in names]
        texts = ["! Use letters, digits and - _ / . for a tag"] if "" in names else []
        texts += [f"New: {', '.join(new)}"] if new else []
        texts += [f"Removed: {', '.join(removed)}"] if removed else []
        texts += [f"On some of them, and stays: {', '.join(partly)}"] if partly else []
        return texts

    def action_complete(self) -> None:
        """Replace the word at the cursor by the tag under the cursor of the list."""
        if self._options.highlighted is not None:
            option = self._options.get_option_at_index(self._options.highlighted)
            self._insert(option.id or "")

    def _insert(self, name: str) -> None:
        line, word = self._line, self._word
        end = line.cursor_position
        after = line.value[end:].lstrip()
        line.value = f"{line.value[: end - len(word)]}{name} {after}"
        line.cursor_position = end - len(word) + len(name) + 1

    def action_move(self, by: int) -> None:
        """Move the cursor in the list of tags a line down (1) or up (-1)."""
        (self._options.action_cursor_down if by > 0 else self._options.action_cursor_up)()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Follow what is typed."""
        event.stop()
        self._show()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Insert a tag that was clicked."""
        event.stop()
        self._insert(event.option_id or "")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return what changes, unless a name is not valid."""
        event.stop()
        names = self._names
        if "" not in names:
            add = tuple(one for one in names if one not in self._tags)
            remove = tuple(one for one in self._tags if one not in names)
            self.dismiss(TagForm(add, remove) if add or remove else None)


class ChooseTag(SearchDialog):
    """Asks for a tag; some letters of its name find it. ``known`` is as for `TagDialog`."""

    TITLE = "Go to a tag"
    SUB_TITLE = "enter opens · esc"

    def __init__(self, known: Mapping[str, int]) -> None:
        super().__init__()
        self._labels = {
            name: f"{name}   {plural(number, 'paper')}" for name, number in known.items()
        }

    def found(self) -> tuple[list[Option], int, int]:
        """Return the tags that the text finds, how many they are, and how many there are."""
        names = matching(self.text, self._labels)
        lines = [Option(Content(self._labels[name]), id=name) for name in names]
        return lines, len(lines), len(self._labels)
