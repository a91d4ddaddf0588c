"""Which format reads a file, and why."""

from __future__ import annotations

import io
from pathlib import Path

from tests.model.conftest import NOW
from tests.model.library.importing.test_containers import zipped

from octavo_model.formats import Source
from octavo_model.library.importing.explain import Explanation, explain
from octavo_model.library.importing.files import contents
from octavo_model.library.importing.items import DigestReader

FIXTURES = Path(__file__).parents[4] / "fixtures"


def explained(data: bytes, form: str | None = None) -> list[Explanation]:
    reader = DigestReader()
    known = Source(b"", "a.file", NOW, format=form)
    return list(explain(contents(reader.choose, io.BytesIO(data), known, "a.file"), reader))


def test_the_likelihood_and_the_marks_of_each_format_are_said() -> None:
    (found,) = explained((FIXTURES / "ris" / "citations.ris").read_bytes())
    assert (found.format, found.reason, found.papers) == ("ris", "its own marks are there", 4)
    assert found.candidates[0] == ("ris", 0.95, 1, "TY  - JOUR")
    assert all(one.likelihood < 0.95 for one in found.candidates[1:])


def test_members_of_archives_are_explained_and_what_cannot_be_read_too() -> None:
    bib = b"@article{a, title = {Owls}}"
    first, second = explained(zipped(**{"a.bib": bib, "b.json": b'{"name": 1}'}))
    assert (first.label, first.format, first.papers) == ("a.file: a.bib", "bibtex", 1)
    assert second.format is None
    assert second.reason.startswith("not a digest: JSON without titles; keys: name (tried ")


def test_a_format_that_the_user_names_is_used() -> None:
    (found,) = explained(b"@article{a, title = {Owls}}", "bibtex")
    assert (found.format, found.reason) == ("bibtex", "named by --format")


def test_a_large_file_is_not_read_as_a_whole() -> None:
    (found,) = explained(b"title,authors\n" + b"Owls,A. Quill\n" * 200_000)
    assert (found.format, found.papers) == ("csv", None)
