"""What things are called, in words: on screen and in the output of the command line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.marks import Field
from octavo_model.view import View, ViewKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from octavo_model import Digest, Paper
    from octavo_model.marks import Batch

LISTS = {
    ViewKind.ALL: "All papers",
    ViewKind.UNREAD: "Unread",
    ViewKind.STARRED: "Starred",
}


def byline(paper: Paper) -> str:
    """Who, when, and what was said: ``7 authors · 15 Sep 2025 (year inferred) · 2 comments``."""
    parts: list[str] = []
    if paper.authors:
        parts.append(", ".join(paper.authors))
    elif paper.organization:
        parts.append(paper.organization)
    if paper.author_count is not None and not paper.authors:
        parts.append(f"{paper.author_count} author{'s' if paper.author_count != 1 else ''}")
    if paper.date:
        inferred = " (year inferred)" if paper.date_inferred else ""
        parts.append(f"{long_date(paper.date)}{inferred}")
    if paper.comment_count:
        parts.append(f"{paper.comment_count} comment{'s' if paper.comment_count != 1 else ''}")
    if paper.arxiv_id:
        parts.append(f"arXiv:{paper.arxiv_id}")
    if paper.submitted_by:
        parts.append(f"submitted by {paper.submitted_by}")
    return " · ".join(parts)


def long_date(day: dt.date) -> str:
    """A date in full: ``15 Sep 2025``."""
    return f"{day.day} {day:%b %Y}"


# A name keeps the day it was given by, though the day may be corrected later.
_NAME = re.compile(r"(.*?)(?:-\d{4}-\d\d-\d\d|-undated)?(-\d+)?")


def digest_label(name: str, digest: Digest | None) -> str:
    """A digest's name for people: ``28 Oct 2025 · Daily Papers``."""
    if digest is None or digest.date is None:
        return name.replace("-", " ").capitalize()
    parts = _NAME.fullmatch(name)
    kind, number = parts.groups() if parts else (name, None)
    inferred = "?" if digest.date_inferred else ""
    label = f"{long_date(digest.date)}{inferred} · {kind.replace('-', ' ').title()}"
    return f"{label} {number.lstrip('-')}" if number else label


def view_label(view: View, digests: Sequence[Digest]) -> str:
    """A view's name for people."""
    if view.kind is not ViewKind.DIGEST:
        return LISTS[view.kind]
    name = view.digest or ""
    return digest_label(name, next((one for one in digests if one.name == name), None))


_DONE = {
    (Field.STARRED, True): "starred",
    (Field.STARRED, False): "unstarred",
    (Field.READ, True): "marked read",
    (Field.READ, False): "marked unread",
}


def describe(batch: Batch, *, updated: bool = False) -> str:
    """What a mark did: ``starred: RAM++ …``, ``marked read: 82 papers``.

    Args:
        batch: The mark.
        updated: Whether a paper that it left read waits to be read in its revision.
    """
    if len(batch.papers) > 1:
        return f"{_DONE[batch.field, batch.value]}: {len(batch.papers)} papers"
    revision = updated and batch.field is Field.READ
    what = "marked updated" if revision else _DONE[batch.field, batch.value]
    return f"{what}: {batch.title}"
