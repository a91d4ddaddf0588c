"""What an import did, in words: for the command line, and for the status line of the reader."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from octavo_model.core.errors import UnusableError
from octavo_model.text.clean import visible
from octavo_tui.cli.exit_status import ExitStatus
from octavo_tui.cli.output import DATE_GUESSED
from octavo_tui.render.labels import plural

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from octavo_model import Digest, Library
    from octavo_model.core.errors import OctavoError
    from octavo_model.core.parsed import ImportReport

STANDARD_INPUT = "standard input"


@dataclass(frozen=True, slots=True)
class ImportResults:
    """What was imported, why other files could not be read, and folders without files."""

    reports: Sequence[ImportReport] = ()
    failures: Sequence[OctavoError] = ()
    empty: Sequence[str] = ()

    def __add__(self, other: ImportResults) -> ImportResults:
        """Return the results of both."""
        return ImportResults(
            [*self.reports, *other.reports],
            [*self.failures, *other.failures],
            [*self.empty, *other.empty],
        )

    def show_in_inbox(self, library: Library) -> None:
        """Put the papers of what was imported into the Inbox."""
        for name in dict.fromkeys(one.digest for one in self.reports if one.digest is not None):
            library.edits.show_in_inbox(name, True)

    @property
    def status(self) -> ExitStatus:
        """The exit status of a command that imported this."""
        if any(isinstance(one, UnusableError) for one in self.failures):
            return ExitStatus.UNUSABLE
        return ExitStatus.FAILED if self.failures else ExitStatus.DONE

    @property
    def errors(self) -> list[str]:
        """What was not imported, a line each."""
        return [
            *map(str, self.failures),
            *(f"{visible(folder)}: no files in it to import" for folder in self.empty),
        ]

    @property
    def warnings(self) -> list[str]:
        """What was not understood, a line each."""
        from octavo_model.core.parsed import NO_PAPERS

        return [
            f"{source_name(report)}: {warning}"
            for report in self.reports
            # That a page has no papers is what its report says.
            for warning in report.warnings
            if warning.message != NO_PAPERS
        ]

    @property
    def messages(self) -> list[str]:
        """Everything that went wrong, a line each."""
        return [*self.errors, *self._without_papers, *self.warnings]

    @property
    def summary(self) -> str:
        """A few words for the status line: ``6 papers, 6 new, 2 warnings``."""
        digests = [report for report in self.reports if report.digest is not None]
        if not digests:
            reports = (replace(one, path=Path(one.path).name) for one in self.reports)
            return next(iter([*map(report_line, reports), *self.errors]), "")
        parts = [] if len(digests) == 1 else [plural(len(digests), "digest")]
        if len(digests) == 1 and digests[0].redated:
            parts += ["already imported", "date changed"]
        elif all(report.known for report in digests):
            parts.append("already imported")
        else:
            parts.append(plural(sum(report.papers for report in digests), "paper"))
            parts.append(f"{sum(report.new for report in digests)} new")
        if self.warnings:
            parts.append(plural(len(self.warnings), "warning"))
        return ", ".join(parts)

    @property
    def notices(self) -> list[str]:
        """What the reader shows beside the summary: errors, and where to read the warnings."""
        if not self.reports and not self.failures:
            return []  # the summary says it
        notices = self.errors
        if any(report.digest for report in self.reports):
            notices += self._without_papers
        with_warnings = [one for one in self.reports if one.digest and one.warnings]
        if with_warnings:
            number = plural(sum(len(one.warnings) for one in with_warnings), "warning")
            name = Path(source_name(with_warnings[0])).name
            where = name if len(with_warnings) == 1 else f"{len(with_warnings)} files"
            notices.append(f"{where}: {number}; octavo add PATH shows them")
        return notices

    @property
    def _without_papers(self) -> list[str]:
        return [report_line(report) for report in self.reports if report.digest is None]


def source_name(report: ImportReport) -> str:
    """Return the name of the file of ``report``, for people."""
    return STANDARD_INPUT if report.path == "-" else visible(report.path)


def report_line(report: ImportReport, digest: Digest | None = None) -> str:
    """Return what was imported from a file, for people; ``digest`` as it is now in the library."""
    name = source_name(report)
    if report.digest is None:
        what = "nothing new in it" if report.known else "no papers in it, nothing imported"
        return f"{name}: {what}"
    name = f"{name}: {report.digest}"
    if report.redated and digest and digest.date:
        return f"{name}: already imported, date changed to {digest.date}; its name stays"
    if report.known:
        return f"{name}: already imported"
    inferred = f" {DATE_GUESSED}" if digest and digest.date and digest.date_inferred else ""
    without = f", {report.without_abstract} without abstract" if _lacks(report) else ""
    return f"{name}: {plural(report.papers, 'paper')}, {report.new} new{without}{inferred}"


def _lacks(report: ImportReport) -> bool:
    """Return whether to say how many papers have no abstract: ranking a bibliography needs them."""
    from octavo_model.formats.registry import KINDS, known_formats

    kinds = {one.name: one.kind for one in known_formats()}
    return report.without_abstract > 0 and kinds.get(report.format) == KINDS["records"]


def report_fields(report: ImportReport) -> dict[str, Any]:
    """Return what was imported from a file, as JSON."""
    fields = asdict(report)
    del fields["known"], fields["redated"]
    warnings = [{"line": one.line or None, "message": one.message} for one in report.warnings]
    return {**fields, "warnings": warnings}
