"""What Octavo reads, for people."""

from __future__ import annotations

from typing import NamedTuple


class FormatInfo(NamedTuple):
    """A format that is read.

    Attributes:
        name: As ``--format`` takes it.
        title: What a person calls it.
        example: How one comes by such a digest, or what one looks like, on one line.
    """

    name: str
    title: str
    example: str


def known_formats() -> tuple[FormatInfo, ...]:
    """All formats, by their names."""
    from octavo_model.formats.registry import FORMATS

    return tuple(sorted(FormatInfo(one.name, one.title, one.example) for one in FORMATS))
