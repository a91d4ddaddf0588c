"""The saved views as the drawer tells them: read anew where their file was changed, and counted.

For threads: the screen holds what was read last, and compares nothing but what comes back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from octavo_model import View
from octavo_tui.startup.early_paint import stamp
from octavo_tui.widgets.drawer import DrawerItem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from octavo_model import Library
    from octavo_model.core.views import Counts


class Counted(NamedTuple):
    """What was found by a view's query.

    Attributes:
        counts: How many papers.
        trouble: What of the query means nothing, in words; empty where all of it does.
    """

    counts: Counts
    trouble: str


class Viewing(NamedTuple):
    """The saved views.

    Attributes:
        views: Their queries by their names, in the user's order.
        stamp: Of the file that they were read from; None if they are to be read anew.
        counted: What their queries found; those that were not counted yet are missing.
        at: The state of the library and the day on which they were counted.
    """

    views: Mapping[str, str]
    stamp: str | None = None
    counted: Mapping[str, Counted] = {}
    at: tuple[int, dt.date] | None = None

    def entries(self) -> list[DrawerItem]:
        """The drawer's lines: ``/ name``, or ``! name`` where the query is broken."""
        return [self._entry(name, query) for name, query in self.views.items()]

    def _entry(self, name: str, query: str) -> DrawerItem:
        view, found = View.of_query(query), self.counted.get(query)
        if found is None:
            return DrawerItem(view, f"/ {name}", None, None, name)
        label = f"{'!' if found.trouble else '/'} {name}"
        return DrawerItem(view, label, found.counts.unread, found.counts.total, name)

    def name_of(self, query: str | None) -> str:
        """What the view with ``query`` is called; empty where there is none."""
        return next((name for name, one in self.views.items() if one == query), "")

    def read(self, path: Path) -> Viewing:
        """These, or what stands at ``path`` now. For a thread.

        Raises:
            OctavoError: The file cannot be read, or is no TOML at the moment.
        """
        # Imported when wanted: the start does without.
        from octavo_model.settings import saved_views

        now = stamp(str(path))
        if now == self.stamp:
            return self
        return self._replace(views=saved_views.read(path), stamp=now)

    def tally(self, library: Library, at: tuple[int, dt.date]) -> Viewing:
        """These with what their queries find now. For a thread.

        Raises:
            OctavoError: The library cannot be asked.
        """
        wanted: Sequence[str] = list(dict.fromkeys(self.views.values()))
        if at == self.at:
            wanted = [query for query in wanted if query not in self.counted]
        if not wanted:
            return self._replace(at=at)
        counted = dict(self.counted) if at == self.at else {}
        for query, (found, counts) in zip(wanted, library.search.find_many(wanted), strict=True):
            counted[query] = Counted(counts, "; ".join(map(str, found.problems)))
        return self._replace(counted=counted, at=at)
