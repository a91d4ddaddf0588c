"""What the word under the cursor of a query may become."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from octavo_model.query.fields import BY_NAME, FIELDS, Kind
from octavo_model.query.formatting import quoted_name
from octavo_model.query.scanning import scan
from octavo_model.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model.query.fields import FieldSpec
    from octavo_model.query.scanning import Token


class Names(NamedTuple):
    """The names a library knows; each kind in the order in which it is to be offered."""

    digests: Sequence[str] = ()
    sources: Sequence[str] = ()
    categories: Sequence[str] = ()


class Completion(NamedTuple):
    """One way to complete what is typed.

    Attributes:
        start: Where what it replaces begins.
        end: Where that ends; equal to ``start`` where nothing is typed yet.
        text: What to put there: a field with its colon, or a value and a space.
        label: What it is called in a list.
        help: What it does, in words; empty where the label says it.
    """

    start: int
    end: int
    text: str
    label: str
    help: str = ""


_BOUNDS = (">", ">=", "<")
_DAYS = ("today", "<7d", "<4w", "<1y")


def completions(text: str, cursor: int, names: Names | None = None) -> tuple[Completion, ...]:
    """How the part of the query ``text`` at ``cursor`` may go on, likeliest first.

    Args:
        text: The query.
        cursor: Where in it the cursor stands.
        names: What the library knows.

    >>> [one.text for one in completions("neural is:u", 11)]
    ['unread ', 'updated ']
    >>> [one.text for one in completions("!h", 2)]
    ['has:']
    """
    token = next((one for one in scan(text) if one.start <= cursor <= one.end), None)
    if token is None:
        return tuple(_field(spec, cursor, cursor) for spec in FIELDS)
    if token.field:
        start = token.body_start
        if cursor < start:
            return ()
        typed = text[start:cursor].strip('"')
        gap = "" if text[token.end : token.end + 1].isspace() else " "
        return _values(BY_NAME[token.field], typed, (start, token.end, gap), names or Names())
    return _fields(token, cursor)


def _fields(token: Token, cursor: int) -> tuple[Completion, ...]:
    if token.mark or token.quoted or not token.body or cursor < token.body_start:
        return ()
    typed = token.body[: cursor - token.body_start].lower()
    begun = [
        one for one in FIELDS if any(name.startswith(typed) for name in (one.name, *one.aliases))
    ]
    return tuple(_field(one, token.body_start, token.end) for one in begun)


def _field(spec: FieldSpec, start: int, end: int) -> Completion:
    return Completion(start, end, f"{spec.name}:", f"{spec.name}:", spec.help)


def _values(
    spec: FieldSpec, typed: str, at: tuple[int, int, str], names: Names
) -> tuple[Completion, ...]:
    start, end, gap = at
    known: Sequence[str]
    if spec.values:
        known = spec.values
    elif spec.kind is Kind.NAME:
        known = {"digest": names.digests, "source": names.sources, "cat": names.categories}.get(
            spec.name, ()
        )
    elif spec.kind is Kind.DAY:
        known = () if typed else _DAYS
    else:
        # A number is still to follow.
        known, gap = () if typed else _BOUNDS, ""
    wanted = fold(typed)
    begun = [one for one in known if fold(one).startswith(wanted)]
    inside = [one for one in known if wanted in fold(one) and one not in begun]
    return tuple(
        Completion(start, end, f"{quoted_name(one) if spec.kind is Kind.NAME else one}{gap}", one)
        for one in (*begun, *inside)
    )
