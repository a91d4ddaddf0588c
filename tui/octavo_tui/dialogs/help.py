"""The help: all keys, queries and signs, searched by typing."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets.option_list import Option

from octavo_model.search.query.operators import examples
from octavo_tui.commands import APP, FIND, SYNONYMS, groups
from octavo_tui.dialogs.search import GROUP, WIDTH, SearchDialog, rank, searched
from octavo_tui.keys import show_keys
from octavo_tui.render.geometry import LATER, NO, STAR, UNREAD, UPDATED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from octavo_tui.dialogs.palette import PaletteEntry
    from octavo_tui.keys import Keymap

_KEYS = 12
_NEAR = 20
"""By how much a match may be worse than the best one."""
QUERY, SIGNS, SETTINGS = "Query", "Signs", "Settings"


class Entry(NamedTuple):
    """A line of the help, also found by more ``words``.

    Its keys work in ``panes``: none for a sign or a query, which "this pane only" leaves out.
    """

    group: str
    keys: str
    text: str
    panes: frozenset[str] = frozenset()
    words: str = ""

    def has(self, words: Iterable[str]) -> bool:
        """Return whether it has all ``words``."""
        whole = " ".join((self.group, self.keys, self.text, self.words)).casefold()
        return all(word in whole for word in words)


_PANES = ("list", "paper", "drawer", "text")
ALSO = (
    Entry(FIND, "tab", "In the filter: whole library, or complete a word"),
    Entry(FIND, "alt+↑", "In the filter: an earlier query"),
    Entry(FIND, "↑ ↓ ctrl+n", "In the filter: move in the list"),
    Entry(APP, "1 to 9", "Repeat the next key: 3j, 3x, 5u", frozenset(_PANES)),
    Entry(APP, "octavo FILE", "Add a page, mail, folder or mailbox"),
    Entry(APP, "octavo", "Add a page you copied: wl-paste | octavo"),
)
"""Keys that are not in the table of commands."""
EXPLAINED = (
    Entry(SIGNS, UNREAD, "unread"),
    Entry(SIGNS, UPDATED, "revised since you read it"),
    Entry(SIGNS, STAR, "starred"),
    Entry(SIGNS, LATER, "later"),
    Entry(SIGNS, NO, "no: not for you"),
    Entry(SIGNS, "▲47", "upvotes on Hugging Face"),
    Entry(SIGNS, "3c", "comments in the discussion"),
    Entry(SIGNS, "~28 Oct", "a guessed date"),
    Entry(SIGNS, "≈ like: …", "why a paper is suggested"),
    Entry(SIGNS, "3 of 44 · near:", "below it, papers that match in part"),
    Entry(SIGNS, "/ name", "a saved view; ! name: its query has a mistake"),
)
"""What signs on the screen mean."""


class HelpDialog(SearchDialog):
    """Every command with its keys, the language of queries, signs, and faults of the settings.

    ``pane`` is the one that had the focus. Returns an id for the line that leads to the palette,
    which has ``others``, too.
    """

    TITLE = "Keys"
    SUB_TITLE = "esc closes · tab: this pane only"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "dismiss(None)", "Close"),
        Binding("tab", "only_pane", "This pane only", priority=True),
    ]
    DEFAULT_CSS = """
    HelpDialog Vertical OptionList { text-wrap: wrap; text-overflow: fold; }
    """

    def __init__(
        self,
        keymap: Keymap,
        pane: str,
        faults: Sequence[str] = (),
        others: Sequence[PaletteEntry] = (),
    ) -> None:
        super().__init__()
        self._palette = _palette_key(keymap)
        self._others = others
        self._pane = pane
        self._is_of_pane = False
        self._faults = faults
        self._entries = [*_commands(keymap), *EXPLAINED]

    def found(self) -> tuple[list[Option], int, int]:
        """Return the entries that have every word of the text, else those with words like it.

        They are under their groups; the last line says how many more the palette has.
        """
        words = searched(self.text)
        entries = [one for one in self._entries if not self._is_of_pane or self._pane in one.panes]
        more = [one.rank(self.text) for one in self._others if words]
        exact = [one for one in entries if one.has(words)]
        entries = exact or self._near(entries, max(more, default=0))
        lines, group = [], ""
        if self._faults and not words and not self._is_of_pane:
            lines.append(_fault("Wrong in your settings"))
            lines += map(_fault, self._faults)
        for one in entries:
            lines.append(Option(_line(one, one.group if one.group != group else "")))
            group = one.group
        number = len(more) - more.count(0)
        if number and self._palette:
            lines.append(Option(f"{number} more in {self._palette} Commands", id="palette"))
        return lines, len(entries), len(self._entries)

    def _near(self, entries: Iterable[Entry], least: int) -> list[Entry]:
        """Return the entries that are nearest to the text, if no other match is much better."""
        ranks = [(rank(self.text, one.text, hidden=one.words), one) for one in entries]
        least = max(least, *(number for number, _ in ranks), 0) - _NEAR
        return [one for number, one in ranks if number and number >= least]

    def action_only_pane(self) -> None:
        """Show only what works in the pane that had the focus, or everything."""
        self._is_of_pane = not self._is_of_pane
        other = "everything" if self._is_of_pane else "this pane only"
        self.query_one(".frame").border_subtitle = Content(f"esc closes · tab: {other}")
        self.show_lines()

    def is_key(self, text: str) -> bool:
        """Page for a space with nothing before it, and close with the key of the help."""
        if text == " ":
            self._input.value = ""
            self.action_page(1)
        elif text == "?":
            self.dismiss(None)
        return text in {" ", "?"}


def _commands(keymap: Keymap) -> Iterator[Entry]:
    """Yield the commands by groups, what else belongs to each, and the language of queries."""
    palette = _palette_key(keymap)
    for group, commands in groups(keymap.commands).items():
        for one in commands:
            panes = frozenset(pane for pane in _PANES if keymap.works(one, pane))
            keys = show_keys(one, keymap.keys, 2) or f"({palette or 'palette'})"
            words = SYNONYMS.get(one.name, "")
            yield Entry(group, keys, one.title, panes, words)
        yield from (one for one in ALSO if one.group == group)
    for example in examples():
        yield Entry(QUERY, example.query, example.finds)


def _palette_key(keymap: Keymap) -> str:
    """Return the shortest key of the palette as it is shown; empty if it has none."""
    return min(keymap.all_shown("palette"), key=len, default="")


def _line(entry: Entry, group: str) -> Content:
    left = f"{entry.keys:{_KEYS}}" if len(entry.keys) < _KEYS else f"{entry.keys}  "
    indent = " " * (GROUP + _KEYS)
    wrapped = textwrap.fill(
        entry.text, WIDTH, initial_indent=" " * (GROUP + len(left)), subsequent_indent=indent
    )
    return Content.assemble(
        (group.ljust(GROUP), "bold $role-heading"),
        (left, "bold $role-key"),
        wrapped[GROUP + len(left) :],
    )


def _fault(text: str) -> Option:
    return Option(Content.styled(text, "bold $role-error"))
