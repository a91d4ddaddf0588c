"""What the word under the cursor of a query may become."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.search.query.fields import BY_NAME, FIELDS, Kind
from octavo_model.search.query.lexer import scan
from octavo_model.search.query.parser import UNCLOSED, parse
from octavo_model.search.query.values import quoted_name
from octavo_model.text.clean import fold, fold_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model.search.query.fields import FieldSpec
    from octavo_model.search.query.lexer import Token


class Names(NamedTuple):
    """The names a library knows; each kind in the order in which it is to be offered.

    Attributes:
        digests: Of all digests.
        sources: Of all sources.
        categories: All categories.
        authors: Of those that begin as is typed, or as was typed a letter ago: of all there are
            too many.
    """

    digests: Sequence[str] = ()
    sources: Sequence[str] = ()
    categories: Sequence[str] = ()
    authors: Sequence[str] = ()


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


_PARTS = re.compile(r"\w+")
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
    token = _at(text, cursor)
    if token is None:
        return tuple(_field(spec, cursor, cursor) for spec in FIELDS)
    if not token.field or cursor < token.body_start:
        return _fields(token, cursor) or _behind(token)
    typed = text[token.body_start : cursor].strip('"')
    gap = "" if text[token.end : token.end + 1].isspace() else " "
    at = (token.body_start, token.end, gap)
    found = _values(BY_NAME[token.field], typed, at, names or Names())
    if found or parse(text[token.start : token.end]).remarks:
        return found
    return () if BY_NAME[token.field].kind is Kind.NAME else _behind(token)


def advice(text: str, cursor: int) -> str:
    """What to say where `completions` offers nothing, in words.

    >>> advice("year:20x", 8), advice('"tidal ba', 9)
    ('year: such as 2024, 2020..2024 or >=2023', 'the quotation mark is not closed')
    """
    token = _at(text, cursor)
    if token is None:
        return ""
    if token.unclosed and not token.field:
        return UNCLOSED
    spec = BY_NAME.get(token.field)
    if spec is None:
        return ""
    if spec.kind is Kind.NAME and token.body:
        return f"{spec.name}: nothing known begins so"
    return f"{spec.name}: {spec.hint or ', '.join(spec.values)}"


def author_begun(text: str, cursor: int) -> str | None:
    """What is typed of an author's name at ``cursor``; None where it stands in none.

    >>> author_begun('tides au:"nora q', 16), author_begun("tides", 3)
    ('nora q', None)
    """
    token = _at(text, cursor)
    if token is None or token.field != "au" or cursor < token.body_start:
        return None
    return text[token.body_start : cursor].strip('"')


def _at(text: str, cursor: int) -> Token | None:
    """The part of ``text`` in which ``cursor`` stands, or behind which."""
    return next((one for one in scan(text) if one.start <= cursor <= one.end), None)


def _fields(token: Token, cursor: int) -> tuple[Completion, ...]:
    if token.field or token.mark or token.quoted or not token.body or cursor < token.body_start:
        return ()
    typed = token.body[: cursor - token.body_start].lower()
    begun = [
        one for one in FIELDS if any(name.startswith(typed) for name in (one.name, *one.aliases))
    ]
    return tuple(_field(one, token.body_start, token.end) for one in begun)


def _behind(token: Token) -> tuple[Completion, ...]:
    """Every field, for where a part is complete, or not to be completed."""
    if token.unclosed:
        return ()
    end = token.end
    return tuple(Completion(end, end, f" {one.name}:", f"{one.name}:", one.help) for one in FIELDS)


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
        known = {
            "digest": names.digests,
            "source": names.sources,
            "cat": names.categories,
            "au": [one for one in names.authors if _is_called(one, typed)],
        }[spec.name]
    elif spec.kind is Kind.DAY:
        known = () if typed else _DAYS
    elif spec.kind is Kind.ID:
        known = ()
    else:
        # A number is still to follow.
        known, gap = () if typed else _BOUNDS, ""
    wanted = "" if spec.name == "au" else fold(typed)
    begun = [one for one in known if fold(one).startswith(wanted)]
    inside = [one for one in known if wanted in fold(one) and one not in begun]
    return tuple(
        Completion(start, end, f"{quoted_name(one) if spec.kind is Kind.NAME else one}{gap}", one)
        for one in (*begun, *inside)
    )


def _is_called(name: str, typed: str) -> bool:
    """Whether each word that is ``typed`` begins a part of ``name``."""
    parts = _PARTS.findall(fold_name(name))
    return all(
        any(part.startswith(one) for part in parts) for one in _PARTS.findall(fold_name(typed))
    )
