"""A document, or one section of it, as plain text.

A section is named as people call it: by its number, its title, or its place in the outline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.core.errors import OctavoError
from octavo_model.fulltext.layout.lay_out import lay_out
from octavo_model.text.fold import fold_title, nearest

if TYPE_CHECKING:
    from octavo_model.fulltext.document import Document
    from octavo_model.fulltext.layout.layout import Layout


class NoSectionError(OctavoError):
    """A document has no section with that name."""


def as_text(document: Document, width: int, *, section: str = "", tex: bool = False) -> str:
    """Return the lines of ``document``, or of a section, each with a line end.

    Raises:
        NoSectionError: No section has that name.
    """
    layout = lay_out(document, width, tex=tex)
    lines = layout.lines
    if section:
        found = lines_of_section(layout, section)
        lines = lines[found.start : found.stop]
    text = "\n".join(line.text for line in lines).rstrip("\n")
    return f"{text}\n" if text else ""


def lines_of_section(layout: Layout, name: str) -> range:
    """Return the lines of a section and of those in it.

    Args:
        layout: The document in lines.
        name: A number (``3.1``, ``A`` of an appendix), a title or its first words; if no section
            is numbered, a place in the outline from 1.

    Raises:
        NoSectionError: No section has that name.
    """
    sections = layout.sections
    at = _find(layout, name)
    level = sections[at].level
    after = (one.line for one in sections[at + 1 :] if one.level <= level)
    return range(sections[at].line, next(after, len(layout.lines)))


def blocks_of_section(layout: Layout, name: str) -> range:
    """Return the blocks of a section, as `lines_of_section` finds it."""
    lines = lines_of_section(layout, name)
    inside = [at for at, start in enumerate(layout.starts) if start in lines]
    return range(inside[0], inside[-1] + 1)


def _find(layout: Layout, name: str) -> int:
    sections = layout.sections
    label, title = _bare(name), fold_title(name)
    titles = [fold_title(one.title) for one in sections]
    places = range(len(sections))
    labels = [_bare(one.label) for one in sections]
    found = [at for at in places if label and labels[at] == label]
    found += [at for at in places if label and label in labels[at].split()[1:]]  # Appendix A
    found += [at for at in places if titles[at] == title]
    found += [at for at in places if title and titles[at].startswith(title)]
    if found:
        return found[0]
    if not any(one.isdecimal() for one in labels) and label.isdecimal():
        at = int(label[:9]) - 1
        if at in places:
            return at
    guess = nearest(title, titles)
    hint = f"did you mean {sections[titles.index(guess)].title!r}?" if guess else ""
    raise NoSectionError(name, "the paper has no such section", hint)


def _bare(label: str) -> str:
    return label.strip("§. ").casefold()
