"""The dialog about what is followed, or muted."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from octavo_model.search.query.parser import parse
from octavo_tui.dialogs.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult


class Chosen(NamedTuple):
    """What to follow or mute from now on, and what no longer."""

    add: tuple[str, ...]
    remove: tuple[str, ...]


class FollowDialog(Dialog[Chosen]):
    """Asks what to follow or mute: what a paper offers, what is typed; and what no longer.

    Args:
        title: The title of the dialog.
        offered: What the paper offers, and a remark about each.
        known: What is followed, or muted.
    """

    SUB_TITLE = "space picks · enter saves · tab: type · esc"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "save", "Save", priority=True),
        Binding("tab,shift+tab", "other", "Type, or go back to the list", priority=True),
        Binding("space,x", "pick", "Pick"),
        Binding("j", "move(1)", "Down"),
        Binding("k", "move(-1)", "Up"),
    ]
    DEFAULT_CSS = """
    FollowDialog {
        Vertical Static { padding: 0; }
        Vertical OptionList { max-height: 12; text-wrap: nowrap; text-overflow: ellipsis; }
    }
    """

    def __init__(self, title: str, offered: Mapping[str, str], known: Sequence[str]) -> None:
        super().__init__()
        self.title = title
        lowered = {text.lower() for text in known}
        new = {text: remark for text, remark in offered.items() if text.lower() not in lowered}
        self._remarks = {**new, **dict.fromkeys(known, "")}
        self._texts = list(self._remarks)
        self._known = frozenset(known)
        self._picked = set(known)
        self._list = OptionList(*(Option(self._line(text)) for text in self._texts))
        self._list.highlighted = 0 if self._texts else None
        self._typed = Input(placeholder="or type: tidal basin, au:quill, any query")
        self._said = Static(id="remarks")

    def compose(self) -> ComposeResult:
        """Create the list, the input, and what is wrong with what is typed."""
        yield self.framed(Vertical(self._list, self._typed, self._said))

    def on_mount(self) -> None:
        """Go to the list; type at once where nothing is listed."""
        self.set_focus(self._list if self._texts else self._typed)

    def _line(self, text: str) -> Content:
        # A sign, not a colour, so that it is visible without any.
        sign = "x" if text in self._picked else " "
        remark = self._remarks[text]
        return Content.assemble(f"[{sign}] {text}", (f"   {remark}" if remark else "", "dim"))

    def action_other(self) -> None:
        """Go to the input, or back to the list."""
        self.set_focus(self._list if self.focused is self._typed else self._typed)

    def action_move(self, by: int) -> None:
        """Move the cursor one line down (1) or up (-1)."""
        (self._list.action_cursor_down if by > 0 else self._list.action_cursor_up)()

    def action_pick(self) -> None:
        """Pick the line under the cursor, or no longer."""
        index = self._list.highlighted
        if index is not None:
            text = self._texts[index]
            self._picked ^= {text}
            self._list.replace_option_prompt_at_index(index, self._line(text))

    def action_save(self) -> None:
        """Return what was picked and typed, once the keys before this one are in it."""
        (self.focused or self).call_later(self._save)

    def _save(self) -> None:
        """Return what was picked and typed; of nothing picked, the line under the cursor."""
        typed = " ".join(self._typed.value.split())
        if typed and (remarks := parse(typed).remarks):
            self._said.update(Content("\n".join(map(str, remarks))))
            self.set_focus(self._typed)
            return
        if not typed and self._picked == self._known and self.focused is self._list:
            self.action_pick()
        add = [text for text in self._texts if text in self._picked - self._known]
        add += [typed] if typed else []
        remove = [text for text in self._texts if text in self._known - self._picked]
        self.dismiss(Chosen(tuple(add), tuple(remove)) if add or remove else None)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Pick a line that was clicked."""
        event.stop()
        self.action_pick()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Forget what was wrong."""
        event.stop()
        self._said.update(Content(""))
