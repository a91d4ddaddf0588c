"""What an empty list says: why it is empty, and the next key."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.views import ViewKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from octavo_model import View
    from octavo_model.search.results import SearchResult

_SEARCHING = "Searching…"
_EMPTY_LIBRARY = """\
Your library is empty. Add some papers:

{}
octavo add FILE      add papers from a file
octavo tour          learn the keys with a few short lessons"""
_FIRST = (
    ("fetch", "fetch papers; asks for sources if you have none"),
    ("sources", "choose sources"),
    ("add", "add a paper, file or folder"),
)


class InboxZero(NamedTuple):
    """What the user did today, how many papers are put off, and how many are not in the Inbox.

    ``are_older`` says whether the undecided ones are in digests too old for the Inbox.
    """

    decided: int = 0
    starred: int = 0
    later: int = 0
    undecided: int = 0
    are_older: bool = True


def empty_text(
    view: View,
    query: str,
    result: SearchResult | None,
    of_view: SearchResult | None,
    message: str,
    *,
    has_papers: bool,
    zero: InboxZero,
    key_of: Callable[[str], str],
) -> str:
    """Return what a list without papers says; one of suggestions says ``message``.

    What a filter says that found nothing is in `render.scopes`.

    ``has_papers`` says whether the library has any; ``key_of`` returns the key of a command, empty
    if it has none.
    """
    if query.strip():
        return _SEARCHING if result is None else ""
    if not has_papers:
        first = (f"{key:21}{what}" for name, what in _FIRST if (key := key_of(name)))
        return _EMPTY_LIBRARY.format("\n".join(first))
    if view.kind is ViewKind.QUERY:
        reason = _SEARCHING if of_view is None else of_view.why
        return "\n".join(_sentences(reason, of_view))
    if view.is_suggested:
        return message
    if view.kind is ViewKind.STARRED:
        star = key_of("star")
        return f"No stars yet.{f' {star} stars the paper under the cursor.' if star else ''}"
    if view.kind is ViewKind.LATER:
        later = key_of("later")
        puts = f" {later} puts off the paper under the cursor." if later else ""
        return f"Nothing for later.{puts}"
    if view.kind is ViewKind.INBOX:
        return f"Inbox zero.{_today(zero)}\n{_after_inbox(zero, key_of)}".rstrip()
    keys = (("next_digest", "older digest"), ("all", "all papers"), ("drawer", "lists"))
    return f"Nothing here. {_shown(keys, key_of)}".rstrip()


def _today(zero: InboxZero) -> str:
    counts = [f"{zero.decided:,} decided"] * (zero.decided > 0)
    counts += [f"{zero.starred:,} starred"] * (zero.starred > 0)
    return f" {', '.join(counts)} today." if counts else ""


def _after_inbox(zero: InboxZero, key_of: Callable[[str], str]) -> str:
    later = [("later_list", f"Later ({zero.later:,})")] if zero.later else []
    if not zero.undecided:
        return _shown([("next_digest", "older digest"), *later, ("fetch", "fetch")], key_of)
    where = f"{zero.undecided:,} undecided in {'older' if zero.are_older else 'other'} digests"
    opens = _shown([("next_digest", "opens one")], key_of)
    why = " · ".join(filter(None, (where, opens)))
    return f"{why}\n{_shown([*later, ('fetch', 'fetch')], key_of)}"


def ways_out(key_of: Callable[[str], str], *, has_papers: bool) -> str:
    """Return the keys that lead out of an empty list, with what they do."""
    if has_papers:
        return _shown([("drawer", "lists")], key_of)
    return _shown([("fetch", "fetches"), ("add", "adds one")], key_of)


def _shown(commands: Iterable[tuple[str, str]], key_of: Callable[[str], str]) -> str:
    """Return commands with their keys, without those that have none."""
    return " · ".join(f"{key} {what}" for name, what in commands if (key := key_of(name)))


def _sentences(reason: str, result: SearchResult | None) -> list[str]:
    """Return why nothing was found, and which parts of the query do nothing, as sentences."""
    texts = [reason, *(() if result is None else map(str, result.problems))]
    ended = (
        text if text.endswith(("?", "…")) else f"{text.rstrip('.')}." for text in texts if text
    )
    return [f"{text[:1].upper()}{text[1:]}" for text in ended]
