"""What Octavo promises of five real pages; they lie outside the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model import View
from octavo_model.core.marks import MarkField
from octavo_model.core.parsed import ImportReport

if TYPE_CHECKING:
    from pathlib import Path

    from tests.model.conftest import Desk


def test_five_pages_hold_270_papers_and_come_in_once(desk: Desk, corpus: Path) -> None:
    library = desk.open(formats=None)
    reports = [
        report
        for report in library.imports.import_path(corpus / "daily-papers-text")
        if isinstance(report, ImportReport)
    ]
    assert [report.papers for report in reports] == [82, 81, 74, 78, 44]
    assert sum(report.new for report in reports) == 270
    assert not any(report.warnings for report in reports)
    again = library.imports.import_path(corpus / "daily-papers-text")
    assert [isinstance(one, ImportReport) and (one.known, one.new) for one in again] == [
        (True, 0)
    ] * 5
    assert library.catalog.counts(View.all()).total == 270
    desk.check()
    state = desk.state(library)
    library.rebuild()
    assert desk.state(library) == state


def test_a_paper_of_all_five_pages_is_one_and_read_in_all(desk: Desk, corpus: Path) -> None:
    library = desk.open(formats=None)
    library.imports.import_path(corpus / "daily-papers-text")
    everywhere = library.catalog.resolve("Unified Embedding")
    assert len(library.catalog.paper(everywhere).digests) == 5
    library.marks.mark([everywhere], MarkField.READ, True)
    assert {one.total - one.undecided for one in library.catalog.digests()} == {1}
    assert len(library.catalog.paper(library.catalog.resolve("SF(DA)")).digests) == 2
