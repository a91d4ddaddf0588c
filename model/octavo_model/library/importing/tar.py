"""The files of a tar archive, one after the other, from a file that is read once.

Only the header of `tarfile` is used: its archives hold extended headers and maps of sparse files
of any size in memory, and end without an error where they are cut off. For the format see
https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html, and the GNU tar manual.
"""

from __future__ import annotations

from contextlib import suppress
from math import isnan
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.errors import OctavoError
from octavo_model.storage.files import PIECE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from tarfile import TarInfo

    from octavo_model.storage.archive import Readable

_BLOCK = 512
_LARGEST_HEADER = 1 << 20
"""Bytes of an extended header. It has a name, and perhaps a few attributes."""
_MOST_HEADERS = 16
"""Extended headers of one file. There are one or two."""
_LONGEST_DIGITS = 20
_MOST_MAPS = 100_000
_DAMAGED = "is damaged: the rest cannot be unpacked"
_CUT_OFF = "is cut off: the rest is missing"


class TarMember(NamedTuple):
    """A file in an archive; ``modified`` is in seconds since 1970."""

    name: str
    modified: float
    file: TarFile
    is_sparse: bool
    """Whether it has holes. Its bytes are not those of the file."""


class TarFile:
    """The bytes of one member, to be read before the next one is requested."""

    def __init__(self, file: Readable, size: int, label: str) -> None:
        self._file = file
        self._label = label
        self.left = size
        self.is_broken = False

    def read(self, size: int, /) -> bytes:
        """Return the next ``size`` bytes; fewer only at the end."""
        wanted = min(size, self.left)
        if not wanted:
            return b""
        self.is_broken = True  # unless the next line returns all of it
        data = self._file.read(wanted)
        if len(data) < wanted:
            raise OctavoError(self._label, _CUT_OFF)
        self.is_broken = False
        self.left -= wanted
        return data


def members(file: Readable, label: str) -> Iterator[TarMember]:
    """Yield the regular files of an archive called ``label``; links and devices are left out."""
    from tarfile import (
        GNUTYPE_LONGLINK,
        GNUTYPE_LONGNAME,
        GNUTYPE_SPARSE,
        REGULAR_TYPES,
        SOLARIS_XHDTYPE,
        SUPPORTED_TYPES,
        XGLTYPE,
        XHDTYPE,
    )

    extended: dict[str, str] = {}
    headers = 0
    while (block := _exactly(file, _BLOCK, label)) != bytes(_BLOCK):
        info = _header(block, label)
        if info.type in {XHDTYPE, SOLARIS_XHDTYPE, GNUTYPE_LONGNAME, GNUTYPE_LONGLINK, XGLTYPE}:
            headers += 1
            if info.size > _LARGEST_HEADER or headers > _MOST_HEADERS:
                raise OctavoError(label, _DAMAGED)
            data = _exactly(file, info.size + -info.size % _BLOCK, label)[: info.size]
            if info.type == GNUTYPE_LONGNAME:
                extended["path"] = data.partition(b"\0")[0].decode("utf-8", "replace")
            elif info.type in {XHDTYPE, SOLARIS_XHDTYPE}:
                extended |= _records(data, label)
            continue
        if info.type == GNUTYPE_SPARSE:
            _skip_maps(file, block, label)
        size = _number(extended.get("size"), info.size, label)
        # Links and devices have no bytes, even if they state a size.
        has_bytes = info.type in REGULAR_TYPES or info.type not in SUPPORTED_TYPES
        if info.type in REGULAR_TYPES:
            name = extended.get("GNU.sparse.name") or extended.get("path") or info.name
            is_sparse = info.type == GNUTYPE_SPARSE or any(
                key.startswith("GNU.sparse.") for key in extended
            )
            inside = TarFile(file, size, f"{label}: {name}")
            yield TarMember(name, _seconds(extended, info), inside, is_sparse)
            if inside.is_broken:
                return
            _skip(file, inside.left + -size % _BLOCK, label)
        elif has_bytes:
            _skip(file, size + -size % _BLOCK, label)
        extended, headers = {}, 0


def _header(block: bytes, label: str) -> TarInfo:
    from tarfile import HeaderError, TarInfo

    try:
        info = TarInfo.frombuf(block, "utf-8", "replace")
    except (HeaderError, ValueError):
        raise OctavoError(label, _DAMAGED) from None
    if info.size < 0:
        raise OctavoError(label, _DAMAGED)
    return info


def _exactly(file: Readable, size: int, label: str) -> bytes:
    data = file.read(size)
    if len(data) < size:
        raise OctavoError(label, _CUT_OFF)
    return data


def _skip(file: Readable, size: int, label: str) -> None:
    while size:
        size -= len(_exactly(file, min(size, PIECE), label))


def _skip_maps(file: Readable, block: bytes, label: str) -> None:
    """Skip the blocks that say where the bytes of a sparse file are."""
    more, position = block[482], 504
    for _ in range(_MOST_MAPS):
        if not more:
            return
        more = _exactly(file, _BLOCK, label)[position]
    raise OctavoError(label, _DAMAGED)


def _records(data: bytes, label: str) -> dict[str, str]:
    """Return the keywords of an extended header: ``LENGTH KEYWORD=VALUE`` on each line."""
    found: dict[str, str] = {}
    here = 0
    while here < len(data) and data[here]:
        digits, space, _ = data[here : here + _LONGEST_DIGITS].partition(b" ")
        if not space or not digits.isdigit():
            raise OctavoError(label, _DAMAGED)
        end = here + int(digits)
        keyword, sign, value = data[here + len(digits) + 1 : end].partition(b"=")
        if end > len(data) or not sign or not value.endswith(b"\n"):
            raise OctavoError(label, _DAMAGED)
        found[keyword.decode("utf-8", "replace")] = value[:-1].decode("utf-8", "replace")
        here = end
    return found


def _number(text: str | None, default: int, label: str) -> int:
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_DIGITS):
        raise OctavoError(label, _DAMAGED)
    return int(text)


def _seconds(extended: dict[str, str], info: TarInfo) -> float:
    with suppress(KeyError, ValueError):
        seconds = float(extended["mtime"])
        if not isnan(seconds):
            return seconds
    return float(info.mtime)
