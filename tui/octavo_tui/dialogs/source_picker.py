"""The two dialogs of the first start: what to read, and when to fetch it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from octavo_model.sources.targets.choices import Choice, choices, matching
from octavo_tui.dialogs.dialog import Dialog, ListDialog
from octavo_tui.render.labels import plural

if TYPE_CHECKING:
    from collections.abc import Collection

    from textual.app import ComposeResult

_OTHERS = """\
or   f  a file or folder…       u  a feed address…
     i  an id, DOI or title…    t  the tour
     b  a .bib or Zotero export of papers you like…"""


_KEYS = (
    ("space,x", "pick"),
    ("slash", "find"),
    ("j", "step(1)"),
    ("k", "step(-1)"),
    ("q", "quit"),
    ("f", "other('file')"),
    ("u", "other('feed')"),
    ("i", "other('paper')"),
    ("b", "other('liked')"),
    ("t", "other('tour')"),
)
"""Keys that are text while a list is looked for."""


class Picked(NamedTuple):
    """What was picked: sources by their targets, or another way to start."""

    targets: tuple[str, ...] = ()
    other: str = ""
    """``file``, ``feed``, ``paper``, ``liked`` or ``tour``; empty for the sources."""


class SourcePicker(Dialog[Picked]):
    """Daily Papers and all lists of arXiv, found by typing; below them other ways to start.

    Args:
        picked: The targets that are picked at first.
        known: The targets that are sources already.
    """

    TITLE = "What do you want to read?   1 of 2"
    SUB_TITLE = "space picks · / finds · enter goes on · esc later"
    _FINDING = "enter picks · ↓ ↑ move · esc back to the list"
    AUTO_FOCUS = "OptionList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Later", priority=True),
        Binding("enter", "go_on", "Go on", priority=True),
        Binding("down,ctrl+n", "move(1)", "Down", priority=True),
        Binding("up,ctrl+p", "move(-1)", "Up", priority=True),
        # With priority, so that each of several keys that arrive together sees the one before.
        *(Binding(keys, action, priority=True) for keys, action in _KEYS),
    ]
    DEFAULT_CSS = """
    SourcePicker {
        Vertical Static { padding: 0; }
        Vertical Input, &.-low Input { height: 1; padding: 0; &, &:focus { border: none; } }
        Vertical OptionList {
            height: 8;
            margin: 0 0 1 0;
            text-wrap: nowrap;
            text-overflow: ellipsis;
        }
        #picked { margin: 1 0 0 0; }
        &.-low {
            Vertical OptionList { height: 6; margin: 0; }
            #picked { margin: 0; }
        }
    }
    """

    def __init__(self, picked: Collection[str], known: Collection[str] = ()) -> None:
        super().__init__()
        self._picked = dict.fromkeys(picked)
        self._known = frozenset(known)
        self._shown: list[Choice] = []
        self._find = Input(placeholder=f"/ finds one of {len(choices()) - 1} arXiv lists")
        self._options = OptionList()
        self._count = Static(id="picked")

    def compose(self) -> ComposeResult:
        """Create the input, the list and what is below it."""
        others = Static(Content(_OTHERS))
        yield self.framed(Vertical(self._find, self._options, others, self._count))

    def on_mount(self) -> None:
        """Show all sources, those that are picked first."""
        self._show("")

    def _show(self, text: str, at: str = "") -> None:
        found = matching(text)
        if not text.strip():
            found.sort(key=lambda one: one.target not in self._picked)
        self._shown = found
        self._options.clear_options()
        self._options.add_options([Option(self._line(one)) for one in found])
        targets = [one.target for one in found]
        self._options.highlighted = targets.index(at) if at in targets else 0 if found else None
        self._show_count()

    def _line(self, one: Choice) -> Content:
        # A sign, not a colour, so that it is visible without any.
        is_known = one.target in self._known
        sign = "=" if is_known else "x" if one.target in self._picked else " "
        hint = "a source already" if is_known else one.hint
        code = "" if one is choices()[0] else f"{one.target}  "
        return Content(f"[{sign}] {code}{one.title}{f'   {hint}' if hint else ''}")

    def _show_count(self) -> None:
        known = sum(one.target in self._known for one in choices())
        picked = plural(len(self._picked), "source") if self._picked else "No source"
        if known:
            new = f"{len(self._picked):,}" if self._picked else "none"
            picked = f"{plural(known, 'source')} already, {new} new"
        found = "" if len(self._shown) == len(choices()) else f"   {len(self._shown)} found"
        self._count.update(Content(f"{picked} picked{found}"))

    @property
    def _under_cursor(self) -> Choice | None:
        index = self._options.highlighted
        return None if index is None else self._shown[index]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a list is looked for, keys are text."""
        letters = {one.partition("(")[0] for _, one in _KEYS}
        return action not in letters or self.focused is not self._find

    def action_find(self) -> None:
        """Type what to look for."""
        self.set_focus(self._find)

    def action_step(self, by: int) -> None:
        """Move by a letter, which is text in the input."""
        self.action_move(by)

    def action_quit(self) -> None:
        """Leave the dialog by a letter, which is text in the input."""
        self.dismiss(None)

    def action_move(self, by: int) -> None:
        """Move the cursor one line down (1) or up (-1)."""
        (self._options.action_cursor_down if by > 0 else self._options.action_cursor_up)()

    def action_pick(self) -> None:
        """Pick the source under the cursor, or the other way round."""
        one, index = self._under_cursor, self._options.highlighted
        if one is None or index is None or one.target in self._known:
            return
        if one.target in self._picked:
            del self._picked[one.target]
        else:
            self._picked[one.target] = None
        self._options.replace_option_prompt_at_index(index, self._line(one))
        self._show_count()

    def action_go_on(self) -> None:
        """Pick what was looked for; from the list, return what is picked."""
        if self.focused is self._find:
            one = self._under_cursor
            if one is not None and one.target not in self._known:
                self._picked[one.target] = None
            if one is not None:
                self._leave_find(one.target)
        elif self._picked:
            self.dismiss(Picked(tuple(self._picked)))
        else:
            self._count.update(Content("Nothing new is picked: space picks, esc closes"))

    def action_leave(self) -> None:
        """Leave the input, or the dialog."""
        if self.focused is self._find:
            one = self._under_cursor
            self._leave_find(one.target if one else "")
        else:
            self.dismiss(None)

    def _leave_find(self, at: str) -> None:
        with self._find.prevent(Input.Changed):
            self._find.value = ""
        self._show("", at)
        self.set_focus(self._options)

    def action_other(self, other: str) -> None:
        """Return another way to start."""
        self.dismiss(Picked(tuple(self._picked), other))

    def on_descendant_focus(self) -> None:
        """Show the keys of the input, or of the list."""
        is_finding = self.focused is self._find
        keys = self._FINDING if is_finding else self.sub_title or ""
        self.query_one(".frame").border_subtitle = Content(keys)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what matches."""
        event.stop()
        self._show(event.value)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Pick a line that was clicked."""
        event.stop()
        self.action_pick()


class Schedule(NamedTuple):
    """When to fetch: the interval of the new sources, and whether the reader fetches by itself."""

    title: str
    every: str | None
    is_automatic: bool = True


SCHEDULES = (
    Schedule("Every morning   when you first open Octavo that day", "18h"),
    Schedule("On start        and every hour while Octavo is open", "1h"),
    Schedule("By hand         only when you press R", None, is_automatic=False),
)


class ScheduleDialog(ListDialog[Schedule]):
    """When to fetch from the sources that were picked."""

    TITLE = "When should Octavo fetch?   2 of 2"
    SUB_TITLE = "enter starts · esc: back"

    def __init__(self) -> None:
        below = Static(Content("Octavo fetches now in any case. In a shell: octavo fetch."))
        super().__init__([Content(one.title) for one in SCHEDULES], below=below)

    def choose(self, index: int) -> None:
        """Return the schedule."""
        self.dismiss(SCHEDULES[index])
