"""From the text of a query to what it means. Any text is valid; nothing is raised."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from octavo_model.search.query.fields import BY_NAME, FieldKind, FieldSpec
from octavo_model.search.query.lexer import QueryToken, scan
from octavo_model.search.query.nodes import (
    Anchor,
    FieldTerm,
    InAbstract,
    InTitle,
    Name,
    PartKind,
    Problem,
    Query,
    QueryPart,
    Sort,
    Word,
)
from octavo_model.search.query.suggestions import nearest_field, nearest_name, possible_field
from octavo_model.search.query.values import is_backwards, read_days, read_id, read_number
from octavo_model.text.fold import is_word

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from octavo_model.search.query.nodes import Term, Value

MAX_TERMS = 48
"""Terms other than words in a query: a pasted page must not block the keyboard."""
MAX_MESSAGES = 48
"""Problems, and hints, that are described; of the rest the problems are counted."""
UNCLOSED = "the quotation mark is not closed"
_TOO_MANY, _IGNORED_TOO = "too many", "ignored too"
_MAX_GUESSES = 16
"""Unknown fields for which the nearest one is searched."""
_AROUND_ID = "()[]<>.,;"
"""What may surround an id in a text it is copied from."""
_NEXT = re.compile(r"\s+(\S+)")
_DIGIT = re.compile(r"\d")
"""Every arXiv id and DOI has one."""


@lru_cache(maxsize=64)
def parse(text: str) -> Query:
    """Return what ``text`` means.

    What cannot be understood is in `Query.problems`; the rest still counts.

    >>> query = parse("nural is:unread up:>x")
    >>> [type(term).__name__ for clause in query.clauses for term in clause]
    ['Word', 'FieldTerm']
    >>> print(query.problems[0])
    “up:>x” is not a number (such as >20, >=3, 5..10 or 7)
    """
    parser = _QueryParser(text)
    for token in scan(text):
        parser.add(token)
    return parser.query()


class _QueryParser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._end = len(text.rstrip())
        self._clauses: list[list[Term]] = []
        self._sort: Sort | None = None
        self._parts: list[QueryPart] = []
        self._problems: list[Problem] = []
        self._hints: list[Problem] = []
        # Problems that are only counted, by message.
        self._counted: dict[str, list[QueryToken | Sort]] = {}
        # The last ``|``, until a term follows.
        self._bar: QueryToken | None = None
        self._in_abstract: QueryToken | None = None
        self._terms = self._guesses = 0

    def query(self) -> Query:
        if self._in_abstract is not None and self._in_abstract.end == self._end:
            why = "needs words to search for"
            self._reject(self._in_abstract, why, "write the words after it")
        for why, (first, *more) in self._counted.items():
            alone = "is one term too many" if why == _TOO_MANY else f"is {why}"
            rest = f"and {len(more):,} more are {why}" if more else alone
            meant = f"a query may have {MAX_TERMS}" if why == _TOO_MANY else ""
            self._problems.append(self._problem(first, rest, meant))
        if self._bar is not None:
            self._hint(self._bar, "nothing follows it", "a | b finds either")
        clauses = tuple(tuple(clause) for clause in self._clauses if clause)
        remarks = sorted((*self._problems, *self._hints), key=lambda remark: remark.start)
        return Query(clauses, self._sort, self._text, tuple(remarks), tuple(self._parts))

    def add(self, token: QueryToken) -> None:
        if token.mark == "|":
            self._part(token.start, token.end, PartKind.OPERATOR)
            if self._bar is not None or not self._clauses:
                before = "another one" if self._bar is not None else "nothing"
                self._hint(token, f"{before} comes before it", "a | b finds either")
            self._bar = token if self._clauses else None
            return
        if self._bar is None:
            self._clauses.append([])
        self._bar = None
        term = self._field(token) if token.field else self._word(token)
        if token.unclosed:
            self._hint(token, UNCLOSED)
        if term is None:
            return
        self._terms += not isinstance(term, Word)
        if self._terms > MAX_TERMS and not isinstance(term, Word):
            self._mark(token)
            self._counted.setdefault(_TOO_MANY, []).append(token)
        else:
            self._clauses[-1].append(term)

    # ---- words

    def _word(self, token: QueryToken) -> Term | None:
        body, start, end = token.body, token.start, token.end
        exact = token.quoted or token.mark == "'"
        in_abstract = token.mark == "~" or self._in_abstract is not None
        bare = not (token.mark or token.quoted)
        if not body or not ((exact and not in_abstract) or any(map(is_word, body))):
            # Nothing yet, or only punctuation, which a pasted title has.
            self._part(start, end, PartKind.WORD if bare else PartKind.OPERATOR)
            sign = "!" if body == "!" else token.mark
            if sign and not token.quoted:
                self._hint(token, "nothing follows it", f"write it before a word: {sign}tide")
            return None
        may_be_id = bare and not in_abstract and _DIGIT.search(body)
        if may_be_id and (known_id := read_id(body) or read_id(body.strip(_AROUND_ID))):
            self._part(start, token.body_start, PartKind.OPERATOR)
            self._part(token.body_start, end, PartKind.VALUE)
            return FieldTerm("id", Name(known_id), token.negated, start=start, end=end)
        if bare and ":" in body:
            self._check_unknown_field(token)
        if bare and not (token.negated or token.at_end or in_abstract):
            self._part(start, end, PartKind.WORD)
            return Word(body, start=start, end=end)
        self._part(start, token.body_start, PartKind.OPERATOR)
        self._part(token.body_start, token.body_end, PartKind.TEXT)
        self._part(token.body_end, end, PartKind.OPERATOR)
        if in_abstract:
            return InAbstract(body, exact, token.negated, start=start, end=end)
        at_start = Anchor.START if token.mark == "^" else Anchor.INSIDE
        anchor = at_start | (Anchor.END if token.at_end else Anchor.INSIDE)
        return InTitle(body, anchor, token.negated, start=start, end=end)

    def _check_unknown_field(self, token: QueryToken) -> None:
        name = possible_field(token.body)
        if name and self._guesses < _MAX_GUESSES:
            self._guesses += 1
            if near := nearest_field(name):
                self._hint(token, f"no field {name}", near=near)

    # ---- fields

    def _field(self, token: QueryToken) -> Term | None:
        spec, start, end = BY_NAME[token.field], token.start, token.end
        if not token.body and not token.quoted and end < self._end:
            if spec.kind is FieldKind.ID and self._id_follows(token):
                # As it is cited: the id after it means everything.
                self._part(start, end, PartKind.FIELD)
                return None
            # A colon and a space: a title, not a field.
            name_start = start + token.negated
            name = self._text[name_start:end].rstrip(":")
            return self._word(token._replace(field="", body=name, body_start=name_start))
        self._in_abstract = None
        value = self._value(token, spec)
        if value is None:
            return None
        self._part(start, token.body_start, PartKind.FIELD)
        self._part(token.body_start, end, PartKind.VALUE)
        if spec.kind is FieldKind.SCOPE:
            self._in_abstract = token if value == Name("abstract") else None
            return None
        if spec.kind is FieldKind.ORDER:
            if self._sort is not None:
                self._report(self._sort, "is ignored: a list has one order")
            self._sort = Sort(token.body.lower(), token.negated, start=start, end=end)
            return None
        return FieldTerm(spec.name, value, token.negated, start=start, end=end)

    def _id_follows(self, token: QueryToken) -> bool:
        match = _NEXT.match(self._text, token.end)
        return match is not None and read_id(match[1].strip(_AROUND_ID)) is not None

    def _value(self, token: QueryToken, spec: FieldSpec) -> Value | None:
        body = token.body
        meant, near = spec.hint or _alternatives(tuple(spec.values)), ""
        if not body:
            why = "needs a value"
        elif spec.kind is FieldKind.SCOPE and token.negated:
            why, meant = "cannot be negated", "put ! before the words"
        elif spec.values:
            if body.lower() in spec.values:
                return Name(body.lower())
            why = "is not known"
            if len(self._problems) < MAX_MESSAGES:
                near = nearest_name(body, spec.values)
        else:
            noun, read = _READERS[spec.kind]
            value = read(body)
            if value is not None and not is_backwards(value):
                return value
            why = f"is not {noun}"
            if value is not None:
                why, meant = "ends before it starts", ""
        self._reject(token, why, meant, near)
        return None

    # ---- parts, hints and problems

    def _problem(self, at: QueryToken | Sort, why: str, meant: str = "", near: str = "") -> Problem:
        return Problem(at.start, at.end, self._text[at.start : at.end], why, meant, near)

    def _hint(self, token: QueryToken, why: str, meant: str = "", near: str = "") -> None:
        if len(self._hints) < MAX_MESSAGES:
            hint = self._problem(token, why, meant, near)
            typing = not near and token.end >= self._end
            self._hints.append(replace(hint, counts=True, typing=typing))

    def _part(self, start: int, end: int, kind: PartKind) -> None:
        if start < end:
            self._parts.append(QueryPart(start, end, kind))

    def _reject(self, token: QueryToken, why: str, meant: str, near: str = "") -> None:
        self._mark(token)
        self._report(token, why, meant, near)

    def _mark(self, token: QueryToken) -> None:
        # The last one so far; it is a problem and nothing else.
        while self._parts and self._parts[-1].end > token.start:
            self._parts.pop()
        self._part(token.start, token.end, PartKind.PROBLEM)

    def _report(self, at: QueryToken | Sort, why: str, meant: str = "", near: str = "") -> None:
        if len(self._problems) < MAX_MESSAGES:
            self._problems.append(self._problem(at, why, meant, near))
        else:
            self._counted.setdefault(_IGNORED_TOO, []).append(at)


def _read_name(text: str) -> Name | None:
    return Name(" ".join(text.split())) if any(map(is_word, text)) else None


def _read_id(text: str) -> Name | None:
    known_id = read_id(text)
    return Name(known_id) if known_id else None


_READERS: dict[FieldKind, tuple[str, Callable[[str], Value | None]]] = {
    FieldKind.ID: ("an arXiv id or DOI", _read_id),
    FieldKind.NAME: ("a name", _read_name),
    FieldKind.NUMBER: ("a number", read_number),
    FieldKind.DAY: ("a date", read_days),
}


def _alternatives(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else "".join(words)
