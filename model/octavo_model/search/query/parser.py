"""From the text of a query to what it means. Any text is valid; nothing is raised."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from octavo_model.search.query.field_spec import FieldKind, FieldSpec
from octavo_model.search.query.fields import BY_NAME
from octavo_model.search.query.lexer import QueryToken, scan
from octavo_model.search.query.nodes import (
    Anchor,
    FieldTerm,
    InAbstract,
    InTitle,
    Name,
    Part,
    PartKind,
    Problem,
    Query,
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
    parser = _Parser(text)
    for token in scan(text):
        parser.add(token)
    return parser.query()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._clauses: list[list[Term]] = []
        self._joined = False
        self._sort: Sort | None = None
        self._end = len(text.rstrip())
        self._problems: list[Problem] = []
        # Problems that are only counted: start and end of the first, and their number, by message.
        self._counted: dict[str, tuple[int, int, int]] = {}
        self._parts: list[Part] = []
        self._in_abstract: QueryToken | None = None
        self._terms = 0
        self._hints: list[Problem] = []
        self._guesses = 0
        self._bar: QueryToken | None = None

    def query(self) -> Query:
        if self._in_abstract is not None and self._in_abstract.end == self._end:
            why = "needs words to search for"
            self._reject(self._in_abstract, why, "write the words after it")
        for why, (start, end, count) in self._counted.items():
            alone = "is one term too many" if why == _TOO_MANY else f"is {why}"
            rest = f"and {count - 1:,} more are {why}" if count > 1 else alone
            meant = f"a query may have {MAX_TERMS}" if why == _TOO_MANY else ""
            self._problems.append(Problem(start, end, self._text[start:end], rest, meant))
        self._problems.sort(key=lambda problem: problem.start)
        if self._bar is not None and self._joined:
            self._hint(self._bar, "nothing follows it", "a | b finds either")
        clauses = tuple(tuple(clause) for clause in self._clauses if clause)
        problems, parts = tuple(self._problems), tuple(self._parts)
        hints = tuple(sorted(self._hints, key=lambda hint: hint.start))
        return Query(clauses, self._sort, self._text, problems, hints, parts)

    def add(self, token: QueryToken) -> None:
        if token.mark == "|":
            self._part(token.start, token.end, PartKind.OPERATOR)
            if self._joined or not self._clauses:
                why = "another one comes before it" if self._joined else "nothing comes before it"
                self._hint(token, why, "a | b finds either")
            self._joined, self._bar = bool(self._clauses), token
            return
        if not self._joined:
            self._clauses.append([])
        self._joined = False
        term = self._field(token) if token.field else self._word(token)
        if token.unclosed:
            self._hint(token, UNCLOSED, typing=True)
        if term is None:
            return
        if not isinstance(term, Word):
            self._terms += 1
            if self._terms > MAX_TERMS:
                self._mark(token)
                self._count(token.start, token.end, _TOO_MANY)
                return
        self._clauses[-1].append(term)

    # ---- words

    def _word(self, token: QueryToken) -> Term | None:
        body = token.body
        exact = token.quoted or token.mark == "'"
        in_abstract = token.mark == "~" or self._in_abstract is not None
        if not body or not ((exact and not in_abstract) or any(map(is_word, body))):
            # Nothing yet, or only punctuation, which a pasted title has.
            bare = not (token.mark or token.quoted)
            self._part(token.start, token.end, PartKind.WORD if bare else PartKind.OPERATOR)
            self._check_lone_sign(token)
            return None
        start, end = token.start, token.end
        may_be_id = not (token.mark or token.quoted or in_abstract) and _DIGIT.search(body)
        if may_be_id and (known_id := read_id(body) or read_id(body.strip(_AROUND_ID))):
            self._part(start, token.body_start, PartKind.OPERATOR)
            self._part(token.body_start, end, PartKind.VALUE)
            return FieldTerm("id", Name(known_id), token.negated, start=start, end=end)
        if ":" in body and not (token.mark or token.quoted):
            self._check_unknown_field(token)
        plain = not (token.negated or token.mark or token.quoted or token.at_end)
        if plain and not in_abstract:
            self._part(start, end, PartKind.WORD)
            return Word(body, start=start, end=end)
        self._part(start, token.body_start, PartKind.OPERATOR)
        self._part(token.body_start, token.body_end, PartKind.TEXT)
        self._part(token.body_end, end, PartKind.OPERATOR)
        if in_abstract:
            return InAbstract(body, exact, token.negated, start=start, end=end)
        anchor = {
            (False, False): Anchor.INSIDE,
            (True, False): Anchor.START,
            (False, True): Anchor.END,
            (True, True): Anchor.WHOLE,
        }[token.mark == "^", token.at_end]
        return InTitle(body, anchor, token.negated, start=start, end=end)

    def _check_lone_sign(self, token: QueryToken) -> None:
        """Add a hint for a sign without a word; the dash of a title needs none."""
        sign = token.mark if not token.quoted else ""
        if token.body == "!" and not token.quoted:
            sign = "!"
        if sign:
            self._hint(token, "nothing follows it", f"write it before a word: {sign}tide")

    def _check_unknown_field(self, token: QueryToken) -> None:
        name = possible_field(token.body)
        if not name or self._guesses >= _MAX_GUESSES:
            return
        self._guesses += 1
        if near := nearest_field(name):
            self._hint(token, f"no field {name}", near=near)

    # ---- fields

    def _field(self, token: QueryToken) -> Term | None:
        spec = BY_NAME[token.field]
        if not token.body and not token.quoted and token.end < self._end:
            if spec.kind is FieldKind.ID and self._id_follows(token):
                # As it is cited: the id after it means everything.
                self._part(token.start, token.end, PartKind.FIELD)
                return None
            # A colon and a space: a title, not a field.
            name = self._text[token.start + token.negated : token.end].rstrip(":")
            bare = token._replace(field="", body=name, body_start=token.start + token.negated)
            return self._word(bare)
        self._in_abstract = None
        value = self._value(token, spec)
        if value is None:
            return None
        self._part(token.start, token.body_start, PartKind.FIELD)
        self._part(token.body_start, token.end, PartKind.VALUE)
        start, end = token.start, token.end
        if spec.kind is FieldKind.SCOPE:
            self._in_abstract = token if value == Name("abstract") else None
            return None
        if spec.kind is FieldKind.ORDER:
            self._set_order(Sort(token.body.lower(), token.negated, start=start, end=end))
            return None
        return FieldTerm(spec.name, value, token.negated, start=start, end=end)

    def _id_follows(self, token: QueryToken) -> bool:
        match = _NEXT.match(self._text, token.end)
        return match is not None and read_id(match[1].strip(_AROUND_ID)) is not None

    def _value(self, token: QueryToken, spec: FieldSpec) -> Value | None:
        body, kind = token.body, spec.kind
        meant = spec.hint or _alternatives(tuple(spec.values or ()))
        value: Value | None
        if not body:
            self._reject(token, "needs a value", meant)
            return None
        if kind is FieldKind.SCOPE and token.negated:
            self._reject(token, "cannot be negated", "put ! before the words")
            return None
        if spec.values:
            if body.lower() in spec.values:
                return Name(body.lower())
            near = nearest_name(body, spec.values) if len(self._problems) < MAX_MESSAGES else ""
            self._reject(token, "is not known", meant, near)
            return None
        value, what = _READERS[kind](body), _NOUNS[kind]
        if value is None:
            self._reject(token, f"is not {what}", meant)
        elif is_backwards(value):
            self._reject(token, "ends before it starts", "")
            return None
        return value

    def _set_order(self, sort: Sort) -> None:
        if self._sort is not None:
            earlier = self._sort
            self._report(earlier.start, earlier.end, "is ignored: a list has one order", "")
        self._sort = sort

    # ---- parts, hints and problems

    def _hint(
        self, token: QueryToken, why: str, meant: str = "", near: str = "", *, typing: bool = False
    ) -> None:
        if len(self._hints) >= MAX_MESSAGES:
            return
        start, end = token.start, token.end
        typing = typing or not (near or end < self._end)
        part = self._text[start:end]
        self._hints.append(Problem(start, end, part, why, meant, near, True, typing))

    def _part(self, start: int, end: int, kind: PartKind) -> None:
        if start < end:
            self._parts.append(Part(start, end, kind))

    def _reject(self, token: QueryToken, why: str, meant: str, near: str = "") -> None:
        self._mark(token)
        self._report(token.start, token.end, why, meant, near)

    def _mark(self, token: QueryToken) -> None:
        # The last one so far; it is a problem and nothing else.
        while self._parts and self._parts[-1].end > token.start:
            self._parts.pop()
        self._part(token.start, token.end, PartKind.PROBLEM)

    def _report(self, start: int, end: int, why: str, meant: str, near: str = "") -> None:
        if len(self._problems) < MAX_MESSAGES:
            self._problems.append(Problem(start, end, self._text[start:end], why, meant, near))
        else:
            self._count(start, end, _IGNORED_TOO)

    def _count(self, start: int, end: int, why: str) -> None:
        first = self._counted.get(why, (start, end, 0))
        self._counted[why] = (*first[:2], first[2] + 1)


def _read_name(text: str) -> Name | None:
    return Name(" ".join(text.split())) if any(map(is_word, text)) else None


def _read_id(text: str) -> Name | None:
    known_id = read_id(text)
    return Name(known_id) if known_id else None


_READERS: dict[FieldKind, Callable[[str], Value | None]] = {
    FieldKind.ID: _read_id,
    FieldKind.NAME: _read_name,
    FieldKind.NUMBER: read_number,
    FieldKind.DAY: read_days,
}
_NOUNS = {
    FieldKind.ID: "an arXiv id or DOI",
    FieldKind.NAME: "a name",
    FieldKind.NUMBER: "a number",
    FieldKind.DAY: "a date",
}


def _alternatives(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else "".join(words)
