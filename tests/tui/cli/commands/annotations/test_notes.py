from __future__ import annotations

import io
from typing import TYPE_CHECKING

from tests.tui.cli.conftest import TIDAL, Octavo

if TYPE_CHECKING:
    import pytest


def test_a_note_is_written_printed_found_and_removed(filled: Octavo) -> None:
    none = filled("note", TIDAL)
    assert (none.status, none.out, "no note" in none.err) == (0, "", True)
    assert filled("note", TIDAL, "replicate", "*figure 2*").out == f"Noted “{TIDAL}”\n"
    assert filled("note", TIDAL).out == "replicate *figure 2*\n"
    assert filled("note", TIDAL, "replicate *figure 2*").out == f"as before: {TIDAL}\n"
    assert filled("list", "note:figure").out.endswith(f"\t{TIDAL}\n")
    assert filled("show", TIDAL).out.endswith("\nNote:\nreplicate *figure 2*\n")
    assert "with a note." in filled("list", "has:note", "--plain").out
    assert filled("note", TIDAL, "").out == f"Removed the note of “{TIDAL}”\n"
    assert filled("undo").out == f"Noted “{TIDAL}”\n"
    (fields,) = filled("note", TIDAL, "--json").json
    assert (fields["title"], fields["note"]) == (TIDAL, "replicate *figure 2*")


def test_a_note_comes_from_standard_input(filled: Octavo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("# Why\n\n- for \x1b[1mowls\n"))
    filled("note", TIDAL, "-")
    assert filled("note", TIDAL).out == "# Why\n\n- for [1mowls\n"


def test_an_unknown_paper_has_no_note(filled: Octavo) -> None:
    unknown = filled("note", "2401.99999", "x")
    assert (unknown.status, unknown.out) == (3, "")
