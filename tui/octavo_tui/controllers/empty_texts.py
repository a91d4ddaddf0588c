"""What an empty list says: why it is empty, and the next key."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.views import ViewKind

if TYPE_CHECKING:
    from octavo_model import View
    from octavo_model.search.results import SearchResult
    from octavo_tui.keys import Keymap

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
    keymap: Keymap,
) -> str:
    """Return what a list without papers says; one of suggestions says ``message``.

    What a filter says that found nothing is in `render.scopes`.

    ``has_papers`` says whether the library has any.
    """
    if query.strip():
        return _SEARCHING if result is None else ""
    if not has_papers:
        first = (f"{key:21}{what}" for name, what in _FIRST if (key := keymap.shown(name)))
        return _EMPTY_LIBRARY.format("\n".join(first))
    if view.kind is ViewKind.QUERY:
        reason = _SEARCHING if of_view is None else of_view.why
        return "\n".join(_sentences(reason, of_view))
    if view.is_suggested:
        return message
    if view.kind is ViewKind.STARRED:
        star = keymap.hint("star", "stars the paper under the cursor.")
        return f"No stars yet. {star}".rstrip()
    if view.kind is ViewKind.LATER:
        later = keymap.hint("later", "puts off the paper under the cursor.")
        return f"Nothing for later. {later}".rstrip()
    if view.kind is ViewKind.TAG:
        tag = keymap.hint("tag", "tags the paper under the cursor.")
        return f"No paper has the tag {view.tag}. {tag}".rstrip()
    if view.kind is ViewKind.INBOX:
        return f"Inbox zero.{_today(zero)}\n{_after_inbox(zero, keymap)}".rstrip()
    keys = (("next_digest", "older digest"), ("all", "all papers"), ("drawer", "lists"))
    return f"Nothing here. {keymap.hints(*keys)}".rstrip()


def _today(zero: InboxZero) -> str:
    counts = [f"{zero.decided:,} decided"] * (zero.decided > 0)
    counts += [f"{zero.starred:,} starred"] * (zero.starred > 0)
    return f" {', '.join(counts)} today." if counts else ""


def _after_inbox(zero: InboxZero, keymap: Keymap) -> str:
    later = [("later_list", f"Later ({zero.later:,})")] if zero.later else []
    if not zero.undecided:
        return keymap.hints(("next_digest", "older digest"), *later, ("fetch", "fetch"))
    where = f"{zero.undecided:,} undecided in {'older' if zero.are_older else 'other'} digests"
    why = keymap.hints(("next_digest", "opens one"), text=where)
    return f"{why}\n{keymap.hints(*later, ('fetch', 'fetch'))}"


def refusal(query: str, *, has_papers: bool) -> tuple[str, *tuple[tuple[str, str], ...]]:
    """Return what a list without papers says to a key that needs one, and the commands that help.

    Each command has what it does.
    """
    if query.strip():
        return "No paper matches", ("back", "clears the filter")
    if has_papers:
        return "No paper here", ("drawer", "lists")
    return "No paper here", ("fetch", "fetches"), ("add", "adds one")


def _sentences(reason: str, result: SearchResult | None) -> list[str]:
    """Return why nothing was found, and which parts of the query do nothing, as sentences."""
    texts = [reason, *(() if result is None else map(str, result.problems))]
    ended = (
        text if text.endswith(("?", "…")) else f"{text.rstrip('.')}." for text in texts if text
    )
    return [f"{text[:1].upper()}{text[1:]}" for text in ended]
