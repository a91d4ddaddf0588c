"""Text that is no query: whether it was pasted, and the words in it.

Titles, citations and sentences have signs that mean something in the language: ``Device
-to-Device``, ``$x$``, ``p(x | y)``, an opening quotation mark without a closing one.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.search.query.mentions import AROUND_ID, bare_id, mentions_in
from octavo_model.search.query.nodes import PartKind, QueryPart, Word
from octavo_model.text.fold import is_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from octavo_model.search.query.lexer import QueryToken

LONG = 8
"""Words: of more, a text that looks pasted is never a query."""
_TITLE_CASE = 3
"""Capitalised words that make a title."""
_MANY = 4
"""Words before a ``-`` that make a title, if the first one is capitalised."""
_SEEN = 2_000
"""Characters that are looked at."""

_PASTED = re.compile(
    r"""\S[^\S\n]*\n\s*\S                                   # a line break
    |[“”„«»‘’–—…]                                           # signs that nobody types
    |(?:^|[\s(\[{/–-])\$[^\s$][^$]*\$                       # a formula
    |\\[A-Za-z]{2,}|\\['`^"=~.]\{?[A-Za-z]\}?[a-z]          # commands of LaTeX
    |\A\s*(?:[-*•]\s+\S|\[\d{1,3}\]\s|\(?\d{1,3}[.)]\s)     # the mark of a list
    |\A\s*(?i:title|paper|reference|ref|citation|abstract|re|fwd?)\s*:\s
    |\([^()]*\s\|\s[^()]*\)                               # p(x | y)
    |[(\[](?:19|20)\d\d[a-z]?[)\]]                          # (2016)
    |\bet\sal(?:[.,]|\s*\Z)
    |\b(?i:arxiv\spreprint|in\sproc(?:\b|eedings)|pp\.|vol\.)
    |\b[A-Z][\w'-]+,\s(?:[A-Z]\.[\s-]?){1,3}(?:,|$|\s|\Z)   # Kelp, D.
    |\b[A-Z]\.\s(?:[A-Z]\.\s)*[A-Z][\w'-]+,                 # D. Kelp,
    |\A[^"]*"[^"]*\s"\w                                     # a quotation in another one
    |\A\s*"[^"]*[.,;:?!]"\W*\Z
    |\w[)\]"']*[?.…]["')\]]*\s*\Z                           # the end of a sentence
    """,
    re.VERBOSE,
)
_LABEL = re.compile(
    r"\s*(?:(?:[-*•]|\[\d{1,3}\]|\(?\d{1,3}[.)])\s+)?(?:(?i:title|paper)\s*:\s+)?", re.ASCII
)
"""What comes before a title in a list, and is no part of it."""
_CAPITALISED = re.compile(r"[A-Z][a-z]")
_PIECE = re.compile(r"\S+")
_SAFE = re.compile(r"[^\W_](?:[\w.'/+#&-]*[\w+#])?")
_ONE_WORD = re.compile(r"\w+")


class PlainText(NamedTuple):
    """A text that was read as words."""

    words: tuple[Word, ...]
    ids: tuple[str, ...]
    text: str
    """What to search: without ids, and without what comes before a title in a list."""
    parts: tuple[QueryPart, ...]


def looks_pasted(text: str, tokens: Sequence[QueryToken]) -> bool:
    """Return whether ``text`` is a title, a citation or a sentence, and signs in it mean nothing.

    A short text with a field or another operator that no title has is a query, with
    anything else in it; and so is any text that starts with ``in:``.
    """
    if all(one.is_bare for one in tokens) and not _label(text):
        return False  # words, however it is read
    if tokens[0].field == "in" and tokens[0].body:
        return False
    is_meant = any(map(_is_meant, tokens))
    is_long = sum(len(one.body.split()) if one.unclosed else 1 for one in tokens) > LONG
    if is_meant and not is_long:
        return False
    if _PASTED.search(text[:_SEEN]):
        return True
    if is_meant or not any(map(_is_in_titles, tokens)):
        return False
    capitalised = sum(bool(_CAPITALISED.match(one.body)) for one in tokens)
    starts_so = text.lstrip()[:1].isupper()
    return starts_so and (is_long or capitalised >= _TITLE_CASE)


def _is_meant(token: QueryToken) -> bool:
    """Return whether ``token`` is an operator that hardly any title or sentence has."""
    if token.field:
        # ``Date: a fruit`` and ``arXiv:…`` are not typed as fields.
        return bool(token.body) and token.name.islower() and token.name not in {"arxiv", "doi"}
    if token.mark in {"~", "+"} or token.sign == "!":
        return bool(token.body)
    return token.quoted and not token.unclosed and token.sign != ""


def _is_in_titles(token: QueryToken) -> bool:
    """Return whether ``token`` is an operator that titles have as punctuation."""
    return token.unclosed or token.at_end or token.sign == "-" or token.mark in {"^", "'", "|"}


def _label(text: str) -> int:
    """Return where a text starts after what comes before a title in a list."""
    label = _LABEL.match(text)
    return label.end() if label and label[0].strip() and _PIECE.search(text, label.end()) else 0


def without_hyphens(tokens: Sequence[QueryToken]) -> Iterator[QueryToken]:
    """Yield ``tokens``; as words those whose ``-`` was set apart from it: ``Device -to-Device``.

    A word of a short query in lower case, or the last one of a few, was negated on purpose.
    """
    is_long = len(tokens) > LONG and not any(map(_is_meant, tokens))
    is_title, before, capitalised = bool(tokens) and tokens[0].body[:1].isupper(), 0, 0
    previous = None
    for token, after in zip_longest(tokens, tokens[1:]):
        word = token._replace(sign="")
        if token.sign == "-" and word.is_bare and token.body[:1].isalnum():
            is_followed = after is not None and after.is_bare
            if (
                "-" in token.body
                or token.body.isdigit()
                or (is_long and before and is_followed)
                or (is_title and before > 1 and (is_followed or before >= _MANY))
                or (previous is not None and len(previous.body) == 1 < len(token.body))
                or (capitalised and (token.body[0].isupper() or capitalised > 1 or is_followed))
            ):
                yield word
                continue
        before, previous = before + token.is_bare, token
        capitalised += bool(token.is_bare and _CAPITALISED.match(token.body))
        yield token


def read_words(text: str) -> PlainText:
    """Return the words of ``text``, and the papers it names; no sign in it has a meaning."""
    mentions = mentions_in(text)
    start = _label(text)
    parts = [QueryPart(one.start, one.end, PartKind.VALUE) for one in mentions]
    words: list[Word] = []
    kept: list[str] = []
    position = 0
    for first, last in [*((one.start, one.end) for one in mentions), (len(text), len(text))]:
        for piece in _PIECE.finditer(text, position, first):
            parts.append(QueryPart(piece.start(), piece.end(), PartKind.WORD))
            if piece.start() >= start:
                words += (
                    Word(word, start=piece.start(), end=piece.end()) for word in _words_of(piece[0])
                )
        kept.append(text[max(position, min(start, first)) : first])
        position = last
    parts.sort(key=lambda part: part.start)
    ids = tuple(dict.fromkeys(one.id for one in mentions))
    return PlainText(tuple(words), ids, " ".join(" ".join(kept).split()), tuple(parts))


def _words_of(piece: str) -> Iterator[str]:
    """Yield the words in ``piece``, each so that it is a word of the language, too."""
    inside = [place for place, char in enumerate(piece) if is_word(char)]
    bare = piece[inside[0] : inside[-1] + 1] if inside else ""
    if _SAFE.fullmatch(bare) and not bare_id(bare) and not bare_id(bare.strip(AROUND_ID)):
        yield bare
        return
    yield from (word for word in _ONE_WORD.findall(bare) if any(map(is_word, word)))
