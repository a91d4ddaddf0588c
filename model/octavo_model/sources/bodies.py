"""Bodies of answers: unpacked here, so that no server makes us unpack without end."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from octavo_model.sources.events import FetchError

if TYPE_CHECKING:
    from collections.abc import Iterable

ENCODINGS = "gzip"
"""What may be asked for in ``Accept-Encoding``."""

_GZIP = 16 + zlib.MAX_WBITS


def unpack(chunks: Iterable[bytes], encoding: str, largest: int, what: str) -> bytes:
    """The body that comes in ``chunks``.

    Args:
        chunks: As they come from the network.
        encoding: The answer's ``Content-Encoding``: ``gzip`` or none. One layer at most: ten
            bytes may else stand for any number.
        largest: How many bytes the body may have, once unpacked.
        what: The address, for errors.

    Raises:
        FetchError: It is larger, packed in another way, damaged, or ends too soon; only the
            last is passing.
    """
    encoding = encoding.strip().lower()
    if encoding in {"", "identity"}:
        return _plain(chunks, largest, what)
    if encoding not in {"gzip", "x-gzip"}:
        raise FetchError(what, "its answer is packed in a way that was not asked for")
    return _gzip(chunks, largest, what)


def too_large(what: str, largest: int) -> FetchError:
    """The error of a body that is larger than ``largest`` bytes."""
    bound = f"{largest >> 20} MB" if largest >> 20 else f"{largest} bytes"
    return FetchError(what, f"its answer is larger than {bound}")


def _plain(chunks: Iterable[bytes], largest: int, what: str) -> bytes:
    parts: list[bytes] = []
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > largest:
            raise too_large(what, largest)
        parts.append(chunk)
    return b"".join(parts)


def _gzip(chunks: Iterable[bytes], largest: int, what: str) -> bytes:
    parts: list[bytes] = []
    room = largest
    member = zlib.decompressobj(_GZIP)
    begun = False
    try:
        for chunk in chunks:
            rest = chunk
            while rest:
                if member.eof:  # one more member follows, as RFC 1952 allows
                    member = zlib.decompressobj(_GZIP)
                begun = True
                part = member.decompress(rest, room + 1)
                room -= len(part)
                if room < 0:
                    raise too_large(what, largest)
                parts.append(part)
                rest = member.unused_data if member.eof else member.unconsumed_tail
    except zlib.error:
        raise FetchError(what, "its answer cannot be unpacked: it is damaged") from None
    if begun and not member.eof:
        raise FetchError(what, "its answer ends too soon", passing=True)
    return b"".join(parts)
