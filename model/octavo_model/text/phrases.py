"""Words in a row, and people, as they are looked for in a few texts. Pure, and fast to import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.text.fold import fold_name, fold_title, fold_words

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORTEST_START = 4
"""Letters of a word that may be the start of a longer one: too many start with fewer."""


def words_in(text: str) -> str:
    """Return the folded words of a text, with a space before and after each.

    >>> words_in("Naïve state-space models")
    ' naive state space models '
    """
    return f" {' '.join(fold_words(text))} "


def has_phrase(texts: str, phrase: str) -> bool:
    """Return whether a text has the words of ``phrase`` in a row; both are from `words_in`.

    The last word may go on, if it is long enough.

    >>> text = " the state spaces of rag "
    >>> [has_phrase(text, one) for one in (" state space ", " rag ", " ra ", " tate ")]
    [True, True, False, False]
    """
    last = phrase.split()[-1:]
    may_go_on = any(len(word) >= SHORTEST_START or not word.isascii() for word in last)
    return bool(last) and (phrase[:-1] if may_go_on else phrase) in texts


def name_words(name: str) -> list[str]:
    """Return the folded words of the name of a person.

    >>> name_words("Quill, Nora-Ann")
    ['quill', 'nora', 'ann']
    """
    return fold_title(fold_name(name)).split()


def is_by(authors: Iterable[str], wanted: list[str]) -> bool:
    """Return whether each of ``wanted`` starts a word of one of ``authors``.

    >>> [is_by(["Nora Quill", "Jan Rust"], one) for one in (["qui", "nora"], ["quill", "jan"])]
    [True, False]
    """
    return bool(wanted) and any(
        all(any(word.startswith(part) for word in words) for part in wanted)
        for words in map(name_words, authors)
    )
