"""The dialogs about a digest: its name and day, and choosing one by typing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static
from textual.widgets.option_list import Option

from octavo_model.text.fold import fold
from octavo_tui.dialogs.dialog import Dialog
from octavo_tui.dialogs.search import SearchDialog

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from textual.app import ComposeResult

    from octavo_model import Digest

_MOST = 200
"""Lines that are shown: more are not looked through, but found by typing."""


class DigestForm(NamedTuple):
    """The name and the day of a digest, as typed; None for the day that it says itself."""

    name: str
    date: dt.date | None


class DigestDialog(Dialog[DigestForm]):
    """Asks for the name and the day of ``digest``; ``others`` are names that are taken."""

    TITLE = "Edit the digest"
    SUB_TITLE = "enter saves · tab: the other line · esc"
    DEFAULT_CSS = "DigestDialog Vertical Static { padding: 0; }"

    def __init__(self, digest: Digest, others: Collection[str]) -> None:
        super().__init__()
        self._digest = digest
        self._others = others

    def compose(self) -> ComposeResult:
        """Create the inputs, and a line for what is wrong."""
        day = self._digest.date.isoformat() if self._digest.date else ""
        yield self.framed(
            Vertical(
                Static("Name"),
                Input(self._digest.name, id="digest-name"),
                Static("Day, e.g. 2026-08-21; empty for its own"),
                Input(day, id="digest-day"),
                Static(id="remarks"),
            )
        )

    @property
    def _typed_name(self) -> str:
        return " ".join(self.query_one("#digest-name", Input).value.split())

    @property
    def _typed_day(self) -> str:
        return self.query_one("#digest-day", Input).value.strip()

    def _remarks(self) -> Iterable[tuple[str, str]]:
        """Yield what is wrong, with the input where that is."""
        if not self._typed_name:
            yield "#digest-name", "Type a name."
        elif self._typed_name in self._others:
            yield "#digest-name", "That name is taken."
        try:
            if self._typed_day:
                dt.date.fromisoformat(self._typed_day)
        except ValueError:
            yield "#digest-day", "Not a day: write it as 2026-08-21."

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what is wrong now."""
        event.stop()
        text = "\n".join(remark for _, remark in self._remarks())
        self.query_one("#remarks", Static).update(Content(text))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return name and day, or go to the input that is wrong."""
        event.stop()
        for where, _ in self._remarks():
            self.query_one(where, Input).focus()
            return
        self.dismiss(
            DigestForm(
                self._typed_name,
                dt.date.fromisoformat(self._typed_day) if self._typed_day else None,
            )
        )


class ChooseDigest(SearchDialog):
    """Asks for a digest; some letters of its name find it.

    Args:
        title: The title of the dialog.
        labels: Names for people, by the names of the digests, newest first.
        verb: What enter does.
    """

    def __init__(self, title: str, labels: Mapping[str, str], verb: str) -> None:
        super().__init__()
        self.title = title
        self.sub_title = f"enter {verb} · esc"
        self._labels = labels

    def found(self) -> tuple[list[Option], int, int]:
        """Return the digests that the text finds, how many they are, and how many there are."""
        names = matching(self.text, self._labels)[:_MOST]
        lines = [Option(Content(f"{self._labels[name]}   {name}"), id=name) for name in names]
        return lines, len(lines), len(self._labels)


def matching(text: str, labels: Mapping[str, str]) -> list[str]:
    """Return the names whose label has the words of ``text``, else its letters in their order.

    >>> labels = {"daily-2": "2 Nov · Daily Papers", "cs": "1 Nov · arXiv cs.LG"}
    >>> matching("nov", labels), matching("dpap", labels), matching("lg 1", labels)
    (['daily-2', 'cs'], ['daily-2'], ['cs'])
    """
    words = fold(text).split()
    ranked = [(_rank(words, fold(f"{label} {name}")), name) for name, label in labels.items()]
    return [name for rank, name in sorted(ranked, key=lambda one: one[0]) if rank < _NOT_FOUND]


_NOT_FOUND = 2


def _rank(words: list[str], label: str) -> int:
    """Return 0 if a label has all words, 1 if it has their letters in order, else 2."""
    if all(word in label for word in words):
        return 0
    letters = iter(label)
    return 1 if all(char in letters for char in "".join(words)) else _NOT_FOUND
