"""The PDF of a paper, saved under a readable name in a folder of the user."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.errors import OctavoError
from octavo_model.export.bibtex import entry_key, key_parts
from octavo_model.export.writing import AlreadyThereError, save_bytes
from octavo_model.storage.failures import explained
from octavo_model.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from octavo_model.core.paper import Paper

_FIELD = re.compile(r"\{(\w+)\}")
_UNFIT = re.compile(r"[^a-z0-9.]+")
_DASHES = re.compile(r"-{2,}")
_LONGEST_TITLE = 80
_LONGEST_NAME = 120
_SUFFIX = ".pdf"
_START, _END = b"%PDF-", b"%%EOF"
_MARGIN = 2_048
"""Bytes at both ends in which a PDF has its signs; programs that read PDFs allow 1,024."""

FIELDS: Mapping[str, Callable[[Paper], str]] = {
    "family": lambda paper: key_parts(paper)[0],
    "year": lambda paper: key_parts(paper)[1],
    "word": lambda paper: key_parts(paper)[2],
    "title": lambda paper: _plain(paper.shown)[:_LONGEST_TITLE].strip("-."),
    "id": lambda paper: _plain(paper.arxiv_id or paper.doi or ""),
    "key": entry_key,
}
"""What the pattern of the name may have, as `octavo_model.settings.full_text.PDF_FIELDS`."""


class SavedPdf(NamedTuple):
    """A PDF of a paper: where it is, and whether it was there before."""

    path: Path
    existed: bool


def path_of(pattern: str, paper: Paper) -> Path:
    """Return where the PDF of ``paper`` belongs.

    The values have letters, digits, dashes and dots only. One that is not known is left out. A
    relative pattern is one in the home of the user.
    """
    *folders, name = [
        _FIELD.sub(lambda found: FIELDS[found[1]](paper), one) for one in pattern.split("/")
    ]
    name = _DASHES.sub("-", name.removesuffix(_SUFFIX)).strip("-_. ")[:_LONGEST_NAME] or "paper"
    known = [one for one in folders if one.strip("-_. ")]
    root = "/" if pattern.startswith("/") else ""
    return Path.home() / Path(root + "/".join([*known, name + _SUFFIX])).expanduser()


def check_pdf(data: bytes, what: str) -> None:
    """Refuse what is not a whole PDF.

    Raises:
        OctavoError: It is something else, often a web page, or it is cut off.
    """
    if _START not in data[:_MARGIN]:
        is_page = data.lstrip()[:1] == b"<"
        raise OctavoError(what, "the answer is a web page, not a PDF" if is_page else "is no PDF")
    if _END not in data[-_MARGIN:]:
        raise OctavoError(what, "the PDF is cut off")


def is_pdf(path: Path) -> bool:
    """Return whether there is a file at ``path`` that starts as a PDF does."""
    try:
        with path.open("rb") as file:
            return path.is_file() and _START in file.read(_MARGIN)
    except OSError:
        return False


def save(data: bytes, path: Path) -> SavedPdf:
    """Write a PDF to ``path``, or to ``…-2.pdf`` and so on: no other file is replaced.

    Raises:
        OctavoError: It cannot be written.
    """
    with explained(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        for one in _candidates(path):
            try:
                save_bytes(one, (data,))
            except AlreadyThereError:
                if _has(one, data):
                    return SavedPdf(one, True)
            else:
                return SavedPdf(one, False)
    raise OctavoError(str(path), "there are too many files with this name")


_MOST_NAMES = 1_000


def _candidates(path: Path) -> Iterator[Path]:
    numbers = (f"{path.stem}-{number}{path.suffix}" for number in range(2, _MOST_NAMES))
    return chain((path,), map(path.with_name, numbers))


def _has(path: Path, data: bytes) -> bool:
    try:
        return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _plain(text: str) -> str:
    return _UNFIT.sub("-", fold(text)).strip("-.")
