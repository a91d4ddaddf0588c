"""The base of dialogs whose lines are searched by typing: the help and the palette."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from octavo_model.search.titles.similarity import similarity
from octavo_tui.dialogs.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from textual.app import ComposeResult


WIDTH, GROUP = 60, 13
"""The columns of a line, and those of the group at its start."""
_EXACT, _START, _WORDS = 300, 200, 100
_INSIDE = 50
"""What a word scores that has the typed letters inside."""
_HIDDEN_COST = 20
_FILLERS = frozenset({"key", "keys", "for", "the", "how", "to", "a"})
"""Words that people type around the name of what they look for."""


def searched(text: str) -> list[str]:
    """Return the words to search for.

    >>> searched("Key star"), searched("keys")
    (['star'], ['keys'])
    """
    words = text.casefold().split()
    return [word for word in words if word not in _FILLERS] or words


def rank(text: str, title: str, names: Iterable[str] = (), hidden: str = "") -> int:
    """Return how well a line is what was typed; 0 if it is not.

    It has other ``names``, and ``hidden`` words that are worth less. A name in full comes before
    the start of one, and that before words that are anywhere or have slips.

    >>> rank("octavo", "Theme: octavo", ["octavo"]) > rank("octavo", "Theme: auto, octavo")
    True
    >>> rank("expotr", "Export the list") > 0, rank("owls", "Export the list") > 0
    (True, False)
    """
    words = searched(text)
    shown = [one.casefold() for one in (title, *names)]
    scores = [max(_best(word, shown), _best(word, [hidden]) - _HIDDEN_COST) for word in words]
    whole = " ".join(words)
    start = _EXACT if whole in shown else _START * any(one.startswith(whole) for one in shown)
    if start:
        return start + scores[0]
    return _WORDS + sum(scores) // len(scores) if scores and min(scores) > 0 else 0


def _best(word: str, texts: Sequence[str]) -> int:
    """Return how well the best word of ``texts`` is what was typed, 0 to 100."""
    likest = max((similarity(word, one) for one in re.findall(r"\w+", " ".join(texts))), default=0)
    return max(likest, _INSIDE * any(word in one for one in texts))


class SearchDialog(Dialog[str]):
    """A line to type into above the lines that it finds. Returns the id of the chosen line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,ctrl+p", "move(-1)", "Up"),
        Binding("down,ctrl+n", "move(1)", "Down"),
        Binding("pageup,ctrl+b", "page(-1)", "Page up"),
        Binding("pagedown,ctrl+f", "page(1)", "Page down"),
    ]
    DEFAULT_CSS = """
    SearchDialog {
        .frame { width: 65; height: 24; }
        Vertical Input {
            height: 1;
            padding: 0;
            &, &:focus { border: none; }
        }
        Vertical OptionList {
            height: 1fr;
            max-height: 100%;
            scrollbar-size-vertical: 1;
            text-wrap: nowrap;
            text-overflow: ellipsis;
        }
        &.-low .frame { height: 100%; }
    }
    """

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._searched = text
        self._input = Input(text, placeholder="type to search", select_on_focus=False)
        self._options = OptionList(markup=False)
        self._options.can_focus = False

    def compose(self) -> ComposeResult:
        """Create the line to type into, and the lines below it."""
        self._options.add_options(self.found()[0])
        self._options.highlighted = 0
        yield self.framed(Vertical(self._input, self._options))

    @property
    def text(self) -> str:
        """What was typed."""
        return self._input.value

    def found(self) -> tuple[Sequence[Option], int, int]:
        """Return the lines to show, how many entries they have, and of how many in all."""
        raise NotImplementedError

    def show_lines(self) -> None:
        """Show what the text finds, with the cursor on the first line."""
        self._searched = self.text
        lines, shown, total = self.found()
        self._options.clear_options()
        self._options.add_options(lines or [Option("Nothing found", disabled=True)])
        self._options.action_first()
        self.query_one(".frame").border_title = Content(
            f"{self.title} · {shown} of {total}" if self.text.strip() else self.title or ""
        )

    def action_move(self, by: int) -> None:
        """Move the cursor a line down (1) or up (-1)."""
        (self._options.action_cursor_down if by > 0 else self._options.action_cursor_up)()

    def action_page(self, by: int) -> None:
        """Move the cursor a page down (1) or up (-1)."""
        page: Callable[[], None] = (
            self._options.action_page_down if by > 0 else self._options.action_page_up
        )
        page()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search for what was typed."""
        event.stop()
        if event.value != self.text:
            return  # it has changed since, which is reported too
        if not self.is_key(event.value) and self.text != self._searched:
            self.show_lines()

    def is_key(self, text: str) -> bool:
        """Return whether ``text`` was a key, and is not searched for."""
        return False

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Choose the line under the cursor."""
        event.stop()
        if self._options.highlighted is not None:
            self._options.action_select()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Return the line that was chosen."""
        event.stop()
        self.dismiss(event.option_id)
