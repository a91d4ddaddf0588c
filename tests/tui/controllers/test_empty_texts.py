"""What an empty list says."""

from __future__ import annotations

import pytest

from octavo_model import View
from octavo_tui.commands import BY_NAME
from octavo_tui.controllers.empty_texts import InboxZero, empty_text
from octavo_tui.keys import Keymap

KEYS = {"next_digest": "]", "later_list": "g l", "fetch": "R", "later": "b", "drawer": "d"}


def keymap_of(keys: dict[str, str]) -> Keymap:
    """A keymap in which other commands have no key."""
    return Keymap({**dict.fromkeys(BY_NAME, ""), **keys})


@pytest.mark.parametrize(
    ("view", "keys", "zero", "text"),
    [
        (
            View.starred(),
            {"star": "*"},
            InboxZero(),
            "No stars yet. * stars the paper under the cursor.",
        ),
        (View.starred(), {}, InboxZero(), "No stars yet."),
        (
            View.inbox(),
            KEYS,
            InboxZero(1_017, 3, 5),
            "Inbox zero. 1,017 decided, 3 starred today.\n] older digest · g l Later (5) · R fetch",
        ),
        (
            View.inbox(),
            KEYS,
            InboxZero(2),
            "Inbox zero. 2 decided today.\n] older digest · R fetch",
        ),
        (
            View.inbox(),
            KEYS,
            InboxZero(0, 0, 5, 6),
            "Inbox zero.\n6 undecided in older digests · ] opens one\ng l Later (5) · R fetch",
        ),
        (
            View.inbox(),
            {},
            InboxZero(undecided=1_006, are_older=False),
            "Inbox zero.\n1,006 undecided in other digests",
        ),
        (View.inbox(), {}, InboxZero(later=5), "Inbox zero."),
        (
            View.later(),
            KEYS,
            InboxZero(),
            "Nothing for later. b puts off the paper under the cursor.",
        ),
        (View.of_digest("x"), KEYS, InboxZero(), "Nothing here. ] older digest · d lists"),
        (View.all(), {}, InboxZero(), "Nothing here."),
    ],
)
def test_an_empty_list_names_the_keys_of_the_user(
    view: View, keys: dict[str, str], zero: InboxZero, text: str
) -> None:
    def shown(*, has_papers: bool) -> str:
        keymap = keymap_of(keys)
        return empty_text(view, "", None, None, "", has_papers=has_papers, zero=zero, keymap=keymap)

    assert shown(has_papers=True) == text
    assert "octavo add FILE" in shown(has_papers=False)


def test_an_empty_library_names_all_ways_to_add_papers() -> None:
    keymap = keymap_of({"fetch": "R", "sources": "g r", "add": "a"})
    text = empty_text(
        View.all(), "", None, None, "", has_papers=False, zero=InboxZero(), keymap=keymap
    )
    assert [line.split("  ")[0] for line in text.splitlines()[2:5]] == ["R", "g r", "a"]
    assert "if you have none" in text
