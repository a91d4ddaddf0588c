"""What the reader begins with, read before the app runs so that its first paint is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from octavo_model import OctavoError, View
from octavo_model.core.views import Counts, ViewKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model import Digest, Library, Paper
    from octavo_model.settings.session import Session

REACH = 200
"""Papers read on either side of the cursor: more than any screen has lines."""


class Opening(NamedTuple):
    """The first list.

    Attributes:
        view: What is listed.
        ids: The papers around the cursor.
        cursor: Where among them it stands.
        whole: Whether they are all papers of the view; if not, the others are to be read.
        offset: How many rows below the window's top the cursor is to stand.
        query: The filter that is to be put over the view; then ``ids`` is empty.
        key: The paper that is to be found under the filter.
        scroll: How far the abstract is scrolled.
        paper: The paper under the cursor.
        digests: All digests.
        counts: Of the view.
        everything: Of the library.
        version: Of the library, as it was read.
        trouble: What could not be opened, and why; empty where all went well.
    """

    view: View
    ids: Sequence[int]
    cursor: int
    whole: bool
    offset: int
    query: str
    key: str
    scroll: int
    paper: Paper | None
    digests: Sequence[Digest]
    counts: Counts
    everything: Counts
    version: int
    trouble: str


def prepare(library: Library, session: Session, start: View | None) -> Opening:
    """Read what the first paint shows: ``start``, else where ``session`` was left.

    Where that is gone, the newest digest.
    """
    version, digests = library.version(), library.digests()
    left = session.view if start is None else None
    view = start or left
    trouble = ""
    if view is not None:
        try:
            counts = Counts(0, 0, 0) if _is_found(view) else library.counts(view)
        except OctavoError as error:
            trouble, view, left = str(error), None, None
    if view is None:
        view = View.of_digest(digests[0].name) if digests else View.all()
        counts = library.counts(view)
    query = session.filter if left is not None else ""
    key = session.key if left is not None else ""
    ids: list[int] = []
    cursor, whole = 0, True
    # What has to be found is found when the reader stands: the first paint does not wait for it.
    if not query.strip() and not _is_found(view):
        ids, cursor, whole = library.window(view, key, REACH)
    return Opening(
        view=view,
        ids=ids,
        cursor=cursor,
        whole=whole,
        offset=session.offset if left is not None else 0,
        query=query,
        key=key,
        scroll=session.scroll if left is not None else 0,
        paper=library.paper(ids[cursor]) if ids else None,
        digests=digests,
        counts=counts,
        everything=library.counts(View.all()),
        version=version,
        trouble=trouble,
    )


def _is_found(view: View) -> bool:
    """Whether its papers are searched for: by a query, or as like others."""
    return view.is_suggested or view.kind is ViewKind.QUERY
