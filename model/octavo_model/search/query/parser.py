"""From the text of a query to what it means. Any text is valid; nothing is raised."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from octavo_model.search.query.field_types import FieldKind, FieldSpec
from octavo_model.search.query.fields import BY_NAME
from octavo_model.search.query.lexer import QueryToken, after_mark, scan
from octavo_model.search.query.mentions import AROUND_ID, MAY_HAVE_ID, bare_id, mentions_in
from octavo_model.search.query.nodes import (
    Anchor,
    FieldTerm,
    InAbstract,
    InTitle,
    Name,
    PartKind,
    Query,
    QueryPart,
    Sort,
    Where,
    Word,
)
from octavo_model.search.query.plain_text import looks_pasted, read_words, without_hyphens
from octavo_model.search.query.remarks import MAX_TERMS, Remarks
from octavo_model.search.query.suggestions import nearest_field, nearest_name, possible_field
from octavo_model.search.query.values import is_backwards, nearest_days, noun_of, read_value
from octavo_model.text.fold import is_word

if TYPE_CHECKING:
    from octavo_model.search.query.nodes import Term, Value

UNCLOSED = "the quotation mark is not closed"
_MAX_GUESSES = 16
"""Unknown fields for which the nearest one is searched."""
_CITED = frozenset({"arxiv", "doi"})
"""Fields that come before an id in any citation."""


@lru_cache(maxsize=64)
def parse(text: str, *, as_text: bool = False) -> Query:
    """Return what ``text`` means.

    What cannot be understood is in `Query.problems`; the rest still counts. With ``as_text``, or
    if it looks pasted, all of it is words: see `Query.read_as_text`.

    >>> query = parse("nural is:unread up:>x")
    >>> [type(term).__name__ for clause in query.clauses for term in clause]
    ['Word', 'FieldTerm']
    >>> print(query.problems[0])
    “up:>x” is not a number (e.g. >20, >=3, 5..10 or 7)
    >>> parse("Device -to-Device Links [3].").words
    'Device -to-Device Links [3].'
    """
    start = 0 if as_text else after_mark(text)
    with_abstracts = start > 0
    tokens = tuple(scan(text, start))
    if as_text or looks_pasted(text[start:], tokens):
        return _read_as_text(text, start, with_abstracts=with_abstracts)
    parser = _QueryParser(text, with_abstracts=with_abstracts)
    for token in without_hyphens(tokens):
        parser.add(token)
    return parser.query()


def _read_as_text(text: str, start: int, *, with_abstracts: bool) -> Query:
    # Spaces in place of what comes before, so that all positions stay.
    read = read_words(" " * start + text[start:])
    operator = (QueryPart(start - 1, start, PartKind.OPERATOR),) if with_abstracts else ()
    clauses = tuple((word,) for word in read.words)
    return Query(
        clauses, None, with_abstracts, read.ids, read.text, text, (), (*operator, *read.parts)
    )


class _QueryParser:
    def __init__(self, text: str, *, with_abstracts: bool) -> None:
        self._text = text
        self._with_abstracts = with_abstracts
        self._end = len(text.rstrip())
        self._clauses: list[list[Term]] = []
        self._sort: Sort | None = None
        self._parts: list[QueryPart] = []
        self._remarks = Remarks(text)
        # The next one is the last.
        self._mentions = mentions_in(text)[::-1] if MAY_HAVE_ID.search(text) else []
        # The terms made of ids that are mentioned, by their identity.
        self._mentioned: dict[int, tuple[FieldTerm, str]] = {}
        # The last ``|``, until a term follows.
        self._bar: QueryToken | None = None
        # Where words are searched, and the token that says so.
        self._scope = ""
        self._scope_token: QueryToken | None = None
        self._terms = self._guesses = 0
        if with_abstracts:
            end = after_mark(text)
            self._part(end - 1, end, PartKind.OPERATOR)
            if end >= self._end:
                token = QueryToken(end - 1, end, "", end, end)
                self._remarks.hint(token, "nothing follows it", "write it before a word: ~tide")

    def query(self) -> Query:
        if self._scope_token is not None and self._scope_token.end == self._end:
            why = "needs words to search for"
            self._reject(self._scope_token, why, "write the words after it")
        if self._bar is not None:
            self._remarks.hint(self._bar, "nothing follows it", "a | b finds either")
        clauses: list[tuple[Term, ...]] = []
        ids: dict[str, None] = {}
        for clause in filter(None, self._clauses):
            # One of several alternatives is a condition like any other.
            mentioned = self._mentioned.get(id(clause[0])) if len(clause) == 1 else None
            if mentioned is None:
                clauses.append(tuple(clause))
            else:
                ids[mentioned[1]] = None
        return Query(
            tuple(clauses), self._sort, self._with_abstracts, tuple(ids), None,
            self._text, self._remarks.all(), tuple(self._parts),
        )  # fmt: skip

    def add(self, token: QueryToken) -> None:
        if token.mark == "|":
            self._part(token.start, token.end, PartKind.OPERATOR)
            if self._bar is not None or not self._clauses:
                before = "another one" if self._bar is not None else "nothing"
                self._remarks.hint(token, f"{before} comes before it", "a | b finds either")
            self._bar = token if self._clauses else None
            return
        if self._bar is None:
            self._clauses.append([])
        self._bar = None
        terms = self._field(token) if token.field else self._word(token)
        if token.unclosed:
            self._remarks.hint(token, UNCLOSED)
        self._terms += sum(not isinstance(term, Word) for term in terms)
        if self._terms > MAX_TERMS and not all(isinstance(term, Word) for term in terms):
            self._mark(token)
            self._remarks.report_too_many(token)
        else:
            self._clauses[-1] += terms

    # ---- words

    def _word(self, token: QueryToken) -> list[Term]:
        body, start, end = token.body, token.start, token.end
        exact = token.quoted or token.mark == "'"
        scope = "abstract" if token.mark == "~" else self._scope
        bare = not (token.mark or token.quoted)
        if not body or not ((exact and scope != "abstract") or any(map(is_word, body))):
            # Nothing yet, or only punctuation, which a pasted title has.
            self._part(start, end, PartKind.WORD if bare else PartKind.OPERATOR)
            sign = "!" if body == "!" else token.mark
            if sign and not token.quoted:
                self._remarks.hint(
                    token, "nothing follows it", f"write it before a word: {sign}tide"
                )
            return []
        if bare and scope != "abstract" and (known_id := self._id_in(token)):
            self._part(start, token.body_start, PartKind.OPERATOR)
            self._part(token.body_start, end, PartKind.VALUE)
            return [self._paper(token, known_id)]
        if bare and ":" in body:
            self._check_unknown_field(token)
        where = Where.TITLE if scope == "title" else Where.ANY
        if bare and not (token.negated or token.at_end or scope == "abstract"):
            self._part(start, end, PartKind.WORD)
            return [Word(body, where, start=start, end=end)]
        self._part(start, token.body_start, PartKind.OPERATOR)
        self._part(token.body_start, token.body_end, PartKind.TEXT)
        self._part(token.body_end, end, PartKind.OPERATOR)
        in_abstract = InAbstract(body, exact, token.negated, start=start, end=end)
        if scope == "abstract":
            return [in_abstract]
        if token.mark == "+" and not (exact or token.negated):
            return [Word(body, where, where is Where.ANY, start=start, end=end)]
        at_start = Anchor.START if token.mark == "^" else Anchor.INSIDE
        anchor = at_start | (Anchor.END if token.at_end else Anchor.INSIDE)
        in_title = InTitle(body, anchor, token.negated, start=start, end=end)
        is_anywhere = self._with_abstracts and not (scope or token.negated or anchor)
        if is_anywhere and token.quoted and token.mark != "'" and any(map(is_word, body)):
            return [in_title, in_abstract]
        return [in_title]

    def _id_in(self, token: QueryToken) -> str | None:
        """Return the id of a paper that ``token``, a word, is or contains."""
        if not MAY_HAVE_ID.search(token.body):
            return None
        while self._mentions and self._mentions[-1].start < token.body_start:
            self._mentions.pop()
        if self._mentions and self._mentions[-1].end <= token.end:
            return self._mentions[-1].id
        return bare_id(token.body.strip(AROUND_ID))

    def _paper(self, token: QueryToken, known_id: str) -> FieldTerm:
        term = FieldTerm("id", Name(known_id), token.negated, start=token.start, end=token.end)
        if not token.negated:
            self._mentioned[id(term)] = term, known_id
        return term

    def _check_unknown_field(self, token: QueryToken) -> None:
        name = possible_field(token.body)
        if name and name.lower() not in BY_NAME and self._guesses < _MAX_GUESSES:
            self._guesses += 1
            if near := nearest_field(name):
                self._remarks.hint(token, f"no field {name}", near=near)

    # ---- fields

    def _field(self, token: QueryToken) -> list[Term]:
        spec, start, end = BY_NAME[token.field], token.start, token.end
        name_start = start + len(token.sign)
        as_word = token._replace(field="", name="", body_start=name_start)
        if not token.body and not token.quoted and end < self._end:
            if token.name.lower() in {*_CITED, "id"} and self._id_follows(token):
                # As it is cited: the id after it means everything.
                self._part(start, end, PartKind.FIELD)
                return []
            # A colon and a space: a title, not a field.
            return self._word(as_word._replace(body=self._text[name_start:end].rstrip(":")))
        value = read_value(token.body, spec)
        if value is None and not (token.name.islower() or token.quoted):
            # ``ID:5 ways to …``: nobody writes a field so.
            return self._word(as_word._replace(body=self._text[name_start:end]))
        self._scope, self._scope_token = "", None
        if value is None or is_backwards(value) or (spec.kind is FieldKind.SCOPE and token.sign):
            self._reject_value(token, spec, value)
            return []
        self._part(start, token.body_start, PartKind.FIELD)
        self._part(token.body_start, end, PartKind.VALUE)
        if spec.kind is FieldKind.SCOPE:
            self._scope = token.body.lower() if value != Name("any") else ""
            self._scope_token = token if self._scope == "abstract" else None
            return []
        if spec.kind is FieldKind.ORDER:
            if self._sort is not None:
                self._remarks.report(self._sort, "is ignored: a list has one order")
            self._sort = Sort(token.body.lower(), token.negated, start=start, end=end)
            return []
        if spec.kind is FieldKind.TEXT:
            return [_text_term(spec, token)]
        is_cited = token.name.lower() in _CITED and not token.negated
        if is_cited and (known_id := bare_id(token.body)):
            return [self._paper(token, known_id)]
        return [FieldTerm(spec.name, value, token.negated, start=start, end=end)]

    def _id_follows(self, token: QueryToken) -> bool:
        following = self._text[token.end :].split(maxsplit=1)
        return bool(following) and bare_id(following[0].strip(AROUND_ID)) is not None

    def _reject_value(self, token: QueryToken, spec: FieldSpec, value: Value | None) -> None:
        meant, near = spec.hint or _alternatives(tuple(spec.values)), ""
        if not token.body:
            why = "needs a value"
        elif spec.kind is FieldKind.SCOPE and token.sign:
            why, meant = "cannot be negated", "put ! before the words"
        elif value is not None:
            why, meant = "ends before it starts", ""
        elif spec.values:
            why = "is not known"
            near = "" if self._remarks.is_full else nearest_name(token.body, spec.values)
        else:
            why = f"is not {noun_of(spec.kind)}"
            near = nearest_days(token.body) if spec.kind is FieldKind.DAY else ""
        self._reject(token, why, meant, near)

    # ---- parts

    def _part(self, start: int, end: int, kind: PartKind) -> None:
        if start < end:
            self._parts.append(QueryPart(start, end, kind))

    def _reject(self, token: QueryToken, why: str, meant: str, near: str = "") -> None:
        self._mark(token)
        self._remarks.report(token, why, meant, near)

    def _mark(self, token: QueryToken) -> None:
        # The last one so far; it is a problem and nothing else.
        while self._parts and self._parts[-1].end > token.start:
            self._parts.pop()
        self._part(token.start, token.end, PartKind.PROBLEM)


def _text_term(spec: FieldSpec, token: QueryToken) -> Term:
    start, end = token.start, token.end
    if spec.name == "abs":
        return InAbstract(token.body, token.quoted, token.negated, start=start, end=end)
    if token.quoted or token.negated:
        return InTitle(token.body, Anchor.INSIDE, token.negated, start=start, end=end)
    return Word(token.body, Where.TITLE, start=start, end=end)


def _alternatives(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else "".join(words)
