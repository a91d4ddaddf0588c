"""Files that are refused by name, with what to do instead."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.errors import NotADigestError
from octavo_model.formats import Source
from octavo_model.formats.refusals.kinds import refuse
from octavo_model.formats.registry import choose
from octavo_model.library.importing.files import contents
from octavo_model.library.importing.items import DigestReader, Item

FIXTURES = Path(__file__).parents[4] / "fixtures"
NOW = dt.datetime(2025, 11, 12, 9, 30, tzinfo=dt.UTC)
ZOTERO_RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns:z="http://www.zotero.org/namespaces/export#"><bib:Article/></rdf:RDF>'
)
PAPIS = "author: Kelp, Dora\ndoi: 10.5555/a\npapis_id: 0123\ntitle: 'Moss: A Manual'\nyear: 2021\n"


def source(data: bytes | str) -> Source:
    return Source(data.encode() if isinstance(data, str) else data, "a.file", NOW)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("%PDF-1.7\n…", "PDF files cannot be imported (import the arXiv id or DOI of the paper"),
        (b"SQLite format 3\0", "SQLite databases cannot be imported (export from the program"),
        (b"\x89PNG\r\n\x1a\n", "images cannot be imported"),
        (b"RIFF\0\0\0\0WEBP", "images cannot be imported"),
        (b"\0\0\0\x18ftypheic", "images cannot be imported"),
        (b"\0\0\0\x18ftypmp42", "audio and video files cannot be imported"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "files of old Office programs (XLS, DOC)"),
        (b"7z\xbc\xaf\x27\x1c\0", "7-Zip archives cannot be imported (unpack it first)"),
        (b"\x28\xb5\x2f\xfd\0", "files compressed with zstd cannot be imported (unpack it"),
        ("{\\rtf1\\ansi", "RTF texts cannot be imported"),
        ("<opml version='2.0'/>", "OPML lists feeds, not papers (octavo source add FILE adds"),
        (
            '<?xml version="1.0"?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-"><PubmedArticleSet/>',
            "PubMed XML cannot be imported (save the search again in the format PubMed",
        ),
        (ZOTERO_RDF, "Zotero RDF cannot be imported (export as BibTeX or CSL JSON)"),
        ("<mods:mods/>", "MODS XML cannot be imported (export as BibTeX or RIS)"),
        (PAPIS, "the YAML of papis cannot be imported (papis export --all --format bibtex"),
        (f"---\n{PAPIS}", "the YAML of papis cannot be imported"),
        ("cff-version: 1.2.0\ntitle: A\n", "citation files (CFF) cannot be imported"),
        (
            "---\nreferences:\n- id: a\n",
            "papers in YAML cannot be imported (convert them to BibTeX",
        ),
        ("title: A\nauthor_list:\n- family: Kelp\n", "the YAML of papis cannot be imported"),
        ("kelp:\n    type: Article\n    title: A\n", "papers in YAML cannot be imported"),
        ("title: A\nauthor: B\nyear: 2021\nfiles:\n- a.pdf\n", "papers in YAML cannot be imported"),
    ],
)
def test_a_kind_is_named_with_what_to_do(data: bytes | str, reason: str) -> None:
    with pytest.raises(NotADigestError) as raised:
        choose(source(data))
    assert str(raised.value).startswith(f"a.file: {reason}")


def in_archive(*members: str) -> list[Item]:
    """What is in an archive with members that are given as ``NAME=TEXT``."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, _, text in (member.partition("=") for member in members):
            archive.writestr(name, text or "x")
    data = io.BytesIO(held.getvalue())
    return list(contents(DigestReader().choose, data, source(b""), "a.file"))


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        (
            ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"),
            "Excel workbooks (XLSX) cannot be imported (save the sheet as CSV)",
        ),
        (("[Content_Types].xml", "word/document.xml"), "Word documents (DOCX) cannot"),
        (("mimetype=application/epub+zip",), "EPUB books cannot be imported"),
        (
            ("content.xml", "mimetype=application/vnd.oasis.opendocument.spreadsheet"),
            "ODS spreadsheets cannot be imported (save the sheet as CSV)",
        ),
        (("mimetype=application/vnd.oasis.opendocument.text",), "OpenDocument files cannot"),
    ],
)
def test_a_document_that_is_an_archive_is_named_too(members: tuple[str, ...], reason: str) -> None:
    (found,) = in_archive(*members)
    assert isinstance(found.source, NotADigestError)
    assert str(found.source).startswith(f"a.file: {reason}")


def test_an_archive_with_a_folder_of_such_a_name_is_unpacked() -> None:
    labels = [one.label for one in in_archive("xl/notes.txt", "word/notes.txt")]
    assert labels == ["a.file: word/notes.txt", "a.file: xl/notes.txt"]


def test_a_note_that_begins_with_yaml_is_not_refused() -> None:
    note = "---\ntitle: A\nauthor: B\ndate: 2021-01-01\n---\n\n# Read\n\nA paper.\n"
    refuse(source(note))


@pytest.mark.parametrize("path", sorted(FIXTURES.rglob("*.*")), ids=lambda path: path.name)
def test_no_digest_is_refused(path: Path) -> None:
    refuse(source(path.read_bytes()))


@given(st.binary(max_size=200))
def test_no_bytes_are_too_odd(data: bytes) -> None:
    with suppress(NotADigestError):
        choose(source(data))
