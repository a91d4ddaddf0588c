"""PDFs of papers: their names, what is no PDF, and that no file is replaced."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from tests.model.fulltext.papers import paper

from octavo_model.core.errors import OctavoError
from octavo_model.fulltext.pdf import FIELDS, SavedPdf, check_pdf, is_pdf, path_of, save
from octavo_model.settings.full_text import PDF_FIELDS, FullTextSettings

PDF = b"%PDF-1.7\n" + b"x" * 5_000 + b"\nstartxref\n17\n%%EOF\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("pattern", "changes", "name"),
    [
        (FullTextSettings().pdf, {}, "Papers/kelp2025-foam.pdf"),
        (FullTextSettings().pdf, {"authors": ()}, "Papers/2025-foam.pdf"),
        (FullTextSettings().pdf, {"date": None}, "Papers/kelp-foam.pdf"),
        ("{family}-{year}-{word}.pdf", {"date": None}, "kelp-foam.pdf"),
        ("~/Papers/{year}/{family}.pdf", {"date": None}, "Papers/kelp.pdf"),
        ("{id}", {}, "2511.01234.pdf"),
        ("{id}.pdf", {"arxiv_id": "hep-th/9901001"}, "hep-th-9901001.pdf"),
        ("{id}.pdf", {"arxiv_id": None, "doi": "10.1000/x/../y"}, "10.1000-x-..-y.pdf"),
        ("p/{title}.pdf", {"title": "../../etc/passwd\x00: É"}, "p/etc-passwd-e.pdf"),
        ("{title}.pdf", {"title": "…"}, "paper.pdf"),
        ("{title}.pdf", {"title": "owl " * 99}, f"{'owl-' * 19}owl.pdf"),
        ("{word}.pdf", {"title": ".hidden"}, "hidden.pdf"),
    ],
)  # fmt: skip
def test_the_name_of_a_pdf(home: Path, pattern: str, changes: dict[str, Any], name: str) -> None:
    assert path_of(pattern, paper(**changes)) == home / name


def test_a_pattern_may_be_absolute(home: Path) -> None:
    assert path_of("/srv/{family}/{id}.pdf", paper()) == Path("/srv/kelp/2511.01234.pdf")
    assert path_of("/{family}/{id}.pdf", paper(authors=())) == Path("/2511.01234.pdf")


def test_the_key_is_that_of_the_bibliography(home: Path) -> None:
    assert path_of("{key}.pdf", paper()).name.startswith("kelp2025foam-")


def test_the_settings_name_all_fields() -> None:
    assert list(PDF_FIELDS) == list(FIELDS)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is no PDF"),
        (b"\n<!DOCTYPE html><html>Are you a robot?</html>", "the answer is a web page, not a PDF"),
        (b"PK\x03\x04", "is no PDF"),
        (PDF[:-10], "the PDF is cut off"),
        (PDF + bytes(9_000), "the PDF is cut off"),
    ],
)
def test_what_is_no_whole_pdf_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(OctavoError) as caught:
        check_pdf(data, "arxiv.org/pdf/2511.01234")
    assert caught.value.why == why


@pytest.mark.parametrize("data", [PDF, b"\xef\xbb\xbf" + PDF, PDF + b"\r\n" * 99])
def test_signs_of_a_pdf_may_be_a_little_off_the_ends(data: bytes) -> None:
    check_pdf(data, "paper")


def test_no_file_is_replaced_and_the_same_pdf_is_not_saved_twice(tmp_path: Path) -> None:
    path = tmp_path / "Papers" / "kelp2025-foam.pdf"
    assert save(PDF, path) == SavedPdf(path, False)
    assert save(PDF, path) == SavedPdf(path, True)
    other = PDF.replace(b"x", b"y")
    second = path.with_name("kelp2025-foam-2.pdf")
    assert save(other, path) == SavedPdf(second, False)
    assert save(other, path) == SavedPdf(second, True)
    assert [path.read_bytes(), second.read_bytes()] == [PDF, other]
    assert len(list(path.parent.iterdir())) == 2


def test_a_folder_or_a_dead_link_in_its_place_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "foam.pdf").mkdir()
    (tmp_path / "foam-2.pdf").symlink_to(tmp_path / "elsewhere" / "nothing.pdf")
    with pytest.raises(OctavoError):
        save(PDF, tmp_path / "foam-2.pdf")
    (tmp_path / "foam-2.pdf").unlink()
    assert save(PDF, tmp_path / "foam.pdf").path.name == "foam-2.pdf"


def test_the_file_has_the_rights_that_the_user_gives_new_files(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        found = save(PDF, tmp_path / "new" / "foam.pdf")
    finally:
        os.umask(mask)
    assert found.path.stat().st_mode & 0o777 == 0o640
    assert found.path.parent.stat().st_mode & 0o777 == 0o750


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OctavoError):
        save(PDF, tmp_path / "file" / "foam.pdf")


def test_whether_a_file_is_a_pdf(tmp_path: Path) -> None:
    good, bad = tmp_path / "a.pdf", tmp_path / "b.pdf"
    good.write_bytes(PDF)
    bad.write_bytes(b"<html>")
    assert [is_pdf(one) for one in (good, bad, tmp_path, tmp_path / "none.pdf")] == [
        True, False, False, False,
    ]  # fmt: skip
