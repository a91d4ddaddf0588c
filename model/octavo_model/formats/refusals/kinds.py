"""Kinds of files that hold no digest, or one in a form that is not read. Pure.

They are recognised by their own marks only, before any format is asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.errors import NotADigestError

if TYPE_CHECKING:
    from collections.abc import Collection

    from octavo_model.formats import Source


class Refusal(NamedTuple):
    """Why a kind of file is not read, and what to do instead."""

    why: str
    hint: str


def _not_read(what: str, hint: str) -> Refusal:
    return Refusal(f"{what} cannot be imported", hint)


_AS_CSV = "save the sheet as CSV"
_BY_ID = "import the arXiv id or DOI of the paper instead"
_AS_TEXT = "save it as plain text, Markdown or HTML"
_UNPACK = "unpack it first"
_PICTURE = _not_read("images", _BY_ID)
_MEDIA = _not_read("audio and video files", "import a list of papers instead")
_OLD_OFFICE = _not_read(
    "files of old Office programs (XLS, DOC)", "save a sheet as CSV, a text as plain text"
)

_MARKS: tuple[tuple[bytes, Refusal], ...] = (
    (b"%PDF-", _not_read("PDF files", _BY_ID)),
    (b"%!PS", _not_read("PostScript files", _BY_ID)),
    (b"AT&TFORM", _not_read("DjVu files", _BY_ID)),
    (b"SQLite format 3\0", _not_read(
        "SQLite databases", "export from the program as BibTeX, RIS, CSV or CSL JSON"
    )),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLD_OFFICE),
    (b"{\\rtf", _not_read("RTF texts", _AS_TEXT)),
    (b"\x89PNG\r\n", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"\0\0\1\0", _PICTURE),
    (b"7z\xbc\xaf\x27\x1c", _not_read("7-Zip archives", _UNPACK)),
    (b"Rar!\x1a\x07", _not_read("RAR archives", _UNPACK)),
    (b"\x28\xb5\x2f\xfd", _not_read("files compressed with zstd", _UNPACK)),
    (b"\x04\x22\x4d\x18", _not_read("files compressed with LZ4", _UNPACK)),
    (b"LZIP\1", _not_read("files compressed with lzip", _UNPACK)),
    (b"\x1f\x9d", _not_read("files compressed with compress (.Z)", _UNPACK)),
    (b"!<arch>\n", _not_read("archives of ar (.a, .deb)", _UNPACK)),
    (b"PK\x05\x06", Refusal("is an archive without files", "")),
    (b"PAR1", _not_read("Parquet tables", "save the table as CSV or JSON Lines")),
    (b"ARROW1\0\0", _not_read("Arrow tables", "save the table as CSV or JSON Lines")),
    (b"\x89HDF\r\n", _not_read("HDF5 files", "save the table as CSV or JSON Lines")),
    (b"\x93NUMPY", _not_read("NumPy arrays", "save the table as CSV or JSON Lines")),
    (b"bplist00", _not_read("web archives and property lists", "save the page as HTML")),
    (b"ID3", _MEDIA),
    (b"OggS", _MEDIA),
    (b"\x1aE\xdf\xa3", _MEDIA),
    (b"\x7fELF", _not_read("programs", "")),
    (b"MZ\x90\0", _not_read("programs", "")),
)  # fmt: skip
"""What files of a kind begin with."""

_XML: dict[str, Refusal] = {
    "opml": Refusal("OPML lists feeds, not papers", "octavo source add FILE adds its feeds"),
    "pubmedarticleset": _not_read(
        "PubMed XML", "save the search again in the format PubMed (.nbib) or CSV"
    ),
    "modscollection": _not_read("MODS XML", "export as BibTeX or RIS"),
    "article": _not_read("articles in JATS XML", _BY_ID),
    "pmc-articleset": _not_read("articles in JATS XML", _BY_ID),
    "tei": _not_read("texts in TEI XML", _BY_ID),
    "oai-pmh": _not_read("answers of OAI-PMH", "octavo source add NAME cs.LG follows arXiv"),
    "dblp": _not_read("DBLP XML", "save the search as BibTeX or JSON"),
    "dblpperson": _not_read("DBLP XML", "save the list as BibTeX"),
    "doi_batch": _not_read("Crossref XML", "ask Crossref for JSON or BibTeX"),
    "file": _not_read("BibTeXML", "export as BibTeX"),
    "dc": _not_read("Dublin Core", "export as BibTeX or RIS"),
    "urlset": Refusal("is a site map: it lists pages, not papers", ""),
    "style": _not_read("citation styles", ""),
    "sources": _not_read("bibliographies of Word", "export as BibTeX or RIS"),
    "plist": _not_read("property lists", "export from the program as BibTeX, RIS or CSV"),
    "svg": _PICTURE,
    "kml": _not_read("maps", ""),
    "workbook": _not_read("Excel workbooks (XML)", _AS_CSV),
}  # fmt: skip
"""Kinds of XML by the local name of the root element, in lower case."""
for _name, _same in {
    "pubmedarticle": "pubmedarticleset",
    "pubmedbookarticleset": "pubmedarticleset",
    "mods": "modscollection",
}.items():
    _XML[_name] = _XML[_same]

_ZOTERO = ("zotero.org/namespaces", "purl.org/net/biblio")
_ZOTERO_RDF = _not_read("Zotero RDF", "export as BibTeX or CSL JSON")

_PAPIS = _not_read("the YAML of papis", "papis export --all --format bibtex --out library.bib")
_YAML_OF_PAPERS = _not_read("papers in YAML", "convert them to BibTeX or CSL JSON")
_TEXTS: tuple[tuple[re.Pattern[str], Refusal], ...] = (
    (re.compile(r"^(?:papis_id|papis-id|time-added|author_list) ?:", re.MULTILINE), _PAPIS),
    (re.compile(r"\A(?:---\s+)?cff-version ?:"), _not_read(
        "citation files (CFF)", "convert it with cffconvert -f bibtex"
    )),
    (re.compile(r"\A(?:---\s+)?references:[ \t]*$", re.MULTILINE), _YAML_OF_PAPERS),
    # Hayagriva's, in which each paper has a key.
    (re.compile(r"\A(?:---\s+)?[\w:+-]+:[ \t]*\n[ \t]+(?:type|title): \S"), _YAML_OF_PAPERS),
)  # fmt: skip
_YAML_LINE = re.compile(r"(?:[a-z][\w-]* ?:(?: .*)?|-(?: .*)?|#.*|---|\.\.\.|[ \t].*|)$")
_OWN_KEY = re.compile(r"^(title|author|authors|doi|year|date|journal|abstract) ?:", re.MULTILINE)
_FEWEST_KEYS = 3
_YAML_START = re.compile(r"%YAML|---|[\w:+-]+ ?:(?:\s|$)")

_MIMETYPES = {
    b"application/epub+zip": _not_read("EPUB books", _BY_ID),
    b"application/vnd.oasis.opendocument.spreadsheet": _not_read("ODS spreadsheets", _AS_CSV),
    b"application/vnd.oasis.opendocument": _not_read("OpenDocument files", _AS_TEXT),
}
_OFFICE = "[content_types].xml"
_MEMBERS = {
    (_OFFICE, "xl/"): _not_read("Excel workbooks (XLSX)", _AS_CSV),
    (_OFFICE, "word/"): _not_read("Word documents (DOCX)", _AS_TEXT),
    (_OFFICE, "ppt/"): _not_read("presentations (PPTX)", _AS_TEXT),
    ("index/document.iwa", ""): _not_read(
        "documents of Pages, Numbers and Keynote", "export as CSV or plain text"
    ),
    ("sdb/sdb.eni", ""): _not_read("compressed EndNote libraries", "export the library as XML"),
    ("meta-inf/container.xml", ""): _MIMETYPES[b"application/epub+zip"],
    ("meta-inf/manifest.mf", ""): _not_read("Java archives", ""),
}
"""Documents by a file in them, and the beginning of the name of another, in lower case."""
MIMETYPE = "mimetype"
"""The first file of some documents that are ZIP archives. It names what they are."""


def refuse(source: Source) -> None:
    """Raise NotADigestError if ``source`` is of a kind that is not read, with what to do."""
    if refusal := _refusal_of(source):
        raise NotADigestError(source.name, *refusal)


def refuse_document(label: str, names: Collection[str], mimetype: bytes) -> None:
    """Raise NotADigestError if a ZIP archive with files of these ``names`` is a document.

    ``mimetype`` is the beginning of its file `MIMETYPE`; empty without one.
    """
    lower = {name.lower() for name in names}
    for kind, refusal in _MIMETYPES.items():
        if mimetype.startswith(kind):
            raise NotADigestError(label, *refusal)
    for (mark, folder), refusal in _MEMBERS.items():
        if mark in lower and any(name.startswith(folder) for name in lower):
            raise NotADigestError(label, *refusal)


def _refusal_of(source: Source) -> Refusal | None:
    data = source.data
    for mark, refusal in _MARKS:
        if data.startswith(mark):
            return refusal
    if data[4:8] == b"ftyp" or (data.startswith(b"RIFF") and data[8:12] in {b"AVI ", b"WAVE"}):
        return _PICTURE if data[8:12] in {b"heic", b"mif1", b"avif"} else _MEDIA
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _PICTURE
    start = source.beginning(1 << 8).lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        return _xml_refusal(source.beginning())
    return _yaml_refusal(source.beginning()) if _YAML_START.match(start) else None


def _yaml_refusal(text: str) -> Refusal | None:
    if found := next((refusal for mark, refusal in _TEXTS if mark.search(text)), None):
        return found
    # Markdown may begin with YAML, and has other lines below.
    is_yaml = all(map(_YAML_LINE.match, text.lstrip("\ufeff").splitlines()))
    is_paper = len(set(_OWN_KEY.findall(text))) >= _FEWEST_KEYS
    return _YAML_OF_PAPERS if is_yaml and is_paper else None


def _xml_refusal(text: str) -> Refusal | None:
    from octavo_model.formats.feeds.xml import root_name

    try:
        root, at = root_name(text)
    except NotADigestError:
        return None  # reading it reports the error
    name = root.rpartition(":")[2]
    if name == "rdf":
        is_zotero = any(namespace in text[at:] for namespace in _ZOTERO)
        return _ZOTERO_RDF if is_zotero else None
    return _XML.get(name)
