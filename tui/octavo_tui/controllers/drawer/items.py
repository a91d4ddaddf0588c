"""The lines of the drawer as values: lists, views, and digests in groups by their age."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.views import Digest, View, ViewKind
from octavo_tui.render.labels import LISTS
from octavo_tui.render.row_texts import digest_in_text
from octavo_tui.widgets.drawer import DrawerItem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Sequence

    from octavo_model.core.views import Counts
    from octavo_tui.controllers.fetching.sources import Missing

GROUPS = {"today": "Today", "week": "This week", "older": "Older", "finished": "Finished"}
"""The groups of digests, by the names that the session has for them."""
MISSING = "missing"
"""The group of what sources failed to deliver."""
_FEW = 3
"""The most sources that are listed without being asked for."""
_WEEK = 7


class ListCounts(NamedTuple):
    """How many papers are in the Inbox, and how many are put off; None if it is not counted."""

    inbox: int | None = None
    later: int | None = None


def drawer_items(
    counts: Counts,
    waiting: ListCounts,
    saved: Iterable[DrawerItem],
    missing: Sequence[Missing],
    digests: Sequence[Digest],
    *,
    today: dt.date,
    folded: Collection[str],
    shown: View,
) -> list[DrawerItem]:
    """Return the lines of the drawer.

    Of a group that is ``folded`` only its heading is listed, and the digest that is ``shown``.
    """
    views = list(saved)
    # A few are listed at once, many only if asked for.
    is_folded = (MISSING in folded) != (len(missing) > _FEW)
    return [
        DrawerItem("LISTS", is_title=True),
        _list(View.inbox(), waiting.inbox),
        _list(View.all(), counts.total),
        _list(View.starred(), counts.starred, "★ "),
        _list(View.later(), waiting.later, "» "),
        _list(View.for_you(), None, "≈ "),
        *([DrawerItem("VIEWS", is_title=True), *views] if views else ()),
        *([DrawerItem("DIGESTS", is_title=True)] if digests or missing else ()),
        *_missing_items(missing, is_folded=is_folded),
        *_digest_items(digests, today, folded, shown),
    ]


def _list(view: View, number: int | None, sign: str = "") -> DrawerItem:
    count = "" if number is None else f"{number:,}"
    return DrawerItem(f"{sign}{LISTS[view.kind]}", view, count, is_done=number == 0)


def _missing_items(missing: Sequence[Missing], *, is_folded: bool) -> list[DrawerItem]:
    if not missing:
        return []
    heading = _heading("! Failed or incomplete", MISSING, f"{len(missing):,}", is_folded=is_folded)
    lines = [DrawerItem(f"! {one.source} {one.reason}", words=one.reason) for one in missing]
    return [heading, *(() if is_folded else lines)]


def _digest_items(
    digests: Sequence[Digest], today: dt.date, folded: Collection[str], shown: View
) -> list[DrawerItem]:
    groups: dict[str, list[Digest]] = {name: [] for name in GROUPS}
    for digest in digests:
        groups[group_of(digest, today)].append(digest)
    items: list[DrawerItem] = []
    for name, members in groups.items():
        if not members:
            continue
        is_folded = name in folded
        undecided = sum(one.undecided for one in members)
        counts = [f"{len(members):,}", *([f"{undecided:,}"] if undecided else [])]
        count = " · ".join(counts) if is_folded else ""
        items.append(_heading(GROUPS[name], name, count, is_folded=is_folded))
        items += [
            DrawerItem(
                _label(one.name, one.date, one.date_inferred, today),
                View.of_digest(one.name),
                f"{one.undecided:,}/{one.total:,}",
                is_done=not one.undecided,
            )
            for one in members
            if not is_folded or (shown.kind is ViewKind.DIGEST and shown.digest == one.name)
        ]
    return items


@lru_cache(maxsize=4096)
def _label(name: str, day: dt.date | None, is_guess: bool, today: dt.date) -> str:
    """Return the label of a digest; cached, as the drawer is filled at every mark."""
    return digest_in_text(Digest(0, name, "", day, is_guess, 0, 0), today)


def group_of(digest: Digest, today: dt.date) -> str:
    """Return the name of the group that a digest belongs to."""
    if not digest.undecided:
        return "finished"
    if digest.date is None or (today - digest.date).days >= _WEEK:
        return "older"
    return "week" if digest.date < today else "today"


def _heading(label: str, group: str, count: str, *, is_folded: bool) -> DrawerItem:
    return DrawerItem(f"{'▸' if is_folded else '▾'} {label}", count=count, group=group)
