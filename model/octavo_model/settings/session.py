"""Where the reader was left: state that may be lost without regret, kept without being asked."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from octavo_model.core.views import View, ViewKind
from octavo_model.storage import files
from octavo_model.storage.files import LARGEST_SETTINGS, read_at_most

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Session:
    """A place in the reader.

    Attributes:
        kind: Kind of the view that was open, as `ViewKind` names it; empty at the first start.
        digest: Name of the digest, where the view is one's.
        key: Key of the paper under the cursor.
        offset: How many rows the cursor stood below the top of the list.
        scroll: How many lines the abstract was scrolled.
        filter: The text of the filter.
        width: Share of the screen's width that the list has when it stands beside the detail.
        height: Share of its height when it stands above.
        drawer: Whether the drawer was open.
        raw: Whether LaTeX was shown as it came.
        query: The query, where the view is one's.
        paint: How rows looked on the terminal, for painting the first page early.
        paper: Key of the paper, where the view is of those related to one.
    """

    kind: str = ""
    digest: str | None = None
    key: str = ""
    offset: int = 0
    scroll: int = 0
    filter: str = ""
    width: float = 0.5
    height: float = 0.4
    drawer: bool = False
    raw: bool = False
    query: str | None = None
    paint: Mapping[str, str] = field(default_factory=dict)
    paper: str | None = None

    @property
    def view(self) -> View | None:
        """The view that was open, or None."""
        if self.kind == ViewKind.DIGEST:
            return View.of_digest(self.digest) if self.digest else None
        if self.kind == ViewKind.QUERY:
            return View.of_query(self.query) if self.query else None
        if self.kind == ViewKind.RELATED:
            return View.related(self.paper) if self.paper else None
        return View(ViewKind(self.kind)) if self.kind in set(ViewKind) else None


def load(path: Path) -> Session:
    """The session kept at ``path``; a new one where there is none or it makes no sense."""
    try:
        data = files.loads(read_at_most(path, LARGEST_SETTINGS))
    except (OSError, ValueError):
        return Session()
    return _sound(data) if isinstance(data, dict) else Session()


def save(path: Path, session: Session) -> None:
    """Keep ``session`` at ``path``.

    Raises:
        OSError: It cannot be written.
    """
    from octavo_model.storage.files import make_folder, write_atomically

    make_folder(path.parent)
    write_atomically(path, json.dumps(asdict(session), ensure_ascii=False).encode())


def _sound(data: dict[str, Any]) -> Session:
    defaults = asdict(Session())
    kept: dict[str, Any] = {}
    for one in fields(Session):
        value, default = data.get(one.name), defaults[one.name]
        if default is None:
            fits = value is None or isinstance(value, str)
        elif isinstance(default, float):
            fits = isinstance(value, float) and 0.0 < value < 1.0
        else:
            fits = type(value) is type(default)
        if fits:
            kept[one.name] = value
    return Session(**kept)
