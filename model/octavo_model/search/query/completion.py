"""What the word at the cursor of a query may be completed to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.search.query.field_types import FieldKind
from octavo_model.search.query.fields import BY_NAME, FIELDS
from octavo_model.search.query.lexer import after_mark, scan
from octavo_model.search.query.parser import UNCLOSED, parse
from octavo_model.search.query.writing import quoted_name
from octavo_model.text.fold import fold, fold_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from octavo_model.search.query.field_types import FieldSpec
    from octavo_model.search.query.lexer import QueryToken


class KnownNames(NamedTuple):
    """The names a library knows, in the order in which they are offered."""

    by_field: Mapping[str, Sequence[str]]
    authors: Sequence[str] = ()
    """Those that start with what is typed, or was typed a letter ago: all would be too many."""


class Completion(NamedTuple):
    """One way to complete what is typed from ``start`` to ``end``."""

    start: int
    end: int
    text: str
    """What replaces that: a field with its colon, or a value and a space."""
    label: str
    help: str = ""
    """What it does, in words; empty if the label says it."""


_NO_NAMES = KnownNames({})
_PARTS = re.compile(r"\w+")
_FIRST_VALUES = {
    FieldKind.NUMBER: (">", ">=", "<"),
    FieldKind.DAY: ("today", "<7d", "<4w", "<1y"),
}
"""What is offered where no value is typed yet."""


def completions(text: str, cursor: int, names: KnownNames = _NO_NAMES) -> tuple[Completion, ...]:
    """Return how the query ``text`` may be completed at ``cursor``, the likeliest first.

    >>> [completion.text for completion in completions("neural is:u", 11)]
    ['undecided ', 'unread ', 'updated ']
    >>> [completion.text for completion in completions("!h", 2)]
    ['has:']
    """
    token = _token_at(text, cursor)
    if token is None:
        return tuple(_field(spec, cursor, cursor) for spec in FIELDS)
    if not token.field or cursor < token.body_start:
        return _fields(token, cursor) or _next_fields(token)
    spec, typed = BY_NAME[token.field], text[token.body_start : cursor].strip('"')
    # The number follows a sign.
    follows = text[token.end : token.end + 1].isspace() or spec.kind is FieldKind.NUMBER
    gap = "" if follows else " "
    is_name, start, end = spec.kind is FieldKind.NAME, token.body_start, token.end
    offered = tuple(
        Completion(start, end, f"{quoted_name(value) if is_name else value}{gap}", value)
        for value in _values(spec, typed, names)
    )
    if offered or is_name or parse(text[token.start : end]).remarks:
        return offered
    return _next_fields(token)


def advice(text: str, cursor: int) -> str:
    """Return the message to show where `completions` offers nothing.

    >>> advice("year:20x", 8), advice('"tidal ba', 9)
    ('year: e.g. 2024, 2020..2024 or >=2023', 'the quotation mark is not closed')
    """
    token = _token_at(text, cursor)
    if token is None:
        return ""
    if token.unclosed and not token.field:
        return UNCLOSED
    spec = BY_NAME.get(token.field)
    if spec is None:
        return ""
    if spec.kind is FieldKind.NAME and token.body:
        return f"{spec.name}: no matching value"
    return f"{spec.name}: {spec.hint or ', '.join(spec.values)}"


def author_prefix(text: str, cursor: int) -> str | None:
    """Return what is typed of an author's name at ``cursor``; None if it is not in one.

    >>> author_prefix('tides au:"nora q', 16), author_prefix("tides", 3)
    ('nora q', None)
    """
    token = _token_at(text, cursor)
    if token is None or token.field != "au" or cursor < token.body_start:
        return None
    return text[token.body_start : cursor].strip('"')


def _token_at(text: str, cursor: int) -> QueryToken | None:
    """Return the token that contains ``cursor`` or ends there."""
    return next(
        (one for one in scan(text, after_mark(text)) if one.start <= cursor <= one.end), None
    )


def _fields(token: QueryToken, cursor: int) -> tuple[Completion, ...]:
    if token.field or token.mark or token.quoted or not token.body or cursor < token.body_start:
        return ()
    typed = token.body[: cursor - token.body_start].lower()
    return tuple(
        _field(spec, token.body_start, token.end)
        for spec in FIELDS
        if any(name.startswith(typed) for name in (spec.name, *spec.aliases))
    )


def _next_fields(token: QueryToken) -> tuple[Completion, ...]:
    """Return every field, to follow a token that is complete."""
    if token.unclosed:
        return ()
    return tuple(_field(spec, token.end, token.end, " ") for spec in FIELDS)


def _field(spec: FieldSpec, start: int, end: int, gap: str = "") -> Completion:
    return Completion(start, end, f"{gap}{spec.name}:", f"{spec.name}:", spec.help)


def _values(spec: FieldSpec, typed: str, names: KnownNames) -> list[str]:
    """Return the values that start with what is ``typed``, then those that contain it."""
    if spec.name == "au":
        return [name for name in names.authors if _has_prefixes(name, typed)]
    if not spec.values and spec.kind is not FieldKind.NAME:
        return [] if typed else [*_FIRST_VALUES.get(spec.kind, ())]
    wanted = fold(typed)
    known = spec.values or names.by_field.get(spec.name, ())
    inside = [value for value in known if wanted in fold(value)]
    return sorted(inside, key=lambda value: not fold(value).startswith(wanted))


def _has_prefixes(name: str, typed: str) -> bool:
    """Return whether each word that is ``typed`` is the start of a part of ``name``."""
    parts = _PARTS.findall(fold_name(name))
    return all(
        any(part.startswith(word) for part in parts) for word in _PARTS.findall(fold_name(typed))
    )
