"""What changes and their undo are called."""

from __future__ import annotations

import datetime as dt

import pytest

from octavo_model.core.changes import LoggedChange, MarkChange, Property, PropertyChange
from octavo_model.core.marks import NO, Decision, MarkState, Verdict
from octavo_model.core.views import SavedView
from octavo_tui.render.decisions import describe, describe_change, describe_logged, describe_undo

MONDAY = Verdict(dt.date(2025, 6, 2))
READ, STARRED = MarkState(True), MarkState(True, True)


@pytest.mark.parametrize(
    ("decision", "states", "done"),
    [
        (Decision.STAR, [STARRED], "★ Starred"),
        (Decision.STAR, [STARRED] * 3, "★ Starred 3 papers"),
        (Decision.UNSTAR, [READ], "Unstarred"),
        (Decision.DISMISS, [MarkState(True, False, NO)], "× Not for you"),
        (Decision.DISMISS, [MarkState(True, False, NO)] * 2, "× Not for you: 2 papers"),
        (Decision.LATER, [MarkState(True, False, MONDAY)], "» Later until Mon 2 Jun"),
        (
            Decision.LATER,
            [MarkState(True, False, MONDAY)] * 2,
            "» Later until Mon 2 Jun: 2 papers",
        ),
        (Decision.READ, [READ] * 40, "Marked 40 papers read"),
        # As the undo of a decision says it.
        (Decision.UNREAD, [MarkState()], "Unread again"),
        (Decision.UNREAD, [MarkState()] * 3, "3 papers unread again"),
    ],
)
def test_what_a_decision_did(decision: Decision, states: list[MarkState], done: str) -> None:
    assert describe(MarkChange("", decision, dict(enumerate(states)))) == done


@pytest.mark.parametrize(
    ("decision", "states", "done"),
    [
        (Decision.STAR, [MarkState()], "Unstarred again"),
        (Decision.UNSTAR, [STARRED], "Starred again"),
        (Decision.DISMISS, [MarkState()], "Unread again"),
        (Decision.DISMISS, [STARRED], "Starred again"),
        (Decision.DISMISS, [MarkState(True, False, MONDAY)], "For later again"),
        (Decision.LATER, [STARRED], "No longer for later"),
        (Decision.LATER, [MarkState()] * 2, "2 papers unread again"),
        (Decision.READ, [MarkState(False, True)], "Unread again"),
        (Decision.READ, [MarkState(True, updated=True)], "Updated again"),
        (Decision.READ, [MarkState(), MarkState(True, updated=True)], "2 papers as before"),
        (Decision.UNREAD, [STARRED], "Read again"),
        (Decision.UNREAD, [MarkState(True, False, NO)], "Not for you again"),
    ],
)
def test_what_an_undo_did(decision: Decision, states: list[MarkState], done: str) -> None:
    assert describe_undo(MarkChange("", decision, dict(enumerate(states)))) == done


VIEW = SavedView("is:unread", 1)


@pytest.mark.parametrize(
    ("name", "values", "done"),
    [
        (Property.VIEW, {"week": (None, VIEW)}, "Saved view week"),
        (Property.VIEW, {"week": (VIEW, None)}, "Removed view week"),
        (Property.VIEW, {"week": (VIEW, None), "day": (None, VIEW)}, "Renamed view week to day"),
        (
            Property.VIEW,
            {"week": (VIEW, SavedView("owls", 1))},
            "View week has the query owls",
        ),
        (Property.VIEW, {"week": (VIEW, SavedView("is:unread", 2))}, "Moved view week"),
        (Property.DIGEST_NAME, {"k": (None, "Tides")}, "Renamed digest to Tides"),
        (Property.DIGEST_NAME, {"k": ("Tides", None)}, "Digest has its first name: Owls"),
        (Property.DIGEST_DATE, {"k": (None, dt.date(2025, 6, 2))}, "Dated digest 2 Jun 2025: Owls"),
        (Property.DIGEST_DATE, {"k": (dt.date(2025, 6, 2), None)}, "Dated digest as it was: Owls"),
        (Property.DIGEST_REMOVED, {"k": (None, True)}, "Removed digest Owls"),
        (Property.DIGEST_REMOVED, {"k": (True, None)}, "Restored digest Owls"),
        (Property.DIGEST_INTO, {"k": (None, "x")}, "Merged into another digest: Owls"),
        (Property.DIGEST_INTO, {"k": ("x", None), "l": ("x", None)}, "Separate again: 2 digests"),
        (Property.DIGEST_INBOX, {"k": (None, True)}, "Digest goes to the Inbox: Owls"),
        (Property.DIGEST_INBOX, {"k": (None, False)}, "Digest stays out of the Inbox: Owls"),
        (
            Property.DIGEST_INBOX,
            {"k": (True, None)},
            "Digest goes to the Inbox by its kind again: Owls",
        ),
        (Property.PAPER_REMOVED, {"k": (None, "k")}, "Removed: Owls"),
        (Property.PAPER_REMOVED, {"k": ("k", None), "l": ("l", None)}, "Restored 2 papers"),
        (Property.SAME, {"k": (None, "l")}, "Merged: Owls"),
        (Property.SAME, {"k": ("l", None)}, "No longer merged: Owls"),
        (Property.APART, {"k l": (None, True)}, "Split: Owls"),
        (Property.APART, {"k l": (True, None)}, "No longer split: Owls"),
        (Property.TAG, {"k birds": (None, True)}, "Tagged “birds”: Owls"),
        (Property.TAG, {"k birds": (True, None)}, "Untagged “birds”: Owls"),
        (
            Property.TAG,
            {f"{key} birds": (None, True) for key in "klm"},
            "Tagged 3 papers “birds”",
        ),
        (
            Property.TAG,
            {"k a": (None, True), "k b": (None, True), "l c": (True, None)},
            "Tagged 2 papers “a”, “b”, untagged “c”",
        ),
        (Property.NOTE, {"k": (None, "x")}, "Noted “Owls”"),
        (Property.NOTE, {"k": ("x", "y")}, "Changed the note of “Owls”"),
        (Property.NOTE, {"k": ("x", None)}, "Removed the note of “Owls”"),
        (Property.NOTE, {"k": (None, "x y"), "l": ("y", None)}, "Changed the note of “Owls”"),
        (Property.INTEREST, {"mine": (None, "au:quill")}, "Interest mine: au:quill"),
        (Property.INTEREST, {"mine": ("au:quill", "owls")}, "Interest mine: owls"),
        (Property.INTEREST, {"mine": ("owls", None)}, "Removed interest mine"),
        (
            Property.INTEREST,
            {"mine": ("owls", None), "ours": (None, "owls")},
            "Renamed interest mine to ours",
        ),
        (Property.FOLLOW, {"au:quill": (None, True)}, "Followed au:quill"),
        (Property.FOLLOW, {"a": (True, None), "b": (True, None)}, "No longer followed: a, b"),
        (
            Property.FOLLOW,
            {"a": (True, None), "b": (None, True), "c": (None, True)},
            "Followed b, c; no longer followed: a",
        ),
        (Property.MUTE, {"survey": (None, True)}, "Muted survey"),
        (Property.MUTE, {"survey": (True, None)}, "No longer muted: survey"),
    ],
)
def test_what_a_change_of_properties_did(
    name: Property, values: dict[str, tuple[object, object]], done: str
) -> None:
    assert describe_change(PropertyChange("", name, values, "Owls")) == done


@pytest.mark.parametrize(("number", "done"), [(1, "★ Starred: Owls"), (3, "★ Starred 3 papers")])
def test_what_a_change_in_the_log_did(number: int, done: str) -> None:
    noon = dt.datetime(2025, 6, 2, 12, tzinfo=dt.UTC)
    logged = LoggedChange("", noon, "cli", False, Decision.STAR, number, "Owls")
    assert describe_logged(logged) == done
