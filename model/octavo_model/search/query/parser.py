"""From the text of a query to what it means. Any text is one; nothing is ever raised."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from octavo_model.search.query.fields import BY_NAME, FieldSpec, Kind, field_like, meant_by
from octavo_model.search.query.lexer import Token, scan
from octavo_model.search.query.nodes import (
    Field,
    How,
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
from octavo_model.search.query.values import is_backwards, read_days, read_id, read_number
from octavo_model.text.clean import is_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model.search.query.nodes import Term, Value

MOST = 48
"""Terms beyond words that a query may have: a pasted page must not stop the keyboard."""
MOST_TOLD = 48
"""Problems of a query that are told one by one, and hints; of the rest the problems are counted."""
UNCLOSED = "the quotation mark is not closed"
_SURPLUS, _UNTOLD = "too many", "of no use either"
_GUESSED = 16
"""Unknown fields for which a near one is looked for, for the same reason."""
_AROUND = "()[]<>.,;"
"""What may stand around an id in a text it is copied from."""
_NEXT = re.compile(r"\s+(\S+)")


def nearest(name: str, known: Sequence[str]) -> str:
    """The name of ``known`` that ``name`` most likely means; empty where none is near."""
    from difflib import get_close_matches

    lowered = {one.lower(): one for one in reversed(known)}
    name = name.lower()
    if name and (begun := [one for one in lowered if one.startswith(name)]):
        return lowered[min(begun, key=len)]
    # Beyond this nobody means a name, and it takes long.
    near = get_close_matches(name[:64], lowered, n=1, cutoff=0.5)
    return lowered[near[0]] if near else ""


@lru_cache(maxsize=64)
def parse(text: str) -> Query:
    """What ``text`` means.

    What cannot be understood is told in `Query.problems`, and the rest still counts.

    >>> query = parse("nural is:unread up:>x")
    >>> [type(term).__name__ for clause in query.clauses for term in clause]
    ['Word', 'Field']
    >>> print(query.problems[0])
    “up:>x” is no number (such as >20, >=3, 5..10 or 7)
    """
    reading = _Reading(text)
    for token in scan(text):
        reading.take(token)
    return reading.query()


class _Reading:
    """A query while it is read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._clauses: list[list[Term]] = []
        self._joined = False
        self._sort: Sort | None = None
        self._end = len(text.rstrip())
        self._problems: list[Problem] = []
        # By why they are not told one by one: where the first of them stands, how many there are.
        self._summed: dict[str, tuple[int, int, int]] = {}
        self._parts: list[Part] = []
        self._in_abstract: Token | None = None
        self._terms = 0
        self._hints: list[Problem] = []
        self._guesses = 0
        self._bar: Token | None = None

    def query(self) -> Query:
        if self._in_abstract is not None and self._in_abstract.end == self._end:
            why = "has nothing to look for yet"
            self._wrong(self._in_abstract, why, "write the words behind it")
        for why, (start, end, count) in self._summed.items():
            alone = "is one part too many" if why == _SURPLUS else f"is {why}"
            rest = f"and {count - 1:,} more are {why}" if count > 1 else alone
            meant = f"a query may have {MOST}" if why == _SURPLUS else ""
            self._problems.append(Problem(start, end, self._text[start:end], rest, meant))
        self._problems.sort(key=lambda one: one.start)
        if self._bar is not None and self._joined:
            self._hint(self._bar, "nothing stands behind it", "a | b finds either")
        clauses = tuple(tuple(clause) for clause in self._clauses if clause)
        problems, parts = tuple(self._problems), tuple(self._parts)
        hints = tuple(sorted(self._hints, key=lambda one: one.start))
        return Query(clauses, self._sort, self._text, problems, hints, parts)

    def take(self, token: Token) -> None:
        """Read one token."""
        if token.mark == "|":
            self._part(token.start, token.end, PartKind.OPERATOR)
            if self._joined or not self._clauses:
                why = "another one stands before it" if self._joined else "nothing stands before it"
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
            if self._terms > MOST:
                self._mark(token)
                self._count(token.start, token.end, _SURPLUS)
                return
        self._clauses[-1].append(term)

    # ---- words

    def _word(self, token: Token) -> Term | None:
        body = token.body
        exact = token.quoted or token.mark == "'"
        in_abstract = token.mark == "~" or self._in_abstract is not None
        if not body or not ((exact and not in_abstract) or any(map(is_word, body))):
            # Nothing yet, or only punctuation, which a pasted title has.
            bare = not (token.mark or token.quoted)
            self._part(token.start, token.end, PartKind.WORD if bare else PartKind.OPERATOR)
            self._stands_alone(token)
            return None
        start, end = token.start, token.end
        if not (token.mark or token.quoted or in_abstract) and (
            found := read_id(body) or read_id(body.strip(_AROUND))
        ):
            self._part(start, token.body_start, PartKind.OPERATOR)
            self._part(token.body_start, end, PartKind.VALUE)
            return Field("id", Name(found), token.negated, start=start, end=end)
        if not (token.mark or token.quoted):
            self._guess(token)
        plain = not (token.negated or token.mark or token.quoted or token.ends)
        if plain and not in_abstract:
            self._part(start, end, PartKind.WORD)
            return Word(body, start=start, end=end)
        self._part(start, token.body_start, PartKind.OPERATOR)
        self._part(token.body_start, token.body_end, PartKind.TEXT)
        self._part(token.body_end, end, PartKind.OPERATOR)
        if in_abstract:
            return InAbstract(body, exact, token.negated, start=start, end=end)
        begins = token.mark == "^"
        how = {
            (False, False): How.INSIDE,
            (True, False): How.BEGIN,
            (False, True): How.END,
            (True, True): How.WHOLE,
        }[begins, token.ends]
        return InTitle(body, how, token.negated, start=start, end=end)

    def _stands_alone(self, token: Token) -> None:
        """Hint at a sign that lacks its word; the dash of a title is none."""
        sign = token.mark if not token.quoted else ""
        if token.body == "!" and not token.quoted:
            sign = "!"
        if sign:
            self._hint(token, "nothing stands behind it", f"write it before a word: {sign}tide")

    def _guess(self, token: Token) -> None:
        """Hint at a field that may be meant by what looks like one, and is words."""
        name = field_like(token.body)
        if not name or self._guesses >= _GUESSED:
            return
        self._guesses += 1
        if meant := meant_by(name):
            self._hint(token, f"no field {name}", near=meant)

    # ---- fields

    def _field(self, token: Token) -> Term | None:
        spec = BY_NAME[token.field]
        if not token.body and not token.quoted and token.end < self._end:
            if spec.kind is Kind.ID and self._id_follows(token):
                # As it is cited: the id behind it tells all.
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
        if spec.kind is Kind.PLACE:
            self._in_abstract = token if value == Name("abstract") else None
            return None
        if spec.kind is Kind.ORDER:
            self._order(Sort(token.body.lower(), token.negated, start=start, end=end))
            return None
        return Field(spec.name, value, token.negated, start=start, end=end)

    def _id_follows(self, token: Token) -> bool:
        found = _NEXT.match(self._text, token.end)
        return found is not None and read_id(found[1].strip(_AROUND)) is not None

    def _value(self, token: Token, spec: FieldSpec) -> Value | None:
        body = token.body
        meant = spec.hint or _listed(spec.values)
        value: Value | None
        if not body:
            self._wrong(token, "lacks its value", meant)
            return None
        if spec.kind is Kind.PLACE and token.negated:
            self._wrong(token, "cannot be turned round", "put ! before the words")
            return None
        if spec.values:
            if body.lower() in spec.values:
                return Name(body.lower())
            near = nearest(body, spec.values) if len(self._problems) < MOST_TOLD else ""
            self._wrong(token, "is not known", meant, near)
            return None
        if spec.kind is Kind.ID:
            if found := read_id(body):
                return Name(found)
            self._wrong(token, "is no arXiv id or DOI", meant)
            return None
        if spec.kind is Kind.NAME:
            if any(map(is_word, body)):
                return Name(" ".join(body.split()))
            self._wrong(token, "is no name", meant)
            return None
        what = {Kind.NUMBER: "number", Kind.DAY: "date"}[spec.kind]
        value = read_number(body) if spec.kind is Kind.NUMBER else read_days(body)
        if value is None:
            self._wrong(token, f"is no {what}", meant)
        elif is_backwards(value):
            self._wrong(token, "ends before it begins", "")
            return None
        return value

    def _order(self, sort: Sort) -> None:
        if self._sort is not None:
            earlier = self._sort
            why = "gives way: a list has one order"
            self._tell(earlier.start, earlier.end, why, "")
        self._sort = sort

    # ---- parts, hints and problems

    def _hint(
        self, token: Token, why: str, meant: str = "", near: str = "", *, typing: bool = False
    ) -> None:
        if len(self._hints) >= MOST_TOLD:
            return
        start, end = token.start, token.end
        typing = typing or not (near or end < self._end)
        part = self._text[start:end]
        self._hints.append(Problem(start, end, part, why, meant, near, True, typing))

    def _part(self, start: int, end: int, kind: PartKind) -> None:
        if start < end:
            self._parts.append(Part(start, end, kind))

    def _wrong(self, token: Token, why: str, meant: str, near: str = "") -> None:
        self._mark(token)
        self._tell(token.start, token.end, why, meant, near)

    def _mark(self, token: Token) -> None:
        """Let ``token``, the last one so far, be a problem and nothing else."""
        while self._parts and self._parts[-1].end > token.start:
            self._parts.pop()
        self._part(token.start, token.end, PartKind.PROBLEM)

    def _tell(self, start: int, end: int, why: str, meant: str, near: str = "") -> None:
        if len(self._problems) < MOST_TOLD:
            self._problems.append(Problem(start, end, self._text[start:end], why, meant, near))
        else:
            self._count(start, end, _UNTOLD)

    def _count(self, start: int, end: int, why: str) -> None:
        """Count what is too much to be told part by part."""
        first = self._summed.get(why, (start, end, 0))
        self._summed[why] = (*first[:2], first[2] + 1)


def _listed(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else "".join(words)
